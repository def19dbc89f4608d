import importlib.util
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from ogpscrape.cli import COMMANDS
from ogpscrape.errors import EXIT_CODES
from ogpscrape.warning_codes import WARNING_CODES, WarningCode

DOCS = Path(__file__).parents[2] / "docs"
_SPEC = importlib.util.spec_from_file_location("generate", DOCS / "generate.py")
generate = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(generate)


@pytest.mark.parametrize("page", generate.PAGES)
def test_a_generated_page_is_up_to_date(page):
    assert (DOCS / page).read_text(encoding="utf-8") == generate.made(page), "run make docs"


@pytest.mark.parametrize("page", ["exit-codes.md", "warnings.md"])
def test_a_stale_page_is_noticed_and_named(tmp_path, monkeypatch, capsys, page):
    (tmp_path / "man").mkdir()
    for name in generate.PAGES:
        (tmp_path / name).write_text(generate.made(name), encoding="utf-8")
    (tmp_path / page).write_text("old", encoding="utf-8")
    monkeypatch.setattr(generate, "HERE", tmp_path)
    monkeypatch.setattr("sys.argv", ["generate.py", "--check"])
    assert generate.main() == 1
    assert capsys.readouterr().out == f"docs/{page} is stale: run make docs\n"
    assert (tmp_path / page).read_text(encoding="utf-8") == "old", "a check changes nothing"
    monkeypatch.setattr("sys.argv", ["generate.py"])
    assert generate.main() == 0
    assert (tmp_path / page).read_text(encoding="utf-8") == generate.made(page)


def test_every_command_is_documented():
    text = (DOCS / "commands.md").read_text(encoding="utf-8")
    assert re.findall(r"^## `ogpscrape ?(.*)`$", text, re.MULTILINE) == ["", *COMMANDS]


@pytest.mark.skipif(shutil.which("groff") is None, reason="no groff on this machine")
def test_the_manual_page_has_every_help_as_it_is():
    done = subprocess.run(
        ["groff", "-man", "-ww", "-Tascii", "-P-c", DOCS / "man" / "ogpscrape.1"], capture_output=True, check=True
    )
    shown = done.stdout.decode("ascii")
    assert done.stderr == b""
    page = (DOCS / "commands.md").read_text(encoding="utf-8")
    for command in COMMANDS:
        told = re.search(rf"\$ ogpscrape {command} --help\n(.*?)```", page, re.DOTALL)
        lines = [line.rstrip() for line in told[1].splitlines() if line.strip() and line.isascii()]
        assert all(line in shown for line in lines)


#: Options of other programs.
ELSEWHERE = {"--metadata", "--now", "--port", "--scheduler", "--workers"}


def test_every_option_that_is_spoken_of_is_there():
    """A hint that names an option which was taken away sends people in a circle."""
    known = set(re.findall(r"--[a-z][a-z-]+", (DOCS / "commands.md").read_text(encoding="utf-8"))) | ELSEWHERE
    root = DOCS.parent
    told = [root / "README.md", *DOCS.glob("*.md"), *(root / "src").rglob("*.py")]
    unknown = {
        (path.name, option)
        for path in told
        for option in re.findall(r"(?<![\w-])--[a-z][a-z-]+", path.read_text(encoding="utf-8"))
        if option not in known
    }
    assert not unknown


def test_every_module_of_a_command_is_a_command():
    """A file in `cli/` that has a `command` but no place in COMMANDS would be out of reach."""
    folder = DOCS.parent / "src" / "ogpscrape" / "cli"
    with_command = {path.stem for path in folder.glob("*.py") if "\ndef command(" in path.read_text(encoding="utf-8")}
    assert with_command == set(COMMANDS)


def test_every_code_is_documented():
    assert set(WARNING_CODES) == set(WarningCode)
    warnings = (DOCS / "warnings.md").read_text(encoding="utf-8")
    assert re.findall(r"^\| `(\w+)` \|", warnings, re.MULTILINE) == [str(code) for code in WARNING_CODES]
    codes = (DOCS / "exit-codes.md").read_text(encoding="utf-8")
    assert re.findall(r"^\| (\d+) \|", codes, re.MULTILINE) == [str(int(code)) for code in EXIT_CODES]
