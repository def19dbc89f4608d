"""What becomes of errors: exit codes, bugs, and where a traceback may be seen."""

import json

import pytest

from ogpscrape.cli import main
from ogpscrape.cli.console import one_line
from ogpscrape.cli.process import exit_code_of
from ogpscrape.errors import ExitCode
from tests.cli.running import KOREA, TEXT, ogpscrape


@pytest.mark.parametrize(
    ("failures", "successes", "code"),
    [
        ([], 0, ExitCode.OK),
        ([], 3, ExitCode.OK),
        ([ExitCode.GONE], 1, ExitCode.SOME_FAILED),
        ([ExitCode.GONE], 0, ExitCode.GONE),
        ([ExitCode.GONE, ExitCode.GONE], 0, ExitCode.GONE),
        ([ExitCode.GONE, ExitCode.INPUT], 0, ExitCode.NOTHING_SUCCEEDED),
    ],
)
def test_the_exit_code_of_a_run(failures, successes, code):
    assert exit_code_of(failures, successes) is code


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("a\nb\r\n\tc", "a b c"),
        ("\x1b]0;title\x07x", r"\x1b]0;title\x07x"),
        ("\u202egnp.exe", r"\u202egnp.exe"),
        ("\x9b31m", r"\x9b31m"),
        ("한국", "한국"),
    ],
)
def test_what_is_said_stays_on_one_line_and_commands_nothing(text, line):
    assert one_line(text) == line


@pytest.fixture
def with_a_bug(monkeypatch):
    """A parser that fails in a way that nothing foresaw, on one page."""
    import ogpscrape.reading

    whole = ogpscrape.reading.parse_page

    def faulty(page, *, provenance=False):
        if page.name.endswith(".txt"):
            raise LookupError("something\nodd")
        return whole(page, provenance=provenance)

    monkeypatch.setattr(ogpscrape.reading, "parse_page", faulty)


def test_a_bug_is_one_line_that_names_the_page_and_the_others_are_done(with_a_bug, capfdbinary):
    assert main(["parse", str(TEXT), str(KOREA)]) == ExitCode.SOME_FAILED
    out, err = capfdbinary.readouterr()
    assert [record["id"] for record in json.loads(out)] == ["KR0017"]
    assert err.decode().startswith(f"ogpscrape: bug: {TEXT}: LookupError: something odd. ")
    assert "please report it" in err.decode()
    assert err.count(b"\n") == 1


@pytest.mark.parametrize("how", ["option", "environment"])
def test_a_traceback_is_there_for_those_who_ask(with_a_bug, capfdbinary, monkeypatch, how):
    if how == "environment":
        monkeypatch.setenv("OGPSCRAPE_DEBUG", "1")
    assert main(["parse", str(TEXT), *(["-vv"] if how == "option" else [])]) == ExitCode.BUG
    said = capfdbinary.readouterr().err.decode()
    assert "in faulty" in said
    assert "LookupError: something" in said


def test_a_bug_outside_of_pages_is_one_line_too(monkeypatch, capfdbinary):
    import ogpscrape.commitment

    monkeypatch.setattr(ogpscrape.commitment, "json_schema", lambda: 1 / 0)
    assert main(["schema"]) == ExitCode.BUG
    assert capfdbinary.readouterr().err.startswith(b"ogpscrape: bug: ZeroDivisionError: ")


def test_the_schema_is_printed_and_can_go_to_a_file(tmp_path):
    printed = ogpscrape("schema").stdout
    assert json.loads(printed)["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    ogpscrape("schema", "-o", tmp_path / "schema.json")
    assert (tmp_path / "schema.json").read_bytes() == printed
