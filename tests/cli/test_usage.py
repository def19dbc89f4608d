"""What is not written as it must be costs nothing: nothing on standard output, no request, no folder, one line."""

import pytest

from ogpscrape.errors import ExitCode
from tests.replica import Replica, Site

WRONG = [
    "fetch",
    "fetch ??",
    "fetch KR",
    "fetch kroea",
    "fetch KR0001 --select nope",
    "fetch KR0001 --where nope=1",
    "fetch KR0001 --table nope",
    "fetch KR0001 -o records.xlsx",
    "fetch KR0001 --table notes -o notes.json",
    "fetch KR0001 --from samples --data ogp-data",
    "show",
    "show kroea",
    "show KR0001 --section nope",
    "list",
    "list kroea",
    "list KR --select nope",
    "list KR --where completion=Limited",
    "list KR --where cycle>old",
    "sync",
    "sync kroea",
    "sync KR --all",
    "sync XYZ",
    "sync KR --from samples",
    "export",
    "export --from samples -o x.doc",
    "export --from samples --to json --where nope=1",
    "export --from samples --to json --where id=X",
    "export --from samples --to csv -t notes --select nope",
    "export --from samples --to csv --excel",
    "report",
    "report ?? -o -",
    "report --from samples -o report.pdf",
    "report --from samples -o report.xlsx",
    "diff ??",
    "history ??",
    "tables nope",
    "help nope",
    "schema --nope",
]
#: In every format that a command has.
FORMATS = {
    "fetch ??": ("json", "jsonl", "csv"),
    "fetch KR0001 --select nope": ("json", "jsonl", "csv"),
    "list KR --select nope": ("json", "csv", "table"),
    "diff ??": ("json", "jsonl"),
    "history ??": ("json", "jsonl"),
}
COMMANDS = WRONG + [f"{command} --format {form}" for command, forms in FORMATS.items() for form in forms]


@pytest.fixture(scope="module")
def site():
    with Replica(Site.small()) as replica:
        yield replica


@pytest.mark.parametrize("command", COMMANDS)
def test_it_prints_nothing_asks_nothing_and_makes_nothing(command, site, here, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name, value in {"URL": site.url, "RATE": "off", "STATE_FOLDER": "state", "CACHE_FOLDER": "cache"}.items():
        monkeypatch.setenv(f"OGPSCRAPE_{name}", value)
    done = here(*command.split())
    assert done.returncode == ExitCode.USAGE, done.stderr
    assert done.stdout == ""
    assert done.stderr.startswith("ogpscrape: usage: ")
    assert done.stderr.count("\n") == 1
    assert site.requests == []
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("command", ["fetch kroea", "show kroea", "list kroea", "sync kroea"])
@pytest.mark.parametrize("near", ["KR (Republic of Korea)"])
def test_the_near_ones_are_named_by_every_command(command, near, here):
    assert near in here(*command.split()).stderr


@pytest.mark.parametrize("command", ["fetch KROEA", "show Kroea", "list kroea", "export kroea --to json"])
def test_nothing_of_it_in_the_samples_is_one_line_with_the_near_ones(command, here):
    done = here(*command.split(), "--from", "samples")
    assert (done.returncode, done.stdout) == (ExitCode.INPUT, "")
    assert "Did you mean KR (Republic of Korea)" in done.stderr


@pytest.mark.parametrize("form", ["json", "jsonl", "csv"])
def test_a_run_of_which_all_fails_prints_nothing(form, here):
    done = here("fetch", "KR0098", "KR0099", "--from", "samples", "--format", form)
    assert (done.returncode, done.stdout) == (ExitCode.INPUT, "")


def test_a_filter_that_nothing_fits_is_an_empty_result(here):
    done = here("fetch", "ZZ", "--from", "samples", "--where", "id=X")
    assert (done.returncode, done.stdout) == (0, "[]\n")


def test_the_help_of_the_command_at_hand_is_named(here):
    """Not every error of typer's knows the command that it is about."""
    for command in (("fetch", "KR0017", "--where"), ("-v", "fetch", "--from")):
        assert "Try 'ogpscrape fetch --help'" in here(*command).stderr
