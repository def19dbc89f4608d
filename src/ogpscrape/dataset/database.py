"""The SQLite file: opened, told from other files, brought up to today's schema; its lock; its errors in words."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path

from ogpscrape.errors import BusyError, DatasetError, InputError

#: "OGPS" in the file's header tells the dataset from any other SQLite file (https://sqlite.org/fileformat2.html).
APPLICATION_ID = 0x4F475053
FILE_NAME = "ogp.sqlite"
JOURNAL_NAME = "journal.jsonl"
#: What to do where there is no dataset.
MAKES_ONE = "`ogpscrape sync KR --data FOLDER` makes a dataset"
_LOCK_NAME = ".lock"
#: Seconds that a statement waits for another connection's transaction.
_PATIENCE = 30.0


def migrations() -> list[str]:
    """Return the SQL scripts that lead from nothing to today's schema; the n-th one makes version n."""
    folder = files(__package__) / "migrations"
    return [file.read_text(encoding="utf-8") for file in sorted(folder.iterdir(), key=lambda file: file.name)]


@contextmanager
def only_run(folder: Path, *, wait: bool = False, create: bool = False) -> Iterator[None]:
    """Hold the lock of a dataset while the block lasts; the system releases it however the process dies.

    Arguments:
        folder: the dataset's.
        wait: whether to wait for another run to end, however long.
        create: whether the folder is made when it is not there.

    Raises BusyError when another run holds it, DatasetError when the lock cannot be made.

    """
    from filelock import FileLock, Timeout

    lock = FileLock(folder / _LOCK_NAME)
    try:
        if create:
            folder.mkdir(parents=True, exist_ok=True)
        elif not folder.is_dir():
            raise InputError.missing(folder, MAKES_ONE)
        lock.acquire(timeout=-1 if wait else 0)
    except Timeout as error:
        raise BusyError(
            "another run is at work on this dataset", where=str(folder), hint="Wait for it, or give --wait"
        ) from error
    except OSError as error:
        raise DatasetError(
            f"it cannot be written: {error.strerror or error}", where=str(folder), hint="Check who may write there"
        ) from error
    try:
        yield
    finally:
        lock.release()


def connect(file: Path, *, write: bool = False, create: bool = False) -> sqlite3.Connection:
    """Open the database, with foreign keys checked and rows that know their column names.

    Who reads never changes the file. Who writes brings it up to today's schema first, in one transaction.

    Arguments:
        file: the SQLite file.
        write: whether it is to be changed.
        create: whether it is made when it is not there.

    Raises DatasetError when it is not there, is damaged, is another program's or of another version.

    """
    _see_that_it_is_there(file, create=create)
    with translated(file):
        connection = _connection(file, f"mode={'rwc' if create else 'rw'}") if write else _opened_to_read(file)
        try:
            if write:
                connection.execute("PRAGMA journal_mode = WAL")
                connection.execute("PRAGMA synchronous = FULL")
                connection.execute("PRAGMA cache_size = -200")  # in KiB: a run reads each row once
            _bring_up_to_date(connection, file, write=write)
            _look_for_damage(connection, file, write=write)
        except BaseException:
            connection.close()
            raise
    return connection


def _bring_up_to_date(connection: sqlite3.Connection, file: Path, *, write: bool) -> None:
    version = _version_of(connection, file)
    if write and version < len(migrations()):
        _migrate(connection, file)
    elif version < len(migrations()):
        raise _too_old(file, version)


def _look_for_damage(connection: sqlite3.Connection, file: Path, *, write: bool) -> None:
    damage = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
    if damage != "ok":
        raise damaged(file, damage)
    # A row that is written now could get the number of one that is lost, and be taken for it.
    lost = connection.execute("PRAGMA foreign_key_check").fetchone() if write else None
    if lost is not None:
        raise damaged(file, f"rows of {lost[0]} refer to what is not there")


def _see_that_it_is_there(file: Path, *, create: bool) -> None:
    """Raise InputError where there is no folder, DatasetError where there is no database, or pages tell of one."""
    try:
        there = file.is_file()
        empty = not there or file.stat().st_size == 0
        journal = (file.parent / "pages" / JOURNAL_NAME).is_file()
    except OSError as error:
        raise DatasetError(f"it cannot be opened: {error.strerror or error}", where=str(file)) from error
    if file.name == FILE_NAME and empty and journal:
        raise damaged(file, "it is missing or empty, and there are pages beside it")
    if not create and not there:
        if not file.parent.is_dir():
            raise InputError.missing(file.parent, MAKES_ONE)
        raise DatasetError("there is no dataset in this folder", where=str(file.parent), hint=MAKES_ONE)


def _opened_to_read(file: Path) -> sqlite3.Connection:
    connection = _connection(file, "mode=ro")
    if not _reads(connection):
        # In a folder that cannot be written, SQLite has no place for the WAL's index; without a WAL it needs none.
        connection.close()
        immutable = "" if file.with_name(f"{file.name}-wal").exists() else "&immutable=1"
        connection = _connection(file, f"mode=ro{immutable}")
    return connection


def _connection(file: Path, query: str) -> sqlite3.Connection:
    connection = sqlite3.connect(
        f"{file.absolute().as_uri()}?{query}", uri=True, isolation_level=None, timeout=_PATIENCE
    )
    connection.row_factory = sqlite3.Row
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA cell_size_check = ON")
    return connection


def _reads(connection: sqlite3.Connection) -> bool:
    try:
        connection.execute("SELECT COUNT(*) FROM sqlite_master").fetchone()
    except sqlite3.OperationalError as error:
        if "unable to open" in str(error) or "readonly" in str(error):
            return False
        raise
    return True


def _version_of(connection: sqlite3.Connection, file: Path) -> int:
    """Return the version of the schema, 0 of a file in which nothing is yet."""
    application = connection.execute("PRAGMA application_id").fetchone()[0]
    version = int(connection.execute("PRAGMA user_version").fetchone()[0])
    tables = connection.execute("SELECT COUNT(*) FROM sqlite_master").fetchone()[0]
    if application != APPLICATION_ID and (tables or application):
        raise DatasetError("this is another program's database", where=str(file), hint="Name another folder")
    if version > len(migrations()):
        raise DatasetError(
            f"the dataset is of version {version}, and this ogpscrape knows versions up to {len(migrations())}",
            where=str(file),
            hint="A newer ogpscrape made it: upgrade, or name another folder",
        )
    return version


def _too_old(file: Path, version: int) -> DatasetError:
    if version == 0:
        return DatasetError("nothing is in this dataset yet", where=str(file), hint="Wait for its first run to begin")
    return DatasetError(
        f"the dataset is of version {version}, older than this ogpscrape",
        where=str(file),
        hint=f"`ogpscrape reparse --data {file.parent}` brings it up to date",
    )


def _migrate(connection: sqlite3.Connection, file: Path) -> None:
    """Run the migrations that are missing, and write the version, in one transaction."""
    with transaction(connection):
        version = _version_of(connection, file)  # another process may have been faster
        for script in migrations()[version:]:
            for statement in _statements(script):
                connection.execute(statement)
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version = {len(migrations())}")


def _statements(script: str) -> Iterator[str]:
    """Return the statements of a script; `executescript` would end the transaction first."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if line.rstrip().endswith(";") and sqlite3.complete_statement(statement):
            yield statement
            statement = ""
    if statement.strip():
        yield statement


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """Do all of the block or nothing of it."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


@contextmanager
def translated(file: Path) -> Iterator[None]:
    """Raise what SQLite and the file system complain of in the block as DatasetError, with what to do next."""
    try:
        yield
    except sqlite3.Error as error:
        raise _in_words(error, file) from error
    except UnicodeDecodeError as error:  # in SQLite's own message, when it quotes what is damaged
        raise damaged(file, "there is text in it that is not text") from error
    except OSError as error:
        raise DatasetError(
            f"it cannot be written: {error.strerror or error}",
            where=error.filename or str(file.parent),
            hint="What was reported done is kept; the next run goes on there",
        ) from error


def _in_words(error: sqlite3.Error, file: Path) -> DatasetError:
    text = str(error)
    if "full" in text:
        return DatasetError(
            "the disk is full",
            where=str(file),
            hint="What was reported done is kept; make room, and the next run goes on there",
        )
    if getattr(error, "sqlite_errorname", "").startswith("SQLITE_IOERR"):  # also where a quota is used up
        return DatasetError(
            f"the disk refuses: {text}",
            where=str(file),
            hint="Check the disk, and your quota on it. What was reported done is kept; the next run goes on there",
        )
    if "readonly" in text or "unable to open" in text:
        return DatasetError(f"it cannot be opened for this: {text}", where=str(file), hint="Check who may write there")
    if "locked" in text:
        return DatasetError("another program keeps it locked", where=str(file), hint="Close that program")
    return damaged(file, text)


def damaged(file: Path, what: str) -> DatasetError:
    """Return what to tell the user of a database that makes no sense."""
    return DatasetError(
        f"the database is damaged: {' '.join(what.split())[:200]}",
        where=str(file),
        hint=f"`ogpscrape reparse --data {file.parent} --salvage` builds it anew from the pages that are kept",
    )


class SetClock:
    """Tells the time that it was set to, as when something is recorded that happened then."""

    def __init__(self) -> None:
        self.now = datetime.now(UTC)

    def __call__(self) -> datetime:
        """Return it."""
        return self.now


def time_text(moment: datetime) -> str:
    """Return a time as the dataset writes it: ISO 8601 in UTC to the second, which sorts as it should."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def moment_of(text: str) -> datetime:
    """Read a time that `time_text` wrote. Raises DatasetError for one that it did not write."""
    try:
        return datetime.fromisoformat(text)
    except (ValueError, TypeError) as error:
        raise DatasetError(
            f"{text!r} is not a time: the database is damaged", hint="`ogpscrape check` says more"
        ) from error
