"""How the site is visited: robots.txt first, asking again within reason, redirects only to the page that was meant.

Knows no HTTP library: it is handed the one function by which anything leaves the machine.
"""

import logging
import time
from collections.abc import Callable, Mapping
from typing import Protocol, Self

from ogpscrape.errors import GoneError, MovedError, NetworkError, ServerError
from ogpscrape.page import SIZE_LIMIT
from ogpscrape.sources import robots
from ogpscrape.sources.answers import REDIRECTS, Answer, judge
from ogpscrape.sources.options import LiveOptions
from ogpscrape.sources.retries import persist
from ogpscrape.sources.site import Site

_MOST_REDIRECTS = 5
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
            hint="The site is slow or stuck: try later, or allow more with --deadline",
        )


class Ask(Protocol):
    """Sends one GET request when its turn has come, and follows nothing."""

    async def __call__(self, address: str, headers: Mapping[str, str], size_limit: int, allowance: Allowance) -> Answer:
        """Return the answer.

        Raises Temporary (with a NetworkError in it) when there is none or it breaks off, NetworkError when asking again
        cannot help, and TooLargeError above `size_limit` bytes.
        """
        ...


class Visitor:
    """Asks one site for pages."""

    def __init__(self, site: Site, ask: Ask, slow_to: Callable[[float], None], options: LiveOptions) -> None:
        """Take the site, the way to ask it, and `slow_to`, which is told the seconds of the Crawl-delay."""
        self._site = site
        self._ask = ask
        self._slow_to = slow_to
        self._options = options
        self._rules: robots.Rules | None = None
        self._rules_read = 0.0

    async def rules(self) -> robots.Rules:
        """Return the rules of robots.txt, read at most once a day.

        Raises BlockedError, MovedError, NetworkError or RobotsError when they cannot be had: then nothing may be asked.
        """
        if self._rules is None or time.monotonic() - self._rules_read > robots.GOOD_FOR:
            address = self._site.robots_address
            try:
                rules = robots.read_rules(await self._visit(address, None, {}, robots.SIZE_LIMIT))
            except GoneError:
                rules = robots.Rules("", address)
            if rules.crawl_delay:
                _log.info(
                    "robots.txt asks for %g seconds between requests", rules.crawl_delay, extra={"event": "crawl-delay"}
                )
            self._slow_to(rules.crawl_delay)
            self._rules, self._rules_read = rules, time.monotonic()
        return self._rules

    async def page(self, address: str, commitment_id: str, conditions: Mapping[str, str]) -> Answer:
        """Return the answer with the page of a commitment, or a 304 if there are `conditions` and they hold.

        Raises an OgpscrapeError that says why there is none.
        """
        answer = await self._visit(address, commitment_id, conditions, SIZE_LIMIT)
        if answer.status == 304 and not conditions:
            raise ServerError(
                'the answer is "not modified" (304), to a question that did not ask for that',
                where=address,
                hint="Try later; a proxy on the way may be at fault",
            )
        if answer.good and not answer.body.strip():
            raise ServerError(f"the answer ({answer.status}) has an empty body", where=address, hint="Try later")
        return answer

    async def _visit(
        self, address: str, commitment_id: str | None, headers: Mapping[str, str], size_limit: int
    ) -> Answer:
        allowance = Allowance(self._options.deadline)

        async def attempt() -> Answer:
            if allowance.left <= 0:
                raise allowance.used_up(address)
            return await self._follow(address, commitment_id, headers, size_limit, allowance)

        return await persist(attempt, self._options.retries, self._options.retry_wait)

    async def _follow(
        self, address: str, commitment_id: str | None, headers: Mapping[str, str], size_limit: int, allowance: Allowance
    ) -> Answer:
        seen = {address}
        here = address
        while True:
            if commitment_id is not None:
                (await self.rules()).check(here)
            answer = await self._ask(here, headers, size_limit, allowance)
            if answer.status not in REDIRECTS:
                break
            here = self._site.redirect(here, answer.headers.get("location"), commitment_id)
            if here in seen or len(seen) > _MOST_REDIRECTS:
                raise MovedError("the redirects lead in a circle", where=address, hint="Try later")
            seen.add(here)
        if answer.status != 304:
            judge(answer)
        return answer
