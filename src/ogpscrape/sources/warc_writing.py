"""Writing WARC: what was asked for and what was answered, so that every record can be proved: `--save-warc`."""

import base64
import gzip
import hashlib
import io
from collections.abc import Mapping
from datetime import UTC, datetime
from http import HTTPStatus
from pathlib import Path
from urllib.parse import urlsplit

from ogpscrape import PROJECT_ADDRESS, __version__
from ogpscrape.errors import OutputError
from ogpscrape.sources.warc_reading import fastwarc

#: Header names and values in their order, a name as often as it came.
Headers = list[tuple[str, str]]


class WarcWriter:
    """Writes what is asked for and answered to one WARC file: each request and response as they were, with digests.

    Records are appended, each a gzip member of its own when the name ends in `.gz`; the file can be read at any time.
    """

    def __init__(self, path: Path) -> None:
        """Open a file for writing; one that is there is added to. Raises OutputError when it cannot be written."""
        self.path = path
        self._warc = fastwarc()
        self._compressed = path.name.lower().endswith(".gz")
        if not path.exists() or path.stat().st_size == 0:
            info = f"software: ogpscrape/{__version__} ({PROJECT_ADDRESS})\r\nformat: WARC File Format 1.1\r\n"
            self._write("warcinfo", info.encode(), {"Content-Type": "application/warc-fields"})

    def exchange(
        self,
        address: str,
        request_headers: list[tuple[str, str]],
        status: int,
        headers: list[tuple[str, str]],
        body: bytes,
    ) -> None:
        """Write a request and its answer.

        Arguments:
            address: the address asked for.
            request_headers: as they were sent.
            status: of the answer.
            headers: of the answer, as got.
            body: of the answer, as it came over the wire after the transfer encoding.

        Raises OutputError when it cannot be written.

        """
        moment = datetime.now(UTC)
        parts = urlsplit(address)
        target = f"{parts.path or '/'}{f'?{parts.query}' if parts.query else ''}"
        answer_id = self._write(
            "response",
            _head(f"HTTP/1.1 {status} {_phrase(status)}", headers) + body,
            {"WARC-Target-URI": address, "Content-Type": "application/http; msgtype=response", **_payload(body)},
            moment,
        )
        self._write(
            "request",
            _head(f"GET {target} HTTP/1.1", request_headers),
            {
                "WARC-Target-URI": address,
                "Content-Type": "application/http; msgtype=request",
                "WARC-Concurrent-To": answer_id,
            },
            moment,
        )

    def _write(self, kind: str, block: bytes, headers: Mapping[str, str], moment: datetime | None = None) -> str:
        record = self._warc.WarcRecord()
        record.init_headers(getattr(self._warc.WarcRecordType, kind))
        record.headers["WARC-Date"] = (moment or datetime.now(UTC)).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
        for name, value in headers.items():
            record.headers[name] = value
        record.set_bytes_content(block)
        out = io.BytesIO()
        record.write(out, checksum_data=True)
        data = gzip.compress(out.getvalue(), mtime=0) if self._compressed else out.getvalue()
        try:
            with self.path.open("ab") as file:
                file.write(data)
        except OSError as error:
            raise OutputError(f"the WARC file cannot be written: {error.strerror}", where=str(self.path)) from error
        return str(record.headers["WARC-Record-ID"])


def _payload(body: bytes) -> dict[str, str]:
    digest = base64.b32encode(hashlib.sha1(body, usedforsecurity=False).digest()).decode()
    return {"WARC-Payload-Digest": f"sha1:{digest}"}


def _head(first: str, headers: Headers) -> bytes:
    lines = [first, *(f"{name}: {value}" for name, value in headers if name.lower() != "transfer-encoding")]
    return "\r\n".join([*lines, "", ""]).encode("latin-1", "replace")


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "Unknown"
