"""What changed, as events: told the same in --changes, `diff`, `history`, the summary and the report.

A commitment is `new` when its page is first read; `gone` when its page is, `back` when that, or its entry in the list,
is there again; `unlisted` when it left the member's list and its page is still there; `retitled`; and `changed`, once a
field, by the site or by a newer parser. A first version is no change. Events are made when a run is accepted, in
`acceptance.py`, and nowhere else.
"""

import difflib
import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from ogpscrape.dataset.content import differences, is_path, known_paths
from ogpscrape.dataset.database import moment_of, time_text
from ogpscrape.errors import UsageError

Kind = Literal["new", "gone", "back", "unlisted", "retitled", "changed"]
Cause = Literal["site", "parser"]
KINDS: tuple[Kind, ...] = ("new", "gone", "back", "unlisted", "retitled", "changed")


@dataclass(frozen=True)
class Event:
    """Something that happened to a commitment.

    Attributes:
        kind: new, gone, back, unlisted, retitled or changed.
        id: the commitment's ID.
        title: its title after the event; None when it is not known.
        field: the field's path, as `overview.early_results`; None unless it is changed or retitled.
        old: the value before, as JSON has it; None when there was none.
        new: the value after; None when there is none any more.
        seen_at: when it was accepted into the dataset, UTC; None for what is still held.
        cause: whether the site changed the page, or a newer parser reads the same page differently.
        number: the event's number in its dataset; None for what is still held.

    """

    kind: Kind
    id: str
    title: str | None = None
    field: str | None = None
    old: Any = None
    new: Any = None
    seen_at: datetime | None = None
    cause: Cause = "site"
    number: int | None = None

    def as_json(self) -> dict[str, Any]:
        """Return it as `--changes` and `diff --format json` write it."""
        return {
            "event": self.number,
            "kind": self.kind,
            "id": self.id,
            "title": self.title,
            "field": self.field,
            "old": self.old,
            "new": self.new,
            "seen_at": time_text(self.seen_at) if self.seen_at else None,
            "cause": self.cause,
        }


def field_events(commitment_id: str, old: dict[str, Any], new: dict[str, Any], cause: Cause) -> Iterator[Event]:
    """Return the events that lead from one record of a commitment, as JSON has it, to another."""
    for one in differences(old, new):
        kind: Kind = "retitled" if one.field == "title" else "changed"
        yield Event(kind, commitment_id, new["title"], one.field, one.old, one.new, None, cause)


def event_of(row: sqlite3.Row) -> Event:
    """Make an event of a row of `events`. Raises DatasetError when it is damaged."""
    old, new = (json.loads(row[name]) if row[name] is not None else None for name in ("old", "new"))
    return Event(
        row["kind"],
        row["commitment_id"],
        row["title"],
        row["field"],
        old,
        new,
        moment_of(row["seen_at"]),
        row["cause"],
        row["id"],
    )


def counts_of(events: Iterable[Event]) -> dict[str, list[str]]:
    """Return the IDs of the commitments of each kind of event, each once, in order."""
    found: dict[str, dict[str, None]] = {kind: {} for kind in KINDS}
    for event in events:
        found[event.kind][event.id] = None
    return {kind: list(ids) for kind, ids in found.items()}


def in_field(events: Iterable[Event], field: str) -> Iterator[Event]:
    """Return the events of a field and of what is in it; keys of lists may be left out, as in `milestones.text`."""
    for event in events:
        if event.field is not None:
            for path in (event.field, _without_keys(event.field)):
                if path == field or path.startswith((f"{field}.", f"{field}[")):
                    yield event
                    break


def checked_field(field: str, known: Sequence[str] = ()) -> str:
    """Return the path of a field. Raises UsageError, naming near ones, when no record can have it.

    Arguments:
        field: as `overview.early_results`, `milestones[1.a.1].completion`, `milestones.completion`.
        known: paths that are there besides.

    """
    if field in known or is_path(_without_keys(field)):
        return field
    every = sorted(known_paths())
    near = difflib.get_close_matches(field, every, 3, 0.5)
    near += [path for path in every if path.rpartition(".")[2] == field and path not in near]
    raise UsageError(
        f"no record has a field {field[:80]!r}",
        hint=f"Near it are {', '.join(near[:4])}" if near else "`ogpscrape schema` has all fields",
    )


def _without_keys(path: str) -> str:
    """Return a path without the keys in brackets, which may hold brackets themselves."""
    plain, depth = "", 0
    for letter in path:
        depth += letter == "["
        plain += "" if depth else letter
        depth -= letter == "]" and depth > 0
    return plain
