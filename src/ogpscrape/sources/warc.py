"""WARC files as sources of pages: one, a `.wacz`, or folders of them.

A `.wacz` is a zip file with WARC files in its `archive/` (https://specs.webrecorder.net/wacz/1.1.1/).
"""

import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import BinaryIO
from urllib.parse import urlsplit

from ogpscrape.errors import InputError
from ogpscrape.identifiers import Selector, parse_address
from ogpscrape.page import Page, Via
from ogpscrape.sources import Answer
from ogpscrape.sources.captures import Capture, CaptureSource, differing, may_be_page, slugs_of, until
from ogpscrape.sources.files import WARC_SUFFIXES
from ogpscrape.sources.warc_reading import Record, records_between


def is_warc(path: Path) -> bool:
    """Tell whether a path is a WARC file by its name, or a folder that has some below it."""
    if path.is_dir():
        return next(warc_files_below(path), None) is not None
    return path.name.lower().endswith(WARC_SUFFIXES)


def records_of(path: Path) -> Iterator[Record | InputError]:
    """Yield every captured answer of a WARC file, or of all below a folder, and an error for each that is broken.

    Raises InputError when a file cannot be opened, MissingExtraError without FastWARC.
    """
    for file in warc_files_below(path) if path.is_dir() else iter([path]):
        try:
            with _opened(file) as streams:
                for name, stream in streams:
                    yield from records_between(stream, name)
        except OSError as error:
            yield InputError.unreadable(file, error)
        except zipfile.BadZipFile as error:
            yield InputError(f"cannot be read: {error}", where=str(file))


def pages_of(path: Path) -> Iterator[Page | InputError]:
    """Yield every page of a commitment in WARC files, and an error for each broken record, and for a file without one.

    A page is an answer of 200 at an address of a commitment's English page. Raises what `records_of` raises.
    """
    found = 0
    for record in records_of(path):
        if isinstance(record, InputError):
            found += 1
            yield record
        elif record.status == 200 and record.selector:
            found += 1
            yield record.page()
    if not found:
        yield InputError("no page of a commitment in it", where=str(path), hint="Its addresses are those of the site")


class WarcSource(CaptureSource):
    """Pages of WARC files by their commitments' IDs: the newest, or the newest not after a day."""

    via: Via = "warc"

    def __init__(self, path: Path, at: date | None = None) -> None:
        """Take a file or a folder of them; `at` is the last day (UTC) that counts."""
        self.path = path
        self._at = at

    @cached_property
    def _found(self) -> tuple[dict[str, dict[Capture, Page]], list[InputError]]:
        pages: dict[str, dict[Capture, Page]] = {}
        broken: list[InputError] = []
        for page in pages_of(self.path):
            if isinstance(page, InputError):
                broken.append(page)
                continue
            selector = parse_address(urlsplit(page.url or "").path)
            if selector is not None and page.retrieved_at is not None:
                one = Capture(
                    selector.id, selector.slug or "", page.final_url or "", page.retrieved_at, page.sha256, page.status
                )
                pages.setdefault(selector.id, {})[one] = page
        return pages, broken

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

    def page_of(self, capture: Capture) -> Page | None:
        """See `CaptureSource`."""
        return self._found[0][capture.id][capture]

    def get(self, selector: Selector, held: Answer | None = None) -> Answer:  # noqa: ARG002 - a file is always read
        """Return the newest page of a commitment.

        Raises InputError when there is none; it names what could not be read.
        """
        captures = self.captures(selector, each=True)
        if captures:
            return Answer(self._found[0][selector.id][captures[-1]])
        raise InputError(
            f"no page of {selector.id} in it{f' not after {self._at}' if self._at else ''}"
            + (f"; {len(self.broken)} of its records are broken, the first: {self.broken[0]}" if self.broken else ""),
            where=str(self.path),
        )


def warc_files_below(folder: Path) -> Iterator[Path]:
    """Find every WARC file below a folder, in the order of their paths."""
    return iter(sorted(one for one in folder.rglob("*") if one.name.lower().endswith(WARC_SUFFIXES) and one.is_file()))


@contextmanager
def _opened(path: Path) -> Iterator[Iterator[tuple[str, BinaryIO]]]:
    """Open a WARC file, or each that a `.wacz` holds, with what messages call it."""
    if not path.name.lower().endswith(".wacz"):
        with path.open("rb") as stream:
            yield iter([(str(path), stream)])
        return
    with zipfile.ZipFile(path) as package:
        names = [name for name in package.namelist() if name.lower().endswith(WARC_SUFFIXES[:2])]
        yield ((f"{path}:{name}", package.open(name)) for name in names)  # type: ignore[misc]
