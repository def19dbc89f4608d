"""All that can go wrong with an answer, over a real socket: a record or a named error, and nothing kept that is bad."""

import gzip
import zlib
from itertools import pairwise

import brotli
import pytest
import zstandard

from ogpscrape.errors import (
    BinaryInputError,
    BlockedError,
    ComeBackLaterError,
    ExitCode,
    GoneError,
    IncompleteError,
    MovedError,
    NetworkError,
    NotACommitmentError,
    OgpscrapeError,
    ServerError,
    TooLargeError,
    TranslatedError,
    WrongCommitmentError,
)
from ogpscrape.fetching import fetch_record
from ogpscrape.identifiers import Selector
from tests.replica import Replica, Site, faults
from tests.sources.conftest import EVERY_WIRE

WANTED = Selector("KR0001")
OTHER_SITE = Site.small()

TEMPORARY = {
    "reset before the headers": (faults.reset_before_headers(), NetworkError),
    "reset in the headers": (faults.reset_in_headers(), NetworkError),
    "reset in the body": (faults.reset_in_body(), NetworkError),
    "cut at 2 %": (faults.cut(0.02), IncompleteError),
    "cut at 60 %": (faults.cut(), IncompleteError),
    "cut at 98 %": (faults.cut(0.98), IncompleteError),
    "cut by a cache": (faults.cut_before(), IncompleteError),
    "a stored page cut at its head": (faults.cut_before(0.1), IncompleteError),
    "reset after the headers": (faults.reset_after_headers(), NetworkError),
    "closed without a word": (faults.closed_without_a_word(), ServerError),
    "truncated": (faults.truncated(), ServerError),
    "length too large": (faults.wrong_length(+500), ServerError),
    "length too small": (faults.wrong_length(-800), IncompleteError),
    "broken chunk": (faults.broken_chunk(), ServerError),
    "unfinished chunks": (faults.unfinished_chunks(), ServerError),
    "truncated gzip": (faults.truncated_gzip(), NetworkError),
    "redirect to no address": (faults.redirect("http://[::1"), ServerError),
    "no HTTP": (faults.not_http(), ServerError),
    "giant headers": (faults.headers(**{f"x_{number}": "x" * 30_000 for number in range(6)}), ServerError),
    "408": (faults.status(408), ServerError),
    "425": (faults.status(425), ServerError),
    "429": (faults.status(429), BlockedError),
    "429 with seconds": (faults.status(429, retry_after="0"), BlockedError),
    "429 with a date": (faults.status(429, retry_after="Wed, 21 Oct 2015 07:28:00 GMT"), BlockedError),
    "429 with an old date": (faults.status(429, retry_after="Wednesday, 21-Oct-15 07:28:00 GMT"), BlockedError),
    "429 with a year of eleven digits": (
        faults.status(429, retry_after="Wed, 21 Oct 12345678901 07:28:00 GMT"),
        BlockedError,
    ),
    "429 with nonsense": (faults.status(429, retry_after="soon"), BlockedError),
    "500": (faults.status(500), ServerError),
    "502": (faults.status(502), ServerError),
    "503": (faults.status(503), ServerError),
    "504": (faults.status(504), ServerError),
}

FINAL = {
    "wrong encoding": (faults.encoded("gzip", lambda body: body), ServerError),
    "wrong br": (faults.encoded("br", lambda body: body), ServerError),
    "wrong zstd": (faults.encoded("zstd", lambda body: body), ServerError),
    "unknown encoding": (faults.encoded("compress", lambda body: body), ServerError),
    "body over the limit": (faults.large(), TooLargeError),
    "gzip bomb": (faults.gzip_bomb(), TooLargeError),
    "br bomb": (faults.encoded("br", lambda _: brotli.compress(bytes(200_000_000), quality=1)), TooLargeError),
    "zstd bomb": (faults.encoded("zstd", lambda _: zstandard.compress(bytes(200_000_000))), TooLargeError),
    "empty body": (faults.status(200, ""), ServerError),
    "204": (faults.status(204), ServerError),
    "206": (faults.status(206), ServerError),
    "304 without a cached body": (faults.status(304), ServerError),
    "400": (faults.status(400), ServerError),
    "401": (faults.status(401), BlockedError),
    "403": (faults.status(403), BlockedError),
    "404": (faults.status(404), GoneError),
    "410": (faults.status(410), GoneError),
    "451": (faults.status(451), BlockedError),
    "777": (faults.status(777), ServerError),
    "429 for a day": (faults.status(429, retry_after="86400"), ComeBackLaterError),
    "503 for a day": (faults.status(503, retry_after="86400"), ComeBackLaterError),
    "429 until 2126": (faults.status(429, retry_after="Mon, 25 Nov 2126 08:00:00 GMT"), ComeBackLaterError),
    "soft 404": (faults.soft_not_found(), GoneError),
    "no page at all": (faults.status(200, "%PDF-1.7 \0\1\2\3"), BinaryInputError),
    "another commitment": (faults.page_of(OTHER_SITE.pages["KR0002"]), WrongCommitmentError),
    "a member page": (faults.member("republic-of-korea"), NotACommitmentError),
    "a Spanish page": (faults.translated(OTHER_SITE.pages["KR0001"]), TranslatedError),
    "redirect to itself": (faults.redirect(OTHER_SITE.pages["KR0001"].path), MovedError),
    "redirect to nowhere": (faults.redirect(""), MovedError),
    "redirect home": (faults.redirect("/"), MovedError),
    "redirect to a search": (faults.redirect("/?s=KR0001"), MovedError),
    "redirect to another commitment": (faults.redirect(OTHER_SITE.pages["KR0002"].path), MovedError),
    "redirect to another host": (
        faults.redirect("https://www.example.org/members/republic-of-korea/commitments/KR0001/"),
        MovedError,
    ),
    "redirect to the site itself": (
        faults.redirect("https://www.opengovpartnership.org/members/republic-of-korea/commitments/KR0001/"),
        MovedError,
    ),
    "redirect to a file": (faults.redirect("file:///etc/passwd"), MovedError),
    "redirect to another port": (faults.redirect("http://127.0.0.1:1/members/x/commitments/KR0001/"), MovedError),
    "redirect to loopback": (faults.redirect("http://localhost/members/x/commitments/KR0001/"), MovedError),
    "redirect to link-local": (faults.redirect("http://169.254.169.254/latest/meta-data/"), MovedError),
    **{
        f"{code} challenge of {whose}": (faults.challenge(code, whose), BlockedError)
        for whose in faults.CHALLENGES
        for code in (200, 403, 429, 503)
    },
    "200 with a challenge's header": (faults.headers(cf_mitigated="challenge"), BlockedError),
    "202 challenge of a firewall": (faults.status(202, "<p>Wait", x_amzn_waf_action="challenge"), BlockedError),
}

HARMLESS = {
    "gzip": faults.encoded("gzip", gzip.compress),
    "gzip in two members": faults.encoded("gzip", lambda body: gzip.compress(body[:500]) + gzip.compress(body[500:])),
    "br": faults.encoded("br", brotli.compress),
    "zstd": faults.encoded("zstd", zstandard.compress),
    "zstd in two frames": faults.encoded(
        "zstd", lambda body: zstandard.compress(body[:500]) + zstandard.compress(body[500:])
    ),
    "an ETag beyond ASCII": faults.headers(etag='"é\xff"', last_modified="gestern, äh"),
    "an ETag that is empty": faults.headers(etag="", last_modified=""),
    "a Retry-After on a good page": faults.headers(retry_after="86400"),
    "cookies": faults.headers(set_cookie="session=1; Path=/"),
    "large headers": faults.headers(x_large="x" * 30_000),
    "wrong charset": faults.content_type("text/html; charset=utf-16"),
    "unknown charset": faults.content_type("text/html; charset=what"),
    "no media type": faults.content_type("application/octet-stream"),
    "203": faults.status(203, OTHER_SITE.pages["KR0001"].body.decode()),
    "redirect to another spelling": faults.redirect("/members/korea/commitments/KR0001/", 302),
}


def _is_named(error: OgpscrapeError, expected: type[OgpscrapeError], wired: Replica) -> bool:
    """Tell whether an error is what was expected; what breaks a frame is not always what breaks a line."""
    if expected in (NetworkError, ServerError, IncompleteError) and wired.url.startswith("https"):
        return isinstance(error, NetworkError)
    return type(error) is expected


@EVERY_WIRE
@pytest.mark.parametrize("name", TEMPORARY)
def test_what_may_heal_is_asked_for_again_and_then_named(name, wired, make_source, kept):
    fault, expected = TEMPORARY[name]
    wired.fault("KR0001", fault)
    with pytest.raises(OgpscrapeError) as caught:
        fetch_record(WANTED, make_source(url=wired.url))
    assert _is_named(caught.value, expected, wired)
    assert "(3 tries)" in str(caught.value)
    assert wired.pages_asked()[0].path in caught.value.where
    assert len(wired.pages_asked()) == 3
    assert kept() == 0


@EVERY_WIRE
@pytest.mark.parametrize("name", TEMPORARY)
def test_what_heals_on_the_third_try_gives_the_record(name, wired, make_source, kept):
    wired.fault("KR0001", TEMPORARY[name][0], times=2)
    assert fetch_record(WANTED, make_source(url=wired.url)).id == "KR0001"
    assert len(wired.pages_asked()) == 3
    assert kept() == 1


@EVERY_WIRE
@pytest.mark.parametrize("name", FINAL)
def test_what_will_not_heal_is_named_at_once_and_not_kept(name, wired, make_source, kept):
    fault, expected = FINAL[name]
    wired.fault("KR0001", fault)
    with pytest.raises(expected) as caught:
        fetch_record(WANTED, make_source(url=wired.url))
    assert _is_named(caught.value, expected, wired)
    assert caught.value.hint, "says what to do next"
    assert wired.url in str(caught.value)
    assert len(wired.pages_asked()) == 1
    assert kept() == 0


@EVERY_WIRE
@pytest.mark.parametrize("name", HARMLESS)
def test_what_is_only_odd_gives_the_record(name, wired, make_source, kept):
    wired.fault("KR0001", HARMLESS[name])
    assert fetch_record(WANTED, make_source(url=wired.url)).title == "Publish Example Register 1"
    assert kept() == 1


@pytest.mark.parametrize(
    ("fault", "message"),
    [
        (faults.silent(), "no answer for 0.2 seconds"),
        (faults.slow(0.02), "0.5 seconds"),
        (faults.slow_headers(0.02), "0.5"),
    ],
)
def test_neither_silence_nor_a_byte_at_a_time_lasts_longer_than_the_deadline(
    fault, message, replica, make_source, kept
):
    replica.fault("KR0001", fault)
    with pytest.raises(NetworkError, match=message) as caught:
        fetch_record(WANTED, make_source(timeout=0.2, deadline=0.5, retries=1))
    assert caught.value.exit_code == ExitCode.NETWORK
    assert kept() == 0


def test_redirects_in_a_circle_end(replica, make_source, kept):
    there = "/members/korea/commitments/KR0001/"
    replica.fault("KR0001", faults.redirect(there))
    replica.fault(there, faults.redirect(replica.site.pages["KR0001"].path))
    with pytest.raises(MovedError, match="in a circle"):
        fetch_record(WANTED, make_source())
    assert len(replica.pages_asked()) == 2
    assert kept() == 0


def test_redirects_without_end_end(replica, make_source):
    replica.fault("KR0001", faults.redirect("/members/a/commitments/KR0001/"))
    for here, there in pairwise("abcdefghij"):
        replica.fault(f"/members/{here}/commitments/KR0001/", faults.redirect(f"/members/{there}/commitments/KR0001/"))
    with pytest.raises(MovedError, match="in a circle"):
        fetch_record(WANTED, make_source())
    assert len(replica.pages_asked()) == 6


def test_cookies_are_never_sent_back(replica, make_source):
    replica.fault("*", faults.headers(set_cookie="session=1; Path=/"))
    source = make_source()
    for number in (1, 2):
        fetch_record(Selector(f"KR000{number}"), source)
    assert not any("cookie" in request.headers for request in replica.requests)


def test_a_bomb_takes_no_memory_to_speak_of(replica, make_source):
    import tracemalloc

    replica.fault("KR0001", faults.gzip_bomb())
    source = make_source()
    fetch_record(Selector("KR0002"), source)
    tracemalloc.start()
    try:
        with pytest.raises(TooLargeError):
            fetch_record(WANTED, source)
        assert tracemalloc.get_traced_memory()[1] < 80_000_000
    finally:
        tracemalloc.stop()
    assert replica.requests[-1].body_bytes < 5_000_000, "the download was ended early"


def test_zlib_never_gives_more_than_asked(replica, make_source, kept):
    # A stream of empty blocks decodes to nothing, for ever: the limit holds for what comes over the wire, too.
    compress = zlib.compressobj(9, zlib.DEFLATED, zlib.MAX_WBITS | 16)
    start = compress.compress(b"") + compress.flush(zlib.Z_FULL_FLUSH)
    nothing = compress.flush(zlib.Z_FULL_FLUSH) or b"\x00\x00\x00\xff\xff"
    replica.fault("KR0001", faults.endless("gzip", lambda: iter([start, *[nothing * 200_000] * 40])))
    with pytest.raises(TooLargeError):
        fetch_record(WANTED, make_source(timeout=5, deadline=5))
    assert kept() == 0
