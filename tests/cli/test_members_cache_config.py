"""The small commands around the live source."""

import csv
import io
import json
import os
import subprocess
from pathlib import Path

import pytest

from ogpscrape.errors import ExitCode
from ogpscrape.vocabulary.members import all_members
from tests.cli.running import COMMAND, ogpscrape, said_in
from tests.replica import Replica, Site


def _in_window(*arguments, columns=80, **environment) -> str:
    """Return what a command prints when its standard output is a terminal."""
    import pty

    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [*COMMAND, *arguments], stdout=theirs, stderr=subprocess.PIPE,
        env={**os.environ, "COLUMNS": str(columns), **environment},
    )  # fmt: skip
    os.close(theirs)
    said = said_in(ours)
    process.communicate(timeout=60)
    return said


def test_all_members_are_listed_in_a_pipe_as_csv():
    rows = list(csv.DictReader(io.StringIO(ogpscrape("members").stdout.decode())))
    assert [row["prefix"] for row in rows] == [member.prefix for member in all_members()]
    assert set(rows[0]) == {"prefix", "name", "kind", "slug", "slug_aliases"}


@pytest.mark.parametrize("text", ["kr", "Republic of K", "REPUBLIC-OF", "south-korea"])
def test_members_are_found_by_prefix_name_slug_and_older_slug(text, here):
    found = json.loads(here("members", text, "--format", "json").stdout)
    assert "KR" in [member["prefix"] for member in found]
    assert len(found) < 10


def test_accents_need_not_be_typed(here):
    (member,) = json.loads(here("members", "cote", "--format", "json").stdout)
    assert member["name"] == "Côte d'Ivoire"


def test_a_member_that_is_not_known_is_said(here):
    done = here("members", "Atlantis")
    assert done.returncode == ExitCode.USAGE
    assert "no member is known with 'Atlantis'" in done.stderr


def test_a_terminal_gets_a_table():
    lines = _in_window("members", "korea").splitlines()
    assert lines[0].split() == ["PREFIX", "NAME", "KIND", "SLUG", "SLUG", "ALIASES"]
    assert lines[1].startswith("KR      Republic of Korea")
    assert all(len(line) <= 60 for line in _in_window("members", columns=60).splitlines())


def test_the_cache_is_shown_and_cleared(tmp_path, monkeypatch, here):
    monkeypatch.setenv("OGPSCRAPE_CACHE_FOLDER", str(tmp_path / "cache"))
    monkeypatch.setenv("OGPSCRAPE_STATE_FOLDER", str(tmp_path / "state"))
    with Replica(Site.small()) as replica:
        here("fetch", "KR0001-KR0003", "--url", replica.url, "--rate", "off")
    (shown,) = json.loads(here("cache", "--format", "json").stdout)
    files = list((tmp_path / "cache").rglob("*.page"))
    assert shown == {
        "place": str(tmp_path / "cache" / "pages"),
        "pages": 3,
        "bytes": sum(file.stat().st_size for file in files),
    }
    done = here("cache", "--clear")
    assert done.stdout == ""
    assert "3 pages removed" in done.stderr
    assert json.loads(here("cache", "--format", "json").stdout)[0]["pages"] == 0


def _settings(*arguments, **environment) -> dict[str, dict[str, str]]:
    rows = json.loads(ogpscrape("config", "--format", "json", *arguments, **environment).stdout)
    return {row["setting"]: row for row in rows}


@pytest.fixture
def file(tmp_path: Path, monkeypatch) -> Path:
    path = tmp_path / "config.toml"
    monkeypatch.setenv("OGPSCRAPE_CONFIG", str(path))
    path.write_text("")
    return path


def test_every_setting_says_where_it_comes_from(file):
    file.write_text('rate = "30/min"\nretries = 2\ntimeout = 5\n')
    settings = _settings(OGPSCRAPE_RATE="0.5/s", OGPSCRAPE_URL="http://localhost:8000", OGPSCRAPE_CONTACT="")
    found = {key: (settings[key]["value"], settings[key]["from"]) for key in ("url", "rate", "retries", "contact")}
    assert found == {
        "url": ("http://localhost:8000", "OGPSCRAPE_URL"),
        "rate": ("0.5/s", "OGPSCRAPE_RATE"),
        "retries": ("2", str(file)),
        "contact": ("", "default"),
    }
    assert settings["timeout"]["value"] == "5"


def test_the_file_is_in_the_platforms_place():
    home = Path(os.environ["HOME"])
    folder = home / ".config" / "ogpscrape"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "config.toml").write_text('rate = "7/min"\n')
    try:
        assert _settings()["rate"]["value"] == "7/min"
    finally:
        (folder / "config.toml").unlink()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("rat = 1\n", "'rat' is not a setting. Did you mean rate?"),
        ("colour = 1\n", "'colour' is not a setting. The settings are url, rate"),
        ("rate = 'fast'\n", "rate in "),
        ("rate = true\n", "rate must be a text or a number"),
        ("rate = [1]\n", "rate must be a text or a number"),
        ("rate = \n", "it cannot be read"),
        ("retries = 1.5\n", "'1.5' is not a number of retries"),
        ("max_age = 'long'\n", "'long' is not a time"),
        ("max_age = '-1d'\n", "'-1d' is not a time"),
        ("url = 'ftp://x'\n", "cannot be the site's address"),
        ("contact = 'ü'\n", "cannot be a contact"),
    ],
)
def test_a_slip_in_the_file_is_named_with_its_place(text, message, file, here):
    file.write_text(text)
    for command in (["config"], ["fetch", "KR0001"]):
        done = here(*command)
        assert done.returncode == ExitCode.CONFIGURATION
        assert message in done.stderr
        assert str(file) in done.stderr


def test_a_file_that_is_named_must_be_there(file, here):
    file.unlink()
    done = here("config")
    assert done.returncode == ExitCode.CONFIGURATION
    assert "there is no such file" in done.stderr


def test_a_variable_that_means_nothing_is_said():
    done = ogpscrape("config", OGPSCRAPE_RAET="1/s")
    assert done.returncode == 0
    assert "OGPSCRAPE_RAET is not a setting" in done.stderr


def test_options_come_before_the_environment(tmp_path):
    with Replica(Site.small()) as replica:
        done = ogpscrape(
            "fetch", "KR0001", "--url", replica.url, "--rate", "off", OGPSCRAPE_CACHE="off", OGPSCRAPE_URL="http://127.0.0.1:9",
            OGPSCRAPE_STATE_FOLDER=str(tmp_path),
        )  # fmt: skip
    assert done.returncode == 0
    assert json.loads(done.stdout)["id"] == "KR0001"
