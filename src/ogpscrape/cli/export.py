"""`ogpscrape export`: records in the formats of the tools that people have."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ogpscrape.cli import completion, origin
from ogpscrape.cli.console import console, counted
from ogpscrape.cli.options import (
    FORMAT_OF_ENDING,
    WHAT_IS_PRINTED,
    Data,
    ExportFormatName,
    From,
    Held,
    NothingHeld,
    Select,
    Selectors,
    Where,
    WithoutContacts,
    format_told_by,
)
from ogpscrape.cli.process import DataStream
from ogpscrape.cli.records import Run, begun
from ogpscrape.errors import UsageError
from ogpscrape.selection import read_selection

if TYPE_CHECKING:
    from ogpscrape.commitment import Commitment

EXAMPLES = """
ogpscrape export korea -o korea.xlsx
ogpscrape export --from samples --to csv -o tables/
ogpscrape export KR --where "completion>=Substantial" -o done.sqlite
ogpscrape export --table milestones --excel -o milestones.csv
ogpscrape export KR0017 --from saved/ --to markdown -o -
ogpscrape fetch KR0017 -f jsonl | ogpscrape export --from - -o KR.xlsx
"""


def command(
    selectors: Selectors = None,
    source: From = None,
    data: Data = None,
    form: Annotated[
        ExportFormatName | None,
        typer.Option(
            "--to",
            rich_help_panel=WHAT_IS_PRINTED,
            metavar="FORMAT",
            help="The format, where the name after -o does not tell it. json: an array; jsonl: one record a line; "
            "csv: a folder of tables with datapackage.json; sqlite: a database, and metadata.yaml for Datasette; "
            "parquet: a folder of tables; xlsx: a workbook; markdown: a folder with a document a commitment.",
            show_default=False,
        ),
    ] = None,
    output: Annotated[
        str | None,
        typer.Option(
            "--output",
            "-o",
            rich_help_panel=WHAT_IS_PRINTED,
            metavar="PATH",
            help="The file or folder, replaced whole when all is done; - is standard output, for json, jsonl, "
            "markdown, and csv and parquet with --table.",
        ),
    ] = None,
    table: Annotated[
        str | None,
        typer.Option(
            "--table",
            "-t",
            rich_help_panel=WHAT_IS_PRINTED,
            metavar="NAME",
            autocompletion=completion.tables,
            help="csv, parquet: this table alone; 'ogpscrape tables' lists them.  [default: all tables in a folder, "
            "commitments in a single file]",
        ),
    ] = None,
    select: Select = None,
    where: Where = None,
    compact: Annotated[
        bool,
        typer.Option(
            "--compact", rich_help_panel=WHAT_IS_PRINTED, help="json: one record a line, without white space."
        ),
    ] = False,
    excel: Annotated[
        bool,
        typer.Option(
            "--excel",
            rich_help_panel=WHAT_IS_PRINTED,
            help="csv: for spreadsheets, with a byte order mark, and an apostrophe before what would run as a formula.",
        ),
    ] = False,
    without_contacts: WithoutContacts = False,
    held: Held = False,
    strict: NothingHeld = False,
) -> None:
    """Write records in the format of another tool.

    Records come from the dataset unless --from names another place (- is records on standard input); no selector means
    all of them. The format follows the name after -o, unless --to says another. --where is about the rows of --table,
    else about commitments. An output that is there is replaced whole or not at all; a folder only when it holds nothing
    but an earlier export. A page or record that cannot be read is named on standard error, and the others are still
    written.
    """
    from ogpscrape.writing.formats import Choices, checked, export
    from ogpscrape.writing.narrowing import narrowed
    from ogpscrape.writing.tables import table_named

    chosen = form or _format_of(output)
    one = table or _table_for(chosen, output)
    choices = Choices(one, compact, excel, select, tuple(where or ()) if one else ())
    checked(chosen, output, choices)
    fitting = narrowed(table_named("commitments"), None, () if one else where or ())
    selection = read_selection(selectors or ())
    place = origin.place_of(source, data)
    run = Run()
    with origin.opened(place, selection, run, held=held, strict=strict) as records:
        wanted: Iterable[Commitment] = (record for record in records if any(True for _ in fitting.rows([record])))
        if without_contacts:
            from ogpscrape.contacts import without_contacts as left_out

            wanted = map(left_out, wanted)
        export(begun(_some(wanted, run), run), chosen, output, choices, DataStream)
    console.note(f"{counted(run.done, 'record')} exported{f' to {output}' if output else ''}")
    run.finish()


def _format_of(output: str | None) -> ExportFormatName:
    """Return the format that a file's name tells. Raises UsageError when it tells none."""
    told = format_told_by(output)
    if told is None:
        raise UsageError(
            f"the name {output} tells no format" if output else "no format is named",
            hint=f"Give --to FORMAT, or a file after -o that ends in {', '.join(FORMAT_OF_ENDING)}",
        )
    return told


def _table_for(form: ExportFormatName, output: str | None) -> str | None:
    """Return the table that a single file of rows has, unless --table says another; a folder has all tables."""
    path = Path(output or "")
    return "commitments" if form in ("csv", "parquet") and path.suffix and not path.is_dir() else None


def _some(records: "Iterable[Commitment]", run: Run) -> "Iterator[Commitment]":
    """Hand records on. Raises UsageError when there are none, before any output is replaced by one of nothing."""
    record = None
    for record in records:
        yield record
    if record is None and run.done:
        raise UsageError("no record fits --where", hint="Nothing was written")
