"""`ogpscrape check`: whether a dataset, or one page of the site, is as it should be."""

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ogpscrape.cli import completion
from ogpscrape.cli.console import console, counted
from ogpscrape.cli.explain import show_logs
from ogpscrape.cli.listing import ListFormat, print_rows
from ogpscrape.cli.live import SiteOptions, open_live
from ogpscrape.cli.options import Data, MemberSlug, MostRequests, Url
from ogpscrape.cli.origin import data_folder
from ogpscrape.cli.runs import ChangesFile, GatesFile, Wait, changes_file, existing, tell_undelivered
from ogpscrape.errors import ChangedError, DatasetError, UsageError
from ogpscrape.selection import Selection, read_selection

if TYPE_CHECKING:
    from ogpscrape.dataset import Dataset
    from ogpscrape.dataset.gates import BrokenGate, Gates

EXAMPLES = """
ogpscrape check
ogpscrape check --accept KR
ogpscrape check --data korea/ --format json
ogpscrape check --live KR0017
"""


def command(
    selectors: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="MEMBER",
            help="With --accept: only what is held of these members.",
            show_default=False,
            autocompletion=completion.selectors,
        ),
    ] = None,
    data: Data = None,
    url: Url = None,
    member: MemberSlug = None,
    rate: MostRequests = None,
    canary: Annotated[
        str | None,
        typer.Option(
            "--live",
            metavar="ID",
            autocompletion=completion.commitments,
            help="Get this page and check it, against the dataset if one is there.",
        ),
    ] = None,
    accept: Annotated[
        bool, typer.Option("--accept", help="Take what is held back, although it breaks gates: you have looked at it.")
    ] = False,
    changes: ChangesFile = None,
    gates: GatesFile = None,
    form: ListFormat = None,
    wait: Wait = False,
) -> None:
    """Check a dataset: its file, its bodies, its gates.

    With --live one page of the site is checked, as a canary. The gates are asked of the dataset as it would become,
    with what is held back. Exit code 6 says that a gate broke, 14 that the store is damaged.
    """
    from ogpscrape.dataset.gates import load_gates

    show_logs()
    folder = data_folder(data)
    wanted = read_selection(selectors or ())
    if wanted and not accept:
        raise UsageError("a member is named, and nothing to do with it", hint="--accept takes its pages")
    if wanted.commitments:
        raise UsageError("pages are accepted member by member", hint="Name a member, as KR or korea")
    if accept and canary is not None:
        raise UsageError("--accept is about a dataset, and --live about the site", hint="Leave one of them out")
    expected = load_gates(folder, Path(gates) if gates else None)
    if accept:
        _accept(folder, wanted, changes, wait=wait)
        return
    if changes:
        raise UsageError("nothing is accepted, so there are no changes", hint="Leave out --changes, or give --accept")
    harmed: list[BrokenGate] = []
    if canary is not None:
        broken = _canary(SiteOptions(url, member, rate), canary, folder, expected)
    else:
        harmed, broken = _dataset(existing(folder), expected)
    if not (harmed or broken):
        console.note("all gates hold" if canary else "the store is whole, and all gates hold")
        return
    rows = [gate.as_json() for gate in (*harmed, *broken)]
    print_rows(rows, ("gate", "field", "message", "examples"), form)
    if harmed:
        hint = f"`ogpscrape reparse --data {folder} --salvage` builds the database anew from the pages that are kept"
        if {one.field for one in harmed} <= {"bodies", "journal"}:
            hint = "`ogpscrape sync --max-age 0` gets what the site still has"
        if harmed[0].field == "journal":
            hint = "Keep copies of ogp.sqlite: it is whole, and could not be built anew from the pages as it is"
        console.error(DatasetError(harmed[0].message, where=str(folder), hint=hint))
        raise typer.Exit(DatasetError.exit_code)
    console.error(ChangedError(f"{counted(len(broken), 'gate')} broken"))
    raise typer.Exit(ChangedError.exit_code)


def _dataset(folder: Path, gates: "Gates") -> "tuple[list[BrokenGate], list[BrokenGate]]":
    from ogpscrape.dataset import open_dataset
    from ogpscrape.dataset.condition import check_store, now_of, pending_members, unreadable_last
    from ogpscrape.dataset.judging import judge

    with open_dataset(folder) as dataset:
        unreadable = unreadable_last(dataset)
        members = pending_members(dataset, unreadable)
        return check_store(dataset), judge(dataset, gates, members, now_of(dataset), unreadable, whole=False)


def _accept(folder: Path, wanted: Selection, changes: str | None, *, wait: bool) -> None:
    from ogpscrape.dataset import open_dataset
    from ogpscrape.dataset.condition import held_members
    from ogpscrape.dataset.database import only_run
    from ogpscrape.dataset.run import Run

    target = changes_file(changes)
    with only_run(existing(folder), wait=wait), open_dataset(folder, create=True) as dataset:
        dataset.see_known(wanted)
        # To accept a member again of which nothing is held would begin the window of its gates anew.
        chosen = _keys(dataset, wanted)
        members = [key for key in held_members(dataset) if key in chosen or not wanted]
        names = " ".join(group.name for group in wanted.members)
        run = Run(dataset, lambda: datetime.now(UTC), "check --accept", names, target)
        events = run.finish("good", members, by_person=True)
    console.note(f"accepted {', '.join(members) or 'nothing: nothing was held'}; {counted(len(events), 'change')}")
    code = tell_undelivered(run.undelivered, target)
    if code:
        raise typer.Exit(code)


def _keys(dataset: "Dataset", wanted: Selection) -> list[str]:
    """Return the keys of the members that are wanted."""
    rows = dataset.rows("SELECT id, member FROM commitments", wanted, "id")
    return sorted({row["member"] for row in rows})


def _canary(site: SiteOptions, text: str, folder: Path, gates: "Gates") -> "list[BrokenGate]":
    from ogpscrape.dataset import open_dataset
    from ogpscrape.dataset.database import FILE_NAME
    from ogpscrape.dataset.gates import judge_page
    from ogpscrape.fetching import fetch_record
    from ogpscrape.identifiers import parse_selector
    from ogpscrape.sources.options import Caching

    selector = parse_selector(text)
    with open_live(site, Caching.OFF) as source:
        record = fetch_record(selector, source)
    before = None
    if (folder / FILE_NAME).is_file():
        with open_dataset(folder) as dataset:
            before = next(dataset.latest([selector.id]), None)
    return judge_page(record, before, gates)
