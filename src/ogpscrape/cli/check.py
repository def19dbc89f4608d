"""`ogpscrape check`: whether a dataset, or one page of the site, is as it should be."""

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ogpscrape.cli import live
from ogpscrape.cli.console import console
from ogpscrape.cli.listing import ListFormat, print_rows
from ogpscrape.cli.process import hush_libraries
from ogpscrape.cli.runs import GatesFile, Wait, existing, tell_broken
from ogpscrape.errors import ChangedError, UsageError

if TYPE_CHECKING:
    from ogpscrape.dataset.gates import BrokenGate, Gates

EXAMPLES = """
ogpscrape check data/
ogpscrape check data/ --accept
ogpscrape check --live KR0017
ogpscrape check data/ --live KR0017
"""

DECLARES = (live.declared_for_site,)


def command(
    context: typer.Context,
    folder: Annotated[
        str | None, typer.Argument(metavar="DIR", help="The dataset's folder.", show_default=False)
    ] = None,
    canary: Annotated[
        str | None,
        typer.Option("--live", metavar="ID", help="Get this page and check it, against the dataset if one is named."),
    ] = None,
    accept: Annotated[
        bool, typer.Option("--accept", help="Take what is held back, although it breaks gates: you have looked at it.")
    ] = False,
    gates: GatesFile = None,
    form: ListFormat = None,
    wait: Wait = False,
) -> None:
    """Check a dataset by its gates, or one live page as a canary, and print what does not hold.

    A dataset is checked as it would become: with what the last run held back. Exit code 6 says that a gate broke.
    """
    from ogpscrape.dataset.gates import load_gates

    hush_libraries()
    if folder is None and canary is None:
        raise UsageError("nothing to check", hint="Name a dataset's folder, or a page with --live")
    if accept and (folder is None or canary is not None):
        raise UsageError("--accept is about a dataset, and about nothing else", hint="Name its folder only")
    expected = load_gates(Path(folder or "."), Path(gates) if gates else None)
    if canary is not None:
        broken = _canary(context, canary, Path(folder) if folder else None, expected)
    elif accept:
        _accept(Path(str(folder)), wait=wait)
        return
    else:
        broken = _dataset(Path(str(folder)), expected)
    if broken:
        print_rows([vars(gate) for gate in broken], ("gate", "field", "message", "examples"), form)
        tell_broken(broken, None)
        raise typer.Exit(ChangedError.exit_code)
    console.note("all gates hold")


def _dataset(folder: Path, gates: "Gates") -> "list[BrokenGate]":
    from ogpscrape.dataset import open_dataset
    from ogpscrape.dataset.judging import checked_last, judge

    with open_dataset(folder) as dataset:
        return judge(dataset, gates, checked_last(dataset))


def _accept(folder: Path, *, wait: bool) -> None:
    from ogpscrape.dataset import open_dataset
    from ogpscrape.dataset.lock import only_run
    from ogpscrape.dataset.recording import Recorder

    with only_run(folder, wait=wait), open_dataset(existing(folder), create=True) as dataset:
        recorder = Recorder(dataset, lambda: datetime.now(UTC), "check --accept", "")
        recorder.accept()
        recorder.finish("good", accepted=True)
        changes = sum(1 for _ in dataset.changes_of_run(recorder.run_id))
    console.note(f"accepted; {changes} fields changed")


def _canary(context: typer.Context, text: str, folder: Path | None, gates: "Gates") -> "list[BrokenGate]":
    from ogpscrape.dataset import open_dataset
    from ogpscrape.dataset.canary import NoPages, judge_page
    from ogpscrape.fetching import fetch_record
    from ogpscrape.identifiers import parse_selector

    selector = parse_selector(text)
    with live.open_live(context, NoPages()) as source:
        record = fetch_record(selector, source)
    before = None
    if folder is not None:
        with open_dataset(folder) as dataset:
            before = next(dataset.latest([selector.id]), None)
    return judge_page(record, before, gates)
