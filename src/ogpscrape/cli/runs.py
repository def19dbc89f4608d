"""What the commands have in common that do a run on a dataset: options, the last words, the exit code."""

import gc
import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ogpscrape.cli.console import console
from ogpscrape.cli.process import DataStream, exit_code_of
from ogpscrape.errors import BlockedError, ChangedError, DatasetError, ExitCode, InputError, OutputError

if TYPE_CHECKING:
    from ogpscrape.dataset.receiving import Summary

#: So many failures are named one by one at the end of a run; `failures` in the database has all.
_SHOWN = 20
#: The same where the run was refused or stopped, which says in one sentence what they have in common.
_SHOWN_BESIDE = 2

SummaryFile = Annotated[
    str | None, typer.Option("--summary", metavar="FILE", help="Write what happened to FILE, as JSON.")
]
GatesFile = Annotated[
    str | None,
    typer.Option(
        "--gates", metavar="FILE", help="What must hold, as TOML.  [default: gates.toml in the dataset's folder]"
    ),
]
ChangesFile = Annotated[
    str | None, typer.Option("--changes", metavar="FILE", help="Append a line of JSON to FILE for each change.")
]
Wait = Annotated[bool, typer.Option("--wait", help="Wait for another run on the same dataset to end.")]


def stay_small() -> None:
    """Look for garbage as often as Python does: the start put that off, and a run reads pages for hours."""
    gc.collect()
    gc.set_threshold(700)


def existing(folder: Path) -> Path:
    """Return the folder of a dataset, whole or damaged.

    Raises InputError when it is not there, DatasetError when there is no dataset in it.
    """
    from ogpscrape.dataset.database import FILE_NAME, MAKES_ONE

    if not (folder / FILE_NAME).exists() and not (folder / "pages").is_dir():
        if not folder.is_dir():
            raise InputError.missing(folder, MAKES_ONE)
        raise DatasetError("there is no dataset in this folder", where=str(folder), hint=MAKES_ONE)
    return folder


def changes_file(changes: str | None) -> str | None:
    """Return the absolute path of a --changes file: a later run, started elsewhere, may have to finish it.

    Raises OutputError, before anything is done, when it is none that lines can be appended to.
    """
    if changes is None:
        return None
    target = Path(os.path.realpath(changes))
    if target.exists() and not target.is_file():
        raise OutputError("it is not a file that lines can be appended to", where=changes, hint="Name another file")
    if not target.parent.is_dir():
        raise OutputError("its folder is not there", where=changes, hint="Make it, or name another file")
    return str(target)


def tell(summary: "Summary", summary_file: str | None, changes: str | None) -> None:
    """Say what happened, and end with the exit code that it has.

    Arguments:
        summary: what happened.
        summary_file: where --summary wants it, as JSON, or None.
        changes: the path of this run's --changes file, or None.

    """
    alike = (summary.refusal or summary.stopped) and not console.explains
    shown = _SHOWN_BESIDE if alike else _SHOWN
    for error in summary.errors[:shown]:
        console.error(error)
    if len(summary.errors) > shown:
        console.say(f"... and {len(summary.errors) - shown} more, in the table `failures`")
    if summary.refusal:
        _tell_refusal(summary)
    if summary.stopped:
        console.error(summary.stopped)
    unwritten = tell_undelivered(summary.undelivered, changes)
    try:
        if summary_file:
            _write_summary(summary_file, summary)
    except OutputError as error:
        console.error(error)
        unwritten = error.exit_code
    console.conclude(summary.line(), summary.as_json())
    if summary.interruption:
        raise summary.interruption
    code = _exit_code(summary) or unwritten
    if code:
        raise typer.Exit(code)


def _write_summary(target: str, summary: "Summary") -> None:
    from ogpscrape.writing.output import opened

    with opened(target) as out:
        DataStream(out).write(f"{json.dumps(summary.as_json(), indent=2, ensure_ascii=True)}\n")


def tell_undelivered(undelivered: "list[OutputError]", changes: str | None) -> ExitCode:
    """Say which --changes files could not be written; return the exit code, which only this run's own file has."""
    for error in undelivered:
        console.error(error)
    own = any(error.where == changes for error in undelivered)
    return OutputError.exit_code if own else ExitCode.OK


def _tell_refusal(summary: "Summary") -> None:
    """Say on one screen what was refused, and how to go on; with -v also each gate that broke."""
    first, *others = summary.refusal
    console.error(ChangedError(first), broken=True)
    if console.explains:
        for gate in summary.broken_gates:
            examples = f" (see {', '.join(gate.examples)})" if gate.examples else ""
            console.say(f"gate {gate.gate}{f' of {gate.field}' if gate.field else ''}: {gate.message}{examples}")
    for line in others:
        console.tell(line, broken="ogpscrape " not in line)


def _exit_code(summary: "Summary") -> ExitCode:
    if summary.broken_gates:
        return ExitCode.CHANGED
    if summary.stopped:
        return summary.stopped.exit_code
    if summary.blocked:
        return BlockedError.exit_code
    return exit_code_of([error.exit_code for error in summary.errors], summary.checked)
