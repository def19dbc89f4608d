"""Small lists on standard output: a table for people, JSON or CSV for programs."""

import csv
import io
import json
import shutil
import sys
from collections.abc import Sequence
from typing import Annotated, Any, Literal

import typer

from ogpscrape.cli.console import one_line
from ogpscrape.cli.process import DataStream

ListFormat = Annotated[
    Literal["table", "json", "csv"] | None,
    typer.Option("--format", "-f", metavar="table|json|csv", help="How to print it.  [default: table; csv in a pipe]"),
]


def print_rows(rows: Sequence[dict[str, Any]], columns: Sequence[str], form: str | None) -> None:
    """Print rows as `form` says, or as suits where standard output goes; a table has only `columns` of them.

    Raises OutputError when standard output cannot be written.
    """
    from ogpscrape.writing.output import opened

    chosen = form or ("table" if sys.stdout is not None and sys.stdout.isatty() else "csv")
    text = _table(rows, columns) if chosen == "table" else _json(rows) if chosen == "json" else _csv(rows)
    with opened(None) as out:
        DataStream(out).write(text)


def _json(rows: Sequence[dict[str, Any]]) -> str:
    return json.dumps(list(rows), indent=2, ensure_ascii=False) + "\n"


def _csv(rows: Sequence[dict[str, Any]]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(rows[0])
    writer.writerows([_cell(value) for value in row.values()] for row in rows)
    return text.getvalue()


def _table(rows: Sequence[dict[str, Any]], columns: Sequence[str]) -> str:
    cells = [[name.replace("_", " ").upper() for name in columns]]
    cells += [[one_line(_cell(row[name])) for name in columns] for row in rows]
    widths = [max(len(line[position]) for line in cells) for position in range(len(columns))]
    window = shutil.get_terminal_size().columns
    lines = ("  ".join(text.ljust(width) for text, width in zip(line, widths, strict=True)).rstrip() for line in cells)
    return "".join(f"{line if len(line) <= window else line[: window - 1] + '…'}\n" for line in lines)


def _cell(value: Any) -> str:
    if isinstance(value, list | tuple):
        return " ".join(value)
    return "" if value is None else str(value)
