"""A member at a glance: the few numbers at the top, and the lists of what is starred, pending and changed."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from ogpscrape.commitment import Commitment
from ogpscrape.views.plans import MemberRecords
from ogpscrape.views.ratings import completion_of, is_pending
from ogpscrape.views.text import one_line

_FIELDS = {
    "starred": "starred",
    "early_results": "early results",
    "verifiable": "verifiable",
    "relevant": "relevance",
    "ogp_values": "OGP values",
    "potential_impact": "potential impact",
    "ambition": "ambition",
    "completion": "completion",
}


class Card(NamedTuple):
    """One number with what it is of, and its share where it is a part of something."""

    value: str
    label: str
    note: str
    share: float | None = None

    @property
    def rank(self) -> float:
        """What tables are sorted by: the share where there is one, else the number."""
        return float(self.value.replace(",", "")) if self.share is None else round(self.share, 6)


class Entry(NamedTuple):
    """One commitment in a list, with what is said of it."""

    id: str
    title: str
    note: str


class Change(NamedTuple):
    """What a commitment's page changed in, as the dataset has it."""

    commitment_id: str
    what: str


@dataclass(frozen=True)
class Changes:
    """What the last run found changed.

    Attributes:
        known: whether there is an earlier run to compare with at all.
        since: the time of the run, in words, or None.
        items: in the order of the IDs.

    """

    known: bool = False
    since: str | None = None
    items: tuple[Change, ...] = ()


def cards(member: MemberRecords) -> list[Card]:
    """Return the numbers at the top."""
    records = member.records
    return [
        Card(f"{len(records):,}", _plural(len(records), "commitment"), _in_plans(member)),
        _complete(records),
        _results(records),
        _starred(records),
        _milestones(records),
        _part(
            sum(map(is_pending, records)), len(records), "pending review", f"of {_pages(len(records))}, by any field"
        ),
    ]


def _in_plans(member: MemberRecords) -> str:
    return f"in {len(member.plans):,} {_plural(len(member.plans), 'plan')}"


def _complete(records: Sequence[Commitment]) -> Card:
    words = [word for word in map(completion_of, records) if word is not None]
    return _part(
        words.count("Complete"),
        len(words),
        "complete",
        f"of {len(words):,} with a word on completion; {_have(len(records) - len(words))} none",
    )


def _results(records: Sequence[Commitment]) -> Card:
    words = [record.overview.early_results for record in records if record.overview.early_results is not None]
    return _part(
        words.count("Major") + words.count("Outstanding"),
        len(words),
        "major or outstanding",
        f"of {len(words):,} with early results; {_have(len(records) - len(words))} none",
    )


def _starred(records: Sequence[Commitment]) -> Card:
    said = [record.overview.starred for record in records if record.overview.starred is not None]
    silent = len(records) - len(said)
    return _part(
        sum(said),
        len(said),
        "starred",
        f"of {_pages(len(said))} that {'says' if len(said) == 1 else 'say'} whether; "
        f"{silent:,} {'does' if silent == 1 else 'do'} not",
    )


def _milestones(records: Sequence[Commitment]) -> Card:
    found = [milestone for record in records for milestone in record.milestones]
    rated = [milestone for milestone in found if milestone.completion is not None]
    done = sum(milestone.completion == "Complete" for milestone in rated)
    return _part(
        done,
        len(rated),
        f"{_plural(done, 'milestone')} complete",
        f"of {len(rated):,} rated; {len(found) - len(rated):,} named without a rating",
    )


def _part(count: int, whole: int, label: str, note: str) -> Card:
    return Card(f"{count:,}", label, note, count / whole if whole else None)


def _pages(count: int) -> str:
    return f"{count:,} {_plural(count, 'page')}"


def _have(count: int) -> str:
    return f"{count:,} {'has' if count == 1 else 'have'}"


def _plural(number: int, noun: str) -> str:
    return noun if number == 1 else f"{noun}s"


def starred(records: Iterable[Commitment]) -> list[Entry]:
    """Return the commitments that the IRM starred."""
    return [_entry(record, "") for record in records if record.overview.starred]


def pending(records: Iterable[Commitment]) -> list[Entry]:
    """Return the commitments whose pages say that the IRM's review is pending, with the fields that say it."""
    return [_entry(record, ", ".join(_pending_fields(record))) for record in records if is_pending(record)]


def _pending_fields(record: Commitment) -> Iterator[str]:
    for field, reason in record.overview.absent.items():
        if reason == "pending_review":
            yield _FIELDS.get(field, field.replace("_", " "))


def changed(records: Iterable[Commitment], changes: Changes) -> list[Entry]:
    """Return the commitments of these that changed, with what did."""
    by_id = {record.id: record for record in records}
    return [
        _entry(by_id[change.commitment_id], one_line(change.what))
        for change in changes.items
        if change.commitment_id in by_id
    ]


def _entry(record: Commitment, note: str) -> Entry:
    return Entry(record.id, one_line(record.title), note)
