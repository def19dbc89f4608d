"""A site of 6,000 commitments of 80 members: the first run, the second one, their memory, the database, `reparse`.

The replica serves it from a process of its own, without a rate. The pages are the samples with other names.
"""

import json
import multiprocessing
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks import line
from tests.dataset.synthetic import synthetic_site
from tests.replica import Replica

MEMBERS = 80
COMMITMENTS = 6_000


def serve(pipe, commitments: int) -> None:
    """Serve a synthetic site until something comes through the pipe."""
    with Replica(synthetic_site(commitments, commitments * MEMBERS // COMMITMENTS)) as replica:
        pipe.send(replica.url)
        pipe.recv()


def run(*arguments: str, folder: Path) -> tuple[dict, float]:
    """Run a command with `--summary`; return that, and the peak of its memory in MB."""
    summary = folder / "summary.json"
    command = [sys.executable, "-m", "ogpscrape", *arguments, "--summary", str(summary), "--quiet"]
    code = (
        "import resource, subprocess, sys; done = subprocess.run(sys.argv[1:]);"
        "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss); sys.exit(done.returncode)"
    )
    environment = {**os.environ, "OGPSCRAPE_STATE_FOLDER": str(folder), "OGPSCRAPE_CACHE_FOLDER": str(folder)}
    done = subprocess.run([sys.executable, "-c", code, *command], stdout=subprocess.PIPE, env=environment, check=False)
    unit = 1_000_000 if sys.platform == "darwin" else 1_000  # bytes there, kilobytes elsewhere
    return json.loads(summary.read_text()), int(done.stdout) / unit


def synced(commitments: int, folder: Path) -> dict[str, float]:
    """Sync a site twice, read it again, and return what it took."""
    ours, theirs = multiprocessing.Pipe()
    server = multiprocessing.get_context("spawn").Process(target=serve, args=(theirs, commitments))
    server.start()
    url = ours.recv()
    data = folder / "data"
    arguments = ["sync", "--all", "--data", str(data), "--url", url, "--rate", "off", "--max-age", "0"]
    first, peak = run(*arguments, folder=folder)
    second, peak_again = run(*arguments, folder=folder)
    ours.send("enough")
    server.join()
    assert len(first["new"]) == second["unchanged"] == commitments, (len(first["new"]), second["unchanged"])
    return {
        "first": first["seconds"],
        "second": second["seconds"],
        "peak": max(peak, peak_again),
        "database": (data / "ogp.sqlite").stat().st_size / 1e6,
        "pages": sum(file.stat().st_size for file in (data / "pages").rglob("*.gz")) / 1e6,
    }


def main() -> None:
    with tempfile.TemporaryDirectory() as small:
        few = synced(COMMITMENTS // 10, Path(small))
    with tempfile.TemporaryDirectory() as large:
        all_of_them = synced(COMMITMENTS, Path(large))
        line(f"sync --all of {COMMITMENTS:,} commitments, first run", f"{all_of_them['first']:.0f} s", "-")
        line("the same, second run: every page is asked about", f"{all_of_them['second']:.0f} s", "-")
        ratio = all_of_them["peak"] / few["peak"]
        line(f"peak memory ({all_of_them['peak']:.0f} MB), to {COMMITMENTS // 10:,} commitments", f"{ratio:.2f}", "-")
        line("size of ogp.sqlite", f"{all_of_them['database']:.0f} MB", "-")
        line("size of pages/", f"{all_of_them['pages']:.0f} MB", "-")
        seconds = {}
        for jobs in (1, 2):
            done, _ = run("reparse", "--data", str(Path(large) / "data"), "--jobs", str(jobs), folder=Path(large))
            seconds[jobs] = done["seconds"]
            line(f"reparse with {jobs} processes", f"{done['unchanged'] / done['seconds']:.0f} pages/s", "-")
        line("reparse with 2 processes, to 1", f"{seconds[1] / seconds[2]:.2f}", "1.8 or more")
