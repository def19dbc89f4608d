"""Saved pages: files, folders and standard input. What a file holds is told by its content, later, when it is read."""

import os
import stat
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import BinaryIO

from ogpscrape.errors import InputError, TooLargeError
from ogpscrape.identifiers import Selector
from ogpscrape.page import SIZE_LIMIT, Page, Via
from ogpscrape.sources import Answer, Source

#: What the names of pages in a folder end in, in any case.
SUFFIXES = (".html", ".htm", ".txt")
#: What the names of WARC files end in, in any case.
WARC_SUFFIXES = (".warc", ".warc.gz", ".wacz")


def read_file(path: Path, via: Via = "file") -> Page:
    """Read one saved page. Named pipes and the like are read to their end.

    Raises InputError when the file is missing or cannot be read, TooLargeError above `SIZE_LIMIT`: a larger file is
    refused by its size, without reading it.
    """
    try:
        with path.open("rb") as file:
            found = os.fstat(file.fileno())
            if stat.S_ISREG(found.st_mode) and found.st_size > SIZE_LIMIT:
                raise _too_large(str(path), f"{found.st_size:,} bytes")
            return Page(_read(file, str(path)), name=str(path), via=via)
    except OSError as error:
        raise InputError.unreadable(path, error) from error


def read_stream(stream: BinaryIO, name: str = "standard input") -> Page:
    """Read one page from an open stream to its end.

    Raises InputError when it cannot be read, TooLargeError when there is more than `SIZE_LIMIT`.
    """
    try:
        return Page(_read(stream, name), name=name)
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror or error}", where=name) from error


def replace_file(path: Path, data: bytes) -> None:
    """Write a file beside its place and rename it, so that nobody ever sees a part of it. Raises OSError."""
    # Not by tempfile, whose files only their owner may read: this one has the rights that the umask says.
    name = path.with_name(f".new-{os.urandom(8).hex()}")
    handle = os.open(name, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o666)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
        name.replace(path)
    except BaseException:
        name.unlink(missing_ok=True)
        raise


def pages_below(folder: Path) -> Iterator[Path]:
    """Find every page file below a folder, in the order of their paths: `SUFFIXES` says by which names.

    Links to folders are not followed, for they can lead round in a circle; pipes and devices are left out.
    Raises InputError when the folder, or one below it, cannot be read.
    """
    levels = [iter(_entries(str(folder)))]
    while levels:
        entry = next(levels[-1], None)
        if entry is None:
            levels.pop()
        elif entry.is_dir(follow_symlinks=False):
            levels.append(iter(_entries(entry.path)))
        elif entry.name.lower().endswith(SUFFIXES) and _is_meant_as_page(Path(entry.path)):
            yield Path(entry.path)


def _is_meant_as_page(path: Path) -> bool:
    try:
        return stat.S_ISREG(path.stat().st_mode)
    except OSError:
        # A broken link, or a file that may not be looked at: reading it will say what is wrong with it.
        return True


def _entries(folder: str) -> list["os.DirEntry[str]"]:
    try:
        with os.scandir(folder) as entries:
            return sorted(entries, key=lambda entry: entry.name)
    except OSError as error:
        raise InputError.unreadable(Path(folder), error) from error


class FolderSource(Source):
    """Pages of a folder by their IDs.

    The rule: the file's name without its ending is the ID, in any case (`KR0017.html`, `kr0017.txt`); it may be in
    any folder below. What the page itself says is checked by whoever reads it.

    Raises InputError when there is no such folder.
    """

    def __init__(self, folder: Path, via: Via = "file") -> None:
        if not folder.is_dir():
            raise InputError.missing(folder)
        self.folder = folder
        self._via = via

    @cached_property
    def _files(self) -> dict[str, list[Path]]:
        """All pages below the folder by the upper case of their stems; the folder is walked once."""
        files: dict[str, list[Path]] = {}
        for path in pages_below(self.folder):
            files.setdefault(path.stem.upper(), []).append(path)
        return files

    def ids(self) -> list[str]:
        """Return the IDs of all pages that the folder has, in their order."""
        return sorted(self._files)

    def get(self, selector: Selector, held: Answer | None = None) -> Answer:  # noqa: ARG002 - a file is always read
        """Read the page of the commitment that `selector` names.

        Raises InputError when the folder has no such page, or several of which none can be preferred.
        """
        found = self._files.get(selector.id, [])
        if not found:
            raise InputError(
                f"{self._called} has no page of it",
                where=selector.id,
                hint=f"A page there is named by its ID: {selector.id}.html, .htm or .txt"
                if self._via == "file"
                else "`ogpscrape list --from samples` names those that are there",
            )
        if len(found) > 1:
            raise InputError(
                f"{self._called} has several pages of it: {', '.join(str(path) for path in found)}",
                where=selector.id,
                hint="Name a folder that has one, or parse the file itself",
            )
        return Answer(read_file(found[0], self._via))

    @property
    def _called(self) -> str:
        return "the collection of samples" if self._via == "samples" else str(self.folder)


def _read(stream: BinaryIO, name: str) -> bytes:
    body = stream.read(SIZE_LIMIT + 1)
    if len(body) > SIZE_LIMIT:
        raise _too_large(name, f"more than {SIZE_LIMIT:,} bytes")
    return body


def _too_large(name: str, size: str) -> TooLargeError:
    return TooLargeError(
        f"{size}, and the limit is {SIZE_LIMIT:,}", where=name, hint="A page has some 300,000; this cannot be one"
    )
