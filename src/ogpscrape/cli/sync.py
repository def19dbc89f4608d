"""`ogpscrape sync`: every commitment of members, kept up to date in a dataset."""

import logging
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from ogpscrape.cli.console import console
from ogpscrape.cli.live import SiteOptions, open_archive, open_live
from ogpscrape.cli.options import (
    WHERE_FROM,
    At,
    CommonCrawlUrl,
    Crawl,
    Data,
    MaxAge,
    MemberSlug,
    MostRequests,
    Selectors,
    Url,
    WaybackUrl,
)
from ogpscrape.cli.origin import data_folder
from ogpscrape.cli.process import hush_libraries
from ogpscrape.cli.runs import ChangesFile, GatesFile, SummaryFile, Wait, resolved, tell, write_summary
from ogpscrape.errors import UsageError

if TYPE_CHECKING:
    from ogpscrape.dataset import Dataset
    from ogpscrape.dataset.summary import Summary
    from ogpscrape.dataset.sync import SyncOptions
    from ogpscrape.selection import Group

EXAMPLES = """
ogpscrape sync korea
ogpscrape sync KR SCO UK --data ogp-data --summary summary.json
ogpscrape sync KR --changes changes.jsonl
ogpscrape sync --all --quiet
ogpscrape sync KR0017 --max-age 0
ogpscrape sync KR --from wayback
"""


def command(
    selectors: Selectors = None,
    source: Annotated[
        Literal["live", "wayback", "commoncrawl"],
        typer.Option(
            "--from",
            metavar="live|wayback|commoncrawl",
            rich_help_panel=WHERE_FROM,
            help="live: the site; else every version of the pages that this archive has, before the dataset's own.",
        ),
    ] = "live",
    data: Data = None,
    url: Url = None,
    member: MemberSlug = None,
    rate: MostRequests = None,
    max_age: MaxAge = None,
    at: At = None,
    crawl: Crawl = None,
    wayback_url: WaybackUrl = None,
    commoncrawl_url: CommonCrawlUrl = None,
    everything: Annotated[bool, typer.Option("--all", help="All members that are known.")] = False,
    probe: Annotated[
        bool, typer.Option("--probe", help="Also try the numbers after the highest one, until 5 in a row are gone.")
    ] = False,
    gates: GatesFile = None,
    summary: SummaryFile = None,
    changes: ChangesFile = None,
    wait: Wait = False,
) -> None:
    """Get all commitments of members into a dataset, and later only what is due.

    Commitments are found by the list at the foot of every page. Every page and every version of a record is kept. A
    page is checked again once within --max-age, each at a time of its own, and costs one conditional request when it
    did not change. A member whose pages break a gate (see docs/cron.md) keeps its good records; the new pages are held
    back, and the exit code is 6. When the site refuses, the run stops with 7, and the next run goes on.
    From an archive a member's history is taken: each capture that differs becomes a version with its own time. It goes
    into a new dataset, before the first run on the site; the commitments that it knows are asked for there, too.
    """
    from ogpscrape.configuration import load
    from ogpscrape.dataset import open_dataset
    from ogpscrape.dataset.database import only_run
    from ogpscrape.dataset.gates import load_gates
    from ogpscrape.dataset.sync import SyncOptions

    site = SiteOptions(url, member, rate, at=at, crawl=crawl, wayback_url=wayback_url, commoncrawl_url=commoncrawl_url)
    site.refuse(source)
    if source != "live" and (everything or probe or max_age):
        raise UsageError("--all, --probe and --max-age are about the site", hint=f"Leave them out, or --from {source}")
    age = timedelta(seconds=load({"max_age": max_age})["max_age"])
    folder = data_folder(data)
    groups = _groups(selectors or [], member, folder, everything=everything)
    expected = load_gates(folder, Path(gates) if gates else None)
    hush_libraries()
    with only_run(folder, wait=wait, create=True), open_dataset(folder, create=True) as dataset:
        if everything:
            groups += _unknown_members(dataset, groups)
        options = SyncOptions(age, probe, expected, everything, resolved(changes))
        done = _run(source, site, dataset, groups, options)
    if summary:
        write_summary(summary, done)
    tell(done)


def _groups(selectors: list[str], member: str | None, folder: Path, *, everything: bool) -> "list[Group]":
    from ogpscrape.selection import all_groups, read_selection

    if everything and selectors:
        raise UsageError("--all means every member, and some are named", hint="Leave out --all, or the names")
    if everything:
        return all_groups()
    if not selectors:
        raise UsageError("no member is named", hint="Name one, as KR or korea, or give --all")
    return list(read_selection(selectors).on_site(member, _known_slugs(folder)).groups)


def _known_slugs(folder: Path) -> dict[str, str]:
    """Return the members' parts of the address that a dataset knows, by the letters of their IDs."""
    from ogpscrape.dataset import open_dataset
    from ogpscrape.loading import is_dataset

    if not is_dataset(folder):
        return {}
    query = "SELECT prefix, member_slug FROM commitments WHERE member_slug IS NOT NULL"
    with open_dataset(folder) as dataset:
        return {row["prefix"]: row["member_slug"] for row in dataset.rows(query, (), "id")}


def _unknown_members(dataset: "Dataset", groups: "list[Group]") -> "list[Group]":
    """Return the members that only the dataset knows."""
    from ogpscrape.selection import member_group

    known = {prefix for group in groups for prefix in group.prefixes}
    rows = dataset.rows("SELECT DISTINCT prefix FROM commitments", [], "prefix")
    return [member_group(row["prefix"]) for row in rows if row["prefix"] not in known]


def _run(
    source: str, site: SiteOptions, dataset: "Dataset", groups: "list[Group]", options: "SyncOptions"
) -> "Summary":
    from ogpscrape.dataset.archived import take_history
    from ogpscrape.dataset.sync import Sync
    from ogpscrape.sources.options import Caching

    if source != "live":
        with open_archive(site, source) as archive, console.advancing() as progress:
            taken = take_history(
                dataset, archive, groups, options.gates, changes_file=options.changes_file, progress=progress
            )
        if taken.older:
            console.note(f"{taken.older:,} captures are older than what the dataset has, and were left out")
        return taken.summary()
    with open_live(site, Caching.OFF) as live, console.advancing() as progress:
        if console.explains:
            logging.getLogger("ogpscrape").setLevel(logging.DEBUG)
        return Sync(dataset, live, options, lambda: datetime.now(UTC), progress).run(groups)
