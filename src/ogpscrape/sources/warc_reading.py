"""Records of WARC files, read with FastWARC (the extra `warc`).

The format: https://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/. A record that is broken is
named with the file and the place in it, and reading goes on with the next one.
"""

import base64
import hashlib
import io
import re
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any, BinaryIO
from urllib.parse import urlsplit

from ogpscrape.errors import InputError, MissingExtraError, OgpscrapeError
from ogpscrape.identifiers import Selector, canonical_address, slug_of
from ogpscrape.page import SIZE_LIMIT, Page
from ogpscrape.sources.captures import commitment_at
from ogpscrape.sources.decoding import BodyReader
from ogpscrape.sources.response import MEMENTO, Response
from ogpscrape.sources.retries import Temporary

if TYPE_CHECKING:
    from fastwarc.warc import WarcRecord

#: The largest record that is read, in bytes: a page and its headers.
RECORD_LIMIT = SIZE_LIMIT + 65_536
_GZIP = b"\x1f\x8b\x08"
_STEP = 1 << 20
_LOOK = 512
#: How encoded bodies begin, where that is certain, and what may be before a page's first tag.
_BEGINNINGS = {"gzip": b"\x1f\x8b", "x-gzip": b"\x1f\x8b", "zstd": b"\x28\xb5\x2f\xfd"}
_BEFORE_TEXT = b"\xef\xbb\xbf \t\r\n"
_CHUNK_SIZE = re.compile(rb"([0-9A-Fa-f]{1,8})[ \t]*(?:;[^\r\n]*)?\r\n")
#: The address of a raw capture at the Wayback Machine, as `--save-warc` writes it of a page that came from there.
_RAW = re.compile(r"https?://[^/]+(?:/[^/]+)*?/web/\d{14}id_/(?P<address>.+)", re.DOTALL)


@dataclass(frozen=True)
class Record:
    """One captured answer.

    Attributes:
        file: what messages call the file.
        offset: where the record begins in it, in bytes.
        address: the address as it was captured.
        time: when (UTC).
        status: the HTTP status.
        http_headers: the headers as captured, names in lower case.
        body: after the transfer and the content encoding are undone.

    """

    file: str
    offset: int
    address: str
    time: datetime
    status: int
    http_headers: Mapping[str, str]
    body: bytes

    @property
    def name(self) -> str:
        """The file and the place in it, for messages."""
        return f"{self.file}, byte {self.offset:,}"

    @property
    def selector(self) -> Selector | None:
        """Whose page it is, on the site, on a mirror of it, or as a capture of an archive; None for other addresses."""
        return commitment_at(self._original) or commitment_at(urlsplit(self._original).path)

    @property
    def _original(self) -> str:
        found = _RAW.fullmatch(self.address)
        return found["address"] if found and MEMENTO in self.http_headers else self.address

    @property
    def _captured_at(self) -> datetime:
        try:
            return parsedate_to_datetime(self.http_headers[MEMENTO]).astimezone(UTC)
        except (KeyError, ValueError):
            return self.time

    def page(self) -> Page:
        """Return the record as a page."""
        answer = Response(self.address, self.status, self.http_headers, b"")
        # A mirror's addresses stay its own.
        selector = commitment_at(self._original)
        slug = (slug_of(selector.id) or selector.slug) if selector else None
        return Page(
            body=self.body,
            name=self.name,
            url=canonical_address(selector.id, slug) if selector and slug else self._original,
            final_url=self._original,
            retrieved_at=self._captured_at,
            status=self.status,
            media_type=answer.media_type,
            charset=answer.charset,
            via="warc",
        )


def read_record(data: bytes, name: str) -> Record:
    """Read the one response that a piece of a WARC file holds.

    Raises InputError when it holds none or is broken, naming `name`; MissingExtraError without FastWARC.
    """
    for found in records_between(io.BytesIO(data), name):
        if isinstance(found, InputError):
            found.where = name
            raise found
        return found
    raise InputError("there is no response in this record", where=name)


def records_between(
    stream: BinaryIO, name: str, start: int = 0, end: int | None = None
) -> Iterator[Record | InputError]:
    """Yield the responses of one file whose records begin from `start` to before `end`, in bytes; all by default.

    So a file can be shared out: whoever has the next part begins where the first record of it begins. After a break,
    reading goes on at the next place where a record begins. A broken record is an InputError in its place.

    Arguments:
        stream: a WARC file, open for reading; it can be sought in.
        name: what messages call it.
        start: where to begin to look for a record.
        end: where to stop.

    Raises MissingExtraError without FastWARC.

    """
    position = next_record(stream, start) if start else 0
    if position == stream.seek(0, io.SEEK_END) == 0:
        yield InputError("an empty file", where=name)
        return
    while position is not None and (end is None or position < end):
        begun, last = position, -1
        try:
            for place, found in _records(stream, name, begun):
                if end is not None and place >= end:
                    return
                last = place
                if found is not None:
                    yield found
            position = None
            if last >= 0 and not isinstance(found, InputError) and _breaks_off(stream, last):
                yield InputError("the file breaks off, or is damaged at its end", where=f"{name}, after byte {last:,}")
        except OSError as error:
            if last < 0:
                yield InputError(f"a record is broken: {error}", where=f"{name}, byte {begun:,}")
                position = next_record(stream, begun + 1)
                continue
            # What broke begins at the next place that looks like a beginning, and is named when it is read from there;
            # if that can be read, or there is none, the beginning itself is damaged.
            position = next_record(stream, last + 1)
            if position is None or _can_be_read(stream, name, position):
                yield InputError(f"a record is broken: {error}", where=f"{name}, after byte {last:,}")


def _breaks_off(stream: BinaryIO, position: int) -> bool:
    """Tell whether what begins at `position`, the last record that was found, is not whole gzip members to the end."""
    stream.seek(position)
    data = stream.read(_STEP)
    if not data.startswith(_GZIP):
        return False  # without compression a record's length tells
    while data.strip(b"\0"):
        member = zlib.decompressobj(zlib.MAX_WBITS | 16)
        try:
            while not member.eof:
                out = member.decompress(data, _STEP)  # no more at once, whatever it unpacks to
                data = (member.unused_data if member.eof else member.unconsumed_tail) or stream.read(_STEP)
                if not data and not out and not member.eof:
                    return True
        except zlib.error:
            return True
    return False


def _can_be_read(stream: BinaryIO, name: str, position: int) -> bool:
    try:
        next(_records(stream, name, position), None)
    except OSError:
        return False
    return True


def _records(stream: BinaryIO, name: str, position: int) -> Iterator[tuple[int, Record | InputError | None]]:
    """Yield where each record begins, and what it is if it is a response. Raises OSError where a record breaks."""
    warc = fastwarc()
    stream.seek(position)
    for record in warc.ArchiveIterator(stream, record_types=warc.WarcRecordType.any_type, parse_http=False):
        place: int = record.stream_pos
        yield place, _response(record, name, place, warc)


def _response(record: "WarcRecord", file: str, offset: int, warc: Any) -> Record | InputError | None:
    """Read a response, or return why it cannot be read; None for other records that are whole."""
    name = f"{file}, byte {offset:,}"
    address = (record.headers.get("WARC-Target-URI") or "").strip("<>")
    is_answer = record.record_type == warc.WarcRecordType.response and "http" in (
        record.headers.get("Content-Type") or "http"
    )
    try:
        if not is_answer and record.content_length > RECORD_LIMIT:
            return None
        block = _block(record, address)
        if not is_answer:
            return None
        status, headers, payload = _http(block)
        if status == 206 and _begins_record(payload[:_LOOK]):
            # A record of Common Crawl, asked for by its range and saved with `--save-warc`: the page is in it.
            return replace(read_record(payload, name), file=file, offset=offset)
        body = _decoded(payload, headers)
    except (OgpscrapeError, Temporary) as error:
        reason = error.error.message if isinstance(error, Temporary) else error.message
        return InputError(f"the record of {address} cannot be read: {reason}", where=name)
    except ValueError as error:
        return InputError(f"the record of {address} is not an HTTP answer: {error}", where=name)
    when = record.record_date
    if when is None:
        return InputError(f"the record of {address} does not say when it was captured", where=name)
    return Record(file, offset, address, when.astimezone(UTC), status, headers, body)


def _block(record: "WarcRecord", address: str) -> bytes:
    """Return the whole content of a record, as its length and its digest say it must be."""
    length = record.content_length
    if length > RECORD_LIMIT:
        raise InputError(f"it has {length:,} bytes, and the limit is {RECORD_LIMIT:,}", where=address)
    block = bytes(record.reader.read())
    if len(block) != length:
        raise InputError(f"it breaks off after {len(block):,} of {length:,} bytes", where=address)
    if not _digest_fits(record.headers.get("WARC-Block-Digest"), block):
        raise InputError("it is not as it was written: its digest is another", where=address)
    return block


def _http(block: bytes) -> tuple[int, dict[str, str], bytes]:
    head, found, body = block.partition(b"\r\n\r\n")
    lines = head.decode("latin-1").split("\r\n")
    protocol, _, rest = lines[0].partition(" ")
    if not found or not protocol.startswith("HTTP/"):
        raise ValueError(f"it begins with {block[:20]!r}")
    headers = {name.strip().lower(): value.strip() for name, _, value in (line.partition(":") for line in lines[1:])}
    return int(rest[:3]), headers, body


def _decoded(payload: bytes, headers: Mapping[str, str]) -> bytes:
    """Undo the encodings. Crawlers that undid them themselves leave the headers as they were."""
    if "chunked" in headers.get("transfer-encoding", "").lower():
        payload = _unchunked(payload)
    encoding = headers.get("content-encoding", "").strip().lower()
    undone = not payload.startswith(_BEGINNINGS.get(encoding, b"")) or payload.lstrip(_BEFORE_TEXT).startswith(b"<")
    if not encoding or undone:
        return payload
    reader = BodyReader(encoding, SIZE_LIMIT)
    reader.feed(payload)
    return reader.whole()


def _unchunked(payload: bytes) -> bytes:
    """Put chunks together (RFC 9112, section 7.1). Raises ValueError where they break off."""
    pieces: list[bytes] = []
    position = 0
    while (size_line := _CHUNK_SIZE.match(payload, position)) is not None:
        size, begin = int(size_line[1], 16), size_line.end()
        if size == 0:
            return b"".join(pieces)
        pieces.append(payload[begin : begin + size])
        position = begin + size + 2
    if not pieces:
        return payload  # undone already
    raise ValueError(f"its chunks break off after {sum(map(len, pieces)):,} bytes")


def _digest_fits(text: str | None, block: bytes) -> bool:
    """Tell whether a labelled digest (`sha1:` in Base32, as crawlers write it, or hexadecimal) is that of a block."""
    algorithm, _, value = (text or "").partition(":")
    if algorithm.lower() not in ("sha1", "sha256", "md5"):
        return True  # none, or one that nobody here can check
    digest = hashlib.new(algorithm.lower(), block, usedforsecurity=False).digest()
    return value.rstrip("=").lower() in (digest.hex(), base64.b32encode(digest).decode().rstrip("=").lower())


def next_record(stream: BinaryIO, start: int) -> int | None:
    """Return the next place from `start` on where a record begins, in bytes, or None.

    It begins with the version line; in a compressed file, with a gzip member that does. The three bytes of such a
    member turn up in compressed data by chance, so each is looked into.
    """
    stream.seek(0)
    mark = _GZIP if stream.read(3) == _GZIP else b"WARC/1."
    position, data = start, b""
    stream.seek(start)
    while piece := stream.read(_STEP):
        data += piece
        found = data.find(mark)
        while found >= 0:
            if _begins_record(data[found : found + _LOOK]):
                return position + found
            found = data.find(mark, found + 1)
        # What may be the beginning of a record stays to be looked at with what follows.
        position, data = position + max(0, len(data) - _LOOK), data[-_LOOK:]
    return None


def _begins_record(data: bytes) -> bool:
    if not data.startswith(_GZIP):
        return data.startswith(b"WARC/1.")
    try:
        return zlib.decompressobj(zlib.MAX_WBITS | 16).decompress(data, 16).startswith(b"WARC/1.")
    except zlib.error:
        return False


def fastwarc() -> Any:
    """Return the module `fastwarc.warc`. Raises MissingExtraError when it is not installed."""
    try:
        from fastwarc import warc
    except ImportError as error:
        raise MissingExtraError(
            "WARC files need FastWARC", hint="Install it with: pip install 'ogpscrape[warc]'"
        ) from error
    return warc
