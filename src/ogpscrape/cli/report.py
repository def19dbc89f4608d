"""`ogpscrape report`: one HTML file to look at, to send and to print."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ogpscrape.cli import origin
from ogpscrape.cli.console import console, counted
from ogpscrape.cli.options import Data, From, Held, NothingHeld, Selectors, format_told_by
from ogpscrape.cli.records import Run
from ogpscrape.errors import UsageError
from ogpscrape.selection import read_selection

if TYPE_CHECKING:
    from ogpscrape.views.report.glance import Changes

EXAMPLES = """
ogpscrape report -o report.html
ogpscrape report korea -o korea.html
ogpscrape report --from samples -o report.html
ogpscrape report KR0017 ZZ --from saved/ -o two.html
"""
#: What the report says of where its records come from.
_PLACES = {
    "live": "the site",
    "wayback": "the Wayback Machine",
    "commoncrawl": "Common Crawl",
    "samples": "the samples",
    "-": "records",
}


def command(
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
    selectors: Selectors = None,
    source: From = None,
    data: Data = None,
    held: Held = False,
    strict: NothingHeld = False,
) -> None:
    """Make a report: one HTML file to search, to read and to print.

    It has figures, all commitments, and the data itself. Records come from the dataset unless --from names another
    place; no selector means all of them. The file needs no network and no other file. Of several members it is a
    comparison too. A page that cannot be read is named on standard error, and the report is made of the others. Needs
    the report extra: pip install 'ogpscrape[report]'.
    """
    from ogpscrape.views.report import require_packages

    if format_told_by(output) or output.lower().endswith(".pdf"):
        raise UsageError(
            f"the report is HTML, and {output} asks for something else by its name",
            hint="Name a file that ends in .html; a browser prints it, also to PDF",
        )
    require_packages()
    from ogpscrape.views.report.page import report
    from ogpscrape.writing.output import opened

    wanted = read_selection(selectors or ())
    place = origin.place_of(source, data)
    run = Run()
    with origin.opened(place, wanted, run, held=held, strict=strict) as found:
        records = {record.id: record for record in found}
    if records:
        page = report(
            records.values(),
            origin=_in_words(place),
            changes=_changes(place),
            notice=None if held else origin.notice_of(place, wanted),
        )
        with opened(output) as out:
            out.write(page.encode("utf-8"))
        console.note(f"{output}: {counted(len(records), 'commitment')}")
    run.finish()


def _in_words(place: str) -> str:
    if place in _PLACES:
        return _PLACES[place]
    return "a dataset" if origin.is_dataset(place) else "saved pages"


def _changes(place: str) -> "Changes | None":
    """Return what the last run of a dataset changed; of other places there are no runs."""
    if not origin.is_dataset(place):
        return None
    from ogpscrape.dataset import open_dataset
    from ogpscrape.views.report.changes import in_words

    with open_dataset(Path(place)) as dataset:
        return in_words(dataset.last_events())
