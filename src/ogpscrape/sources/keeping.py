"""Which pages are kept: only those that somebody read and found to be what was asked for.

A page that was just got waits here, unkept, until it is judged. The cache never holds a challenge, a "not found", or
half a page, because nobody says `keep` for those.
"""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Protocol

from ogpscrape.page import Page
from ogpscrape.sources.answers import Answer
from ogpscrape.sources.cache import Stored
from ogpscrape.sources.options import Caching


class PageStore(Protocol):
    """Where pages are kept by their addresses: the page cache, or whatever else a caller keeps them in."""

    def load(self, address: str) -> Stored | None:
        """Return what is kept for an address, or None."""
        ...

    def store(self, address: str, stored: Stored) -> None:
        """Keep a page, in place of what was there."""
        ...

    def drop(self, address: str) -> None:
        """Keep nothing for an address."""
        ...


class Keeper:
    """Stands between the source and the page cache."""

    def __init__(self, cache: PageStore, caching: Caching, max_age: float) -> None:
        """Use the cache as `caching` says; `max_age` is in seconds."""
        self._cache = cache
        self._caching = caching
        self._max_age = timedelta(seconds=max_age)
        self._unjudged: Stored | None = None

    def find(self, address: str) -> Stored | None:
        """Return what is kept for an address, of whatever age, or None."""
        if self._caching in (Caching.REFRESH, Caching.OFF):
            return None
        return self._cache.load(address)

    def is_fresh(self, stored: Stored) -> bool:
        """Tell whether a page can be used without asking the site."""
        age = datetime.now(UTC) - stored.checked_at
        return self._caching is Caching.OFFLINE or timedelta(0) <= age < self._max_age

    def receive(self, address: str, answer: Answer, stored: Stored | None) -> Page:
        """Make the page of an answer, and hold it until it is judged.

        `stored` is what was kept; the page when the answer is a 304.
        """
        now = datetime.now(UTC)
        etag, last_modified = answer.headers.get("etag"), answer.headers.get("last-modified")
        if answer.status == 304 and stored is not None:
            fresh = replace(
                stored, checked_at=now, etag=etag or stored.etag, last_modified=last_modified or stored.last_modified
            )
        else:
            fresh = Stored(_page(address, answer, now), now, etag, last_modified)
        self._unjudged = None
        if not answer.may_be_stored:
            self.forget(address)
        elif self._caching is not Caching.OFF:
            self._unjudged = fresh
        return fresh.page

    def keep(self, page: Page) -> None:
        """Put the page in the cache that was just received; any other is there already, or was never to be kept."""
        if self._unjudged is not None and self._unjudged.page is page:
            self._cache.store(page.name, self._unjudged)
        self._unjudged = None

    def forget(self, address: str) -> None:
        """See that nothing is kept for an address."""
        self._unjudged = None
        if self._caching is not Caching.OFF:
            self._cache.drop(address)


def _page(address: str, answer: Answer, now: datetime) -> Page:
    return Page(
        body=answer.body,
        name=address,
        url=address,
        final_url=answer.address,
        retrieved_at=now,
        status=answer.status,
        media_type=answer.media_type,
        charset=answer.charset,
        via="live",
    )
