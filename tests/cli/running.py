"""The command line as users run it: a process of its own."""

import os
import pty
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

COMMAND = [sys.executable, "-m", "ogpscrape"]
PAGES = Path(__file__).parents[2] / "samples" / "pages"
KOREA = PAGES / "KR0017.html"
#: A sample that is text.
TEXT = PAGES / "ZZ0005.txt"


def ogpscrape(*arguments, stdin=b"", **environment) -> subprocess.CompletedProcess:
    """Run a command to its end; what it printed is bytes, what it said is text."""
    done = subprocess.run(
        [*COMMAND, *map(str, arguments)],
        input=stdin,
        capture_output=True,
        env={**os.environ, **environment},
        timeout=60,
        check=False,
    )
    done.stderr = done.stderr.decode("utf-8")
    assert "Traceback" not in done.stderr
    return done


def in_terminal(*arguments, columns=80, **environment) -> str:
    """Run a command whose standard error is a terminal; return what was said there, escape sequences included."""
    ours, theirs = pty.openpty()
    environment = {**os.environ, "TERM": "xterm-256color", "COLUMNS": str(columns), **environment}
    process = subprocess.Popen(
        [*COMMAND, *map(str, arguments)], stdout=subprocess.DEVNULL, stderr=theirs, env=environment
    )
    os.close(theirs)
    said = said_in(ours)
    process.wait(timeout=60)
    return said


def said_in(terminal: int) -> str:
    """Return what is said in a terminal until its other end is closed, escape sequences included."""
    said = b""
    try:
        while piece := os.read(terminal, 65536):
            said += piece
    except OSError:  # how Linux tells that the other end of a terminal is closed
        pass
    os.close(terminal)
    return said.decode("utf-8").replace("\r\n", "\n")


def until(happened: Callable[[], object]) -> None:
    """Wait for something to happen in another process; fail the test when it never does."""
    for _ in range(600):
        if happened():
            return
        time.sleep(0.05)
    pytest.fail("it never came to that")
