"""`ogpscrape compare`: records held against OGP's own table of commitments."""

import csv
import io
import json
from pathlib import Path
from typing import Annotated, Literal

import typer

from ogpscrape.cli.console import console
from ogpscrape.cli.explain import show_logs
from ogpscrape.cli.process import DataStream, exit_code_of
from ogpscrape.errors import ExitCode, OgpscrapeError

EXAMPLES = """
ogpscrape compare data/ commitments.csv
ogpscrape compare saved/ commitments.csv --format csv > differences.csv
ogpscrape compare records.jsonl commitments.csv -o comparison.json
"""


def command(
    data: Annotated[
        str,
        typer.Argument(
            metavar="DATA",
            help="A dataset, records, saved pages, WARC files, or samples.",
            show_default=False,
        ),
    ],
    table: Annotated[
        str, typer.Argument(metavar="TABLE.csv", help="OGP's table of commitments, as CSV.", show_default=False)
    ],
    form: Annotated[
        Literal["json", "csv"],
        typer.Option("--format", "-f", metavar="json|csv", help="json: counts and differences; csv: the differences."),
    ] = "json",
    output: Annotated[
        str | None, typer.Option("--output", "-o", metavar="FILE", help="Write to FILE, replaced when all is done.")
    ] = None,
) -> None:
    """Compare records with OGP's own table, joined by ID.

    It says what agrees, differs, is only here or only there. Compared are title, cycle, institutions, description,
    policy areas, ratings, dates, and whether it was carried forward. A difference is not an error: the two are made by
    different people. Counts are said on standard error.
    """
    from ogpscrape.comparison import Table, as_json, compare, lines
    from ogpscrape.loading import records_of
    from ogpscrape.selection import Selection
    from ogpscrape.writing.output import opened

    show_logs()
    failures: list[ExitCode] = []

    def failed(error: OgpscrapeError) -> None:
        failures.append(error.exit_code)
        console.error(error)

    theirs = Table(Path(table))
    found = compare(records_of(data, Selection(), on_error=failed), theirs)
    for line in lines(found):
        console.note(line)
    with opened(output) as out:
        if form == "json":
            DataStream(out).write(json.dumps(as_json(found), ensure_ascii=False, indent=2) + "\n")
        else:
            DataStream(out).write(_csv([vars(one) for one in found.differences]))
    if failures:
        raise typer.Exit(exit_code_of(failures, found.here))


def _csv(rows: list[dict[str, str]]) -> str:
    from ogpscrape.writing.records_csv import excel_cell

    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(("id", "field", "verdict", "here", "there"))
    # Both sides are texts of somebody else's: none of them must run in a spreadsheet.
    writer.writerows([excel_cell(value) for value in row.values()] for row in rows)
    return text.getvalue()
