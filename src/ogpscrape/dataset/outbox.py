"""Events on their way to --changes files: written down with the acceptance that made them, handed out afterwards.

Where in the file a batch begins is written down before it is appended. After a kill in between, what is in the file
there tells whether the batch arrived: then it is done, or its end is added. Only when the file is another one by then
are the events written again, with `"again": true`; each has its number in any case.
"""

import json
import os
import sqlite3
from collections.abc import Callable, Iterator
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Any, BinaryIO

from ogpscrape.dataset.database import translated
from ogpscrape.dataset.events import event_of
from ogpscrape.dataset.store import Dataset
from ogpscrape.errors import OutputError

#: The place in a file of what began to be written to another one: no file is as long.
_NOWHERE = 2**62


def put(connection: sqlite3.Connection, run_id: int, file: str) -> None:
    """Let the events of a run be appended to a file, in the transaction of the caller."""
    connection.execute("INSERT INTO outbox (file, event_id) SELECT ?, id FROM events WHERE run_id = ?", (file, run_id))


def file_of(dataset: Dataset, run_id: int) -> str | None:
    """Return the file that events of a run wait for, or None."""
    row = dataset.row("SELECT file FROM outbox JOIN events ON events.id = event_id WHERE run_id = ? LIMIT 1", (run_id,))
    return row["file"] if row else None


def put_again(connection: sqlite3.Connection, run_id: int, file: str) -> None:
    """Let the events of a run be appended to a file as told again, for nobody knows whether they arrived."""
    connection.execute(
        "INSERT INTO outbox (file, event_id, place) SELECT ?, id, ? FROM events WHERE run_id = ?",
        (file, _NOWHERE, run_id),
    )


def hand_out(dataset: Dataset, chosen: str | None = None) -> list[OutputError]:
    """Append all waiting events to their files.

    What waits for a file that cannot be written waits on, or goes to `chosen`, the file that this run names: so
    somebody whose file is gone for good gets what it did not take.

    Returns why files could not be written, that of `chosen` first. Raises DatasetError.
    """
    failures: list[OutputError] = []
    files = [row[0] for row in dataset.connection.execute("SELECT DISTINCT file FROM outbox ORDER BY 1")]
    for file in [*(file for file in files if file != chosen), *([chosen] if chosen else [])]:
        row = dataset.row("SELECT COUNT(*) FROM outbox WHERE file = ?", (file,))
        waiting = row[0] if row else 0
        try:
            if waiting:
                _hand_out(dataset, file)
                _write_down(dataset, {"delivered": file})
        except OSError as error:
            if chosen and file != chosen:
                _redirect(dataset, file, chosen)
                continue
            told = OutputError(
                f"it cannot be written: {error.strerror or error}",
                where=file,
                hint=f"Its {waiting:,} changes wait for the next run that can write it, or that names another "
                "--changes FILE; `ogpscrape diff` shows them, too",
            )
            failures.insert(0 if file == chosen else len(failures), told)
    return failures


def _redirect(dataset: Dataset, file: str, other: str) -> None:
    """Let what waits for a file go to another one. What may have arrived in part is told there as told again."""
    with dataset.writing():
        dataset.connection.execute(
            "UPDATE outbox SET file = ?, place = CASE WHEN place IS NULL THEN NULL ELSE ? END WHERE file = ?",
            (other, _NOWHERE, file),
        )
    _write_down(dataset, {"delivered": file, "instead": other})


def _write_down(dataset: Dataset, entry: dict[str, Any]) -> None:
    """Take down in the journal what arrived: of what did not, a salvaged dataset tells again."""
    with translated(dataset.file):
        dataset.bodies.write_down(entry)


def _hand_out(dataset: Dataset, file: str) -> None:
    execute = dataset.connection.execute
    path = Path(file)
    path.open("ab").close()  # before a place in it is written down: it may be none that can be written
    waiting = "SELECT COUNT(*) FROM outbox WHERE file = ? AND place IS NULL"
    if execute(waiting, (file,)).fetchone()[0]:
        _finish(dataset, path)  # what an earlier run began
        with dataset.writing():
            execute("UPDATE outbox SET place = ? WHERE file = ?", (path.stat().st_size, file))
    _finish(dataset, path)


def _finish(dataset: Dataset, path: Path) -> None:
    """Append what has a place in the file and is not there yet."""
    places = "SELECT DISTINCT place FROM outbox WHERE file = ? AND place IS NOT NULL ORDER BY place"
    for (place,) in dataset.connection.execute(places, (str(path),)).fetchall():
        with path.open("r+b") as out:
            missing = _missing(out, place, partial(_lines, dataset, path, place))
            out.seek(0, os.SEEK_END)
            out.writelines(missing)
            out.flush()
            os.fsync(out.fileno())
        with dataset.writing():
            dataset.connection.execute("DELETE FROM outbox WHERE file = ? AND place = ?", (str(path), place))


def _lines(dataset: Dataset, path: Path, place: int) -> Iterator[dict[str, Any]]:
    """Return the events of one batch for a file, one at a time: all of them can be more than the memory holds."""
    query = "SELECT events.* FROM outbox JOIN events ON events.id = event_id WHERE file = ? AND place = ? ORDER BY 1"
    for row in dataset.connection.execute(query, (str(path), place)):
        yield event_of(row).as_json()


def _missing(out: BinaryIO, place: int, batch: Callable[[], Iterator[dict[str, Any]]]) -> Iterator[bytes]:
    """Return what of a batch is not in a file, which had it from `place` on as far as it arrived.

    When something else is there, the file is another one by now: then it is the whole batch, marked.
    """
    size = out.seek(0, os.SEEK_END)
    out.seek(min(place, size))
    events = batch()
    if size >= place:
        for event in events:
            line = _line(event)
            there = out.read(len(line))
            if there == line:
                continue
            if line.startswith(there):  # the file ends in it
                return chain([line[len(there) :]], map(_line, events))
            break
        else:
            return iter(())
    return (_line({**event, "again": True}) for event in batch())


def _line(event: dict[str, Any]) -> bytes:
    return f"{json.dumps(event, ensure_ascii=True)}\n".encode()
