"""What the last run of a dataset found changed, in words for the report."""

from collections.abc import Iterable
from typing import Any, Protocol

from ogpscrape.views.report.glance import Change, Changes
from ogpscrape.views.text import one_line

#: What follows from other fields, or is of the member's other commitments.
_DERIVED = ("account.", "overview.fields", "overview.absent", "related[", "links[", "warnings[")
#: Values up to this length are quoted, in characters.
_QUOTED = 60


class FieldChange(Protocol):
    """One field that became another, as the dataset has it."""

    @property
    def id(self) -> str:
        """The commitment's ID."""

    @property
    def field(self) -> str:
        """The field's path."""

    @property
    def old(self) -> Any:
        """The value before."""

    @property
    def new(self) -> Any:
        """The value after."""

    @property
    def cause(self) -> str:
        """`site` or `parser`."""


def in_words(found: Iterable[FieldChange]) -> Changes:
    """Return the changes of a run, one item a commitment with all that changed in it."""
    by_id: dict[str, list[str]] = {}
    for change in found:
        words = by_id.setdefault(change.id, [])
        if not change.field.startswith(_DERIVED):
            words.append(_words(change))
    return Changes(
        known=True,
        items=tuple(
            Change(id_, "; ".join(words) or "the lists around it only") for id_, words in sorted(by_id.items())
        ),
    )


def _words(change: FieldChange) -> str:
    field = change.field.removeprefix("overview.").replace("_", " ")
    by = " (read anew by a newer parser)" if change.cause == "parser" else ""
    old, new = _value(change.old), _value(change.new)
    if old is None or new is None:
        return f"{field}: text changed{by}"
    return f"{field}: {old} → {new}{by}"


def _value(value: Any) -> str | None:
    """Return a value short enough to quote, or None."""
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        value = ", ".join(value) or "nothing"
    if isinstance(value, dict | list):
        return None
    text = one_line(str(value))
    return text if len(text) <= _QUOTED else None
