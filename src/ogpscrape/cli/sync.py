"""`ogpscrape sync`: every commitment of members, kept up to date in a dataset."""

import json
import logging
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ogpscrape.cli import live
from ogpscrape.cli.console import console
from ogpscrape.cli.process import hush_libraries
from ogpscrape.cli.runs import GatesFile, SummaryFile, Wait, tell, write_summary
from ogpscrape.errors import OutputError, UsageError

if TYPE_CHECKING:
    from ogpscrape.dataset import Dataset
    from ogpscrape.dataset.groups import Group
    from ogpscrape.dataset.summary import Summary
    from ogpscrape.dataset.sync import SyncOptions

EXAMPLES = """
ogpscrape sync KR --into data/
ogpscrape sync KR SCO UK --into data/ --summary summary.json
ogpscrape sync KR --into data/ --changes changes.jsonl
ogpscrape sync --all --into data/ --quiet
ogpscrape sync KR0017 --into data/ --max-age 0
"""

DECLARES = (live.declared_for_site,)


def command(
    context: typer.Context,
    into: Annotated[
        str, typer.Option("--into", metavar="DIR", help="The dataset's folder; made when it is not there.")
    ],
    selectors: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="MEMBER|ID",
            help="Members by the letters of their commitments' IDs, as KR, or single commitments, as KR0017.",
            show_default=False,
        ),
    ] = None,
    everything: Annotated[bool, typer.Option("--all", help="All members that are known.")] = False,
    max_age: Annotated[
        str, typer.Option("--max-age", metavar="TIME", help="No page is left unchecked for longer: 7d, 12h, 0 for now.")
    ] = "7d",
    probe: Annotated[
        bool, typer.Option("--probe", help="Also try the numbers after the highest one, until 5 in a row are gone.")
    ] = False,
    gates: GatesFile = None,
    summary: SummaryFile = None,
    changes: Annotated[
        str | None,
        typer.Option("--changes", metavar="FILE", help="Append a line of JSON to FILE for each changed field."),
    ] = None,
    wait: Wait = False,
) -> None:
    """Get all commitments of members into a dataset, and later only what is due.

    Commitments are found by the list at the foot of every page. Every page and every version of a record is kept. A
    page is checked again once within --max-age, each at a time of its own, and costs one conditional request when it
    did not change. When what comes breaks a gate (see docs/cron.md), the new pages are kept, the good records stay, and
    the exit code is 6. When the site refuses, the run stops with 7, and the next run goes on.
    """
    from ogpscrape.configuration import SETTINGS
    from ogpscrape.dataset import open_dataset
    from ogpscrape.dataset.gates import load_gates
    from ogpscrape.dataset.lock import only_run
    from ogpscrape.dataset.sync import SyncOptions

    age = timedelta(seconds=SETTINGS["max_age"].read(max_age))
    folder = Path(into)
    expected = load_gates(folder, Path(gates) if gates else None)
    groups = _groups(selectors or [], everything=everything)
    hush_libraries()
    with only_run(folder, wait=wait, create=True), open_dataset(folder, create=True) as dataset:
        if everything:
            groups += _unknown_members(dataset, groups)
        done = _run(context, dataset, groups, SyncOptions(age, probe, expected, everything))
        if changes:
            _append(changes, dataset)
    if summary:
        write_summary(summary, done)
    tell(done)


def _groups(selectors: list[str], *, everything: bool) -> "list[Group]":
    from ogpscrape.dataset.groups import all_groups, parse_group

    if everything and selectors:
        raise UsageError("--all means every member, and some are named", hint="Leave out --all, or the names")
    if everything:
        return all_groups()
    if not selectors:
        raise UsageError("no member is named", hint="Name one by the letters of its IDs, as KR, or give --all")
    return list(dict.fromkeys(parse_group(text) for text in selectors))


def _unknown_members(dataset: "Dataset", groups: "list[Group]") -> "list[Group]":
    """Return the members that only the dataset knows."""
    from ogpscrape.dataset.groups import member_group

    known = {prefix for group in groups for prefix in group.prefixes}
    rows = dataset.rows("SELECT DISTINCT prefix FROM commitments", [], "prefix")
    return [member_group(row["prefix"]) for row in rows if row["prefix"] not in known]


def _run(context: typer.Context, dataset: "Dataset", groups: "list[Group]", options: "SyncOptions") -> "Summary":
    from ogpscrape.dataset.kept import KeptPages
    from ogpscrape.dataset.sync import Sync

    kept = KeptPages(dataset)
    with live.open_live(context, kept) as source, console.advancing() as progress:
        if console.explains:
            logging.getLogger("ogpscrape").setLevel(logging.DEBUG)
        return Sync(dataset, source, kept, options, lambda: datetime.now(UTC), progress).run(groups)


def _append(target: str, dataset: "Dataset") -> None:
    lines = "".join(f"{json.dumps(change.as_json(), ensure_ascii=True)}\n" for change in dataset.last_changes())
    try:
        with Path(target).open("a", encoding="utf-8") as out:
            out.write(lines)
    except OSError as error:
        raise OutputError(
            f"it cannot be written: {error.strerror or error}",
            where=target,
            hint="`ogpscrape diff` has the changes, too",
        ) from error
