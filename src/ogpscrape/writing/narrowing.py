"""A flat table with only some of its columns (`--select`) and only some of its rows (`--where`)."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from difflib import get_close_matches
from typing import Any

from ogpscrape.errors import UsageError
from ogpscrape.writing.columns import Column, Value
from ogpscrape.writing.table import Table
from ogpscrape.writing.values import joined

_CONDITION = re.compile(r"\s*(?P<field>\w+)\s*(?P<sign>!=|>=|<=|=|~|>|<)\s*(?P<value>.*)", re.DOTALL)
_DAY = re.compile(r"\d{4}-\d{2}(-\d{2})?")
_NUMBER = re.compile(r"-?\d+(\.\d+)?")
#: What a user may say for a boolean: as pages have it, or as programs do.
_BOOLEANS = {"yes": "true", "true": "true", "no": "false", "false": "false"}
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
        left, right = self.place(found), self.place(self.value)
        if left is None or right is None:
            return False
        left = left[: len(right)]  # as precise as what is asked for: every day of 2018 is in 2018
        return {">=": left >= right, "<=": left <= right, ">": left > right, "<": left < right}[self.sign]

    def place(self, value: Value) -> tuple[float, ...] | None:
        """Return where a value is in the order: a rating's rank, a number, the parts of a date; None for nowhere."""
        text = _text(value)
        if self.column.scale:
            ranks = {word.casefold(): rank for word, rank in self.column.scale.ranks.items()}
            rank = ranks.get(text)
            return None if rank is None else (rank,)
        if day := _DAY.match(text):
            return tuple(map(float, day[0].split("-")))
        number = _NUMBER.match(text)
        return (float(number[0]),) if number else None


def read_condition(text: str, table: Table) -> Condition:
    """Read a condition on the rows of a table.

    Raises UsageError for what is none, for a column that the table does not have, and for an order of words that have
    none.
    """
    match = _CONDITION.fullmatch(text)
    if not match:
        raise UsageError(
            f"{text[:80]!r} is not a condition",
            hint="One reads title~budget or completion>=Limited",
        )
    condition = Condition(_column(match["field"], table), match["sign"], match["value"].strip())
    if condition.sign in ("=", "!="):
        return _possible(condition)
    if condition.sign != "~" and condition.place(condition.value) is None:
        ranks = condition.column.scale.ranks if condition.column.scale else {}
        ranked = [word for word, rank in ranks.items() if rank is not None]
        raise UsageError(
            f"{condition.value[:40]!r} has no place in an order of {condition.column.name}",
            hint=f"In order: {', '.join(ranked)}" if ranked else f"{condition.sign} takes a number or a year",
        )
    return condition


def _possible(condition: Condition) -> Condition:
    """Return a condition whose column can have its value. Raises UsageError for one that never could."""
    column, value = condition.column, condition.value
    if not value:
        return condition  # empty, which every column can be
    if column.type == "boolean":
        if value.casefold() not in _BOOLEANS:
            raise UsageError(f"{value[:40]!r} is neither yes nor no", hint=f"{column.name} is one of them, or empty")
        return replace(condition, value=_BOOLEANS[value.casefold()])
    if column.type == "integer" and not _NUMBER.fullmatch(value):
        raise UsageError(f"{value[:40]!r} is not a number", hint=f"{column.name} is one, or empty")
    words = {word.casefold(): word for word in (column.scale.ranks if column.scale else ())}
    # A page may have a word of its own, which is kept as written: only what looks like a slip is taken for one.
    if value.casefold() not in words and (near := get_close_matches(value.casefold(), words, n=1, cutoff=0.8)):
        raise UsageError(f"{value[:40]!r} is not a word of {column.name}", hint=f"Did you mean {words[near[0]]}?")
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
        near = get_close_matches(name, columns, n=3) or [one for one in columns if name in one.split("_")][:3]
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
