"""The live site: one commitment's page, got politely. The only room that knows httpx.

What leaves the machine leaves it through `_Client.ask`, which waits for its turn first. So robots.txt, retries and
redirects keep the rate like everything else, by construction.
"""

import asyncio
import contextlib
import threading
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Self

from ogpscrape.errors import (
    ConfigurationError,
    GoneError,
    MovedError,
    NetworkError,
    OgpscrapeError,
    ServerError,
    TooLargeError,
)
from ogpscrape.identifiers import Selector
from ogpscrape.page import Page
from ogpscrape.sources.answers import Answer
from ogpscrape.sources.background import BackgroundLoop
from ogpscrape.sources.cache import PageCache
from ogpscrape.sources.decoding import ENCODINGS, BodyReader
from ogpscrape.sources.failures import name_failure, nonsense, silence
from ogpscrape.sources.keeping import Keeper, PageStore
from ogpscrape.sources.manners import Allowance, Visitor
from ogpscrape.sources.options import Caching, LiveOptions, user_agent
from ogpscrape.sources.patience import Patience
from ogpscrape.sources.rate import Limiter
from ogpscrape.sources.retries import Temporary
from ogpscrape.sources.site import Site

if TYPE_CHECKING:
    from http.cookiejar import CookiePolicy

    import httpx

#: How much is read of a body that only says why there is no page, in bytes.
_EXPLANATION = 65_536
#: And for how long, in seconds.
_EXPLANATION_TIME = 5.0
#: How long closing the connections may take, in seconds.
_CLOSING = 0.4


class LiveSource:
    """Gets pages from the site. At most one request is in flight.

    Whoever reads a page must say what it turned out to be: `keep` puts it in the page cache, `refuse` sees that it is
    not there. Until then nothing is kept.
    """

    def __init__(self, options: LiveOptions, store: PageStore | None = None) -> None:
        """Prepare to ask; nothing is asked yet. Pages are kept in `store`, or in the page cache when it is None.

        Raises ConfigurationError when the address, the contact or the rate cannot be used.
        """
        self._options = options
        self._site = Site(options.url)
        if self._site.official and options.rate.interval <= 0:
            raise ConfigurationError(
                "the rate cannot be switched off for the Open Government Partnership's own site",
                hint="Use --rate 1/s, or point --url at a mirror of yours",
            )
        limiter = Limiter(options.rate.interval, options.state_folder)
        self._client = _Client(options.timeout, user_agent(options.contact), limiter)
        self._visitor = Visitor(self._site, self._client.ask, limiter.slow_to, options)
        self._keeper = Keeper(store or PageCache(options.cache_folder), options.caching, options.max_age)
        self._loop = BackgroundLoop()
        self._one_at_a_time = threading.Lock()
        self._patience = Patience()
        self._received: Page | None = None

    @property
    def stopped(self) -> OgpscrapeError | None:
        """Why the site is not asked any more in this run, or None. `get` raises it for pages that are not kept."""
        return self._patience.ended

    def get(self, selector: Selector) -> Page:
        """Return the page of a commitment, from the page cache when it is fresh there, else from the site.

        Raises UsageError when no address can be made of the selector, and BlockedError, GoneError, MovedError,
        NetworkError, RobotsError or TooLargeError when the page cannot be had.
        """
        with self._one_at_a_time:
            self._received = None
            address = self._site.address(selector, self._options.member)
            stored = self._keeper.find(address)
            if stored is not None and self._keeper.is_fresh(stored):
                return stored.page
            if self._options.caching is Caching.OFFLINE:
                raise NetworkError(
                    "the page is not in the page cache",
                    where=address,
                    hint="Leave out --offline to ask the site for it",
                )
            self._read_rules()
            try:
                conditions = stored.conditions() if stored else {}
                answer = self._loop.run(self._visitor.page(address, selector.id, conditions))
            except OgpscrapeError as error:
                if isinstance(error, GoneError | MovedError):
                    self._keeper.forget(address)
                self._patience.failed(error)
                raise
            self._received = self._keeper.receive(address, answer, stored)
            return self._received

    @property
    def requests(self) -> int:
        """How many requests were sent."""
        return self._client.requests

    @property
    def bytes_received(self) -> int:
        """How many bytes of bodies came, as they were sent."""
        return self._client.bytes_received

    def keep(self, page: Page) -> None:
        """Put a page in the page cache that turned out to be the commitment's, and whole."""
        if page is self._received:  # one from the page cache tells nothing about the site's mood
            self._patience.succeeded()
        self._keeper.keep(page)

    def refuse(self, page: Page, error: OgpscrapeError | None = None) -> None:
        """See that a page is not in the page cache that turned out to be broken, or to be what `error` says."""
        self._keeper.forget(page.name)
        if error is not None and page is self._received:
            self._patience.failed(error)

    def close(self) -> None:
        """End the connections. The source can still be used, and opens new ones then."""
        with contextlib.suppress(TimeoutError):  # then they end with the process
            if self._client.is_open:
                self._loop.run(asyncio.wait_for(self._client.close(), _CLOSING))
        self._loop.close()

    def __enter__(self) -> Self:
        """Return itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close."""
        self.close()

    def _read_rules(self) -> None:
        """Read robots.txt unless that is done. Without it nothing is asked in this run."""
        if self.stopped is not None:
            raise self.stopped
        try:
            self._loop.run(self._visitor.rules())
        except OgpscrapeError as error:
            self._patience.give_up(error)
            raise


class _Client:
    """One httpx client behind everything: no cookies, no redirects of its own, TLS always verified."""

    def __init__(self, timeout: float, name: str, limiter: Limiter) -> None:
        self._timeout = timeout
        self._name = name
        self._limiter = limiter
        self._httpx: httpx.AsyncClient | None = None
        self.requests = 0
        self.bytes_received = 0

    @property
    def is_open(self) -> bool:
        return self._httpx is not None

    async def close(self) -> None:
        if self._httpx is not None:
            client, self._httpx = self._httpx, None
            await client.aclose()

    async def ask(self, address: str, headers: Mapping[str, str], size_limit: int, allowance: Allowance) -> Answer:
        """Send one GET request when its turn has come; see `manners.Ask`."""
        import httpx

        client = self._opened()
        await _warm_up()
        await self._limiter.turn()
        self.requests += 1
        try:
            with allowance:
                async with asyncio.timeout(allowance.left), client.stream("GET", address, headers=headers) as response:
                    try:
                        return await _answer(response, address, size_limit)
                    finally:
                        self.bytes_received += response.num_bytes_downloaded
        except TimeoutError as error:
            raise allowance.used_up(address) from error
        except (OgpscrapeError, Temporary) as error:
            named = error.error if isinstance(error, Temporary) else error
            named.where = named.where or address
            raise
        except httpx.TimeoutException as error:
            raise silence(address, self._timeout) from error
        except httpx.ProtocolError as error:
            raise nonsense(error, address) from error
        except (httpx.HTTPError, httpx.InvalidURL, OSError) as error:
            raise name_failure(error, address, httpx.URL(address).host) from error

    def _opened(self) -> "httpx.AsyncClient":
        if self._httpx is None:
            import httpx

            try:
                self._httpx = httpx.AsyncClient(
                    http2=True,
                    follow_redirects=False,
                    timeout=httpx.Timeout(self._timeout),
                    limits=httpx.Limits(max_connections=1, max_keepalive_connections=1, keepalive_expiry=30.0),
                    headers={
                        "user-agent": self._name,
                        "accept": "text/html, application/xhtml+xml;q=0.9, text/plain;q=0.8, */*;q=0.1",
                        "accept-encoding": ENCODINGS,
                        "accept-language": "en",
                    },
                )
            except (ValueError, ImportError, OSError, httpx.InvalidURL) as error:
                raise ConfigurationError(
                    f"the network cannot be used as the environment says: {error}",
                    hint="Check HTTP_PROXY, HTTPS_PROXY, ALL_PROXY, NO_PROXY and SSL_CERT_FILE",
                ) from error
            self._httpx.cookies.jar.set_policy(_no_cookies())
        return self._httpx


def _no_cookies() -> "CookiePolicy":
    from http.cookiejar import DefaultCookiePolicy

    return DefaultCookiePolicy(allowed_domains=[])


async def _warm_up() -> None:
    """Import what httpx imports only when it connects: a request should leave when its turn comes, not 60 ms later."""
    import anyio.abc
    import anyio.streams.tls  # noqa: F401
    from anyio import connect_tcp, sleep  # noqa: F401

    await sleep(0)


async def _answer(response: "httpx.Response", address: str, size_limit: int) -> Answer:
    """Read the body within the limit; of one that is no page, only so much as may say why."""
    headers = {name.lower(): value for name, value in response.headers.items()}
    answer = Answer(address, response.status_code, headers, b"")
    if answer.good:
        reader = BodyReader(headers.get("content-encoding"), size_limit)
        async for piece in response.aiter_raw():
            reader.feed(piece)
        return replace(answer, body=reader.whole())
    if answer.status in (204, 304):
        return answer
    return replace(answer, body=await _explanation(response, headers.get("content-encoding")))


async def _explanation(response: "httpx.Response", encodings: str | None) -> bytes:
    """Return the beginning of a body that is no page. Its status says enough: what goes wrong here does not count."""
    import httpx

    try:
        reader = BodyReader(encodings, _EXPLANATION)
    except ServerError:
        return b""
    with contextlib.suppress(TooLargeError, ServerError, httpx.HTTPError, TimeoutError):
        async with asyncio.timeout(_EXPLANATION_TIME):
            async for piece in response.aiter_raw():
                reader.feed(piece)
    return reader.so_far()
