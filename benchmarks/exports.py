"""Rows a second and peak memory of each export format for 6,000 records, beside two peers on the same rows.

The records are the samples under other IDs. What making them takes is measured too, and left out of the rates. pandas
gets the rows as lists and writes all tables as CSV; `sqlite-utils insert` reads the CSV files of `export` and makes no
search and no foreign keys.
"""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks._exporting import RECORDS
from ogpscrape import load
from ogpscrape.writing.tables import TABLES

NAMES = ("csv", "pandas to_csv", "sqlite", "sqlite-utils insert", "json", "jsonl", "markdown", "parquet", "xlsx")


def measured(name: str, folder: Path) -> dict[str, float]:
    """Return the seconds and the peak of memory, in MB, of one export."""
    command = [sys.executable, "-m", "benchmarks._exporting", name, str(folder / name)]
    done = subprocess.run(command, stdout=subprocess.PIPE, check=True)
    return json.loads(done.stdout.splitlines()[-1])


def rows() -> int:
    """Return how many rows the tables have for the records together."""
    samples = list(load("samples"))
    each = [sum(len(list(table.rows([record]))) for table in TABLES.values()) for record in samples]
    return sum(each[number % len(each)] for number in range(RECORDS))


def main() -> None:
    total = rows()
    with tempfile.TemporaryDirectory() as folder:
        nothing = measured("nothing", Path(folder))
        print(
            f"making {RECORDS:,} records of {total:,} rows: {nothing['seconds']:.1f} s, peak {nothing['peak']:.0f} MB"
        )
        for name in NAMES:
            found = measured(name, Path(folder))
            # sqlite-utils takes files, not records.
            seconds = found["seconds"] - (0 if "sqlite-utils" in name else nothing["seconds"])
            print(f"{name:<20} {total / seconds:>9,.0f} rows/s {seconds:>7.1f} s   peak {found['peak']:>5.0f} MB")


if __name__ == "__main__":
    main()
