"""Where records come from that somebody has already: a dataset, saved pages, the samples, files of records."""

import json
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from ogpscrape.errors import BugError, ChangedError, InputError, OgpscrapeError

if TYPE_CHECKING:
    from ogpscrape.commitment import Commitment
    from ogpscrape.dataset.groups import Group

#: Takes what is wrong with one page or record; the others are still read.
OnError = Callable[[OgpscrapeError], None]

_RECORD_SUFFIXES = (".json", ".jsonl", ".ndjson")
_SQLITE = b"SQLite format 3\0"


def raising(error: OgpscrapeError) -> None:
    """Raise what is wrong with one page or record."""
    raise error


def records_of(
    source: str, selectors: Sequence[str] = (), *, unchecked: bool = False, on_error: OnError = raising
) -> Iterator["Commitment"]:
    """Read records one at a time.

    Arguments:
        source: `samples`; a dataset (its folder, or the SQLite file in it); a saved page or a folder of them; a file
            of records as JSON or JSON Lines, or a folder of such; `-` for records on standard input. What a file is, is
            told by its content.
        selectors: IDs, addresses, or members by the letters of their IDs; none for all.
        unchecked: of a dataset, whether to read also what its gates refused.
        on_error: called for each page or record that cannot be read and each selector that nothing fits.

    Raises UsageError for a selector that is none, InputError when there is nothing, DatasetError for a dataset that
    cannot be read, ChangedError when the gates refused its last run.

    """
    selection = _Selection(selectors)
    failed = False

    def report(error: OgpscrapeError) -> None:
        nonlocal failed
        failed = True
        on_error(error)

    found = False
    for record in _read(source, selection, unchecked=unchecked, on_error=report):
        if selection.takes(record.id):
            found = True
            yield record
    for name in selection.missing():
        report(InputError(f"nothing there of {name}", where=source))
    if not (found or failed):
        raise InputError("no commitment there", where=source)


class _Selection:
    """What was asked for, and what of it was met. Nothing at all means everything."""

    def __init__(self, selectors: Sequence[str]) -> None:
        from ogpscrape.dataset.groups import parse_group

        self.selectors = selectors
        self._groups: dict[Group, bool] = {parse_group(text): False for text in selectors}

    def takes(self, commitment_id: str) -> bool:
        from ogpscrape.identifiers import prefix_of

        fitting = [
            group
            for group in self._groups
            if commitment_id == group.id or (not group.id and prefix_of(commitment_id) in group.prefixes)
        ]
        self._groups.update(dict.fromkeys(fitting, True))
        return bool(fitting) or not self._groups

    def missing(self) -> list[str]:
        return [group.name for group, met in self._groups.items() if not met]


def _read(source: str, selection: "_Selection", *, unchecked: bool, on_error: OnError) -> Iterator["Commitment"]:
    if source == "samples":
        from ogpscrape.sources.samples import samples_folder

        # A sample is named by its ID: those that nobody asked for need not be read.
        pages = [page for page in _pages_below(samples_folder() / "pages") if selection.takes(page.stem)]
        return _pages(pages, "samples", on_error)
    if source == "-":
        if sys.stdin is None:
            raise InputError("it is closed", where="standard input")
        return _records(sys.stdin.buffer, "standard input", on_error)
    path = Path(source)
    if _is_dataset(path):
        return _dataset(path, selection.selectors, unchecked=unchecked)
    return _folder(path, on_error) if path.is_dir() else _file(path, on_error)


def _is_dataset(path: Path) -> bool:
    from ogpscrape.dataset.database import FILE_NAME

    return (path / FILE_NAME).is_file() or (path.is_file() and _head(path).startswith(_SQLITE))


def _dataset(path: Path, selectors: Sequence[str], *, unchecked: bool) -> Iterator["Commitment"]:
    from ogpscrape.dataset import open_dataset

    with open_dataset(path) as dataset:
        if unchecked:
            yield from dataset.newest(selectors)
            return
        if not dataset.accepted:
            raise ChangedError(
                "the gates refused the last run, and nothing of it is read",
                where=str(path),
                hint=f"`ogpscrape check {path}` says why; --unchecked takes what that run got",
            )
        yield from dataset.latest(selectors)


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
        raise _unreadable(path, error) from error


def _head(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(1000)
    except OSError as error:
        raise _unreadable(path, error) from error


def _unreadable(path: Path, error: OSError) -> InputError:
    return InputError(f"cannot be read: {(error.strerror or str(error)).lower()}", where=str(path))


def _pages_below(folder: Path) -> list[Path]:
    from ogpscrape.sources.files import pages_below

    return list(pages_below(folder))


def _pages(paths: Iterable[Path], via: Any, on_error: OnError) -> Iterator["Commitment"]:
    from ogpscrape.reading import parse_page
    from ogpscrape.sources.files import read_file

    for path in paths:
        try:
            record = parse_page(read_file(path, via))
        except OgpscrapeError as error:
            error.where = error.where or str(path)
            on_error(error)
        except Exception as error:  # noqa: BLE001 - said to the user as a bug, with the page's name
            bug = BugError.of(error, where=str(path))
            bug.__cause__ = error
            on_error(bug)
        else:
            yield record


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
