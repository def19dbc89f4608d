"""A flat table with only some of its columns (`--select`) and only some of its rows (`--where`)."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from ogpscrape.errors import UsageError
from ogpscrape.writing.columns import Column, Value
from ogpscrape.writing.table import Table
from ogpscrape.writing.values import joined

_CONDITION = re.compile(r"\s*(?P<field>\w+)\s*(?P<sign>!=|>=|<=|=|~|>|<)\s*(?P<value>.*)", re.DOTALL)


#: So many columns are named in a message.
_FEW = 6


@dataclass(frozen=True)
class Condition:
    """One condition on a row: `completion>=Limited`."""

    column: Column
    sign: str
    value: str

    def holds(self, item: Any) -> bool:
        """Whether it holds for what a row is made of. What is empty is unequal to everything, and in no order."""
        found = self.column.get(item)
        texts = [_text(one) for one in found] if isinstance(found, list) else [_text(found)]
        value = self.value.casefold()
        match self.sign:
            case "=":
                return value in texts
            case "!=":
                return value not in texts
            case "~":
                return any(value in text for text in texts)
        left, right = self._place(found), self._place(self.value)
        if left is None or right is None:
            return False
        return {">=": left >= right, "<=": left <= right, ">": left > right, "<": left < right}[self.sign]

    def _place(self, value: Value) -> float | None:
        """Return where a value is in the order: a rating's rank, a number, the year of a date."""
        text = _text(value)
        if self.column.scale:
            ranks = {word.casefold(): rank for word, rank in self.column.scale.ranks.items()}
            return ranks.get(text)
        number = re.match(r"-?\d+(\.\d+)?", text)
        return float(number[0]) if number else None


def read_condition(text: str, table: Table) -> Condition:
    """Read a condition on the rows of a table.

    Raises UsageError for what is none, for a column that the table does not have, and for an order of words that have
    none.
    """
    match = _CONDITION.fullmatch(text)
    if not match:
        raise UsageError(
            f"{text[:80]!r} is not a condition", hint="One reads completion=Limited, title~budget or cycle>=2018"
        )
    condition = Condition(_column(match["field"], table), match["sign"], match["value"].strip())
    if condition.sign not in ("=", "!=", "~") and condition._place(condition.value) is None:  # noqa: SLF001 - same module
        ranks = condition.column.scale.ranks if condition.column.scale else {}
        ranked = [word for word, rank in ranks.items() if rank is not None]
        raise UsageError(
            f"{condition.value[:40]!r} has no place in an order of {condition.column.name}",
            hint=f"In order: {', '.join(ranked)}" if ranked else f"{condition.sign} takes a number or a year",
        )
    return condition


def narrowed(table: Table, select: str | None, where: Iterable[str]) -> Table:
    """Return a table that has only some columns and rows of another.

    Arguments:
        table: the whole table.
        select: names of columns with commas between them, in the order wanted; None for all.
        where: conditions that must all hold.

    Raises UsageError for a column that is not there, and for what is not a condition.

    """
    conditions = [read_condition(text, table) for text in where]
    columns = table.columns if select is None else _selected(select, table)
    return replace(table, columns=columns, keep=lambda item: all(one.holds(item) for one in conditions))


def _selected(select: str, table: Table) -> tuple[Column, ...]:
    names = [name.strip() for name in select.split(",") if name.strip()]
    if not names:
        raise UsageError("--select names no column", hint="It reads id,title,completion")
    return tuple(_column(name, table) for name in dict.fromkeys(names))


def _column(name: str, table: Table) -> Column:
    columns = {column.name: column for column in table.columns}
    if name not in columns:
        from difflib import get_close_matches

        near = get_close_matches(name, columns, n=3)
        hint = f"`ogpscrape tables {table.name}` lists them"
        if near:
            hint = f"Did you mean {' or '.join(near)}?"
        elif len(columns) <= _FEW:
            hint = f"It has {', '.join(columns)}"
        raise UsageError(f"the table {table.name} has no column {name[:40]!r}", hint=hint)
    return columns[name]


def _text(value: Value) -> str:
    if isinstance(value, list):
        value = joined(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value).casefold()
