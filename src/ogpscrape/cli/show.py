"""`ogpscrape show`: commitments and members to look at, in the terminal."""

import os
import shutil
import sys
from contextlib import nullcontext
from typing import TYPE_CHECKING, Annotated

import typer

from ogpscrape.cli import live
from ogpscrape.cli.gathering import Gathering, Wanted, all_readings, from_dataset, readings_of
from ogpscrape.cli.process import DataStream, exit_code_of
from ogpscrape.errors import UsageError

if TYPE_CHECKING:
    from ogpscrape.views.terminal.screen import Screen

EXAMPLES = """
ogpscrape show KR0017
ogpscrape show KR0017 --from samples
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
    IRM found, and its milestones. Of a member, of which the site itself has no list: a bar of completion for each plan,
    and one line a commitment. Ratings have a symbol beside their colour. NO_COLOR=1 leaves colours out, FORCE_COLOR=1
    keeps them in a pipe.
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
    if source in (None, "live") and wanted.members:
        raise UsageError(
            "the site has no list of a member's commitments",
            hint=f"Keep a dataset with 'ogpscrape sync data/ {wanted.members[0]}', and show it with --dataset data/",
        )
    return _from_source(context, wanted, source or "live")


def _from_source(context: typer.Context, wanted: Wanted, source: str) -> Gathering:
    from ogpscrape.sources import open_source

    if source != "live":
        live.refuse_given(context, source)
    found = Gathering()
    with live.open_live(context) if source == "live" else nullcontext(open_source(source)) as pages:
        found.add_all(readings_of(wanted.commitments, pages), pages)
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
