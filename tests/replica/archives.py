"""The archives' face of the replica: a Wayback Machine and a Common Crawl with captures that a test has put there.

The shapes are those of recorded exchanges with both archives: rows and resume keys of the index, redirects to the
capture that can be shown, archived redirects, errors and refusals, a blocked site, no capture, ranges of a WARC file,
an empty page as 404, a page that is too high as 400. `Replica(Archives())` serves them like a site.
"""

import gzip
import hashlib
import io
import json
import re
from base64 import b32encode
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from urllib.parse import parse_qs, quote, unquote_plus, urlsplit
from uuid import UUID

from tests.replica.site import Reply, SitePage, not_found

_RAW = re.compile(r"/web/(\d{14})(id_)?/(.+)")
_OWN_PAGE = (
    "<!DOCTYPE html><html lang='en'><head><title>Wayback Machine</title></head><body>Wayback Machine</body></html>"
)
_SITE = "https://www.opengovpartnership.org"


@dataclass(frozen=True)
class Kept:
    """One capture: what the site once answered."""

    address: str
    time: str
    body: bytes = b""
    status: int = 200
    location: str | None = None
    #: Whether the index lists it as a revisit, without a status.
    revisit: bool = False
    #: Whether the archive shows the next one in its place, as of captures that cannot be played back.
    shown_as: str | None = None
    content_type: str = "text/html; charset=UTF-8"

    @property
    def digest(self) -> str:
        return b32encode(hashlib.sha1(self.body).digest()).decode()

    @property
    def urlkey(self) -> str:
        parts = urlsplit(self.address)
        host = ",".join(reversed((parts.hostname or "").removeprefix("www.").split(".")))
        path = parts.path.lower()
        return f"{host}){path.rstrip('/') or '/'}{'?' + parts.query.lower() if parts.query else ''}"


@dataclass
class Archives:
    """What both archives have. It takes the place of a site in a `Replica`.

    Attributes:
        kept: captures of the Wayback Machine.
        crawls: captures of Common Crawl by crawl, the newest crawl first.
        rows: the most rows of the index in one answer; less than what is asked for.
        blocked: whether the archive shows nothing of this site.

    """

    kept: list[Kept] = field(default_factory=list)
    crawls: dict[str, list[Kept]] = field(default_factory=dict)
    rows: int = 1000
    blocked: bool = False
    robots: str | None = "User-agent: *\nDisallow: /save/\n"
    trapped: bool = False
    #: A replica's pages by ID are faults' targets; an archive has none.
    pages: dict[str, SitePage] = field(default_factory=dict)

    def keep(self, commitment_id: str, time: str, body: bytes, slug: str = "republic-of-korea", **more) -> Kept:
        """Put a capture of a commitment's page into the Wayback Machine."""
        kept = Kept(f"{_SITE}/members/{slug}/commitments/{commitment_id}/", time, body, **more)
        self.kept.append(kept)
        return kept

    def answer(self, path: str, headers: dict[str, str], base: str) -> Reply:
        if path == "/robots.txt":
            return not_found() if self.robots is None else Reply(200, self.robots.encode(), _type("text/plain"))
        parts = urlsplit(path)
        query = {name: values[-1] for name, values in parse_qs(parts.query).items()}
        if parts.path == "/cdx/search/cdx":
            return self._wayback_index(query)
        if found := _RAW.fullmatch(path):
            return self._capture(found[1], found[3], base, raw=bool(found[2]))
        if path == "/collinfo.json":
            return self._crawl_list(base)
        if parts.path.endswith("-index"):
            return self._crawl_index(parts.path.strip("/").removesuffix("-index"), query)
        if path.startswith("/crawl-data/"):
            return self._range(path, headers)
        return not_found()

    def _wayback_index(self, query: dict[str, str]) -> Reply:
        if self.blocked:
            text = (
                "org.archive.util.io.RuntimeIOException: org.archive.wayback.exception."
                "AdministrativeAccessControlException: Blocked Site Error\n"
            )
            error = {"x-archive-wayback-runtime-error": text.strip()}
            return Reply(403, text.encode(), {**_type("text/plain;charset=UTF-8"), **error})
        rows = sorted(self.kept, key=lambda one: (one.urlkey, one.time))
        key = Kept(f"https://{query['url']}", "").urlkey
        below = key + "/" if query["url"].endswith("/") else key
        prefix = query.get("matchType") == "prefix"
        rows = [one for one in rows if (one.urlkey.startswith(below) if prefix else one.urlkey == key)]
        if "filter" in query:
            rows = [one for one in rows if str(one.status) == query["filter"].removeprefix("statuscode:")]
        if query.get("collapse") == "urlkey":
            rows = list({one.urlkey: one for one in reversed(rows)}.values())[::-1]
        if "resumeKey" in query:
            after = tuple(unquote_plus(query["resumeKey"]).split(" "))
            rows = [one for one in rows if (one.urlkey, one.time) >= after]
        size = min(int(query["limit"]), self.rows)
        text = "".join(f"{_row(one)}\n" for one in rows[:size])
        if len(rows) > size:
            text += f"\n{quote(rows[size].urlkey, safe='')}+{rows[size].time}\n"
        return Reply(
            200, gzip.compress(text.encode()), {**_type("text/plain;charset=UTF-8"), "content-encoding": "gzip"}
        )

    def _capture(self, time: str, address: str, base: str, *, raw: bool) -> Reply:
        if self.blocked:
            return Reply(200, _OWN_PAGE.encode(), _type("text/html; charset=utf-8"))
        same = [one for one in self.kept if one.urlkey == Kept(address, "").urlkey]
        if not same:
            return Reply(404, _OWN_PAGE.encode(), {**_type("text/html; charset=utf-8"), "x-ts": "404"})
        exact = next((one for one in same if one.time == time and one.address == address), None)
        if exact is None or exact.shown_as:
            nearest = exact.shown_as if exact else min(same, key=lambda one: abs(int(one.time) - int(time))).time
            target = next(one for one in self.kept if one.time == nearest)
            location = f"{base}/web/{target.time}{'id_' if raw else ''}/{target.address}"
            reason = {"x-archive-redirect-reason": f"found capture at {target.time}", "x-ts": "302"}
            return Reply(302, b"", {"location": location, **_type("text/plain; charset=utf-8"), **reason})
        when = datetime.strptime(exact.time, "%Y%m%d%H%M%S").replace(tzinfo=UTC)
        headers = {
            "memento-datetime": format_datetime(when, usegmt=True),
            "link": f'<{exact.address}>; rel="original"',
            "x-archive-src": "example-20210101-00000.warc.gz",
            "x-ts": str(exact.status),
            **_type(exact.content_type),
        }
        if exact.location is not None:
            headers["location"] = f"/web/{exact.time}id_/{exact.location}"
        body = exact.body if raw else b"<!-- toolbar -->" + exact.body
        return Reply(exact.status, gzip.compress(body), {**headers, "content-encoding": "gzip"})

    def _crawl_list(self, base: str) -> Reply:
        listed = [
            {"id": name, "name": name, "timegate": f"{base}/{name}/", "cdx-api": f"{base}/{name}-index",
             "from": f"{name[8:12]}-01-01T00:00:00", "to": f"{name[8:12]}-12-31T00:00:00"}
            for name in self.crawls
        ]  # fmt: skip
        return Reply(200, json.dumps(listed, indent=2).encode(), _type("application/json"))

    def _crawl_index(self, crawl: str, query: dict[str, str]) -> Reply:
        if crawl not in self.crawls:
            return not_found()
        wanted = query["url"]
        key = Kept(f"https://{wanted.rstrip('*')}", "").urlkey
        below = key + "/" if wanted.endswith("*") else key
        rows = [
            (one, place)
            for one, place in self._places(crawl)
            if (one.urlkey.startswith(below) if wanted.endswith("*") else one.urlkey == key)
            and query.get("filter", f"status:{one.status}") == f"status:{one.status}"
        ]
        page = int(query.get("page", "0"))
        last = max(0, (len(rows) - 1) // self.rows)
        if page > last:
            return _message(400, f"Page {page} invalid: First Page is 0, Last Page is {last}")
        if not rows:
            return _message(404, f"No Captures found for: {wanted}")
        chosen = rows[page * self.rows : (page + 1) * self.rows]
        lines = [json.dumps(_crawl_row(one, crawl, place)) for one, place in chosen]
        return Reply(200, "".join(f"{line}\n" for line in lines).encode(), _type("text/x-ndjson"))

    def _places(self, crawl: str) -> list[tuple[Kept, tuple[int, int]]]:
        places, position = [], 0
        for one in self.crawls[crawl]:
            length = len(warc_record(one))
            places.append((one, (position, length)))
            position += length
        return places

    def _range(self, path: str, headers: dict[str, str]) -> Reply:
        data = b"".join(map(warc_record, self.crawls[path.split("/")[2]]))
        found = re.fullmatch(r"bytes=(\d+)-(\d+)", headers.get("range", ""))
        if not found:
            return Reply(200, data, _type("application/octet-stream"))
        start, end = int(found[1]), int(found[2])
        extra = {"content-range": f"bytes {start}-{end}/{len(data)}", "etag": '"29d92fa9-15"'}
        return Reply(206, data[start : end + 1], {**_type("application/octet-stream"), **extra})


def warc_record(kept: Kept) -> bytes:
    """Return a capture as one gzip member of a WARC file."""
    from fastwarc.warc import WarcRecord, WarcRecordType

    when = datetime.strptime(kept.time, "%Y%m%d%H%M%S").replace(tzinfo=UTC)
    head = f"HTTP/1.1 {kept.status} Said\r\nContent-Type: {kept.content_type}\r\nContent-Length: {len(kept.body)}\r\n"
    record = WarcRecord()
    record.init_headers(WarcRecordType.response)
    # Not one by chance: a record must have the same length each time that it is written.
    record.headers["WARC-Record-ID"] = f"<urn:uuid:{UUID(hashlib.md5(repr(kept).encode()).hexdigest())}>"
    record.headers["WARC-Target-URI"] = kept.address
    record.headers["WARC-Date"] = when.strftime("%Y-%m-%dT%H:%M:%SZ")
    record.headers["Content-Type"] = "application/http; msgtype=response"
    record.set_bytes_content(head.encode() + b"\r\n" + kept.body)
    out = io.BytesIO()
    record.write(out, checksum_data=True)
    return gzip.compress(out.getvalue(), mtime=0)


def _row(one: Kept) -> str:
    mime, status = ("warc/revisit", "-") if one.revisit else (one.content_type.partition(";")[0], str(one.status))
    return f"{one.urlkey} {one.time} {one.address} {mime} {status} {one.digest} {len(one.body) + 400}"


def _crawl_row(one: Kept, crawl: str, place: tuple[int, int]) -> dict[str, str]:
    return {
        "urlkey": one.urlkey, "timestamp": one.time, "url": one.address, "mime": "text/html",
        "mime-detected": "text/html", "status": str(one.status), "digest": one.digest, "length": str(place[1]),
        "offset": str(place[0]), "filename": f"crawl-data/{crawl}/segments/1/warc/{crawl}-00000.warc.gz",
    }  # fmt: skip


def _message(status: int, text: str) -> Reply:
    return Reply(status, json.dumps({"message": text}).encode(), _type("application/json; charset=utf-8"))


def _type(text: str) -> dict[str, str]:
    return {"content-type": text}
