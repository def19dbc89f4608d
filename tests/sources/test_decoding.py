"""Undoing gzip, br and zstd within a limit, whatever one piece of it holds."""

import contextlib
import gzip
import tracemalloc
import zlib

import brotli
import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from ogpscrape.errors import OgpscrapeError, TooLargeError
from ogpscrape.sources.decoding import BodyReader
from ogpscrape.sources.retries import Temporary

ENCODE = {"gzip": gzip.compress, "br": brotli.compress, "zstd": zstandard.compress, "identity": bytes}
ENCODINGS = pytest.mark.parametrize("encoding", ["gzip", "br", "zstd"])


def _read(encoding: str, pieces: list[bytes], limit: int = 1_000_000) -> bytes:
    reader = BodyReader(encoding, limit)
    for piece in pieces:
        reader.feed(piece)
    return reader.whole()


@given(
    encoding=st.sampled_from(sorted(ENCODE)),
    body=st.binary(max_size=5000) | st.text(max_size=500).map(lambda text: text.encode() * 20),
    cuts=st.lists(st.integers(0, 6000), max_size=5),
)
def test_a_body_is_the_same_in_whatever_pieces_it_comes(encoding, body, cuts):
    data = ENCODE[encoding](body)
    places = sorted({0, len(data), *(cut for cut in cuts if cut < len(data))})
    pieces = [data[start:end] for start, end in zip(places, [*places[1:], len(data)], strict=True)]
    assert _read(encoding, pieces) == body


@given(encoding=st.sampled_from(["gzip", "br", "zstd"]), data=st.binary(max_size=300))
def test_whatever_comes_it_is_a_body_or_a_named_error(encoding, data):
    with contextlib.suppress(OgpscrapeError, Temporary):
        assert isinstance(_read(encoding, [data]), bytes)


@ENCODINGS
@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_a_body_that_breaks_off_is_not_whole(encoding, share):
    data = ENCODE[encoding](bytes(range(256)) * 40)
    with pytest.raises(Temporary, match="broke off in the middle"):
        _read(encoding, [data[: int(len(data) * share)]])


@ENCODINGS
@pytest.mark.parametrize(("length", "fits"), [(999, True), (1000, True), (1001, False), (5_000_000, False)])
def test_the_limit_is_exact(encoding, length, fits):
    data = ENCODE[encoding](b"a" * length)
    if fits:
        assert len(_read(encoding, [data], limit=1000)) == length
    else:
        with pytest.raises(TooLargeError, match=r"larger than 1,000 bytes"):
            _read(encoding, [data], limit=1000)


def _bomb(encoding: str) -> bytes:
    if encoding == "gzip":  # as much as one read of the network brings: 66 MB of zeros
        return zlib.compressobj(9, zlib.DEFLATED, 31).compress(bytes(66_000_000))
    return (
        ENCODE[encoding](bytes(300_000_000)) if encoding == "zstd" else brotli.compress(bytes(100_000_000), quality=1)
    )


@ENCODINGS
def test_one_piece_never_becomes_more_than_the_limit_and_a_little(encoding):
    bomb = _bomb(encoding)
    reader = BodyReader(encoding, 100_000)
    tracemalloc.start()
    try:
        with pytest.raises(TooLargeError):
            reader.feed(bomb)
        assert tracemalloc.get_traced_memory()[1] < 10_000_000
    finally:
        tracemalloc.stop()
    assert len(reader) < 5_000_000


def test_zstd_may_not_ask_for_a_window_that_http_does_not_allow():
    parameters = zstandard.ZstdCompressionParameters(window_log=27, write_content_size=0)
    compressor = zstandard.ZstdCompressor(compression_params=parameters).compressobj()
    with pytest.raises(OgpscrapeError, match="not in the encoding"):
        _read("zstd", [compressor.compress(b"a" * 1000) + compressor.flush()])
