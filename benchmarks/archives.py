"""WARC records to a Parquet dataset: records a second without Dask, and with one and two workers of it."""

import re
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.examples.test_archive_to_parquet import EXAMPLE, warc

RECORDS = 10_000


def main() -> None:
    """Measure the three one after the other, on the same file."""
    with tempfile.TemporaryDirectory() as folder:
        path = warc(Path(folder) / "pages.warc.gz", RECORDS)
        rates = {}
        for workers in (0, 1, 2):
            out = Path(folder) / f"out-{workers}"
            command = [sys.executable, str(EXAMPLE), str(path), "-o", str(out), "--workers", str(workers)]
            said = subprocess.run(command, capture_output=True, text=True, check=True).stderr
            line = next(line for line in said.splitlines() if "records in" in line)
            rates[workers] = float(re.findall(r"([\d,]+) records a second", line)[0].replace(",", ""))
            print(f"{f'{workers} workers' if workers else 'without Dask'}: {line}")
        print(f"two workers, to one: {rates[2] / rates[1]:.2f}; one, to none: {rates[1] / rates[0]:.2f}")
