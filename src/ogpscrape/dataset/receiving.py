"""What comes of pages: kept, read, recorded, counted, and, when a run ends, judged."""

import time
from datetime import datetime
from sqlite3 import Row

from ogpscrape.commitment import Commitment
from ogpscrape.dataset.bodies import page_of
from ogpscrape.dataset.finding import say
from ogpscrape.dataset.gates import Gates
from ogpscrape.dataset.judging import judge
from ogpscrape.dataset.run import PARSER, Run
from ogpscrape.dataset.store import Dataset
from ogpscrape.dataset.summary import Summary, held_pages, refusal
from ogpscrape.errors import BlockedError, BugError, ChangedError, GoneError, NotACommitmentError, OgpscrapeError
from ogpscrape.fetching import read_judged
from ogpscrape.page import Page
from ogpscrape.sources import Answer, Source


class Receiver:
    """Takes pages of commitments, wherever they were got: kept, read, recorded, counted.

    `summary` says what came of them.
    """

    def __init__(self, dataset: Dataset, source: Source, run: Run, most_unreadable: int) -> None:
        """Prepare; after `most_unreadable` pages in a row that cannot be read, nothing more is asked for."""
        self._dataset = dataset
        self._source = source
        self._run = run
        self._most_unreadable = most_unreadable
        self._unreadable_in_a_row: list[str] = []
        self._is_bug = False
        self.summary = Summary()

    def newest(self, commitment_id: str) -> Row | None:
        """Return what is known of the newest readable page of a commitment."""
        query = "SELECT * FROM fetches WHERE commitment_id = ? AND version_id IS NOT NULL ORDER BY id DESC LIMIT 1"
        return self._dataset.row(query, (commitment_id,))

    def receive(self, commitment_id: str, answer: Answer, *, may_be_gone: bool) -> None:
        """Take a page that came; with `may_be_gone` nothing is recorded of one that says that it is not there."""
        if not answer.not_modified:
            self._run.keep_body(commitment_id, answer.page)
        newest = self.newest(commitment_id)
        # Some sites send the same bytes again instead of saying that nothing changed.
        if answer.not_modified or (newest is not None and newest["sha256"] == answer.page.sha256):
            self._source.judge(answer)
            self._run.unchanged(commitment_id, answer)
            self._good(commitment_id, "unchanged")
            return
        try:
            record = read_judged(answer, commitment_id, self._source)
        except GoneError as error:
            if not may_be_gone:
                self.gone(commitment_id, error, answer)
        except OgpscrapeError as error:
            self.failed(commitment_id, error, answer)
        else:
            self._good(commitment_id, self._run.record(answer, record, self._reread(commitment_id)))

    def _reread(self, commitment_id: str) -> Commitment | None:
        """Read the good page of a commitment with today's parser, if another parser read it."""
        row = self._dataset.row(
            "SELECT fetches.*, parser FROM commitments JOIN versions ON versions.id = commitments.version_id "
            "JOIN fetches ON fetches.version_id = versions.id WHERE commitments.id = ? "
            "ORDER BY fetches.id DESC LIMIT 1",
            (commitment_id,),
        )
        page = page_of(self._dataset.bodies, row) if row is not None and row["parser"] != PARSER else None
        return read_or_none(page) if page else None

    def _good(self, commitment_id: str, what: str) -> None:
        self._unreadable_in_a_row.clear()
        self.summary.checked += 1
        self.summary.unchanged += what == "unchanged"
        say(commitment_id, what)

    def gone(self, commitment_id: str, error: GoneError, answer: Answer | None = None) -> None:
        """Take note of a page that is gone."""
        newly = self._run.gone(commitment_id, error, answer)
        say(commitment_id, "gone" if newly else "still gone")

    def failed(self, commitment_id: str, error: OgpscrapeError, answer: Answer | None = None) -> None:
        """Take note of a page that could not be had or read."""
        if error is self._source.stopped:
            return  # said once, for the run
        self._run.failed(commitment_id, error, answer)
        self.summary.errors.append(error)
        if isinstance(error, BlockedError):
            self.summary.blocked.append(commitment_id)
        else:
            self.summary.failed.append({"id": commitment_id, "word": error.word, "message": str(error)})
        if isinstance(error, ChangedError | NotACommitmentError):
            self.summary.unreadable.append(commitment_id)
        if isinstance(error, ChangedError | NotACommitmentError | BugError):
            self._unreadable_in_a_row.append(commitment_id)
            self._is_bug = isinstance(error, BugError)
        say(commitment_id, "%s: %s", error.word, error)

    def stopped(self) -> bool:
        """Tell whether nothing more is to be asked for, and take down why."""
        if self.summary.stopped is None:
            self.summary.stopped = self._source.stopped
        if self.summary.stopped is None and len(self._unreadable_in_a_row) >= self._most_unreadable:
            kind: type[OgpscrapeError] = ChangedError
            hint = "The site changed, or it shows something else to programs"
            if self._is_bug:
                kind, hint = BugError, "Nothing more is asked for, since the others would fail alike"
            number = len(self._unreadable_in_a_row)
            what = f"{number} pages in a row could not be read as commitments"
            self.summary.stopped = kind(what, where=", ".join(self._unreadable_in_a_row[-3:]), hint=hint)
        return self.summary.stopped is not None


def close_run(run: Run, gates: Gates, members: list[str], now: datetime, summary: Summary) -> None:
    """Judge a run, let what passes be the good records, and close it; complete `summary`.

    Arguments:
        run: the run.
        gates: what must hold.
        members: the keys of the members to judge; those of which nothing is known are left out.
        now: the time, UTC.
        summary: what the run did.

    """
    dataset = run.dataset
    whole = summary.stopped is None and summary.interruption is None
    known = {row[0] for row in dataset.connection.execute("SELECT key FROM members")}
    members = [key for key in members if key in known]
    summary.broken_gates = judge(dataset, gates, members, now, summary.unreadable, whole=whole)
    refused = {key for gate in summary.broken_gates for key in gate.members}
    summary.settle()
    summary.seconds = time.monotonic() - summary.begun
    summary.events = run.finish(
        summary.outcome,
        [key for key in members if key not in refused],
        summary.broken_gates,
        message=str(summary.stopped) if summary.stopped else None,
        unchanged=summary.unchanged,
        blocked=len(summary.blocked),
        failed=len(summary.failed),
        requests=summary.requests,
        bytes=summary.bytes,
        seconds=round(summary.seconds, 3),
    )
    summary.undelivered = run.undelivered
    summary.held = held_pages(dataset)
    if summary.broken_gates:
        summary.refusal = refusal(dataset, summary.broken_gates, members, run.changes_file)


def read_or_none(page: Page) -> Commitment | None:
    """Read a page again, or return None when it cannot be read."""
    from ogpscrape.reading import parse_page

    try:
        return parse_page(page)
    except Exception:  # noqa: BLE001 - what no longer can be read is told when it is read for itself
        return None
