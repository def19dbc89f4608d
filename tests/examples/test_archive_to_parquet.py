"""The Dask example on a WARC made here: every record one row, failures with their reasons, wherever the file is cut."""

import importlib.util
import subprocess
import sys
from pathlib import Path

import pandas
import pyarrow
import pyarrow.parquet
import pytest

from tests.replica import Site
from tests.replica.archives import Kept, warc_record

EXAMPLE = Path(__file__).parents[2] / "examples" / "archive_to_parquet.py"


def warc(path: Path, count: int) -> Path:
    """Write a WARC of `count` records; of every 20, one is an error, one is not a commitment, one is broken."""
    pages = list(Site.synthetic(count).pages.values())
    data = []
    for number, page in enumerate(pages):
        address = f"https://www.opengovpartnership.org{page.path}"
        kept = Kept(address, "20210630000000", page.body)
        if number % 20 == 3:
            kept = Kept(address, "20210630000000", b"<p>no</p>", status=404)
        elif number % 20 == 7:
            kept = Kept(
                "https://www.opengovpartnership.org/about/", "20210630000000", b"<h1>About</h1><p>Words here.</p>"
            )
        record = bytearray(warc_record(kept))
        if number % 20 == 11:
            record[len(record) // 2] ^= 0xFF
        data.append(bytes(record))
    path.write_bytes(b"".join(data))
    return path


def run(*arguments: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(EXAMPLE), *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=300)


def rows_of(folder: Path) -> list[dict]:
    return [row for file in sorted(folder.glob("*.parquet")) for row in pyarrow.parquet.read_table(file).to_pylist()]


@pytest.mark.parametrize("workers", [0, 2])
def test_every_record_is_one_row(workers, tmp_path):
    path = warc(tmp_path / "pages.warc.gz", 200)
    done = run(path, "-o", tmp_path / "out", "--workers", workers, "--piece", 20_000)
    assert done.returncode == 0, done.stderr
    assert "200 records in, 200 rows out, 30 of them failures" in done.stderr
    rows = rows_of(tmp_path / "out")
    assert len(rows) == 200
    assert len({row["id"] for row in rows if row["failed"] is None}) == 170
    failed = [row["failed"] for row in rows if row["failed"]]
    assert {word: failed.count(word) for word in set(failed)} == {"status": 10, "no commitment": 10, "bad input": 10}
    assert all(row["reason"] and str(path) in row["warc"] for row in rows if row["failed"])
    assert all(row["title"] and row["record"] for row in rows if not row["failed"])


def test_the_cut_does_not_matter(tmp_path):
    path = warc(tmp_path / "pages.warc.gz", 60)
    for size in (1_000, 7_919, 10**9):
        assert run(path, "-o", tmp_path / str(size), "--workers", 0, "--piece", size).returncode == 0
    found = [sorted(str(row["warc"]) for row in rows_of(tmp_path / str(size))) for size in (1_000, 7_919, 10**9)]
    assert found[0] == found[1] == found[2]


def test_a_folder_that_holds_something_is_left_alone(tmp_path):
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "mine").touch()
    done = run(warc(tmp_path / "a.warc.gz", 1), "-o", tmp_path / "out")
    assert (done.returncode, "is not empty" in done.stderr) == (2, True)


def test_the_function_for_spark_gives_the_same_rows_as_frames(tmp_path):
    path = warc(tmp_path / "pages.warc.gz", 60)
    spec = importlib.util.spec_from_file_location("archive_to_parquet", EXAMPLE)
    example = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = example
    spec.loader.exec_module(example)
    pieces = list(example.pieces_of([str(path)], 20_000))
    assert len(pieces) > 2
    # As Spark does: some frames of some pieces each.
    frames = [pandas.DataFrame([vars(piece) for piece in pieces[part::2]]) for part in (0, 1)]
    found = list(example.read_frames(iter(frames)))
    assert sum(map(len, found)) == 60
    assert run(path, "-o", tmp_path / "out", "--workers", 0).returncode == 0
    table = pyarrow.Table.from_pandas(pandas.concat(found), example.schema(), preserve_index=False)
    rows = sorted(table.to_pylist(), key=lambda row: row["warc"].partition("byte")[2])
    assert [(row["id"], row["failed"], row["record"]) for row in rows] == [
        (row["id"], row["failed"], row["record"])
        for row in sorted(rows_of(tmp_path / "out"), key=lambda row: row["warc"].partition("byte")[2])
    ]
