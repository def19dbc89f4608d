"""`kill -9` at random moments of a sync of 24 pages, each followed by a run to the end.

After each the dataset must equal that of an undisturbed run, row for row, and no page that was recorded may have been
fetched twice.
"""

import multiprocessing
import random
import time
from pathlib import Path

from tests.dataset.running import query, rows_of, sync
from tests.replica import Replica

#: About how long a run takes from one request to the next, in seconds.
_BETWEEN_REQUESTS = 0.06


def _child(folder: str, url: str) -> None:
    sync(Path(folder), url, "ZZ", member="samplia")


class Torture:
    """Kills runs against one replica. Made in `with Replica(samplia_site())`."""

    def __init__(self, replica: Replica, folder: Path, seed: int) -> None:
        self.replica = replica
        self.folder = folder
        self.random = random.Random(seed)
        self.processes = multiprocessing.get_context("forkserver")
        # Loaded once: a killed run should die while it works, not while it imports.
        self.processes.set_forkserver_preload(["tests.dataset.torture", "ogpscrape.reading", "httpx"])
        #: How many pages had been recorded when each run was killed.
        self.recorded: list[int] = []
        self._child(folder / "undisturbed").join()
        self.expected = rows_of(folder / "undisturbed")
        assert len(self.expected["versions"]) == 24

    def _child(self, data: Path):
        child = self.processes.Process(target=_child, args=(str(data), self.replica.url))
        child.start()
        return child

    def kill_one(self, number: int) -> None:
        """Kill a run, run to the end, and compare."""
        data = self.folder / f"killed-{number}"
        self.replica.forget()
        child = self._child(data)
        self._wait(child)
        child.kill()
        child.join()
        known = self._recorded(data)
        self.recorded.append(len(known))
        self.replica.forget()
        sync(data, self.replica.url, "ZZ", max_age=7, member="samplia")
        again = [path for path in self.replica.paths() if path.split("/")[-2] in known]
        assert again == [], f"fetched twice: {again}"
        found = rows_of(data)
        for table, rows in self.expected.items():
            assert found[table] == rows, f"{table} differs after a kill with {len(known)} pages recorded"

    def _wait(self, child) -> None:
        """Wait for a random moment: some time after some request, so that moments are spread however fast it runs."""
        requests = self.random.randint(0, 25)
        while child.is_alive() and len(self.replica.paths()) < requests:
            time.sleep(0.001)
        time.sleep(self.random.uniform(0, _BETWEEN_REQUESTS))

    def _recorded(self, data: Path) -> set[str]:
        if not (data / "ogp.sqlite").exists():
            return set()
        tables = {name for (name,) in query(data, "SELECT name FROM sqlite_master")}
        return {one for (one,) in query(data, "SELECT commitment_id FROM fetches")} if "fetches" in tables else set()
