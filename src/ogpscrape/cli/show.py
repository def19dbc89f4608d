"""`ogpscrape show`: commitments and members to look at, in the terminal."""

import os
import shutil
import sys
from typing import TYPE_CHECKING, Annotated

import typer

from ogpscrape.cli import origin
from ogpscrape.cli.live import SiteOptions
from ogpscrape.cli.options import (
    At,
    Crawl,
    Data,
    From,
    Held,
    MaxAge,
    MemberSlug,
    MostRequests,
    NothingHeld,
    Offline,
    Refresh,
    Selectors,
    Url,
)
from ogpscrape.cli.process import DataStream
from ogpscrape.cli.records import Run
from ogpscrape.errors import UsageError
from ogpscrape.selection import Selection, read_selection

if TYPE_CHECKING:
    from ogpscrape.commitment import Commitment
    from ogpscrape.views.terminal.screen import Screen

EXAMPLES = """
ogpscrape show KR0017
ogpscrape show KR
ogpscrape show ZZ --from samples
ogpscrape show "Republic of Korea" --data ogp-data
ogpscrape show ZZ0006 --from samples --section milestones --section status
ogpscrape show KR0017 --from saved/ --width 60 --no-pager
"""

#: The names after `--section`; a test holds them to those of the view, which is too heavy to import for `--help`.
SECTION_NAMES = (
    "overview",
    "description",
    "review",
    "status",
    "open-government",
    "timeline",
    "milestones",
    "more",
    "notes",
)


def _section_names(incomplete: str) -> list[str]:
    return [name for name in SECTION_NAMES if name.startswith(incomplete)]


def command(
    selectors: Selectors = None,
    source: From = None,
    data: Data = None,
    url: Url = None,
    member: MemberSlug = None,
    rate: MostRequests = None,
    max_age: MaxAge = None,
    refresh: Refresh = False,
    offline: Offline = False,
    at: At = None,
    crawl: Crawl = None,
    held: Held = False,
    strict: NothingHeld = False,
    sections: Annotated[
        list[str] | None,
        typer.Option(
            "--section",
            metavar="NAME",
            autocompletion=_section_names,
            help=f"Show this part only; may be given more than once: {', '.join(SECTION_NAMES)}.",
        ),
    ] = None,
    width: Annotated[
        int | None, typer.Option("--width", min=30, max=1000, help="In columns.  [default: the window's, else 80]")
    ] = None,
    pager: Annotated[
        bool,
        typer.Option("--pager/--no-pager", help="Whether what is longer than the window is shown in $PAGER, or less."),
    ] = True,
) -> None:
    """Show commitments, or a member with all of its own, in the terminal.

    Of a commitment: its overview, with the reason for everything that is missing, its texts with their notes, what the
    IRM found, a timeline and its milestones. Of a member: a bar of completion for each plan, and one line a commitment.
    The site has no list of those but on their own pages, so each is got. Ratings have a symbol beside their colour.
    NO_COLOR=1 leaves colours out, FORCE_COLOR=1 keeps them in a pipe.
    """
    unknown = [name for name in sections or () if name not in SECTION_NAMES]
    if unknown:
        raise UsageError(f"there is no section {unknown[0]!r}", hint=f"The sections are {', '.join(SECTION_NAMES)}")
    if not selectors:
        raise UsageError("nothing is named to be shown", hint="Name a commitment, as KR0017, or a member, as korea")
    wanted = read_selection(selectors)
    run = Run()
    site = SiteOptions(url, member, rate, max_age, refresh, offline, at, crawl)
    place = origin.place_of(source, data, "live")
    with origin.opened(place, wanted, run, site, held=held, strict=strict) as records:
        found = {record.id: record for record in records}
    if found:
        screen = _screen(width)
        _put(_drawn(found, wanted, screen, sections or []), paged=pager and not screen.plain)
    run.finish()


def _drawn(found: "dict[str, Commitment]", wanted: Selection, screen: "Screen", sections: list[str]) -> str:
    from ogpscrape.views.plans import by_member
    from ogpscrape.views.terminal.show import commitment_view, member_view

    wanted = wanted.with_letters((record.id, record.member.slug) for record in found.values())
    of_members = [
        record
        for record in found.values()
        if any(group.takes(record.id, record.member.slug) for group in wanted.members)
    ]
    views = [screen.draw(member_view([group], screen)) for group in by_member(of_members)]
    views += [
        screen.draw(commitment_view(found[selector.id], screen, sections))
        for selector in wanted.commitments
        if selector.id in found
    ]
    return "\n".join(views)


def _screen(width: int | None) -> "Screen":
    """Return what there is to draw on: see https://no-color.org and https://force-color.org for the two variables."""
    from ogpscrape.views.terminal.screen import LEAST_WIDTH, Screen

    terminal = sys.stdout is not None and sys.stdout.isatty()
    dumb = os.environ.get("TERM", "").lower() in ("dumb", "unknown") or (terminal and not os.environ.get("TERM"))
    forced = bool(os.environ.get("FORCE_COLOR"))
    columns = width or (shutil.get_terminal_size().columns if terminal or "COLUMNS" in os.environ else 80)
    return Screen(
        width=max(LEAST_WIDTH, columns),
        colours=not os.environ.get("NO_COLOR"),
        plain=dumb or not (terminal or forced),
        ascii_only=dumb,
    )


def _put(text: str, *, paged: bool) -> None:
    from ogpscrape.views.terminal.pager import pager_command, show_paged
    from ogpscrape.writing.output import opened

    long = text.count("\n") >= shutil.get_terminal_size().lines
    command = pager_command(os.environ) if paged and long and sys.stdout.isatty() else None
    if command:
        show_paged(text, command)
        return
    with opened(None) as out:
        DataStream(out, drawn=True).write(text)
