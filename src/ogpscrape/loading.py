"""Where records come from that somebody has already: a dataset, saved pages, the samples, files of records."""

import json
import sys
from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from ogpscrape.errors import InputError, OgpscrapeError
from ogpscrape.fetching import OnError, read_captured, read_each

if TYPE_CHECKING:
    from ogpscrape.commitment import Commitment
    from ogpscrape.selection import Group, Selection

_RECORD_SUFFIXES = (".json", ".jsonl", ".ndjson")
_SQLITE = b"SQLite format 3\0"


def raising(error: OgpscrapeError) -> None:
    """Raise what is wrong with one page or record."""
    raise error


def records_of(
    source: str, selection: "Selection", *, held: bool = False, on_error: OnError = raising
) -> Iterator["Commitment"]:
    """Read records one at a time.

    Arguments:
        source: `samples`; a dataset (its folder, or the SQLite file in it); a saved page or a folder of them; a WARC
            file (.warc, .warc.gz, .wacz) or a folder of them; a file of records as JSON or JSON Lines, or a folder of
            such; `-` for records on standard input. What another file is, is told by its content.
        selection: what of it is wanted.
        held: of a dataset, whether to read what its gates hold back in the place of the good records.
        on_error: called for each page or record that cannot be read and each selector that nothing fits.

    Raises InputError when there is nothing, DatasetError for a dataset that cannot be read.

    """
    met: set[Group] = set()
    failed = False

    def report(error: OgpscrapeError) -> None:
        nonlocal failed
        failed = True
        on_error(error)

    found = False
    records = _read(source, selection, held=held, on_error=report)
    if not selection.by_id:
        # Not every page tells its member's part of the address; what has the same letters is the same member's.
        whole = list(records)
        selection = selection.with_letters((record.id, record.member.slug) for record in whole)
        records = iter(whole)
    for record in records:
        fitting = [group for group in selection.groups if group.takes(record.id, record.member.slug)]
        if fitting or not selection:
            met.update(fitting)
            found = True
            yield record
    for group in selection.groups:
        if group not in met:
            report(InputError(f"nothing there of {group.name}", where=source, hint=_near(group)))
    if not (found or failed):
        raise InputError("no commitment there", where=source)


def _near(group: "Group") -> str | None:
    from ogpscrape.selection import near_members

    known = group.id or (group.prefixes and group.slug)
    return None if known else near_members(group.name)


def _read(source: str, selection: "Selection", *, held: bool, on_error: OnError) -> Iterator["Commitment"]:
    if source == "samples":
        from ogpscrape.sources.samples import samples_folder

        # A sample is named by its ID: those that nobody asked for need not be read.
        pages = [
            page
            for page in _pages_below(samples_folder() / "pages")
            if not selection.by_id or selection.takes(page.stem)
        ]
        return _pages(pages, "samples", on_error)
    if source == "-":
        if sys.stdin is None:
            raise InputError("it is closed", where="standard input")
        return _records(sys.stdin.buffer, "standard input", on_error)
    path = Path(source)
    if _is_warc(path):
        return _warc(path, on_error)
    if is_dataset(path):
        return _dataset(path, selection, held=held)
    return _folder(path, on_error) if path.is_dir() else _file(path, on_error)


def _is_warc(path: Path) -> bool:
    from ogpscrape.sources.warc import is_warc

    return path.exists() and is_warc(path)


def _warc(path: Path, on_error: OnError) -> Iterator["Commitment"]:
    from ogpscrape.sources.warc import pages_of

    for page in pages_of(path):
        if isinstance(page, InputError):
            on_error(page)
        else:
            yield from read_each([(page.name, partial(read_captured, page))], on_error)


def is_dataset(path: Path) -> bool:
    """Whether a path is a dataset: its folder, or the SQLite file in it."""
    from ogpscrape.dataset.database import FILE_NAME

    return (path / FILE_NAME).is_file() or (path.is_file() and _head(path).startswith(_SQLITE))


def notice_of(path: Path, selection: "Selection") -> str | None:
    """Return what a reader of the good records of a dataset should know: that newer pages are held back."""
    from ogpscrape.dataset import open_dataset

    with open_dataset(path) as dataset:
        return dataset.notice(selection)


def _dataset(path: Path, selection: "Selection", *, held: bool) -> Iterator["Commitment"]:
    from ogpscrape.dataset import open_dataset

    with open_dataset(path) as dataset:
        yield from dataset.latest(selection, held=held)


def _folder(path: Path, on_error: OnError) -> Iterator["Commitment"]:
    pages = _pages_below(path)
    if pages:
        return _pages(pages, "file", on_error)
    files = sorted(file for file in path.rglob("*") if file.suffix.lower() in _RECORD_SUFFIXES and file.is_file())
    if not files:
        raise InputError(
            "there are no pages, no records and no dataset in this folder",
            where=str(path),
            hint="Pages end in .html, .htm or .txt, records in .json or .jsonl; a dataset is called ogp.sqlite",
        )
    return (record for file in files for record in _file(file, on_error))


def _file(path: Path, on_error: OnError) -> Iterator["Commitment"]:
    if not _head(path).lstrip(b"\xef\xbb\xbf \t\r\n").startswith((b"{", b"[")):
        yield from _pages([path], "file", on_error)
        return
    try:
        with path.open("rb") as file:
            yield from _records(file, str(path), on_error)
    except OSError as error:
        raise InputError.unreadable(path, error) from error


def _head(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(1000)
    except OSError as error:
        raise InputError.unreadable(path, error) from error


def _pages_below(folder: Path) -> list[Path]:
    from ogpscrape.sources.files import pages_below

    return list(pages_below(folder))


def _pages(paths: Iterable[Path], via: Any, on_error: OnError) -> Iterator["Commitment"]:
    from ogpscrape.reading import parse_page
    from ogpscrape.sources.files import read_file

    def read(path: Path) -> "Commitment":
        return parse_page(read_file(path, via))

    return read_each(((str(path), partial(read, path)) for path in paths), on_error)


def _records(file: BinaryIO, name: str, on_error: OnError) -> Iterator["Commitment"]:
    """Read JSON Lines one by one; anything else, as an array, whole."""
    from ogpscrape.commitment import Commitment

    for where, text in _texts(file, name):
        try:
            values = json.loads(text)
            records = [Commitment.model_validate(value) for value in (values if isinstance(values, list) else [values])]
        except ValueError as error:  # of JSON, of UTF-8, of pydantic
            on_error(InputError(f"not a record: {_reason(error)}", where=where))
        else:
            yield from records


def _texts(file: BinaryIO, name: str) -> Iterator[tuple[str, bytes]]:
    first = file.readline()
    if not _is_whole(first):
        yield name, first + file.read()
        return
    yield f"{name}, line 1", first
    yield from ((f"{name}, line {number}", line) for number, line in enumerate(file, start=2) if line.strip())


def _is_whole(line: bytes) -> bool:
    """Whether a line is a JSON object by itself: then the file is JSON Lines."""
    try:
        return isinstance(json.loads(line), dict)
    except ValueError:
        return False


def _reason(error: ValueError) -> str:
    from pydantic import ValidationError

    if isinstance(error, ValidationError):
        first = error.errors(include_url=False, include_input=False)[0]
        return f"{'.'.join(map(str, first['loc']))}: {first['msg']}"
    return str(error)
