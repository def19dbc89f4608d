"""The process around a command: encodings, signals, and how it ends."""

import os
import re
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any, BinaryIO

from ogpscrape.errors import ExitCode, OutputError

# Not the line end that CSV has, `\r\n`; a lone carriage return would write over the line.
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]|\r(?!\n)")


def prepare_process() -> None:
    """Make both streams UTF-8 whatever the locale says, and let SIGTERM clean up like any other end."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            # A file name that is not UTF-8 must not stop the message that names it.
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    with suppress(ValueError):  # not in the main thread: then signals are somebody else's
        signal.signal(signal.SIGTERM, _terminate)


def _terminate(number: int, _frame: Any) -> None:
    sys.exit(128 + number)


def finish_output(code: int) -> int:
    """Flush standard output and return `code`, or the code for an output that cannot be written."""
    if sys.stdout is None:
        return code
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        _drop_output()
    except OSError as error:
        from ogpscrape.cli.console import console

        failure = cannot_write(error)
        console.error(failure)
        _drop_output()
        return code or failure.exit_code
    return code


def cannot_write(error: OSError) -> OutputError:
    """Return what to tell the user when standard output takes nothing more, as on a full disk."""
    return OutputError(f"it cannot be written: {error.strerror or error}", where="standard output")


def _drop_output() -> None:
    """Point standard output nowhere: what is left in its buffer would make the interpreter complain at its end."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)


class DataStream:
    """Where records go: takes text, hands on UTF-8, and never leaves half a record when Ctrl-C is pressed.

    What a page says must not command the terminal that shows it: there, control characters are spelt out. A file or a
    pipe gets the text as it is.
    """

    def __init__(self, out: BinaryIO, *, drawn: bool = False) -> None:
        """Take what bytes go to, and whether the text has escape sequences of our own for the terminal."""
        self._out = out
        self._clean = for_terminal if out.isatty() and not drawn else str

    def write(self, text: str) -> None:
        """Write one whole record or row, and hand it on at once: whoever reads a pipe gets records as they come."""
        with _whole():
            self._out.write(self._clean(text).encode("utf-8"))
            self._out.flush()


def for_terminal(text: str) -> str:
    """Return `text` with control characters but line ends and tabs spelt out, and with them what reorders a line."""
    return _CONTROL.sub(lambda found: ascii(found[0])[1:-1], text)


@contextmanager
def _whole() -> Iterator[None]:
    """Let Ctrl-C wait until the block ends; a second one does not wait."""
    pressed = False

    def hold(_number: int, _frame: Any) -> None:
        nonlocal pressed
        if pressed:
            raise KeyboardInterrupt
        pressed = True

    try:
        before = signal.signal(signal.SIGINT, hold)
    except ValueError:  # not in the main thread, which gets the signals
        yield
        return
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
    if pressed:
        raise KeyboardInterrupt


def exit_code_of(failures: list[ExitCode], successes: int) -> ExitCode:
    """Return the exit code of a run over several pages.

    None failed: 0. Some failed: 1. All failed, for one reason: its code. All failed, for several reasons: 3.
    """
    if not failures:
        return ExitCode.OK
    if successes:
        return ExitCode.SOME_FAILED
    return failures[0] if len(set(failures)) == 1 else ExitCode.NOTHING_SUCCEEDED
