"""The versions of a commitment's record: a new one for every record whose content differs from the one before."""

import sqlite3
from collections.abc import Callable
from typing import Literal

from ogpscrape.commitment import Commitment
from ogpscrape.dataset import flat
from ogpscrape.dataset.content import digest_of
from ogpscrape.dataset.store import Cause
from ogpscrape.writing.records_json import dumps

What = Literal["new", "changed", "unchanged"]


class Versions:
    """Writes versions for one run, in transactions of the caller. What it writes is held back until it is accepted."""

    def __init__(self, connection: sqlite3.Connection, run_id: int, now: Callable[[], str]) -> None:
        self._connection = connection
        self._execute = connection.execute
        self._run_id = run_id
        self._now = now

    def place(self, commitment_id: str, fetch_id: int, record: Commitment) -> What:
        """Write the record of a page that was just got, and return what it is to the one before it."""
        before = self._execute("SELECT * FROM candidates WHERE commitment_id = ?", (commitment_id,)).fetchone()
        good = self._execute("SELECT version_id FROM commitments WHERE id = ?", (commitment_id,)).fetchone()[0]
        digest = digest_of(record)
        if before is not None and self.content(before["version_id"]) == digest:
            self._point(fetch_id, before["version_id"], held=before["held_version_id"] is not None)
            return "unchanged"
        self._reject_held(commitment_id)
        if good is not None and self.content(good) == digest:
            self._point(fetch_id, good, held=False)
            return "unchanged"
        reread = self._execute(
            "SELECT MAX(held_version_id) FROM fetches WHERE commitment_id = ?", (commitment_id,)
        ).fetchone()[0]
        self._point(fetch_id, self.add(commitment_id, record, "site", reread or good), held=True)
        return "new" if before is None else "changed"

    def add(self, commitment_id: str, record: Commitment, cause: Cause, previous_id: int | None) -> int:
        """Write a record as a version that is held back, in the transaction of the caller; return its ID."""
        former = self._execute("SELECT first_seen_at FROM versions WHERE id = ?", (previous_id,)).fetchone()
        # A clock that was set back must not make a version older than the one that it follows.
        first_seen_at = max(self._now(), former["first_seen_at"]) if former else self._now()
        row = self._execute(
            "INSERT INTO versions (commitment_id, previous_id, cause, state, parser, run_id, first_seen_at, "
            "last_seen_at, content_sha256, characters, unclaimed, record) "
            "VALUES (?, ?, ?, 'held', ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                commitment_id,
                previous_id,
                cause,
                record.source.parser,
                self._run_id,
                first_seen_at,
                first_seen_at,
                digest_of(record),
                record.account.characters,
                record.account.unclaimed,
                dumps(record),
            ),
        )
        version_id = int(row.lastrowid or 0)
        self._connection.executemany(
            "INSERT INTO warnings (version_id, code, field, message) VALUES (?, ?, ?, ?)",
            [(version_id, str(entry.code), entry.field, flat.fit(entry.message)) for entry in record.warnings],
        )
        return version_id

    def hold(self, fetch_id: int, version_id: int) -> None:
        """Let a version be the reading of a page that was got, once it is accepted."""
        self._point(fetch_id, version_id, held=True)

    def _reject_held(self, commitment_id: str) -> None:
        """Drop what was held back of earlier pages that never had a good record: a newer page is there now."""
        self._execute(
            "UPDATE versions SET state = 'rejected' WHERE state = 'held' AND id IN "
            "(SELECT held_version_id FROM fetches WHERE commitment_id = ? AND version_id IS NULL)",
            (commitment_id,),
        )
        self._execute(
            "UPDATE fetches SET held_version_id = NULL WHERE commitment_id = ? AND version_id IS NULL",
            (commitment_id,),
        )

    def content(self, version_id: int) -> str:
        """Return the SHA-256 of a version's content."""
        return str(self._execute("SELECT content_sha256 FROM versions WHERE id = ?", (version_id,)).fetchone()[0])

    def release(self, fetch_id: int) -> None:
        """Drop what is held back as the reading of a page."""
        self._execute(
            "UPDATE versions SET state = 'rejected' WHERE state = 'held' "
            "AND id = (SELECT held_version_id FROM fetches WHERE id = ?)",
            (fetch_id,),
        )
        self._execute("UPDATE fetches SET held_version_id = NULL WHERE id = ?", (fetch_id,))

    def _point(self, fetch_id: int, version_id: int, *, held: bool) -> None:
        column = "held_version_id" if held else "version_id"
        self._execute(f"UPDATE fetches SET {column} = ? WHERE id = ?", (version_id, fetch_id))
        self._execute("UPDATE versions SET last_seen_at = MAX(last_seen_at, ?) WHERE id = ?", (self._now(), version_id))
