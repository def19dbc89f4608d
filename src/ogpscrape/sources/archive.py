"""Web archives as sources of pages: what the Wayback Machine and Common Crawl have in common.

Everything goes through a host's one client: its rate, robots.txt, retries, deadline and size limit.
"""

import logging
from abc import abstractmethod
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import ClassVar, Self

from ogpscrape.errors import ConfigurationError, GoneError, NetworkError, OgpscrapeError
from ogpscrape.identifiers import Selector, canonical_address, slug_of
from ogpscrape.page import SIZE_LIMIT, Page
from ogpscrape.sources import Answer
from ogpscrape.sources.cache import PageCache, Stored
from ogpscrape.sources.captures import Capture, CaptureSource, differing, may_be_page, until
from ogpscrape.sources.hosts import Host
from ogpscrape.sources.options import Caching, LiveOptions
from ogpscrape.sources.rate import Rate
from ogpscrape.sources.response import Response

_log = logging.getLogger("ogpscrape")
#: The largest answer of an index that is read, in bytes.
INDEX_LIMIT = 50_000_000


class NoCaptureError(GoneError):
    """What an archive has at this address and time is not a page of the site's: the next capture may be one."""


@dataclass(frozen=True)
class ArchiveOptions:
    """What can be chosen about an archive.

    Attributes:
        base: the archive's address.
        at: the last day (UTC) whose captures count, or None for all.
        rate: the limit for everything; None for the archive's own limits, which are never exceeded at its own host.
        pause: the seconds to wait after a 429 that does not say how long.
        crawl: the one crawl to look in, for Common Crawl.

    """

    base: str
    at: date | None = None
    rate: Rate | None = None
    pause: float = 60.0
    crawl: str | None = None


def intervals(
    base: str, official: str, rate: Rate | None, own: dict[str, float], fastest: dict[str, float]
) -> dict[str, float]:
    """Return the seconds between requests of each kind: the archive's own, or what `rate` makes of them.

    At the official host a rate never makes it faster than `fastest`. Raises ConfigurationError for no rate there.
    """
    if rate is None:
        return own
    if base.rstrip("/") != official:
        return dict.fromkeys(own, rate.interval)
    if rate.interval <= 0:
        raise ConfigurationError("the rate cannot be switched off for an archive", hint="Leave --rate out")
    return {kind: max(rate.interval, slowest) for kind, slowest in fastest.items()}


class ArchiveSource(CaptureSource):
    """Gets pages from what a web archive has kept. A capture never changes: one that is kept is not asked for again."""

    #: What messages call it, and its own address.
    name: ClassVar[str]
    official: ClassVar[str]
    #: Seconds from request to request by their kind: of the archive's own, and the shortest that a rate can make them.
    intervals: ClassVar[dict[str, float]]
    fastest: ClassVar[dict[str, float]]

    def __init__(self, options: ArchiveOptions, live: LiveOptions, check: Callable[[Page], None]) -> None:
        """Prepare to ask; nothing is asked yet.

        `check` is called with each page, and raises an OgpscrapeError for what is not a commitment's page at all, as a
        challenge or a "not found" that was captured with 200: then the next capture is looked at.

        Raises ConfigurationError for an address or a rate of no use.
        """
        self._options = options
        self._chosen = intervals(options.base, self.official, options.rate, self.intervals, self.fastest)
        self._host = Host(options.base, self._chosen, live, options.pause)
        self._live = live
        self._check = check
        self._cache = PageCache(live.cache_folder / self.via)
        self._indexed: dict[str, list[Capture]] = {}
        #: The page that was got last, and as it would be kept.
        self._unjudged: tuple[Page, Page] | None = None

    @abstractmethod
    def _look_up(self, selector: Selector, *, whole: bool) -> Iterator[list[Capture]]:
        """Yield what the index has of a commitment, in parts, the one with the newest first; all parts if `whole`."""

    @abstractmethod
    def _look_up_below(self, slug: str | None, *, every: bool) -> list[Capture]:
        """Return what the index has of a member's commitments, or of all; one capture of each address, or `every`."""

    @abstractmethod
    def _ask(self, capture: Capture) -> tuple[Response, datetime]:
        """Return the captured answer and its time. Raises NoCaptureError when it is not a page."""

    @abstractmethod
    def _key(self, capture: Capture) -> str:
        """Return the address under which a capture is kept in the page cache."""

    @abstractmethod
    def _archive_url(self, capture: Capture, moment: datetime) -> str:
        """Return the address of a capture that a person can open."""

    def get(self, selector: Selector, held: Answer | None = None) -> Answer:  # noqa: ARG002 - a capture never changes
        """Return the newest capture of a commitment's page, not after the day that was asked for.

        Raises GoneError when there is none, UsageError when its address is not known, and what `Host.ask` raises.
        """
        passed = 0
        for part in self._indexed_or_looked_up(selector, whole=False):
            for capture in reversed(until(may_be_page(part), self._options.at)):
                try:
                    return Answer(self._page(capture), asked=True)
                except NoCaptureError as error:
                    passed += 1
                    self._pass(error)
        raise self._none(selector, passed)

    def captures(self, selector: Selector, *, each: bool = False) -> list[Capture]:
        """See `CaptureSource`. Raises what `get` raises, but nothing when there is none."""
        parts = self._indexed_or_looked_up(selector, whole=True)
        captures = until(may_be_page(capture for part in parts for capture in part), self._options.at)
        return captures if each else list(differing(captures))

    def page_of(self, capture: Capture) -> Page | None:
        """Return the page of one capture, or None for what is not a page of a commitment, which is said."""
        try:
            return self._page(capture)
        except NoCaptureError as error:
            self._pass(error)
            return None

    def find(self, slug: str | None) -> list[Selector]:
        """Return the commitments that the archive knows of a member, or of all when `slug` is None; each once, by ID.

        Spellings are made one: http and https, with and without www, capitals, the last slash; translations are left
        out. Raises what `Host.ask` raises.
        """
        found = {capture.id: Selector(capture.id, capture.slug) for capture in self._look_up_below(slug, every=False)}
        return [found[commitment_id] for commitment_id in sorted(found)]

    def read_index(self, slug: str | None) -> list[Selector]:
        """Read all that the index has of a member, so that its pages need no further question; return what `find` does.

        Commitments of which only redirects and errors were captured are left out: they may never have been. What was
        read for another member before is forgotten.
        """
        self._indexed = {}
        for capture in self._look_up_below(slug, every=True):
            self._indexed.setdefault(capture.id, []).append(capture)
        return [Selector(one, found[0].slug) for one, found in sorted(self._indexed.items()) if may_be_page(found)]

    def judge(self, answer: Answer, error: OgpscrapeError | None = None) -> None:
        """Put a page in the page cache that turned out to be the commitment's."""
        if error is None and self._unjudged is not None and self._unjudged[0] is answer.page:
            self._store(self._unjudged[1])
        self._unjudged = None

    @property
    def stopped(self) -> OgpscrapeError | None:
        """Why the archive is not asked any more in this run, or None."""
        return self._host.stopped

    @property
    def requests(self) -> int:
        """How many requests were sent."""
        return self._host.requests

    @property
    def bytes_received(self) -> int:
        """How many bytes of bodies came."""
        return self._host.bytes_received

    def close(self) -> None:
        """End the connections."""
        self._host.close()

    def __enter__(self) -> Self:
        """Return itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close."""
        self.close()

    def _indexed_or_looked_up(self, selector: Selector, *, whole: bool) -> Iterable[list[Capture]]:
        if selector.id in self._indexed:
            return [self._indexed[selector.id]]
        return self._look_up(selector, whole=whole)

    def _page(self, capture: Capture) -> Page:
        key = self._key(capture)
        page = self._kept(key, None)
        fresh = page is None
        if page is None:
            self._refuse_offline(key)
            answer, moment = self._ask(capture)
            page = _page_of(key, answer, moment)
        moment = page.retrieved_at or capture.time
        if not until([replace(capture, time=moment)], self._options.at):
            raise NoCaptureError("the archive answers with a capture after that day", where=key)
        kept = page
        archive_url = self._archive_url(capture, moment)
        url = canonical_address(capture.id, slug_of(capture.id) or capture.slug)
        page = replace(
            page, name=archive_url, url=url, final_url=capture.address, via=self.via, archive_url=archive_url
        )
        try:
            self._check(page)
        except OgpscrapeError as error:
            raise NoCaptureError(f"no page of a commitment was captured: {error.message}", where=archive_url) from error
        self._unjudged = (page, kept) if fresh else None
        return page

    def _index(self, address: str) -> Response:
        """Return an answer of the index, from the page cache while it is fresh."""
        kept = self._kept(address, timedelta(seconds=self._live.max_age))
        if kept is not None:
            return Response(address, kept.status or 200, {}, kept.body)
        self._refuse_offline(address)
        answer = self._host.ask("index", address, size_limit=INDEX_LIMIT)
        if answer.status in (200, 404) and len(answer.body) <= SIZE_LIMIT:
            self._store(_page_of(address, answer, datetime.now(UTC)))
        return answer

    def _kept(self, address: str, max_age: timedelta | None) -> Page | None:
        if self._live.caching in (Caching.REFRESH, Caching.OFF):
            return None
        stored = self._cache.load(address)
        if stored is None or (
            max_age is not None
            and self._live.caching is not Caching.OFFLINE
            and datetime.now(UTC) - stored.checked_at >= max_age
        ):
            return None
        return stored.answer.page

    def _store(self, page: Page) -> None:
        if self._live.caching is not Caching.OFF:
            self._cache.store(page.name, Stored(Answer(page), datetime.now(UTC)))

    def _refuse_offline(self, address: str) -> None:
        if self._live.caching is Caching.OFFLINE:
            raise NetworkError(
                "it is not in the page cache", where=address, hint="Leave out --offline to ask the archive for it"
            )

    def _pass(self, error: NoCaptureError) -> None:
        _log.warning("passed over: %s: %s", error.where, error.message, extra={"event": "capture"})

    def _none(self, selector: Selector, passed: int) -> GoneError:
        day = f" not after {self._options.at}" if self._options.at else ""
        tried = f"; {passed} that it lists are not a page of a commitment" if passed else ""
        return GoneError(
            f"{self.name} has no capture of it{day}{tried}",
            where=selector.id,
            hint="Check the ID, or look in another archive: --from wayback, --from commoncrawl",
        )


def _page_of(address: str, answer: Response, moment: datetime) -> Page:
    return Page(
        body=answer.body,
        name=address,
        url=address,
        retrieved_at=moment,
        status=answer.status,
        media_type=answer.media_type,
        charset=answer.charset,
    )
