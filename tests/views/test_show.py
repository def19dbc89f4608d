"""`ogpscrape show` as users run it: what it takes, what it says, and what it does in a terminal."""

import os
import pty
import shutil
import subprocess
import sys

import pytest

from ogpscrape.errors import ExitCode
from tests.cli.running import KOREA, PAGES, ogpscrape, said_in
from tests.dataset.samplia import samplia_pages
from tests.replica import Replica, Site

WINDOW = {"COLUMNS": "80", "LINES": "24", "TERM": "xterm-256color"}


def shown(*arguments, **environment) -> str:
    done = ogpscrape("show", *arguments, "--from", "samples", **environment)
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout.decode("utf-8")


def in_window(*arguments, **environment) -> str:
    """What a terminal of 80 columns and 24 lines gets on standard output."""
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "ogpscrape", "show", *arguments, "--from", "samples"]
    process = subprocess.Popen(command, stdout=theirs, env={**os.environ, **WINDOW, **environment})
    os.close(theirs)
    said = said_in(ours)
    assert process.wait(timeout=60) == 0
    return said


@pytest.fixture
def pager(tmp_path):
    """A pager that marks what passes through it."""
    script = tmp_path / "a pager"
    script.write_text("#!/bin/sh\necho PAGED\nexec cat\n")
    script.chmod(0o755)
    return f"'{script}'"


def test_a_commitment_a_member_and_an_address():
    assert shown("kr0017").startswith(" KR0017  Strengthening Public-Private Collaboration\n")
    assert shown("republic-of-korea").startswith(" KR  Republic of Korea\n 1 commitment, 1 plan\n")
    assert shown("samplia").startswith(" ZZ  Samplia\n 24 commitments, 4 plans\n")
    address = "https://www.opengovpartnership.org/es/members/x/commitments/kr0017"
    assert shown(address).startswith(" KR0017  Strengthening")


def test_from_the_site():
    with Replica(Site(samplia_pages())) as replica:
        options = ("--url", replica.url, "--member", "samplia", "--rate", "off")
        done = ogpscrape("show", "ZZ0001", *options)
    assert (done.returncode, done.stderr) == (0, "")
    text = done.stdout.decode("utf-8")
    assert text.startswith(" ZZ0001  Budget Portal\n")
    assert ", from the site, read by ogpscrape" in text


def test_a_member_from_the_site():
    with Replica(Site(samplia_pages())) as replica:
        options = ("--url", replica.url, "--member", "samplia", "--rate", "off")
        done = ogpscrape("show", "ZZ0002", "ZZ", *options)
        asked = [path for path in replica.paths() if path != "/robots.txt"]
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.decode("utf-8").startswith(" ZZ  Samplia\n 24 commitments, 4 plans\n")
    assert sorted(asked) == [f"/members/samplia/commitments/ZZ{number:04}/" for number in range(1, 25)]


def test_a_member_of_which_the_site_has_no_page():
    with Replica(Site([])) as replica:
        done = ogpscrape("show", "ZZ", "--url", replica.url, "--member", "samplia", "--rate", "off")
    assert (done.returncode, done.stdout) == (ExitCode.GONE, b"")
    assert "no page of ZZ could be found to begin with" in done.stderr


def test_a_member_with_two_prefixes_is_one_member(tmp_path):
    for number, prefix in enumerate(("KAD", "NGKD"), start=1):
        text = (PAGES / "ZZ0001.html").read_text().replace("ZZ0001", f"{prefix}000{number}")
        (tmp_path / f"{prefix}.html").write_text(text)
    for name in ("KAD", "NGKD", "kaduna-state-nigeria"):
        done = ogpscrape("show", name, "--from", tmp_path)
        assert done.returncode == 0, done.stderr
        assert b"KAD0001" in done.stdout
        assert b"NGKD0002" in done.stdout


def test_a_folder_of_saved_pages(tmp_path):
    shutil.copy(KOREA, tmp_path / "KR0017.html")
    done = ogpscrape("show", "KR", "--from", tmp_path)
    assert done.returncode == 0
    assert b" KR0017  Strengthening" in done.stdout


def test_width_is_kept():
    assert max(map(len, shown("ZZ", "--width", "60").splitlines())) <= 60


def test_what_is_not_there_is_said():
    done = ogpscrape("show", "XX", "--from", "samples")
    assert (done.returncode, done.stdout) == (4, b"")
    assert "samples: nothing there of XX" in done.stderr
    done = ogpscrape("show", "KR9999", "KR0017", "--from", "samples")
    assert done.returncode == 1
    assert b"KR0017" in done.stdout
    assert "KR9999" in done.stderr


@pytest.mark.parametrize("arguments", [("KR0017", "--section", "no"), ("1 x",), ("KR0017", "--width", "3")])
def test_bad_usage(arguments):
    done = ogpscrape("show", "--from", "samples", *arguments)
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr.count("\n") == 1


def test_a_pipe_gets_plain_text_and_a_terminal_colours_and_links():
    assert "\x1b" not in shown("KR0017")
    window = in_window("KR0017", PAGER="cat")
    assert "\x1b[" in window
    assert "\x1b]8;" in window
    assert "\x1b[" in shown("KR0017", FORCE_COLOR="1")


def test_what_is_longer_than_the_window_is_paged(pager):
    assert in_window("KR0017", PAGER=pager).startswith("PAGED\n")
    assert "PAGED" not in in_window("KR0017", "--no-pager", PAGER=pager)
    assert "PAGED" not in in_window("KR0017", "--section", "open-government", PAGER=pager, LINES="60")
    assert "PAGED" not in shown("KR0017", PAGER=pager)


def test_a_pager_that_is_not_there_or_leaves_early():
    assert "KR0017" in in_window("KR0017", PAGER="no-such-pager")
    assert "KR0017" in in_window("KR0017", PAGER="head -n 1")


def test_no_colour_and_a_dumb_terminal():
    assert "\x1b[38;" not in in_window("KR0017", "--no-pager", NO_COLOR="1")
    assert "\x1b" not in in_window("KR0017", TERM="dumb")
    assert "3 Substantial" in in_window("KR0017", TERM="dumb")


def test_the_reader_of_a_pipe_may_leave():
    command = f"{sys.executable} -m ogpscrape show KR0017 --from samples | head -n 1"
    done = subprocess.run(["bash", "-o", "pipefail", "-c", command], capture_output=True, check=False, timeout=60)
    assert (done.returncode, done.stderr) == (0, b"")
