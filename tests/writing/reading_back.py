"""Exports read back by other people's packages, as the tables' values: for every table its rows, in order."""

import csv
import io
import re
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from ogpscrape.writing.records_csv import BYTE_ORDER_MARK, plain_cell
from ogpscrape.writing.tables import TABLES


def from_csv(folder: Path, *, excel: bool = False) -> dict[str, list[tuple]]:
    return {name: csv_rows((folder / f"{name}.csv").read_bytes(), name, excel=excel) for name in TABLES}


def csv_rows(content: bytes, name: str, *, excel: bool = False) -> list[tuple]:
    text = content.decode("utf-8")
    if excel:
        assert text.startswith(BYTE_ORDER_MARK)
        text = text.removeprefix(BYTE_ORDER_MARK)
    csv.field_size_limit(10_000_000)
    header, *rows = csv.reader(io.StringIO(text, newline=""), strict=True)
    assert header == [column.name for column in TABLES[name].columns]
    types = [column.type for column in TABLES[name].columns]
    undone = [[plain_cell(cell) for cell in row] for row in rows] if excel else rows
    return [tuple(map(_typed, row, types)) for row in undone]


def _typed(cell: str, kind: str):
    if cell == "":
        return None
    if kind == "integer":
        return int(cell)
    if kind == "boolean":
        return {"true": True, "false": False}[cell]
    return datetime.fromisoformat(cell) if kind == "datetime" else cell


def from_sqlite(path: Path) -> dict[str, list[tuple]]:
    with closing(sqlite3.connect(path)) as database:
        return {name: list(database.execute(f"SELECT * FROM {name} ORDER BY rowid")) for name in TABLES}


def from_polars(folder: Path) -> dict[str, list[tuple]]:
    import polars

    return {name: polars.read_parquet(folder / f"{name}.parquet").rows() for name in TABLES}


def from_duckdb(folder: Path) -> dict[str, list[tuple]]:
    import duckdb

    with duckdb.connect() as database:
        database.execute("SET TimeZone = 'UTC'")
        return {name: database.read_parquet(str(folder / f"{name}.parquet")).fetchall() for name in TABLES}


def from_xlsx(path: Path) -> dict[str, list[tuple]]:
    import openpyxl

    with closing(openpyxl.load_workbook(path, read_only=True)) as workbook:
        return {name: _sheet(workbook[name], name) for name in TABLES}


def _sheet(sheet, name: str) -> list[tuple]:
    header, *rows = sheet.iter_rows(values_only=True)
    assert list(header) == [column.name for column in TABLES[name].columns]
    return [tuple(map(_cell, row)) for row in rows]


def _cell(value):
    if isinstance(value, datetime):
        return value.replace(tzinfo=UTC)
    return unescaped(value) if isinstance(value, str) else value


def unescaped(text: str) -> str:
    """Undo `_xHHHH_`, by which a workbook writes what XML cannot hold (ECMA-376, part 1, 22.4.2.4, ST_Xstring)."""
    return re.sub(r"_x([0-9A-Fa-f]{4})_", lambda found: chr(int(found[1], 16)), text)
