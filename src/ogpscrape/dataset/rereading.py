"""Stored bodies read again with today's parser, one by one or in all cores."""

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
from ogpscrape.dataset.bodies import Bodies
from ogpscrape.dataset.content import digest_of
from ogpscrape.dataset.kept import page_of
from ogpscrape.dataset.recording import PARSER, Recorder
from ogpscrape.dataset.store import Dataset
from ogpscrape.errors import BugError, DatasetError, OgpscrapeError

#: Pages that one process reads before it hands back what it found.
_CHUNK = 16
#: With fewer pages, starting processes takes longer than reading.
FEW = 200


@dataclass(frozen=True)
class Reading:
    """A row of `fetches` with the two contents that it has, and what today's parser reads of its body.

    Attributes:
        row: the row, with `good_content` and `held_content`.
        digest: the content's SHA-256; None when it cannot be read.
        record: the record, unless its content is one of the two.
        error: why it cannot be read.

    """

    row: Mapping[str, Any]
    digest: str | None = None
    record: Commitment | None = None
    error: OgpscrapeError | None = None


def cores() -> int:
    """Return how many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def read_again(folder: Path, rows: Iterable[Mapping[str, Any]], processes: int) -> Iterator[Reading]:
    """Read the bodies of `rows` in `folder` again, in that many processes, and return what they give in order.

    No more than a few chunks of rows are held at a time.
    """
    source = iter(rows)
    if processes <= 1:
        for row in source:
            yield _read(Bodies(folder), row)
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
    bodies = Bodies(folder)
    return [_read(bodies, row) for row in rows]


def _read(bodies: Bodies, row: Mapping[str, Any]) -> Reading:
    from ogpscrape.reading import parse_page

    page = page_of(bodies, row)
    if page is None:
        lost = DatasetError("the body is missing or damaged", where=f"{bodies.folder}/{row['sha256']}")
        return Reading(row, error=lost)
    try:
        record = parse_page(page)
    except OgpscrapeError as error:
        return Reading(row, error=error)
    except Exception as error:  # noqa: BLE001 - one page must not end the run; it is said as a bug, with its name
        return Reading(row, error=BugError.of(error, where=page.name))
    digest = digest_of(record)
    known = digest in (row["good_content"], row["held_content"])
    return Reading(row, digest, None if known else record)


def reread_latest(dataset: Dataset, recorder: Recorder, commitment_id: str) -> None:
    """Read the latest good page of a commitment again, if another parser read it, before a newer page comes.

    So the site is not blamed for what a newer parser reads differently.
    """
    row = dataset.row(
        "SELECT fetches.*, versions.parser, versions.content_sha256 AS good_content, NULL AS held_content "
        "FROM commitments JOIN fetches ON fetches.commitment_id = commitments.id "
        "AND fetches.version_id = commitments.version_id JOIN versions ON versions.id = fetches.version_id "
        "WHERE commitments.id = ? ORDER BY fetches.id DESC LIMIT 1",
        (commitment_id,),
    )
    if row is None or row["parser"] == PARSER or row["held_version_id"] is not None:
        return
    record = _read(dataset.bodies, dict(row)).record
    if record is not None:
        with dataset.writing():
            recorder.versions.hold(row["id"], recorder.versions.add(commitment_id, record, "parser", row["version_id"]))
