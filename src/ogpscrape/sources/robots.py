"""robots.txt: read before anything else, obeyed, and never guessed (RFC 9309; Crawl-delay as the site has used it)."""

import math

from ogpscrape.errors import BlockedError, RobotsError
from ogpscrape.sources.answers import Answer

#: The product token that robots.txt knows this program by.
PRODUCT = "ogpscrape"
#: A longer Crawl-delay (seconds) is a refusal in other words.
LONGEST_DELAY = 3600.0
#: How long the rules are good for within one run, in seconds (RFC 9309, section 2.4).
GOOD_FOR = 86_400.0
#: The largest robots.txt that is read, in bytes; RFC 9309, section 2.5, asks for 500 KiB at least.
SIZE_LIMIT = 1_048_576

_HTML = (b"<!doctype", b"<html", b"<head", b"<body", b"<script", b"<?xml", b"<!--")
_HTML_TYPES = ("text/html", "application/xhtml+xml")


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
                hint="That is no site for a program; read saved pages with --from",
            )

    def check(self, page: str) -> None:
        """Raise RobotsError when the address `page` may not be asked for."""
        if not self._rules.can_fetch(page, PRODUCT):
            raise RobotsError(
                f"robots.txt does not allow {PRODUCT} to ask for this page",
                where=page,
                hint=f"See {self._address}; saved pages can be read with --from",
            )


def read_rules(answer: Answer) -> Rules:
    """Return the rules in an answer that is good.

    Raises BlockedError when it is a page in place of the rules, as a challenge is.
    """
    start = answer.body.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith(_HTML) or (answer.media_type in _HTML_TYPES and b"<" in start):
        raise BlockedError(
            "a web page stands in place of robots.txt, as when a challenge is in front of the site",
            where=answer.address,
            hint="Try later, lower --rate, or read saved pages with --from",
        )
    return Rules(answer.body.decode("utf-8", "replace"), answer.address)
