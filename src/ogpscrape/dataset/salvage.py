"""A new database from the kept bodies and their journal alone, when the old one is damaged: whole, or not at all."""

import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from ogpscrape.dataset.bodies import Bodies, Stored
from ogpscrape.dataset.database import FILE_NAME, moment_of, translated
from ogpscrape.dataset.receiving import read_or_none
from ogpscrape.dataset.run import Got, Run
from ogpscrape.dataset.store import Dataset, open_dataset
from ogpscrape.dataset.summary import Summary, held_pages
from ogpscrape.errors import DatasetError, GoneError
from ogpscrape.page import Page

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


class _Clock:
    """Tells the time of what is done again."""

    def __init__(self) -> None:
        self.now = datetime.now(UTC)

    def __call__(self) -> datetime:
        return self.now


def _entries(bodies: Bodies, stored: dict[str, Stored | None]) -> Iterator[dict[str, Any]]:
    """Return the journal, with the bodies that it does not name put in by the time of their retrieval."""
    journal = list(bodies.journaled())
    named = {entry.get("sha256") for entry in journal}
    others = sorted(
        (
            (found.page.retrieved_at or datetime.fromtimestamp(0, UTC), digest, found)
            for digest, found in stored.items()
            if found is not None and digest not in named
        ),
        key=lambda one: one[:2],
    )
    for entry in journal:
        at = _moment(entry.get("retrieved_at") or entry.get("at"))
        while others and at is not None and others[0][0] < at and "ended" not in entry:
            yield _entry(*others.pop(0)[1:])
        yield entry
    for _, digest, found in others:
        yield _entry(digest, found)


def _entry(digest: str, found: Stored) -> dict[str, Any]:
    return {"got": 0, "commitment_id": found.commitment_id, "sha256": digest}


def _replay(
    dataset: Dataset, entries: list[dict[str, Any]], stored: dict[str, Stored | None], summary: Summary
) -> None:
    """Do again what the journal says that was done."""
    clock = _Clock()
    ended = [place for place, entry in enumerate(entries) if "ended" in entry]
    run = Run(dataset, clock, "salvage", "")
    for place, entry in enumerate(entries):
        clock.now = _moment(entry.get("at") or entry.get("retrieved_at")) or clock.now
        if "got" in entry:
            found = stored.get(str(entry.get("sha256")))
            page = _page(entry, found.page) if found else None
            record = read_or_none(page) if page else None
            # What is no page of the commitment, as a challenge, was kept for study.
            if page and record and entry.get("commitment_id") in (record.id, "", None):
                run.record(Got(record.id, page, entry.get("etag"), entry.get("last_modified")), record)
                summary.checked += 1
        elif "gone" in entry:
            commitment_id = str(entry["gone"])
            if dataset.row("SELECT 1 FROM commitments WHERE id = ?", (commitment_id,)):
                run.gone(commitment_id, GoneError("it was gone", where=commitment_id))
        elif "ended" in entry:
            _end(dataset, run, entry, summary)
            if place != ended[-1]:
                run = Run(dataset, clock, "salvage", "")
    if not ended or any("got" in entry for entry in entries[ended[-1] + 1 :]):
        # The journal has no end of the last run: what it has must wait for the gates of the next one, unless there is
        # nothing good of the member at all.
        if ended:
            run = Run(dataset, clock, "salvage", "")
        rows = dataset.connection.execute("SELECT key FROM members WHERE accepted_run IS NULL ORDER BY 1").fetchall()
        summary.events += run.finish("good", [row[0] for row in rows])


def _end(dataset: Dataset, run: Run, entry: dict[str, Any], summary: Summary) -> None:
    known = {row[0] for row in dataset.connection.execute("SELECT key FROM members")}
    accepted, refused = ([key for key in entry.get(name) or [] if key in known] for name in ("accepted", "refused"))
    summary.events += run.finish("good", accepted, by_person=bool(entry.get("by_person")))
    with dataset.writing():
        for key in refused:
            dataset.connection.execute("UPDATE members SET refused_run = ? WHERE key = ?", (run.id, key))


def _page(entry: dict[str, Any], page: Page) -> Page:
    """Return a page as the journal tells of it, else as its file's header does."""
    if "url" not in entry:
        return page
    return Page(
        body=page.body,
        name=entry["url"] or page.name,
        url=entry["url"],
        final_url=entry.get("final_url"),
        retrieved_at=_moment(entry.get("retrieved_at")),
        status=entry.get("status"),
        media_type=entry.get("media_type"),
        charset=entry.get("charset"),
        via=entry.get("via") or "live",
        archive_url=entry.get("archive_url"),
    )


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
        # What still stands in the old one's log belongs to it, and must not be taken for the new one's.
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
