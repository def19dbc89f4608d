"""The years before the first sync: what an archive has captured of members, taken into a dataset as it happened.

Captures are recorded in the order of their time, and the dataset's clock stands at it: so versions, events and checks
have the dates at which the site was so. Only what is newer than what the dataset has of a commitment is taken; what was
there before somebody began cannot be put in afterwards. All IDs that the archive knows become known, for live runs too.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from itertools import groupby

from ogpscrape.dataset.database import moment_of
from ogpscrape.dataset.gates import Gates
from ogpscrape.dataset.receiving import Receiver, close_run
from ogpscrape.dataset.run import Run
from ogpscrape.dataset.store import Dataset
from ogpscrape.dataset.summary import Summary
from ogpscrape.errors import OgpscrapeError
from ogpscrape.identifiers import Selector, prefix_of
from ogpscrape.selection import Group, member_group
from ogpscrape.sources import Answer
from ogpscrape.sources.captures import ArchiveSource, Capture


@dataclass
class Taken:
    """What came of it.

    Attributes:
        runs: the summary of each run; one for each day of captures.
        known: the IDs that the archive knows.
        older: how many captures were left out, for the dataset has newer pages.
        no_page: how many captures turned out to be no page of a commitment.

    """

    runs: list[Summary] = field(default_factory=list)
    known: list[str] = field(default_factory=list)
    older: int = 0
    no_page: int = 0

    def summary(self) -> Summary:
        """Return what all runs did together; how it ended is how the last one did."""
        last = self.runs[-1] if self.runs else Summary()
        return replace(
            last,
            events=[event for run in self.runs for event in run.events],
            checked=sum(run.checked for run in self.runs),
            unchanged=sum(run.unchanged for run in self.runs),
            blocked=[one for run in self.runs for one in run.blocked],
            failed=[one for run in self.runs for one in run.failed],
            errors=[one for run in self.runs for one in run.errors],
            seconds=sum(run.seconds for run in self.runs),
        )


class _Clock:
    """Tells the time of the capture that is being recorded."""

    def __init__(self) -> None:
        self.moment = datetime(2000, 1, 1, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.moment


def take_history(
    dataset: Dataset,
    source: ArchiveSource,
    groups: Sequence[Group],
    gates: Gates,
    *,
    changes_file: str | None = None,
    progress: Callable[[int, int], None] = lambda _done, _known: None,
) -> Taken:
    """Record what an archive has of members.

    Arguments:
        dataset: open for writing.
        source: the archive.
        groups: the members, or single commitments.
        gates: what must hold; what breaks them is held back as in any run.
        changes_file: the absolute path of the file that events are appended to, or None.
        progress: called with how many captures are done, and how many there are.

    Returns what came of it; a run that is stopped or interrupted is the last one. Raises DatasetError when the dataset
    cannot be written, and what the archive raises when its index cannot be read.

    """
    taken = Taken()
    clock = _Clock()
    for group in groups:
        wanted = _wanted(source, group)
        taken.known += [one.id for one in wanted]
        captures = _captures(dataset, source, wanted, taken)
        # The last day also makes known what the archive lists and has no page of.
        days = [list(same) for _, same in groupby(captures, key=lambda one: one.time.date())] or [[]]
        done = 0
        for day in days:
            if day:
                clock.moment = day[0].time
            run = Run(dataset, clock, f"sync --from {source.via}", group.name, changes_file)
            run.expect(wanted)
            receiver = Receiver(dataset, source, run, gates.unreadable_in_a_row)
            for capture in day:
                progress(done, len(captures))
                done += 1
                if not receiver.stopped():
                    clock.moment = capture.time
                    _take(source, receiver, capture, taken)
            receiver.summary.requests, receiver.summary.bytes = source.requests, source.bytes_received
            close_run(run, gates, _members(wanted, group), clock(), receiver.summary)
            taken.runs.append(receiver.summary)
            if receiver.summary.stopped is not None or receiver.summary.interruption is not None:
                return taken
    return taken


def _take(source: ArchiveSource, receiver: Receiver, capture: Capture, taken: Taken) -> None:
    try:
        page = source.page_of(capture)
    except OgpscrapeError as error:
        receiver.failed(capture.id, error)
    except (KeyboardInterrupt, SystemExit) as interruption:
        receiver.summary.outcome = "interrupted"
        receiver.summary.interruption = interruption
    else:
        if page is None:
            taken.no_page += 1
        else:
            receiver.receive(capture.id, Answer(page, asked=True), may_be_gone=True)


def _wanted(source: ArchiveSource, group: Group) -> list[Selector]:
    found = source.read_index(group.slug)
    if group.id:
        return [one for one in found if one.id == group.id] or [Selector(group.id, group.slug)]
    return [one for one in found if prefix_of(one.id) in group.prefixes]


def _captures(dataset: Dataset, source: ArchiveSource, wanted: Iterable[Selector], taken: Taken) -> list[Capture]:
    found: list[Capture] = []
    for selector in wanted:
        row = dataset.row("SELECT MAX(retrieved_at) FROM fetches WHERE commitment_id = ?", (selector.id,))
        newest = moment_of(row[0]) if row and row[0] else None
        captures = source.captures(selector)
        newer = [one for one in captures if newest is None or one.time > newest]
        taken.older += len(captures) - len(newer)
        found += newer
    return sorted(found, key=lambda capture: (capture.time, capture.id))


def _members(wanted: Iterable[Selector], group: Group) -> list[str]:
    return sorted({member_group(prefix_of(one.id)).name for one in wanted}) or [group.name]
