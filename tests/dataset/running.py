"""Runs of `sync` against the replica, in this process or in one that can be killed, and datasets as plain rows."""

import json
import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path

from ogpscrape.dataset.database import only_run
from ogpscrape.dataset.gates import load_gates
from ogpscrape.dataset.receiving import Summary
from ogpscrape.dataset.store import open_dataset
from ogpscrape.dataset.sync import Sync, SyncOptions
from ogpscrape.selection import read_selection
from ogpscrape.sources.live import LiveSource
from ogpscrape.sources.options import Caching, LiveOptions
from ogpscrape.sources.rate import parse_rate


def now() -> datetime:
    return datetime.now(UTC)


def sync(
    folder: Path, url: str, *selectors: str, max_age: float = 0, probe=False, member=None, clock=now, changes=None
) -> Summary:
    """Run `sync` on the dataset in `folder`; `max_age` is in days."""
    options = LiveOptions(
        folder.parent / "cache",
        folder.parent / "state",
        url=url,
        member=member,
        rate=parse_rate("off"),
        retries=0,
        timeout=10,
        caching=Caching.OFF,
    )
    with only_run(folder, create=True), open_dataset(folder, create=True) as dataset, LiveSource(options) as source:
        chosen = SyncOptions(timedelta(days=max_age), probe, load_gates(folder), changes_file=changes)
        return Sync(dataset, source, chosen, clock).run(read_selection(selectors or ("KR",)).groups)


#: What differs between two runs that come to the same: times, which run it was.
_OF_THE_RUN = {"run_id", "accepted_by", "accepted_run", "refused_run", "baseline_run", "gone_run", "checked_run"}
_OF_THE_RUN |= {"first_seen_at", "seen_at", "checked_at", "retrieved_at", "accepted_at", "gone_at", "unlisted_at"}
#: The record holds the time of its retrieval, and this is over the record.
_OF_THE_RUN |= {"record_sha256"}
TABLES = ("members", "commitments", "pages", "lists", "profiles", "fetches", "versions", "events", "outbox", "failures")
TABLES += ("latest",)


def rows_of(folder: Path) -> dict[str, list[dict]]:
    """Return every row of a dataset, without what differs between two runs that come to the same."""
    connection = sqlite3.connect(folder / "ogp.sqlite")
    connection.row_factory = sqlite3.Row
    found = {}
    for table in TABLES:
        rows = [dict(row) for row in connection.execute(f"SELECT * FROM {table} ORDER BY 1, 2")]
        found[table] = [
            {name: _plain(name, value) for name, value in row.items() if name not in _OF_THE_RUN}
            | {name: row[name] is not None for name in ("gone_at", "unlisted_at", "accepted_by") if name in row}
            for row in rows
        ]
    bodies = (file for file in (folder / "pages").rglob("*.gz") if file.is_file())
    found["bodies"] = sorted(str(file.relative_to(folder)) for file in bodies)
    assert connection.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
    assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
    connection.close()
    return found


def _plain(name: str, value):
    if name != "record":
        return value
    record = json.loads(value)
    del record["source"]["retrieved_at"]
    return record


def query(folder: Path, text: str, *values) -> list[tuple]:
    with sqlite3.connect(folder / "ogp.sqlite") as connection:
        rows = connection.execute(text, values).fetchall()
    connection.close()
    return rows
