"""The pages of many seeds, read in a process of its own."""

import time
from itertools import chain

from tests.reading.generator.trial import Failure, text_trials, trials, truncations

#: The longest that one page may take, in seconds.
SLOW = 1.0
Result = tuple[int, float, list[Failure], list[tuple[str, float]]]


def read_seeds(work: tuple[list[str], dict[str, list[str]]]) -> Result:
    """Return how many pages the seeds gave, the slowest reading, the failures, and the pages that took too long."""
    seeds, facts = work
    pages, slowest, failures, slow = 0, 0.0, [], []
    for seed in seeds:
        began = time.process_time()
        for page in chain(trials(seed, facts), text_trials(seed, facts), truncations(seed, facts)):
            now = time.process_time()
            pages, taken, began = pages + 1, now - began, now
            slowest = max(slowest, taken)
            if taken > SLOW:
                slow.append((page.page, taken))
            if page.failure:
                failures.append(page.failure)
    return pages, slowest, failures, slow


def read_until(line: tuple[str, float, dict[str, list[str]]]) -> Result:
    """Read fresh seeds until a moment of the monotonic clock, which all processes share."""
    name, end, facts = line
    pages, slowest, failures, slow, number = 0, 0.0, [], [], 0
    while time.monotonic() < end:
        count, longest, failed, late = read_seeds(([f"{name}-{number}"], facts))
        pages, slowest, number = pages + count, max(slowest, longest), number + 1
        failures += failed
        slow += late
    return pages, slowest, failures, slow
