"""What of a record is compared: everything but `source`. Two readings of the same words are the same content."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from ogpscrape.commitment import Commitment


@dataclass(frozen=True)
class Difference:
    """One field that differs. `field` is a path, as `irm[0].commitment_aim` or `related[KR0036].title`.

    `old` is None for what is new, `new` for what is gone; both are as JSON has them.
    """

    field: str
    old: Any
    new: Any


def digest_of(record: Commitment) -> str:
    """Return the SHA-256 of a record's content, in hexadecimal."""
    content = record.model_dump(exclude={"source", "provenance"}, mode="python")
    text = json.dumps(content, ensure_ascii=True, separators=(",", ":"), sort_keys=True)
    return sha256(text.encode("ascii")).hexdigest()


def differences(old: dict[str, Any], new: dict[str, Any]) -> Iterator[Difference]:
    """Return the fields in which two records, as JSON has them, differ, in the order of the record."""
    left, right = ({**record, "source": None, "provenance": None} for record in (old, new))
    yield from _differ("", left, right)


def _differ(path: str, old: Any, new: Any) -> Iterator[Difference]:
    if old == new:
        return
    if isinstance(old, dict) and isinstance(new, dict):
        for key in {**new, **old}:
            yield from _differ(f"{path}.{key}" if path else key, old.get(key), new.get(key))
    elif _has_objects(old) or _has_objects(new):
        left, right = _keyed(path, old or []), _keyed(path, new or [])
        for key in {**left, **right}:
            yield from _differ(f"{path}[{key}]", left.get(key), right.get(key))
    else:
        yield Difference(path, old, new)


def _has_objects(value: Any) -> bool:
    return isinstance(value, list) and any(isinstance(item, dict) for item in value)


def _keyed(path: str, items: list[Any]) -> dict[Any, Any]:
    """Give the items of a list their names: the commitments list by its IDs, any other by its places."""
    if path == "related":
        # Its places shift with every new commitment, which would drown what is new.
        return {item["id"]: {key: value for key, value in item.items() if key != "position"} for item in items}
    return dict(enumerate(items))
