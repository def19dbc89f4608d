"""A replica, in clear or over TLS, and the live source pointed at it: without waits, and with folders of its own."""

import ssl
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import trustme

from ogpscrape.sources.cache import PageCache
from ogpscrape.sources.live import LiveSource
from ogpscrape.sources.options import LiveOptions
from ogpscrape.sources.rate import parse_rate
from tests.replica import Replica, Site

MakeSource = Callable[..., LiveSource]


@pytest.fixture(scope="session")
def authority() -> trustme.CA:
    return trustme.CA()


def tls(authority: trustme.CA, *protocols: str) -> ssl.SSLContext:
    """Return what a server on 127.0.0.1 needs, with a certificate of the authority."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    context.set_alpn_protocols(list(protocols))
    return context


@pytest.fixture
def trusted(authority: trustme.CA, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> trustme.CA:
    """Make the environment trust the authority."""
    authority.cert_pem.write_to_path(str(tmp_path / "authority.pem"))
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "authority.pem"))
    return authority


@pytest.fixture
def replica() -> Iterator[Replica]:
    with Replica(Site.small()) as running:
        yield running


@pytest.fixture
def wired(request: pytest.FixtureRequest, trusted: trustme.CA) -> Iterator[Replica]:
    """A replica over what the test is parametrized with: `clear`, `tls` or `h2`."""
    offered = {"tls": ("http/1.1",), "h2": ("h2", "http/1.1")}.get(request.param)
    with Replica(Site.small(), tls=tls(trusted, *offered) if offered else None) as running:
        yield running


#: For tests that must hold over HTTP/1.1 in clear and over TLS, and over HTTP/2.
EVERY_WIRE = pytest.mark.parametrize("wired", ["clear", "tls", "h2"], indirect=True)


@pytest.fixture
def make_source(replica: Replica, tmp_path: Path) -> Iterator[MakeSource]:
    """Return a function that opens a source; its arguments are options of LiveOptions."""
    opened: list[LiveSource] = []

    def make(**options) -> LiveSource:
        quick = {"rate": parse_rate("off"), "timeout": 5.0, "deadline": 10.0, "retry_wait": 0.005, "retries": 2}
        chosen = {"url": replica.url, **quick, **options}
        source = LiveSource(LiveOptions(tmp_path / "cache", tmp_path / "state", **chosen))
        opened.append(source)
        return source

    yield make
    for source in opened:
        source.close()


@pytest.fixture
def kept(tmp_path: Path) -> Callable[[], int]:
    """Return a function that counts the pages in the page cache."""
    return lambda: PageCache(tmp_path / "cache").count_and_size()[0]
