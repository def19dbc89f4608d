"""One run on a dataset: begun, each page recorded with its record in one transaction, finished by the gates.

What is recorded waits beside what is accepted: `found`, `held_id` and `held_list_id` of a commitment. Nothing of it is
only in memory, so a run that is killed at any moment is gone on with by the next one as if it had never ended.
"""

import json
from collections.abc import Callable, Iterable
from datetime import datetime
from hashlib import sha256
from typing import Any, Literal
from urllib.parse import urlsplit

from ogpscrape import __version__
from ogpscrape.commitment import Commitment
from ogpscrape.dataset import acceptance, outbox
from ogpscrape.dataset.database import time_text, translated
from ogpscrape.dataset.events import Cause, Event, digest, digest_of, reading_digest_of
from ogpscrape.dataset.finding import know, take_list
from ogpscrape.dataset.gates import BrokenGate, profile_of
from ogpscrape.dataset.store import Dataset, fit
from ogpscrape.errors import OgpscrapeError, OutputError
from ogpscrape.identifiers import Selector, parse_address
from ogpscrape.page import Page
from ogpscrape.sources import Answer
from ogpscrape.writing.records_json import dumps

PARSER = f"ogpscrape {__version__}"

Clock = Callable[[], datetime]
What = Literal["new", "changed", "unchanged"]


class Run:
    """Writes for one run."""

    def __init__(
        self, dataset: Dataset, clock: Clock, command: str, selectors: str, changes_file: str | None = None
    ) -> None:
        """Begin a run. One that was killed before is closed as interrupted.

        Arguments:
            dataset: open for writing, under its lock.
            clock: tells UTC.
            command: what is run, for the table `runs`.
            selectors: what it was asked for.
            changes_file: the absolute path of the file that its events are appended to, or None.

        """
        self.dataset = dataset
        self._clock = clock
        self._execute = dataset.connection.execute
        self.changes_file = changes_file
        #: Why --changes files could not be written when the run was closed; what waits for them waits on.
        self.undelivered: list[OutputError] = []
        with self.dataset.writing():
            self._execute("UPDATE runs SET outcome = 'interrupted', journaled = '' WHERE outcome = 'running'")
            row = self._execute(
                "INSERT INTO runs (command, selectors, parser, started_at, outcome) VALUES (?, ?, ?, ?, 'running')",
                (command, selectors, PARSER, self.now()),
            )
        self.id = int(row.lastrowid or 0)
        self._write_down_ends()

    def now(self) -> str:
        """Return the time as the dataset writes it."""
        return time_text(self._clock())

    def expect(self, selectors: Iterable[Selector]) -> None:
        """Make commitments known that an archive knows, whether or not the site still lists them."""
        with self.dataset.writing():
            for one in selectors:
                know(self.dataset, self.now(), one.id, one.slug, "listed")

    def keep_body(self, commitment_id: str, page: Page) -> None:
        """Keep the body of a page that was just got, before anything reads it."""
        with translated(self.dataset.file):
            self.dataset.bodies.store(page, commitment_id)

    def record(self, answer: Answer, record: Commitment, reread: Commitment | None = None) -> What:
        """Write a page with its record, and return what the record is to the one before it.

        `reread` is what today's parser reads of the good page, when another parser read that: so the site is not blamed
        for what a newer parser reads differently.
        """
        with self.dataset.writing():
            fetch_id = self._fetch(record.id, answer)
            slug = _slug_that_answered(answer.page) or record.member.slug
            know(self.dataset, self.now(), record.id, slug, "present", record.member.name)
            self._seen(record.id, "present")
            return self._place(record.id, fetch_id, record, "site", reread)

    def fill_in(self, answer: Answer, record: Commitment) -> list[Event] | None:
        """Put a page before the first one that the dataset has of a commitment, as a version of its own time.

        The good record stays what it is, unless there was none at all. One that reads as the first version does makes
        that one older. No gate judges it, for it replaces nothing.

        Returns the events that lead from it to what follows, or None for a page that is not older than the first one.
        """
        with self.dataset.writing():
            return acceptance.fill_in(self.dataset, self.id, record, lambda: self._filled_in(answer, record))

    def _filled_in(self, answer: Answer, record: Commitment) -> int:
        """Write a fetch and a version of it, which nothing refers to yet."""
        fetch_id = self._fetch(record.id, answer, older=True)
        version = self._add(record.id, record, record.model_dump(mode="json"), "site", None)
        self._point(fetch_id, version)
        return version

    def read_again(self, commitment_id: str, fetch_id: int, record: Commitment, *, newer: bool) -> What:
        """Write what today's parser reads of a page that was got before.

        `newer` says that the page is not the one that the good record was read of.
        """
        with self.dataset.writing():
            return self._place(commitment_id, fetch_id, record, "site" if newer else "parser", None)

    def unchanged(self, commitment_id: str, answer: Answer) -> None:
        """Write that a page is as it was, with the validators that it has now."""
        with self.dataset.writing():
            self._seen(commitment_id, "present")
            self._execute(
                "UPDATE fetches SET etag = ?, last_modified = ? WHERE id = (SELECT MAX(id) FROM fetches "
                "WHERE commitment_id = ? AND version_id IS NOT NULL) AND (etag IS NOT ? OR last_modified IS NOT ?)",
                (answer.etag, answer.last_modified, commitment_id, answer.etag, answer.last_modified),
            )

    def gone(self, commitment_id: str, error: OgpscrapeError, answer: Answer | None = None) -> bool:
        """Write that a page is gone, and return whether that is new. Its record stays."""
        now = self.now()
        self._write_down({"gone": commitment_id, "at": now})
        with self.dataset.writing():
            self._failure(commitment_id, error, answer, now)
            row = self._execute("SELECT state, found FROM commitments WHERE id = ?", (commitment_id,)).fetchone()
            self._drop_held(commitment_id)
            self._execute("UPDATE commitments SET held_list_id = NULL WHERE id = ?", (commitment_id,))
            self._seen(commitment_id, "gone")
        return bool((row["found"] or row["state"]) != "gone")

    def failed(self, commitment_id: str, error: OgpscrapeError, answer: Answer | None = None) -> None:
        """Write why a page could not be had or read. It stays due; a body that came is kept for study."""
        with self.dataset.writing():
            self._failure(commitment_id, error, answer)

    def finish(
        self,
        outcome: str,
        accepted: Iterable[str],
        broken: Iterable[BrokenGate] = (),
        *,
        message: str | None = None,
        by_person: bool = False,
        **counts: float,
    ) -> list[Event]:
        """Accept members, hold back others, close the run: all in one transaction. Then hand out the events.

        Arguments:
            outcome: a word of `runs.outcome`.
            accepted: the members whose pages are taken, by their keys.
            broken: the gates that did not hold; the members that they name are held back.
            message: why the run stopped before its end.
            by_person: whether somebody takes what broke gates; then later runs are compared with that.
            counts: columns of `runs`, which are added up with what was accepted.

        Returns the events, without their titles and values. Raises DatasetError. A --changes file that cannot be
        written is not a reason for anything to be undone: see `undelivered`.

        """
        with self.dataset.writing():
            for gate in broken:
                self._broken(gate)
            events = []
            for key in sorted(accepted):
                events += acceptance.accept(self.dataset, self.id, key, self.now(), by_person=by_person)
            if self.changes_file:
                outbox.put(self.dataset.connection, self.id, self.changes_file)
            self._close(outcome, message, events, counts)
        self._write_down_ends()
        self.undelivered = outbox.hand_out(self.dataset, self.changes_file)
        return events

    def _close(self, outcome: str, message: str | None, events: list[Event], counts: dict[str, float]) -> None:
        told = {kind: len({event.id for event in events if event.kind == kind}) for kind in ("new", "changed", "gone")}
        values = {**told, **counts, "outcome": outcome, "message": message, "ended_at": self.now()}
        names = ", ".join(f"{name} = :{name}" for name in values)
        totals = (
            "commitments = (SELECT COUNT(*) FROM commitments WHERE state = 'present'), "
            "versions = (SELECT COUNT(*) FROM versions), fetches = (SELECT COUNT(*) FROM fetches), "
            "events = (SELECT COUNT(*) FROM events)"
        )
        self._execute(f"UPDATE runs SET {names}, {totals} WHERE id = :id", {**values, "id": self.id})

    def _write_down_ends(self) -> None:
        """Take down in the journal how runs ended that are not in it yet."""
        rows = self._execute(
            "SELECT id, ended_at FROM runs WHERE journaled IS NULL AND outcome <> 'running'"
        ).fetchall()
        for row in rows:
            members = self._execute("SELECT key, accepted_run, refused_run, baseline_run FROM members").fetchall()
            accepted = [member["key"] for member in members if member["accepted_run"] == row["id"]]
            refused = [member["key"] for member in members if member["refused_run"] is not None]
            by_person = any(member["baseline_run"] == row["id"] for member in members)
            changes = outbox.file_of(self.dataset, row["id"])
            said = {"accepted": accepted, "refused": refused, "by_person": by_person, "changes": changes}
            entry = {"ended": row["id"], "at": row["ended_at"], **said}
            self._write_down(entry)
            with self.dataset.writing():
                self._execute("UPDATE runs SET journaled = ? WHERE id = ?", (digest(entry), row["id"]))

    def _write_down(self, entry: dict[str, Any]) -> None:
        with translated(self.dataset.file):
            self.dataset.bodies.write_down(entry)

    def _broken(self, gate: BrokenGate) -> None:
        self._execute(
            "INSERT INTO broken_gates (run_id, members, gate, field, message, examples) VALUES (?, ?, ?, ?, ?, ?)",
            (self.id, " ".join(gate.members), gate.gate, gate.field, gate.message, " ".join(gate.examples)),
        )
        for key in gate.members:
            self._execute("UPDATE members SET refused_run = ? WHERE key = ?", (self.id, key))

    def _fetch(self, commitment_id: str, answer: Answer, *, older: bool = False) -> int:
        """Write that a page was got. The fetch with the greatest ID is the newest; `older` ones get IDs below all."""
        page = answer.page
        know(self.dataset, self.now(), commitment_id, None, "listed")
        said = {
            "commitment_id": commitment_id,
            "sha256": page.sha256,
            "url": page.url,
            "final_url": page.final_url,
            "retrieved_at": time_text(page.retrieved_at) if page.retrieved_at else None,
            "status": page.status,
            "media_type": page.media_type,
            "charset": page.charset,
            "via": page.via,
            "archive_url": page.archive_url,
            "etag": answer.etag,
            "last_modified": answer.last_modified,
        }
        self._write_down({"older" if older else "got": self.id, **said})
        self._execute(
            "INSERT INTO pages (sha256, bytes, first_seen_at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
            (page.sha256, len(page.body), self.now()),
        )
        before = self._execute("SELECT MIN(id, 0) - 1 FROM (SELECT MIN(id) AS id FROM fetches)").fetchone()
        values = {"id": before[0] if older else None, "run_id": self.id, **said}
        row = self._execute(
            f"INSERT INTO fetches ({', '.join(values)}) VALUES (?{', ?' * (len(values) - 1)})", tuple(values.values())
        )
        return int(row.lastrowid or 0)

    def _seen(self, commitment_id: str, found: str) -> None:
        """Write that the site was asked for a page, and what was found unless that is accepted already."""
        self._execute(
            "UPDATE commitments SET checked_at = ?, checked_run = ?, found = CASE WHEN state IS ? THEN NULL ELSE ? END "
            "WHERE id = ?",
            (self.now(), self.id, found, found, commitment_id),
        )

    def _failure(
        self, commitment_id: str, error: OgpscrapeError, answer: Answer | None = None, now: str | None = None
    ) -> None:
        fetch_id = self._fetch(commitment_id, answer) if answer else None
        self._execute(
            "INSERT INTO failures (run_id, commitment_id, fetch_id, seen_at, word, message) VALUES (?, ?, ?, ?, ?, ?)",
            (self.id, commitment_id, fetch_id, now or self.now(), error.word, fit(str(error))),
        )

    def _place(
        self, commitment_id: str, fetch_id: int, record: Commitment, cause: Cause, reread: Commitment | None
    ) -> What:
        """Write a record, held back until it is accepted, unless it is the good one or the one that is held."""
        take_list(self.dataset, self.now(), commitment_id, record)
        good, held = (self._version(commitment_id, which) for which in ("version_id", "held_id"))
        dumped = record.model_dump(mode="json")
        reading, content = reading_digest_of(dumped), digest_of(dumped)
        before = held or good
        same = next((one for one in (held, good) if one and one["reading_sha256"] == reading), None)
        if same is None or same is not held:
            self._drop_held(commitment_id)
        if same:
            self._point(fetch_id, same["id"])
            return "unchanged"
        previous = good["id"] if good is not None else None
        if reread is not None and good is not None:
            former = reread.model_dump(mode="json")
            if digest_of(former) == content != good["content_sha256"]:
                cause = "parser"
            elif digest_of(former) != good["content_sha256"]:
                previous = self._add(commitment_id, reread, former, "parser", previous)
        version = self._add(commitment_id, record, dumped, cause, previous)
        self._execute("UPDATE commitments SET held_id = ? WHERE id = ?", (version, commitment_id))
        if cause == "site" or reread is not None:
            self._point(fetch_id, version)  # else it stays the good one's page until the reading is accepted
        if before is None:
            return "new"
        return "unchanged" if before["content_sha256"] == content else "changed"

    def _version(self, commitment_id: str, which: str) -> Any:
        query = f"SELECT * FROM versions WHERE id = (SELECT {which} FROM commitments WHERE id = ?)"
        return self._execute(query, (commitment_id,)).fetchone()

    def _add(
        self, commitment_id: str, record: Commitment, dumped: dict[str, Any], cause: Cause, previous_id: int | None
    ) -> int:
        former = self._execute("SELECT first_seen_at FROM versions WHERE id = ?", (previous_id,)).fetchone()
        profile = json.dumps(profile_of(dumped), ensure_ascii=True)
        self._execute("INSERT INTO profiles (profile) VALUES (?) ON CONFLICT DO NOTHING", (profile,))
        profile_id = self._execute("SELECT id FROM profiles WHERE profile = ?", (profile,)).fetchone()[0]
        text = dumps(record.model_copy(update={"related": [], "provenance": None}))
        values = {
            "commitment_id": commitment_id,
            "previous_id": previous_id,
            "cause": cause,
            "state": "held",
            "parser": record.source.parser,
            "run_id": self.id,
            # A clock that was set back must not make a version older than the one that it follows.
            "first_seen_at": max(self.now(), former["first_seen_at"]) if former else self.now(),
            "profile_id": profile_id,
            "characters": record.account.characters,
            "unclaimed": record.account.unclaimed,
            "content_sha256": digest_of(dumped),
            "reading_sha256": reading_digest_of(dumped),
            "record_sha256": sha256(text.encode()).hexdigest(),
            "record": text,
        }
        marks = ", ".join(f":{name}" for name in values)
        row = self._execute(f"INSERT INTO versions ({', '.join(values)}) VALUES ({marks})", values)
        return int(row.lastrowid or 0)

    def _drop_held(self, commitment_id: str) -> None:
        """Let go what is held back of a commitment: a newer page, or a newer reading, is there."""
        self._execute(
            "UPDATE versions SET state = 'dropped' WHERE commitment_id = ? AND state = 'held'", (commitment_id,)
        )
        self._execute("UPDATE commitments SET held_id = NULL WHERE id = ? AND held_id IS NOT NULL", (commitment_id,))

    def _point(self, fetch_id: int, version_id: int) -> None:
        self._execute(
            "UPDATE fetches SET version_id = ? WHERE id = ? AND version_id IS NOT ?", (version_id, fetch_id, version_id)
        )


def _slug_that_answered(page: Page) -> str | None:
    """Return the member's part of the address that answered: it works, whatever the page itself says."""
    selector = parse_address(urlsplit(page.final_url or page.url or "").path)
    return selector.slug if selector else None
