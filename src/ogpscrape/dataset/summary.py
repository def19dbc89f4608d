"""What a run did and why it was refused, whether the store is as it was written, and how a dataset is doing."""

import shlex
import time
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

from ogpscrape.dataset.database import moment_of, time_text, translated
from ogpscrape.dataset.events import SEALED, Event, counts_of, seal
from ogpscrape.dataset.finding import due_at
from ogpscrape.dataset.gates import BrokenGate
from ogpscrape.dataset.store import HELD, SEALED_COMMITMENT, Dataset
from ogpscrape.errors import BlockedError, OgpscrapeError, OutputError

_EVENTS = ("new", "changed", "gone", "back", "unlisted", "retitled")
_ALWAYS = ("new", "changed", "unchanged")
_WORDS = ("new", "changed", "unchanged", "gone", "back", "unlisted", "retitled", "held", "blocked", "failed")
#: What a person looks at first when several gates broke at once.
_ORDER = ("readable", "landmarks", "still_there", "minimum", "lost_fields", "empty", "unclaimed", "warnings")


@dataclass
class Summary:
    """The counts of one run, and the IDs behind them.

    Attributes:
        events: what changed, as it was accepted, without titles and values.
        checked: how many pages the site answered for.
        unchanged: how many of them are as they were.
        held: how many pages are held back, by the member's name.
        blocked: those that the site refused.
        failed: those that failed otherwise, each with the word and the message.
        waiting: how many were not due.
        requests: how many requests were sent.
        bytes: how many bytes of bodies came.
        seconds: how long it took.
        outcome: good, held, blocked, stopped or interrupted.
        broken_gates: the expectations that did not hold.
        refusal: what to tell a person of what is held, one line an item.
        stopped: why the run stopped before its end, or None.
        errors: why pages were blocked or failed.
        undelivered: why --changes files could not be written; the changes wait.
        interruption: Ctrl-C or SIGTERM, to be raised again when all is written.
        unreadable: the IDs of pages that could not be read as a commitment.
        begun: when the run began, of the monotonic clock.

    """

    events: list[Event] = field(default_factory=list)
    checked: int = 0
    unchanged: int = 0
    held: dict[str, int] = field(default_factory=dict)
    blocked: list[str] = field(default_factory=list)
    failed: list[dict[str, str]] = field(default_factory=list)
    waiting: int = 0
    requests: int = 0
    bytes: int = 0
    seconds: float = 0.0
    outcome: str = "good"
    broken_gates: list[BrokenGate] = field(default_factory=list)
    refusal: list[str] = field(default_factory=list)
    stopped: OgpscrapeError | None = None
    errors: list[OgpscrapeError] = field(default_factory=list)
    undelivered: list[OutputError] = field(default_factory=list)
    interruption: BaseException | None = None
    unreadable: list[str] = field(default_factory=list)
    begun: float = field(default_factory=time.monotonic)

    def ids(self, kind: str) -> list[str]:
        """Return the commitments with an event of this kind."""
        return counts_of(self.events)[kind]

    @property
    def new(self) -> list[str]:
        """The commitments whose page was read for the first time."""
        return self.ids("new")

    @property
    def gone(self) -> list[str]:
        """The commitments whose page is newly gone."""
        return self.ids("gone")

    @property
    def unlisted(self) -> list[str]:
        """The commitments that left the member's list, and whose page is still there."""
        return self.ids("unlisted")

    @property
    def changed(self) -> dict[str, list[str]]:
        """The fields that changed, by the commitment's ID."""
        found: dict[str, dict[str, None]] = defaultdict(dict)
        for event in self.events:
            if event.kind == "changed":
                found[event.id][str(event.field)] = None
        return {commitment_id: list(fields) for commitment_id, fields in found.items()}

    def settle(self) -> None:
        """Name the outcome of a run that came to its end or was stopped."""
        if self.broken_gates:
            self.outcome = "held"
        elif self.outcome == "good" and self.stopped is not None:
            self.outcome = "blocked" if isinstance(self.stopped, BlockedError) else "stopped"

    def counts(self) -> dict[str, int]:
        """Return the counts, each under its word."""
        by_kind = counts_of(self.events)
        counts = {kind: len(by_kind[kind]) for kind in _EVENTS}
        counts |= {"unchanged": self.unchanged, "held": sum(self.held.values())}
        counts |= {"blocked": len(self.blocked), "failed": len(self.failed)}
        return {word: counts[word] for word in _WORDS}

    def line(self) -> str:
        """Return the run in one line."""
        told = [f"{count:,} {word}" for word, count in self.counts().items() if count or word in _ALWAYS]
        told += [f"{self.waiting:,} not due", f"{self.requests:,} requests", f"{self.bytes:,} bytes"]
        return f"{', '.join(told)}, {self.seconds:.1f} seconds"

    def as_json(self) -> dict[str, Any]:
        """Return the run as `--summary` writes it."""
        return {
            **{word: self.changed if word == "changed" else self.ids(word) for word in _EVENTS},
            "unchanged": self.unchanged,
            "held": self.held,
            "blocked": self.blocked,
            "failed": self.failed,
            "not_due": self.waiting,
            "requests": self.requests,
            "bytes": self.bytes,
            "seconds": round(self.seconds, 3),
            "outcome": self.outcome,
            "stopped": str(self.stopped) if self.stopped else None,
            "broken_gates": [gate.as_json() for gate in self.broken_gates],
        }


def held_pages(dataset: Dataset, members: list[str] | None = None) -> dict[str, int]:
    """Return how many pages are held back, by the member's name; with `members` only of those, by their keys."""
    rows = dataset.connection.execute(
        "SELECT key, members.name, COUNT(*) AS pages FROM commitments JOIN members ON members.key = commitments.member "
        f"WHERE {HELD} GROUP BY key ORDER BY 2"
    )
    return {row["name"]: row["pages"] for row in rows if members is None or row["key"] in members}


def refusal(
    dataset: Dataset, broken: list[BrokenGate], members: list[str], changes_file: str | None = None
) -> list[str]:
    """Return what to tell a person of a run that its gates refused: what happened, what was kept, what to do next.

    Arguments:
        dataset: after the run was closed.
        broken: the gates that did not hold.
        members: the keys of all members that were judged.
        changes_file: where the events go of what is taken, or None.

    """
    refused = sorted({key for gate in broken for key in gate.members})
    rows = {row["key"]: row for row in dataset.connection.execute("SELECT * FROM members")}
    names = [rows[key]["name"] if key in rows else key for key in refused]
    lines = [f"{_some(names, 3)}: {_headline(broken)}"]
    notice = dataset.notice([key.split("/")[0] for key in refused])
    dates = sorted(rows[key]["accepted_at"][:10] for key in refused if key in rows and rows[key]["accepted_at"])
    kept = f"The good records of {dates[0]} stay" if dates else "Nothing of it was accepted before, so nothing is read"
    pages = sum(held_pages(dataset, refused).values())
    lines.append(f"{kept}; {pages:,} newer pages are held, and asked for again in the next run" if notice else kept)
    taken = [rows[key]["name"] for key in members if key not in refused and key in rows]
    if taken:
        lines[-1] += f". Taken: {_some(taken, 3)}"
    place = shlex.quote(str(dataset.folder))
    chosen = refused[0].split("/")[0] if len(refused) == 1 else None
    lines.append(f"To see them:   ogpscrape diff {f'{chosen} ' if chosen else ''}--data {place} --held")
    also = f" --changes {shlex.quote(changes_file)}" if changes_file else ""
    lines.append(f"To take them:  ogpscrape check --data {place} --accept{f' {chosen}' if chosen else ''}{also}")
    return lines


def _headline(broken: list[BrokenGate]) -> str:
    """Return in one sentence what seems to have happened."""
    first = min((gate.gate for gate in broken), key=_ORDER.index)
    gates = sorted((gate for gate in broken if gate.gate == first), key=lambda gate: (-gate.count, gate.field or ""))
    worst = gates[0]
    names = _some([_label(gate.field or "") for gate in gates], 4)
    on = f"{worst.count} of {worst.pages} pages"
    number, several = len(gates), len(gates) != 1
    text = {
        "readable": f"{on} can no longer be read as commitments",
        "landmarks": f"the site seems redesigned: {number} label{'s are' if several else ' is'} gone on {on}: {names}",
        "still_there": f"{worst.count} of {worst.pages} commitments are gone at once",
        "minimum": worst.message,
        "lost_fields": f"{number} field{'s have' if several else ' has'} no value any more on {on}: {names}",
        "empty": f"most of the header is empty: {worst.message}",
        "unclaimed": f"{worst.message}, on {on}",
        "warnings": f"warnings are new on {on}: {names}",
    }[first]
    if first == "lost_fields" and worst.message.startswith("run by run"):
        text = f"run by run, {text}"
    return f"{text}. There is nothing to compare with: this is the first run" if worst.first else text


def _label(path: str) -> str:
    words = path.rpartition(".")[2].replace("_", " ")
    return " ".join("IRM" if word == "irm" else "OGP" if word == "ogp" else word.capitalize() for word in words.split())


def _some(names: list[str], most: int) -> str:
    return ", ".join(names[:most]) + (f" and {len(names) - most} more" if len(names) > most else "")


def check_store(dataset: Dataset) -> list[BrokenGate]:
    """Return what is wrong with the file and the bodies: each an entry as of a gate, named `store`.

    SQLite's own check of the file and of references, the digests of records and lists, the seals of commitments and
    events, the bodies (there, and whole), the counts of the last run.
    """
    return [BrokenGate("store", field, message, tuple(examples[:3])) for field, message, examples in _faults(dataset)]


def _faults(dataset: Dataset) -> Iterator[tuple[str, str, list[str]]]:
    execute = dataset.connection.execute
    with translated(dataset.file):
        damage = [row[0] for row in execute("PRAGMA integrity_check(5)") if row[0] != "ok"]
        if damage:
            yield "database", f"SQLite finds damage: {' '.join(damage[0].split())[:200]}", []
        references = sorted({f"{row[0]}" for row in execute("PRAGMA foreign_key_check")})
        if references:
            yield "references", f"rows refer to what is not there, in {', '.join(references)}", []
        wrong = [
            row["commitment_id"]
            for row in execute("SELECT commitment_id, record, record_sha256 FROM versions ORDER BY id")
            if not _is_whole(row["record"], row["record_sha256"])
        ]
        if wrong:
            yield "records", f"{len(wrong)} records are not what was written: their digests differ", wrong
        wrong = [
            str(row["id"])
            for row in execute("SELECT id, entries, sha256 FROM lists ORDER BY id")
            if not _is_whole(row["entries"], row["sha256"])
        ]
        if wrong:
            yield "lists", f"{len(wrong)} lists are not what was written: their digests differ", wrong
        rows = execute("SELECT * FROM commitments WHERE state IS NOT NULL OR seal IS NOT NULL ORDER BY id")
        wrong = [row["id"] for row in rows if row["seal"] != seal(row, SEALED_COMMITMENT)]
        if wrong:
            yield "commitments", f"{len(wrong)} commitments are not what was written: their seals differ", wrong
        rows = execute("SELECT * FROM events ORDER BY id")
        wrong = [row["commitment_id"] for row in rows if row["seal"] != seal(row, SEALED)]
        if wrong:
            yield "events", f"{len(wrong)} events are not what was written: their seals differ", wrong
        lost = [row[0] for row in execute("SELECT sha256 FROM pages ORDER BY 1") if dataset.bodies.load(row[0]) is None]
        if lost:
            files = [str(dataset.bodies.file(digest).relative_to(dataset.folder)) for digest in lost]
            yield (
                "bodies",
                f"{len(lost)} bodies are missing or damaged; they are got again when their pages are due",
                files,
            )
        yield from _counts(dataset)


def _is_whole(text: str, digest: str) -> bool:
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest() == digest


def _counts(dataset: Dataset) -> Iterator[tuple[str, str, list[str]]]:
    """Compare with what the last run that ended counted; a run that was killed after it may have added some."""
    run = dataset.row("SELECT * FROM runs WHERE outcome <> 'running' AND versions IS NOT NULL ORDER BY id DESC LIMIT 1")
    if run is None:
        return
    later = dataset.row("SELECT COUNT(*) FROM runs WHERE id > ?", (run["id"],))
    for table in ("versions", "fetches", "events"):
        row = dataset.row(f"SELECT COUNT(*) FROM {table}")
        number = row[0] if row else 0
        if number < run[table] or (number != run[table] and not (later and later[0])):
            yield "counts", f"there are {number:,} {table}, and {run[table]:,} were there after the last run", []


def status(dataset: Dataset, max_age: timedelta) -> dict[str, Any]:
    """Return how a dataset is doing: what `ogpscrape status --format json` prints.

    Arguments:
        dataset: the dataset.
        max_age: how old a page may become, by which the next is due.

    """
    execute = dataset.connection.execute
    good = dataset.row("SELECT * FROM runs WHERE outcome = 'good' ORDER BY id DESC LIMIT 1")
    last = dataset.row("SELECT * FROM runs ORDER BY id DESC LIMIT 1")
    states = dict(execute("SELECT state, COUNT(*) FROM commitments WHERE state IS NOT NULL GROUP BY state").fetchall())
    unlisted = dataset.row("SELECT COUNT(*) FROM commitments WHERE unlisted_at IS NOT NULL AND state <> 'gone'")
    failing = execute(
        "SELECT commitment_id, word, COUNT(*) AS times, MAX(failures.seen_at) AS seen_at FROM failures "
        "JOIN commitments ON commitments.id = commitment_id WHERE word <> 'gone' "
        "AND (checked_at IS NULL OR failures.seen_at > checked_at) GROUP BY commitment_id ORDER BY 1"
    ).fetchall()
    checked = execute(
        "SELECT id, checked_at FROM commitments WHERE checked_at IS NOT NULL AND state IS NOT 'gone' "
        "ORDER BY checked_at"
    ).fetchall()
    moments = [due_at(row["id"], moment_of(row["checked_at"]), max_age) for row in checked] if max_age else []
    held = execute(
        "SELECT key, name, accepted_at, COUNT(*) AS pages FROM members JOIN commitments ON member = key "
        f"WHERE {HELD} GROUP BY key ORDER BY key"
    ).fetchall()
    files = dataset.bodies.files()
    return {
        "folder": str(dataset.folder),
        "notice": dataset.notice(),
        "last_good_run": good["ended_at"] if good else None,
        "last_run": {
            name: last[name] for name in ("command", "selectors", "started_at", "ended_at", "outcome", "message")
        }
        if last
        else None,
        "members": [row[0] for row in execute("SELECT key FROM members ORDER BY 1")],
        "commitments": {state: states.get(state, 0) for state in ("present", "listed", "gone")}
        | {"unlisted": unlisted[0] if unlisted else 0},
        "held": [
            {"member": row["key"], "name": row["name"], "pages": row["pages"], "good_since": row["accepted_at"]}
            for row in held
        ],
        "failing": [dict(row) for row in failing],
        "oldest_page": {"id": checked[0]["id"], "checked_at": checked[0]["checked_at"]} if checked else None,
        "next_due": time_text(max(min(moments), datetime(2000, 1, 1, tzinfo=UTC))) if moments else None,
        "bytes": {
            "database": dataset.file.stat().st_size,
            "pages": sum(file.stat().st_size for file in files if file.is_file()),
        },
        "versions": _number(dataset, "versions WHERE state = 'accepted'"),
        "bodies": len(files),
        "waiting_changes": _number(dataset, "outbox"),
    }


def _number(dataset: Dataset, what: str) -> int:
    row = dataset.row(f"SELECT COUNT(*) FROM {what}")
    return int(row[0]) if row else 0
