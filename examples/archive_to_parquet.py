"""Thousands of captured pages to one Parquet dataset, over as many cores or machines as Dask has.

    python examples/archive_to_parquet.py pages/*.warc.gz -o records.parquet
    python examples/archive_to_parquet.py s3://bucket/crawl.warc.gz -o s3://bucket/records --scheduler tcp://head:8786

Reading a page is pure: bytes in, a record out, no network, no disk, nothing shared. So WARC files are cut into pieces
of a megabyte, each piece is one task wherever there is a core, and each task writes one file of the dataset. Every
captured answer becomes exactly one row: the columns of the table `commitments`, or the reason why there is none.

Needs `pip install 'ogpscrape[warc,dask]'`. Paths go through fsspec: local, `s3://` (with s3fs), `https://` (to read).
"""

import argparse
import json
import sys
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from ogpscrape import OgpscrapeError
from ogpscrape.fetching import read_captured
from ogpscrape.sources.warc_reading import Record, records_between
from ogpscrape.writing.table import Filling
from ogpscrape.writing.tables import table_named

#: Bytes of a WARC file in one task: large enough that starting it costs nothing, small enough to share out evenly.
PIECE = 1_000_000


@dataclass(frozen=True)
class Piece:
    """The records of a file that begin from `start` to before `end`, in bytes."""

    path: str
    start: int
    end: int


def row_of(record: Record | OgpscrapeError) -> dict[str, Any]:
    """Return the one row that a captured answer, or a broken record, becomes. Pure: this is all that is mapped."""
    row: dict[str, Any] = dict.fromkeys((*COLUMNS, "record", "warc", "failed", "reason"))
    if isinstance(record, OgpscrapeError):
        return row | {"warc": record.where, "failed": record.word, "reason": record.message}
    row |= {"warc": record.name, "retrieved_at": record.time}
    if record.status != 200:
        return row | {"failed": "status", "reason": str(record.status)}
    try:
        found = read_captured(record.page())
    except OgpscrapeError as error:
        return row | {"failed": error.word, "reason": error.message}
    except Exception as error:  # noqa: BLE001 - one page must not cost the others; its row says what it was
        return row | {"failed": "bug", "reason": f"{type(error).__name__}: {error}"}
    (values,) = Filling(table_named("commitments")).add(found)
    return row | dict(zip(COLUMNS, values, strict=True)) | {"record": json.dumps(found.model_dump(mode="json"))}


COLUMNS = tuple(column.name for column in table_named("commitments").columns)


def schema() -> Any:
    """Return the Arrow schema of every file of the dataset, whatever rows it happens to hold."""
    import pyarrow

    from ogpscrape.writing.parquet import arrow_schema

    more = [pyarrow.field(name, pyarrow.string()) for name in ("record", "warc", "failed", "reason")]
    # A row that failed has no ID and no title: nothing is required here.
    fields = [field.with_nullable(True) for field in arrow_schema(table_named("commitments"))]
    return pyarrow.schema([*fields, *more])


def pieces_of(paths: Iterable[str], size: int = PIECE) -> Iterator[Piece]:
    """Cut files into pieces of `size` bytes. Records are not cut: each belongs to the piece in which it begins."""
    import fsspec

    for pattern in paths:
        for opened in fsspec.open_files(pattern):
            length = int(opened.fs.size(opened.path))
            name = opened.fs.unstrip_protocol(opened.path)
            yield from (Piece(name, start, min(start + size, length)) for start in range(0, length, size))


def read_frames(frames: Iterable[Any]) -> Iterator[Any]:
    """Read the pieces that pandas frames hold, one a row; yield a frame of rows for each. For Spark's `mapInPandas`."""
    import fsspec
    import pandas

    for frame in frames:
        for piece in frame.itertuples():
            with fsspec.open(piece.path) as stream:
                rows = [row_of(one) for one in records_between(stream, piece.path, piece.start, piece.end)]
            yield pandas.DataFrame(rows, columns=schema().names)


def write_piece(number: int, piece: Piece, target: str) -> tuple[int, int]:
    """Read one piece and write its rows as one file; return how many records there were, and how many failed."""
    import fsspec
    import pyarrow
    import pyarrow.parquet

    with fsspec.open(piece.path) as stream:
        rows = [row_of(record) for record in records_between(stream, piece.path, piece.start, piece.end)]
    if rows:
        table = pyarrow.Table.from_pylist(rows, schema())
        with fsspec.open(f"{target}/part-{number:06d}.parquet", "wb") as out:
            pyarrow.parquet.write_table(table, out, compression="zstd")
    return len(rows), sum(row["failed"] is not None for row in rows)


def rows_in(target: str) -> int:
    """Return how many rows the dataset has, from the ends of its files."""
    import fsspec
    import pyarrow.parquet

    total = 0
    for opened in fsspec.open_files(f"{target}/part-*.parquet"):
        with opened as file:
            total += pyarrow.parquet.read_metadata(file).num_rows
    return total


def main(arguments: list[str] | None = None) -> int:
    """Do it, and say on standard error how many records went in and how many rows came out; 1 if these differ."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("paths", nargs="+", help="WARC files, or patterns of them, as fsspec knows them")
    parser.add_argument("-o", "--output", required=True, help="the folder of the dataset, empty or not there yet")
    parser.add_argument("--scheduler", help="the address of a Dask cluster; without it, one is started here")
    parser.add_argument("--workers", type=int, default=2, help="processes of the local cluster; 0 does without Dask")
    parser.add_argument("--piece", type=int, default=PIECE, help="bytes of WARC in one task")
    chosen = parser.parse_args(arguments)
    import fsspec

    files, folder = fsspec.core.url_to_fs(chosen.output)
    if files.exists(folder) and files.ls(folder):
        parser.error(f"{chosen.output} is not empty")
    files.makedirs(folder, exist_ok=True)
    pieces = list(enumerate(pieces_of(chosen.paths, chosen.piece)))
    begun = time.perf_counter()
    if chosen.workers == 0:
        done = [write_piece(number, piece, chosen.output) for number, piece in pieces]
    else:
        from distributed import Client, LocalCluster

        cluster = chosen.scheduler or LocalCluster(
            n_workers=chosen.workers, threads_per_worker=1, dashboard_address=None
        )
        with Client(cluster) as client:
            client.run(schema)  # every worker has started, and has imported what it needs
            begun = time.perf_counter()
            numbers, parts = zip(*pieces, strict=True)
            done = client.gather(client.map(write_piece, numbers, parts, target=chosen.output, pure=False))
        if not chosen.scheduler:
            cluster.close()
    seconds = time.perf_counter() - begun
    read, failed = (sum(counts) for counts in zip(*done, strict=True))
    written = rows_in(chosen.output)
    print(
        f"{read:,} records in, {written:,} rows out, {failed:,} of them failures; "
        f"{seconds:.1f} s, {read / seconds:,.0f} records a second",
        file=sys.stderr,
    )
    return 0 if read == written else 1


if __name__ == "__main__":
    sys.exit(main())
