"""Lists and flat tables on standard output: aligned to the window for people, JSON or CSV for programs."""

import csv
import io
import json
import shutil
import sys
import unicodedata
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from ogpscrape.cli.console import console, one_line
from ogpscrape.cli.process import DataStream

if TYPE_CHECKING:
    from ogpscrape.commitment import Commitment
    from ogpscrape.writing.table import Table

ListFormat = Annotated[
    Literal["table", "json", "csv"] | None,
    typer.Option("--format", "-f", metavar="table|json|csv", help="How to print it.  [default: table; csv in a pipe]"),
]

#: No column is made narrower, however many there are: less says nothing.
_LEAST = 5
_GAP = "  "


def print_rows(rows: Sequence[dict[str, Any]], columns: Sequence[str], form: str | None) -> None:
    """Print rows as `form` says, or as suits where standard output goes; a table has only `columns` of them.

    Raises OutputError when standard output cannot be written.
    """
    from ogpscrape.writing.output import opened

    chosen = form or ("table" if sys.stdout is not None and sys.stdout.isatty() else "csv")
    with opened(None) as out:
        if chosen == "table":
            if not rows:
                console.note("no rows")
            cells = [[_cell(row[name]) for name in columns] for row in rows]
            DataStream(out).write(aligned([name.replace("_", " ") for name in columns], cells))
        else:
            DataStream(out).write(_json(rows) if chosen == "json" else _csv(rows, columns))


def print_table_rows(
    records: Iterable["Commitment"], table: "Table", out: DataStream, form: str, *, array: bool
) -> None:
    """Print the rows of a flat table: as a table for people, else as JSON objects, one a line or in an array."""
    from ogpscrape.writing import timestamp
    from ogpscrape.writing.records_csv import cell

    names = [column.name for column in table.columns]
    rows = table.rows(records)
    if form == "table":
        cells = [[cell(value) for value in row] for row in rows]
        if not cells:
            console.note("no rows")
        out.write(aligned([name.replace("_", " ") for name in names], cells))
        return
    objects = (json.dumps(dict(zip(names, row, strict=True)), ensure_ascii=False, default=timestamp) for row in rows)
    if form == "jsonl" or not array:
        for text in objects:
            out.write(f"{text}\n")
        return
    before = "[\n"
    for text in objects:
        out.write(f"{before}{text}")
        before = ",\n"
    out.write("\n]\n" if before == ",\n" else "[]\n")


def aligned(head: Sequence[str], rows: Iterable[Sequence[str]], window: int | None = None) -> str:
    """Return rows as an aligned table that fits the window: long texts are cut, no column is left out.

    Arguments:
        head: the names of the columns, written in capitals.
        rows: the cells of each row; control characters are spelt out.
        window: the width in columns; None is that of the terminal.

    """
    lines = [[name.upper() for name in head], *([one_line(text) for text in row] for row in rows)]
    room = window or shutil.get_terminal_size().columns
    widths = _fitted(lines, room)
    if sum(widths) + len(_GAP) * (len(widths) - 1) > room:
        return _blocks(lines[0], lines[1:], room)
    drawn = (
        _GAP.join(_padded(text, width) for text, width in zip(line, widths, strict=True)).rstrip() for line in lines
    )
    return "".join(f"{line}\n" for line in drawn)


def _blocks(head: Sequence[str], rows: Iterable[Sequence[str]], room: int) -> str:
    """Return rows as blocks, a line a column: for tables with more columns than the window has room for."""
    name = max(map(_width, head))
    left = max(_LEAST, room - name - len(_GAP))
    blocks = (
        "".join(
            f"{_padded(title, name)}{_GAP}{_padded(text, min(left, max(1, _width(text))))}".rstrip() + "\n"
            for title, text in zip(head, row, strict=True)
        )
        for row in rows
    )
    return "\n".join(blocks)


def _fitted(lines: Sequence[Sequence[str]], window: int) -> list[int]:
    """Return the width of each column: as wide as its texts, but the widest give way until all fit."""
    widths = [max(map(_width, column)) for column in zip(*lines, strict=True)]
    room = window - len(_GAP) * (len(widths) - 1)
    while sum(widths) > room and max(widths) > _LEAST:
        widest = widths.index(max(widths))
        rest = max((width for place, width in enumerate(widths) if place != widest), default=_LEAST)
        widths[widest] = max(_LEAST, min(widths[widest] - 1, max(rest, widths[widest] - (sum(widths) - room))))
    return widths


def _padded(text: str, width: int) -> str:
    if _width(text) <= width:
        return text + " " * (width - _width(text))
    kept = ""
    for sign in text:
        if _width(kept) + _width(sign) > width - 1:
            break
        kept += sign
    cut = f"{kept.rstrip()}…"
    return cut + " " * (width - _width(cut))


def _width(text: str) -> int:
    """Return how many columns of a terminal a text takes: wide letters of East Asia two, accents none."""
    if text.isascii():
        return len(text)
    return sum(
        0 if unicodedata.combining(sign) else 2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text
    )


def _json(rows: Sequence[dict[str, Any]]) -> str:
    return json.dumps(list(rows), indent=2, ensure_ascii=False) + "\n"


def _csv(rows: Sequence[dict[str, Any]], columns: Sequence[str]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(rows[0] if rows else columns)
    writer.writerows([_cell(value) for value in row.values()] for row in rows)
    return text.getvalue()


def _cell(value: Any) -> str:
    if isinstance(value, list | tuple):
        return " ".join(value)
    return "" if value is None else str(value)
