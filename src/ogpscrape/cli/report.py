"""`ogpscrape report`: one HTML file to look at, to send and to print."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ogpscrape.cli.console import console, counted
from ogpscrape.cli.gathering import Gathering, Wanted, all_readings, from_dataset, is_dataset
from ogpscrape.cli.process import exit_code_of

if TYPE_CHECKING:
    from ogpscrape.views.report.glance import Changes

EXAMPLES = """
ogpscrape report data/ -o report.html
ogpscrape report data/ -o korea.html KR
ogpscrape report samples -o report.html
ogpscrape report saved/ -o two.html KR0017 ZZ
"""


def command(
    source: Annotated[
        str,
        typer.Argument(
            metavar="DIR|samples",
            help="A dataset, a folder of saved pages, or the samples that come with ogpscrape.",
            show_default=False,
        ),
    ],
    output: Annotated[
        str,
        typer.Option(
            "--output",
            "-o",
            metavar="FILE",
            help="Write to FILE, replaced only when all is done; - is standard output.",
            show_default=False,
        ),
    ],
    selectors: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="SELECTOR",
            help="A commitment's ID or address, a range of IDs, or a member: the letters of its IDs, as KR, or its "
            "part of the address. None means everything.",
            show_default=False,
        ),
    ] = None,
) -> None:
    """Make a report: one HTML file with figures, all commitments to search and to read, and the data itself.

    It needs no network and no other file. Of several members it is a comparison too. A page that cannot be read is
    named on standard error, and the report is made of the others. Needs the report extra: pip install
    'ogpscrape[report]'.
    """
    from ogpscrape.views.report import require_packages

    require_packages()
    from ogpscrape.views.report.page import report
    from ogpscrape.writing.output import opened

    wanted = Wanted.of(selectors or ())
    found, origin, changes = _gather(source, wanted)
    if found.gathered:
        page = report(found.gathered.values(), origin=origin, changes=changes)
        with opened(output) as out:
            out.write(page.encode("utf-8"))
        console.note(f"{output}: {counted(len(found.gathered), 'commitment')}")
    if found.failures:
        raise typer.Exit(exit_code_of(found.failures, len(found.gathered)))


def _gather(source: str, wanted: Wanted) -> tuple[Gathering, str, "Changes | None"]:
    """Return the records, where they are from in words, and what the last run changed when there are runs."""
    if source != "samples" and is_dataset(source):
        return from_dataset(source, wanted), "a dataset", _changes(source)
    found = Gathering()
    found.add_all(all_readings(source))
    found.keep(wanted, source)
    return found, "the samples" if source == "samples" else "saved pages", None


def _changes(place: str) -> "Changes":
    from ogpscrape.dataset import open_dataset
    from ogpscrape.views.report.changes import in_words

    with open_dataset(Path(place)) as dataset:
        return in_words(dataset.last_changes())
