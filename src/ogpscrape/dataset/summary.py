"""What a run did: in one line for people, as JSON for programs."""

from dataclasses import dataclass, field
from typing import Any

from ogpscrape.dataset.gates import BrokenGate
from ogpscrape.errors import BlockedError, OgpscrapeError

_WORDS = ("new", "changed", "unchanged", "gone", "unlisted", "blocked", "failed")


@dataclass
class Summary:
    """The counts of one run, and the IDs behind them.

    Attributes:
        new: commitments whose page was got for the first time.
        changed: the fields that changed, by ID; filled in when the run is over.
        unchanged: how many pages are as they were.
        gone: commitments whose page is newly gone.
        unlisted: commitments that stood in the list before and no longer do.
        blocked: those that the site refused.
        failed: those that failed otherwise, each with the word and the message.
        waiting: how many were not due.
        requests: how many requests were sent.
        bytes: how many bytes of bodies came.
        seconds: how long it took.
        outcome: good, held, blocked, stopped or interrupted.
        broken_gates: the expectations that did not hold.
        stopped: why the run stopped before its end, or None.
        errors: why pages were blocked or failed.
        interruption: Ctrl-C or SIGTERM, to be raised again when all is written.

    """

    new: list[str] = field(default_factory=list)
    changed: dict[str, list[str]] = field(default_factory=dict)
    unchanged: int = 0
    gone: list[str] = field(default_factory=list)
    unlisted: list[str] = field(default_factory=list)
    blocked: list[str] = field(default_factory=list)
    failed: list[dict[str, str]] = field(default_factory=list)
    waiting: int = 0
    requests: int = 0
    bytes: int = 0
    seconds: float = 0.0
    outcome: str = "good"
    broken_gates: list[BrokenGate] = field(default_factory=list)
    stopped: OgpscrapeError | None = None
    errors: list[OgpscrapeError] = field(default_factory=list)
    interruption: BaseException | None = None

    @property
    def checked(self) -> int:
        """How many pages the site answered for."""
        return len(self.new) + len(self.changed) + self.unchanged

    def settle(self) -> None:
        """Name the outcome of a run that came to its end or was stopped."""
        if self.broken_gates:
            self.outcome = "held"
        elif self.outcome == "good" and self.stopped is not None:
            self.outcome = "blocked" if isinstance(self.stopped, BlockedError) else "stopped"

    def counts(self) -> dict[str, int]:
        """Return the counts, each under its word."""
        values = {word: getattr(self, word) for word in _WORDS}
        return {word: value if isinstance(value, int) else len(value) for word, value in values.items()}

    def line(self) -> str:
        """Return the run in one line."""
        told = [f"{count:,} {word}" for word, count in self.counts().items() if count or word in _WORDS[:3]]
        told += [f"{self.waiting:,} not due", f"{self.requests:,} requests", f"{self.bytes:,} bytes"]
        return f"{', '.join(told)}, {self.seconds:.1f} seconds"

    def as_json(self) -> dict[str, Any]:
        """Return the run as `--summary` writes it."""
        return {
            **{word: getattr(self, word) for word in _WORDS},
            "not_due": self.waiting,
            "requests": self.requests,
            "bytes": self.bytes,
            "seconds": round(self.seconds, 3),
            "outcome": self.outcome,
            "stopped": str(self.stopped) if self.stopped else None,
            "broken_gates": [{**vars(gate), "examples": list(gate.examples)} for gate in self.broken_gates],
        }
