"""The table `latest`: the flat table of all accepted records, as columns that any SQLite tool can sort and search.

It is derived from `versions` alone. Its columns are those of the flat table `commitments`; when they are no longer
the same as in the file, the table is made again.
"""

import json
import re
import sqlite3
from collections.abc import Iterable
from datetime import datetime

from ogpscrape.commitment import Commitment
from ogpscrape.dataset.database import time_text
from ogpscrape.writing.columns import Column, Value
from ogpscrape.writing.tables import TABLES

_TYPES = {"integer": "INTEGER", "boolean": "INTEGER"}
_UNFIT = re.compile("[\0\ud800-\udfff]")
_SEARCHED = ("title", "description", "assessments")


def _columns() -> tuple[Column, ...]:
    return (
        *TABLES["commitments"].columns,
        Column("assessments", "string", "What the reviewers wrote, and the local plan's answers.", _assessments),
    )


def _assessments(record: Commitment) -> str | None:
    texts: list[str | None] = []
    for summary in record.irm:
        texts += [summary.commitment_aim, summary.carried_forward, *(entry.text for entry in summary.completion)]
        texts.append(summary.did_it_open_government.text if summary.did_it_open_government else None)
        texts += [section.text for section in summary.sections]
    texts += [milestone.assessment for milestone in record.milestones]
    return "\n\n".join(text for text in texts if text) or None


def is_current(connection: sqlite3.Connection) -> bool:
    """Tell whether the table has today's columns."""
    there = [row["name"] for row in connection.execute("PRAGMA table_info(latest)")]
    return there == ["version_id", *(column.name for column in _columns())]


def rebuild(connection: sqlite3.Connection) -> None:
    """Make the table, its full-text index and the view `commitments_latest`, in the transaction of the caller."""
    columns = _columns()
    connection.execute("DROP VIEW IF EXISTS commitments_latest")
    connection.execute("DROP TABLE IF EXISTS latest_search")
    connection.execute("DROP TABLE IF EXISTS latest")
    named = [
        f'"{column.name}" {_TYPES.get(column.type, "TEXT")}'
        f"{' NOT NULL PRIMARY KEY REFERENCES commitments (id)' if column.name == 'id' else ''}"
        for column in columns
    ]
    connection.execute(
        f"CREATE TABLE latest (version_id INTEGER NOT NULL REFERENCES versions (id), {', '.join(named)})"
    )
    searched = ", ".join(_SEARCHED)
    connection.execute(
        f"CREATE VIRTUAL TABLE latest_search USING fts5({searched}, content='latest', "
        "tokenize='unicode61 remove_diacritics 2')"
    )
    old, new = (", ".join(f"{row}.{name}" for name in _SEARCHED) for row in ("old", "new"))
    connection.execute(
        f"CREATE TRIGGER latest_added AFTER INSERT ON latest BEGIN "
        f"INSERT INTO latest_search (rowid, {searched}) VALUES (new.rowid, {new}); END"
    )
    connection.execute(
        f"CREATE TRIGGER latest_removed AFTER DELETE ON latest BEGIN "
        f"INSERT INTO latest_search (latest_search, rowid, {searched}) VALUES ('delete', old.rowid, {old}); END"
    )
    connection.execute(
        "CREATE VIEW commitments_latest AS SELECT latest.*, commitments.state, commitments.first_seen_at, "
        "commitments.checked_at, commitments.gone_at, commitments.unlisted_at, versions.first_seen_at AS changed_at "
        "FROM latest JOIN commitments ON commitments.id = latest.id JOIN versions ON versions.id = latest.version_id"
    )
    refresh(connection, [row["id"] for row in connection.execute("SELECT id FROM commitments ORDER BY id")])


def refresh(connection: sqlite3.Connection, commitment_ids: Iterable[str]) -> None:
    """Write the rows of these commitments anew, in the transaction of the caller."""
    columns = _columns()
    insert = f"INSERT INTO latest VALUES (?{', ?' * len(columns)})"
    for commitment_id in commitment_ids:
        row = connection.execute(
            "SELECT versions.id, record FROM commitments JOIN versions ON versions.id = version_id "
            "WHERE commitments.id = ?",
            (commitment_id,),
        ).fetchone()
        connection.execute("DELETE FROM latest WHERE id = ?", (commitment_id,))
        if row:
            record = Commitment.model_validate(json.loads(row["record"]))
            connection.execute(insert, (row["id"], *(_cell(column.get(record)) for column in columns)))


def _cell(value: Value) -> str | int | None:
    if value is None or isinstance(value, int):
        return value
    if isinstance(value, datetime):
        return time_text(value)
    return fit("; ".join(value) if isinstance(value, list) else value)


def fit(text: str) -> str:
    """Return a text as SQLite can hold it: NUL and lone surrogates become U+FFFD."""
    return _UNFIT.sub("\ufffd", text)
