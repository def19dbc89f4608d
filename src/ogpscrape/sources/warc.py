"""WARC files as sources of pages: one, a `.wacz`, or folders of them.

A `.wacz` is a zip file with WARC files in its `archive/` (https://specs.webrecorder.net/wacz/1.1.1/).
"""

import shutil
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory, mkdtemp
from typing import BinaryIO
from urllib.parse import urlsplit
from weakref import finalize

from ogpscrape.errors import InputError
from ogpscrape.identifiers import Selector, parse_address
from ogpscrape.page import Page, Via
from ogpscrape.sources import Answer
from ogpscrape.sources.captures import Capture, CaptureSource, differing, may_be_page, slugs_of, until
from ogpscrape.sources.files import WARC_SUFFIXES
from ogpscrape.sources.warc_reading import Record, records_between

_WACZ = WARC_SUFFIXES[-1]
#: A file is made to fill a disk where it unpacks to more than so many times its size: pages pack 1 to 10.
_MOST_UNPACKED = 100
#: What the standard library raises for a member of a zip file that is damaged, encrypted, or packed in a strange way.
_UNPACKING = (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, KeyError)


def is_warc(path: Path) -> bool:
    """Tell whether a path is a WARC file by its name, or a folder that has some below it."""
    if path.is_dir():
        return next(warc_files_below(path), None) is not None
    return path.name.lower().endswith(WARC_SUFFIXES)


def records_of(path: Path) -> Iterator[Record | InputError]:
    """Yield every captured answer of a WARC file, or of all below a folder, and an error for each that is broken.

    Of a `.wacz`, the files in it that cannot be unpacked are named, and the others read. Raises MissingExtraError
    without FastWARC.
    """
    with TemporaryDirectory(prefix="ogpscrape-") as unpacked:
        yield from _records_of(path, Path(unpacked))


def _records_of(path: Path, unpacked: Path) -> Iterator[Record | InputError]:
    for file in warc_files_below(path) if path.is_dir() else iter([path]):
        try:
            members = _members(file)
        except OSError as error:
            yield InputError.unreadable(file, error)
            continue
        except zipfile.BadZipFile as error:
            yield InputError(f"cannot be read: {error}", where=str(file))
            continue
        for member in members:
            try:
                with _opened(member, unpacked) as stream:
                    yield from records_between(stream, member.name)
            except InputError as error:
                yield error
            except OSError as error:
                yield InputError.unreadable(member.name, error)


def pages_of(path: Path) -> Iterator[Page | InputError]:
    """Yield every page of a commitment in WARC files, and an error for each broken record, and for a file without one.

    A page is an answer of 200 at an address of a commitment's English page. Raises what `records_of` raises.
    """
    for found in _page_records(path, records_of(path)):
        yield found if isinstance(found, InputError) else found.page()


def _page_records(path: Path, records: Iterator[Record | InputError]) -> Iterator[Record | InputError]:
    found = 0
    for record in records:
        if isinstance(record, InputError) or (record.status == 200 and record.selector):
            found += 1
            yield record
    if not found:
        yield InputError("no page of a commitment in it", where=str(path), hint="Its addresses are those of the site")


class WarcSource(CaptureSource):
    """Pages of WARC files by their commitments' IDs: the newest, or the newest not after a day.

    The files are read through once; what is kept of that is where each page is. A page itself is read when it is asked
    for.
    """

    via: Via = "warc"

    def __init__(self, path: Path, at: date | None = None) -> None:
        """Take a file or a folder of them; `at` is the last day (UTC) that counts."""
        self.path = path
        self._at = at

    @cached_property
    def _unpacked(self) -> Path:
        """A folder for what has to be unpacked. It goes with the source."""
        folder = Path(mkdtemp(prefix="ogpscrape-"))
        finalize(self, shutil.rmtree, folder, ignore_errors=True)
        return folder

    @cached_property
    def _found(self) -> tuple[dict[str, list[Capture]], list[InputError]]:
        captures: dict[str, list[Capture]] = {}
        broken: list[InputError] = []
        for record in _page_records(self.path, _records_of(self.path, self._unpacked)):
            if isinstance(record, InputError):
                broken.append(record)
                continue
            page = record.page()
            selector = parse_address(urlsplit(page.url or "").path)
            if selector is not None and page.retrieved_at is not None:
                one = Capture(
                    selector.id,
                    selector.slug or "",
                    page.final_url or "",
                    page.retrieved_at,
                    page.sha256,
                    page.status,
                    (record.file, record.offset, 0),
                )
                captures.setdefault(selector.id, []).append(one)
        return captures, broken

    @property
    def broken(self) -> list[InputError]:
        """What could not be read."""
        return self._found[1]

    def find(self, slug: str | None) -> list[Selector]:
        """Return the commitments of which there is a page, of a member, or of all when it is None; each once, by ID."""
        found = {one.id: Selector(one.id, one.slug) for captures in self._found[0].values() for one in captures}
        slugs = {slug, *slugs_of(Selector("", slug))} if slug else set()
        return [one for _, one in sorted(found.items()) if not slug or one.slug in slugs]

    def read_index(self, slug: str | None) -> list[Selector]:
        """See `CaptureSource`."""
        return self.find(slug)

    def captures(self, selector: Selector, *, each: bool = False) -> list[Capture]:
        """See `CaptureSource`."""
        captures = until(may_be_page(self._found[0].get(selector.id, [])), self._at)
        return captures if each else list(differing(captures))

    def page_of(self, capture: Capture) -> Page:
        """See `CaptureSource`. Raises InputError when the file is not what it was when it was looked through."""
        name, offset, _ = capture.place or (str(self.path), 0, 0)
        try:
            with _opened(_member(name), self._unpacked) as stream:
                record = next(records_between(stream, name, offset, offset + 1), None)
        except (OSError, InputError):
            record = None
        page = record.page() if isinstance(record, Record) else None
        if page is None or page.sha256 != capture.digest:
            raise InputError("the file was changed while it was read", where=name, hint="Run the command again")
        return page

    def get(self, selector: Selector, held: Answer | None = None) -> Answer:  # noqa: ARG002 - a file is always read
        """Return the newest page of a commitment.

        Raises InputError when there is none; it names what could not be read.
        """
        captures = self.captures(selector, each=True)
        if captures:
            return Answer(self.page_of(captures[-1]))
        raise InputError(
            f"no page of {selector.id} in it{f' not after {self._at}' if self._at else ''}"
            + (f"; {len(self.broken)} of its records are broken, the first: {self.broken[0]}" if self.broken else ""),
            where=str(self.path),
        )


def warc_files_below(folder: Path) -> Iterator[Path]:
    """Find every WARC file below a folder, in the order of their paths."""
    return iter(sorted(one for one in folder.rglob("*") if one.name.lower().endswith(WARC_SUFFIXES) and one.is_file()))


@dataclass(frozen=True)
class _Member:
    """A WARC file, or one in a `.wacz`: then `inside` is its name there."""

    path: Path
    inside: str | None = None

    @property
    def name(self) -> str:
        """What messages call it."""
        return f"{self.path}:{self.inside}" if self.inside else str(self.path)


def _member(name: str) -> _Member:
    path, package, inside = name.partition(f"{_WACZ}:")
    return _Member(Path(f"{path}{_WACZ}"), inside) if package else _Member(Path(name))


def _members(path: Path) -> list[_Member]:
    """Return the WARC files in a `.wacz`; of another file just itself."""
    if not path.name.lower().endswith(_WACZ):
        return [_Member(path)]
    with zipfile.ZipFile(path) as package:
        return [_Member(path, name) for name in package.namelist() if name.lower().endswith(WARC_SUFFIXES[:2])]


@contextmanager
def _opened(member: _Member, unpacked: Path) -> Iterator[BinaryIO]:
    """Open a WARC file so that any place in it can be sought; what is packed in a `.wacz` goes into a folder first.

    Raises InputError when it cannot be unpacked, OSError when it cannot be opened.
    """
    if member.inside is None:
        with member.path.open("rb") as stream:
            yield stream
        return
    target = unpacked / sha256(member.name.encode()).hexdigest()
    if not target.exists():
        beside = target.with_suffix(".part")
        try:
            with zipfile.ZipFile(member.path) as package, beside.open("wb") as out:
                known = package.getinfo(member.inside)
                if known.file_size > _MOST_UNPACKED * (known.compress_size + 10_000):
                    raise InputError(f"it would unpack to {known.file_size:,} bytes", where=member.name)
                with package.open(known) as packed:
                    shutil.copyfileobj(packed, out, 1 << 20)
        except _UNPACKING as error:
            raise InputError(f"cannot be unpacked: {error}", where=member.name) from error
        beside.rename(target)
    with target.open("rb") as stream:
        yield stream
