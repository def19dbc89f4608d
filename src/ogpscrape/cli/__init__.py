"""The command line: one file a command, each a thin connection of the other rooms.

A new command is a file `cli/<name>.py` with a function `command` and an `EXAMPLES` text, and its name in `GROUPS`.
"""

import gc
import os
from collections.abc import Sequence

#: The commands in the order of `--help`, in its groups. Each is a module of this package, loaded when it is asked for.
GROUPS = {
    "Read commitments": ("fetch", "parse", "show", "list", "report", "export"),
    "Keep a dataset": ("sync", "status", "diff", "history", "check", "reparse", "verify", "compare"),
    "Look something up": ("members", "tables", "schema", "config", "cache", "help"),
}
COMMANDS = tuple(name for names in GROUPS.values() for name in names)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return the exit code; see `errors.py` for what the codes mean.

    Arguments:
        arguments: what is after `ogpscrape`; None takes the process's own.

    """
    # A short run is mostly imports: a fifth of it went into looking for garbage that imports do not make (the last time
    # when the process ends), and into looking for plugins of pydantic among everything that is installed.
    gc.set_threshold(200_000)
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    from ogpscrape.cli.app import run

    code = run(arguments)
    gc.freeze()
    return code
