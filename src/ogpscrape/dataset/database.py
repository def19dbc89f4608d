"""The SQLite file: opened, told from other files, brought up to today's schema; its errors in the user's words."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path

from ogpscrape.errors import DatasetError

#: "OGPS" in the file's header tells the dataset from any other SQLite file (https://sqlite.org/fileformat2.html).
APPLICATION_ID = 0x4F475053
FILE_NAME = "ogp.sqlite"
#: Seconds that a statement waits for another connection's transaction.
_PATIENCE = 30.0


def migrations() -> list[str]:
    """Return the SQL scripts that lead from nothing to today's schema; the n-th one makes version n."""
    folder = files(__package__) / "migrations"
    return [file.read_text(encoding="utf-8") for file in sorted(folder.iterdir(), key=lambda file: file.name)]


def connect(file: Path, *, write: bool, create: bool = False) -> sqlite3.Connection:
    """Open the database, with foreign keys checked and rows that know their column names.

    Arguments:
        file: the SQLite file.
        write: whether it is to be changed.
        create: whether it is made when it is not there.

    Raises DatasetError when it is not there, is damaged, is another program's or of a newer version.

    """
    if not create and not file.is_file():
        raise DatasetError("there is no dataset", where=str(file), hint="`ogpscrape sync KR --into FOLDER` makes one")
    with translated(file):
        connection = _opened(file, "rwc" if create else "rw" if write else "ro")
        try:
            _check_kind(connection, file)
            if write:
                _prepare(connection, file)
        except BaseException:
            connection.close()
            raise
    return connection


def _opened(file: Path, mode: str) -> sqlite3.Connection:
    connection = _connection(file, f"mode={mode}")
    if mode == "ro" and not _reads(connection):
        # In a folder that cannot be written, SQLite has no place for the WAL's index; without a WAL it needs none.
        connection.close()
        if not file.with_name(f"{file.name}-wal").exists():
            connection = _connection(file, "mode=ro&immutable=1")
        else:
            connection = _connection(file, "mode=ro")
    return connection


def _connection(file: Path, query: str) -> sqlite3.Connection:
    connection = sqlite3.connect(
        f"{file.absolute().as_uri()}?{query}", uri=True, isolation_level=None, timeout=_PATIENCE
    )
    connection.row_factory = sqlite3.Row
    connection.execute("PRAGMA foreign_keys = ON")
    return connection


def _reads(connection: sqlite3.Connection) -> bool:
    try:
        connection.execute("SELECT COUNT(*) FROM sqlite_master").fetchone()
    except sqlite3.OperationalError as error:
        if "unable to open" in str(error) or "readonly" in str(error):
            return False
        raise
    return True


def _check_kind(connection: sqlite3.Connection, file: Path) -> None:
    application = connection.execute("PRAGMA application_id").fetchone()[0]
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    tables = connection.execute("SELECT COUNT(*) FROM sqlite_master").fetchone()[0]
    if application != APPLICATION_ID and (tables or application):
        raise DatasetError("this is another program's database", where=str(file), hint="Name another folder")
    if version > len(migrations()):
        raise DatasetError(
            f"the dataset is of version {version}, and this ogpscrape knows versions up to {len(migrations())}",
            where=str(file),
            hint="A newer ogpscrape made it: upgrade, or name another folder",
        )


def _prepare(connection: sqlite3.Connection, file: Path) -> None:
    """Set the journal, look for damage, and run the migrations that are missing, each in one transaction."""
    damage = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
    if damage != "ok":
        raise damaged(file, damage)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    for number, script in enumerate(migrations()[version:], start=version + 1):
        connection.executescript(
            f"BEGIN IMMEDIATE;\n{script}\nPRAGMA application_id = {APPLICATION_ID};\n"
            f"PRAGMA user_version = {number};\nCOMMIT;"
        )


def version_of(connection: sqlite3.Connection) -> int:
    """Return the version of the schema that the file has."""
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """Do all of the block or nothing of it."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")


@contextmanager
def translated(file: Path) -> Iterator[None]:
    """Raise what SQLite and the file system complain of in the block as DatasetError, with what to do next."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        raise _in_words(error, file) from error
    except OSError as error:
        raise DatasetError(
            f"it cannot be written: {error.strerror or error}",
            where=error.filename or str(file.parent),
            hint="What was reported done is kept; the next run goes on there",
        ) from error


def _in_words(error: sqlite3.DatabaseError, file: Path) -> DatasetError:
    text = str(error)
    if "full" in text:
        return DatasetError(
            "the disk is full",
            where=str(file),
            hint="What was reported done is kept; make room, and the next run goes on there",
        )
    if "readonly" in text or "unable to open" in text:
        return DatasetError(f"it cannot be opened for this: {text}", where=str(file), hint="Check who may write there")
    if "locked" in text:
        return DatasetError("another program keeps it locked", where=str(file), hint="Close that program")
    if isinstance(error, sqlite3.OperationalError) and "I/O" not in text:
        return DatasetError(text, where=str(file))
    return damaged(file, text)


def damaged(file: Path, what: str) -> DatasetError:
    """Return what to tell the user of a database that SQLite cannot make sense of."""
    return DatasetError(
        f"the database is damaged: {' '.join(what.split())[:200]}",
        where=str(file),
        hint=f"`ogpscrape reparse {file.parent} --salvage` builds it anew from the pages that are kept",
    )


def time_text(moment: datetime) -> str:
    """Return a time as the dataset writes it: ISO 8601 in UTC to the second, which sorts as it should."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def moment_of(text: str) -> datetime:
    """Read a time that `time_text` wrote."""
    return datetime.fromisoformat(text)
