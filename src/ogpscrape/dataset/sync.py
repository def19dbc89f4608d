"""One run over members and commitments: what is due is asked for, what is new is found, what comes is recorded."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from ogpscrape.dataset.bodies import page_of
from ogpscrape.dataset.database import moment_of
from ogpscrape.dataset.finding import PROBED, is_due, numbers_after, say, starting_points
from ogpscrape.dataset.gates import Gates
from ogpscrape.dataset.receiving import Receiver, Summary, close_run
from ogpscrape.dataset.run import Clock, Run
from ogpscrape.dataset.store import PENDING, Dataset
from ogpscrape.errors import (
    GoneError,
    MovedError,
    OgpscrapeError,
)
from ogpscrape.identifiers import Selector, prefix_of, slug_of
from ogpscrape.selection import Group, Selection, member_group
from ogpscrape.sources import Answer
from ogpscrape.sources.live import LiveSource


@dataclass(frozen=True)
class SyncOptions:
    """What a run is to do.

    Attributes:
        max_age: no page is older than this after a run.
        probe: whether the numbers after a member's highest one are tried.
        gates: what must hold.
        all_members: whether everybody is asked for; then a member without a page is not a failure.
        changes_file: the absolute path of the file that events are appended to, or None.
        whole_pages: whether every page is asked for in full, also when it may not have changed.
        known: commitments that somebody found elsewhere, as in an archive: those of the members are asked for, too.

    """

    max_age: timedelta
    probe: bool
    gates: Gates
    all_members: bool = False
    changes_file: str | None = None
    whole_pages: bool = False
    known: Sequence[Selector] = ()


class Sync:
    """One run over members and commitments."""

    def __init__(
        self,
        dataset: Dataset,
        source: LiveSource,
        options: SyncOptions,
        clock: Clock,
        progress: Callable[[int, int], None] = lambda _done, _known: None,
    ) -> None:
        """Prepare a run.

        Arguments:
            dataset: open for writing.
            source: where pages are got; the dataset keeps them, so that it needs no cache of its own.
            options: what to do.
            clock: tells UTC.
            progress: called again and again with how many commitments are done, and how many are known by then.

        """
        self._dataset = dataset
        self._source = source
        self._options = options
        self._clock = clock
        self._progress = progress
        self._tried: set[str] = set()
        self._done = self._known = 0

    def run(self, groups: Sequence[Group]) -> Summary:
        """Do the run, and return what came of it, also when it is interrupted or stopped.

        Raises DatasetError when the dataset cannot be written: what was recorded before stays.
        """
        selectors = "--all" if self._options.all_members else " ".join(group.name for group in groups)
        self._dataset.bodies.clean()
        run = Run(self._dataset, self._clock, "sync", selectors, self._options.changes_file)
        self._visits = Visits(self._dataset, self._source, run, self._options.gates.unreadable_in_a_row)
        self._visits.whole_pages = self._options.whole_pages
        run.expect(one for one in self._options.known if any(not group.id and group.takes(one.id) for group in groups))
        summary = self._visits.summary
        try:
            for group in groups:
                if not self._visits.stopped():
                    self._member(group)
        except (KeyboardInterrupt, SystemExit) as interruption:
            summary.outcome = "interrupted"
            summary.interruption = interruption
        summary.requests, summary.bytes = self._source.requests, self._source.bytes_received
        members = sorted({member_group(prefix_of(group.id)).name if group.id else group.name for group in groups})
        close_run(run, self._options.gates, members, self._clock(), summary)
        return summary

    def _member(self, group: Group) -> None:
        if group.id:
            self._one(group.id, group)
            return
        if not any(state != "gone" for state in self._states(group).values()):
            self._start(group)
        asked = set(self._tried)
        self._visits.begin_member()
        while not self._over() and (ids := [one for one in self._states(group) if one not in asked]):
            self._pass(ids, group)
            asked.update(ids)
        if self._options.probe and not self._over():
            self._probe(group)

    def _over(self) -> bool:
        """Tell whether nothing more of a member is to be asked for."""
        return self._visits.stopped() or self._visits.all_gone(self._options.gates.gone_at_first)

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
        query = "SELECT id, COALESCE(found, state) AS state FROM commitments"
        return {row["id"]: row["state"] for row in self._dataset.rows(query, Selection(members=(group,)), "id")}

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
            if self._over():
                return
            self._progress(self._done, self._known)
            self._done += 1
            if self._is_due(commitment_id):
                self._visits.visit(commitment_id, group)
            else:
                self._visits.summary.waiting += 1

    def _is_due(self, commitment_id: str) -> bool:
        row = self._dataset.row(
            f"SELECT checked_at, refused_run IS NOT NULL AND {PENDING} AS held, refused_run, checked_run "
            "FROM commitments JOIN members ON members.key = commitments.member WHERE id = ?",
            (commitment_id,),
        )
        checked_at = moment_of(row["checked_at"]) if row and row["checked_at"] else None
        # What is held back is asked for again: so it is let go as soon as the site is as it was. What was checked since
        # it was refused is not, when that run was killed before its end.
        held = row is not None and row["held"] and row["checked_run"] <= row["refused_run"]
        due = held or is_due(commitment_id, checked_at, self._clock(), self._options.max_age)
        checked = f"last checked {row['checked_at']}" if row and row["checked_at"] else "never checked"
        say(commitment_id, "%s, %s%s", "due" if due else "not due", checked, ", and held back" if held else "")
        return bool(due)


class Visits(Receiver):
    """The visits of one run to the pages of commitments on the site."""

    def __init__(self, dataset: Dataset, source: LiveSource, run: Run, most_unreadable: int) -> None:
        """Prepare; see `Receiver`."""
        super().__init__(dataset, source, run, most_unreadable)
        self._live = source
        #: Whether every page is asked for in full.
        self.whole_pages = False
        self._came = self._vanished = 0

    def begin_member(self) -> None:
        """Turn to the next member."""
        self._came, self._vanished = self.summary.checked, 0

    def all_gone(self, most: int) -> bool:
        """Tell whether so many pages of the member were there before and are gone, and none has come."""
        return self._vanished >= most and self.summary.checked == self._came

    def gone(self, commitment_id: str, error: GoneError, answer: Answer | None = None) -> None:
        """Take note of a page that is gone."""
        good = self._dataset.row("SELECT state FROM commitments WHERE id = ?", (commitment_id,))
        self._vanished += good is not None and good["state"] == "present"
        super().gone(commitment_id, error, answer)

    def try_out(self, commitment_id: str, group: Group) -> bool:
        """Ask for a page that may never have been; nothing is recorded when it is not there."""
        before = self.summary.checked
        self._ask(commitment_id, group, may_be_gone=True)
        return self.summary.checked > before

    def visit(self, commitment_id: str, group: Group) -> None:
        """Ask for a page that is known to have been."""
        self._ask(commitment_id, group, may_be_gone=False)

    def _ask(self, commitment_id: str, group: Group, *, may_be_gone: bool) -> None:
        selector = self._selector(commitment_id, group)
        try:
            answer = self._live.get(selector, self._held(commitment_id), guess=may_be_gone)
        except OgpscrapeError as error:
            if may_be_gone and isinstance(error, GoneError | MovedError):
                return
            if isinstance(error, GoneError):
                self.gone(commitment_id, error)
            else:
                self.failed(commitment_id, error)
        else:
            self.receive(commitment_id, answer, may_be_gone=may_be_gone)

    def _held(self, commitment_id: str) -> Answer | None:
        """Return the newest readable page of a commitment; None when its body is lost, or has no validators."""
        row = self.newest(commitment_id)
        if self.whole_pages or row is None or not (row["etag"] or row["last_modified"]):
            return None
        page = page_of(self._dataset.bodies, row)
        if page is None:
            file = self._dataset.bodies.file(row["sha256"])
            say(commitment_id, "its body is missing or damaged, so the page is got again: %s", file)
            return None
        return Answer(page, row["etag"], row["last_modified"])

    def _selector(self, commitment_id: str, group: Group) -> Selector:
        """Return the address to ask for: where the page, or the member's newest, answered last, unless it is told."""
        usual = slug_of(commitment_id)
        if group.slug and group.slug != usual:
            return Selector(commitment_id, group.slug)
        row = self._dataset.row(
            "SELECT member_slug FROM commitments WHERE prefix = ? AND member_slug IS NOT NULL "
            "ORDER BY checked_at IS NULL, id = ? DESC, checked_at DESC LIMIT 1",
            (prefix_of(commitment_id), commitment_id),
        )
        return Selector(commitment_id, row["member_slug"] if row else usual)
