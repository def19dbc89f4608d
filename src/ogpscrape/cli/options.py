"""The options that several commands share, declared once."""

from dataclasses import dataclass
from typing import Annotated, Literal

import typer

from ogpscrape.errors import UsageError

FormatName = Literal["json", "jsonl", "csv"]


def table_names(incomplete: str) -> list[str]:
    """Return the names of the tables that begin so, for the shell's completion."""
    from ogpscrape.writing.tables import TABLES

    return [name for name in TABLES if name.startswith(incomplete)]


Format = Annotated[
    FormatName | None,
    typer.Option(
        "--format",
        "-f",
        metavar="json|jsonl|csv",
        help="json: one object, an array for several; jsonl: one record a line; csv: a flat table.  [default: json]",
    ),
]
Table = Annotated[
    str | None,
    typer.Option(
        "--table",
        "-t",
        metavar="NAME",
        autocompletion=table_names,
        help="Which flat table to print as CSV: commitments (the default), milestones, irm_completion, "
        "did_it_open_government, notes, related, irm_reports or policy_areas.",
    ),
]
Output = Annotated[
    str | None,
    typer.Option(
        "--output",
        "-o",
        metavar="FILE",
        help="Write to FILE, replaced only when all is done; - is standard output.",
    ),
]
Provenance = Annotated[
    bool, typer.Option("--provenance", help="Add where in the page's visible text each field stands.")
]
Strict = Annotated[bool, typer.Option("--strict", help="Take any warning of a page for an error.")]


@dataclass(frozen=True)
class RecordOptions:
    """How records are made and written, as the options say it.

    Attributes:
        format: json, jsonl or csv.
        table: the name of the flat table, for csv.
        output: a path, or None for standard output.
        provenance: whether records say where each field stands in the page.
        strict: whether a warning is an error.

    Raises UsageError when the options contradict each other or name no table.

    """

    format: FormatName
    table: str
    output: str | None
    provenance: bool
    strict: bool

    @classmethod
    def of(
        cls, form: FormatName | None, table: str | None, output: str | None, *, provenance: bool, strict: bool
    ) -> "RecordOptions":
        """Read the options as given on the command line; `--table` alone means CSV."""
        if table is not None and form not in (None, "csv"):
            raise UsageError(f"--table prints CSV, and --format asks for {form}", hint="Leave one of them out")
        if table is not None:
            from ogpscrape.writing.tables import table_named

            table_named(table)
        chosen = form or ("csv" if table else "json")
        return cls(chosen, table or "commitments", output, provenance, strict)
