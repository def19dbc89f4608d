"""Runs killed and files damaged, again and again: what is left must be what an undisturbed run leaves, or be named.

`kill -9` at random moments, or right after a COMMIT: of first runs, of second runs (with changes, a gone page, one that
left the list, and --changes), of `reparse` and of `--salvage`; each is followed by a run to the end. Bytes of the
database and of bodies flipped, files cut: `export` gives what it gave before, or names the damage with exit code 14.
"""

import json
import multiprocessing
import os
import random
import re
import shutil
import signal
import time
from datetime import UTC, datetime
from pathlib import Path

from ogpscrape.dataset import open_dataset
from ogpscrape.dataset.condition import check_store
from ogpscrape.dataset.database import only_run
from ogpscrape.dataset.gates import load_gates
from ogpscrape.dataset.reparse import reparse, salvage
from ogpscrape.errors import DatasetError
from tests.dataset.running import query, rows_of, sync
from tests.dataset.samplia import samplia_site
from tests.replica import Replica

#: About how long a run takes from one request to the next, in seconds.
_BETWEEN_REQUESTS = 0.06


def change_the_site(replica: Replica) -> None:
    """Change some pages of Samplia, remove one, and take another off every list."""
    site = replica.site
    site.change("ZZ0001", "Every year the budget fills", "Each year the budget fills")
    for one in ("ZZ0002", "ZZ0008", "ZZ0015"):
        site.change(one, "Samplia", "Samplia and its people")
    for one in list(site.pages):
        # The last entry goes: from where the one before it ends to where it ends itself.
        words = site.pages[one].body.decode()
        cut = re.search(r"(?<=ZZ0004, 2012, Whistleblower Protections).*ZZ0005, 2012, [\w -]+", words, re.DOTALL)
        if cut:
            site.change(one, cut[0], "")
    site.remove("ZZ0012")


def _die_after(commits: int) -> None:
    """Let this process be killed right after so many COMMITs of the dataset."""
    from ogpscrape.dataset import database, store

    left = [commits]
    plain = database.transaction

    class Killing:
        def __init__(self, connection) -> None:
            self.inner = plain(connection)

        def __enter__(self):
            return self.inner.__enter__()

        def __exit__(self, *about):
            told = self.inner.__exit__(*about)
            left[0] -= 1
            if left[0] == 0:
                os.kill(os.getpid(), signal.SIGKILL)
            return told

    store.transaction = Killing


def _child(kind: str, folder: str, url: str, commits: int) -> None:
    if commits:
        _die_after(commits)
    work(kind, Path(folder), url)


def work(kind: str, data: Path, url: str, max_age: float = 0) -> None:
    """Do one run: `sync`, `reparse` or `salvage`."""
    if kind == "sync":
        sync(data, url, "ZZ", max_age=max_age, member="samplia", changes=str(data / "changes.jsonl"))
        return
    with only_run(data):
        if kind == "salvage":
            salvage(data)
            return
        with open_dataset(data, create=True) as dataset:
            reparse(dataset, load_gates(data), lambda: datetime.now(UTC), 1)


class Torture:
    """Kills runs against one replica. Made in `with Replica(samplia_site())`."""

    def __init__(self, replica: Replica, folder: Path, seed: int) -> None:
        self.replica = replica
        self.folder = folder
        self.random = random.Random(seed)
        self.processes = multiprocessing.get_context("forkserver")
        # Loaded once: a killed run should die while it works, not while it imports.
        self.processes.set_forkserver_preload(["tests.dataset.torture", "ogpscrape.reading", "httpx"])
        #: How many pages had been recorded when each first run was killed.
        self.recorded: list[int] = []
        #: How many events were marked as delivered again.
        self.again = 0
        self.first = samplia_site()
        self.second = samplia_site()
        replica.site = self.second
        change_the_site(replica)
        replica.site = self.first
        work("sync", folder / "undisturbed", replica.url)
        self.once = rows_of(folder / "undisturbed")
        assert len(self.once["versions"]) == 24
        shutil.copytree(folder / "undisturbed", folder / "before")
        replica.site = self.second
        work("sync", folder / "undisturbed", replica.url)
        self.twice = rows_of(folder / "undisturbed")
        self.events = _events(folder / "undisturbed")
        assert {event["kind"] for event in self.events} == {"new", "changed", "gone", "unlisted"}
        replica.site = self.first
        shutil.copytree(folder / "before", folder / "salvaged")
        work("salvage", folder / "salvaged", replica.url)
        self.salvaged = rows_of(folder / "salvaged")

    def _begin(self, kind: str, data: Path, commits: int = 0):
        child = self.processes.Process(target=_child, args=(kind, str(data), self.replica.url, commits))
        child.start()
        return child

    def kill_one(self, number: int) -> None:
        """Kill a first run at a random moment, run to the end, and compare."""
        data = self.folder / f"killed-{number}"
        self.replica.site = self.first
        self.replica.forget()
        child = self._begin("sync", data)
        self._wait(child)
        _end(child)
        known = self._recorded(data)
        self.recorded.append(len(known))
        self.replica.forget()
        work("sync", data, self.replica.url, 7)
        again = [path for path in self.replica.paths() if path.split("/")[-2] in known]
        assert again == [], f"fetched twice: {again}"
        self._compare(data, self.once, f"a first run killed with {len(known)} pages recorded")
        shutil.rmtree(data)

    def kill_second(self, number: int, commits: int = 0) -> bool:
        """Kill a second run at a random moment, or after so many COMMITs; return whether it was still at work."""
        data = self.folder / f"second-{number}-{commits}"
        shutil.copytree(self.folder / "before", data)
        # A second run is due by a clock that is set forward: here by pages that were checked long ago.
        with open_dataset(data, create=True) as dataset, dataset.writing():
            dataset.connection.execute("UPDATE commitments SET checked_at = '2020-01-01T00:00:00Z'")
        self.replica.site = self.second
        self.replica.forget()
        child = self._begin("sync", data, commits)
        if not commits:
            self._wait(child)
            _end(child)
        child.join()
        killed = child.exitcode == -signal.SIGKILL
        work("sync", data, self.replica.url, 7)
        what = f"a second run killed after {commits} COMMITs" if commits else "a second run killed"
        self._compare(data, self.twice, what)
        told = _events(data)
        self.again += sum("again" in event for event in told)
        once = [event for event in told if "again" not in event]
        assert [_told(event) for event in once] == [_told(event) for event in self.events], (
            f"events differ after {what}"
        )
        shutil.rmtree(data)
        return killed

    def kill_offline(self, kind: str, number: int, commits: int = 0) -> bool:
        """Kill `reparse` or `salvage`, do it again, and compare; return whether it was still at work."""
        data = self.folder / f"{kind}-{number}-{commits}"
        shutil.copytree(self.folder / "before", data)
        child = self._begin(kind, data, commits)
        if not commits:
            time.sleep(self.random.uniform(0, 0.5))
            child.kill()
        child.join()
        killed = child.exitcode == -signal.SIGKILL
        # Whole, or as it was before.
        found = rows_of(data)
        latest = ("latest", "commitments") if kind == "reparse" else ("latest",)
        assert all(_by_id(found[table]) == _by_id(self.once[table]) for table in latest), f"{kind} left a part"
        work(kind, data, self.replica.url)
        expected = self.once if kind == "reparse" else self.salvaged
        self._compare(data, expected, f"{kind} killed")
        shutil.rmtree(data)
        return killed

    def damage(self, how: str, number: int) -> str:
        """Flip a byte of the database, a body or the journal, or cut one; return whether and how it was noticed."""
        data = self.folder / "harmed"
        shutil.rmtree(data, ignore_errors=True)
        shutil.copytree(self.folder / "before", data)
        bodies = sorted((data / "pages").rglob("*.gz"))
        files = [data / "ogp.sqlite"] * 2 + [self.random.choice(bodies), data / "pages" / "journal.jsonl"]
        file = self.random.choice(files)
        content = bytearray(file.read_bytes())
        place = self.random.randrange(len(content))
        if how == "flip":
            content[place] ^= 1 << self.random.randrange(8)
            file.write_bytes(content)
        else:
            file.write_bytes(content[:place])
        where = f"{how} {number}: {file.name} at {place}"
        try:
            exported = exported_of(data)
        except DatasetError:
            return "named"
        assert exported == self.exported, f"export is silently wrong after {where}"
        try:
            with open_dataset(data) as dataset:
                found = check_store(dataset)
        except DatasetError:
            return "named by check"
        assert found or file.suffix != ".gz" or how == "flip", f"check says nothing after {where}"
        return "seen by check" if found else "nothing that is read"

    @property
    def exported(self) -> list[str]:
        """What an undisturbed dataset gives."""
        if not hasattr(self, "_exported"):
            self._exported = exported_of(self.folder / "before")
        return self._exported

    def _compare(self, data: Path, expected: dict, what: str) -> None:
        found = rows_of(data)
        for table, rows in expected.items():
            assert found[table] == rows, f"{table} differs after {what}"
        with open_dataset(data) as dataset:
            assert check_store(dataset) == [], f"check finds fault after {what}"

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


def exported_of(data: Path) -> list[str]:
    """Return all records of a dataset as JSON."""
    with open_dataset(data) as dataset:
        return [record.model_dump_json() for record in dataset.latest()]


def _end(child) -> None:
    child.kill()
    child.join()


def _by_id(rows: list[dict]) -> list[dict]:
    return sorted(({**row, "version_id": None} for row in rows), key=lambda row: row["id"])


def _events(data: Path) -> list[dict]:
    file = data / "changes.jsonl"
    return [json.loads(line) for line in file.read_text().splitlines()] if file.exists() else []


def _told(event: dict) -> dict:
    return {name: value for name, value in event.items() if name != "seen_at"}
