"""One page at a time: asked for, kept, read, recorded, counted."""

import logging
from typing import Protocol

from ogpscrape.commitment import Commitment
from ogpscrape.dataset.groups import Group
from ogpscrape.dataset.kept import KeptPages
from ogpscrape.dataset.recording import Got, Recorder
from ogpscrape.dataset.rereading import reread_latest
from ogpscrape.dataset.store import Dataset
from ogpscrape.dataset.summary import Summary
from ogpscrape.errors import (
    BlockedError,
    BugError,
    ChangedError,
    GoneError,
    MovedError,
    NetworkError,
    NotACommitmentError,
    OgpscrapeError,
)
from ogpscrape.fetching import read_judged
from ogpscrape.identifiers import Selector, prefix_of
from ogpscrape.page import Page
from ogpscrape.sources import JudgedSource
from ogpscrape.warning_codes import WarningCode

_log = logging.getLogger("ogpscrape")


class CountingSource(JudgedSource, Protocol):
    """The live site, or what stands for it: it also says how much was asked for."""

    @property
    def requests(self) -> int:
        """How many requests were sent."""
        ...

    @property
    def bytes_received(self) -> int:
        """How many bytes of bodies came."""
        ...


class Visits:
    """The visits of one run to the pages of commitments.

    Attributes:
        summary: what came of them.
        unreadable: the IDs of pages that could not be read as a commitment.
        left_lists: the IDs that a list had before and has no more.

    """

    def __init__(
        self, dataset: Dataset, source: CountingSource, kept: KeptPages, recorder: Recorder, most_unreadable: int
    ) -> None:
        """Prepare; after `most_unreadable` pages in a row that cannot be read, nothing more is asked for."""
        self._dataset = dataset
        self._source = source
        self._kept = kept
        self._recorder = recorder
        self._most_unreadable = most_unreadable
        self._unreadable_in_a_row = 0
        self.summary = Summary()
        self.unreadable: list[str] = []
        self.left_lists: set[str] = set()

    def try_out(self, commitment_id: str, group: Group) -> bool:
        """Ask for a page that may never have been; nothing is recorded when it is not there."""
        self._kept.expect(commitment_id)
        try:
            page = self._source.get(self._selector(commitment_id, group))
        except (GoneError, MovedError):
            return False
        except OgpscrapeError as error:
            self._failed(commitment_id, error, None)
            return False
        before = self.summary.checked
        self._receive(commitment_id, page, may_be_gone=True)
        return self.summary.checked > before

    def visit(self, commitment_id: str, group: Group) -> None:
        """Ask for a page that is known to have been."""
        self._kept.expect(commitment_id)
        try:
            page = self._source.get(self._selector(commitment_id, group))
        except GoneError as error:
            self._gone(commitment_id, error, None)
        except OgpscrapeError as error:
            self._failed(commitment_id, error, None)
        else:
            self._receive(commitment_id, page, may_be_gone=False)

    def _selector(self, commitment_id: str, group: Group) -> Selector:
        row = self._dataset.row(
            "SELECT member_slug FROM commitments WHERE prefix = ? AND member_slug IS NOT NULL LIMIT 1",
            (prefix_of(commitment_id),),
        )
        return Selector(commitment_id, group.slug or (row["member_slug"] if row else None))

    def _receive(self, commitment_id: str, page: Page, *, may_be_gone: bool) -> None:
        got = Got(commitment_id, page)
        if page is not self._kept.asked_about:
            self._recorder.keep_body(got)
        if self._is_known(commitment_id, page):
            self._source.keep(page)
            self._recorder.unchanged(commitment_id, *self._kept.validators)
            self._good(commitment_id, "unchanged")
            return
        try:
            record = read_judged(page, commitment_id, self._source)
        except GoneError as error:
            if not may_be_gone:
                self._gone(commitment_id, error, got)
        except OgpscrapeError as error:
            self._failed(commitment_id, error, got)
        except Exception as error:  # noqa: BLE001 - one page must not end the run; it is said as a bug, with its name
            self._failed(commitment_id, BugError.of(error, where=page.name), got)
        else:
            got = Got(commitment_id, page, *self._kept.validators)
            if _breaks_off(record) and self._recorder.has_whole(commitment_id):
                self._failed(commitment_id, NetworkError("the page breaks off before its end", where=page.name), got)
                return
            reread_latest(self._dataset, self._recorder, commitment_id)
            self.left_lists |= self._recorder.lost_from_list(commitment_id, record)
            self._good(commitment_id, self._recorder.read(got, record))

    def _is_known(self, commitment_id: str, page: Page) -> bool:
        """Tell whether the site said that the page is as it was, or sent the same bytes again."""
        if page is self._kept.asked_about:
            return True
        row = self._dataset.row(
            "SELECT sha256 FROM fetches WHERE commitment_id = ? "
            "AND (version_id IS NOT NULL OR held_version_id IS NOT NULL) ORDER BY id DESC LIMIT 1",
            (commitment_id,),
        )
        return row is not None and row["sha256"] == page.sha256

    def _good(self, commitment_id: str, what: str) -> None:
        self._unreadable_in_a_row = 0
        if what == "unchanged":
            self.summary.unchanged += 1
        elif what == "new":
            self.summary.new.append(commitment_id)
        else:
            self.summary.changed[commitment_id] = []
        say(commitment_id, what)

    def _gone(self, commitment_id: str, error: GoneError, got: Got | None) -> None:
        newly = self._recorder.gone(commitment_id, error, got)
        if newly:
            self.summary.gone.append(commitment_id)
        say(commitment_id, "gone" if newly else "still gone")

    def _failed(self, commitment_id: str, error: OgpscrapeError, got: Got | None) -> None:
        if error is self._source.stopped:
            return  # said once, for the run
        self._recorder.failed(commitment_id, error, got)
        self.summary.errors.append(error)
        if isinstance(error, BlockedError):
            self.summary.blocked.append(commitment_id)
        else:
            self.summary.failed.append({"id": commitment_id, "word": error.word, "message": str(error)})
        if isinstance(error, ChangedError | NotACommitmentError):
            self.unreadable.append(commitment_id)
            self._unreadable_in_a_row += 1
        say(commitment_id, "%s: %s", error.word, error)

    def stopped(self) -> bool:
        """Tell whether nothing more is to be asked for, and take down why."""
        if self.summary.stopped is None:
            self.summary.stopped = self._source.stopped
        if self.summary.stopped is None and self._unreadable_in_a_row >= self._most_unreadable:
            self.summary.stopped = ChangedError(
                f"{self._unreadable_in_a_row} pages in a row could not be read as commitments",
                where=", ".join(self.unreadable[-3:]),
                hint="The site changed, or it shows something else to programs",
            )
        return self.summary.stopped is not None


def _breaks_off(record: Commitment) -> bool:
    return any(warning.code is WarningCode.TRUNCATED for warning in record.warnings)


def say(commitment_id: str, what: str, *values: object) -> None:
    """Explain a decision to whoever wants to hear it."""
    _log.debug(f"%s: {what}", commitment_id, *values, extra={"event": "decision", "id": commitment_id})
