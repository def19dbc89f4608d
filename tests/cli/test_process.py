"""How a command gets on with what is around it: pipes, locales, signals, disks."""

import json
import os
import re
import signal
import subprocess
import time

import pytest

from ogpscrape.errors import ExitCode
from tests.cli.running import COMMAND, KOREA, PAGES, TEXT, in_terminal, ogpscrape, until
from tests.replica import Replica, Site


def shell(script: str, **environment: str) -> subprocess.CompletedProcess:
    return subprocess.run(
        ["bash", "-o", "pipefail", "-c", script.replace("ogpscrape", " ".join(COMMAND), 1)],
        capture_output=True,
        env={**os.environ, **environment},
        timeout=60,
        check=False,
    )


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    """A folder with a dataset of some commitments, and OGP's own table for them."""
    folder = tmp_path_factory.mktemp("kept")
    (folder / "table.csv").write_text("Commitment ID,Commitment Title\nKR0001,Another\n", encoding="utf-8")
    with Replica(Site.small()) as replica:
        options = ("--url", replica.url, "--rate", "off", "--data", folder / "ogp-data", "--quiet")
        assert ogpscrape("sync", "KR", *options, OGPSCRAPE_STATE_FOLDER=str(folder / "state")).returncode == 0
    return folder


@pytest.mark.parametrize(
    "command",
    [
        "parse PAGES PAGES",
        "parse PAGES PAGES -f jsonl",
        "parse PAGES PAGES -f csv -t related",
        "fetch ZZ --from samples",
        "fetch ZZ --from samples -f jsonl",
        "fetch ZZ --from samples -f csv",
        "fetch ZZ --from samples --select id,title",
        "fetch KR --data ogp-data",
        "show ZZ --from samples",
        "list --from samples",
        "list --data ogp-data -f json",
        "export --to json",
        "export --to jsonl",
        "export --to markdown",
        "export --to csv -t related",
        "report -o -",
        "diff",
        "diff -f json",
        "diff -f jsonl",
        "history KR0001",
        "history KR0001 -f json",
        "status",
        "status -f json",
        "members",
        "members -f json",
        "tables",
        "tables -f json",
        "compare table.csv",
        "compare table.csv -f csv",
        "config",
        "cache",
        "schema",
        "help exit-codes",
        "--help",
    ],
)
def test_a_reader_that_leaves_is_no_reason_to_complain(command, kept):
    done = shell(f"cd {kept} && ogpscrape {command.replace('PAGES', str(PAGES))} | head -1")
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.count(b"\n") == 1


@pytest.mark.parametrize(
    "command", ["diff -f json", "diff -f jsonl", "history KR0001", "list --data ogp-data", "status"]
)
def test_a_reader_of_a_dataset_that_left_before_anything_was_written(command, kept):
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run([*COMMAND, *command.split()], stdout=writing, stderr=subprocess.PIPE, cwd=kept, check=False)
    os.close(writing)
    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.parametrize("command", [["--help"], ["--version"], ["schema"], ["parse", str(TEXT)]])
def test_a_reader_that_left_before_anything_was_written(command):
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run([*COMMAND, *command], stdout=writing, stderr=subprocess.PIPE, check=False)
    os.close(writing)
    assert (done.returncode, done.stderr) == (0, b"")


def test_nobody_reads_standard_error():
    done = shell(f"ogpscrape parse /missing.html {KOREA} 2> >(exec true) | tail -1; echo ${{PIPESTATUS[0]}}")
    assert done.stdout == b"]\n1\n"


@pytest.mark.parametrize("closed", [">&-", ">&- 2>&-", "2>&-"])
def test_closed_streams(closed):
    done = shell(f"ogpscrape parse {KOREA} {closed}")
    assert b"Traceback" not in done.stderr
    assert done.returncode == (0 if closed == "2>&-" else ExitCode.OUTPUT)


@pytest.mark.parametrize("command", [f"parse {KOREA}", f"parse {PAGES} -f csv", "schema", "--help", "--version"])
def test_a_full_disk_is_said(command):
    done = shell(f"ogpscrape {command} > /dev/full")
    assert done.returncode == ExitCode.OUTPUT
    assert done.stderr == b"ogpscrape: output: standard output: it cannot be written: No space left on device\n"


@pytest.mark.parametrize(
    "environment",
    [
        {"LC_ALL": "C"},
        {"LC_ALL": "POSIX", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"},
        {"PYTHONIOENCODING": "ascii"},
        {"PYTHONIOENCODING": "latin-1:strict"},
    ],
)
def test_output_is_utf_8_whatever_the_locale(tmp_path, environment):
    page = tmp_path / "한국.html"
    page.write_bytes(KOREA.read_bytes())
    (tmp_path / "空.html").touch()
    done = ogpscrape("parse", tmp_path, "-f", "jsonl", **environment)
    assert done.stdout == ogpscrape("parse", KOREA, "-f", "jsonl").stdout
    assert "there is nothing in it" in done.stderr or "empty" in done.stderr
    assert done.stdout.decode("utf-8").isascii() is False


def _start_waiting(tmp_path, *options: str) -> subprocess.Popen:
    """Start a command that has printed one record and now waits for a pipe."""
    pipe = tmp_path / "never.html"
    os.mkfifo(pipe)
    process = subprocess.Popen(
        [*COMMAND, "parse", str(KOREA), str(pipe), *options], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    time.sleep(0.1)
    return process


def _printed_one(process: subprocess.Popen) -> bytes:
    printed = b""
    while b'"parser"' not in printed:
        printed += process.stdout.read1()
    return printed


def test_ctrl_c_ends_at_once_with_what_is_done_printed_whole(tmp_path):
    process = _start_waiting(tmp_path)
    printed = _printed_one(process)
    begun = time.monotonic()
    process.send_signal(signal.SIGINT)
    rest, said = process.communicate(timeout=30)
    assert time.monotonic() - begun < 10, "it is meant to take well under a second; ten allow for a busy machine"
    assert process.returncode == ExitCode.INTERRUPTED
    assert said.startswith(b"ogpscrape: interrupted; 1 record done. Run it again for the rest\n")
    assert said.count(b"\n") == 1, "the summary is for people"
    assert [record["id"] for record in json.loads(printed + rest)] == ["KR0017"]


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_signal_leaves_no_unfinished_file(tmp_path, number, code):
    target = tmp_path / "records.json"
    target.write_text("old")
    process = _start_waiting(tmp_path, "-o", str(target))
    until(lambda: list(tmp_path.glob(".ogpscrape-*")))
    time.sleep(0.5)  # until it waits for the pipe
    process.send_signal(number)
    process.communicate(timeout=30)
    assert process.returncode == code
    assert target.read_text() == "old"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["never.html", "records.json"]


def test_a_terminal_gets_colours_and_warnings_and_a_summary():
    said = in_terminal("parse", PAGES / "ZZ0002.txt", "/missing.html")
    assert "\x1b[33mwarning:" in said
    assert re.search(r"\x1b\[[0-9;]*31m", said), "errors are red"
    assert "1 record, 1 failed, 1 warning" in said


@pytest.mark.parametrize("environment", [{"NO_COLOR": "1"}, {"TERM": "dumb"}])
def test_no_colours_where_they_are_not_wanted(environment):
    said = in_terminal("parse", PAGES / "ZZ0002.txt", "/missing.html", **environment)
    assert "warning: " in said
    assert "\x1b" not in said


def test_quiet_leaves_errors_alone():
    said = in_terminal("parse", "-q", PAGES / "ZZ0002.txt", "/missing.html", NO_COLOR="1")
    assert said == "ogpscrape: bad input: /missing.html: there is no such file or folder\n"


def test_options_for_loudness_may_stand_before_the_command():
    done = ogpscrape("-v", "parse", PAGES / "ZZ0002.txt")
    assert f"{PAGES / 'ZZ0002.txt'}: from a file, got and read in " in done.stderr
    assert "\nwarning: " in done.stderr
    assert ogpscrape("-q", "parse", "-v", PAGES / "ZZ0002.txt").stderr == ""


def test_records_are_the_same_in_a_terminal_and_in_a_pipe():
    done = shell(f"ogpscrape parse {TEXT} > /dev/null", FORCE_COLOR="1")
    assert (done.returncode, done.stderr) == (0, b"")
    assert b"\x1b" not in ogpscrape("parse", TEXT, FORCE_COLOR="1").stdout
