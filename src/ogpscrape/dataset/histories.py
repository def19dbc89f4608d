"""What changed: in one commitment over time, in the dataset since a day."""

import json
import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from ogpscrape.dataset.database import moment_of, time_text
from ogpscrape.dataset.store import Change, Dataset


def history(dataset: Dataset, commitment_id: str, field: str | None = None) -> Iterator[Change]:
    """Return the changes of one commitment in the order in which they were seen.

    Arguments:
        dataset: the dataset.
        commitment_id: the commitment.
        field: only the changes of this field and of what is in it; the first value comes first, as a change of nothing.

    """
    if field:
        first = dataset.row(
            "SELECT record, first_seen_at, cause FROM versions WHERE commitment_id = ? AND state = 'accepted' "
            "ORDER BY id LIMIT 1",
            (commitment_id,),
        )
        if first:
            value = _value_at(json.loads(first["record"]), field)
            yield Change(commitment_id, field, None, value, moment_of(first["first_seen_at"]), first["cause"])
    for change in dataset.changes("versions.commitment_id = ?", (commitment_id,)):
        if field is None or change.field == field or change.field.startswith((f"{field}.", f"{field}[")):
            yield change


def changes_since(dataset: Dataset, since: datetime, selectors: Sequence[str] = ()) -> Iterator[Change]:
    """Return the changes that were seen at a time or later, in the order of the IDs."""
    return dataset.changes("versions.first_seen_at >= ?", (time_text(since),), selectors)


def last_changes(dataset: Dataset, selectors: Sequence[str] = ()) -> Iterator[Change]:
    """Return the changes that the last judged run brought, in the order of the IDs."""
    return dataset.changes(
        "versions.accepted_by = (SELECT MAX(id) FROM runs WHERE accepted IS NOT NULL)", (), selectors
    )


def _value_at(record: Any, path: str) -> Any:
    """Return the value at a path such as `irm[0].commitment_aim`, or None when there is none."""
    value = record
    for name in re.findall(r"[^.\[\]]+", path):
        if isinstance(value, dict):
            value = value.get(name)
        elif isinstance(value, list) and name.isdigit() and int(name) < len(value):
            value = value[int(name)]
        else:
            return None
    return value
