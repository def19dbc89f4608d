"""How the site is visited: robots.txt first, asking again within reason, redirects only to the page that was meant.

Knows no HTTP library: it is handed the one function by which anything leaves the machine.
"""

import logging
import math
import time
from collections.abc import Callable, Mapping
from typing import Protocol, Self

from ogpscrape.errors import (
    BlockedError,
    GoneError,
    IncompleteError,
    MovedError,
    NetworkError,
    RobotsError,
    ServerError,
)
from ogpscrape.page import SIZE_LIMIT
from ogpscrape.sources.options import LiveOptions
from ogpscrape.sources.response import REDIRECTS, Response, judge
from ogpscrape.sources.retries import Temporary, persist
from ogpscrape.sources.site import Site

_MOST_REDIRECTS = 5
#: The product token that robots.txt knows this program by.
PRODUCT = "ogpscrape"
#: A longer Crawl-delay (seconds) is a refusal in other words.
LONGEST_DELAY = 3600.0
#: How long the rules are good for within one run, in seconds (RFC 9309, section 2.4).
GOOD_FOR = 86_400.0
#: The largest robots.txt that is read, in bytes; RFC 9309, section 2.5, asks for 500 KiB at least.
ROBOTS_LIMIT = 1_048_576
_MARKS = (
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)

_HTML = ("<!doctype", "<html", "<head", "<body", "<script", "<?xml", "<!--")
_HTML_TYPES = ("text/html", "application/xhtml+xml")

_log = logging.getLogger("ogpscrape")


class Allowance:
    """The seconds that may still be spent on the network for one page, all its tries together. Waits do not count."""

    def __init__(self, seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._total = self.left = seconds
        self._clock = clock
        self._since = 0.0

    def __enter__(self) -> Self:
        """Start spending."""
        self._since = self._clock()
        return self

    def __exit__(self, *_: object) -> None:
        """Stop spending."""
        self.left -= self._clock() - self._since

    def used_up(self, address: str) -> NetworkError:
        """Return the error to raise when nothing is left."""
        return NetworkError(
            f"not complete after {self._total:g} seconds on the network",
            where=address,
            hint="The site is slow or stuck: try later, or allow more: the setting `deadline`",
        )


class Ask(Protocol):
    """Sends one GET request when its turn has come, and follows nothing."""

    async def __call__(
        self, address: str, headers: Mapping[str, str], size_limit: int, allowance: Allowance
    ) -> Response:
        """Return the response.

        Raises Temporary (with a NetworkError in it) when there is none or it breaks off, NetworkError when asking again
        cannot help, and TooLargeError above `size_limit` bytes.
        """
        ...


class Rules:
    """What robots.txt says to us."""

    def __init__(self, text: str, address: str) -> None:
        """Read the rules in `text`, as found at `address`.

        Raises RobotsError when the Crawl-delay is longer than an hour.
        """
        from protego import Protego

        self._address = address
        self._rules = Protego.parse(text.removeprefix("\ufeff"))
        delay = self._rules.crawl_delay(PRODUCT)
        self.crawl_delay = float(delay) if delay is not None and delay >= 0 and not math.isnan(delay) else 0.0
        if self.crawl_delay > LONGEST_DELAY:
            raise RobotsError(
                f"it asks for {self.crawl_delay:,.0f} seconds between two requests",
                where=address,
                hint="That is not a site for a program; read saved pages with --from",
            )

    def check(self, page: str) -> None:
        """Raise RobotsError when the address `page` may not be asked for."""
        if not self._rules.can_fetch(page, PRODUCT):
            raise RobotsError(
                f"robots.txt does not allow {PRODUCT} to ask for this page",
                where=page,
                hint=f"See {self._address}; saved pages can be read with --from",
            )


def read_rules(response: Response) -> Rules:
    """Return the rules in an answer that is good.

    Raises BlockedError when it is a page in place of the rules, as a challenge is.
    """
    text = _robots_text(response)
    start = text.lstrip("\ufeff \t\r\n").lower()
    if start.startswith(_HTML) or (response.media_type in _HTML_TYPES and "<" in start):
        raise BlockedError(
            "a web page is in place of robots.txt, as when a challenge is in front of the site",
            where=response.address,
            hint="Try later, lower --rate, or read saved pages with --from",
        )
    return Rules(text, response.address)


def _robots_text(response: Response) -> str:
    """Return the text of robots.txt. It must be UTF-8 (RFC 9309, section 2.3); a mark of UTF-16 or 32 is obeyed."""
    body = response.body
    encoding = next((name for mark, name in _MARKS if body.startswith(mark)), "utf-8")
    text = body.decode(encoding, "replace")
    if "\0" in text:
        raise RobotsError(
            "it is not text in UTF-8, and what cannot be read allows nothing",
            where=response.address,
            hint="Tell the site's people, or read saved pages with --from",
        )
    return text


class Visitor:
    """Asks one site for pages."""

    def __init__(self, site: Site, ask: Ask, slow_to: Callable[[float], None], options: LiveOptions) -> None:
        """Take the site, the way to ask it, and `slow_to`, which is told the seconds of the Crawl-delay."""
        self._site = site
        self._ask = ask
        self._slow_to = slow_to
        self._options = options
        self._rules: Rules | None = None
        self._rules_read = 0.0

    async def rules(self) -> Rules:
        """Return the rules of robots.txt, read at most once a day.

        Raises BlockedError, MovedError, NetworkError or RobotsError when they cannot be had: then nothing may be asked.
        """
        if self._rules is None or time.monotonic() - self._rules_read > GOOD_FOR:
            address = self._site.robots_address
            try:
                rules = read_rules(await self._visit(address, None, {}, ROBOTS_LIMIT))
            except GoneError:
                rules = Rules("", address)
            if rules.crawl_delay:
                _log.info(
                    "robots.txt asks for %g seconds between requests", rules.crawl_delay, extra={"event": "crawl-delay"}
                )
            self._slow_to(rules.crawl_delay)
            self._rules, self._rules_read = rules, time.monotonic()
        return self._rules

    async def page(self, address: str, commitment_id: str, conditions: Mapping[str, str]) -> Response:
        """Return the answer with the page of a commitment, or a 304 if there are `conditions` and they hold.

        Raises an OgpscrapeError that says why there is none.
        """
        response = await self._visit(address, commitment_id, conditions, SIZE_LIMIT)
        if response.good and not response.body.strip():
            raise ServerError(f"the answer ({response.status}) has an empty body", where=address, hint="Try later")
        return response

    async def _visit(
        self, address: str, commitment_id: str | None, headers: Mapping[str, str], size_limit: int
    ) -> Response:
        allowance = Allowance(self._options.deadline)

        async def attempt() -> Response:
            if allowance.left <= 0:
                raise allowance.used_up(address)
            return await self._follow(address, commitment_id, headers, size_limit, allowance)

        return await persist(attempt, self._options.retries, self._options.retry_wait)

    async def _follow(
        self, address: str, commitment_id: str | None, headers: Mapping[str, str], size_limit: int, allowance: Allowance
    ) -> Response:
        seen = {address}
        here = address
        while True:
            if commitment_id is not None:
                (await self.rules()).check(here)
            response = await self._ask(here, headers, size_limit, allowance)
            if response.status not in REDIRECTS:
                break
            here = self._site.redirect(here, response.headers.get("location"), commitment_id)
            if here in seen or len(seen) > _MOST_REDIRECTS:
                raise MovedError("the redirects lead in a circle", where=address, hint="Try later")
            seen.add(here)
        if response.status != 304:
            judge(response)
        elif not headers:
            raise ServerError(
                'the answer is "not modified" (304), to a question that did not ask for that',
                where=address,
                hint="Try later; a proxy on the way may be at fault",
            )
        if commitment_id is not None and response.breaks_off(commitment_id):
            raise Temporary(
                IncompleteError(
                    f"the page breaks off after {len(response.body):,} bytes, before its end (</html>)",
                    where=address,
                    hint="Try later; nothing of it was taken",
                )
            )
        return response
