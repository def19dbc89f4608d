"""Failures before there is an answer, and what the connection is like: names, TLS, HTTP/2, proxies, headers."""

import socket
import ssl

import pytest
import trustme

from ogpscrape.errors import ConfigurationError, NetworkError
from ogpscrape.fetching import fetch_record
from ogpscrape.identifiers import Selector
from tests.replica import Replica, Site, faults
from tests.sources.conftest import tls

WANTED = Selector("KR0001")


def test_a_refused_connection(make_source, kept):
    with socket.create_server(("127.0.0.1", 0)) as closed:
        url = f"http://127.0.0.1:{closed.getsockname()[1]}"
    with pytest.raises(NetworkError, match=r"127\.0\.0\.1 refuses the connection \(3 tries\)"):
        fetch_record(WANTED, make_source(url=url))
    assert kept() == 0


def test_a_name_that_is_not_found(make_source, monkeypatch):
    asked = []

    def look_up(host, *_, **__):
        asked.append(host)
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    with pytest.raises(NetworkError, match=r"the name ogp\.invalid cannot be found \(Name or service not known\)"):
        fetch_record(WANTED, make_source(url="http://ogp.invalid"))
    assert {str(host) if isinstance(host, str) else host.decode() for host in asked} == {"ogp.invalid"}


def test_a_name_server_that_does_not_answer_is_left_at_the_deadline(make_source, monkeypatch):
    import threading

    end = threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: end.wait(10) and [])
    try:
        with pytest.raises(NetworkError, match=r"no answer for|not complete after"):
            fetch_record(WANTED, make_source(url="http://ogp.invalid", timeout=0.2, deadline=0.4, retries=0))
    finally:
        end.set()


def test_a_certificate_that_nobody_vouches_for_is_refused_at_once(make_source, kept):
    with Replica(Site.small(), tls=tls(trustme.CA())) as replica:
        with pytest.raises(NetworkError, match=r"the certificate of 127\.0\.0\.1 cannot be verified") as caught:
            fetch_record(WANTED, make_source(url=replica.url, retries=4))
        assert "tries" not in str(caught.value)
        assert replica.requests == []
    assert kept() == 0


def test_a_certificate_of_another_name_is_refused(make_source, trusted):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    trusted.issue_cert("example.org").configure_cert(context)
    with (
        Replica(Site.small(), tls=context) as replica,
        pytest.raises(NetworkError, match="cannot be verified: IP address mismatch"),
    ):
        fetch_record(WANTED, make_source(url=replica.url))
    assert replica.requests == []


def test_no_tls_where_it_is_expected(replica, make_source):
    with pytest.raises(NetworkError, match="no secure connection"):
        fetch_record(WANTED, make_source(url=replica.url.replace("http:", "https:"), timeout=2))


def test_tls_and_http_2_are_used_where_they_are_offered(make_source, trusted, kept):
    with Replica(Site.small(), tls=tls(trusted, "h2", "http/1.1")) as replica:
        source = make_source(url=replica.url)
        assert fetch_record(WANTED, source).id == "KR0001"
        assert fetch_record(Selector("KR0002"), source).id == "KR0002"
        assert {request.protocol for request in replica.requests} == {"HTTP/2"}
        source.close()
    assert kept() == 2


def test_http_1_is_used_where_nothing_else_is_offered(make_source, trusted):
    with Replica(Site.small(), tls=tls(trusted, "http/1.1")) as replica:
        source = make_source(url=replica.url)
        assert fetch_record(WANTED, source).id == "KR0001"
        assert {request.protocol for request in replica.requests} == {"HTTP/1.1"}
        source.close()


def test_a_proxy_of_the_environment_is_used(replica, make_source, monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", replica.url)
    record = fetch_record(WANTED, make_source(url="http://ogp.invalid"))
    assert record.source.final_url == "http://ogp.invalid/members/republic-of-korea/commitments/KR0001/"
    assert [request.headers["host"] for request in replica.requests] == ["ogp.invalid", "ogp.invalid"]


def test_a_proxy_that_makes_no_sense_is_named(make_source, monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", "gopher://127.0.0.1")
    with pytest.raises(ConfigurationError, match=r"gopher.*Check HTTP_PROXY"):
        fetch_record(WANTED, make_source())


def test_what_is_said_about_who_asks(replica, make_source):
    fetch_record(WANTED, make_source(contact="you@example.org"))
    headers = replica.requests[-1].headers
    assert headers["user-agent"].startswith("ogpscrape/")
    assert headers["user-agent"].endswith("(+https://github.com/ogpscrape/ogpscrape; you@example.org)")
    assert headers["accept-encoding"] == "gzip, br, zstd"
    assert headers["accept-language"] == "en"
    assert {request.headers["user-agent"] for request in replica.requests} == {headers["user-agent"]}, "robots.txt too"


@pytest.mark.parametrize("contact", ["a\r\nX-Evil: 1", "(you)", "dü@example.org"])
def test_a_contact_that_cannot_stand_in_a_header_is_refused(contact, make_source):
    with pytest.raises(ConfigurationError, match="contact"):
        make_source(contact=contact)


def test_a_connection_that_the_server_has_closed_meanwhile_is_opened_again(replica, make_source):
    source = make_source()
    fetch_record(WANTED, source)
    replica.fault("KR0002", faults.closed_without_a_word(), times=1)
    assert fetch_record(Selector("KR0002"), source).id == "KR0002"


SECRET = "pass"


@pytest.mark.parametrize("variable", ["HTTP_PROXY", "https_proxy", "ALL_PROXY"])
@pytest.mark.parametrize(
    "address",
    [
        "http://me:pass#word@127.0.0.1:3128",
        "http://me:pass/word@127.0.0.1:3128",
        "http://me:pass?word@127.0.0.1:3128",
        "me:pass#word@127.0.0.1:3128",
        # What is left of the password reads as a port.
        "http://me:12/pass@127.0.0.1:3128",
        "http://me:12#pass@127.0.0.1:3128",
        "http://me:password@127.0.0.1:99999",
        "http://me:password@127.0.0.1:pass",
        "http://me:password@[::1",
        "http://me:password@:3128",
        "gopher://me:password@127.0.0.1",
        "pass://127.0.0.1:99999",
        "http://127.0.0.1:0",
    ],
)
def test_a_proxy_that_cannot_be_used_is_named_without_its_password(variable, address, make_source, monkeypatch):
    monkeypatch.setenv(variable, address)
    with pytest.raises(ConfigurationError, match=rf"the address in {variable} is none.*%23") as caught:
        fetch_record(WANTED, make_source(url="http://ogp.invalid", retries=0))
    assert SECRET not in str(caught.value)


@pytest.mark.parametrize(
    "url", ["http://me:pass@x", "me:pass@x", "http://me:pass#@x", "http://me:pass/@x:99999", "http://a@pass:pass@x/"]
)
def test_an_address_of_the_site_is_shown_without_what_stands_before_an_at(url, make_source):
    with pytest.raises(ConfigurationError, match=r"'\.\.\.@x.*cannot be the site's address") as caught:
        make_source(url=url)
    assert SECRET not in str(caught.value)
