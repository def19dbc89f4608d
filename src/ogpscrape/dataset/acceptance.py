"""A member's pages taken: what was found becomes what is good, and the difference between the two is the events."""

import json
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from ogpscrape.commitment import Commitment
from ogpscrape.dataset.database import moment_of, time_text
from ogpscrape.dataset.events import SEALED, Event, Kind, digest_of, field_events, seal
from ogpscrape.dataset.store import SEALED_COMMITMENT, Dataset, fit, refresh_latest


def accept(dataset: Dataset, run_id: int, member: str, now: str, *, by_person: bool = False) -> list[Event]:
    """Accept all that was found of a member, in the transaction of the caller.

    Writes the events, and returns them without their titles and values.
    """
    taking = _Taking(dataset, run_id, member, now)
    events = taking.events(write=True)
    dataset.connection.execute(
        "UPDATE members SET accepted_run = ?, accepted_at = ?, refused_run = NULL, "
        "baseline_run = CASE WHEN ? THEN ? ELSE baseline_run END WHERE key = ?",
        (run_id, now, by_person, run_id, member),
    )
    return events


def foreseen(dataset: Dataset, member: str) -> list[Event]:
    """Return the events that accepting a member would make; nothing is written."""
    return _Taking(dataset, 0, member, "").events(write=False)


def fill_in(dataset: Dataset, run_id: int, record: Commitment, write: Callable[[], int]) -> list[Event] | None:
    """Put a version before the first one of a commitment, in the transaction of the caller; see `Run.fill_in`.

    `write` writes the version and its fetch, and returns its ID.
    """
    execute = dataset.connection.execute
    moment = time_text(record.source.retrieved_at) if record.source.retrieved_at else ""
    first = execute(
        "SELECT id, record, record_sha256, content_sha256, first_seen_at, EXISTS (SELECT 1 FROM fetches WHERE "
        "version_id = versions.id AND sha256 = ?) AS same_page FROM versions WHERE commitment_id = ? "
        "AND state = 'accepted' ORDER BY first_seen_at, id LIMIT 1",
        (record.source.sha256, record.id),
    ).fetchone()
    if not moment or (first is not None and first["first_seen_at"] <= moment):
        return None
    version_id = write()
    events: list[Event] = []
    content = digest_of(record.model_dump(mode="json"))
    if first is not None and (first["same_page"] or first["content_sha256"] == content):
        execute("UPDATE fetches SET version_id = ? WHERE version_id = ?", (first["id"], version_id))
        execute("DELETE FROM versions WHERE id = ?", (version_id,))
        version_id = first["id"]
    else:
        execute("UPDATE versions SET state = 'accepted', accepted_by = ? WHERE id = ?", (run_id, version_id))
    execute("UPDATE versions SET first_seen_at = ? WHERE id = ?", (moment, version_id))
    execute("UPDATE commitments SET first_seen_at = ? WHERE id = ? AND first_seen_at > ?", (moment, record.id, moment))
    if first is None:
        row = execute("SELECT * FROM commitments WHERE id = ?", (record.id,)).fetchone()
        values = {**dict(row), "version_id": version_id, "title": row["title"] or fit(record.title)}
        execute(
            "UPDATE commitments SET version_id = ?, title = ?, seal = ? WHERE id = ?",
            (version_id, values["title"], seal(values, SEALED_COMMITMENT), record.id),
        )
        refresh_latest(dataset.connection, [record.id])
    elif first["id"] != version_id:
        execute("UPDATE versions SET previous_id = ? WHERE id = ?", (version_id, first["id"]))
        later = dataset.verified(first["record"], first["record_sha256"], f"version {first['id']}")
        former = {**record.model_dump(mode="json"), "related": []}
        taking = _Taking(dataset, run_id, "", first["first_seen_at"])
        events = [taking.written(event) for event in field_events(record.id, former, later, "site")]
    return events


class _Taking:
    def __init__(self, dataset: Dataset, run_id: int, member: str, now: str) -> None:
        self._dataset = dataset
        self._execute = dataset.connection.execute
        self._run_id = run_id
        self._member = member
        self._now = now
        self._moment = moment_of(now) if now else None
        self._entries: dict[int, dict[str, dict[str, Any]]] = {}
        #: The records of the commitment at hand, which are looked at more than once.
        self._records: dict[int, dict[str, Any]] = {}

    def events(self, *, write: bool) -> list[Event]:
        rows = self._execute("SELECT * FROM commitments WHERE member = ? ORDER BY id", (self._member,)).fetchall()
        left, joined, entries = self._lists(rows)
        found: list[Event] = []
        fresh = []
        for row in rows:
            self._records.clear()
            events = list(self._events(row, row["id"] in left, row["id"] in joined, entries.get(row["id"])))
            if write:
                found += [self.written(event) for event in events]
                if self._take(row, row["id"] in left, row["id"] in joined, entries.get(row["id"])):
                    fresh.append(row["id"])
            else:
                found += events
        if write:
            refresh_latest(self._dataset.connection, fresh)
        return found

    def _lists(self, rows: list[sqlite3.Row]) -> tuple[set[str], set[str], dict[str, dict[str, Any]]]:
        """Return the IDs that left the lists, those that joined one, and the newest entry of each.

        An ID has left that was in a page's list before, is there no more, and in no list of a page that was
        checked since the member was accepted last.
        """
        execute = self._execute
        since = execute("SELECT accepted_run FROM members WHERE key = ?", (self._member,)).fetchone()[0] or 0
        left: set[str] = set()
        joined: set[str] = set()
        standing: set[str] = set()
        entries: dict[str, dict[str, Any]] = {}
        for row in rows:
            if (row["found"] or row["state"]) == "gone":
                continue
            if row["held_list_id"] is not None:
                now, before = self._list(row["held_list_id"]), self._list(row["list_id"])
                left |= before.keys() - now.keys()
                joined |= now.keys() - before.keys()
                entries |= now
            if (row["checked_run"] or 0) > since:
                standing |= self._list(row["held_list_id"] or row["list_id"]).keys()
        return left - standing, joined, entries

    def _list(self, list_id: int | None) -> dict[str, dict[str, Any]]:
        if list_id is None:
            return {}
        if list_id not in self._entries:
            row = self._execute("SELECT entries, sha256 FROM lists WHERE id = ?", (list_id,)).fetchone()
            entries = self._dataset.verified(row["entries"], row["sha256"], f"list {list_id}")
            self._entries[list_id] = {entry["id"]: entry for entry in entries}
        return self._entries[list_id]

    def _events(self, row: sqlite3.Row, left: bool, joined: bool, entry: dict[str, Any] | None) -> Iterator[Event]:
        state = row["found"] or row["state"]
        records = [(record, cause) for _, record, cause in self._chain(row)]
        title = records[-1][0]["title"] if records else row["title"] or (entry["title"] if entry else None)

        def event(kind: Kind) -> Event:
            return Event(kind, row["id"], title)

        if row["version_id"] is None and records and state != "gone":
            yield event("new")
        elif state == "gone" and row["state"] != "gone":
            yield event("gone")
        elif (row["state"] == "gone" and state != "gone") or (row["unlisted_at"] and joined and state != "gone"):
            yield event("back")
        elif left and not row["unlisted_at"] and state != "gone":
            yield event("unlisted")
        if row["version_id"] is not None:
            before = self._record(row["version_id"])
            for record, cause in records:
                yield from field_events(row["id"], before, record, cause)
                before = record
        elif not records and entry and row["title"] and entry["title"] and row["title"] != entry["title"]:
            yield Event("retitled", row["id"], entry["title"], "title", row["title"], entry["title"])

    def _chain(self, row: sqlite3.Row) -> list[tuple[int, dict[str, Any], Any]]:
        """Return the versions that lead from the good one to the one that is held: ID, record, cause."""
        found = []
        version_id = row["held_id"]
        while version_id is not None and version_id != row["version_id"]:
            version = self._execute("SELECT previous_id, cause FROM versions WHERE id = ?", (version_id,)).fetchone()
            found.append((version_id, self._record(version_id), version["cause"]))
            version_id = version["previous_id"]
        return found[::-1]

    def _record(self, version_id: int) -> dict[str, Any]:
        if version_id not in self._records:
            row = self._execute("SELECT record, record_sha256 FROM versions WHERE id = ?", (version_id,)).fetchone()
            what = f"version {version_id}"
            self._records[version_id] = self._dataset.verified(row["record"], row["record_sha256"], what)
        return self._records[version_id]

    def written(self, event: Event) -> Event:
        old, new = (None if value is None else json.dumps(value, ensure_ascii=True) for value in (event.old, event.new))
        title = fit(event.title) if event.title else None
        values = {
            "run_id": self._run_id,
            "seen_at": self._now,
            "kind": event.kind,
            "commitment_id": event.id,
            "title": title,
            "field": fit(event.field) if event.field else None,
            "old": old,
            "new": new,
            "cause": event.cause,
        }
        values["seal"] = seal(values, SEALED)
        marks = ", ".join(f":{name}" for name in values)
        row = self._execute(f"INSERT INTO events ({', '.join(values)}) VALUES ({marks})", values)
        # What was and what is of thousands of texts would fill the memory: the table has them.
        return replace(event, title=None, old=None, new=None, seen_at=self._moment, number=row.lastrowid)

    def _take(self, row: sqlite3.Row, left: bool, joined: bool, entry: dict[str, Any] | None) -> bool:
        """Let what was found of a commitment be good; return whether it has another record now."""
        pending = row["found"] or row["held_id"] or row["held_list_id"]
        relisted = joined and (row["unlisted_at"] or not row["was_listed"])
        if not (pending or relisted or (left and not row["unlisted_at"]) or self._is_renamed(row, entry)):
            return False
        good = self._take_versions(row) if row["held_id"] is not None else row["version_id"]
        state = row["found"] or row["state"]
        gone = state == "gone"
        title = entry["title"] if entry and entry["title"] else row["title"]
        if good is not None:
            title = self._record(good)["title"]
        now_gone = gone and row["state"] != "gone"
        values = {
            "id": row["id"],
            "state": state,
            "version_id": good,
            "list_id": row["held_list_id"] or row["list_id"],
            "title": fit(title) if title else None,
            "cycle": entry["cycle"] if entry and entry["cycle"] else row["cycle"],
            "policy_area": fit(entry["policy_area"]) if entry and entry["policy_area"] else row["policy_area"],
            "gone_run": (self._run_id if now_gone else row["gone_run"]) if gone else None,
            "gone_at": (self._now if now_gone else row["gone_at"]) if gone else None,
            "unlisted_at": row["unlisted_at"] or self._now if left else None if joined else row["unlisted_at"],
            "was_listed": row["was_listed"] or int(joined),
        }
        values["seal"] = seal(values, SEALED_COMMITMENT)
        names = ", ".join(f"{name} = :{name}" for name in values if name != "id")
        self._execute(
            f"UPDATE commitments SET {names}, found = NULL, held_id = NULL, held_list_id = NULL WHERE id = :id", values
        )
        return row["held_id"] is not None

    def _is_renamed(self, row: sqlite3.Row, entry: dict[str, Any] | None) -> bool:
        """Whether the list has other words for a commitment whose page was not read."""
        if entry is None:
            return False
        same = row["version_id"] is not None or not entry["title"] or row["title"] == fit(entry["title"])
        return not same

    def _take_versions(self, row: sqlite3.Row) -> int:
        """Accept the versions that lead to the one that is held, and return the good one."""
        chain = [version_id for version_id, _, _ in self._chain(row)]
        if len(chain) == 1 and row["version_id"] is not None and self._same_content(row["version_id"], chain[0]):
            # The page says the same: its record is read anew, and no version is made of that.
            self._execute("UPDATE fetches SET version_id = ? WHERE version_id = ?", (row["version_id"], chain[0]))
            self._execute(
                "UPDATE versions SET "
                "(parser, profile_id, characters, unclaimed, reading_sha256, record_sha256, record) "
                "= (SELECT parser, profile_id, characters, unclaimed, reading_sha256, record_sha256, record "
                "FROM versions WHERE id = ?) WHERE id = ?",
                (chain[0], row["version_id"]),
            )
            self._execute("UPDATE commitments SET held_id = NULL WHERE id = ?", (row["id"],))
            self._execute("UPDATE versions SET previous_id = NULL WHERE previous_id = ?", (chain[0],))
            self._execute("DELETE FROM versions WHERE id = ?", (chain[0],))
            return int(row["version_id"])
        for version_id in chain:
            self._execute(
                "UPDATE versions SET state = 'accepted', accepted_by = ? WHERE id = ?", (self._run_id, version_id)
            )
            own = self._execute("SELECT 1 FROM fetches WHERE version_id = ?", (version_id,)).fetchone()
            if own is None:  # another reading of the page that the one before it was read of
                self._execute(
                    "UPDATE fetches SET version_id = ? WHERE id = (SELECT MAX(id) FROM fetches WHERE version_id = "
                    "(SELECT previous_id FROM versions WHERE id = ?))",
                    (version_id, version_id),
                )
        return chain[-1]

    def _same_content(self, one: int, other: int) -> bool:
        query = "SELECT COUNT(DISTINCT content_sha256) FROM versions WHERE id IN (?, ?)"
        return bool(self._execute(query, (one, other)).fetchone()[0] == 1)
