"""What of a record is content, what changed in it, and the events that tell of it.

Content is what the page says of this commitment. How it was got and read is not (`source`, `provenance`, `account`,
`warnings`), nor what repeats it (`links`, `overview.fields`, `plan.outline`, `url`), nor the commitments list
(`related`), which is the member's. Lists are compared by what their items are, never by their places.

Events are told the same in --changes, `diff`, `history`, the summary and the report. A commitment is `new` when its
page is first read; `gone` when its page is, `back` when that, or its entry in the list, is there again; `unlisted` when
it left the member's list and its page is still there; `retitled`; and `changed`, once a field, by the site or by a
newer parser. A first version is not a change. Events are made when a run is accepted, in `acceptance.py`, nowhere else.
"""

import difflib
import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any, Literal

from ogpscrape.commitment import Commitment
from ogpscrape.dataset.database import moment_of, time_text
from ogpscrape.errors import DatasetError, UsageError

_NOT_CONTENT = ("schema_version", "url", "links", "related", "account", "warnings", "provenance", "source")
#: What an item of a list is known by, by the list's name; any other is known by its text.
_KEYS = {
    "irm": ("stage",),
    "completion": ("stage",),
    "ratings": ("value",),
    "milestones": ("code", "title", "text"),
    "notes": ("number",),
    "sections": ("heading",),
    "others": ("heading",),
}
#: Places, which shift when something is put before: they are not content of an item.
_PLACES = {"milestones": ("number",), "notes": ("cited_in",)}
_LONGEST_KEY = 60
#: From this likeness on, an item without a code counts as the same with other words.
_ALIKE = 0.6
#: What is read of the description, and changes with it.
_PLAN_DATES = ("plan.start_date", "plan.end_date", "plan.dates_text")


class Keyed(dict[str, Any]):
    """A list as a dictionary: the items by what they are known by."""


@dataclass(frozen=True)
class Difference:
    """One field that differs. `field` is a path, as `overview.early_results` or `milestones[1.a.1].completion`.

    `old` is None for what is new, `new` for what is gone; both are as JSON has them.
    """

    field: str
    old: Any
    new: Any


def content_of(record: dict[str, Any]) -> dict[str, Any]:
    """Return the content of a record, as JSON has it, with its lists keyed."""
    content = {name: value for name, value in record.items() if name not in _NOT_CONTENT}
    content["overview"] = {name: value for name, value in record["overview"].items() if name != "fields"}
    if record["plan"]:
        content["plan"] = {name: value for name, value in record["plan"].items() if name != "outline"}
    return {name: _keyed(name, value) for name, value in content.items()}


def _keyed(name: str, value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _keyed(key, item) for key, item in value.items()}
    if not isinstance(value, list):
        return value
    found = Keyed()
    for item in value:
        key = _key(name, item)
        number = 2
        while key in found:
            key, number = f"{_key(name, item)} #{number}", number + 1
        kept = item
        if isinstance(item, dict):
            kept = {each: _keyed(each, part) for each, part in item.items() if each not in _PLACES.get(name, ())}
        found[key] = kept
    return found


def _key(name: str, item: Any) -> str:
    if not isinstance(item, dict):
        return " ".join(str(item).split())[:_LONGEST_KEY]
    known_by = next((item[key] for key in _KEYS.get(name, ("text",)) if item.get(key) not in (None, "")), "")
    return " ".join(str(known_by).split())[:_LONGEST_KEY]


def digest(value: Any) -> str:
    """Return the SHA-256 of a value as JSON has it, in hexadecimal; the order of keys does not count."""
    return sha256(json.dumps(value, ensure_ascii=True, separators=(",", ":"), sort_keys=True).encode()).hexdigest()


def digest_of(record: dict[str, Any]) -> str:
    """Return the SHA-256 of the content of a record, as JSON has it."""
    return digest(content_of(record))


def reading_digest_of(record: dict[str, Any]) -> str:
    """Return the SHA-256 of all that was read of a page but its commitments list and where it came from."""
    return digest({name: value for name, value in record.items() if name not in ("source", "provenance", "related")})


def differences(old: dict[str, Any], new: dict[str, Any]) -> list[Difference]:
    """Return the fields in which the contents of two records, as JSON has them, differ, in the order of the record.

    What follows from another difference is left out: why a field is absent when it has become so, and the plan's texts
    when the description that they are stretches of is another.
    """
    found = list(_differ("", content_of(old), content_of(new)))
    fields = {one.field for one in found}
    roots = {field.partition("[")[0] for field in fields}
    return [
        one
        for one in found
        if not (one.field.startswith("overview.absent.") and f"overview.{one.field.split('.')[2]}" in roots)
        and not (one.field.startswith("plan") and "description" in fields and one.field not in _PLAN_DATES)
    ]


def _differ(path: str, old: Any, new: Any) -> Iterator[Difference]:
    if old == new:
        return
    if isinstance(old, dict) and isinstance(new, dict):
        keyed = isinstance(new, Keyed)
        renamed = _reworded(old, new) if keyed and path.endswith("milestones") else {}
        for key in {**new, **{key: None for key in old if key not in renamed.values()}}:
            name = f"{path}[{key}]" if keyed else f"{path}.{key}" if path else key
            yield from _differ(name, old.get(renamed.get(key, key)), new.get(key))
    else:
        yield Difference(path, _plain(old), _plain(new))


def _reworded(old: dict[str, Any], new: dict[str, Any]) -> dict[str, str]:
    """Return the items without a code that are the same with other words: the new key of each, and the old one."""
    left = [key for key, item in old.items() if key not in new and not item["code"]]
    found = {}
    for key in [key for key, item in new.items() if key not in old and not item["code"]]:
        likeness = [(difflib.SequenceMatcher(None, other, key, autojunk=False).ratio(), other) for other in left]
        best, other = max(likeness, default=(0.0, ""))
        if best >= _ALIKE:
            found[key] = other
            left.remove(other)
    return found


def _plain(value: Any) -> Any:
    if isinstance(value, Keyed):
        return [_plain(item) for item in value.values()]
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    return value


def is_path(path: str) -> bool:
    """Tell whether a field of this path, without keys, can be in a record: `milestones.completion`."""
    return path in known_paths()


def known_paths() -> set[str]:
    """Return the paths of all fields that can change, without the keys of lists."""
    from pydantic import BaseModel

    def below(model: type[BaseModel], path: str) -> Iterator[str]:
        for name, field in model.model_fields.items():
            if not path and name in _NOT_CONTENT:
                continue
            here = f"{path}.{name}" if path else name
            if here in ("overview.fields", "plan.outline"):
                continue
            yield here
            for part in _models_in(field.annotation):
                yield from below(part, here)

    return set(below(Commitment, ""))


def _models_in(annotation: Any) -> Iterator[Any]:
    from typing import get_args

    from pydantic import BaseModel

    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for part in get_args(annotation):
        yield from _models_in(part)


Kind = Literal["new", "gone", "back", "unlisted", "retitled", "changed"]
Cause = Literal["site", "parser"]
KINDS: tuple[Kind, ...] = ("new", "gone", "back", "unlisted", "retitled", "changed")


@dataclass(frozen=True, slots=True)
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


#: The columns of `events` that its seal is over.
SEALED = ("kind", "commitment_id", "title", "field", "old", "new", "cause")


def seal(row: Any, columns: Sequence[str]) -> str:
    """Return what the column `seal` of a row must be, by which it is seen that these columns are as written."""
    return digest([row[column] for column in columns])[:16]


def event_of(row: sqlite3.Row) -> Event:
    """Make an event of a row of `events`. Raises DatasetError when it is damaged."""
    if row["seal"] != seal(row, SEALED):
        raise DatasetError(f"event {row['id']} is not what was written", hint="`ogpscrape check` says more")
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
