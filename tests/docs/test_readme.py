"""What the README and the architecture page say is so: their examples are run, their paths looked up."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)


def sessions() -> list[tuple[str, str]]:
    """The commands of the README's console blocks, each with the output that stands under it."""
    found = []
    for block in blocks("console"):
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, _, output = part.partition("\n")
            found.append((command, output))
    return found


@pytest.fixture(scope="module")
def path_with_command(tmp_path_factory):
    folder = tmp_path_factory.mktemp("bin")
    command = folder / "ogpscrape"
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m ogpscrape "$@"\n', encoding="utf-8")
    command.chmod(0o755)
    return f"{folder}{os.pathsep}{os.environ['PATH']}"


@pytest.mark.parametrize(("command", "output"), sessions(), ids=[command for command, _ in sessions()])
def test_an_example_prints_what_the_readme_shows(command, output, path_with_command, tmp_path):
    done = subprocess.run(
        ["bash", "-c", command],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        cwd=tmp_path,
        env={**os.environ, "PATH": path_with_command},
        check=False,
    )
    # `...` stands for anything, as in doctest.
    pattern = ".*".join(map(re.escape, output.rstrip("\n").split("...")))
    assert re.fullmatch(pattern, done.stdout.replace("\r\n", "\n").rstrip("\n"), re.DOTALL), done.stdout[:2000]


def test_there_are_examples_to_run():
    assert len(sessions()) >= 5


def test_the_python_example_runs(capsys, monkeypatch):
    monkeypatch.chdir(ROOT)
    (example,) = blocks("python")
    exec(compile(example, "README.md", "exec"), {})
    assert "1.a.4 Limited Online discussions of state projects" in capsys.readouterr().out


def test_the_commands_and_options_in_shell_examples_are_there(path_with_command):
    lines = re.findall(r"(?:^|\| )ogpscrape (\w+)([^#|\n]*)", "\n".join(blocks("sh")), re.MULTILINE)
    assert len(lines) > 10
    for command, rest in lines:
        shown = subprocess.run(
            [sys.executable, "-m", "ogpscrape", command, "--help"], capture_output=True, text=True, check=True
        ).stdout
        for option in re.findall(r"(?<!\S)(--?[a-z-]+)", rest):
            assert re.search(rf"^ +.*(?<!\S){option}(?![\w-])", shown, re.MULTILINE), f"{command} has no {option}"


def test_the_test_command_that_ci_takes_from_the_readme_is_there():
    assert "\nmake test\n" in README


@pytest.mark.parametrize(
    "page", [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))], ids=lambda page: page.name
)
def test_links_lead_somewhere(page):
    text = page.read_text(encoding="utf-8")
    for link in re.findall(r"\]\((?!https?:|#)([^)#]+)", text):
        assert (page.parent / link).exists(), link


def test_the_places_that_the_architecture_names_are_there():
    text = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    package = ROOT / "src" / "ogpscrape"
    named = set(re.findall(r"`((?:[\w]+/)*[\w*]+(?:\.(?:py|toml|csv)|/))`", text))
    assert len(named) > 15
    for name in named:
        places = (ROOT / name, package / name, package / "reading" / name, package / "cli" / name)
        assert any(place.exists() for place in places) or any(ROOT.glob(name)), name
