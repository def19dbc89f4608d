"""What the commands have in common that do a run on a dataset: options, the last words, the exit code."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ogpscrape.cli.console import console
from ogpscrape.cli.process import DataStream, exit_code_of
from ogpscrape.errors import BlockedError, ChangedError, ExitCode

if TYPE_CHECKING:
    from ogpscrape.dataset.gates import BrokenGate
    from ogpscrape.dataset.summary import Summary

#: So many failures are named one by one at the end of a run; `failures` in the database has all.
_SHOWN = 20

_HELD = (
    "The new pages are kept and the good records stay. Look at the pages; if the new records are right, "
    "`ogpscrape check DIR --accept` takes them"
)

DatasetFolder = Annotated[str, typer.Argument(metavar="DIR", help="The dataset's folder.", show_default=False)]
SummaryFile = Annotated[
    str | None, typer.Option("--summary", metavar="FILE", help="Write what happened to FILE, as JSON.")
]
GatesFile = Annotated[
    str | None,
    typer.Option(
        "--gates", metavar="FILE", help="What must hold, as TOML.  [default: gates.toml in the dataset's folder]"
    ),
]
Wait = Annotated[bool, typer.Option("--wait", help="Wait for another run on the same dataset to end.")]


def existing(folder: Path) -> Path:
    """Return the folder of a dataset. Raises DatasetError when there is none in it."""
    from ogpscrape.dataset import open_dataset

    open_dataset(folder).close()
    return folder


def write_summary(target: str, summary: "Summary") -> None:
    """Write what a run did to a file, as JSON. Raises OutputError."""
    from ogpscrape.writing.output import opened

    with opened(target) as out:
        DataStream(out).write(f"{json.dumps(summary.as_json(), indent=2, ensure_ascii=True)}\n")


def tell(summary: "Summary") -> None:
    """Say what happened, and end with the exit code that it has."""
    for error in summary.errors[:_SHOWN]:
        console.error(error)
    if len(summary.errors) > _SHOWN:
        console.say(f"... and {len(summary.errors) - _SHOWN} more, in the table `failures`")
    if summary.broken_gates:
        tell_broken(summary.broken_gates, _HELD)
    if summary.stopped:
        console.error(summary.stopped)
    if not console.is_quiet:
        console.say(summary.line())
    if summary.interruption:
        raise summary.interruption
    code = _exit_code(summary)
    if code:
        raise typer.Exit(code)


def tell_broken(gates: "Sequence[BrokenGate]", hint: str | None) -> None:
    """Say which gates do not hold, one a line, and after the last what to do next."""
    for gate in gates:
        examples = f" (see {', '.join(gate.examples)})" if gate.examples else ""
        where = f"gate {gate.gate}{f' of {gate.field}' if gate.field else ''}"
        console.error(ChangedError(f"{gate.message}{examples}", where=where, hint=hint if gate is gates[-1] else None))


def _exit_code(summary: "Summary") -> ExitCode:
    if summary.broken_gates:
        return ExitCode.CHANGED
    if summary.stopped:
        return summary.stopped.exit_code
    if summary.blocked:
        return BlockedError.exit_code
    return exit_code_of([error.exit_code for error in summary.errors], summary.checked)
