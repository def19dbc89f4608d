"""`ogpscrape compare`: records held against OGP's own table of commitments."""

import csv
import io
import json
from pathlib import Path
from typing import Annotated, Literal

import typer

from ogpscrape.cli import origin
from ogpscrape.cli.console import console
from ogpscrape.cli.options import Data, From, Output
from ogpscrape.cli.process import DataStream
from ogpscrape.cli.records import Run
from ogpscrape.selection import Selection

EXAMPLES = """
ogpscrape compare commitments.csv
ogpscrape compare commitments.csv --from saved/ --format csv > differences.csv
ogpscrape compare commitments.csv --data korea/ -o comparison.json
"""


def command(
    table: Annotated[
        str, typer.Argument(metavar="TABLE.csv", help="OGP's table of commitments, as CSV.", show_default=False)
    ],
    source: From = None,
    data: Data = None,
    form: Annotated[
        Literal["json", "csv"],
        typer.Option("--format", "-f", metavar="json|csv", help="json: counts and differences; csv: the differences."),
    ] = "json",
    output: Output = None,
) -> None:
    """Compare records with OGP's own table, joined by ID.

    It says what agrees, differs, is only here or only there. Compared are title, cycle, institutions, description,
    policy areas, ratings, dates, and whether it was carried forward. A difference is not an error: the two are made by
    different people. Counts are said on standard error.
    """
    from ogpscrape.comparison import Table, as_json, compare, lines
    from ogpscrape.writing.output import opened

    place = origin.place_of(source, data)
    theirs = Table(Path(table))
    run = Run()
    with origin.opened(place, Selection(), run) as records:
        found = compare(records, theirs)
    for line in lines(found):
        console.note(line)
    with opened(output) as out:
        if form == "json":
            DataStream(out).write(json.dumps(as_json(found), ensure_ascii=False, indent=2) + "\n")
        else:
            DataStream(out).write(_csv([vars(one) for one in found.differences]))
    run.finish()


def _csv(rows: list[dict[str, str]]) -> str:
    from ogpscrape.writing.records_csv import excel_cell

    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(("id", "field", "verdict", "here", "there"))
    # Both sides are texts of somebody else's: none of them must run in a spreadsheet.
    writer.writerows([excel_cell(value) for value in row.values()] for row in rows)
    return text.getvalue()
