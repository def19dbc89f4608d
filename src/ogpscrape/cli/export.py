"""`ogpscrape export`: records in the formats of the tools that people have."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from ogpscrape.cli.console import console, counted
from ogpscrape.cli.options import table_names
from ogpscrape.cli.process import DataStream, exit_code_of, hush_libraries
from ogpscrape.errors import ExitCode, OgpscrapeError

if TYPE_CHECKING:
    from ogpscrape.commitment import Commitment

EXAMPLES = """
ogpscrape export samples --to csv -o tables/
ogpscrape export data/ KR --to sqlite -o korea.sqlite
ogpscrape export data/ --to csv --table milestones --excel -o milestones.csv
ogpscrape export saved/ KR0017 --to markdown -o -
ogpscrape fetch KR0017 -f jsonl | ogpscrape export - --to xlsx -o KR.xlsx
"""

FormatName = Literal["json", "jsonl", "csv", "sqlite", "parquet", "xlsx", "markdown"]


def command(
    source: Annotated[
        str,
        typer.Argument(
            metavar="DATA|DIR|FILE|samples|-",
            help="A dataset, saved pages, records as JSON or JSON Lines, the samples; - reads records from standard "
            "input.",
            show_default=False,
        ),
    ],
    form: Annotated[
        FormatName,
        typer.Option(
            "--to",
            metavar="FORMAT",
            help="json: an array; jsonl: one record a line; csv: a folder of tables with datapackage.json; sqlite: a "
            "database, with metadata.yaml for Datasette beside it; parquet: a folder of tables; xlsx: a workbook; "
            "markdown: a folder with a document a commitment.",
            show_default=False,
        ),
    ],
    selectors: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="SELECTOR",
            help="A commitment's ID or address, or a member by the letters of its IDs, as KR; none for all.",
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
            autocompletion=table_names,
            help="csv, parquet: this table alone; 'ogpscrape tables' lists them.",
        ),
    ] = None,
    compact: Annotated[bool, typer.Option("--compact", help="json: one record a line, without white space.")] = False,
    excel: Annotated[
        bool,
        typer.Option(
            "--excel",
            help="csv: for spreadsheets, with a byte order mark, and an apostrophe before what would run as a formula.",
        ),
    ] = False,
    unchecked: Annotated[
        bool, typer.Option("--unchecked", help="Export from a dataset also what its gates refused.")
    ] = False,
) -> None:
    """Write records in the format of another tool.

    An output that is there is replaced whole or not at all; a folder only when it holds nothing but an earlier export.
    A page or record that cannot be read is named on standard error, and the others are still written.
    """
    from ogpscrape.loading import records_of
    from ogpscrape.writing.formats import Choices, checked, export

    hush_libraries()
    choices = Choices(table=table, compact=compact, excel=excel)
    checked(form, output, choices)
    run = _Run()
    records = records_of(source, selectors or (), unchecked=unchecked, on_error=run.failed)
    export(run.counted(records), form, output, choices, DataStream)
    console.note(f"{counted(run.written, 'record')} exported{f' to {output}' if output else ''}")
    if run.failures:
        raise typer.Exit(exit_code_of(run.failures, run.written))


class _Run:
    """What became of the records of one run."""

    def __init__(self) -> None:
        self.written = 0
        self.failures: list[ExitCode] = []

    def failed(self, error: OgpscrapeError) -> None:
        self.failures.append(error.exit_code)
        console.error(error)

    def counted(self, records: Iterator["Commitment"]) -> Iterator["Commitment"]:
        """Hand the records on. Ends the run when there are none, before any output is replaced by one of nothing."""
        for record in records:
            self.written += 1
            yield record
        if not self.written:
            raise typer.Exit(exit_code_of(self.failures, 0))
