"""Where the view goes: straight to standard output, or to a pager when it is longer than the window."""

import os
import shlex
import shutil
import subprocess
from contextlib import suppress


def pager_command(environment: "os._Environ[str] | dict[str, str]") -> list[str] | None:
    """Return the command of the pager that the user set, else of `less`; None when there is none to be had."""
    try:
        command = shlex.split(environment.get("PAGER", "less"))
    except ValueError:
        return None
    return command if command and shutil.which(command[0]) else None


def show_paged(text: str, command: list[str]) -> None:
    """Show `text` in a pager and wait until it is left.

    `less` is told to pass colours and links on and to end by itself when all fits, unless `LESS` says otherwise.
    """
    environment = {"LESS": "FRX", "LESSCHARSET": "utf-8", **os.environ}
    # S603: it is the user's own pager that is run, as every program does.
    with subprocess.Popen(command, stdin=subprocess.PIPE, env=environment) as process:  # noqa: S603
        assert process.stdin is not None  # noqa: S101 - a pipe was asked for; for the type checker
        with suppress(BrokenPipeError):  # the pager may be left before it has read all
            process.stdin.write(text.encode("utf-8"))
        with suppress(BrokenPipeError):
            process.stdin.close()
        while True:
            # Ctrl-C belongs to the pager as long as it runs: less stops searching, and stays.
            with suppress(KeyboardInterrupt):
                process.wait()
                return
