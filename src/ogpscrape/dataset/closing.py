"""The end of a run: it is judged, and what passes becomes the latest good records."""

import time

from ogpscrape.dataset.gates import Gates
from ogpscrape.dataset.judging import Checked, judge
from ogpscrape.dataset.recording import Recorder
from ogpscrape.dataset.store import Dataset
from ogpscrape.dataset.summary import Summary


def close_run(
    dataset: Dataset, recorder: Recorder, gates: Gates, summary: Summary, unreadable: list[str], begun: float
) -> Summary:
    """Judge a run, let its records be the latest ones if the gates hold, and close it.

    Arguments:
        dataset: the dataset.
        recorder: of the run.
        gates: what must hold.
        summary: what the run did; completed here.
        unreadable: the IDs of pages that could not be read as a commitment.
        begun: when the run began, of the monotonic clock.

    """
    checked = Checked(summary.checked, summary.unchanged, tuple(unreadable))
    summary.broken_gates = judge(dataset, gates, checked)
    recorder.broken(summary.broken_gates)
    if not summary.broken_gates:
        recorder.accept()
    for change in dataset.changes_of_run(recorder.run_id):
        fields = summary.changed.setdefault(change.id, [])
        if change.field not in fields:
            fields.append(change.field)
    summary.settle()
    summary.seconds = time.monotonic() - begun
    counts = {word: count for word, count in summary.counts().items() if word != "unlisted"}
    recorder.finish(
        summary.outcome,
        accepted=not summary.broken_gates,
        message=str(summary.stopped) if summary.stopped else None,
        requests=summary.requests,
        bytes=summary.bytes,
        seconds=round(summary.seconds, 3),
        **counts,
    )
    return summary
