"""Read random pages for a time, and print each that is wrong in silence with its seed: `make fuzz SECONDS=600`.

`python -m tests.reading SEED` tries the pages of one seed again, as printed with a failure.
"""

import argparse
import multiprocessing
import re
import secrets
import sys
import time
from collections import Counter
from pathlib import Path

from tests.reading.generator.content import facts_of
from tests.reading.generator.runs import SLOW, read_seeds, read_until
from tests.reading.generator.trial import Failure, smallest

TABLE = Path(__file__).parents[3] / "shared" / "ogp" / "commitments-table-extract.csv"


def kind_of(failure: Failure) -> str:
    """Return what failures of one cause have in common, more or less."""
    place = re.sub(r"\[\d+\]|ZZ\d+", "[]", failure.what.split(":")[0])
    change = "layout" if failure.before is None else re.sub(r"['\"].*|at .*", "", failure.change).strip()
    return f"{change} | {place}"


def show(failure: Failure, facts: dict[str, list[str]]) -> None:
    small = smallest(failure, facts)
    print(f"\n== seed {failure.seed}: {small.change}\n   {failure.what}")
    if small.before:
        print(f"-- before\n{small.before}")
    print(f"-- after\n{small.after}", flush=True)


def main() -> int:
    arguments = argparse.ArgumentParser(prog="python -m tests.reading", description=__doc__)
    arguments.add_argument("seeds", nargs="*", help="seeds to try again; without any, fresh ones for a time")
    arguments.add_argument("--seconds", type=float, default=600)
    arguments.add_argument("--jobs", type=int, default=multiprocessing.cpu_count())
    arguments.add_argument("--run", default=secrets.token_hex(4), help="what the seeds begin with")
    arguments.add_argument("--shown", type=int, default=40, help="how many kinds of failure are printed in full")
    given = arguments.parse_args()
    facts = facts_of(TABLE) if TABLE.is_file() else {}
    if given.seeds:
        _, _, failures, _ = read_seeds(([seed.split(" ")[0] for seed in given.seeds], facts))
        for failure in failures:
            show(failure, facts)
        return bool(failures)
    pages, slowest, kinds, slow, began = 0, 0.0, Counter[str](), 0, time.monotonic()
    print(f"run {given.run}: {given.seconds:.0f} s on {given.jobs} cores", flush=True)

    lines = [(f"{given.run}-{core}", began + given.seconds, facts) for core in range(given.jobs)]
    with multiprocessing.get_context("spawn").Pool(given.jobs) as pool:
        for count, longest, failures, late in pool.imap_unordered(read_until, lines):
            pages, slowest, slow = pages + count, max(slowest, longest), slow + len(late)
            for page, taken in late:
                print(f"\n== {taken:.1f} s: a page of {len(page)} characters\n{page[:2_000]}", flush=True)
            for failure in failures:
                kind = kind_of(failure)
                kinds[kind] += 1
                if kinds[kind] == 1 and len(kinds) <= given.shown:
                    show(failure, facts)
    taken = time.monotonic() - began
    silent = sum(kinds.values())
    for kind, count in kinds.most_common():
        print(f"{count:6} {kind}")
    speed = pages / taken
    print(f"run {given.run}: {pages:,} pages in {taken:.0f} s ({speed:.0f}/s), {silent} wrong in silence, {slow} over "
          f"{SLOW:.0f} s, the slowest {slowest:.2f} s")  # fmt: skip
    return bool(silent or slow)


if __name__ == "__main__":
    sys.exit(main())
