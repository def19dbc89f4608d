"""What a response of the site means, from its status, its headers and the words of a bot protection.

Knows nothing of the library that got it. The words are in `vocabulary/challenges.toml`. Pages that come with 200 are
judged by the reader, which sees whether a commitment is there; here only headers count for them.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from ogpscrape.errors import BlockedError, ComeBackLaterError, GoneError, OgpscrapeError, ServerError
from ogpscrape.sources.retries import LONGEST_WAIT, Temporary, parse_retry_after, time_after

#: What says that an answer is a capture's own, not the archive's (RFC 7089, section 2.1.1).
MEMENTO = "memento-datetime"
REDIRECTS = frozenset({301, 302, 303, 307, 308})
_RETRIED = frozenset({408, 425, 429, 500, 502, 503, 504})
_REFUSALS = frozenset({401, 403, 407, 429, 451})
_GONE = frozenset({404, 410})
_GOOD = frozenset({200, 203})
#: How much of a body is looked at, in bytes. Challenge pages are short, and say so at the top.
_LOOKED_AT = 65_536
#: How much of a page's beginning and end is looked at, in bytes.
_START = 2_048
_TAIL = 8_192
_END = re.compile(rb"</(?:html|body)\s*>")
_BLOCKED_HINT = "Try later, lower --rate, or read a saved page with --from"


@dataclass(frozen=True)
class Response:
    """One response of a server.

    Attributes:
        address: what was asked for.
        status: the HTTP status.
        headers: by their names in lower case, each byte as the character of its number.
        body: decoded, and only its beginning unless the status is good.
        delimited: whether the server said where the body ends: by its length, by chunks, or by a frame of HTTP/2.

    """

    address: str
    status: int
    headers: Mapping[str, str]
    body: bytes
    delimited: bool = True

    @property
    def good(self) -> bool:
        """Whether the body is what was asked for."""
        return self.status in _GOOD

    @property
    def is_capture(self) -> bool:
        """Whether an archive answered with what it has kept; else it speaks for itself."""
        return MEMENTO in self.headers

    @property
    def media_type(self) -> str | None:
        """The media type in lower case, without parameters."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower() or None

    @property
    def charset(self) -> str | None:
        """The `charset` parameter of the content type."""
        for parameter in self.headers.get("content-type", "").split(";")[1:]:
            name, _, value = parameter.partition("=")
            if name.strip().lower() == "charset":
                return value.strip().strip("\"'") or None
        return None

    @property
    def may_be_stored(self) -> bool:
        """Whether `Cache-Control` lets the body be kept."""
        directives = self.headers.get("cache-control", "").lower().split(",")
        # RFC 9111, section 5.2: a directive may come with a value that it does not need. It is meant all the same.
        return "no-store" not in (directive.partition("=")[0].strip() for directive in directives)

    def breaks_off(self, commitment_id: str) -> bool:
        """Tell whether the body is an HTML page that ends too early, as its bytes say.

        The pages of the site end in `</body></html>`. Where the server said where the body ends, a page without that
        end counts as cut only if it began as such pages do, or names the commitment: a challenge or a "not found" may
        be written without.
        """
        start, end = (piece.replace(b"\0", b"").lower() for piece in (self.body[:_START], self.body[-_TAIL:]))
        # Not by its type: a page's plain text may well come as text/html, and ends in other ways.
        is_html = b"<html" in start or start.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").startswith(b"<")
        if not self.good or not is_html or _END.search(end):
            return False
        if _challenge_in_body(self.body, weak=False):
            return False
        return not self.delimited or b"<html" in start or commitment_id.encode() in self.body


def judge(response: Response) -> None:
    """Raise what an answer means that is neither good, nor a redirect, nor "not modified".

    Raises Temporary for what may heal by itself, else BlockedError, ComeBackLaterError, GoneError or ServerError.
    """
    challenge = _challenge_in_headers(response.headers)
    if challenge is None and not response.good and response.status not in _GONE:
        challenge = _challenge_in_body(response.body, weak=True)
    if challenge is not None:
        raise _blocked(f"the site answered with a challenge page of {challenge} ({response.status})", response)
    if response.good:
        return
    error = _meaning(response)
    if response.status not in _RETRIED:
        raise error
    wait = parse_retry_after(response.headers.get("retry-after"))
    if wait is not None and wait > LONGEST_WAIT:
        raise ComeBackLaterError(
            f"the site does not want to be asked ({response.status}) before {time_after(wait)}",
            where=response.address,
            hint="Run the command again then",
        )
    raise Temporary(error, wait)


def _meaning(response: Response) -> OgpscrapeError:
    status = response.status
    if status == 429:
        return _blocked("the site says that it is asked too often (429)", response)
    if status in _REFUSALS:
        return _blocked(f"the site refused to answer ({status})", response)
    if status in _GONE:
        hint = "Check the ID; the commitment may have been withdrawn from the site"
        return GoneError(f"the page does not exist ({status})", where=response.address, hint=hint)
    if status == 206:
        return _server("a part of the page that nobody asked for (206)", response)
    if 500 <= status <= 599:
        return _server(f"an error of the site's own ({status})", response)
    return _server(f"a status that makes no sense here ({status})", response)


def _server(what: str, response: Response) -> ServerError:
    return ServerError(f"the answer is {what}", where=response.address, hint="Try later")


def _blocked(message: str, response: Response) -> BlockedError:
    return BlockedError(message, where=response.address, hint=_BLOCKED_HINT)


@dataclass(frozen=True)
class _Words:
    name: str
    words: tuple[str, ...]
    weak: tuple[str, ...]


@dataclass(frozen=True)
class _Header:
    name: str
    header: str
    value: str


@cache
def _vocabulary() -> tuple[tuple[_Words, ...], tuple[_Header, ...]]:
    text = files("ogpscrape.vocabulary").joinpath("challenges.toml").read_text(encoding="utf-8")
    table = tomllib.loads(text)
    words = tuple(
        _Words(entry["name"], tuple(entry.get("words", ())), tuple(entry.get("weak_words", ())))
        for entry in table["challenge"]
    )
    headers = tuple(_Header(entry["name"], entry["header"], entry["value"]) for entry in table["header"])
    return words, headers


def _challenge_in_headers(headers: Mapping[str, str]) -> str | None:
    """Return whose challenge the headers (names in lower case) announce, or None."""
    for entry in _vocabulary()[1]:
        value = headers.get(entry.header)
        if value is not None and entry.value in value.lower():
            return entry.name
    return None


def _challenge_in_body(body: bytes, *, weak: bool) -> str | None:
    """Return whose challenge the words of a body tell, or None; the `weak` words only where the status says no."""
    text = " ".join(body[:_LOOKED_AT].decode("utf-8", "replace").lower().split())
    for entry in _vocabulary()[0]:
        if any(word in text for word in (*entry.words, *(entry.weak if weak else ()))):
            return entry.name
    return None
