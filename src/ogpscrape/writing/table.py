"""What a flat table is: its columns, its keys, and how records become its rows."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Protocol

from ogpscrape.commitment import Commitment
from ogpscrape.writing.columns import Column, Value

Row = tuple[Value, ...]


class Gathering(Protocol):
    """What rows are made of when a row is of many records: known only after the last of them."""

    def add(self, record: Commitment) -> None:
        """Take note of a record."""

    def items(self) -> Iterable[Any]:
        """Return what the rows are made of, in their order."""


def _nothing(_: Commitment) -> Iterable[Any]:
    return ()


@dataclass(frozen=True)
class Table:
    """One flat table.

    Attributes:
        name: as it is after `--table`, and of the file or sheet that holds it.
        description: what one row is.
        columns: in order.
        key: the columns that together name a row, once each.
        items: takes a record and returns what its rows are made of; `Column.get` takes one of them.
        keep: tells of what a row is made of whether the row is wanted; None for all.
        gathering: of a table whose rows are of many records, what makes them instead of `items`.
        references: columns that name a row of another table: its name and its key.

    """

    name: str
    description: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    items: Callable[[Commitment], Iterable[Any]] = _nothing
    keep: Callable[[Any], bool] | None = None
    gathering: Callable[[], Gathering] | None = None
    references: dict[str, tuple[str, str]] = field(default_factory=dict)

    def rows(self, records: Iterable[Commitment]) -> Iterator[Row]:
        """Return the rows of records that are taken one by one."""
        filling = Filling(self)
        for record in records:
            yield from filling.add(record)
        yield from filling.end()


class Filling:
    """A table while records come in: gives the rows of each, and at the end the rows that are of many."""

    def __init__(self, table: Table) -> None:
        """Begin with no record."""
        self._table = table
        self._gathering = table.gathering() if table.gathering else None

    def add(self, record: Commitment) -> Iterator[Row]:
        """Return the rows of one record, each with a value for every column, in their order."""
        if self._gathering:
            self._gathering.add(record)
        return self._rows(self._table.items(record))

    def end(self) -> Iterator[Row]:
        """Return the rows of all records together."""
        return self._rows(self._gathering.items() if self._gathering else ())

    def _rows(self, items: Iterable[Any]) -> Iterator[Row]:
        table = self._table
        kept = filter(table.keep, items) if table.keep else items
        return (tuple(column.get(item) for column in table.columns) for item in kept)
