"""CSV as a folder: one file a table, and `datapackage.json`, which says what is in them."""

from collections.abc import Iterable
from contextlib import ExitStack
from pathlib import Path

from ogpscrape.commitment import Commitment
from ogpscrape.writing.datapackage import FILE_NAME, write_descriptor
from ogpscrape.writing.records_csv import TableWriter
from ogpscrape.writing.tables import TABLES

NAMES = frozenset({FILE_NAME, *(f"{table}.csv" for table in TABLES)})


def write(records: Iterable[Commitment], folder: Path, *, excel: bool = False) -> None:
    """Write every table into a folder, in one pass over `records`.

    Arguments:
        records: taken one by one; no ID may be there twice.
        folder: an empty one.
        excel: whether spreadsheets are to open the files; see `records_csv`.

    """
    with ExitStack() as files:
        tables = [
            TableWriter(
                files.enter_context((folder / f"{name}.csv").open("w", encoding="utf-8", newline="")),
                table,
                excel=excel,
            )
            for name, table in TABLES.items()
        ]
        for record in records:
            for table in tables:
                table.add(record)
        for table in tables:
            table.end()
    write_descriptor(folder, excel=excel)
