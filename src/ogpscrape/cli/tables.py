"""`ogpscrape tables`: what the columns of the flat tables mean."""

import json
from collections.abc import Iterator
from textwrap import wrap
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from ogpscrape.cli import completion
from ogpscrape.cli.options import Output
from ogpscrape.cli.process import DataStream

if TYPE_CHECKING:
    from ogpscrape.writing.table import Table

EXAMPLES = """
ogpscrape tables
ogpscrape tables milestones notes
ogpscrape tables --format json
"""

_WIDTH = 80


def command(
    names: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="TABLE", help="Only these tables.", show_default=False, autocompletion=completion.tables
        ),
    ] = None,
    form: Annotated[
        Literal["text", "json"],
        typer.Option("--format", "-f", metavar="text|json", help="text to read, or json: an array of Table Schemas."),
    ] = "text",
    output: Output = None,
) -> None:
    """Print every flat table with the type and meaning of its columns.

    The tables are what csv, sqlite, parquet and xlsx hold. Their columns come from the models of the record, and this
    page with them.
    """
    from ogpscrape.writing.datapackage import table_schema
    from ogpscrape.writing.output import opened
    from ogpscrape.writing.tables import TABLES, table_named

    chosen = [table_named(name) for name in names or TABLES]
    if form == "json":
        schemas = [
            {"name": table.name, "description": table.description, "schema": table_schema(table)} for table in chosen
        ]
        text = json.dumps(schemas, indent=2, ensure_ascii=False)
    else:
        text = "\n\n".join("\n".join(_lines(table)) for table in chosen)
    with opened(output) as out:
        DataStream(out).write(f"{text}\n")


def _lines(table: "Table") -> Iterator[str]:
    yield from wrap(f"{table.name}: {table.description}", _WIDTH)
    yield f"  key: {', '.join(table.key)}"
    names = max(len(column.name) for column in table.columns)
    for column in table.columns:
        head = f"  {column.name:<{names}}  {column.type:<8}  "
        first, *rest = wrap(column.description, _WIDTH - len(head))
        yield head + first
        yield from (" " * len(head) + line for line in rest)
