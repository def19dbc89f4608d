"""What comes of pages: kept, read, recorded, counted; and, when a run ends, judged and told."""

import shlex
import time
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from sqlite3 import Row
from typing import Any

from ogpscrape.commitment import Commitment
from ogpscrape.dataset.bodies import page_of
from ogpscrape.dataset.events import Event, counts_of
from ogpscrape.dataset.finding import say
from ogpscrape.dataset.gates import BrokenGate, Gates
from ogpscrape.dataset.judging import judge
from ogpscrape.dataset.run import PARSER, Run
from ogpscrape.dataset.store import HELD, Dataset
from ogpscrape.errors import (
    BlockedError,
    BugError,
    ChangedError,
    GoneError,
    NotACommitmentError,
    OgpscrapeError,
    OutputError,
)
from ogpscrape.fetching import read_judged, read_or_none
from ogpscrape.sources import Answer, Source

_EVENTS = ("new", "changed", "gone", "back", "unlisted", "retitled")
_ALWAYS = ("new", "changed", "unchanged")
_WORDS = ("new", "changed", "unchanged", "gone", "back", "unlisted", "retitled", "held", "blocked", "failed")
#: What a person looks at first when several gates broke at once.
_ORDER = (
    *("readable", "landmarks", "still_there", "still_listed", "minimum"),
    *("lost_fields", "empty", "unclaimed", "warnings"),
)


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
        if self.requests or self.waiting:  # else nobody was asked, as by `reparse`
            asked = "request" if self.requests == 1 else "requests"
            told += [f"{self.waiting:,} not due", f"{self.requests:,} {asked}", f"{self.bytes:,} bytes"]
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


class Receiver:
    """Takes pages of commitments, wherever they were got: kept, read, recorded, counted.

    `summary` says what came of them.
    """

    def __init__(self, dataset: Dataset, source: Source, run: Run, most_unreadable: int) -> None:
        """Prepare; after `most_unreadable` pages in a row that cannot be read, nothing more is asked for."""
        self._dataset = dataset
        self._source = source
        self._run = run
        self._most_unreadable = most_unreadable
        self._unreadable_in_a_row: list[str] = []
        self._is_bug = False
        self.summary = Summary()

    def newest(self, commitment_id: str) -> Row | None:
        """Return what is known of the newest readable page of a commitment."""
        query = "SELECT * FROM fetches WHERE commitment_id = ? AND version_id IS NOT NULL ORDER BY id DESC LIMIT 1"
        return self._dataset.row(query, (commitment_id,))

    def receive(self, commitment_id: str, answer: Answer, *, may_be_gone: bool) -> None:
        """Take a page that came; with `may_be_gone` nothing is recorded of one that says that it is not there."""
        if not answer.not_modified:
            self._run.keep_body(commitment_id, answer.page)
        newest = self.newest(commitment_id)
        # Some sites send the same bytes again instead of saying that nothing changed.
        if answer.not_modified or (newest is not None and newest["sha256"] == answer.page.sha256):
            self._source.judge(answer)
            self._run.unchanged(commitment_id, answer)
            self._good(commitment_id, "unchanged")
            return
        try:
            record = read_judged(answer, commitment_id, self._source)
        except GoneError as error:
            if not may_be_gone:
                self.gone(commitment_id, error, answer)
        except OgpscrapeError as error:
            self.failed(commitment_id, error, answer)
        else:
            self._good(commitment_id, self._run.record(answer, record, self._reread(commitment_id)))

    def _reread(self, commitment_id: str) -> Commitment | None:
        """Read the good page of a commitment with today's parser, if another parser read it."""
        row = self._dataset.row(
            "SELECT fetches.*, parser FROM commitments JOIN versions ON versions.id = commitments.version_id "
            "JOIN fetches ON fetches.version_id = versions.id WHERE commitments.id = ? "
            "ORDER BY fetches.id DESC LIMIT 1",
            (commitment_id,),
        )
        page = page_of(self._dataset.bodies, row) if row is not None and row["parser"] != PARSER else None
        return read_or_none(page) if page else None

    def _good(self, commitment_id: str, what: str) -> None:
        self._unreadable_in_a_row.clear()
        self.summary.checked += 1
        self.summary.unchanged += what == "unchanged"
        say(commitment_id, what)

    def gone(self, commitment_id: str, error: GoneError, answer: Answer | None = None) -> None:
        """Take note of a page that is gone."""
        newly = self._run.gone(commitment_id, error, answer)
        say(commitment_id, "gone" if newly else "still gone")

    def failed(self, commitment_id: str, error: OgpscrapeError, answer: Answer | None = None) -> None:
        """Take note of a page that could not be had or read."""
        if error is self._source.stopped:
            return  # said once, for the run
        self._run.failed(commitment_id, error, answer)
        self.summary.errors.append(error)
        if isinstance(error, BlockedError):
            self.summary.blocked.append(commitment_id)
        else:
            self.summary.failed.append({"id": commitment_id, "word": error.word, "message": str(error)})
        if isinstance(error, ChangedError | NotACommitmentError):
            self.summary.unreadable.append(commitment_id)
        if isinstance(error, ChangedError | NotACommitmentError | BugError):
            self._unreadable_in_a_row.append(commitment_id)
            self._is_bug = isinstance(error, BugError)
        say(commitment_id, "%s: %s", error.word, error)

    def stopped(self) -> bool:
        """Tell whether nothing more is to be asked for, and take down why."""
        if self.summary.stopped is None:
            self.summary.stopped = self._source.stopped
        if self.summary.stopped is None and len(self._unreadable_in_a_row) >= self._most_unreadable:
            kind: type[OgpscrapeError] = ChangedError
            hint = "The site changed, or it shows something else to programs"
            if self._is_bug:
                kind, hint = BugError, "Nothing more is asked for, since the others would fail alike"
            number = len(self._unreadable_in_a_row)
            what = f"{number} pages in a row could not be read as commitments"
            self.summary.stopped = kind(what, where=", ".join(self._unreadable_in_a_row[-3:]), hint=hint)
        return self.summary.stopped is not None


def close_run(run: Run, gates: Gates, members: list[str], now: datetime, summary: Summary) -> None:
    """Judge a run, let what passes be the good records, and close it; complete `summary`.

    Arguments:
        run: the run.
        gates: what must hold.
        members: the keys of the members to judge; those of which nothing is known are left out.
        now: the time, UTC.
        summary: what the run did.

    """
    dataset = run.dataset
    whole = summary.stopped is None and summary.interruption is None
    known = {row[0] for row in dataset.connection.execute("SELECT key FROM members")}
    members = [key for key in members if key in known]
    summary.broken_gates = judge(dataset, gates, members, now, summary.unreadable, whole=whole)
    refused = {key for gate in summary.broken_gates for key in gate.members}
    summary.settle()
    summary.seconds = time.monotonic() - summary.begun
    summary.events = run.finish(
        summary.outcome,
        [key for key in members if key not in refused],
        summary.broken_gates,
        message=str(summary.stopped) if summary.stopped else None,
        unchanged=summary.unchanged,
        blocked=len(summary.blocked),
        failed=len(summary.failed),
        requests=summary.requests,
        bytes=summary.bytes,
        seconds=round(summary.seconds, 3),
    )
    summary.undelivered = run.undelivered
    summary.held = held_pages(dataset)
    if summary.broken_gates:
        summary.refusal = refusal(dataset, summary.broken_gates, members, run.changes_file)


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
        "still_listed": f"the commitments list lost many of its entries on {on}",
        "minimum": worst.message,
        "lost_fields": f"{number} field{'s have' if several else ' has'} no value any more on {on}: {names}",
        "empty": f"most of the header is empty: {worst.message}",
        "unclaimed": f"{worst.message}, on {on}",
        "warnings": f"warnings are new on {on}: {names}",
    }[first]
    if first == "still_there" and worst.message.startswith("all "):
        text = f"{worst.message}, and nothing more was asked for"
    if first == "lost_fields" and worst.message.startswith("run by run"):
        text = f"run by run, {text}"
    return f"{text}. There is nothing to compare with: this is the first run" if worst.first else text


def _label(path: str) -> str:
    words = path.rpartition(".")[2].replace("_", " ")
    return " ".join("IRM" if word == "irm" else "OGP" if word == "ogp" else word.capitalize() for word in words.split())


def _some(names: list[str], most: int) -> str:
    return ", ".join(names[:most]) + (f" and {len(names) - most} more" if len(names) > most else "")
