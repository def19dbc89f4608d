"""A new database from the kept bodies alone, when the old one is damaged."""

import time
from datetime import UTC, datetime
from pathlib import Path

from ogpscrape.dataset.bodies import Bodies
from ogpscrape.dataset.closing import close_run
from ogpscrape.dataset.database import FILE_NAME, translated
from ogpscrape.dataset.gates import Gates
from ogpscrape.dataset.recording import Got, Recorder
from ogpscrape.dataset.store import open_dataset
from ogpscrape.dataset.summary import Summary
from ogpscrape.errors import DatasetError, OgpscrapeError

_PARTS = ("", "-wal", "-shm")


def salvage(folder: Path, gates: Gates) -> Summary:
    """Build the database of a dataset anew from `pages/`; the old file is kept beside it, with `.damaged` in its name.

    Each body becomes a version of its commitment in the order in which they were got. What only the database knew is
    lost: when pages were checked and found unchanged, what was gone, what failed, the runs.

    Raises DatasetError when there are no bodies, or the folder cannot be written.
    """
    from ogpscrape.reading import parse_page

    files = Bodies(folder / "pages").files()
    if not files:
        raise DatasetError("there are no pages to build the database from", where=str(folder / "pages"))
    begun = time.monotonic()
    _set_aside(folder / FILE_NAME)
    now = datetime.now(UTC)
    with open_dataset(folder, create=True) as dataset:
        recorder = Recorder(dataset, lambda: now, "salvage", "")
        summary = Summary()
        for file in files:
            found = dataset.bodies.page(file)
            if found is None:
                continue
            name, page = found
            now = page.retrieved_at or now
            try:
                record = parse_page(page)
            except OgpscrapeError:
                continue  # a challenge or the like, which was kept for study
            if name in (record.id, ""):
                _count(summary, record.id, recorder.read(Got(record.id, page), record))
        now = datetime.now(UTC)
        return close_run(dataset, recorder, gates, summary, [], begun)


def _count(summary: Summary, commitment_id: str, what: str) -> None:
    if what == "new":
        summary.new.append(commitment_id)
    elif what == "changed":
        summary.changed[commitment_id] = []
    else:
        summary.unchanged += 1


def _set_aside(file: Path) -> None:
    with translated(file):
        number = 1
        while file.with_name(f"{file.name}.damaged-{number}").exists():
            number += 1
        for part in _PARTS:
            old = file.with_name(file.name + part)
            if old.exists():
                old.replace(file.with_name(f"{file.name}.damaged-{number}{part}"))
