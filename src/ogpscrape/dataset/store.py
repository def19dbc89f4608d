"""The face of the dataset: opened, and read. Who reads gets the last good records, whatever the last run found.

The table `latest` is the flat table of all good records, as columns that any SQLite tool can sort and search. It is
derived from `versions` alone. Its columns are those of the flat table `commitments`; when they are no longer the same
as in the file, the table is made again.
"""

import difflib
import json
import re
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any, Self

from ogpscrape.commitment import Commitment
from ogpscrape.dataset.bodies import Bodies
from ogpscrape.dataset.database import FILE_NAME, connect, damaged, time_text, transaction, translated
from ogpscrape.dataset.events import Event, event_of, seal
from ogpscrape.errors import ChangedError, DatasetError, NotACommitmentError, UsageError
from ogpscrape.selection import Group, Selection, read_selection
from ogpscrape.writing.columns import Column, Value
from ogpscrape.writing.tables import TABLES


def open_dataset(path: Path, *, create: bool = False) -> "Dataset":
    """Open a dataset, to read it; with `create` also to write it, and it is made when it is not there.

    Arguments:
        path: the folder, or the SQLite file in it.
        create: whether it may be made and changed.

    Raises DatasetError when it is not there, is damaged, is not a dataset, or was made by another version.

    """
    file = path if path.is_file() or path.suffix == ".sqlite" else path / FILE_NAME
    if create:
        with translated(file):
            file.parent.mkdir(parents=True, exist_ok=True)
    dataset = Dataset(file, connect(file, write=create, create=create))
    if create:
        dataset.prepare()
    return dataset


class Dataset:
    """A dataset that is open."""

    def __init__(self, file: Path, connection: sqlite3.Connection) -> None:
        """Take the SQLite file and a connection to it."""
        self.file = file
        self.folder = file.parent
        self.connection = connection
        self.bodies = Bodies(self.folder / "pages")

    def latest(self, selectors: Selection | Sequence[str] = (), *, held: bool = False) -> Iterator[Commitment]:
        """Read the last good record of each commitment, one at a time, in the order of the IDs.

        Commitments whose page is gone from the site keep their last record.

        Arguments:
            selectors: what is wanted, or any spelling of it (`KR0017`, `KR`, `korea`); none for all.
            held: whether to read what is held back by the gates in the place of the good records.

        Raises UsageError for a spelling that cannot be read, DatasetError when what is read is damaged.

        """
        version, list_id = ("version_id", "list_id")
        if held:
            version, list_id = "COALESCE(held_id, version_id)", "COALESCE(held_list_id, list_id)"
        query = (
            f"SELECT {', '.join(f'commitments.{name}' for name in SEALED_COMMITMENT)}, seal, "
            "versions.commitment_id AS owner, record, record_sha256, entries, lists.sha256 AS list_sha256 "
            f"FROM commitments LEFT JOIN versions ON versions.id = {version} "
            f"LEFT JOIN lists ON lists.id = {list_id} WHERE {version} IS NOT NULL"
        )
        for row in self.rows(query, selectors, "commitments.id"):
            yield self.record(row)

    def record(self, row: sqlite3.Row) -> Commitment:
        """Make the record of a row of a commitment with its version and its list. Raises DatasetError."""
        if row["owner"] != row["id"] or (row["version_id"] is not None and row["seal"] != seal(row, SEALED_COMMITMENT)):
            raise damaged(self.file, f"the record of {row['id']} is not the one that was written")
        record = self.verified(row["record"], row["record_sha256"], row["id"])
        if row["entries"] is not None:
            record["related"] = self.verified(row["entries"], row["list_sha256"], f"the list of {row['id']}")
        return Commitment.model_validate(record)

    def verified(self, text: str, digest: str, what: str) -> Any:
        """Return a JSON text read, whose digest is compared with the stored one. Raises DatasetError."""
        if sha256(text.encode()).hexdigest() != digest:
            raise damaged(self.file, f"{what} is not what was written: its digest differs")
        return json.loads(text)

    def notice(self, selectors: Selection | Sequence[str] = ()) -> str | None:
        """Return what a reader of the good records should be told once, or None.

        It reads `as of 2026-03-01; 48 newer pages of Republic of Korea are held`. `selectors` are those of `latest`.
        """
        rows = self.rows(
            "SELECT members.name, members.accepted_at, COUNT(*) AS pages FROM commitments JOIN members "
            f"ON members.key = commitments.member WHERE {HELD}",
            selectors,
            "commitments.id",
            group="members.key",
        )
        held = [(row["name"], row["accepted_at"], row["pages"]) for row in rows]
        if not held:
            return None
        since = min((at[:10] for _, at, _ in held if at), default=None)
        pages = [f"{number} newer page{'' if number == 1 else 's'} of {name}" for name, _, number in sorted(held)]
        verb = "is" if [number for _, _, number in held] == [1] else "are"
        told = f"{', '.join(pages[:3])}{f' and {len(pages) - 3} more members' if len(pages) > 3 else ''} {verb} held"
        return f"as of {since}; {told}" if since else told

    def last_events(self, selectors: Selection | Sequence[str] = ()) -> Iterator[Event]:
        """Read what the last run that came to an end changed, in the order of the IDs."""
        return self.events("run_id = (SELECT MAX(id) FROM runs WHERE outcome <> 'running')", (), selectors)

    def events_since(self, since: datetime, selectors: Selection | Sequence[str] = ()) -> Iterator[Event]:
        """Read what was accepted at a time or later, in the order of the IDs."""
        return self.events(f"{_WHEN} >= ?", (time_text(since),), selectors)

    def events(
        self, condition: str, values: Sequence[Any], selectors: Selection | Sequence[str] = ()
    ) -> Iterator[Event]:
        """Read events. `condition` is SQL over the table `events`, and `values` what its question marks stand for."""
        rows = self.rows(f"SELECT * FROM events WHERE {condition}", selectors, f"commitment_id, {_WHEN}, id", values)
        for row in rows:
            try:
                event = event_of(row)
            except (ValueError, DatasetError) as error:
                raise damaged(self.file, f"event {row['id']}: {error}") from error
            yield event

    def rows(
        self,
        query: str,
        selectors: Selection | Sequence[str],
        order: str,
        values: Sequence[Any] = (),
        group: str | None = None,
    ) -> Iterator[sqlite3.Row]:
        """Read the rows of a query, restricted to `selectors` by the ID that `order` begins with."""
        groups = (selectors if isinstance(selectors, Selection) else read_selection(selectors)).groups
        wanted, names = _restriction(order.partition(",")[0], groups)
        joint = "AND" if " WHERE " in query else "WHERE"
        grouped = f" GROUP BY {group}" if group else ""
        with translated(self.file):
            found = self.connection.execute(f"{query} {joint} {wanted}{grouped} ORDER BY {order}", (*values, *names))
            # `yield from` would close the cursor with the generator: after the database that is an error.
            for row in found:  # noqa: UP028
                yield row

    def row(self, query: str, values: Sequence[Any] = ()) -> sqlite3.Row | None:
        """Read one row, or None."""
        with translated(self.file):
            found: sqlite3.Row | None = self.connection.execute(query, tuple(values)).fetchone()
            return found

    def see_known(self, wanted: Selection) -> None:
        """Raise UsageError, naming near ones, when the dataset has nothing of something that is wanted."""
        for group in wanted.groups:
            restriction, names = _restriction("id", [group])
            if self.row(f"SELECT 1 FROM commitments WHERE {restriction} LIMIT 1", names) is None:
                column = "id" if group.id else "prefix"
                there = self.connection.execute(f"SELECT DISTINCT {column} FROM commitments ORDER BY 1")
                near = difflib.get_close_matches(group.name, [row[0] for row in there], 3, 0.5)
                raise UsageError(
                    f"the dataset has nothing of {group.name}",
                    where=str(self.folder),
                    hint=f"Near it are {', '.join(near)}" if near else "`ogpscrape status` says what it has",
                )

    def prepare(self) -> None:
        """Make what is derived from the versions, where it is not as today's columns want it."""
        with translated(self.file):
            current = _is_current(self.connection)
        if not current:
            with self.writing():
                _make_latest(self.connection)

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Write all of the block in one transaction, or nothing of it. Raises DatasetError when that fails."""
        with translated(self.file), transaction(self.connection):
            yield

    def close(self) -> None:
        """Close the file."""
        self.connection.close()

    def __enter__(self) -> Self:
        """Return itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close."""
        self.close()


#: SQL over `commitments`: what was found of it is not accepted yet.
PENDING = "(held_id IS NOT NULL OR (found = 'gone' AND state IS NOT 'gone'))"

#: SQL over `commitments` joined with `members`: newer pages of it are held back, or could not be read at all.
HELD = (
    f"(refused_run IS NOT NULL AND ({PENDING} OR EXISTS (SELECT 1 FROM failures WHERE failures.commitment_id = "
    f"commitments.id AND failures.run_id = refused_run AND word IN ('{ChangedError.word}', "
    f"'{NotACommitmentError.word}'))))"
)


#: SQL over `events`: when it was. A time that is still to come, of a clock that was wrong, counts as the next run's.
_WHEN = (
    "CASE WHEN seen_at <= strftime('%Y-%m-%dT%H:%M:%SZ', 'now') THEN seen_at ELSE COALESCE((SELECT started_at "
    "FROM runs WHERE runs.id > run_id ORDER BY runs.id LIMIT 1), strftime('%Y-%m-%dT%H:%M:%SZ', 'now')) END"
)

#: The columns of `commitments` that its seal is over.
SEALED_COMMITMENT = ("id", "state", "version_id", "list_id", "title", "cycle", "policy_area")


def _restriction(key: str, groups: Sequence[Group]) -> tuple[str, list[str]]:
    """Return the SQL that picks the commitments of `groups` by the column `key`, and its values."""
    if not groups:
        return "1", []
    parts, names = [], []
    for group in groups:
        if group.id:
            parts.append(f"{key} = ?")
            names.append(group.id)
        elif not group.prefixes and group.slug:
            parts.append(f"rtrim({key}, '0123456789') IN (SELECT prefix FROM commitments WHERE member_slug = ?)")
            names.append(group.slug)
        for prefix in group.prefixes:
            parts.append(f"rtrim({key}, '0123456789') = ?")
            names.append(prefix)
    return f"({' OR '.join(parts)})", names


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


def _is_current(connection: sqlite3.Connection) -> bool:
    """Tell whether the table has today's columns."""
    there = [row["name"] for row in connection.execute("PRAGMA table_info(latest)")]
    return there == ["version_id", *(column.name for column in _columns())]


def _make_latest(connection: sqlite3.Connection) -> None:
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
    refresh_latest(connection, [row["id"] for row in connection.execute("SELECT id FROM commitments ORDER BY id")])


def refresh_latest(connection: sqlite3.Connection, commitment_ids: Iterable[str]) -> None:
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
