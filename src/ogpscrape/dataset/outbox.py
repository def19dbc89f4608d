"""Events on their way to --changes files: written down with the acceptance that made them, handed out afterwards.

Where in the file a batch begins is written down before it is appended. After a kill in between, what stands there
tells whether the batch arrived: then it is done, or its end is added. Only when the file is another one by then are
the events written again, with `"again": true`; each has its number in any case.
"""

import json
import os
import sqlite3
from itertools import groupby
from pathlib import Path

from ogpscrape.dataset.events import event_of
from ogpscrape.dataset.store import Dataset
from ogpscrape.errors import OutputError


def put(connection: sqlite3.Connection, run_id: int, file: str) -> None:
    """Let the events of a run be appended to a file, in the transaction of the caller."""
    connection.execute("INSERT INTO outbox (file, event_id) SELECT ?, id FROM events WHERE run_id = ?", (file, run_id))


def hand_out(dataset: Dataset) -> None:
    """Append all waiting events to their files. Raises OutputError when one cannot be written; its events wait on."""
    files = [row[0] for row in dataset.connection.execute("SELECT DISTINCT file FROM outbox ORDER BY 1")]
    for file in files:
        try:
            _hand_out(dataset, file)
        except OSError as error:
            raise OutputError(
                f"it cannot be written: {error.strerror or error}",
                where=file,
                hint="The changes wait for the next run; `ogpscrape diff` has them, too",
            ) from error


def _hand_out(dataset: Dataset, file: str) -> None:
    execute = dataset.connection.execute
    path = Path(file)
    path.touch()
    waiting = "SELECT COUNT(*) FROM outbox WHERE file = ? AND place IS NULL"
    if execute(waiting, (file,)).fetchone()[0]:
        _finish(dataset, path)  # what an earlier run began
        with dataset.writing():
            execute("UPDATE outbox SET place = ? WHERE file = ?", (path.stat().st_size, file))
    _finish(dataset, path)


def _finish(dataset: Dataset, path: Path) -> None:
    """Append what has a place in the file and is not there yet."""
    rows = dataset.connection.execute(
        "SELECT events.*, place FROM outbox JOIN events ON events.id = event_id "
        "WHERE file = ? AND place IS NOT NULL ORDER BY place, event_id",
        (str(path),),
    ).fetchall()
    for place, batch in groupby(rows, lambda row: int(row["place"])):
        told = [event_of(row).as_json() for row in batch]
        lines = "".join(f"{json.dumps(one, ensure_ascii=True)}\n" for one in told).encode()
        with path.open("r+b") as out:
            out.seek(0, os.SEEK_END)
            size = out.tell()
            out.seek(min(place, size))
            there = out.read(len(lines))
            if size < place or not lines.startswith(there) or (len(there) < len(lines) and size != place + len(there)):
                lines = "".join(f"{json.dumps({**one, 'again': True}, ensure_ascii=True)}\n" for one in told).encode()
                there = b""
            out.seek(0, os.SEEK_END)
            out.write(lines[len(there) :])
            out.flush()
            os.fsync(out.fileno())
        with dataset.writing():
            dataset.connection.execute("DELETE FROM outbox WHERE file = ? AND place = ?", (str(path), place))
