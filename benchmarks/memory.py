"""The memory that parsing pages to JSON Lines takes at its peak: it has to stay the same, however many they are."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks import line
from ogpscrape.sources.samples import samples_folder


def peak(folder: Path) -> float:
    """Return the peak of one run over a folder, in MB."""
    command = [sys.executable, "-m", "ogpscrape", "parse", str(folder), "--format", "jsonl", "-o", os.devnull]
    code = (
        "import resource, subprocess, sys; subprocess.run(sys.argv[1:], check=True);"
        "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
    )
    done = subprocess.run([sys.executable, "-c", code, *command], stdout=subprocess.PIPE, check=True)
    unit = 1_000_000 if sys.platform == "darwin" else 1_000  # bytes there, kilobytes elsewhere
    return int(done.stdout) / unit


def main() -> None:
    pages = sorted((samples_folder() / "pages").iterdir())
    peaks = {}
    for number in (500, 5_000):
        with tempfile.TemporaryDirectory() as folder:
            for index in range(number):
                page = pages[index % len(pages)]
                Path(folder, f"{index:05}-{page.name}").symlink_to(page)
            peaks[number] = peak(Path(folder))
    figure = f"{peaks[5_000] / peaks[500]:.2f}"
    line(f"peak memory of 5,000 pages ({peaks[5_000]:.0f} MB), to 500 pages", figure, "flat: 1.1 or less")
