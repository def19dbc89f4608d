"""`ogpscrape show`: commitments and members to look at, in the terminal."""

import os
import shutil
import sys
from typing import TYPE_CHECKING, Annotated

import typer

from ogpscrape.cli import live
from ogpscrape.cli.console import console
from ogpscrape.cli.gathering import Gathering, Wanted, all_readings, from_dataset, listed_by, readings_of
from ogpscrape.cli.process import DataStream, exit_code_of, hush_libraries
from ogpscrape.errors import UsageError

if TYPE_CHECKING:
    from ogpscrape.views.terminal.screen import Screen

EXAMPLES = """
ogpscrape show KR0017
ogpscrape show KR
ogpscrape show ZZ --from samples
ogpscrape show KR --dataset data/
ogpscrape show ZZ0006 --from samples --section milestones --section status
ogpscrape show KR0017 --from saved/ --width 60 --no-pager
"""

DECLARES = (live.declared,)

#: The names after `--section`; a test holds them to those of the view, which is too heavy to import for `--help`.
SECTION_NAMES = ("overview", "description", "review", "status", "open-government", "milestones", "more", "notes")


def _section_names(incomplete: str) -> list[str]:
    return [name for name in SECTION_NAMES if name.startswith(incomplete)]


def command(
    context: typer.Context,
    selectors: Annotated[
        list[str],
        typer.Argument(
            metavar="SELECTOR",
            help="A commitment's ID or address, a range of IDs, or a member: the letters of its IDs, as KR, or its "
            "part of the address.",
            show_default=False,
        ),
    ],
    source: Annotated[
        str | None,
        typer.Option(
            "--from",
            metavar="live|samples|DIR",
            help="Where pages are: the site, the samples, or a folder of saved pages.  [default: live]",
        ),
    ] = None,
    dataset: Annotated[
        str | None, typer.Option("--dataset", metavar="DIR", help="Take the records of this dataset instead.")
    ] = None,
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
    """Show commitments in the terminal, or a member with all of its commitments.

    Of a commitment: its overview, with the reason for everything that is missing, its texts with their notes, what the
    IRM found, and its milestones. Of a member: a bar of completion for each plan, and one line a commitment. The site
    has no list of those but on their own pages, so each is got. Ratings have a symbol beside their colour. NO_COLOR=1
    leaves colours out, FORCE_COLOR=1 keeps them in a pipe.
    """
    unknown = [name for name in sections or () if name not in SECTION_NAMES]
    if unknown:
        raise UsageError(f"there is no section {unknown[0]!r}", hint=f"The sections are {', '.join(SECTION_NAMES)}")
    wanted = Wanted.of(selectors)
    found = _gather(context, wanted, source, dataset)
    if found.gathered:
        screen = _screen(width)
        _put(_drawn(found, wanted, screen, sections or []), paged=pager and not screen.plain)
    if found.failures:
        raise typer.Exit(exit_code_of(found.failures, len(found.gathered)))


def _gather(context: typer.Context, wanted: Wanted, source: str | None, dataset: str | None) -> Gathering:
    if dataset is not None:
        if source is not None:
            raise UsageError("--dataset and --from exclude each other", hint="Leave one of them out")
        live.refuse_given(context, f"the dataset {dataset}")
        return from_dataset(dataset, wanted)
    if source in (None, "live"):
        return _from_site(context, wanted)
    live.refuse_given(context, source)
    return _from_saved(wanted, source)


def _from_site(context: typer.Context, wanted: Wanted) -> Gathering:
    """Get what is wanted from the site: of a member every page that one of its pages lists."""
    found = Gathering()
    hush_libraries()
    with live.open_live(context) as pages:
        selectors = list(dict.fromkeys([*wanted.commitments, *listed_by(pages, wanted.members)]))
        readings = console.tracked(readings_of(selectors, pages), len(selectors), shown=True)
        found.add_all(readings, pages)
    found.keep(wanted, "live")
    return found


def _from_saved(wanted: Wanted, source: str) -> Gathering:
    from ogpscrape.sources import open_source

    found = Gathering()
    found.add_all(readings_of(wanted.commitments, open_source(source)))
    if wanted.members:
        found.add_all(all_readings(source))
    found.keep(wanted, source)
    return found


def _drawn(found: Gathering, wanted: Wanted, screen: "Screen", sections: list[str]) -> str:
    from ogpscrape.views.plans import by_member
    from ogpscrape.views.terminal.show import commitment_view, member_view

    views = [
        screen.draw(member_view([group], screen)) for group in by_member(wanted.of_members(found.gathered.values()))
    ]
    views += [
        screen.draw(commitment_view(found.gathered[selector.id], screen, sections))
        for selector in wanted.commitments
        if selector.id in found.gathered
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
        DataStream(out).write(text)
