"""Undoing a Content-Encoding within a limit, piece by piece.

httpx decodes whatever one network read brought in one go: 64 KB of gzip become 66 MB, 64 KB of zstd or brotli
gigabytes, and only then could a limit be looked at. So the raw bytes are taken from it, and each decoder here is never
allowed to give out more than is still permitted.
"""

import zlib
from typing import TYPE_CHECKING, Protocol

from ogpscrape.errors import NetworkError, ServerError, TooLargeError
from ogpscrape.sources.retries import Temporary

if TYPE_CHECKING:
    import zstandard

#: What is offered in Accept-Encoding.
ENCODINGS = "gzip, br, zstd"
#: The largest window that zstd may ask for over HTTP, in bytes (RFC 9659).
_ZSTD_WINDOW = 8 * 1024 * 1024
#: zstd cannot be told to stop, but no 64 bytes of it hold more than some 20 blocks of 128 KB.
_ZSTD_STEP = 64


class _Decoder(Protocol):
    def feed(self, data: bytes, room: int) -> bytes:
        """Return the decoded bytes of `data`: all of them, or somewhat more than `room` when they exceed it."""
        ...

    def complete(self) -> bool:
        """Tell whether the encoded data has come to its end."""
        ...


class _Identity:
    def feed(self, data: bytes, room: int) -> bytes:  # noqa: ARG002
        return data

    def complete(self) -> bool:
        return True


class _Gzip:
    def __init__(self) -> None:
        self._member = self._new()
        self._fed = False

    @staticmethod
    def _new() -> "zlib._Decompress":
        return zlib.decompressobj(zlib.MAX_WBITS | 16)

    def feed(self, data: bytes, room: int) -> bytes:
        self._fed = self._fed or bool(data)
        out = bytearray()
        while data and len(out) <= room:
            if self._member.eof:
                if not data.strip(b"\0"):  # padding after the last member (RFC 1952 readers let it pass)
                    break
                self._member = self._new()
            out += self._member.decompress(data, room + 1 - len(out))
            data = self._member.unused_data or self._member.unconsumed_tail
        return bytes(out)

    def complete(self) -> bool:
        return self._member.eof or not self._fed


class _Brotli:
    def __init__(self) -> None:
        import brotli  # type: ignore[import-untyped]

        self._decoder = brotli.Decompressor()
        self._fed = False

    def feed(self, data: bytes, room: int) -> bytes:
        self._fed = self._fed or bool(data)
        out = bytearray(self._decoder.process(data, output_buffer_limit=room + 1))
        while len(out) <= room and not self._decoder.can_accept_more_data():
            out += self._decoder.process(b"", output_buffer_limit=room + 1 - len(out))
        return bytes(out)

    def complete(self) -> bool:
        return not self._fed or bool(self._decoder.is_finished())


class _Zstandard:
    def __init__(self) -> None:
        self._frame = self._new()
        self._fed = False

    @staticmethod
    def _new() -> "zstandard.ZstdDecompressionObj":
        import zstandard

        return zstandard.ZstdDecompressor(max_window_size=_ZSTD_WINDOW).decompressobj()

    def feed(self, data: bytes, room: int) -> bytes:
        self._fed = self._fed or bool(data)
        out = bytearray()
        for start in range(0, len(data), _ZSTD_STEP):
            step = data[start : start + _ZSTD_STEP]
            while step and len(out) <= room:
                if self._frame.eof:
                    self._frame = self._new()
                out += self._frame.decompress(step)
                step = self._frame.unused_data if self._frame.eof else b""
            if len(out) > room:
                break
        return bytes(out)

    def complete(self) -> bool:
        return self._frame.eof or not self._fed


def _decoder_of(encodings: str | None) -> _Decoder:
    names = [name.strip().lower() for name in (encodings or "").split(",")]
    names = [name for name in names if name not in ("", "identity")]
    if not names:
        return _Identity()
    if names in (["gzip"], ["x-gzip"]):
        return _Gzip()
    if names == ["br"]:
        return _Brotli()
    if names == ["zstd"]:
        return _Zstandard()
    raise ServerError(
        f"the body is encoded as {', '.join(names)[:80]!r}, which was not asked for",
        hint="Try later; a proxy on the way may be at fault",
    )


class BodyReader:
    """Takes the pieces of a body as they come, and holds at most `limit` bytes of it, before and after decoding."""

    def __init__(self, encodings: str | None, limit: int) -> None:
        """Read a body with that Content-Encoding header.

        Raises ServerError when the encoding is not one of those offered.
        """
        self._encodings = encodings
        self._decoder = _decoder_of(encodings)
        self._limit = limit
        self._raw = 0
        self._body = bytearray()

    def __len__(self) -> int:
        """Return how many bytes there are so far, decoded."""
        return len(self._body)

    def feed(self, piece: bytes) -> None:
        """Take the next piece as it came from the network.

        Raises TooLargeError as soon as there is more than the limit, and ServerError when the bytes are not in the
        encoding that the header names.
        """
        self._raw += len(piece)
        try:
            self._body += self._decoder.feed(piece, self._limit - len(self._body))
        except _decoding_errors() as error:
            raise ServerError(
                f"the body is not in the encoding its header names ({self._encodings})",
                hint="Try later; a proxy on the way may be at fault",
            ) from error
        if len(self._body) > self._limit or self._raw > self._limit:
            raise TooLargeError(
                f"the body is larger than {self._limit:,} bytes, and was not read to its end",
                hint="A commitment page has 75 to 300 KB: look at the address in a browser",
            )

    def so_far(self) -> bytes:
        """Return what has come so far."""
        return bytes(self._body)

    def whole(self) -> bytes:
        """Return the body.

        Raises Temporary, with a NetworkError, when the encoded data broke off before its end.
        """
        if not self._decoder.complete():
            raise Temporary(
                NetworkError(f"the body broke off in the middle of its {self._encodings} data", hint="Try again")
            )
        return self.so_far()


def _decoding_errors() -> tuple[type[Exception], ...]:
    import brotli
    import zstandard

    return (zlib.error, brotli.error, zstandard.ZstdError)
