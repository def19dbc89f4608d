"""What the last run of a dataset found changed, in words for the report."""

from collections.abc import Iterable
from typing import Any, Protocol

from ogpscrape.views.report.glance import Change, Changes
from ogpscrape.views.text import one_line

#: Values up to this length are quoted, in characters.
_QUOTED = 60


class FieldChange(Protocol):
    """One field that became another, as the dataset has it."""

    @property
    def id(self) -> str:
        """The commitment's ID."""

    @property
    def kind(self) -> str:
        """`new`, `gone`, `back`, `unlisted`, `retitled` or `changed`."""

    @property
    def field(self) -> str | None:
        """The field's path; None when it is about the commitment."""

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
        by_id.setdefault(change.id, []).append(_words(change))
    return Changes(
        known=True,
        items=tuple(Change(id_, "; ".join(words)) for id_, words in sorted(by_id.items())),
    )


def _words(change: FieldChange) -> str:
    if change.field is None or change.kind == "retitled":
        told = "" if change.field is None else f": {change.old} → {change.new}"
        return f"{change.kind}{told}"
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
