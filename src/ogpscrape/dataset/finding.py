"""Which commitments a member has, and when the page of each is due.

The list at the foot of any of a member's pages is the only dependable index.
"""

import csv
import json
import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from hashlib import sha256
from importlib.resources import files

from ogpscrape.commitment import Commitment
from ogpscrape.dataset.database import damaged
from ogpscrape.dataset.events import seal
from ogpscrape.dataset.store import SEALED_COMMITMENT, Dataset, fit
from ogpscrape.errors import GoneError, MovedError
from ogpscrape.fetching import fetch_record
from ogpscrape.identifiers import Selector, prefix_of
from ogpscrape.selection import Group, Selection, member_group
from ogpscrape.sources import Source
from ogpscrape.vocabulary.members import member_of

_log = logging.getLogger("ogpscrape")

_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
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

    `state` is listed, present, gone, unlisted or found. `was_listed` says whether it ever was in a list.
    """

    id: str
    title: str | None
    cycle: int | None
    policy_area: str | None
    state: str
    was_listed: bool = True


def known_commitments(dataset: Dataset, wanted: Selection) -> list[Known]:
    """Return what the dataset knows of the commitments that are wanted, by their IDs. Raises DatasetError."""
    found = []
    for row in dataset.rows("SELECT * FROM commitments WHERE state IS NOT NULL", wanted, "id"):
        if row["seal"] != seal(row, SEALED_COMMITMENT):
            raise damaged(dataset.file, f"what is known of {row['id']} is not what was written")
        state = "unlisted" if row["state"] != "gone" and row["unlisted_at"] else row["state"]
        found.append(Known(row["id"], row["title"], row["cycle"], row["policy_area"], state, bool(row["was_listed"])))
    return found


def due_at(commitment_id: str, checked_at: datetime, max_age: timedelta) -> datetime:
    """Return the first moment of a page's own after it was checked.

    The moments of one page are `max_age` apart, so no page is older than that; those of all pages are spread evenly, so
    that every day brings its share and pages that were first got together do not stay together.
    """
    place = int.from_bytes(sha256(commitment_id.encode()).digest()[:6], "big") / 2**48
    first = _EPOCH + place * max_age
    return first + ((checked_at - first) // max_age + 1) * max_age


def is_due(commitment_id: str, checked_at: datetime | None, now: datetime, max_age: timedelta) -> bool:
    """Tell whether a page is to be asked for. A check in the future (a clock was wrong) does not count."""
    if checked_at is None or checked_at > now or max_age <= timedelta(0):
        return True
    return due_at(commitment_id, checked_at, max_age) <= now


def listed_on_site(source: Source, group: Group, begin: list[str], slug: str | None) -> list[Known]:
    """Return what the list on a page of the member says, in the order of the IDs.

    Arguments:
        source: where pages are got.
        group: the member.
        begin: the IDs of pages to try; without any, those that are known to have been there.
        slug: the member's part of the address, when the prefix does not tell it.

    Raises GoneError when no page could be found to begin with, and what the source and the reader raise.

    """
    record = _first_page(source, begin or starting_points(group), group, slug)
    found = {
        entry.id: Known(entry.id, entry.title, entry.cycle, entry.policy_area, "listed")
        for entry in record.related
        if prefix_of(entry.id) in group.prefixes
    }
    found.setdefault(record.id, known_of(record, "listed"))
    say(record.id, "its list names %d commitments of %s", len(found), group.name)
    return [found[commitment_id] for commitment_id in sorted(found)]


def probed_on_site(source: Source, group: Group, known: list[Known]) -> list[Known]:
    """Return the commitments after the highest known number, until some numbers in a row are gone."""
    found = []
    for numbers in numbers_after([entry.id for entry in known], group.prefixes):
        gone = 0
        for commitment_id in numbers:
            if gone == PROBED:
                break
            try:
                found.append(known_of(fetch_record(Selector(commitment_id, group.slug), source), "found"))
                gone = 0
            except (GoneError, MovedError):
                gone += 1
    return found


def _first_page(source: Source, candidates: list[str], group: Group, slug: str | None) -> Commitment:
    for commitment_id in candidates:
        try:
            return fetch_record(Selector(commitment_id, slug or group.slug), source)
        except (GoneError, MovedError) as error:
            say(commitment_id, "%s: the next one is tried as a first page of %s", error.word, group.name)
    raise GoneError(
        f"no page of {group.name} could be found to begin with",
        where=group.name,
        hint="Name a commitment that is there, as in `ogpscrape list KR0017`",
    )


def known_of(record: Commitment, state: str) -> Known:
    """Return what a record tells of its commitment, as lists have it."""
    areas = "; ".join(record.overview.policy_areas) or None
    return Known(record.id, record.title, record.overview.action_plan_cycle, areas, state)


def say(commitment_id: str, what: str, *values: object) -> None:
    """Explain a decision to whoever wants to hear it."""
    _log.debug(f"%s: {what}", commitment_id, *values, extra={"event": "decision", "fields": {"id": commitment_id}})


def know(dataset: Dataset, now: str, commitment_id: str, slug: str | None, found: str, name: str | None = None) -> None:
    """Make a commitment known, and its member, in the transaction of the caller.

    Arguments:
        dataset: open for writing.
        now: the time, as the dataset writes it.
        commitment_id: its ID.
        slug: the member's part of the address, when it is known.
        found: how it became known: listed or present.
        name: the member's name, for members that the vocabulary does not have.

    """
    prefix = prefix_of(commitment_id)
    group = member_group(prefix)
    known = member_of(prefix)
    dataset.connection.execute(
        "INSERT INTO members (key, name) VALUES (?, ?) ON CONFLICT DO NOTHING",
        (group.name, known.name if known else fit(name or prefix)),
    )
    dataset.connection.execute(
        "INSERT INTO commitments (id, prefix, member, member_slug, found, first_seen_at) VALUES (?, ?, ?, ?, ?, ?) "
        # What an address answered to is known better than what is in a list.
        "ON CONFLICT DO UPDATE SET member_slug = excluded.member_slug WHERE excluded.member_slug IS NOT NULL "
        "AND (member_slug IS NULL OR (excluded.found = 'present' AND member_slug <> excluded.member_slug))",
        (commitment_id, prefix, group.name, slug, found, now),
    )


def take_list(dataset: Dataset, now: str, commitment_id: str, record: Commitment) -> None:
    """Take down the commitments list of a page, and make the member's commitments known that are in it."""
    execute = dataset.connection.execute
    # A list that is empty altogether is a fault of the page, which the gates see by its warning.
    if not record.related:
        return
    text = json.dumps([entry.model_dump(mode="json") for entry in record.related], ensure_ascii=True)
    digest = sha256(text.encode()).hexdigest()
    row = execute("SELECT id FROM lists WHERE sha256 = ?", (digest,)).fetchone()
    if row is None:
        row = execute("INSERT INTO lists (sha256, entries) VALUES (?, ?) RETURNING id", (digest, text)).fetchone()
        member = record.member
        prefixes = member_group(member.prefix).prefixes
        for entry in record.related:
            prefix = prefix_of(entry.id)
            if prefix in prefixes:
                know(dataset, now, entry.id, member.slug if prefix == member.prefix else None, "listed", member.name)
    execute(
        "UPDATE commitments SET held_list_id = CASE WHEN list_id IS ? THEN NULL ELSE ? END WHERE id = ?",
        (row["id"], row["id"], commitment_id),
    )
