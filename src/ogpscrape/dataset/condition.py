"""How a dataset is doing: whether its store is as it was written, and what `ogpscrape status` says of it."""

import json
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

from ogpscrape.dataset.bodies import WRITTEN_DOWN
from ogpscrape.dataset.database import JOURNAL_NAME, moment_of, time_text, translated
from ogpscrape.dataset.events import SEALED, digest, seal
from ogpscrape.dataset.finding import due_at
from ogpscrape.dataset.gates import BrokenGate
from ogpscrape.dataset.store import HELD, PENDING, SEALED_COMMITMENT, Dataset
from ogpscrape.errors import ChangedError, GoneError, NotACommitmentError

_EXAMPLES = 3
#: Bodies are named one by one up to so many: each is a file that somebody may want to look at.
_NAMED = 20


def check_store(dataset: Dataset) -> list[BrokenGate]:
    """Return what is wrong with the file and the bodies: each an entry as of a gate, named `store`.

    SQLite's own check of the file and of references, the digests of records and lists, the seals of commitments and
    events, the bodies (there, and whole), what the journal has, the counts of the last run.
    """
    return [
        BrokenGate("store", field, message, tuple(examples[: _NAMED if field == "bodies" else _EXAMPLES]))
        for field, message, examples in _faults(dataset)
    ]


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
        yield from _journal(dataset)
        yield from _counts(dataset)


def _hashable(value: Any) -> Any:
    return value if isinstance(value, str | int | None) else str(value)


def _journal(dataset: Dataset) -> Iterator[tuple[str, str, list[str]]]:
    """Compare with the journal, which has every page before the database has it, but for what was salvaged."""
    execute = dataset.connection.execute
    pages = {
        tuple(row)
        for row in execute(
            f"SELECT {', '.join(WRITTEN_DOWN)} FROM fetches JOIN runs ON runs.id = run_id WHERE command <> 'salvage'"
        )
    }
    gone = {
        tuple(row)
        for row in execute(
            "SELECT commitment_id, seen_at FROM failures JOIN runs ON runs.id = run_id "
            f"WHERE word = '{GoneError.word}' AND command <> 'salvage'"
        )
    }
    ends = {row[0] for row in execute("SELECT journaled FROM runs WHERE journaled <> '' AND command <> 'salvage'")}
    for entry in dataset.bodies.journaled():
        if "ended" in entry:
            ends.discard(digest(entry))
        elif "gone" in entry:
            gone.discard((str(entry["gone"]), str(entry.get("at"))))
        elif "got" in entry or "older" in entry:
            pages.discard(tuple(_hashable(entry.get(name)) for name in WRITTEN_DOWN))
    if pages or gone or ends:
        lacking = [f"{len(pages):,} of the pages that were got"] * bool(pages)
        lacking += [f"{len(gone):,} of the pages that were gone"] * bool(gone)
        lacking += ["the end of a run" if len(ends) == 1 else f"the ends of {len(ends):,} runs"] * bool(ends)
        examples = sorted({commitment_id for commitment_id, *_ in (*pages, *gone)})
        yield "journal", f"{JOURNAL_NAME} lacks {' and '.join(lacking)}", examples


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


def status(dataset: Dataset, max_age: timedelta, now: datetime) -> dict[str, Any]:
    """Return how a dataset is doing: what `ogpscrape status --format json` prints.

    Arguments:
        dataset: the dataset.
        max_age: how old a page may become, by which the next is due.
        now: the time, UTC. A page that was checked later than that, by a clock that was wrong, is due.

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
    times = [(row["id"], moment_of(row["checked_at"])) for row in checked]
    ahead = [row["checked_at"] for row, (_, at) in zip(checked, times, strict=True) if at > now]
    moments = [] if ahead or not max_age else [due_at(commitment_id, at, max_age) for commitment_id, at in times]
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
        "clock_was_wrong": {"pages": len(ahead), "said": ahead[-1]} if ahead else None,
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


def unreadable_last(dataset: Dataset) -> list[str]:
    """Return the IDs of the pages that the last run could not read as a commitment."""
    rows = dataset.connection.execute(
        "SELECT DISTINCT commitment_id FROM failures WHERE word IN (?, ?) "
        "AND run_id = (SELECT MAX(id) FROM runs WHERE outcome <> 'running') ORDER BY 1",
        (ChangedError.word, NotACommitmentError.word),
    )
    return [row[0] for row in rows]


def pending_members(dataset: Dataset, unreadable: Sequence[str] = ()) -> list[str]:
    """Return the keys of the members of which something waits to be accepted, or some of `unreadable` are."""
    rows = dataset.connection.execute(
        f"SELECT DISTINCT member FROM commitments WHERE {PENDING} OR id IN (SELECT value FROM json_each(?)) ORDER BY 1",
        (json.dumps(list(unreadable)),),
    )
    return [row[0] for row in rows]


def held_members(dataset: Dataset) -> list[str]:
    """Return the keys of the members that a run refused, or of which something waits to be accepted."""
    rows = dataset.connection.execute(
        "SELECT key FROM members WHERE refused_run IS NOT NULL OR EXISTS "
        f"(SELECT 1 FROM commitments WHERE member = key AND {PENDING}) ORDER BY 1"
    )
    return [row[0] for row in rows]


def now_of(dataset: Dataset) -> datetime:
    """Return when the last run began, by which the window is reckoned where nothing runs."""
    row = dataset.row("SELECT MAX(started_at) FROM runs")
    return moment_of(row[0]) if row and row[0] else moment_of("2000-01-01T00:00:00Z")
