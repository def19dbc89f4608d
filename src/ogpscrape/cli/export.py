"""`ogpscrape export`: records in the formats of the tools that people have."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from ogpscrape.cli import completion, origin
from ogpscrape.cli.console import console, counted
from ogpscrape.cli.options import Data, From, Held, NothingHeld, Select, Selectors, Where, WithoutContacts
from ogpscrape.cli.process import DataStream, exit_code_of
from ogpscrape.cli.records import Run
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

FormatName = Literal["json", "jsonl", "csv", "sqlite", "parquet", "xlsx", "markdown"]
#: What the end of a file's name says about the format.
_BY_ENDING: dict[str, FormatName] = {
    ".json": "json",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".csv": "csv",
    ".sqlite": "sqlite",
    ".db": "sqlite",
    ".parquet": "parquet",
    ".xlsx": "xlsx",
    ".md": "markdown",
}


def command(
    selectors: Selectors = None,
    source: From = None,
    data: Data = None,
    form: Annotated[
        FormatName | None,
        typer.Option(
            "--to",
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
            metavar="NAME",
            autocompletion=completion.tables,
            help="csv, parquet: this table alone; 'ogpscrape tables' lists them.",
        ),
    ] = None,
    select: Select = None,
    where: Where = None,
    compact: Annotated[bool, typer.Option("--compact", help="json: one record a line, without white space.")] = False,
    excel: Annotated[
        bool,
        typer.Option(
            "--excel",
            help="csv: for spreadsheets, with a byte order mark, and an apostrophe before what would run as a formula.",
        ),
    ] = False,
    without_contacts: WithoutContacts = False,
    held: Held = False,
    strict: NothingHeld = False,
) -> None:
    """Write records in the format of another tool.

    Records come from the dataset unless --from names another place (- is records on standard input); no selector means
    all of them. The format follows the name after -o, unless --to says another. An output that is there is replaced
    whole or not at all; a folder only when it holds nothing but an earlier export. A page or record that cannot be read
    is named on standard error, and the others are still written.
    """
    from ogpscrape.writing.formats import Choices, checked, export
    from ogpscrape.writing.narrowing import narrowed
    from ogpscrape.writing.tables import table_named

    chosen = form or _format_of(output)
    choices = Choices(table=table, compact=compact, excel=excel, select=select)
    checked(chosen, output, choices)
    fitting = narrowed(table_named("commitments"), None, where or ())
    run = Run()
    with origin.opened(
        origin.place_of(source, data), read_selection(selectors or ()), run, held=held, strict=strict
    ) as records:
        wanted: Iterable[Commitment] = (record for record in records if any(True for _ in fitting.rows([record])))
        if without_contacts:
            from ogpscrape.contacts import without_contacts as left_out

            wanted = map(left_out, wanted)
        export(_some(wanted, run), chosen, output, choices, DataStream)
    console.note(f"{counted(run.done, 'record')} exported{f' to {output}' if output else ''}")
    run.finish()


def _format_of(output: str | None) -> FormatName:
    """Return the format that a file's name tells. Raises UsageError when it tells none."""
    ending = Path(output or "").suffix.lower()
    if ending not in _BY_ENDING:
        raise UsageError(
            f"the name {output} tells no format" if output else "no format is named",
            hint=f"Give --to FORMAT, or a file after -o that ends in {', '.join(_BY_ENDING)}",
        )
    return _BY_ENDING[ending]


def _some(records: "Iterable[Commitment]", run: Run) -> "Iterator[Commitment]":
    """Hand records on. Ends the run when there are none, before any output is replaced by one of nothing."""
    some = False
    for record in records:
        some = True
        yield record
    if not some:
        if not run.failures:
            raise UsageError("no record fits --where", hint="Nothing was written")
        raise typer.Exit(exit_code_of(run.failures, 0))
