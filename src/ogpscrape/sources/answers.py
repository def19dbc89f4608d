"""What an answer of the site means, from its status and headers. Knows nothing of the library that got it."""

from collections.abc import Mapping
from dataclasses import dataclass

from ogpscrape.errors import BlockedError, ComeBackLaterError, GoneError, OgpscrapeError, ServerError
from ogpscrape.sources.challenge import challenge_in_body, challenge_in_headers
from ogpscrape.sources.retries import LONGEST_WAIT, Temporary, parse_retry_after, time_after

REDIRECTS = frozenset({301, 302, 303, 307, 308})
_RETRIED = frozenset({408, 425, 429, 500, 502, 503, 504})
_REFUSALS = frozenset({401, 403, 407, 429, 451})
_GONE = frozenset({404, 410})
_GOOD = frozenset({200, 203})
_BLOCKED_HINT = "Try later, lower --rate, or read a saved page with --from"


@dataclass(frozen=True)
class Answer:
    """One answer. Header names are lower case; `body` is decoded, and only its beginning unless the status is good."""

    address: str
    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def good(self) -> bool:
        """Whether the body is what was asked for."""
        return self.status in _GOOD

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
        return "no-store" not in (directive.strip() for directive in directives)


def judge(answer: Answer) -> None:
    """Raise what an answer means that is neither good, nor a redirect, nor "not modified".

    Raises Temporary for what may heal by itself, else BlockedError, ComeBackLaterError, GoneError or ServerError.
    """
    challenge = challenge_in_headers(answer.headers)
    if challenge is None and not answer.good and answer.status not in _GONE:
        challenge = challenge_in_body(answer.body)
    if challenge is not None:
        raise _blocked(f"the site answered with a challenge page of {challenge} ({answer.status})", answer)
    if answer.good:
        return
    error = _meaning(answer)
    if answer.status not in _RETRIED:
        raise error
    wait = parse_retry_after(answer.headers.get("retry-after"))
    if wait is not None and wait > LONGEST_WAIT:
        raise ComeBackLaterError(
            f"the site does not want to be asked ({answer.status}) before {time_after(wait)}",
            where=answer.address,
            hint="Run the command again then",
        )
    raise Temporary(error, wait)


def _meaning(answer: Answer) -> OgpscrapeError:
    status = answer.status
    if status == 429:
        return _blocked("the site says that it is asked too often (429)", answer)
    if status in _REFUSALS:
        return _blocked(f"the site refused to answer ({status})", answer)
    if status in _GONE:
        hint = "Check the ID; the commitment may have been withdrawn from the site"
        return GoneError(f"the page does not exist ({status})", where=answer.address, hint=hint)
    if status == 206:
        return _server("a part of the page that nobody asked for (206)", answer)
    if 500 <= status <= 599:
        return _server(f"an error of the site's own ({status})", answer)
    return _server(f"a status that makes no sense here ({status})", answer)


def _server(what: str, answer: Answer) -> ServerError:
    return ServerError(f"the answer is {what}", where=answer.address, hint="Try later")


def _blocked(message: str, answer: Answer) -> BlockedError:
    return BlockedError(message, where=answer.address, hint=_BLOCKED_HINT)
