"""`make torture`: kill many runs and damage many files, and compare what they leave."""

import random
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from tests.dataset.samplia import samplia_site
from tests.dataset.torture import Torture
from tests.replica import Replica


def main() -> int:
    """Kill as many runs as the first argument says, flip and cut as often as the second; the third is the seed."""
    times = int(sys.argv[1]) if len(sys.argv) > 1 else 500
    harms = int(sys.argv[2]) if len(sys.argv) > 2 else 1000
    seed = int(sys.argv[3]) if len(sys.argv) > 3 else random.randrange(10**6)
    print(f"seed {seed}", flush=True)
    begun = time.monotonic()
    with tempfile.TemporaryDirectory() as folder, Replica(samplia_site()) as replica:
        torture = Torture(replica, Path(folder), seed)
        for number in range(times // 2):
            torture.kill_one(number)
        half = sum(0 < number < 24 for number in torture.recorded)
        say(begun, f"{times // 2} first runs killed, {half} of them with 1 to 23 pages recorded")
        for number in range(times - times // 2):
            torture.kill_second(number)
        say(begun, f"{times - times // 2} second runs killed")
        commits = 1
        while torture.kill_second(0, commits):
            commits += 1
        say(begun, f"a second run killed after each of its {commits - 1} COMMITs; {torture.again} events told again")
        for kind in ("reparse", "salvage"):
            commits = 1
            while torture.kill_offline(kind, 0, commits) and commits < 30:
                commits += 1
            for number in range(max(1, times // 20)):
                torture.kill_offline(kind, number + 1)
            say(begun, f"{kind} killed {commits - 1} times after a COMMIT, {max(1, times // 20)} times at random")
        for how in ("flip", "cut"):
            found = Counter(torture.damage(how, number) for number in range(harms))
            say(begun, f"{harms} times {how}: {dict(found.most_common())}; no export was silently wrong")
    print(f"every dataset equals the undisturbed one; {time.monotonic() - begun:.0f} seconds")
    return 0


def say(begun: float, text: str) -> None:
    print(f"{time.monotonic() - begun:5.0f} s  {text}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
