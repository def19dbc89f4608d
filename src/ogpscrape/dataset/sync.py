"""One run: what is due is asked for, what is new is found, and what comes is recorded."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from ogpscrape.dataset.closing import close_run
from ogpscrape.dataset.database import moment_of
from ogpscrape.dataset.finding import PROBED, numbers_after, starting_points
from ogpscrape.dataset.gates import Gates
from ogpscrape.dataset.groups import Group
from ogpscrape.dataset.kept import KeptPages
from ogpscrape.dataset.recording import Clock, Recorder
from ogpscrape.dataset.schedule import is_due
from ogpscrape.dataset.store import Dataset
from ogpscrape.dataset.summary import Summary
from ogpscrape.dataset.visiting import CountingSource, Visits, say
from ogpscrape.errors import GoneError


@dataclass(frozen=True)
class SyncOptions:
    """What a run is to do.

    Attributes:
        max_age: no page is older than this after a run.
        probe: whether the numbers after a member's highest one are tried.
        gates: what must hold.
        all_members: whether everybody is asked for; then a member without a page is no failure.

    """

    max_age: timedelta
    probe: bool
    gates: Gates
    all_members: bool = False


class Sync:
    """One run over members and commitments."""

    def __init__(
        self,
        dataset: Dataset,
        source: CountingSource,
        kept: KeptPages,
        options: SyncOptions,
        clock: Clock,
        progress: Callable[[int, int], None] = lambda _done, _known: None,
    ) -> None:
        """Prepare a run.

        Arguments:
            dataset: open for writing.
            source: where pages are got; it keeps them in `kept`.
            kept: the dataset's pages.
            options: what to do.
            clock: tells UTC.
            progress: called again and again with how many commitments are done, and how many are known by then.

        """
        self._dataset = dataset
        self._source = source
        self._kept = kept
        self._options = options
        self._clock = clock
        self._progress = progress
        self._tried: set[str] = set()
        self._done = self._known = 0

    def run(self, groups: Sequence[Group]) -> Summary:
        """Do the run, and return what came of it, also when it is interrupted or stopped.

        Raises DatasetError when the dataset cannot be written: what was recorded before stays.
        """
        begun = time.monotonic()
        selectors = "--all" if self._options.all_members else " ".join(group.name for group in groups)
        recorder = Recorder(self._dataset, self._clock, "sync", selectors)
        unreadable = self._options.gates.unreadable_in_a_row
        self._visits = Visits(self._dataset, self._source, self._kept, recorder, unreadable)
        summary = self._visits.summary
        self._dataset.bodies.clean()
        try:
            for group in groups:
                if not self._visits.stopped():
                    self._member(group)
        except (KeyboardInterrupt, SystemExit) as interruption:
            summary.outcome = "interrupted"
            summary.interruption = interruption
        summary.unlisted = recorder.unlisted(self._visits.left_lists)
        summary.requests, summary.bytes = self._source.requests, self._source.bytes_received
        return close_run(self._dataset, recorder, self._options.gates, summary, self._visits.unreadable, begun)

    def _member(self, group: Group) -> None:
        if group.id:
            self._one(group.id, group)
            return
        if not any(state != "gone" for state in self._states(group).values()):
            self._start(group)
        asked = set(self._tried)
        while not self._visits.stopped() and (ids := [one for one in self._states(group) if one not in asked]):
            self._pass(ids, group)
            asked.update(ids)
        if self._options.probe and not self._visits.stopped():
            self._probe(group)

    def _one(self, commitment_id: str, group: Group) -> None:
        """Ask for a single commitment. One that was never there is a failure: the ID is probably misspelt."""
        if self._dataset.row("SELECT 1 FROM commitments WHERE id = ?", (commitment_id,)):
            self._pass([commitment_id], group)
        elif (
            not self._visits.try_out(commitment_id, group)
            and not self._visits.summary.errors
            and not self._visits.stopped()
        ):
            self._none_found(GoneError("there is no such page", where=commitment_id, hint="Check the ID"))

    def _states(self, group: Group) -> dict[str, str]:
        rows = self._dataset.rows("SELECT id, state FROM commitments", [group.prefixes[0]], "id")
        return {row["id"]: row["state"] for row in rows}

    def _start(self, group: Group) -> None:
        """Find a first page of a member that the dataset knows nothing of."""
        if self._options.all_members and not self._is_start_due(group):
            return
        for commitment_id in starting_points(group):
            say(commitment_id, "tried as a first page of %s", group.name)
            self._tried.add(commitment_id)
            if self._visits.try_out(commitment_id, group):
                self._done, self._known = self._done + 1, self._known + 1
                return
            if self._visits.stopped():
                return
        if not self._options.all_members:
            hint = "Name a commitment that is there, as in `ogpscrape sync KR0017`"
            self._none_found(GoneError("no page could be found to begin with", where=group.name, hint=hint))

    def _is_start_due(self, group: Group) -> bool:
        """Tell whether a member of which nothing is known is to be looked for again when all members are asked for."""
        row = self._dataset.row("SELECT MAX(started_at) FROM runs WHERE selectors = '--all' AND outcome = 'good'")
        before = moment_of(row[0]) if row and row[0] else None
        return is_due(group.name, before, self._clock(), self._options.max_age)

    def _none_found(self, error: GoneError) -> None:
        self._visits.summary.errors.append(error)
        self._visits.summary.failed.append({"id": str(error.where), "word": error.word, "message": str(error)})

    def _probe(self, group: Group) -> None:
        """Try the numbers after the highest one, until some in a row are gone."""
        for numbers in numbers_after(list(self._states(group)), group.prefixes):
            gone = 0
            for commitment_id in numbers:
                if gone == PROBED or self._visits.stopped():
                    break
                say(commitment_id, "tried, as the list ends before it")
                gone = 0 if self._visits.try_out(commitment_id, group) else gone + 1

    def _pass(self, commitment_ids: Sequence[str], group: Group) -> None:
        """Ask once for each of these that is due."""
        self._known += len(commitment_ids)
        for commitment_id in commitment_ids:
            if self._visits.stopped():
                return
            self._progress(self._done, self._known)
            self._done += 1
            if self._is_due(commitment_id):
                self._visits.visit(commitment_id, group)
            else:
                self._visits.summary.waiting += 1

    def _is_due(self, commitment_id: str) -> bool:
        row = self._dataset.row("SELECT checked_at FROM commitments WHERE id = ?", (commitment_id,))
        checked_at = moment_of(row["checked_at"]) if row and row["checked_at"] else None
        due = is_due(commitment_id, checked_at, self._clock(), self._options.max_age)
        checked = f"last checked {row['checked_at']}" if row and row["checked_at"] else "never checked"
        say(commitment_id, "%s, %s", "due" if due else "not due", checked)
        return due
