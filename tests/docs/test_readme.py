"""What the README and the architecture page say is so: their examples are run, their paths looked up."""

import os
import re
import shutil
import subprocess
import sys

import pytest

from tests.docs.readme import README, ROOT, blocks, commands
from tests.replica import Replica, Site


@pytest.fixture(scope="module")
def environment(tmp_path_factory):
    """What the README takes for granted: `ogpscrape` on the path, and a site that answers, here the replica."""
    folder = tmp_path_factory.mktemp("bin")
    for name, words in (("ogpscrape", "-m ogpscrape"), ("python3", "")):
        command = folder / name
        command.write_text(f'#!/bin/sh\nexec "{sys.executable}" {words} "$@"\n', encoding="utf-8")
        command.chmod(0o755)
    kept = tmp_path_factory.mktemp("kept")
    with Replica(Site.small()) as replica:
        yield {
            **os.environ,
            "PATH": f"{folder}{os.pathsep}{os.environ['PATH']}",
            "OGPSCRAPE_URL": replica.url,
            "OGPSCRAPE_RATE": "off",
            "OGPSCRAPE_CACHE_FOLDER": str(kept / "cache"),
            "OGPSCRAPE_STATE_FOLDER": str(kept / "state"),
        }


SHOWN = [command for command in commands() if command.output is not None]


@pytest.mark.parametrize("command", SHOWN, ids=[command.line for command in SHOWN])
def test_an_example_prints_what_the_readme_shows(command, environment, tmp_path):
    if "| jq" in command.line and not shutil.which("jq"):
        pytest.skip("jq is not on this machine; CI has it")
    done = subprocess.run(
        ["bash", "-c", command.line],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        cwd=tmp_path,
        env=environment,
        check=False,
    )
    assert command.printed(done.stdout), done.stdout[:2000]


def test_there_are_examples_to_run():
    assert len(SHOWN) >= 5


def test_the_python_example_runs(capsys, monkeypatch):
    monkeypatch.chdir(ROOT)
    (example,) = blocks("python")
    exec(compile(example, "README.md", "exec"), {})
    assert "1.a.4 Limited Online discussions of state projects" in capsys.readouterr().out


def test_every_command_of_the_shell_blocks_runs_as_written(environment, tmp_path):
    """In the order of the README and in one folder, so that each finds what those before it made."""
    shutil.copytree(ROOT / "samples" / "pages", tmp_path / "saved")
    lines = [command.line for command in commands() if command.output is None and command.line.startswith("ogpscrape ")]
    assert len(lines) >= 9
    for line in lines:
        done = subprocess.run(
            ["bash", "-c", line], capture_output=True, text=True, cwd=tmp_path, env=environment, check=False
        )
        assert done.returncode == 0, f"{line}\n{done.stderr}"
    assert {"ogp-data", "korea.csv", "korea.sqlite", "all.jsonl", "report.html"} <= {p.name for p in tmp_path.iterdir()}


def test_the_commands_that_ci_runs_are_in_the_readme():
    assert "`make test` installs" in README
    assert "\nmake demo\n" in README


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
