"""One export of many records, in a process of its own for a peak of memory of its own: `_exporting NAME FOLDER`."""

import json
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from ogpscrape import load
from ogpscrape.commitment import Commitment
from ogpscrape.writing.formats import FORMATS, Choices, export
from ogpscrape.writing.table import Filling
from ogpscrape.writing.tables import TABLES

RECORDS = 6_000


def records() -> Iterator[Commitment]:
    """The samples again and again, each time under another ID."""
    samples = list(load("samples"))
    for number in range(RECORDS):
        yield samples[number % len(samples)].model_copy(
            update={"id": f"Z{'ABCDEFG'[number // 1000]}{number % 1000:04}"}
        )


def with_pandas(folder: Path) -> None:
    import pandas as pd

    rows: dict[str, list] = {name: [] for name in TABLES}
    fillings = {name: Filling(table) for name, table in TABLES.items()}
    for record in records():
        for name, filling in fillings.items():
            rows[name].extend(filling.add(record))
    for name, filling in fillings.items():
        rows[name].extend(filling.end())
    for name, table in TABLES.items():
        frame = pd.DataFrame(rows[name], columns=[column.name for column in table.columns])
        frame.to_csv(folder / f"{name}.csv", index=False)


def with_sqlite_utils(folder: Path) -> None:
    for name, table in TABLES.items():
        keys = [f"--pk={key}" for key in table.key]
        source = folder.parent / "csv" / f"{name}.csv"
        command = [sys.executable, "-m", "sqlite_utils", "insert", folder / "x.sqlite", name, source, "--csv", *keys]
        subprocess.run(command, check=True)


def of_nothing(_: Path) -> None:
    for _ in records():
        pass


OTHERS = {"pandas to_csv": with_pandas, "sqlite-utils insert": with_sqlite_utils, "nothing": of_nothing}


def main() -> None:
    name, target = sys.argv[1], Path(sys.argv[2])
    begun = time.perf_counter()
    if name in FORMATS:
        export(records(), name, str(target), Choices())
    else:
        target.mkdir()
        OTHERS[name](target)
    seconds = time.perf_counter() - begun
    peak = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    print(json.dumps({"seconds": seconds, "peak": peak / (1_000_000 if sys.platform == "darwin" else 1_000)}))


if __name__ == "__main__":
    main()
