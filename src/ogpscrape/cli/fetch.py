"""`ogpscrape fetch`: pages by their IDs or addresses become records."""

from contextlib import nullcontext
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ogpscrape.cli import live
from ogpscrape.cli.options import Format, Output, Provenance, RecordOptions, Strict, Table
from ogpscrape.cli.records import Job, print_records
from ogpscrape.cli.selectors import is_one, read_selectors

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from ogpscrape.sources import Source

EXAMPLES = """
ogpscrape fetch KR0017
ogpscrape fetch KR0017-KR0021 uy0137 --format jsonl --rate 30/min
ogpscrape fetch - --format csv -o commitments.csv < ids.txt
ogpscrape fetch KR0017 --from samples
ogpscrape fetch KR0017 --from saved/ -o KR0017.json
ogpscrape fetch KR0017 --url http://localhost:8000
"""

DECLARES = (live.declared,)


def command(
    context: typer.Context,
    selectors: Annotated[
        list[str],
        typer.Argument(
            metavar="SELECTOR",
            help="A commitment's ID in any case, as kr0017, a range of IDs, as KR0017-KR0021, or any spelling of its "
            "page's address; - reads one a line from standard input.",
            show_default=False,
        ),
    ],
    source: Annotated[
        str,
        typer.Option(
            "--from",
            metavar="live|samples|DIR",
            help="Where pages are: the site, the samples that come with ogpscrape, or a folder in which the page of "
            "KR0017 is called KR0017.html, .htm or .txt.",
        ),
    ] = "live",
    save_pages: Annotated[
        str | None,
        typer.Option("--save-pages", metavar="DIR", help="Save the pages as they were got, as DIR/KR0017.html."),
    ] = None,
    form: Format = None,
    table: Table = None,
    output: Output = None,
    provenance: Provenance = False,
    strict: Strict = False,
) -> None:
    """Get the pages of commitments and print their records.

    The site is asked politely: robots.txt first, one request a second, and pages are kept for a day. Records come in
    the order of the selectors. A page that cannot be had, or is another commitment's, is named on standard error, and
    the others are still done; after three blocked pages in a row the site is left alone. Settings can also stand in the
    configuration file and in the environment: see 'ogpscrape config'.
    """
    options = RecordOptions.of(form, table, output, provenance=provenance, strict=strict)
    wanted = read_selectors(selectors)
    with _opened(context, source) as opened:
        pages = _saving(opened, save_pages) if save_pages else opened
        jobs = (Job(selector.id, partial(pages.get, selector), selector.id, pages) for selector in wanted)
        print_records(jobs, len(wanted), options, array=not is_one(selectors))


def _opened(context: typer.Context, source: str) -> "AbstractContextManager[Source]":
    if source == "live":
        return live.open_live(context)
    from ogpscrape.sources import open_source

    live.refuse_given(context, source)
    return nullcontext(open_source(source))


def _saving(source: "Source", folder: str) -> "Source":
    from ogpscrape.sources.saving import SavingSource

    return SavingSource(source, Path(folder))
