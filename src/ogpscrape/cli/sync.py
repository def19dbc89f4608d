"""`ogpscrape sync`: every commitment of members, kept up to date in a dataset."""

from contextlib import nullcontext
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from ogpscrape.cli import completion
from ogpscrape.cli.console import console
from ogpscrape.cli.explain import show_logs
from ogpscrape.cli.live import SiteOptions, open_archive, open_live, state_folder
from ogpscrape.cli.options import (
    WHERE_FROM,
    At,
    Crawl,
    Data,
    MaxAge,
    MemberSlug,
    MostRequests,
    SaveWarc,
    Selectors,
    Url,
)
from ogpscrape.cli.origin import data_folder
from ogpscrape.cli.runs import ChangesFile, GatesFile, SummaryFile, Wait, changes_file, stay_small, tell
from ogpscrape.errors import InputError, UsageError
from ogpscrape.sources import ARCHIVES

if TYPE_CHECKING:
    from ogpscrape.dataset import Dataset
    from ogpscrape.dataset.receiving import Summary
    from ogpscrape.dataset.sync import SyncOptions
    from ogpscrape.selection import Group

EXAMPLES = """
ogpscrape sync korea
ogpscrape sync KR SCO UK --data ogp-data --summary summary.json
ogpscrape sync KR --changes changes.jsonl
ogpscrape sync --all --quiet
ogpscrape sync KR0017 --max-age 0
ogpscrape sync KR --from wayback --captures all
ogpscrape sync --all --from wayback
ogpscrape sync KR --from pages.warc.gz
ogpscrape sync KR --save-warc pages.warc.gz
"""


def command(
    selectors: Selectors = None,
    source: Annotated[
        str,
        typer.Option(
            "--from",
            metavar="live|wayback|commoncrawl|WARC",
            autocompletion=completion.sources_of_sync,
            rich_help_panel=WHERE_FROM,
            help="live: the site; else what an archive has, or WARC files (also .wacz, and folders of them).",
        ),
    ] = "live",
    captures: Annotated[
        Literal["newest", "all"],
        typer.Option(
            "--captures",
            rich_help_panel=WHERE_FROM,
            help="Of an archive: the newest of each page, or all that differ, oldest first, as versions of their time.",
        ),
    ] = "newest",
    data: Data = None,
    url: Url = None,
    member: MemberSlug = None,
    rate: MostRequests = None,
    max_age: MaxAge = None,
    at: At = None,
    crawl: Crawl = None,
    everything: Annotated[bool, typer.Option("--all", help="All members that are known.")] = False,
    probe: Annotated[
        bool, typer.Option("--probe", help="Also try the numbers after the highest one, until 5 in a row are gone.")
    ] = False,
    gates: GatesFile = None,
    summary: SummaryFile = None,
    changes: ChangesFile = None,
    save_warc: SaveWarc = None,
    wait: Wait = False,
) -> None:
    """Get all commitments of members into a dataset, later what is due.

    Commitments are found by the list at the foot of every page. Every page and every version of a record is kept. A
    page is checked again once within --max-age, each at a time of its own, and costs one conditional request when it
    did not change. A member whose pages break a gate (see docs/cron.md) keeps its good records; the new pages are held
    back, and the exit code is 6. When the site refuses, the run stops with 7, and the next run goes on.
    From an archive the newest capture of each page is taken, or a member's history (--captures all): each capture that
    differs becomes a version with its own time, also before those that the dataset has. What is newer is never
    replaced. The commitments that an archive knows are asked for on the site from then on.
    """
    from ogpscrape.configuration import load
    from ogpscrape.dataset import open_dataset
    from ogpscrape.dataset.database import only_run
    from ogpscrape.dataset.gates import load_gates
    from ogpscrape.dataset.sync import SyncOptions

    site = SiteOptions(
        url,
        member,
        rate,
        at=at,
        crawl=crawl,
        save_warc=save_warc,
    )
    _refuse(source, site, captures, about_site=probe or max_age is not None)
    age = timedelta(seconds=load({"max_age": max_age})["max_age"])
    folder = data_folder(data)
    groups = _groups(selectors or [], member, folder, everything=everything)
    expected = load_gates(folder, Path(gates) if gates else None)
    target = changes_file(changes)
    show_logs()
    console.keeps_what_came()
    stay_small()
    with only_run(folder, wait=wait, create=True), open_dataset(folder, create=True) as dataset:
        if everything:
            groups += _unknown_members(dataset, groups)
        options = SyncOptions(age, probe, expected, everything, target, whole_pages=save_warc is not None)
        if source == "live":
            done = _from_site(site, dataset, groups, options)
        else:
            done = _from_archive(source, site, dataset, groups, options, every=captures == "all")
    tell(done, summary, target)


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


def _refuse(source: str, site: SiteOptions, captures: str, *, about_site: bool) -> None:
    """Raise UsageError for options that do nothing with this source, and for what is not a source."""
    if source == "live":
        site.refuse(source)
        if captures == "all":
            raise UsageError("--captures is about archives", hint="Give --from wayback, or leave it out")
        return
    from ogpscrape.sources.warc import is_warc

    if source not in ARCHIVES:
        if source == "samples" and not Path(source).exists():
            raise UsageError(
                "sync keeps what the site or an archive has, and samples are neither",
                hint="fetch, show, list, export and report read them",
            )
        if not Path(source).exists():
            raise InputError.missing(source, f"--from also takes live, {', '.join(ARCHIVES)}")
        if not is_warc(Path(source)):
            raise InputError(
                "there are no WARC files here", where=source, hint="Their names end in .warc, .warc.gz or .wacz"
            )
    site.refuse(source, captures=True)
    if about_site:
        raise UsageError("--probe and --max-age are about the site", hint=f"Leave them out, or --from {source}")


def _from_archive(
    source: str, site: SiteOptions, dataset: "Dataset", groups: "list[Group]", options: "SyncOptions", *, every: bool
) -> "Summary":
    from ogpscrape.dataset.archived import TakeOptions, members_there, take_captures
    from ogpscrape.sources.warc import WarcSource

    opened = open_archive(site, source) if source in ARCHIVES else nullcontext(WarcSource(Path(source), site.day))
    with opened as archive, console.advancing() as progress:
        if options.all_members:
            groups = members_there(archive, groups)
        chosen = TakeOptions(options.gates, every, options.changes_file)
        taken = take_captures(dataset, archive, groups, chosen, progress)
    if taken.left_out:
        console.note(f"{taken.left_out:,} captures were left out: the dataset has what is as new, or newer")
    done = taken.summary()
    if isinstance(archive, WarcSource):
        done.errors += archive.broken
    return done


def _from_site(site: SiteOptions, dataset: "Dataset", groups: "list[Group]", options: "SyncOptions") -> "Summary":
    from ogpscrape.dataset.sync import Sync
    from ogpscrape.sources.options import Caching
    from ogpscrape.sources.remembering import remembered

    known = remembered(state_folder())
    with open_live(site, Caching.OFF) as live, console.advancing() as progress:
        chosen = replace(options, known=known)
        return Sync(dataset, live, chosen, lambda: datetime.now(UTC), progress).run(groups)
