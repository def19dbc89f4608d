"""Without a request: the newest pages read again with today's parser, or the database built again from the bodies.

`reparse` reads the newest page of each commitment, in one process or in all cores; what differs is the parser's change.
Older bodies stay what they were when they were read: the history of what the site said. `salvage` makes a new database
from the kept bodies and their journal alone, when the old one is damaged: whole, or not at all.
"""

import os
import sqlite3
import time
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from itertools import islice
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from ogpscrape.commitment import Commitment
from ogpscrape.dataset import outbox
from ogpscrape.dataset.bodies import WRITTEN_DOWN, Bodies, Stored, page_of, page_with
from ogpscrape.dataset.database import FILE_NAME, SetClock, moment_of, translated
from ogpscrape.dataset.gates import Gates
from ogpscrape.dataset.receiving import Summary, close_run, held_pages
from ogpscrape.dataset.run import Clock, Run
from ogpscrape.dataset.store import Dataset, open_dataset
from ogpscrape.errors import DatasetError, GoneError, OgpscrapeError
from ogpscrape.fetching import read_each, read_or_none
from ogpscrape.page import Page
from ogpscrape.sources import Answer

#: Pages that one process reads before it hands back what it found.
_CHUNK = 16
#: With fewer pages, starting processes takes longer than reading.
FEW = 200


@dataclass(frozen=True)
class Reading:
    """A row of `fetches`, and what today's parser reads of its body: the record, or why there is none."""

    row: Mapping[str, Any]
    record: Commitment | None = None
    error: OgpscrapeError | None = None


def cores() -> int:
    """Return how many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def reparse(dataset: Dataset, gates: Gates, clock: Clock, processes: int, changes_file: str | None = None) -> Summary:
    """Read the newest page of every commitment with today's parser, and return what came of it.

    Arguments:
        dataset: open for writing, under its lock.
        gates: what must hold, for every member by itself.
        clock: tells UTC.
        processes: how many read pages at the same time.
        changes_file: the absolute path of the file that events are appended to, or None.

    Raises DatasetError when the dataset cannot be written.

    """
    run = Run(dataset, clock, "reparse", "", changes_file)
    summary = Summary()
    for reading in read_again(dataset.folder, _rows(dataset), processes):
        commitment_id = str(reading.row["commitment_id"])
        if reading.record is not None:
            what = run.read_again(commitment_id, reading.row["id"], reading.record, newer=bool(reading.row["newer"]))
            summary.checked += 1
            summary.unchanged += what == "unchanged"
        elif reading.error is not None and reading.row["was_read"]:  # one that never could be read is not news
            run.failed(commitment_id, reading.error)
            if not isinstance(reading.error, DatasetError):  # a body that was lost says nothing of the site
                summary.unreadable.append(commitment_id)
            summary.errors.append(reading.error)
            summary.failed.append({"id": commitment_id, "word": reading.error.word, "message": str(reading.error)})
    members = [row[0] for row in dataset.connection.execute("SELECT key FROM members ORDER BY 1")]
    close_run(run, gates, members, clock(), summary)
    return summary


def _rows(dataset: Dataset) -> Iterator[dict[str, Any]]:
    """Return the newest page of every commitment that could be read, and any that came after it and could not."""
    # By hand from ID to ID: a query that is open would keep what is written meanwhile out of the file's reach.
    ids = [row["id"] for row in dataset.rows("SELECT id FROM commitments", [], "id")]
    for commitment_id in ids:
        rows = dataset.connection.execute(
            "SELECT fetches.*, fetches.version_id IS NOT NULL AS was_read, "
            "fetches.version_id IS NOT commitments.version_id AS newer FROM fetches "
            "JOIN commitments ON commitments.id = commitment_id WHERE commitment_id = ? AND fetches.id >= "
            "COALESCE((SELECT MAX(id) FROM fetches WHERE commitment_id = commitments.id AND version_id IS NOT NULL), 0)"
            " "
            "ORDER BY fetches.id",
            (commitment_id,),
        ).fetchall()
        yield from map(dict, rows)


def read_again(folder: Path, rows: Iterable[Mapping[str, Any]], processes: int) -> Iterator[Reading]:
    """Read the bodies of `rows` of the dataset in `folder` again, in that many processes, in order.

    No more than a few chunks of rows are held at a time.
    """
    source = iter(rows)
    if processes <= 1:
        yield from (reading for row in source for reading in _read_chunk(folder, [row]))
        return
    waiting: deque[Future[list[Reading]]] = deque()
    # Not fork: what runs here may have threads, and a forked copy of their locks would never be released.
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
        try:
            while chunk := list(islice(source, _CHUNK)):
                waiting.append(pool.submit(_read_chunk, folder, chunk))
                if len(waiting) > 2 * processes:
                    yield from waiting.popleft().result()
            while waiting:
                yield from waiting.popleft().result()
        finally:
            pool.shutdown(cancel_futures=True)


def _read_chunk(folder: Path, rows: list[Mapping[str, Any]]) -> list[Reading]:
    bodies = Bodies(folder / "pages")
    return [_read(bodies, row) for row in rows]


def _read(bodies: Bodies, row: Mapping[str, Any]) -> Reading:
    from ogpscrape.reading import parse_page

    page = page_of(bodies, row)
    if page is None:
        file = bodies.file(row["sha256"])
        lost = DatasetError(
            "the body is missing or damaged", where=str(file), hint="It is got again when its page is due"
        )
        return Reading(row, error=lost)
    failures: list[OgpscrapeError] = []
    record = next(read_each([(page.name, partial(parse_page, page))], failures.append), None)
    if record is None:
        return Reading(row, error=failures[0])
    if record.id != row["commitment_id"]:
        return Reading(row, error=DatasetError(f"this is the page of {record.id}", where=row["commitment_id"]))
    return Reading(row, record)


_BUILT = "salvaged.sqlite"
_PARTS = ("", "-wal", "-shm")


def salvage(folder: Path) -> Summary:
    """Build the database of a dataset anew from `pages/`; the old file is kept beside it, with `.damaged` in its name.

    The pages are taken in the order in which the journal has them, and what was held back then is held back again. What
    only the database knew is lost: when pages were checked and found unchanged, what failed, what was fetched of pages
    whose bodies are lost. The new file takes the old one's place when it is whole, in one step; until then nothing is
    changed. Bodies that are damaged are named in the summary.

    `folder` is the dataset's, under its lock.

    Raises DatasetError when there are no bodies, or the folder cannot be written.

    """
    bodies = Bodies(folder / "pages")
    summary = Summary()
    stored = {file.name.removesuffix(".gz"): bodies.stored(file) for file in bodies.files()}
    if not any(stored.values()):
        raise DatasetError("there are no pages to build the database from", where=str(folder / "pages"))
    for digest, found in sorted(stored.items()):
        if found is None:
            lost = DatasetError("the body is damaged, and left out", where=str(bodies.file(digest)))
            summary.errors.append(lost)
            summary.failed.append({"id": digest, "word": lost.word, "message": str(lost)})
    built = folder / _BUILT
    with translated(built):
        _remove(built)
    dataset = open_dataset(built, create=True)
    try:
        # The bodies are the dataset's; what is written down of them is there already.
        dataset.bodies = _Reading(folder / "pages")
        _replay(dataset, list(_entries(bodies, stored)), stored, summary)
        with translated(built):
            dataset.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            dataset.connection.execute("PRAGMA journal_mode = DELETE")
    except BaseException:
        dataset.close()
        _remove(built)
        raise
    dataset.close()
    with translated(folder / FILE_NAME):
        _take_the_place(built, folder / FILE_NAME)
    with open_dataset(folder) as whole:
        summary.held = held_pages(whole)
    summary.seconds = time.monotonic() - summary.begun
    return summary


class _Reading(Bodies):
    """Bodies and a journal that are only read."""

    def store(self, page: Page, commitment_id: str) -> None:
        """Store nothing: it is there."""

    def write_down(self, entry: dict[str, Any]) -> None:
        """Write nothing: it is there."""


def _entries(bodies: Bodies, stored: dict[str, Stored | None]) -> Iterator[dict[str, Any]]:
    """Return the journal, with the bodies that it does not name put in by the time of their retrieval."""
    journal = list(bodies.journaled())
    named = {entry.get("sha256") for entry in journal}
    others = sorted(
        (
            (
                found.page.retrieved_at or datetime.fromtimestamp(0, UTC),
                digest,
                {"got": 0, "commitment_id": found.commitment_id, "sha256": digest},
            )
            for digest, found in stored.items()
            if found is not None and digest not in named
        ),
        key=lambda one: one[:2],
    )
    for entry in journal:
        at = _moment(entry.get("retrieved_at") or entry.get("at"))
        while others and at is not None and others[0][0] < at and "ended" not in entry:
            yield others.pop(0)[2]
        yield entry
    yield from (entry for *_, entry in others)


def _replay(
    dataset: Dataset, entries: list[dict[str, Any]], stored: dict[str, Stored | None], summary: Summary
) -> None:
    """Do again what the journal says that was done."""
    clock = SetClock()
    changes = _Changes()
    ended = [place for place, entry in enumerate(entries) if "ended" in entry]
    run = Run(dataset, clock, "salvage", "")
    for place, entry in enumerate(entries):
        clock.now = _moment(entry.get("at") or entry.get("retrieved_at")) or clock.now
        if "got" in entry or "older" in entry:
            found = stored.get(str(entry.get("sha256")))
            page = _page(entry, found) if found else None
            record = read_or_none(page) if page else None
            # What is not a page of the commitment, as a challenge, was kept for study.
            if page and record and entry.get("commitment_id") in (record.id, "", None):
                answer = Answer(page, entry.get("etag"), entry.get("last_modified"))
                if "older" in entry:
                    run.fill_in(answer, record)
                else:
                    run.record(answer, record)
                summary.checked += 1
        elif "gone" in entry:
            commitment_id = str(entry["gone"])
            if dataset.row("SELECT 1 FROM commitments WHERE id = ?", (commitment_id,)):
                run.gone(commitment_id, GoneError("it was gone", where=commitment_id))
        elif "delivered" in entry:
            changes.arrived(entry)
        elif "ended" in entry:
            _end(dataset, run, entry, summary)
            changes.ended(entry, run.id)
            if place != ended[-1]:
                run = Run(dataset, clock, "salvage", "")
    if not ended or any("got" in entry for entry in entries[ended[-1] + 1 :]):
        # The journal has no end of the last run: what it has must wait for the gates of the next one, unless there is
        # nothing good of the member at all.
        if ended:
            run = Run(dataset, clock, "salvage", "")
        rows = dataset.connection.execute("SELECT key FROM members WHERE accepted_run IS NULL ORDER BY 1").fetchall()
        summary.events += run.finish("good", [row[0] for row in rows])
    changes.put(dataset)


class _Changes:
    """The runs whose events did not arrive in a --changes file."""

    def __init__(self) -> None:
        self._seen: set[str] = set()
        self._waiting: dict[str, list[int]] = {}

    def ended(self, entry: dict[str, Any], run_id: int) -> None:
        """Take the line of a run that ended, and its number now; a kill may have left the line twice."""
        if entry.get("changes") and str(entry["ended"]) not in self._seen:
            self._waiting.setdefault(str(entry["changes"]), []).append(run_id)
        self._seen.add(str(entry["ended"]))

    def arrived(self, entry: dict[str, Any]) -> None:
        """Take the line that says that all arrived that waited for a file, or goes to another one."""
        runs = self._waiting.pop(str(entry["delivered"]), [])
        if entry.get("instead"):
            self._waiting.setdefault(str(entry["instead"]), []).extend(runs)

    def put(self, dataset: Dataset) -> None:
        """Let what did not arrive wait again."""
        with dataset.writing():
            for file, runs in self._waiting.items():
                for run_id in runs:
                    outbox.put_again(dataset.connection, run_id, file)


def _end(dataset: Dataset, run: Run, entry: dict[str, Any], summary: Summary) -> None:
    known = {row[0] for row in dataset.connection.execute("SELECT key FROM members")}
    accepted, refused = ([key for key in entry.get(name) or [] if key in known] for name in ("accepted", "refused"))
    summary.events += run.finish("good", accepted, by_person=bool(entry.get("by_person")))
    with dataset.writing():
        for key in refused:
            dataset.connection.execute("UPDATE members SET refused_run = ? WHERE key = ?", (run.id, key))


def _page(entry: dict[str, Any], found: Stored) -> Page:
    """Return a page as the journal tells of it, else as its file's header does."""
    if "url" not in entry:
        return found.page
    said = {name: entry.get(name) for name in WRITTEN_DOWN}  # a line that was damaged may lack some
    said["retrieved_at"] = said["retrieved_at"] if _moment(said["retrieved_at"]) else None
    said["via"] = said["via"] or "live"
    return page_with(found.page.body, said)


def _moment(text: Any) -> datetime | None:
    try:
        return moment_of(text) if text else None
    except DatasetError:
        return None


def _remove(file: Path) -> None:
    for part in _PARTS:
        file.with_name(file.name + part).unlink(missing_ok=True)


def _take_the_place(built: Path, file: Path) -> None:
    """Set the old file aside, and put the new one in its place in one step."""
    number = 1
    while file.with_name(f"{file.name}.damaged-{number}").exists():
        number += 1
    if file.exists():
        # What still is in the old one's log belongs to it, and must not be taken for the new one's.
        with suppress(sqlite3.Error):
            connection = sqlite3.connect(file)
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            connection.close()
        for part in _PARTS[:2]:
            old = file.with_name(file.name + part)
            if old.exists():
                os.link(old, file.with_name(f"{file.name}.damaged-{number}{part}"))
    for part in _PARTS[1:]:
        file.with_name(file.name + part).unlink(missing_ok=True)
    built.replace(file)
