"""Answers that no site should give: each is a record or a named failure, over real sockets, and the run goes on."""

import gzip

import pytest

from ogpscrape.errors import BlockedError, BugError, NetworkError, OgpscrapeError, RobotsError, ServerError
from ogpscrape.fetching import fetch_record
from ogpscrape.identifiers import Selector
from ogpscrape.sources import Answer
from ogpscrape.sources.options import Caching
from tests.replica import Site, faults
from tests.replica.site import Reply
from tests.sources.conftest import EVERY_WIRE

WANTED, NEXT = Selector("KR0001"), Selector("KR0002")
BODY = Site.small().pages["KR0001"].body

#: Over HTTP/1.1 only: heads and frames that no library would write.
LINES = {
    "an ETag beyond ASCII": faults.raw_head(b'ETag: "\xff\xe9"'),
    "an ETag with a control character": faults.raw_head(b'ETag: "a\x01b"'),
    "two ETags": faults.raw_head(b'ETag: "a"', b'ETag: "b"'),
    "two content types": faults.raw_head(b"Content-Type: text/plain"),
    "two lengths": faults.raw_head(b"Content-Length: 7"),
    "a length that is not a number": faults.raw_head(b"Content-Length: many"),
    "a name beyond ASCII": faults.raw_head(b"X-\xe9: 1"),
    "a line without a colon": faults.raw_head(b"what"),
    "a NUL in a value": faults.raw_head(b"X-Nul: a\0b"),
    "a folded line": faults.raw_head(b"X-Fold: a", b" b"),
    "chunks and a length": faults.raw_head(b"Transfer-Encoding: chunked"),
    "an encoding of the transfer nobody knows": faults.raw_head(b"Transfer-Encoding: zip"),
    "an early hint first": faults.raw(b"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\nHTTP/1.1 503 No\r\n\r\n"),
    "nothing but continue": faults.raw(b"HTTP/1.1 100 Continue\r\n\r\n" * 3),
    "a change of protocol": faults.raw(b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n"),
    "a status of four digits": faults.raw(b"HTTP/1.1 2000 Fine\r\n\r\n"),
    "HTTP/9": faults.raw(b"HTTP/9.9 200 OK\r\n\r\n"),
    "HTTP/1.0": faults.raw(b"HTTP/1.0 200 OK\r\nContent-Type: text/html\r\n\r\n" + BODY),
    "HTTP/1.0, cut": faults.raw(b"HTTP/1.0 200 OK\r\nContent-Type: text/html\r\n\r\n" + BODY[:900]),
    "a negative chunk": faults.raw(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n-5\r\nhello\r\n0\r\n\r\n"),
    "a chunk without end": faults.raw(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nffffffff\r\nhello"),
    "a trailer": faults.raw(
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n%x\r\n%s\r\n0\r\nX-T: \xff\r\n\r\n" % (len(BODY), BODY)
    ),
    "no length at all": faults.raw(b"HTTP/1.1 200 OK\r\n\r\n"),
    "a length of 0": faults.raw(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"),
}
#: Over every wire.
ANSWERS = {
    "an ETag beyond ASCII": faults.headers(etag='"\xff\xe9"'),
    "a location beyond ASCII": faults.redirect("/membér/\xff"),
    "a location with a line end": faults.redirect("/a\tb"),
    "a location with a password": faults.redirect("http://me:secret@example.org/"),
    "a type beyond ASCII": faults.content_type("text/html; charset=\xff"),
    "an encoding beyond ASCII": faults.headers(content_encoding="\xff"),
    "two encodings": faults.encoded("gzip, gzip", lambda body: gzip.compress(gzip.compress(body))),
    "gzip that is none after all": faults.encoded("gzip", lambda body: gzip.compress(body)[:-4] + b"\0\0\0\0"),
    "a reset of a 403": faults.raw(b"HTTP/1.1 403 No\r\nContent-Length: 500\r\n\r\nbecause"),
    "a page in UTF-16": faults.encoded("identity", lambda body: body.decode().encode("utf-16")),
    "zeros": faults.encoded("identity", lambda _: bytes(5000)),
    "a lone surrogate": faults.encoded("identity", lambda body: body.replace(b"Ministry", b"\xed\xa0\x80")),
    "a 599": faults.status(599),
    "a 999": faults.status(999),
}


def _check(replica, source) -> None:
    failed = None
    try:
        fetch_record(WANTED, source)
    except OgpscrapeError as error:
        failed = error
    assert not isinstance(failed, BugError), failed
    assert "secret" not in str(failed)
    assert fetch_record(NEXT, source).id == "KR0002"
    # What was kept of it can be asked about.
    replica.heal()
    assert fetch_record(WANTED, source).id == "KR0001"


@pytest.mark.parametrize("wired", ["clear", "tls"], indirect=True)
@pytest.mark.parametrize("name", LINES)
def test_whatever_a_head_says_the_run_goes_on(name, wired, make_source):
    wired.fault("KR0001", LINES[name])
    _check(wired, make_source(url=wired.url, retries=1, max_age=0.0))


@EVERY_WIRE
@pytest.mark.parametrize("name", ANSWERS)
def test_whatever_an_answer_is_the_run_goes_on(name, wired, make_source):
    wired.fault("KR0001", ANSWERS[name])
    _check(wired, make_source(url=wired.url, retries=1, max_age=0.0))


@pytest.mark.parametrize("wired", ["h2"], indirect=True)
@pytest.mark.parametrize("how", ["give_up_stream", "go_away"])
@pytest.mark.parametrize("head", [True, False])
def test_streams_that_end_too_early_are_failures_of_the_network(how, head, wired, make_source):
    def fault(exchange):
        if head:
            exchange.send(exchange.head(exchange.healthy()))
        getattr(exchange, how)()

    wired.fault("KR0001", fault)
    source = make_source(url=wired.url)
    with pytest.raises(NetworkError, match=r"\(3 tries\)"):
        fetch_record(WANTED, source)
    assert fetch_record(NEXT, source).id == "KR0002"


@EVERY_WIRE
def test_a_validator_is_sent_back_as_it_came(wired, make_source):
    source = make_source(url=wired.url, caching=Caching.OFF)
    wired.fault("KR0001", faults.headers(etag='"\xff\xe9"', last_modified="g\xe4stern"))
    answer = source.get(WANTED)
    assert (answer.etag, answer.not_modified) == ('"\xff\xe9"', False)
    wired.fault("KR0001", faults.status(304))
    again = source.get(WANTED, answer)
    assert again.not_modified
    assert again.page is answer.page
    assert again.etag == answer.etag
    assert wired.requests[-1].headers["if-none-match"] == '"\xff\xe9"'
    assert wired.requests[-1].headers["if-modified-since"] == "g\xe4stern"


@pytest.mark.parametrize("validator", ["a\r\nX-Evil: 1", "\u20ac", "\0", " ", "x" * 100_000])
def test_a_validator_that_cannot_be_sent_is_left_out(validator, replica, make_source):
    source = make_source(caching=Caching.OFF)
    answer = source.get(WANTED)
    again = source.get(WANTED, Answer(answer.page, validator, validator))
    assert not again.not_modified
    assert not {"if-none-match", "if-modified-since", "x-evil"} & set(replica.requests[-1].headers)


def test_what_is_held_of_another_address_says_nothing(replica, make_source):
    source = make_source(caching=Caching.OFF)
    answer = source.get(NEXT)
    assert source.get(WANTED, answer).page.body == BODY
    assert "if-none-match" not in replica.requests[-1].headers


@EVERY_WIRE
def test_a_refusal_whose_explanation_trickles_is_a_refusal(wired, make_source):
    wired.fault("KR0001", faults.trickling(403))
    with pytest.raises(BlockedError, match=r"refused to answer \(403\)"):
        fetch_record(WANTED, make_source(url=wired.url, timeout=3, deadline=3))


def test_an_exception_that_nobody_foresaw_is_of_one_page(replica, make_source, monkeypatch):
    source = make_source()
    fetch_record(NEXT, source)

    def fail(*_, **__):
        raise KeyError("what nobody foresaw")

    with monkeypatch.context() as patch:
        patch.setattr("ogpscrape.sources.site.Site.redirect", fail)
        replica.fault("KR0001", faults.redirect("/"))
        with pytest.raises(BugError, match=r"/KR0001/: KeyError: 'what nobody foresaw'"):
            fetch_record(WANTED, source)
    with monkeypatch.context() as patch:
        patch.setattr("ogpscrape.reading.parse_page", fail)
        with pytest.raises(BugError, match="/KR0003/: KeyError"):
            fetch_record(Selector("KR0003"), source)
    assert fetch_record(Selector("KR0004"), source).id == "KR0004"


def test_a_304_for_robots_is_not_leave_to_ask(replica, make_source):
    replica.fault("/robots.txt", faults.status(304))
    with pytest.raises(ServerError, match=r"robots\.txt: .*did not ask for that"):
        fetch_record(WANTED, make_source())
    assert replica.pages_asked() == []


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig", "utf-32"])
def test_robots_with_a_mark_of_its_encoding_is_obeyed(encoding, replica, make_source):
    rules = "User-agent: *\nDisallow: /members/\n".encode(encoding)
    replica.fault("/robots.txt", lambda _: Reply(200, rules, {"content-type": "text/plain"}))
    with pytest.raises(RobotsError, match="does not allow"):
        fetch_record(WANTED, make_source())


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_robots_that_cannot_be_read_allows_nothing(encoding, replica, make_source):
    rules = "User-agent: *\nDisallow:\n".encode(encoding)
    replica.fault("/robots.txt", lambda _: Reply(200, rules, {"content-type": "text/plain"}))
    with pytest.raises(RobotsError, match="not text in UTF-8"):
        fetch_record(WANTED, make_source())


@pytest.mark.parametrize("header", ['no-store="x"', "no-store=1", 'max-age=1, NO-STORE = "a"'])
def test_no_store_with_a_value_is_no_store(header, replica, make_source, kept):
    replica.site.set_headers("KR0001", cache_control=header)
    fetch_record(WANTED, make_source())
    assert kept() == 0
