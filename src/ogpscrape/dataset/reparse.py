"""All stored bodies read again: what differs becomes a version that is marked as the parser's change."""

import time
from collections.abc import Iterator
from itertools import groupby
from typing import Any

from ogpscrape.dataset.closing import close_run
from ogpscrape.dataset.gates import Gates
from ogpscrape.dataset.recording import Clock, Recorder
from ogpscrape.dataset.rereading import Reading, read_again
from ogpscrape.dataset.store import Dataset
from ogpscrape.dataset.summary import Summary


def reparse(dataset: Dataset, gates: Gates, clock: Clock, processes: int) -> Summary:
    """Read every stored body with today's parser, in that many processes, and return what came of it.

    Raises DatasetError when the dataset cannot be written.
    """
    return _Reparse(dataset, gates, clock).run(processes)


class _Reparse:
    def __init__(self, dataset: Dataset, gates: Gates, clock: Clock) -> None:
        self._dataset = dataset
        self._gates = gates
        self._recorder = Recorder(dataset, clock, "reparse", "")
        self._summary = Summary()
        self._unreadable: list[str] = []

    def run(self, processes: int) -> Summary:
        begun = time.monotonic()
        readings = read_again(self._dataset.bodies.folder, self._rows(), processes)
        for commitment_id, group in groupby(readings, lambda reading: str(reading.row["commitment_id"])):
            self._settle(commitment_id, list(group))
        return close_run(self._dataset, self._recorder, self._gates, self._summary, self._unreadable, begun)

    def _rows(self) -> Iterator[dict[str, Any]]:
        """Return every page that was got, in the order of the IDs and of time."""
        # By hand from ID to ID: a query that is open would keep what is written meanwhile out of the file's reach.
        ids = [row["id"] for row in self._dataset.rows("SELECT id FROM commitments", [], "id")]
        for commitment_id in ids:
            rows = self._dataset.connection.execute(
                "SELECT fetches.*, good.content_sha256 AS good_content, held.content_sha256 AS held_content "
                "FROM fetches LEFT JOIN versions AS good ON good.id = fetches.version_id "
                "LEFT JOIN versions AS held ON held.id = fetches.held_version_id "
                "WHERE fetches.commitment_id = ? ORDER BY fetches.id",
                (commitment_id,),
            ).fetchall()
            yield from map(dict, rows)

    def _settle(self, commitment_id: str, readings: list[Reading]) -> None:
        """Write what today's parser makes of a commitment's pages."""
        before: tuple[int | None, str | None, int | None] = (None, None, None)
        for reading in readings:
            row = reading.row
            if reading.error is not None:
                self._failed(commitment_id, reading)
            elif row["version_id"] is None:
                if reading is readings[-1]:
                    self._newest(commitment_id, reading)
            elif reading.digest == row["good_content"]:
                self._as_before(reading)
                before = (row["version_id"], reading.digest, None)
            else:
                version_id = before[2] if before[:2] == (row["version_id"], reading.digest) else None
                version_id = self._otherwise(commitment_id, reading, version_id)
                before = (row["version_id"], reading.digest, version_id)

    def _as_before(self, reading: Reading) -> None:
        """Write that a page reads as its good record has it; what was held back in its place is dropped."""
        self._summary.unchanged += 1
        if reading.row["held_version_id"] is not None:
            with self._dataset.writing():
                self._recorder.versions.release(reading.row["id"])

    def _otherwise(self, commitment_id: str, reading: Reading, version_id: int | None) -> int:
        """Write that a page that has a good record reads differently now; return the version that says so."""
        self._summary.changed[commitment_id] = []
        row = reading.row
        if reading.record is None:
            return int(row["held_version_id"])
        versions = self._recorder.versions
        with self._dataset.writing():
            versions.release(row["id"])
            if version_id is None:
                version_id = versions.add(commitment_id, reading.record, "parser", row["version_id"])
            versions.hold(row["id"], version_id)
            self._recorder.take_list(reading.record)
        return version_id

    def _newest(self, commitment_id: str, reading: Reading) -> None:
        """Write the reading of the newest page, which has no good record yet."""
        if reading.record is None and reading.digest == reading.row["held_content"]:
            self._summary.unchanged += 1
            return
        if reading.record is None:
            return
        with self._dataset.writing():
            what = self._recorder.versions.place(commitment_id, reading.row["id"], reading.record)
            self._recorder.take_list(reading.record)
        if what == "new":
            self._summary.new.append(commitment_id)
        elif what == "changed":
            self._summary.changed[commitment_id] = []
        else:
            self._summary.unchanged += 1

    def _failed(self, commitment_id: str, reading: Reading) -> None:
        """Count a page that could be read before and no longer can. One that never could is no news."""
        row = reading.row
        if reading.error is None or (row["version_id"] is None and row["held_version_id"] is None):
            return
        self._unreadable.append(commitment_id)
        self._recorder.failed(commitment_id, reading.error)
        self._summary.errors.append(reading.error)
        error = reading.error
        self._summary.failed.append({"id": commitment_id, "word": error.word, "message": str(error)})
