"""The files of docs/cron are what they say: each is tried as far as this machine can."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from tests.dataset.conftest import bodies
from tests.dataset.samplia import korean_site
from tests.replica import Site

CRON = Path(__file__).parents[2] / "docs" / "cron"


@pytest.fixture
def site() -> Site:
    return korean_site()


@pytest.fixture
def environment(replica, tmp_path):
    """The environment of a script that finds `ogpscrape` on its path, and the replica in place of the site."""
    programs = tmp_path / "bin"
    programs.mkdir()
    script = programs / "ogpscrape"
    script.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m ogpscrape "$@"\n')
    script.chmod(0o755)
    return {
        **os.environ,
        "PATH": f"{programs}:{os.environ['PATH']}",
        "OGPSCRAPE_URL": replica.url,
        "OGPSCRAPE_RATE": "off",
        "OGPSCRAPE_STATE_FOLDER": str(tmp_path / "state"),
        "OGPSCRAPE_CACHE_FOLDER": str(tmp_path / "cache"),
        "GIT_CONFIG_GLOBAL": os.devnull,
        **{f"GIT_{who}_{what}": "you@example.org" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")},
    }


def run(command, folder, environment) -> str:
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    return done.stdout


def test_git_scraping_commits_what_changed_and_nothing_else(environment, replica, site, tmp_path):
    if not shutil.which("jq"):
        pytest.skip("git-scrape.sh needs jq, which GitHub's machines have and this one does not")
    repository = tmp_path / "repository"
    repository.mkdir()
    run(["git", "init", "--quiet"], repository, environment)
    (repository / ".git/info/exclude").write_text("/data/\n")

    def scrape() -> int:
        run([CRON / "git-scrape.sh", "--max-age", "0"], repository, environment)
        return int(run(["git", "rev-list", "--count", "HEAD"], repository, environment))

    assert scrape() == 1
    assert run(["git", "ls-files"], repository, environment).split() == ["records/KR.json"]
    assert scrape() == 1
    site.change("KR0002", "Marginal", "Major")
    assert scrape() == 2
    shown = run(["git", "show", "--unified=0", "--format="], repository, environment)
    lines = [line for line in shown.splitlines() if re.match(r"[-+] ", line)]
    assert lines, shown
    assert all("Marginal" in line or "Major" in line or re.search(r'"(characters|typed)"', line) for line in lines)
    # The dataset is lost, as when the workflow's cache is: all is got again, and nothing changes in git.
    shutil.rmtree(repository / "data")
    replica.forget()
    assert scrape() == 2
    assert len(bodies(replica)) == 6


def test_the_workflow_runs_the_script(tmp_path):
    workflow = yaml.safe_load((CRON / "git-scrape.yml").read_text())
    steps = workflow["jobs"]["scrape"]["steps"]
    assert "./git-scrape.sh" in [step.get("run") for step in steps]
    assert workflow["permissions"] == {"contents": "write"}
    cached = next(step for step in steps if "cache" in step.get("uses", ""))
    assert cached["with"]["path"] == workflow["jobs"]["scrape"]["env"]["DATA"]
    subprocess.run(["git", "init", "--quiet"], cwd=tmp_path, check=True)
    for _ in range(2):
        script = next(step["run"] for step in steps if "exclude" in step.get("run", ""))
        subprocess.run(["sh", "-e", "-c", script], cwd=tmp_path, check=True)
    assert (tmp_path / ".git/info/exclude").read_text().count("/data/\n") == 1


def commands_in(text: str, before: str) -> list[str]:
    return [line.split(before, 1)[1] for line in text.splitlines() if before in line and not line.startswith("#")]


def test_the_commands_of_the_crontab_and_the_service_run_quietly(environment, tmp_path):
    (line,) = commands_in((CRON / "crontab").read_text(), "17 3 * * * ")
    (start,) = commands_in((CRON / "ogpscrape.service").read_text(), "ExecStart=/usr/bin/env ")
    line = line.replace("/srv/ogp", str(tmp_path / "srv"))
    (tmp_path / "srv").mkdir()
    for command in (line, start):
        # The replica has one of the three members.
        assert run(["sh", "-c", command.replace("KR SCO UK", "KR")], tmp_path, environment) == ""
    assert (tmp_path / "srv" / "changes.jsonl").is_file()
    assert (tmp_path / "summary.json").is_file()


def test_systemd_takes_the_units():
    if not shutil.which("systemd-analyze"):
        pytest.skip("this machine has no systemd-analyze")
    units = [str(CRON / "ogpscrape.service"), str(CRON / "ogpscrape.timer")]
    done = subprocess.run(["systemd-analyze", "verify", *units], capture_output=True, text=True, check=False)
    assert "ogpscrape" not in done.stderr, done.stderr
    assert done.returncode == 0, done.stderr
    calendar = commands_in((CRON / "ogpscrape.timer").read_text(), "OnCalendar=")[0]
    subprocess.run(["systemd-analyze", "calendar", calendar], check=True, capture_output=True)
