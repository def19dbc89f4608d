"""One host that is not the site, as an archive's: asked as politely as the site, within limits of its own.

The request itself, its size and its deadline are those of `live.Client`; robots.txt, the rate between processes and the
retries are the site's, too. What differs is what an answer means: an archive tells of other servers' answers.
"""

import contextlib
from collections.abc import Mapping
from urllib.parse import urljoin, urlsplit

from ogpscrape.errors import BlockedError, GoneError, MovedError, OgpscrapeError
from ogpscrape.page import SIZE_LIMIT
from ogpscrape.sources.background import BackgroundLoop
from ogpscrape.sources.client import Client
from ogpscrape.sources.manners import ROBOTS_LIMIT, Allowance, Rules, read_rules
from ogpscrape.sources.options import LiveOptions, user_agent
from ogpscrape.sources.patience import Patience
from ogpscrape.sources.rate import Limiter
from ogpscrape.sources.response import REDIRECTS, Response, judge
from ogpscrape.sources.retries import Temporary, persist
from ogpscrape.sources.site import Site

#: In what the Wayback Machine answers when a site's owner, or its robots.txt, has it shut out: the name of an error.
_SHUT_OUT = ("x-archive-wayback-runtime-error", "AccessControlException")
_FOR_THE_ASKER = frozenset({*REDIRECTS, 206, 400, 404})
_MOST_REDIRECTS = 5


def not_shown(answer: Response) -> BlockedError:
    """Return the error for an archive that has pages of the site, and shows none."""
    return BlockedError(
        f"the archive does not show pages of this site ({answer.status})",
        where=answer.address,
        hint="Another archive may: --from commoncrawl",
    )


class Host:
    """Asks one host. At most one request is in flight, and each kind of request keeps a rate of its own."""

    def __init__(self, base: str, intervals: Mapping[str, float], options: LiveOptions, pause: float) -> None:
        """Prepare to ask; nothing is asked yet.

        Arguments:
            base: the host's address; a mirror may have a folder in it.
            intervals: seconds from request to request, by the kind of request; robots.txt counts as the first kind.
            options: timeout, deadline, retries, contact and the state folder, as for the live site.
            pause: the seconds to wait after "asked too often" (429) when the answer does not say how long.

        Raises ConfigurationError when `base` is not a plain http or https address.

        """
        site = Site(base)
        self.base = site.base
        self._robots_address = site.robots_address
        place = urlsplit(site.base).netloc.replace(":", "-")
        self._limiters = {
            kind: Limiter(interval, options.state_folder / "hosts" / f"{place}-{kind}", f"{site.host} {kind}")
            for kind, interval in intervals.items()
        }
        warc = options.warc_writer()
        self._clients = {
            kind: Client(options.timeout, user_agent(options.contact), limiter, warc)
            for kind, limiter in self._limiters.items()
        }
        self._options = options
        self._pause = pause
        self._rules: Rules | None = None
        self._loop = BackgroundLoop()
        self._patience = Patience()

    @property
    def stopped(self) -> OgpscrapeError | None:
        """Why the host is not asked any more in this run, or None."""
        return self._patience.ended

    @property
    def requests(self) -> int:
        """How many requests were sent."""
        return sum(client.requests for client in self._clients.values())

    @property
    def bytes_received(self) -> int:
        """How many bytes of bodies came."""
        return sum(client.bytes_received for client in self._clients.values())

    def ask(
        self, kind: str, address: str, headers: Mapping[str, str] | None = None, size_limit: int = SIZE_LIMIT
    ) -> Response:
        """Return the answer to one request: what a capture is, or 200, 206, 400, 404 or a redirect of the host's own.

        Raises RobotsError when robots.txt does not allow it, BlockedError, ComeBackLaterError or NetworkError when
        there is no such answer after all tries, TooLargeError above `size_limit` bytes.
        """
        if self.stopped is not None:
            raise self.stopped
        try:
            rules = self._loop.run(self._read_rules())
        except OgpscrapeError as error:
            self._patience.give_up(error)
            raise
        try:
            rules.check(address)
            answer = self._loop.run(self._persist(kind, address, headers or {}, size_limit))
        except OgpscrapeError as error:
            self._patience.failed(error)
            raise
        self._patience.succeeded()
        return answer

    def close(self) -> None:
        """End the connections."""
        for client in self._clients.values():
            if client.is_open:
                self._loop.run(client.close())
        self._loop.close()

    async def _read_rules(self) -> Rules:
        if self._rules is None:
            kind = next(iter(self._clients))
            address = self._robots_address
            for _ in range(_MOST_REDIRECTS):
                answer = await self._persist(kind, address, {}, ROBOTS_LIMIT)
                if answer.status not in REDIRECTS:
                    break
                address = urljoin(address, answer.headers.get("location", ""))
                if urlsplit(address)[:2] != urlsplit(self._robots_address)[:2]:
                    raise MovedError("robots.txt is redirected to another host", where=self._robots_address)
            rules = Rules("", address)
            if answer.status != 404:
                with contextlib.suppress(GoneError):
                    judge(answer)
                    rules = read_rules(answer)
            for limiter in self._limiters.values():
                limiter.slow_to(rules.crawl_delay)
            self._rules = rules
        return self._rules

    async def _persist(self, kind: str, address: str, headers: Mapping[str, str], size_limit: int) -> Response:
        allowance = Allowance(self._options.deadline)

        async def attempt() -> Response:
            if allowance.left <= 0:
                raise allowance.used_up(address)
            answer = await self._clients[kind].ask(address, headers, size_limit, allowance)
            self._judge(answer)
            return answer

        return await persist(attempt, self._options.retries, self._options.retry_wait)

    def _judge(self, answer: Response) -> None:
        if answer.is_capture or answer.status in _FOR_THE_ASKER:
            return
        if _SHUT_OUT[1] in answer.headers.get(_SHUT_OUT[0], ""):
            raise not_shown(answer)
        try:
            judge(answer)
        except GoneError:
            return
        except Temporary as problem:
            if answer.status == 429 and problem.wait is None:
                problem.wait = self._pause
            raise
