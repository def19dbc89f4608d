"""SQLite: the flat tables as a fresh database, with keys, indexes and full-text search.

Booleans are 1 and 0, times are ISO 8601 in UTC, the entries of a list are joined by `; `.
"""

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from datetime import datetime
from pathlib import Path

from ogpscrape.commitment import SCHEMA_VERSION, Commitment
from ogpscrape.writing import timestamp
from ogpscrape.writing.columns import Column, Value
from ogpscrape.writing.table import Filling, Row, Table
from ogpscrape.writing.tables import TABLES
from ogpscrape.writing.values import fit, joined

#: What people look for in each table by its words (`<table>_fts`, FTS5).
SEARCHED = {
    "commitments": ("title", "description", "proposal_problem", "proposal_status_quo", "proposal_action"),
    "plan_sections": ("text",),
    "milestones": ("title", "text", "assessment"),
    "irm_completion": ("text",),
    "notes": ("text",),
}
#: What people choose and group by, beside the keys.
INDEXED = {
    "commitments": ("member_prefix", "plan_id", "action_plan_cycle", "completion", "early_results"),
    "milestones": ("completion", "end_date"),
    "plan_sections": ("kind",),
    "plans": ("member_prefix",),
    "irm_completion": ("rating",),
    "did_it_open_government": ("value", "rating"),
    "related": ("related_id",),
    "policy_areas": ("policy_area", "today"),
}

_TYPES = {"string": "TEXT", "integer": "INTEGER", "boolean": "INTEGER", "datetime": "TEXT", "list": "TEXT"}
#: English words by their stems, and letters without their accents.
_TOKENIZER = "porter unicode61 remove_diacritics 2"


def write(records: Iterable[Commitment], path: Path) -> None:
    """Make a database of all tables.

    Arguments:
        records: taken one by one; no ID may be there twice.
        path: where no file is yet.

    Raises OSError when the disk is full or the file cannot be written.

    """
    try:
        with closing(sqlite3.connect(path, isolation_level=None)) as database:
            # The file is nobody's until it is whole: a crash costs a file that is then thrown away.
            database.execute("PRAGMA journal_mode = OFF")
            database.execute("PRAGMA synchronous = OFF")
            database.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
            database.execute("BEGIN")
            for table in TABLES.values():
                database.execute(_create(table))
            _fill(database, records)
            for statement in _afterwards():
                database.execute(statement)
            database.execute("COMMIT")
            database.execute("ANALYZE")
    except sqlite3.OperationalError as error:
        raise OSError(None, str(error)) from error


def _create(table: Table) -> str:
    parts = [_declared(column, table) for column in table.columns]
    parts.append(f"PRIMARY KEY ({', '.join(map(_quoted, table.key))})")
    parts.extend(
        f"FOREIGN KEY ({_quoted(column)}) REFERENCES {_quoted(other)} ({_quoted(key)})"
        for column, (other, key) in table.references.items()
    )
    columns = ",\n  ".join(parts)
    return f"CREATE TABLE {_quoted(table.name)} (\n  {columns}\n)"


def _declared(column: Column, table: Table) -> str:
    text = f"{_quoted(column.name)} {_TYPES[column.type]}"
    if column.name in table.key:
        text += " NOT NULL"
    if column.type == "boolean":
        text += f" CHECK ({_quoted(column.name)} IN (0, 1))"
    return text


def _quoted(name: str) -> str:
    # Names are those of the models; quoted all the same, for some are words of SQL.
    return f'"{name}"'


def _fill(database: sqlite3.Connection, records: Iterable[Commitment]) -> None:
    statements = {
        name: f"INSERT INTO {_quoted(name)} VALUES ({', '.join('?' * len(table.columns))})"  # noqa: S608 - as above
        for name, table in TABLES.items()
    }

    def insert(name: str, rows: Iterable[Row]) -> None:
        database.executemany(statements[name], (tuple(map(_value, row)) for row in rows))

    fillings = {name: Filling(table) for name, table in TABLES.items()}
    for record in records:
        for name, filling in fillings.items():
            insert(name, filling.add(record))
    for name, filling in fillings.items():
        insert(name, filling.end())


def _value(value: Value) -> str | int | None:
    fitting = fit(value)
    if isinstance(fitting, datetime):
        return timestamp(fitting)
    return joined(fitting) if isinstance(fitting, list) else fitting


def _afterwards() -> Iterator[str]:
    """What is quicker once all rows are there."""
    for table, columns in INDEXED.items():
        for column in columns:
            yield f"CREATE INDEX {_quoted(f'{table}_{column}')} ON {_quoted(table)} ({_quoted(column)})"
    for table, columns in SEARCHED.items():
        # Datasette finds the search of a table by `content=`.
        listed = ", ".join(map(_quoted, columns))
        yield (
            f"CREATE VIRTUAL TABLE {_quoted(f'{table}_fts')} USING FTS5 "
            f'({listed}, content="{table}", tokenize="{_TOKENIZER}")'
        )
        yield f"INSERT INTO {_quoted(f'{table}_fts')} ({_quoted(f'{table}_fts')}) VALUES ('rebuild')"  # noqa: S608
