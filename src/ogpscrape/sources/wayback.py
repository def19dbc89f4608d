"""The Internet Archive's Wayback Machine: its index (CDX) and the raw bytes of its captures (`id_`).

The index: https://github.com/internetarchive/wayback/blob/master/wayback-cdx-server/README.md. A capture answers with
`Memento-Datetime` (RFC 7089); an answer without it is the archive's own: a redirect to the capture that can be shown, a
"not found", or its page about a site that it does not show.
"""

import logging
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import ClassVar
from urllib.parse import urlencode, urljoin, urlsplit

from ogpscrape.configuration import WAYBACK
from ogpscrape.errors import BlockedError, ServerError
from ogpscrape.identifiers import SITE, Selector, canonical_path
from ogpscrape.page import Via
from ogpscrape.sources.archive import ArchiveSource, NoCaptureError
from ogpscrape.sources.captures import (
    Capture,
    capture_time,
    commitment_at,
    may_be_page,
    slugs_of,
    until,
)
from ogpscrape.sources.hosts import not_shown
from ogpscrape.sources.response import MEMENTO, REDIRECTS, Response

#: Rows of the index in one answer.
ROWS = 5000
_MOST_HOPS = 5
#: The key, the time (some old ones are not a day of any month), the address, the type, the status and the digest.
_ROW = re.compile(r"\S+ \d+ \S+ \S+ \S+ \S+")
_RAW = re.compile(r"/web/(?P<time>\d{14})id_/(?P<address>.+)", re.DOTALL)
_HOST_AND_PATH = urlsplit(SITE).netloc
_log = logging.getLogger("ogpscrape")


class WaybackSource(ArchiveSource):
    """Captures of the Wayback Machine."""

    via: Via = "wayback"
    name = "the Wayback Machine"
    official = WAYBACK
    #: The archive asks for no more than 0.4 questions to the index and 8 captures a second
    #: (https://archive.org/details/toomanyrequests_20191110); captures are asked for more slowly here.
    intervals: ClassVar[dict[str, float]] = {"index": 2.5, "captures": 1.0}
    fastest: ClassVar[dict[str, float]] = {"index": 2.5, "captures": 0.125}

    def _look_up(self, selector: Selector, *, whole: bool) -> Iterator[list[Capture]]:
        for slug in slugs_of(selector, self._live.member):
            found = self._rows({"url": _HOST_AND_PATH + canonical_path(selector.id, slug)})
            yield found
            if not whole and until(may_be_page(found), self._options.at):
                return

    def _look_up_below(self, slug: str | None, *, every: bool) -> list[Capture]:
        slugs = slugs_of(Selector("", slug)) if slug else [None]
        collapsed = {} if every else {"filter": "statuscode:200", "collapse": "urlkey"}
        found: list[Capture] = []
        for one in slugs:
            below = f"/members/{one}/commitments/" if one else "/members/"
            found += self._rows({"url": _HOST_AND_PATH + below, "matchType": "prefix", **collapsed})
        return found

    def _rows(self, query: dict[str, str]) -> list[Capture]:
        """Return what the index has, all its pages together: a resume key at the end of one leads to the next."""
        found: list[Capture] = []
        resume: dict[str, str] = {}
        seen = set()
        while True:
            asked = {**query, "limit": str(ROWS), "showResumeKey": "true", "resolveRevisits": "true", **resume}
            address = f"{self._host.base}/cdx/search/cdx?{urlencode(asked)}"
            answer = self._index(address)
            if answer.status != 200:
                raise ServerError(f"the index answers {answer.status}", where=address, hint="Try later")
            rows, key = _read_rows(answer)
            found += rows
            if key is None or key in seen:
                return found
            seen.add(key)
            resume = {"resumeKey": key}

    def _key(self, capture: Capture) -> str:
        return f"{self._host.base}/web/{capture.time:%Y%m%d%H%M%S}id_/{capture.address}"

    def _archive_url(self, capture: Capture, moment: datetime) -> str:
        return f"{self._host.base}/web/{moment:%Y%m%d%H%M%S}/{capture.address}"

    def _ask(self, capture: Capture) -> tuple[Response, datetime]:
        address = self._key(capture)
        seen = {address}
        while True:
            answer = self._host.ask("captures", address)
            if answer.is_capture:
                break
            if answer.status not in REDIRECTS:
                raise _not_shown(answer)
            address = self._elsewhere(answer, capture)
            if address in seen or len(seen) > _MOST_HOPS:
                raise NoCaptureError("the archive leads in a circle", where=address)
            seen.add(address)
        if not answer.good:
            kind = "a redirect" if answer.status in REDIRECTS else "an error"
            raise NoCaptureError(f"{kind} of the site was captured ({answer.status})", where=address)
        if not answer.body.strip():
            raise NoCaptureError("an empty page was captured", where=address)
        try:
            moment = parsedate_to_datetime(answer.headers[MEMENTO]).astimezone(UTC)
        except ValueError as error:
            raise ServerError("the capture does not say its time", where=address, hint="Try later") from error
        return answer, moment

    def _elsewhere(self, answer: Response, capture: Capture) -> str:
        """Return the raw address of the capture that the archive can show in place of the one asked for."""
        location = urljoin(answer.address, answer.headers.get("location", ""))
        path = location.removeprefix(self._host.base)
        match = _RAW.fullmatch(path)
        selector = commitment_at(match["address"]) if match else None
        if match is None or selector is None or selector.id != capture.id:
            raise NoCaptureError(f"the archive leads to {location[:200]!r}, another page", where=answer.address)
        return location


def _not_shown(answer: Response) -> NoCaptureError | BlockedError:
    if answer.status == 404:
        return NoCaptureError("the archive cannot show this capture (404)", where=answer.address)
    # A page of its own with 200, as recorded of a site that is shut out.
    return not_shown(answer)


def _read_rows(answer: Response) -> tuple[list[Capture], str | None]:
    """Read rows of the index and, after an empty line at the end, the key that leads to the next ones.

    Raises ServerError for anything else than rows: a page of words must not look like an index with nothing in it.
    """
    text = answer.body.decode("utf-8", "replace")
    body, _, tail = text.partition("\n\n")
    lines = body.splitlines()
    if not all(_ROW.match(line) for line in lines) or len(tail.split()) > 1:
        raise ServerError("the index answers something else than its rows", where=answer.address, hint="Try later")
    rows = [_row(line) for line in lines]
    return [row for row in rows if row is not None], tail.strip() or None


def _row(line: str) -> Capture | None:
    _, moment, address, _, status, digest, *_ = line.split(" ")
    selector = commitment_at(address)
    if selector is None or selector.slug is None:
        return None
    try:
        when = capture_time(moment)
    except ValueError:
        _log.warning("the index has a capture of %s at no time: %s", address, moment, extra={"event": "capture"})
        return None
    return Capture(selector.id, selector.slug, address, when, digest, int(status) if status.isdigit() else None)
