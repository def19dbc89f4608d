"""The figures that the README quotes, and how to get them again: `make bench`.

Each module measures one thing and prints its lines. A figure is a ratio to a peer measured in the same run, by turns,
so that a busy machine slows both; the shortest of many turns counts, for nothing makes a program faster than it is.
"""

import gc
import time
from collections.abc import Callable


def fastest(*tasks: Callable[[], object], turns: int) -> list[float]:
    """Run the tasks by turns and return the shortest time of each, in seconds."""
    times = [float("inf")] * len(tasks)
    for _ in range(turns):
        for number, task in enumerate(tasks):
            gc.collect()
            begun = time.perf_counter()
            task()
            times[number] = min(times[number], time.perf_counter() - begun)
    return times


def line(what: str, figure: str, aim: str) -> None:
    """Print one figure with what it was meant to be."""
    print(f"{what:<64} {figure:>12}   aim {aim}")
