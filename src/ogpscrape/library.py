"""Records as a library gives them: lazily, and as the rows of the flat tables.

>>> from ogpscrape import load
>>> records = load("samples", "KR")
>>> [record.title for record in records]
['Strengthening Public-Private Collaboration']
>>> [row["completion"] for row in records.tables()["milestones"]]
['Substantial', 'Substantial', 'Substantial', 'Limited']
>>> records
<records of samples, KR>
"""

import logging
from collections.abc import Iterable, Iterator
from itertools import islice
from os import PathLike, fspath
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ogpscrape.fetching import OnError
from ogpscrape.loading import is_dataset, notice_of, raising, records_of
from ogpscrape.selection import Selection, read_selection

if TYPE_CHECKING:
    from ogpscrape.commitment import Commitment
    from ogpscrape.writing.columns import Column, Value
    from ogpscrape.writing.table import Table


def load(source: str | PathLike[str], *selectors: str, held: bool = False, on_error: OnError = raising) -> "Records":
    """Return the records of a dataset, of saved pages, of files of records, or of the samples.

    Nothing is read before the records are iterated over, and then one at a time; each iteration reads anew.

    Arguments:
        source: the folder of a dataset; a saved page or a folder of them; a file of records as JSON or JSON Lines, or
            a folder of such; or `samples`.
        selectors: IDs (`KR0017`), ranges, addresses, or members by any of their names (`KR`, `korea`); none for all.
        held: of a dataset, whether to read what its gates hold back in the place of the good records.
        on_error: called with what is wrong with a page or record, so that the others are still read; by default it is
            raised.

    Of a dataset, the log `ogpscrape` warns once when newer pages are held back.

    Raises, when iterated over, what `ogpscrape.loading.records_of` raises.

    """
    return Records(fspath(source), selectors, held=held, on_error=on_error)


class Records:
    """Records to iterate over, as often as wanted."""

    def __init__(
        self, source: str, selectors: tuple[str, ...] = (), *, held: bool = False, on_error: OnError = raising
    ) -> None:
        """Take note of what to read; see `load`."""
        self.source = source
        self.selectors = selectors
        self._held = held
        self._told = False
        self._on_error = on_error

    def __iter__(self) -> Iterator["Commitment"]:
        """Read the records, one at a time."""
        selection = read_selection(self.selectors)
        self._tell_held(selection)
        return records_of(self.source, selection, held=self._held, on_error=self._on_error)

    def _tell_held(self, selection: Selection) -> None:
        """Say once, in the log `ogpscrape`, that newer pages of a dataset are held: by default on standard error."""
        if self._held or self._told or not is_dataset(Path(self.source)):
            return
        self._told = True
        notice = notice_of(Path(self.source), selection)
        if notice:
            logging.getLogger("ogpscrape").warning("%s: %s", self.source, notice)

    def __repr__(self) -> str:
        """Return of what they are, short: nothing is read for it."""
        return f"<records of {', '.join((self.source, *self.selectors))}>"

    def _repr_html_(self) -> str:
        """Return the first records as a table, for notebooks."""
        from ogpscrape.notebook import records_html

        return records_html(self)

    def to_dataframe(self) -> Any:
        """Return the table `commitments` as a DataFrame; see `Rows.to_dataframe`."""
        return self.tables()["commitments"].to_dataframe()

    def tables(self) -> dict[str, "Rows"]:
        """Return every flat table by its name, `commitments` first."""
        return tables(self)


def tables(records: Iterable["Commitment"]) -> dict[str, "Rows"]:
    """Return the flat tables of `records`, each by its name.

    Arguments:
        records: a list, or what `load` returns: something that can be iterated over once for every table that is used.

    """
    from ogpscrape.writing.tables import TABLES

    return {name: Rows(records, table) for name, table in TABLES.items()}


class Rows:
    """The rows of one flat table, read when they are iterated over: each a dict, the same keys in every one.

    It is an Arrow stream as well (`__arrow_c_stream__`, with the extra `parquet`), so that polars and DuckDB take it as
    it is, with real types.
    """

    def __init__(self, records: Iterable["Commitment"], table: "Table") -> None:
        """Take the records whose rows are wanted, and the table."""
        self._records = records
        self._table = table

    @property
    def name(self) -> str:
        """The name of the table."""
        return self._table.name

    @property
    def columns(self) -> tuple["Column", ...]:
        """The columns in order, each with its `name`, `type` and `description`."""
        return self._table.columns

    def __iter__(self) -> Iterator[dict[str, "Value"]]:
        """Read the rows, one at a time."""
        names = [column.name for column in self.columns]
        return (dict(zip(names, row, strict=True)) for row in self._table.rows(self._records))

    def __repr__(self) -> str:
        """Return which table of what it is."""
        return f"<rows of {self.name}, {len(self.columns)} columns>"

    def _repr_html_(self) -> str:
        """Return the first rows as a table, for notebooks."""
        from ogpscrape.notebook import rows_html

        return rows_html(self)

    def to_dataframe(self) -> Any:
        """Return the rows as a DataFrame of pandas, else of polars: whichever is there.

        Ratings are ordered categoricals: they sort as their scale does, the words outside the order (Withdrawn, Unclear
        ...) last, and the word None stays a word. To compare, take the rank beside each (`completion_rank`), which is
        missing where a word has none. In pandas numbers and booleans have the types that can be missing (`Int64`,
        `boolean`); times are in UTC.

        Raises MissingExtraError when neither package is installed.

        """
        from ogpscrape.writing.dataframe import dataframe

        return dataframe(self._table, self._records)

    def arrow(self) -> Any:
        """Return the rows as a pyarrow Table. Raises MissingExtraError when pyarrow is not installed."""
        return self._reader().read_all()

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        """Return the rows as an Arrow stream (https://arrow.apache.org/docs/format/CDataInterface)."""
        return self._reader().__arrow_c_stream__(requested_schema)

    def _reader(self) -> Any:
        from ogpscrape.writing import parquet

        rows = self._table.rows(self._records)
        parts = iter(lambda: list(islice(rows, parquet.ROWS_TOGETHER)), [])
        batches = (parquet.record_batch(self._table, part) for part in parts)
        return parquet.pyarrow().RecordBatchReader.from_batches(parquet.arrow_schema(self._table), batches)
