"""`make torture`: kill many runs of sync, and compare what they leave."""

import random
import sys
import tempfile
import time
from pathlib import Path

from tests.dataset.samplia import samplia_site
from tests.dataset.torture import Torture
from tests.replica import Replica


def main() -> int:
    """Kill as many runs as the argument says, with a seed that is printed, and say what came of it."""
    times = int(sys.argv[1]) if len(sys.argv) > 1 else 500
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else random.randrange(10**6)
    print(f"seed {seed}", flush=True)
    begun = time.monotonic()
    with tempfile.TemporaryDirectory() as folder, Replica(samplia_site()) as replica:
        torture = Torture(replica, Path(folder), seed)
        for number in range(times):
            torture.kill_one(number)
            if number % 50 == 49:
                print(f"{number + 1} runs killed", flush=True)
    half = sum(0 < number < 24 for number in torture.recorded)
    print(
        f"{times} runs killed, {half} of them with 1 to 23 pages recorded; every dataset equals the undisturbed one, "
        f"no recorded page was fetched twice; {time.monotonic() - begun:.0f} seconds"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
