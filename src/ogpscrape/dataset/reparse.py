"""The newest page of every commitment read again: what differs becomes a version that is the parser's change.

Records are made of the newest pages, so those are read, in one process or in all cores. Older bodies stay what they
were when they were read: the history of what the site said.
"""

import os
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass
from itertools import islice
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from ogpscrape.commitment import Commitment
from ogpscrape.dataset.gates import Gates
from ogpscrape.dataset.receiving import close_run
from ogpscrape.dataset.run import Clock, Run, page_of
from ogpscrape.dataset.store import Dataset
from ogpscrape.dataset.summary import Summary
from ogpscrape.errors import BugError, DatasetError, OgpscrapeError

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


def reparse(dataset: Dataset, gates: Gates, clock: Clock, processes: int) -> Summary:
    """Read the newest page of every commitment with today's parser, and return what came of it.

    Arguments:
        dataset: open for writing, under its lock.
        gates: what must hold, for every member by itself.
        clock: tells UTC.
        processes: how many read pages at the same time.

    Raises DatasetError when the dataset cannot be written.

    """
    run = Run(dataset, clock, "reparse", "")
    summary = Summary()
    for reading in read_again(dataset.folder, _rows(dataset), processes):
        commitment_id = str(reading.row["commitment_id"])
        if reading.record is not None:
            what = run.read_again(commitment_id, reading.row["id"], reading.record, newer=bool(reading.row["newer"]))
            summary.checked += 1
            summary.unchanged += what == "unchanged"
        elif reading.error is not None and reading.row["was_read"]:  # one that never could be read is no news
            run.failed(commitment_id, reading.error)
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
    from ogpscrape.dataset.bodies import Bodies

    bodies = Bodies(folder / "pages")
    return [_read(bodies, row) for row in rows]


def _read(bodies: Any, row: Mapping[str, Any]) -> Reading:
    from ogpscrape.reading import parse_page

    page = page_of(bodies, row)
    if page is None:
        file = bodies.file(row["sha256"])
        lost = DatasetError(
            "the body is missing or damaged", where=str(file), hint="It is got again when its page is due"
        )
        return Reading(row, error=lost)
    try:
        record = parse_page(page)
    except OgpscrapeError as error:
        return Reading(row, error=error)
    except Exception as error:  # noqa: BLE001 - one page must not end the run; it is said as a bug, with its name
        return Reading(row, error=BugError.of(error, where=page.name))
    if record.id != row["commitment_id"]:
        return Reading(row, error=DatasetError(f"this is the page of {record.id}", where=row["commitment_id"]))
    return Reading(row, record)
