"""The years before the first sync: what an archive has captured of members, taken into a dataset as it happened.

Captures are recorded in the order of their time, and the dataset's clock is set to it: so versions, events and checks
have the dates at which the site was so. What is older than the dataset's first version of a commitment is put before
it; what lies between its first version and its last check is left out, for the dataset saw the site itself by then.
All IDs that the archive knows become known, for live runs too.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from itertools import groupby

from ogpscrape.dataset.database import SetClock, moment_of
from ogpscrape.dataset.events import Event
from ogpscrape.dataset.gates import Gates
from ogpscrape.dataset.receiving import Receiver, Summary, close_run
from ogpscrape.dataset.run import Run
from ogpscrape.dataset.store import Dataset
from ogpscrape.errors import GoneError, OgpscrapeError
from ogpscrape.fetching import read_judged
from ogpscrape.identifiers import Selector, prefix_of
from ogpscrape.selection import Group, member_group
from ogpscrape.sources import Answer
from ogpscrape.sources.captures import Capture, CaptureSource


@dataclass
class Taken:
    """What came of it.

    Attributes:
        runs: the summary of each run; for every version, one for each day of captures.
        ends: the summary of the last run of each member.
        known: the IDs that the archive knows.
        left_out: how many captures were left out, for the dataset has seen the site itself by then.
        no_page: how many captures turned out to be no page of a commitment.

    """

    runs: list[Summary] = field(default_factory=list)
    ends: list[Summary] = field(default_factory=list)
    known: list[str] = field(default_factory=list)
    left_out: int = 0
    no_page: int = 0

    def summary(self) -> Summary:
        """Return what all runs did together. It ended well if it did for every member."""
        ends = self.ends or [Summary()]
        worst = next((end for end in ends if end.outcome != "good"), ends[-1])
        return replace(
            worst,
            events=[event for run in self.runs for event in run.events],
            checked=sum(run.checked for run in self.runs),
            unchanged=sum(run.unchanged for run in self.runs),
            held=ends[-1].held,
            blocked=[one for run in self.runs for one in run.blocked],
            failed=[one for run in self.runs for one in run.failed],
            errors=[one for run in self.runs for one in run.errors],
            undelivered=self.runs[-1].undelivered if self.runs else [],
            broken_gates=[gate for end in ends for gate in end.broken_gates],
            requests=max((run.requests for run in self.runs), default=0),
            bytes=max((run.bytes for run in self.runs), default=0),
            seconds=sum(run.seconds for run in self.runs),
        )


@dataclass(frozen=True)
class Wish:
    """A page that is to be taken: the first of these captures that is one, the newest first.

    `older` says that it belongs before the first version that the dataset has.
    """

    captures: tuple[Capture, ...]
    older: bool = False

    @property
    def time(self) -> datetime:
        """When the first of the captures was made."""
        return self.captures[0].time


@dataclass(frozen=True)
class TakeOptions:
    """What is to be taken, and how.

    Attributes:
        gates: what must hold; what breaks them is held back as in any run.
        every: whether every capture that differs becomes a version; else the newest page of each commitment is taken.
        changes_file: the absolute path of the file that events are appended to, or None.

    """

    gates: Gates
    every: bool = False
    changes_file: str | None = None


def take_captures(
    dataset: Dataset,
    source: CaptureSource,
    groups: Sequence[Group],
    options: TakeOptions,
    progress: Callable[[int, int], None] = lambda _done, _known: None,
) -> Taken:
    """Record what an archive has of members.

    Arguments:
        dataset: open for writing.
        source: the archive, or WARC files.
        groups: the members, or single commitments.
        options: what is to be taken, and how.
        progress: called with how many captures are done, and how many there are.

    Returns what came of it; a run that is stopped or interrupted is the last one. Raises DatasetError when the dataset
    cannot be written, and what the archive raises when its index cannot be read.

    """
    taken = Taken()
    for group in groups:
        wanted = _wanted(source, group)
        taken.known += [one.id for one in wanted]
        taking = _Taking(dataset, source, group, wanted, options, taken)
        wishes = taking.wishes()
        done = 0

        def told(total: int = len(wishes)) -> None:
            nonlocal done
            progress(done, total)
            done += 1

        older = [wish for wish in wishes if wish.older]
        newer = sorted((wish for wish in wishes if not wish.older), key=lambda wish: (wish.time, wish.captures[0].id))
        days = [list(same) for _, same in groupby(newer, key=lambda wish: wish.time.date() if options.every else None)]
        # The last run also makes known what the archive lists and has no page of.
        for part in [older, *days] if older else days or [[]]:
            if not taking.run(part, told):
                return taken
        taken.ends.append(taken.runs[-1])
    return taken


class _Taking:
    """What is taken of one member."""

    def __init__(
        self,
        dataset: Dataset,
        source: CaptureSource,
        group: Group,
        wanted: list[Selector],
        options: TakeOptions,
        taken: Taken,
    ) -> None:
        self._dataset = dataset
        self._source = source
        self._group = group
        self._wanted = wanted
        self._options = options
        self._taken = taken
        self._clock = SetClock()

    def wishes(self) -> list[Wish]:
        """Return what is to be taken of each commitment; of what is older than its first version the newest first."""
        every = self._options.every
        found: list[Wish] = []
        for selector in self._wanted:
            captures = self._source.captures(selector, each=not every)
            first, checked = self._seen(selector.id)
            newer = [one for one in captures if checked is None or one.time > checked]
            older = [one for one in captures if checked is not None and (first is None or one.time < first)]
            self._taken.left_out += len(captures) - len(newer) - (len(older) if every or first is None else 0)
            if every:
                found += [Wish((one,)) for one in newer]
                found += [Wish((one,), older=True) for one in reversed(older)]
            elif newer:
                found.append(Wish(tuple(reversed(newer))))
            elif older and first is None:
                found.append(Wish(tuple(reversed(older)), older=True))
        return found

    def _seen(self, commitment_id: str) -> tuple[datetime | None, datetime | None]:
        """Return the time of the first version of a commitment, and when it was checked last."""
        row = self._dataset.row(
            "SELECT checked_at, (SELECT MIN(first_seen_at) FROM versions WHERE commitment_id = commitments.id "
            "AND state <> 'dropped') AS first FROM commitments WHERE id = ?",
            (commitment_id,),
        )
        first, checked = (row["first"], row["checked_at"]) if row else (None, None)
        return moment_of(first) if first else None, moment_of(checked) if checked else None

    def run(self, wishes: list[Wish], told: Callable[[], None]) -> bool:
        """Take some captures in one run; return whether to go on."""
        older = any(wish.older for wish in wishes)
        self._clock.now = datetime.now(UTC) if older else wishes[0].time if wishes else self._clock.now
        command = f"sync --from {self._source.via}"
        run = Run(self._dataset, self._clock, command, self._group.name, self._options.changes_file)
        run.expect(self._wanted)
        receiver = Receiver(self._dataset, self._source, run, self._options.gates.unreadable_in_a_row)
        summary = receiver.summary
        if not self._wanted:
            error = GoneError("the archive knows nothing of it", where=self._group.name, hint="Check the name")
            summary.errors.append(error)
            summary.failed.append({"id": self._group.name, "word": error.word, "message": str(error)})
        events: list[Event] = []
        try:
            for wish in wishes:
                told()
                if receiver.stopped():
                    break
                if wish.older:
                    events += self._fill_in(run, receiver, wish)
                else:
                    self._take(receiver, wish)
        except (KeyboardInterrupt, SystemExit) as interruption:
            summary.outcome = "interrupted"
            summary.interruption = interruption
        receiver.stopped()
        summary.requests, summary.bytes = self._source.requests, self._source.bytes_received
        # What is put before the first version replaces nothing: there is nothing to judge.
        members = [] if older else sorted({member_group(prefix_of(one.id)).name for one in self._wanted})
        close_run(run, self._options.gates, members, self._clock(), summary)
        summary.events = [*events, *summary.events]
        self._taken.runs.append(summary)
        if summary.stopped is None and summary.interruption is None:
            return True
        self._taken.ends.append(summary)
        return False

    def _take(self, receiver: Receiver, wish: Wish) -> None:
        found = self._page(receiver, wish)
        if found is not None:
            self._clock.now = found.page.retrieved_at or wish.time
            receiver.receive(wish.captures[0].id, found, may_be_gone=True)

    def _fill_in(self, run: Run, receiver: Receiver, wish: Wish) -> list[Event]:
        found = self._page(receiver, wish)
        if found is None:
            return []
        commitment_id = wish.captures[0].id
        run.keep_body(commitment_id, found.page)
        try:
            record = read_judged(found, commitment_id, self._source)
        except OgpscrapeError as error:
            receiver.failed(commitment_id, error)
            return []
        receiver.summary.checked += 1
        return run.fill_in(found, record) or []

    def _page(self, receiver: Receiver, wish: Wish) -> Answer | None:
        """Return the first capture that is a page; None when none is, or it cannot be had, which is taken down."""
        for capture in wish.captures:
            try:
                page = self._source.page_of(capture)
            except OgpscrapeError as error:
                receiver.failed(capture.id, error)
                return None
            if page is not None:
                return Answer(page, asked=True)
            self._taken.no_page += 1
        return None


def _wanted(source: CaptureSource, group: Group) -> list[Selector]:
    found = source.read_index(group.slug)
    if group.id:
        return [one for one in found if one.id == group.id]
    return [one for one in found if prefix_of(one.id) in group.prefixes]


def members_there(source: CaptureSource, groups: Iterable[Group]) -> list[Group]:
    """Return those of `groups` that an archive knows, and the members that it knows beside them.

    Raises what its index raises.
    """
    there = {prefix_of(one.id): one.slug for one in source.find(None)}
    found = [group for group in groups if not there.keys().isdisjoint(group.prefixes)]
    for group in found:
        for prefix in group.prefixes:
            there.pop(prefix, None)
    return found + [member_group(prefix)._replace(slug=slug) for prefix, slug in sorted(there.items())]
