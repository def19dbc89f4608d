"""Common Crawl: an index for each crawl, and the one record of a capture by its byte range.

See https://index.commoncrawl.org and https://commoncrawl.org/get-started: the index answers JSON Lines; a query that
finds nothing is a 404, a page of the answer that is too high a 400. Records are WARC, read by FastWARC.
"""

import json
import logging
import re
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any, ClassVar
from urllib.parse import urlencode, urlsplit

from ogpscrape.configuration import COMMON_CRAWL
from ogpscrape.errors import OgpscrapeError, ServerError, UsageError
from ogpscrape.identifiers import SITE, Selector, canonical_path
from ogpscrape.page import Page, Via
from ogpscrape.sources.archive import ArchiveOptions, ArchiveSource, NoCaptureError
from ogpscrape.sources.captures import (
    Capture,
    capture_time,
    commitment_at,
    may_be_page,
    slugs_of,
    until,
)
from ogpscrape.sources.hosts import Host
from ogpscrape.sources.options import LiveOptions
from ogpscrape.sources.response import Response

DATA = "https://data.commoncrawl.org"
#: Commitments have had pages of their own since then.
FIRST_YEAR = 2019
#: The largest record that is asked for, in bytes: Common Crawl cuts bodies at 1 MiB.
RECORD_LIMIT = 6_000_000
_CRAWL = re.compile(r"CC-MAIN-(\d{4})-\d{2}")
_HOST = urlsplit(SITE).netloc
_log = logging.getLogger("ogpscrape")


class CommonCrawlSource(ArchiveSource):
    """Captures of Common Crawl."""

    via: Via = "commoncrawl"
    name = "Common Crawl"
    official = COMMON_CRAWL
    #: Its index is shared, and blocks who asks fast; no figures are published.
    intervals: ClassVar[dict[str, float]] = {"index": 2.5, "captures": 1.0}
    fastest: ClassVar[dict[str, float]] = {"index": 1.0, "captures": 0.5}

    def __init__(self, options: ArchiveOptions, live: LiveOptions, check: Callable[[Page], None]) -> None:
        """Prepare to ask; nothing is asked yet.

        Raises UsageError when `options.crawl` is not the name of a crawl, ConfigurationError for an address or a rate
        of no use.
        """
        if options.crawl is not None and not _CRAWL.fullmatch(options.crawl):
            raise UsageError(f"{options.crawl[:40]!r} is not a crawl", hint="A crawl reads CC-MAIN-2025-33")
        super().__init__(options, live, check)
        # A mirror serves both under one address.
        mirrored = self._host.base != COMMON_CRAWL
        self._data = self._host if mirrored else Host(DATA, self._chosen, live, options.pause)
        self._names: list[str] | None = None

    @property
    def stopped(self) -> OgpscrapeError | None:
        """Why the archive is not asked any more in this run, or None."""
        return self._host.stopped or self._data.stopped

    @property
    def requests(self) -> int:
        """How many requests were sent."""
        return self._host.requests + (self._data.requests if self._data is not self._host else 0)

    @property
    def bytes_received(self) -> int:
        """How many bytes of bodies came."""
        return self._host.bytes_received + (self._data.bytes_received if self._data is not self._host else 0)

    def close(self) -> None:
        """End the connections."""
        self._host.close()
        self._data.close()

    def crawls(self) -> list[str]:
        """Return the crawls to look in, the newest first: the one that was named, or all since 2019.

        Raises ServerError when the list of crawls cannot be read, and what `Host.ask` raises.
        """
        if self._options.crawl is not None:
            return [self._options.crawl]
        if self._names is None:
            address = f"{self._host.base}/collinfo.json"
            answer = self._index(address)
            try:
                found = [(str(entry["id"]), str(entry["from"])) for entry in json.loads(answer.body)]
            except (ValueError, KeyError, TypeError) as error:
                raise ServerError("the list of crawls cannot be read", where=address, hint="Try later") from error
            last = f"{self._options.at}T99" if self._options.at else "9"
            self._names = [name for name, begun in found if _year(name) >= FIRST_YEAR and begun < last]
        return self._names

    def _look_up(self, selector: Selector, *, whole: bool) -> Iterator[list[Capture]]:
        slugs = slugs_of(selector, self._live.member)
        for crawl in self.crawls():
            for slug in slugs:
                found = self._rows(crawl, {"url": _HOST + canonical_path(selector.id, slug)}, paged=False)
                yield found
                if not whole and until(may_be_page(found), self._options.at):
                    return

    def _look_up_below(self, slug: str | None, *, every: bool) -> list[Capture]:
        places = [f"/members/{one}/commitments/*" for one in slugs_of(Selector("", slug))] if slug else ["/members/*"]
        found: list[Capture] = []
        for crawl in self.crawls():
            for place in places:
                found += self._rows(crawl, {"url": _HOST + place, "filter": "status:200"}, paged=True)
            if found and not every:
                break
        return found

    def _rows(self, crawl: str, query: dict[str, str], *, paged: bool) -> list[Capture]:
        found: list[Capture] = []
        page = 0
        while True:
            asked = {**query, "output": "json", "page": str(page)}
            address = f"{self._host.base}/{crawl}-index?{urlencode(asked)}"
            answer = self._index(address)
            if answer.status == 404 and not _says_none(answer):
                raise UsageError(f"Common Crawl has no crawl {crawl}", where=address, hint="See collinfo.json there")
            if answer.status == 404 or (answer.status == 400 and page > 0):
                return found  # nothing found, or that was the last page
            if answer.status != 200:
                raise ServerError(f"the index answers {answer.status}", where=address, hint="Try later")
            lines = answer.body.splitlines()
            if not all(line.startswith(b"{") for line in lines):
                raise ServerError("the index answers something else than its rows", where=address, hint="Try later")
            found += [row for line in lines if (row := _row(line, crawl)) is not None]
            if not paged:
                return found
            page += 1

    def _key(self, capture: Capture) -> str:
        name, offset, length = capture.place or ("", 0, 0)
        return f"{self._data.base}/{name}#{offset}-{offset + length - 1}"

    def _archive_url(self, capture: Capture, moment: datetime) -> str:  # noqa: ARG002 - the base class's signature
        # The record itself is a stretch of a file of a gigabyte; what a person can open is its entry in the index.
        asked = {"url": capture.address, "output": "json", "from": f"{capture.time:%Y%m%d%H%M%S}"}
        return f"{self._host.base}/{capture.crawl}-index?{urlencode({**asked, 'to': asked['from']})}"

    def _ask(self, capture: Capture) -> tuple[Response, datetime]:
        from ogpscrape.sources.warc_reading import read_record

        name, offset, length = capture.place or ("", 0, 0)
        address = f"{self._data.base}/{name}"
        if not 0 < length <= RECORD_LIMIT:
            raise NoCaptureError(f"its record has {length:,} bytes", where=address)
        end = offset + length - 1
        headers = {"range": f"bytes={offset}-{end}", "accept-encoding": "identity", "accept": "*/*"}
        answer = self._data.ask("captures", address, headers, RECORD_LIMIT)
        begins = answer.headers.get("content-range", "").startswith(f"bytes {offset}-{end}/")
        if answer.status != 206 or not begins or len(answer.body) != length:
            raise ServerError(
                f"not the record that was asked for ({answer.status})", where=f"{address}#{offset}", hint="Try later"
            )
        record = read_record(answer.body, f"{address}#{offset}")
        selector = commitment_at(record.address)
        if selector is None or selector.id != capture.id:
            raise NoCaptureError(f"the record is of {record.address}", where=record.name)
        return Response(address, record.status, record.http_headers, record.body), record.time


def _year(crawl: str) -> int:
    match = _CRAWL.fullmatch(crawl)
    return int(match[1]) if match else 0


def _says_none(answer: Response) -> bool:
    return b"no captures found" in answer.body.lower()


def _row(line: bytes, crawl: str) -> Capture | None:
    try:
        row: dict[str, Any] = json.loads(line)
        selector = commitment_at(str(row["url"]))
        if selector is None or selector.slug is None:
            return None
        place = str(row["filename"]), int(row["offset"]), int(row["length"])
        when, status = capture_time(str(row["timestamp"])), int(row["status"])
    except (ValueError, KeyError, TypeError):
        _log.warning("Common Crawl: a row of the index of %s cannot be read", crawl, extra={"event": "capture"})
        return None
    return Capture(selector.id, selector.slug, str(row["url"]), when, str(row.get("digest")), status, place, crawl)
