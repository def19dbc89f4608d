"""The page cache: bodies as got, with what is needed to ask whether they changed.

One file an address: a line of JSON about the page, then the body, compressed. A file is written beside its place and
renamed, and read only if its SHA-256 is right: an entry that is broken for whatever reason counts as not there.
"""

import json
import logging
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

from ogpscrape.page import SIZE_LIMIT, Page
from ogpscrape.sources import Answer
from ogpscrape.sources.files import replace_file
from ogpscrape.sources.options import Caching

_FORMAT = 1
_SUFFIX = ".page"
_LONGEST_HEAD = 65_536
_log = logging.getLogger("ogpscrape")


@dataclass(frozen=True)
class Stored:
    """An answer that is kept, and when the site last said that it is current (UTC)."""

    answer: Answer
    checked_at: datetime


class PageCache:
    """The folder of stored pages. Reading and keeping never fail a run: what cannot be read is not there."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "pages"
        self._said = False

    def load(self, address: str) -> Stored | None:
        """Return what is stored for an address, or None. A broken entry is removed."""
        file = self._file(address)
        try:
            return _read(file, address)
        except FileNotFoundError:
            return None
        except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError, zlib.error) as error:
            _log.info("dropped a broken entry of the page cache: %s (%s)", file, error, extra={"event": "cache"})
            self.drop(address)
            return None

    def store(self, address: str, stored: Stored) -> None:
        """Keep a page, in place of what was there. When it cannot be written, that is logged as a warning, once."""
        file = self._file(address)
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            replace_file(file, _encode(address, stored))
        except OSError as error:
            if not self._said:
                _log.warning(
                    "the page cache in %s cannot be written: %s. Name another in OGPSCRAPE_CACHE_FOLDER",
                    self.folder,
                    error.strerror or error,
                    extra={"event": "cache"},
                )
            self._said = True

    def drop(self, address: str) -> None:
        """Remove what is stored for an address, if anything is."""
        try:
            self._file(address).unlink(missing_ok=True)
        except OSError as error:
            _log.warning("an entry of the page cache cannot be removed: %s", error, extra={"event": "cache"})

    def count_and_size(self) -> tuple[int, int]:
        """Return how many pages are kept, and the bytes they take on disk."""
        sizes = [file.stat().st_size for file in self._files()]
        return len(sizes), sum(sizes)

    def clear(self) -> int:
        """Remove every page and return how many there were. Raises OSError when one cannot be removed."""
        removed = 0
        for file in self._files():
            file.unlink(missing_ok=True)
            removed += 1
        for file in self.folder.glob("*/.new-*"):  # of a process that was killed while it wrote
            file.unlink(missing_ok=True)
        return removed

    def _files(self) -> Iterator[Path]:
        return self.folder.glob(f"*/*{_SUFFIX}")

    def _file(self, address: str) -> Path:
        key = sha256(address.encode()).hexdigest()
        return self.folder / key[:2] / f"{key}{_SUFFIX}"


class Keeper:
    """What the page cache is used for in one run: which pages are used unasked, and which are put there."""

    def __init__(self, cache: PageCache, caching: Caching, max_age: float) -> None:
        """Use the cache as `caching` says; `max_age` is in seconds."""
        self._cache = cache
        self._caching = caching
        self._max_age = timedelta(seconds=max_age)

    def find(self, address: str) -> Stored | None:
        """Return what is kept for an address, of whatever age, or None."""
        if self._caching in (Caching.REFRESH, Caching.OFF):
            return None
        return self._cache.load(address)

    def is_fresh(self, stored: Stored) -> bool:
        """Tell whether a page can be used without asking the site."""
        age = datetime.now(UTC) - stored.checked_at
        return self._caching is Caching.OFFLINE or timedelta(0) <= age < self._max_age

    def keep(self, answer: Answer) -> None:
        """Put the answer of the site in the cache, where that may be."""
        if self._caching is not Caching.OFF and answer.may_be_kept:
            self._cache.store(answer.page.name, Stored(answer, datetime.now(UTC)))

    def forget(self, address: str) -> None:
        """See that nothing is kept for an address."""
        if self._caching is not Caching.OFF:
            self._cache.drop(address)


def _encode(address: str, stored: Stored) -> bytes:
    page = stored.answer.page
    head = {
        "format": _FORMAT,
        "address": address,
        "final_url": page.final_url,
        "status": page.status,
        "media_type": page.media_type,
        "charset": page.charset,
        "retrieved_at": page.retrieved_at.isoformat() if page.retrieved_at else None,
        "checked_at": stored.checked_at.isoformat(),
        "etag": stored.answer.etag,
        "last_modified": stored.answer.last_modified,
        "sha256": page.sha256,
    }
    return json.dumps(head).encode() + b"\n" + zlib.compress(page.body, 3)


def _read(file: Path, address: str) -> Stored:
    with file.open("rb") as stream:
        head: dict[str, Any] = json.loads(stream.readline(_LONGEST_HEAD))
        if head["format"] != _FORMAT or head["address"] != address:
            raise ValueError("of another format, or of another address")
        decompress = zlib.decompressobj()
        body = decompress.decompress(stream.read(SIZE_LIMIT), SIZE_LIMIT)
    if sha256(body).hexdigest() != head["sha256"]:
        raise ValueError("the body is not the one that was stored")
    page = Page(
        body=body,
        name=address,
        url=address,
        final_url=head["final_url"],
        retrieved_at=_moment(head["retrieved_at"]),
        status=head["status"],
        media_type=head["media_type"],
        charset=head["charset"],
        via="live",
    )
    checked_at = _moment(head["checked_at"])
    if checked_at is None:
        raise ValueError("it does not say when it was checked")
    return Stored(Answer(page, head["etag"], head["last_modified"]), checked_at)


def _moment(text: str | None) -> datetime | None:
    if text is None:
        return None
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError("a time without a zone")
    return moment
