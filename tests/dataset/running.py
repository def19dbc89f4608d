"""Runs of `sync` against the replica, in this process or in one that can be killed, and datasets as plain rows."""

import json
import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path

from ogpscrape.dataset.gates import load_gates
from ogpscrape.dataset.groups import parse_group
from ogpscrape.dataset.kept import KeptPages
from ogpscrape.dataset.lock import only_run
from ogpscrape.dataset.store import open_dataset
from ogpscrape.dataset.summary import Summary
from ogpscrape.dataset.sync import Sync, SyncOptions
from ogpscrape.sources.live import LiveSource
from ogpscrape.sources.options import LiveOptions
from ogpscrape.sources.rate import parse_rate


def now() -> datetime:
    return datetime.now(UTC)


def sync(folder: Path, url: str, *selectors: str, max_age: float = 0, probe=False, member=None, clock=now) -> Summary:
    """Run `sync` on the dataset in `folder`; `max_age` is in days."""
    options = LiveOptions(
        folder.parent / "cache",
        folder.parent / "state",
        url=url,
        member=member,
        rate=parse_rate("off"),
        retries=0,
        timeout=10,
    )
    with only_run(folder, create=True), open_dataset(folder, create=True) as dataset:
        kept = KeptPages(dataset)
        with LiveSource(options, kept) as source:
            chosen = SyncOptions(timedelta(days=max_age), probe, load_gates(folder))
            return Sync(dataset, source, kept, chosen, clock).run([parse_group(text) for text in selectors or ("KR",)])


#: What differs between two runs that come to the same: times, which run it was, what a run counted.
_OF_THE_RUN = {"run_id", "accepted_by", "listed_run", "first_seen_at", "last_seen_at", "seen_at", "checked_at"}
_OF_THE_RUN |= {"retrieved_at", "listed_at"}


def rows_of(folder: Path) -> dict[str, list[dict]]:
    """Return every row of a dataset, without what differs between two runs that come to the same."""
    connection = sqlite3.connect(folder / "ogp.sqlite")
    connection.row_factory = sqlite3.Row
    tables = ("commitments", "pages", "fetches", "versions", "warnings", "failures", "latest")
    found = {}
    for table in tables:
        rows = [dict(row) for row in connection.execute(f"SELECT * FROM {table} ORDER BY 1, 2")]
        found[table] = [
            {name: _plain(name, value) for name, value in row.items() if name not in _OF_THE_RUN} for row in rows
        ]
    found["bodies"] = sorted(str(file.relative_to(folder)) for file in (folder / "pages").rglob("*") if file.is_file())
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
