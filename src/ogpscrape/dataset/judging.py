"""Whether the gates hold: for what waits to be accepted, member by member and for all members of a run together.

A page is held against its good record, against the best that its records had in a window of runs (so that what is lost
a little each run is seen), and with its member's other pages against absolute limits, which are all that there is when
nothing was accepted before.
"""

import json
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from ogpscrape.dataset.database import time_text
from ogpscrape.dataset.gates import BrokenGate, Gates
from ogpscrape.dataset.store import Dataset

_EXAMPLES = 3
_NONE: frozenset[str] = frozenset()


class _Profile(NamedTuple):
    """What the gates look at of a record; see `gates.profile_of`."""

    filled: frozenset[str]
    warned: frozenset[str]
    lacking: int
    expected: int


@dataclass(frozen=True, slots=True)
class _Page:
    """One commitment as the gates see it: what waits to be accepted of it, and what it has.

    `best` are the fields that it had in the window of runs; `thinned` says that its list lost many of its entries.
    """

    id: str
    member: str
    pending: bool
    checked: bool
    vanished: bool
    gone: bool
    thinned: bool
    good: _Profile | None
    now: _Profile | None
    best: frozenset[str]
    unclaimed: int
    characters: int
    good_unclaimed: int
    good_characters: int

    @property
    def warned(self) -> frozenset[str]:
        return self.now.warned if self.now else _NONE

    @property
    def new_warnings(self) -> frozenset[str]:
        return self.warned - (self.good.warned if self.good else _NONE) if self.pending else _NONE

    @property
    def lost(self) -> frozenset[str]:
        """The fields that its good record has, and that it has no more."""
        if not (self.pending and self.good and self.now):
            return _NONE
        return self.good.filled - self.now.filled

    @property
    def lost_in_window(self) -> frozenset[str]:
        return self.best - self.now.filled if self.now else _NONE


def judge(
    dataset: Dataset,
    gates: Gates,
    members: Sequence[str],
    now: datetime,
    unreadable: Sequence[str] = (),
    *,
    whole: bool = True,
) -> list[BrokenGate]:
    """Return the gates that do not hold, in the order of their names, with examples.

    Arguments:
        dataset: the dataset.
        gates: the expectations.
        members: the keys of the members to judge.
        now: the time, UTC, by which the window is reckoned.
        unreadable: IDs of pages that this run could not read as a commitment.
        whole: whether the run came to its end; if not, minimum numbers are not asked for.

    """
    pages = list(_pages(dataset, gates, sorted(members), now))
    scopes = [[page for page in pages if page.member == member] for member in sorted(members)]
    if len(scopes) > 1:
        scopes.append(pages)
    found: dict[tuple[str, str | None], BrokenGate] = {}
    for scope in scopes:
        for broken in _broken(gates, scope, set(unreadable), whole=whole):
            key = (broken.gate, broken.field)
            found[key] = _joined(found[key], broken) if key in found else broken
    return sorted(found.values(), key=lambda gate: (gate.gate, gate.field or ""))


def _joined(one: BrokenGate, other: BrokenGate) -> BrokenGate:
    """Return the gate that broke on more pages, with the members of both."""
    larger = one if one.count >= other.count else other
    members = tuple(sorted({*one.members, *other.members}))
    return BrokenGate(**{**vars(larger), "members": members})


def _pages(dataset: Dataset, gates: Gates, members: Sequence[str], now: datetime) -> Iterator[_Page]:
    # Thousands of pages share a few hundred profiles.
    profiles = {row["id"]: _profile(row["profile"]) for row in dataset.connection.execute("SELECT * FROM profiles")}
    lists = _Lists(dataset, gates)
    for member in members:
        row = dataset.row("SELECT accepted_run, baseline_run FROM members WHERE key = ?", (member,))
        if row is None:
            continue
        since = row["accepted_run"] or 0
        window = max(_window_begins(dataset, gates, now), (row["baseline_run"] or 0) + 1)
        best: dict[str, frozenset[str]] = {}
        for former in dataset.connection.execute(
            "SELECT former.commitment_id, former.profile_id FROM commitments JOIN versions "
            "ON versions.commitment_id = commitments.id JOIN versions AS former ON former.id = versions.previous_id "
            "WHERE commitments.member = ? AND versions.state = 'accepted' AND versions.accepted_by >= ?",
            (member, window),
        ):
            commitment_id, had = former["commitment_id"], profiles[former["profile_id"]].filled
            best[commitment_id] = best.get(commitment_id, had) | had
        query = (
            "SELECT commitments.id, commitments.state, found, held_id, list_id, held_list_id, checked_run, gone_run, "
            "good.profile_id AS good, now.profile_id AS now, now.unclaimed, now.characters, "
            "good.unclaimed AS good_unclaimed, good.characters AS good_characters FROM commitments "
            "LEFT JOIN versions AS good ON good.id = version_id "
            "LEFT JOIN versions AS now ON now.id = COALESCE(held_id, version_id) WHERE member = ? "
            "ORDER BY commitments.id"
        )
        for one in dataset.connection.execute(query, (member,)):
            state = one["found"] or one["state"]
            good = profiles[one["good"]] if one["good"] else None
            fields = good.filled if good else _NONE
            former_fields = best.get(one["id"], _NONE)
            yield _Page(
                id=one["id"],
                member=member,
                pending=one["held_id"] is not None,
                checked=(one["checked_run"] or 0) > since,
                vanished=state == "gone" and one["state"] == "present",
                gone=state == "gone" and (one["state"] != "gone" or (one["gone_run"] or 0) >= window),
                thinned=lists.thinned(one["list_id"], one["held_list_id"]),
                good=good,
                now=profiles[one["now"]] if one["now"] and state == "present" else None,
                best=fields if former_fields <= fields else fields | former_fields,
                unclaimed=one["unclaimed"] or 0,
                characters=one["characters"] or 0,
                good_unclaimed=one["good_unclaimed"] or 0,
                good_characters=one["good_characters"] or 0,
            )


def _profile(text: str) -> _Profile:
    read = json.loads(text)
    filled, warned = (frozenset(map(sys.intern, read[name])) for name in ("filled", "warned"))
    return _Profile(filled, warned, read["lacking"], read["expected"])


class _Lists:
    """The commitments lists, of which thousands of pages share a few."""

    def __init__(self, dataset: Dataset, gates: Gates) -> None:
        self._dataset = dataset
        self._gates = gates
        self._thinned: dict[tuple[int, int], bool] = {}

    def thinned(self, before: int | None, now: int | None) -> bool:
        """Tell whether the list `now` lacks many entries of the list `before`, and more than a few."""
        if before is None or now is None:
            return False
        if (before, now) not in self._thinned:
            there = self._ids(before)
            lost = there - self._ids(now)
            many = len(lost) > (1 - self._gates.still_listed) * len(there)
            self._thinned[before, now] = many and len(lost) >= self._gates.pages
        return self._thinned[before, now]

    def _ids(self, list_id: int) -> set[str]:
        row = self._dataset.connection.execute("SELECT entries, sha256 FROM lists WHERE id = ?", (list_id,)).fetchone()
        return {entry["id"] for entry in self._dataset.verified(row["entries"], row["sha256"], f"list {list_id}")}


def _window_begins(dataset: Dataset, gates: Gates, now: datetime) -> int:
    """Return the first run of the window."""
    since = time_text(now - timedelta(days=gates.window_days))
    row = dataset.row(
        "SELECT MIN(id) FROM (SELECT id FROM runs WHERE outcome <> 'running' AND started_at >= ? UNION ALL "
        "SELECT * FROM (SELECT id FROM runs WHERE outcome <> 'running' ORDER BY id DESC LIMIT ?))",
        (since, gates.window_runs),
    )
    return int(row[0]) if row and row[0] is not None else 0


def _broken(gates: Gates, pages: list[_Page], unreadable: set[str], *, whole: bool) -> Iterator[BrokenGate]:
    there = [page for page in pages if page.now is not None]
    least = min(gates.pages, len(there)) if len(there) > 1 else gates.pages
    first = not any(page.good for page in pages)
    scope = _Scope(gates, pages, there, least, first)
    yield from scope.readable(unreadable)
    yield from scope.warned()
    yield from scope.lost()
    yield from scope.unclaimed()
    yield from scope.empty()
    yield from scope.still_there()
    yield from scope.still_listed()
    if whole:
        yield from scope.minimum()


class _Scope:
    """The pages of one member, or of all."""

    def __init__(self, gates: Gates, pages: list[_Page], there: list[_Page], least: int, first: bool) -> None:
        self._gates = gates
        self._pages = pages
        self._there = there
        self._least = least
        self._first = first
        self._checked = [page for page in there if page.pending or page.checked]

    def _gate(self, gate: str, field: str | None, message: str, faulty: list[_Page], of: int) -> BrokenGate:
        # Held back is who has something new to hold back; a fault that was accepted once holds nothing back.
        members = tuple(sorted({page.member for page in faulty if page.pending or page.vanished or page.thinned}))
        examples = tuple(page.id for page in faulty[:_EXAMPLES])
        return BrokenGate(gate, field, message, examples, members, len(faulty), of, self._first)

    def readable(self, unreadable: set[str]) -> Iterator[BrokenGate]:
        failed = [page for page in self._pages if page.id in unreadable]
        good = sum(page.id not in unreadable for page in self._checked)
        asked = good + len(failed)
        if len(failed) >= min(self._gates.pages, max(2, len(self._pages))) and good < self._gates.readable * asked:
            message = f"{good} of {asked} pages can be read as a commitment, and {self._gates.readable:.0%} should"
            gate = self._gate("readable", None, message, failed, asked)
            members = tuple(sorted({page.member for page in failed}))
            yield BrokenGate(**{**vars(gate), "members": members})

    def warned(self) -> Iterator[BrokenGate]:
        """Judge landmarks and warnings: those that are new on the pages checked, and those on all pages."""
        for name in sorted({name for page in self._there for name in page.new_warnings}):
            gate, _, field = name.partition(" ")
            limit = self._limit(gate, field)
            good = [page for page in self._pages if page.good]
            usual = [page for page in good if page.good and name in page.good.warned]
            if len(usual) > limit * len(good):
                continue  # it was accepted so
            new = [page for page in self._checked if name in page.new_warnings]
            every = [page for page in self._there if name in page.warned]
            what = f"the landmark of {field} is not on" if gate == "landmarks" else f"the warning {field} is on"
            yield from self._share(gate, field, what, new, self._checked, limit)
            yield from self._share(gate, field, what, every, self._there, limit)

    def lost(self) -> Iterator[BrokenGate]:
        """Judge fields that have no value any more: on the pages checked, and since the window began."""
        for field in sorted({name for page in self._there for name in page.lost}):
            limit = self._limit("lost_fields", field)
            new = [page for page in self._checked if field in page.lost]
            slowly = [page for page in self._there if field in page.lost_in_window]
            what = f"the field {field} was lost on"
            yield from self._share("lost_fields", field, what, new, self._checked, limit)
            if len(slowly) > len(new):
                what = f"run by run, the field {field} was lost on"
                yield from self._share("lost_fields", field, what, slowly, [p for p in self._there if p.good], limit)

    def _share(
        self, gate: str, field: str | None, what: str, faulty: list[_Page], pages: list[_Page], limit: float
    ) -> Iterator[BrokenGate]:
        if len(faulty) >= self._least and len(faulty) > limit * len(pages):
            message = f"{what} {len(faulty)} of {len(pages)} pages, and {limit:.0%} are allowed"
            yield self._gate(gate, field, message, faulty, len(pages))

    def _limit(self, gate: str, name: str) -> float:
        """Return the share of pages that may have a fault."""
        shares = {
            "landmarks": self._gates.landmarks,
            "warnings": self._gates.warnings,
            "lost_fields": self._gates.lost_fields,
        }[gate]
        share = shares.get(name, shares["default"])
        return 1 - share if gate == "landmarks" else share

    def unclaimed(self) -> Iterator[BrokenGate]:
        faulty = [page for page in self._there if page.unclaimed > 0]
        lost = sum(page.unclaimed for page in faulty)
        characters = sum(page.characters for page in self._there)
        before = sum(page.good_unclaimed for page in self._pages)
        usual = before > self._gates.unclaimed * sum(page.good_characters for page in self._pages)
        if (
            any(page.pending for page in faulty)
            and len(faulty) >= self._least
            and lost > self._gates.unclaimed * characters
            and not usual  # it was accepted so
        ):
            message = f"no field holds {lost / characters:.1%} of the text, and {self._gates.unclaimed:.1%} is allowed"
            faulty.sort(key=lambda page: (-page.unclaimed, page.id))
            yield self._gate("unclaimed", None, message, faulty, len(self._there))

    def empty(self) -> Iterator[BrokenGate]:
        """Judge how much of the header is empty; what was accepted so is not news."""
        now = _emptiness(self._there, lambda page: page.now)
        before = _emptiness(self._there, lambda page: page.good)
        faulty = [page for page in self._there if page.pending and page.now and page.now.lacking]
        if len(faulty) >= self._least and now > self._gates.empty and now > before:
            message = f"{now:.0%} of the header's values are empty or missing, and {self._gates.empty:.0%} may be"
            yield self._gate("empty", None, message, faulty, len(self._there))

    def still_there(self) -> Iterator[BrokenGate]:
        vanished = [page for page in self._pages if page.vanished and page.checked]
        if len(vanished) >= self._gates.gone_at_first and not any(page.checked for page in self._there):
            # Then nothing more was asked for: how many of all are gone, nobody knows.
            message = f"all {len(vanished)} commitments that were asked for are gone"
            yield self._gate("still_there", None, message, vanished, len(vanished))
            return
        gone = [page for page in self._pages if page.gone and page.good]
        there = len(self._there)
        if (
            any(page.vanished for page in gone)
            and len(gone) >= self._gates.pages
            and there < self._gates.still_there * (there + len(gone))
        ):
            message = (
                f"of {there + len(gone)} commitments, {len(gone)} are gone, "
                f"and {self._gates.still_there:.0%} should be there"
            )
            yield self._gate("still_there", None, message, gone, there + len(gone))

    def still_listed(self) -> Iterator[BrokenGate]:
        what = f"the commitments list lost more than {1 - self._gates.still_listed:.0%} of its entries on"
        thinned = [page for page in self._checked if page.thinned]
        yield from self._share("still_listed", None, what, thinned, self._checked, 1 - self._gates.still_listed)

    def minimum(self) -> Iterator[BrokenGate]:
        members = {page.member for page in self._pages}
        for prefix, least in sorted(self._gates.minimum.items()):
            if len(members) == 1 and prefix in next(iter(members)).split("/") and len(self._there) < least:
                message = f"{len(self._there)} commitments of {prefix} are there, and {least} should be"
                yield BrokenGate("minimum", prefix, message, (), tuple(members), len(self._there), least, self._first)


def _emptiness(pages: list[_Page], profile: Callable[[_Page], _Profile | None]) -> float:
    found = [one for one in map(profile, pages) if one]
    return float(sum(one.lacking for one in found) / (sum(one.expected for one in found) or 1))
