"""Which commitments a member has: by the list at the foot of any of their pages, the only dependable index."""

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from ogpscrape.dataset.store import Dataset
from ogpscrape.selection import Group, Selection

#: So many numbers are tried where nothing is known of a member.
_FIRST_NUMBERS = 5
#: So many numbers in a row must be gone before probing ends.
PROBED = 5


@cache
def _known_ids() -> dict[str, str]:
    text = files(__package__).joinpath("known_ids.csv").read_text(encoding="utf-8")
    return {row["prefix"]: row["id"] for row in csv.DictReader(text.splitlines())}


def starting_points(group: Group) -> list[str]:
    """Return the IDs to try until a page with a list is found: one that has been there, then the first numbers."""
    known = [_known_ids()[prefix] for prefix in group.prefixes if prefix in _known_ids()]
    first = [f"{prefix}{number:04d}" for prefix in group.prefixes for number in range(1, _FIRST_NUMBERS + 1)]
    return list(dict.fromkeys([*known, *first]))


def numbers_after(commitment_ids: list[str], prefixes: tuple[str, ...]) -> Iterator[Iterator[str]]:
    """Return, for each prefix that has commitments, the IDs after its highest one, without end."""
    for prefix in prefixes:
        own = [
            int(commitment_id.removeprefix(prefix))
            for commitment_id in commitment_ids
            if re.fullmatch(rf"{prefix}\d+", commitment_id)
        ]
        if own:
            yield (f"{prefix}{number:04d}" for number in range(max(own) + 1, 10_000))


@dataclass(frozen=True)
class Known:
    """What is known of a commitment without asking for its page.

    `state` is listed, present, gone, unlisted or found. `was_listed` says whether it ever stood in a list.
    """

    id: str
    title: str | None
    cycle: int | None
    policy_area: str | None
    state: str
    was_listed: bool = True


def known_commitments(dataset: Dataset, wanted: Selection) -> list[Known]:
    """Return what the dataset knows of the commitments that are wanted, in the order of the IDs."""
    rows = dataset.rows(
        "SELECT id, title, cycle, policy_area, CASE WHEN state <> 'gone' AND unlisted_at IS NOT NULL THEN 'unlisted' "
        "ELSE state END AS state, was_listed FROM commitments WHERE state IS NOT NULL",
        wanted,
        "id",
    )
    return [Known(**dict(row)) for row in rows]
