"""What a run writes: each page with its record in one transaction, and at the end what passed the gates."""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from ogpscrape import __version__
from ogpscrape.commitment import Commitment
from ogpscrape.dataset import flat
from ogpscrape.dataset.database import time_text, translated
from ogpscrape.dataset.gates import BrokenGate
from ogpscrape.dataset.groups import member_group
from ogpscrape.dataset.store import Dataset
from ogpscrape.dataset.versions import Versions, What
from ogpscrape.errors import OgpscrapeError
from ogpscrape.identifiers import parse_address, prefix_of
from ogpscrape.page import Page
from ogpscrape.warning_codes import WarningCode

PARSER = f"ogpscrape {__version__}"

Clock = Callable[[], datetime]


@dataclass(frozen=True)
class Got:
    """A page that was got for a commitment, with the validators that came with it."""

    commitment_id: str
    page: Page
    etag: str | None = None
    last_modified: str | None = None


class Recorder:
    """Writes for one run."""

    def __init__(self, dataset: Dataset, clock: Clock, command: str, selectors: str) -> None:
        """Begin a run. One that was killed before is closed as interrupted."""
        self.dataset = dataset
        self._clock = clock
        self._execute = dataset.connection.execute
        with self.dataset.writing():
            self._execute("UPDATE runs SET outcome = 'interrupted' WHERE outcome = 'running'")
            row = self._execute(
                "INSERT INTO runs (command, selectors, parser, started_at, outcome) VALUES (?, ?, ?, ?, 'running')",
                (command, selectors, PARSER, self.now()),
            )
        self.run_id = int(row.lastrowid or 0)
        self.versions = Versions(dataset.connection, self.run_id, self.now)

    def now(self) -> str:
        """Return the time as the dataset writes it."""
        return time_text(self._clock())

    def expect(self, commitment_ids: Iterable[str], slug: str | None) -> None:
        """Make commitments known that somebody asked for."""
        with self.dataset.writing():
            for commitment_id in commitment_ids:
                self._know(commitment_id, slug)

    def keep_body(self, got: Got) -> None:
        """Keep the body of a page that was just got, before anything reads it."""
        with translated(self.dataset.file):
            self.dataset.bodies.store(got.page, got.commitment_id)

    def read(self, got: Got, record: Commitment) -> What:
        """Write a page and its record, and return what the record is to the one before it."""
        with self.dataset.writing():
            fetch_id = self._fetch(got, _slug_asked(got.page) or record.member.slug)
            what = self.versions.place(got.commitment_id, fetch_id, record)
            self.take_list(record)
        return what

    def unchanged(self, commitment_id: str, etag: str | None, last_modified: str | None) -> None:
        """Write that a page is as it was, with the validators that it has now."""
        with self.dataset.writing():
            self._seen(commitment_id)
            self._execute(
                "UPDATE fetches SET etag = ?, last_modified = ? WHERE id = (SELECT MAX(id) FROM fetches "
                "WHERE commitment_id = ? AND (version_id IS NOT NULL OR held_version_id IS NOT NULL))",
                (etag, last_modified, commitment_id),
            )
            self._execute(
                "UPDATE versions SET last_seen_at = MAX(last_seen_at, ?) WHERE id = "
                "(SELECT version_id FROM candidates WHERE commitment_id = ?)",
                (self.now(), commitment_id),
            )

    def gone(self, commitment_id: str, error: OgpscrapeError, got: Got | None = None) -> bool:
        """Write that a page is gone, and return whether that is new. Its record stays."""
        with self.dataset.writing():
            self._failure(commitment_id, error, self._fetch(got, None, seen=False) if got else None)
            was = self._execute("SELECT state FROM commitments WHERE id = ?", (commitment_id,)).fetchone()["state"]
            self._execute("UPDATE commitments SET checked_at = ? WHERE id = ?", (self.now(), commitment_id))
            if was == "gone":
                return False
            self._execute(
                "UPDATE commitments SET state = 'gone', gone_at = ?, gone_run = ? WHERE id = ?",
                (self.now(), self.run_id, commitment_id),
            )
        return True

    def failed(self, commitment_id: str, error: OgpscrapeError, got: Got | None = None) -> None:
        """Write why a page could not be had or read. It stays due; a body that came is kept for study."""
        with self.dataset.writing():
            self._failure(commitment_id, error, self._fetch(got, None, seen=False) if got else None)

    def lost_from_list(self, commitment_id: str, record: Commitment) -> set[str]:
        """Return the IDs that the list on the page of a commitment had before, and has no more in `record`."""
        row = self._execute(
            "SELECT record FROM candidates JOIN versions ON versions.id = candidates.version_id "
            "WHERE candidates.commitment_id = ?",
            (commitment_id,),
        ).fetchone()
        # A list that is empty altogether is a fault of the page, which has a gate of its own.
        if row is None or not record.related:
            return set()
        before = {entry["id"] for entry in json.loads(row["record"])["related"]}
        return before - {entry.id for entry in record.related}

    def has_whole(self, commitment_id: str) -> bool:
        """Tell whether there is a record of the commitment that was made of a whole page."""
        row = self._execute(
            "SELECT 1 FROM candidates WHERE commitment_id = ? AND NOT EXISTS "
            "(SELECT 1 FROM warnings WHERE warnings.version_id = candidates.version_id AND code = ?)",
            (commitment_id, WarningCode.TRUNCATED),
        ).fetchone()
        return row is not None

    def unlisted(self, commitment_ids: Iterable[str]) -> list[str]:
        """Write which commitments left the lists and stand in none that this run read; return those newly so."""
        found = []
        with self.dataset.writing():
            for commitment_id in sorted(commitment_ids):
                changed = self._execute(
                    "UPDATE commitments SET unlisted_at = ? WHERE id = ? AND unlisted_at IS NULL "
                    "AND listed_run IS NOT ?",
                    (self.now(), commitment_id, self.run_id),
                )
                if changed.rowcount:
                    found.append(commitment_id)
        return found

    def accept(self) -> None:
        """Let what is held back become the latest good records."""
        with self.dataset.writing():
            ids = [
                row[0]
                for row in self._execute(
                    "SELECT DISTINCT commitment_id FROM fetches WHERE held_version_id IS NOT NULL ORDER BY 1"
                )
            ]
            self._execute(
                "UPDATE versions SET state = 'accepted', accepted_by = ? WHERE state = 'held'", (self.run_id,)
            )
            self._execute(
                "UPDATE fetches SET version_id = held_version_id, held_version_id = NULL "
                "WHERE held_version_id IS NOT NULL"
            )
            self._execute(
                "UPDATE commitments SET version_id = candidates.version_id FROM candidates "
                "WHERE candidates.commitment_id = commitments.id "
                "AND commitments.version_id IS NOT candidates.version_id"
            )
            flat.refresh(self.dataset.connection, ids)

    def finish(self, outcome: str, *, accepted: bool | None, message: str | None = None, **counts: float) -> None:
        """Close the run with its outcome and its counts, which are columns of `runs`."""
        names = "".join(f", {name} = :{name}" for name in counts)
        with self.dataset.writing():
            self._execute(
                "UPDATE runs SET outcome = :outcome, accepted = :accepted, message = :message, ended_at = :ended_at, "
                f"commitments = (SELECT COUNT(*) FROM commitments WHERE state = 'present'){names} WHERE id = :id",
                {
                    "outcome": outcome,
                    "accepted": accepted,
                    "message": message,
                    "ended_at": self.now(),
                    "id": self.run_id,
                    **counts,
                },
            )

    def broken(self, gates: Iterable[BrokenGate]) -> None:
        """Write which gates a run broke."""
        with self.dataset.writing():
            for gate in gates:
                self._execute(
                    "INSERT INTO broken_gates (run_id, gate, field, message, examples) VALUES (?, ?, ?, ?, ?)",
                    (self.run_id, gate.gate, gate.field, gate.message, " ".join(gate.examples)),
                )

    def _know(self, commitment_id: str, slug: str | None) -> None:
        self._execute(
            "INSERT INTO commitments (id, prefix, member_slug, state, first_seen_at) VALUES (?, ?, ?, 'listed', ?) "
            "ON CONFLICT DO NOTHING",
            (commitment_id, prefix_of(commitment_id), slug, self.now()),
        )

    def _fetch(self, got: Got, slug: str | None, *, seen: bool = True) -> int:
        page = got.page
        self._know(got.commitment_id, slug)
        if seen:
            self._seen(got.commitment_id, slug)
        self._execute(
            "INSERT INTO pages (sha256, bytes, first_seen_at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
            (page.sha256, len(page.body), self.now()),
        )
        row = self._execute(
            "INSERT INTO fetches (commitment_id, run_id, sha256, url, final_url, retrieved_at, status, media_type, "
            "charset, via, etag, last_modified) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                got.commitment_id,
                self.run_id,
                page.sha256,
                page.url,
                page.final_url,
                time_text(page.retrieved_at) if page.retrieved_at else None,
                page.status,
                page.media_type,
                page.charset,
                page.via,
                got.etag,
                got.last_modified,
            ),
        )
        return int(row.lastrowid or 0)

    def _seen(self, commitment_id: str, slug: str | None = None) -> None:
        self._execute(
            "UPDATE commitments SET state = 'present', gone_at = NULL, gone_run = NULL, checked_at = ?, "
            "member_slug = COALESCE(?, member_slug) WHERE id = ?",
            (self.now(), slug, commitment_id),
        )

    def _failure(self, commitment_id: str, error: OgpscrapeError, fetch_id: int | None) -> None:
        self._execute(
            "INSERT INTO failures (run_id, commitment_id, fetch_id, seen_at, word, message) VALUES (?, ?, ?, ?, ?, ?)",
            (self.run_id, commitment_id, fetch_id, self.now(), error.word, flat.fit(str(error))),
        )

    def take_list(self, record: Commitment) -> None:
        """Take down what the list at a page's foot says of the member, in the transaction of the caller."""
        member = record.member
        prefixes = member_group(member.prefix).prefixes
        for entry in record.related:
            if prefix_of(entry.id) not in prefixes:
                continue
            self._execute(
                "INSERT INTO commitments (id, prefix, member_slug, state, title, cycle, policy_area, first_seen_at, "
                "listed_at, listed_run) "
                "VALUES (:id, :prefix, :slug, 'listed', :title, :cycle, :area, :now, :now, :run) "
                "ON CONFLICT DO UPDATE SET title = COALESCE(excluded.title, title), "
                "cycle = COALESCE(excluded.cycle, cycle), policy_area = COALESCE(excluded.policy_area, policy_area), "
                "listed_at = excluded.listed_at, listed_run = excluded.listed_run, unlisted_at = NULL",
                {
                    "id": entry.id,
                    "prefix": prefix_of(entry.id),
                    "slug": member.slug if prefix_of(entry.id) == member.prefix else None,
                    "title": flat.fit(entry.title) if entry.title else None,
                    "cycle": entry.cycle,
                    "area": flat.fit(entry.policy_area) if entry.policy_area else None,
                    "now": self.now(),
                    "run": self.run_id,
                },
            )


def _slug_asked(page: Page) -> str | None:
    """Return the member's part of the address that answered: it works, whatever the page itself says."""
    selector = parse_address(urlsplit(page.url or "").path)
    return selector.slug if selector else None
