"""The face of the dataset: opened, and read."""

import json
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, Self

from ogpscrape.dataset import flat
from ogpscrape.dataset.bodies import Bodies
from ogpscrape.dataset.content import differences
from ogpscrape.dataset.database import (
    FILE_NAME,
    connect,
    migrations,
    moment_of,
    time_text,
    transaction,
    translated,
    version_of,
)
from ogpscrape.dataset.groups import Group, parse_group

if TYPE_CHECKING:
    from ogpscrape.commitment import Commitment

Cause = Literal["site", "parser"]


@dataclass(frozen=True)
class Change:
    """One field of one commitment that became another.

    Attributes:
        id: the commitment's ID.
        field: the field's path, as `overview.early_results`.
        old: the value before, as JSON has it; None when there was none.
        new: the value after; None when there is none any more.
        seen_at: when the change was first seen, UTC.
        cause: whether the site changed the page, or a newer parser reads the same page differently.

    """

    id: str
    field: str
    old: Any
    new: Any
    seen_at: datetime
    cause: Cause

    def as_json(self) -> dict[str, Any]:
        """Return it as `--changes` and `diff --format json` write it."""
        return {**vars(self), "seen_at": time_text(self.seen_at)}


def open_dataset(path: Path, *, create: bool = False) -> "Dataset":
    """Open a dataset, to read it; with `create` also to write it, and it is made when it is not there.

    Arguments:
        path: the folder, or the SQLite file in it.
        create: whether it may be made and changed.

    Raises DatasetError when it is not there, is damaged, is no dataset, or was made by a newer version.

    """
    file = path if path.is_file() or path.suffix == ".sqlite" else path / FILE_NAME
    if create:
        with translated(file):
            file.parent.mkdir(parents=True, exist_ok=True)
    dataset = Dataset(file, connect(file, write=create, create=create))
    if create:
        dataset.prepare()
    elif version_of(dataset.connection) < len(migrations()):
        dataset.connection.close()
        dataset = Dataset(file, connect(file, write=True))
    return dataset


class Dataset:
    """A dataset that is open."""

    def __init__(self, file: Path, connection: sqlite3.Connection) -> None:
        """Take the SQLite file and a connection to it."""
        self.file = file
        self.folder = file.parent
        self.connection = connection
        self.bodies = Bodies(self.folder / "pages")

    def latest(self, selectors: Sequence[str] = ()) -> Iterator["Commitment"]:
        """Read the latest accepted record of each commitment, one at a time, in the order of the IDs.

        Commitments whose page is gone from the site keep their last record.

        Arguments:
            selectors: IDs, or members by their prefix (`KR`; a member with two prefixes is meant by either); none for
                all.

        Raises UsageError for a selector that is neither.

        """
        from ogpscrape.commitment import Commitment

        for row in self.rows(
            "SELECT record FROM commitments JOIN versions ON versions.id = version_id", selectors, "commitments.id"
        ):
            yield Commitment.model_validate(json.loads(row["record"]))

    def newest(self, selectors: Sequence[str] = ()) -> Iterator["Commitment"]:
        """Read what the newest readable page of each commitment says, also where the gates held it back.

        Arguments and errors are those of `latest`.
        """
        from ogpscrape.commitment import Commitment

        for row in self.rows(
            "SELECT record FROM candidates JOIN versions ON versions.id = candidates.version_id",
            selectors,
            "candidates.commitment_id",
        ):
            yield Commitment.model_validate(json.loads(row["record"]))

    @property
    def accepted(self) -> bool:
        """Whether the last run that was judged passed its gates. A dataset without runs has nothing against it."""
        row = self.row("SELECT accepted FROM runs WHERE accepted IS NOT NULL ORDER BY id DESC LIMIT 1")
        return row is None or bool(row["accepted"])

    def last_changes(self) -> Iterator[Change]:
        """Read what the last judged run changed in records that were there before it, in the order of the IDs."""
        run = self.row("SELECT MAX(id) AS id FROM runs WHERE accepted IS NOT NULL")
        return self.changes_of_run(run["id"]) if run and run["id"] else iter(())

    def changes_of_run(self, run_id: int) -> Iterator[Change]:
        """Read the changes that were accepted at the end of a run."""
        return self.changes("versions.accepted_by = ?", (run_id,))

    def changes(self, condition: str, values: Sequence[Any], selectors: Sequence[str] = ()) -> Iterator[Change]:
        """Read the changes between accepted versions and the ones before them.

        Arguments:
            condition: SQL over the table `versions`.
            values: what its question marks stand for.
            selectors: as in `latest`.

        """
        found = self.rows(
            "SELECT versions.commitment_id AS id, versions.cause, versions.first_seen_at, versions.record AS new, "
            "former.record AS old FROM versions JOIN versions AS former ON former.id = versions.previous_id "
            f"WHERE versions.state = 'accepted' AND {condition}",
            selectors,
            "versions.commitment_id, versions.id",
            values,
        )
        for row in found:
            seen_at = moment_of(row["first_seen_at"])
            for one in differences(json.loads(row["old"]), json.loads(row["new"])):
                yield Change(row["id"], one.field, one.old, one.new, seen_at, row["cause"])

    def rows(
        self, query: str, selectors: Sequence[str], order: str, values: Sequence[Any] = ()
    ) -> Iterator[sqlite3.Row]:
        """Read the rows of a query, restricted to `selectors` by the ID that `order` begins with."""
        groups = [parse_group(text) for text in selectors]
        key = order.partition(",")[0]
        wanted, names = _restriction(key, groups)
        joint = "AND" if " WHERE " in query else "WHERE"
        with translated(self.file):
            yield from self.connection.execute(f"{query} {joint} {wanted} ORDER BY {order}", (*values, *names))

    def row(self, query: str, values: Sequence[Any] = ()) -> sqlite3.Row | None:
        """Read one row, or None."""
        with translated(self.file):
            found: sqlite3.Row | None = self.connection.execute(query, tuple(values)).fetchone()
            return found

    def prepare(self) -> None:
        """Make what is derived from the versions, where it is not as today's columns want it."""
        if not flat.is_current(self.connection):
            with self.writing():
                flat.rebuild(self.connection)

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


def _restriction(key: str, groups: Sequence[Group]) -> tuple[str, list[str]]:
    """Return the SQL that picks the commitments of `groups` by the column `key`, and its values."""
    if not groups:
        return "1", []
    parts, names = [], []
    for group in groups:
        if group.id:
            parts.append(f"{key} = ?")
            names.append(group.id)
        for prefix in group.prefixes:
            parts.append(f"rtrim({key}, '0123456789') = ?")
            names.append(prefix)
    return f"({' OR '.join(parts)})", names
