"""Parquet: one file a table with real types, lists as lists, and what each column means. Needs pyarrow.

Times are in UTC, to the microsecond. Compression is zstd. The same records give the same bytes with the same pyarrow.
"""

from collections.abc import Iterable
from contextlib import ExitStack
from pathlib import Path
from typing import Any, BinaryIO, Self

from ogpscrape.commitment import Commitment
from ogpscrape.writing.about import describe
from ogpscrape.writing.extras import imported
from ogpscrape.writing.table import Filling, Row, Table
from ogpscrape.writing.tables import TABLES
from ogpscrape.writing.values import fit

EXTRA = "parquet"
NAMES = frozenset(f"{table}.parquet" for table in TABLES)

#: How many rows are together in the file (a row group), and wait in memory until they do.
ROWS_TOGETHER = 10_000


def pyarrow() -> Any:
    """Import pyarrow. Raises MissingExtraError when it is not installed."""
    return imported("pyarrow", package="pyarrow", extra=EXTRA)


def arrow_schema(table: Table) -> Any:
    """Return the pyarrow schema of a table; the metadata of a field has its `description`."""
    pa = pyarrow()
    types = {
        "string": pa.string(),
        "integer": pa.int64(),
        "boolean": pa.bool_(),
        "datetime": pa.timestamp("us", tz="UTC"),
        "list": pa.list_(pa.string()),
    }
    return pa.schema(
        [
            pa.field(
                column.name,
                types[column.type],
                nullable=column.name not in table.key,
                metadata={"description": describe(column)},
            )
            for column in table.columns
        ],
        metadata={"title": table.name, "description": table.description},
    )


def record_batch(table: Table, rows: list[Row]) -> Any:
    """Return rows of a table as a pyarrow RecordBatch."""
    pa = pyarrow()
    schema = arrow_schema(table)
    arrays = [
        pa.array([fit(row[index]) for row in rows], type=field.type, from_pandas=False)
        for index, field in enumerate(schema)
    ]
    return pa.RecordBatch.from_arrays(arrays, schema=schema)


class TableWriter:
    """One table on its way into a Parquet file; closing it writes what makes the file whole."""

    def __init__(self, out: BinaryIO, table: Table) -> None:
        parquet = imported("pyarrow.parquet", package="pyarrow", extra=EXTRA)
        self._table = table
        self._filling = Filling(table)
        self._rows: list[Row] = []
        self._file = parquet.ParquetWriter(out, arrow_schema(table), compression="zstd")

    def add(self, record: Commitment) -> None:
        """Take the rows of one record."""
        self._rows.extend(self._filling.add(record))
        if len(self._rows) >= ROWS_TOGETHER:
            self._flush()

    def _flush(self) -> None:
        self._file.write_batch(record_batch(self._table, self._rows))
        self._rows.clear()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is None:
            self._rows.extend(self._filling.end())
            if self._rows:
                self._flush()
        self._file.close()


def write(records: Iterable[Commitment], out: BinaryIO, table: Table) -> None:
    """Write the rows that `records` have in one table. Needs no way back in `out`, which may be a pipe."""
    with TableWriter(out, table) as writer:
        for record in records:
            writer.add(record)


def write_folder(records: Iterable[Commitment], folder: Path) -> None:
    """Write every table into a folder, in one pass over `records`.

    Arguments:
        records: taken one by one; no ID may be there twice.
        folder: an empty one.

    """
    with ExitStack() as files:
        tables = [
            files.enter_context(TableWriter(files.enter_context((folder / f"{name}.parquet").open("wb")), table))
            for name, table in TABLES.items()
        ]
        for record in records:
            for table in tables:
                table.add(record)
