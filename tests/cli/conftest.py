"""The command line in this process: ten times as quick, for what a process of its own does not matter to."""

import logging
import signal
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest

from ogpscrape.cli import main


@dataclass
class Done:
    """What became of a command."""

    returncode: int
    stdout: str
    stderr: str


@pytest.fixture
def here(capfd: pytest.CaptureFixture[str]) -> Iterator[Callable[..., Done]]:
    """Return a function that runs a command; what it leaves in the process is taken away again."""
    before = signal.getsignal(signal.SIGTERM)

    def run(*arguments) -> Done:
        capfd.readouterr()
        code = main([str(argument) for argument in arguments])
        return Done(code, *capfd.readouterr())

    yield run
    signal.signal(signal.SIGTERM, before)
    log = logging.getLogger("ogpscrape")
    log.handlers.clear()
    log.propagate = True
    log.setLevel(logging.NOTSET)
