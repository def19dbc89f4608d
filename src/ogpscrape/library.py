"""Records as a library gives them: lazily, and as the rows of the flat tables.

>>> from ogpscrape import load
>>> records = load("samples", "KR")
>>> [record.title for record in records]
['Strengthening Public-Private Collaboration']
>>> [row["completion"] for row in records.tables()["milestones"]]
['Substantial', 'Substantial', 'Substantial', 'Limited']
"""

from collections.abc import Iterable, Iterator
from itertools import islice
from os import PathLike, fspath
from typing import TYPE_CHECKING, Any

from ogpscrape.loading import OnError, raising, records_of

if TYPE_CHECKING:
    from ogpscrape.commitment import Commitment
    from ogpscrape.writing.columns import Column, Value
    from ogpscrape.writing.tables import Table


def load(
    source: str | PathLike[str], *selectors: str, unchecked: bool = False, on_error: OnError = raising
) -> "Records":
    """Return the records of a dataset, of saved pages, of files of records, or of the samples.

    Nothing is read before the records are iterated over, and then one at a time; each iteration reads anew.

    Arguments:
        source: the folder of a dataset; a saved page or a folder of them; a file of records as JSON or JSON Lines, or
            a folder of such; or `samples`.
        selectors: IDs (`KR0017`), addresses, or members by the letters of their IDs (`KR`); none for all.
        unchecked: of a dataset, whether to read also what its gates refused.
        on_error: called with what is wrong with a page or record, so that the others are still read; by default it is
            raised.

    Raises, when iterated over, what `ogpscrape.loading.records_of` raises.

    """
    return Records(fspath(source), selectors, unchecked=unchecked, on_error=on_error)


class Records:
    """Records to iterate over, as often as wanted."""

    def __init__(
        self, source: str, selectors: tuple[str, ...] = (), *, unchecked: bool = False, on_error: OnError = raising
    ) -> None:
        """Take note of what to read; see `load`."""
        self.source = source
        self.selectors = selectors
        self._unchecked = unchecked
        self._on_error = on_error

    def __iter__(self) -> Iterator["Commitment"]:
        """Read the records, one at a time."""
        return records_of(self.source, self.selectors, unchecked=self._unchecked, on_error=self._on_error)

    def __repr__(self) -> str:
        """Return how `load` was called."""
        return f"load({', '.join(map(repr, (self.source, *self.selectors)))})"

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
        return (dict(zip(names, row, strict=True)) for record in self._records for row in self._table.rows(record))

    def __repr__(self) -> str:
        """Return which table of what it is."""
        return f"<rows of {self.name}, {len(self.columns)} columns>"

    def arrow(self) -> Any:
        """Return the rows as a pyarrow Table. Raises MissingExtraError when pyarrow is not installed."""
        return self._reader().read_all()

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        """Return the rows as an Arrow stream (https://arrow.apache.org/docs/format/CDataInterface)."""
        return self._reader().__arrow_c_stream__(requested_schema)

    def _reader(self) -> Any:
        from ogpscrape.writing import parquet

        rows = (row for record in self._records for row in self._table.rows(record))
        parts = iter(lambda: list(islice(rows, parquet.ROWS_TOGETHER)), [])
        batches = (parquet.record_batch(self._table, part) for part in parts)
        return parquet.pyarrow().RecordBatchReader.from_batches(parquet.arrow_schema(self._table), batches)
