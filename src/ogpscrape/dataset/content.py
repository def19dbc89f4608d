"""What of a record is content, by which keys it is compared, and the outline of it that the gates look at.

Content is what the page says of this commitment. How it was got and read is not (`source`, `provenance`, `account`,
`warnings`), nor what repeats it (`links`, `overview.fields`, `plan.outline`, `url`), nor the commitments list
(`related`), which is the member's. Lists are compared by what their items are, never by their places.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from hashlib import sha256
from typing import Any

from ogpscrape.commitment import Commitment
from ogpscrape.warning_codes import WarningCode

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
#: Places, which shift when something is put before: they are no content of an item.
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
        likeness = [(SequenceMatcher(None, other, key, autojunk=False).ratio(), other) for other in left]
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


def profile_of(record: dict[str, Any]) -> dict[str, Any]:
    """Return what the gates look at: the fields with a value, the warnings, how many header values the page lacks."""
    warned = {
        f"landmarks {warning['field'] or 'page'}"
        if warning["code"] == WarningCode.MISSING_LANDMARK
        else f"warnings {warning['code']}"
        for warning in record["warnings"]
    }
    overview = record["overview"]
    header = [name for name in overview if name not in ("absent", "fields")]
    lacking = sum(reason in ("not_on_page", "empty") for reason in overview["absent"].values())
    expected = sum(overview[name] not in (None, []) or name in overview["absent"] for name in header)
    return {
        "filled": sorted(set(filled_fields(record))),
        "warned": sorted(warned),
        "lacking": lacking,
        "expected": expected,
    }


def filled_fields(record: dict[str, Any]) -> Iterator[str]:
    """Return the paths of the fields that have a value, without the keys of lists: `irm.commitment_aim`."""
    for name in ("title", "description", "milestones", "irm", "notes"):
        if record[name]:
            yield name
    yield from _filled_in("overview", {k: v for k, v in record["overview"].items() if k not in ("fields", "absent")})
    yield from _filled_in("member", record["member"])
    for name in ("proposal", "plan"):
        yield from _filled_in(name, record[name] or {})
    for name in ("irm", "milestones"):
        for item in record[name]:
            yield from _filled_in(name, item)


def _filled_in(path: str, values: dict[str, Any]) -> Iterator[str]:
    for name, value in values.items():
        if value not in (None, [], {}, ""):
            yield f"{path}.{name}"
