"""The live site: one commitment's page, got politely."""

import logging
import re
import threading
from collections.abc import Coroutine
from datetime import UTC, datetime
from typing import Any, Self, TypeVar

from ogpscrape.errors import BugError, ConfigurationError, GoneError, MovedError, NetworkError, OgpscrapeError
from ogpscrape.identifiers import Selector
from ogpscrape.page import Page
from ogpscrape.sources import Answer, Source
from ogpscrape.sources.background import BackgroundLoop
from ogpscrape.sources.cache import Keeper, PageCache
from ogpscrape.sources.client import Client
from ogpscrape.sources.manners import Visitor
from ogpscrape.sources.options import Caching, LiveOptions, user_agent
from ogpscrape.sources.patience import Patience
from ogpscrape.sources.rate import FASTEST, Limiter
from ogpscrape.sources.response import Response
from ogpscrape.sources.site import Site

T = TypeVar("T")

_log = logging.getLogger("ogpscrape")

#: What may be in a header that is sent (RFC 9110, section 5.5).
_FIELD_VALUE = re.compile(r"[\x21-\x7e\x80-\xff](?:[\t\x20-\x7e\x80-\xff]*[\x21-\x7e\x80-\xff])?")
#: A longer validator is not kept: some servers refuse what is sent back to them.
_LONGEST_VALIDATOR = 1_000


class LiveSource(Source):
    """Gets pages from the site. At most one request is in flight.

    Pages are kept in the page cache as the options say, once `judge` has heard that they are good. Whoever keeps pages
    in a place of their own hands in what they hold with `get`, and opens the source with `Caching.OFF`.
    """

    def __init__(self, options: LiveOptions) -> None:
        """Prepare to ask; nothing is asked yet.

        Raises ConfigurationError when the address, the contact or the rate cannot be used.
        """
        self._options = options
        self._site = Site(options.url)
        if self._site.official and options.rate.interval < FASTEST:
            raise ConfigurationError(
                f"{options.rate.text} is too fast for the Open Government Partnership's own site: "
                f"at most {1 / FASTEST:g}/s, and the rate cannot be switched off",
                hint="Use --rate 1/s, or point --url at a mirror of yours",
            )
        limiter = Limiter(options.rate.interval, options.state_folder, self._site.host)
        self._client = Client(options.timeout, user_agent(options.contact), limiter, options.warc_writer())
        self._visitor = Visitor(self._site, self._client.ask, limiter.slow_to, options)
        self._keeper = Keeper(PageCache(options.cache_folder), options.caching, options.max_age)
        self._loop = BackgroundLoop()
        self._one_at_a_time = threading.Lock()
        self._patience = Patience()

    @property
    def stopped(self) -> OgpscrapeError | None:
        """Why the site is not asked any more in this run, or None. `get` raises it for pages that are not kept."""
        return self._patience.ended

    @property
    def requests(self) -> int:
        """How many requests were sent."""
        return self._client.requests

    @property
    def bytes_received(self) -> int:
        """How many bytes of bodies came, as they were sent."""
        return self._client.bytes_received

    def get(self, selector: Selector, held: Answer | None = None, *, guess: bool = False) -> Answer:
        """Return the page of a commitment, from the page cache when it is fresh there, else from the site.

        Arguments:
            selector: the commitment.
            held: what the asker has of the page: then the page cache is left out, and the site is asked whether that
                changed.
            guess: whether the asker only tries out if there is such a page; then it is no wonder when it has moved.

        Raises UsageError when no address can be made of the selector, and BlockedError, GoneError, MovedError,
        NetworkError, RobotsError or TooLargeError when the page cannot be had; BugError, with the address, for what
        nobody foresaw: one page never ends a run.

        """
        with self._one_at_a_time:
            address = self._site.address(selector, self._options.member)
            if held is None:
                stored = self._keeper.find(address)
                if stored is not None and self._keeper.is_fresh(stored):
                    _say(address, f"from the cache, last checked {stored.checked_at:%Y-%m-%d %H:%M} UTC: not asked for")
                    return stored.answer
                held = stored.answer if stored else None
            if self._options.caching is Caching.OFFLINE:
                raise NetworkError(
                    "the page is not in the page cache",
                    where=address,
                    hint="Leave out --offline to ask the site for it",
                )
            self._read_rules()
            try:
                answer = self._ask(selector, address, held)
            except OgpscrapeError as error:
                if isinstance(error, GoneError | MovedError):
                    self._keeper.forget(address)
                if not (guess and isinstance(error, MovedError)):
                    self._patience.failed(error)
                raise
            if not answer.may_be_kept:
                self._keeper.forget(address)
            return answer

    def judge(self, answer: Answer, error: OgpscrapeError | None = None) -> None:
        """Put a page in the page cache that turned out to be the commitment's, and see that no other is there."""
        if error is None:
            if answer.asked:
                self._patience.succeeded()
                self._keeper.keep(answer)
            return
        self._keeper.forget(answer.page.name)
        if answer.asked:
            self._patience.failed(error)

    def close(self) -> None:
        """End the connections. The source can still be used, and opens new ones then."""
        if self._client.is_open:
            self._loop.run(self._client.close())
        self._loop.close()

    def __enter__(self) -> Self:
        """Return itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close."""
        self.close()

    def _ask(self, selector: Selector, address: str, held: Answer | None) -> Answer:
        # Validators belong to an address: what was held of another one says nothing.
        held = held if held is not None and held.page.url == address else None
        conditions = _conditions(held) if held else {}
        response = self._run(self._visitor.page(address, selector.id, conditions), address)
        etag = _validator(response.headers.get("etag"))
        last_modified = _validator(response.headers.get("last-modified"))
        if response.status == 304 and held is not None:
            _say(address, "did not change: what is kept is used")
            return Answer(
                held.page,
                etag or held.etag,
                last_modified or held.last_modified,
                not_modified=True,
                may_be_kept=response.may_be_stored,
                asked=True,
            )
        page = _page(address, response)
        return Answer(page, etag, last_modified, may_be_kept=response.may_be_stored, asked=True)

    def _read_rules(self) -> None:
        """Read robots.txt unless that is done. Without it nothing is asked in this run."""
        if self.stopped is not None:
            raise self.stopped
        try:
            self._run(self._visitor.rules(), self._site.robots_address)
        except OgpscrapeError as error:
            self._patience.give_up(error)
            raise

    def _run(self, work: Coroutine[Any, Any, T], address: str) -> T:
        try:
            return self._loop.run(work)
        except OgpscrapeError:
            raise
        except Exception as error:
            raise BugError.of(error, where=address) from error


def _say(address: str, what: str) -> None:
    """Explain a decision to whoever wants to hear it."""
    _log.debug("%s: %s", address, what, extra={"event": "decision", "fields": {"url": address}})


def _conditions(held: Answer) -> dict[str, str]:
    """Return the headers that ask for a page only if it changed; none when the site gave no validators."""
    headers = {"if-none-match": _validator(held.etag), "if-modified-since": _validator(held.last_modified)}
    return {name: value for name, value in headers.items() if value}


def _validator(text: str | None) -> str | None:
    """Return an ETag or Last-Modified that can be sent back as it came, or None."""
    return text if text and len(text) <= _LONGEST_VALIDATOR and _FIELD_VALUE.fullmatch(text) else None


def _page(address: str, response: Response) -> Page:
    return Page(
        body=response.body,
        name=address,
        url=address,
        final_url=response.address,
        retrieved_at=datetime.now(UTC),
        status=response.status,
        media_type=response.media_type,
        charset=response.charset,
        via="live",
    )
