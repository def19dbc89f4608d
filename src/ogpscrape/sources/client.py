"""The one HTTP client, and what its failures are called. The only room that knows httpx.

What leaves the machine leaves it through `Client.ask`, which waits for its turn first. And whatever a library of the
network raises while it connects, sends or reads is given its name here, in `_named`, and nowhere else.
"""

import asyncio
import contextlib
import logging
import os
import socket
import ssl
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from urllib.request import getproxies

from ogpscrape.errors import ConfigurationError, NetworkError, OgpscrapeError, ServerError
from ogpscrape.sources.decoding import ENCODINGS, BodyReader
from ogpscrape.sources.manners import Allowance
from ogpscrape.sources.rate import Limiter
from ogpscrape.sources.response import Response
from ogpscrape.sources.retries import Temporary
from ogpscrape.sources.site import without_secrets

if TYPE_CHECKING:
    from http.cookiejar import CookiePolicy

    import httpx

    from ogpscrape.sources.warc_writing import WarcWriter

_log = logging.getLogger("ogpscrape")

#: How much is read of a body that only says why there is no page, in bytes.
_EXPLANATION = 65_536
#: And for how long, in seconds; never more than half of what is left of the deadline.
_EXPLANATION_TIME = 5.0
#: How long ending the connections may take, in seconds.
_CLOSING = 0.4
_TRY_AGAIN = "Check your connection, and try again"
_PROXIES = ("http", "https", "all")
_PROXY_SCHEMES = ("http", "https", "socks5", "socks5h")
_PROXY_HINT = (
    "Check HTTP_PROXY, HTTPS_PROXY, ALL_PROXY, NO_PROXY and SSL_CERT_FILE. An address reads "
    "http://user:word@host:port, a # in the word as %23, a / as %2F, an @ as %40"
)


class Client:
    """No cookies, no redirects of its own, TLS always verified, at most one connection."""

    def __init__(self, timeout: float, name: str, limiter: Limiter, warc: "WarcWriter | None" = None) -> None:
        """Take the longest silence in seconds, what to call ourselves, who says when it is our turn, and who writes."""
        self._warc = warc
        self._timeout = timeout
        self._name = name
        self._limiter = limiter
        self._httpx: httpx.AsyncClient | None = None
        #: How many requests were sent.
        self.requests = 0
        #: How many bytes of bodies came, as they were sent.
        self.bytes_received = 0

    @property
    def is_open(self) -> bool:
        """Whether there may be connections."""
        return self._httpx is not None

    async def close(self) -> None:
        """End the connections. They are opened again when something is asked."""
        if self._httpx is not None:
            client, self._httpx = self._httpx, None
            with contextlib.suppress(TimeoutError):  # then they end with the process
                async with asyncio.timeout(_CLOSING):
                    await client.aclose()

    async def ask(self, address: str, headers: Mapping[str, str], size_limit: int, allowance: Allowance) -> Response:
        """Send one GET request when its turn has come; see `manners.Ask`."""
        client = self._opened()
        await _warm_up()
        await self._limiter.turn()
        self.requests += 1
        before, begun, answered = self.bytes_received, time.monotonic(), "no answer"
        sent = {name.encode("ascii"): value.encode("latin-1") for name, value in headers.items()}
        try:
            with allowance:
                async with (
                    asyncio.timeout(allowance.left) as limit,
                    client.stream("GET", address, headers=sent) as response,
                ):
                    answered = str(response.status_code)
                    raw: list[bytes] = []
                    try:
                        return await _read(
                            response, address, size_limit, raw, end=limit.when(), ranged="range" in headers
                        )
                    finally:
                        if self._warc is not None:
                            asked, got = response.request.headers.multi_items(), response.headers.multi_items()
                            self._warc.exchange(address, asked, response.status_code, got, b"".join(raw))
                        self.bytes_received += response.num_bytes_downloaded
        except TimeoutError as error:
            await self._drop()
            raise allowance.used_up(address) from error
        except (OgpscrapeError, Temporary) as error:
            await self._drop()
            named = error.error if isinstance(error, Temporary) else error
            named.where = named.where or address
            raise
        except Exception as error:
            await self._drop()
            raise _named(error, address, self._timeout) from error
        finally:
            _say_request(address, answered, self.bytes_received - before, time.monotonic() - begun)

    async def _drop(self) -> None:
        """End a connection on which something went wrong: what state it is in nobody knows."""
        # What a broken connection raises when it is closed says nothing more than has been said.
        with contextlib.suppress(Exception):
            await self.close()

    def _opened(self) -> "httpx.AsyncClient":
        if self._httpx is None:
            # Without its command line, which would bring rich and pygments: 5 MB that nothing here uses.
            sys.modules.setdefault("httpx._main", None)  # type: ignore[arg-type]
            import httpx

            _check_proxies()
            try:
                self._httpx = httpx.AsyncClient(
                    http2=True,
                    follow_redirects=False,
                    timeout=httpx.Timeout(self._timeout),
                    limits=httpx.Limits(max_connections=1, max_keepalive_connections=1, keepalive_expiry=30.0),
                    headers={
                        "user-agent": self._name,
                        "accept": "text/html, application/xhtml+xml;q=0.9, text/plain;q=0.8, */*;q=0.1",
                        "accept-encoding": ENCODINGS,
                        "accept-language": "en",
                    },
                )
            except (ValueError, ImportError, OSError, httpx.InvalidURL) as error:
                raise ConfigurationError(
                    f"the network cannot be used as the environment says: {without_secrets(str(error))}",
                    hint=_PROXY_HINT,
                ) from None  # -vv would show what it quotes
            self._httpx.cookies.jar.set_policy(_no_cookies())
        return self._httpx


def _say_request(address: str, answered: str, size: int, seconds: float) -> None:
    """Tell whoever wants to hear it what became of one request."""
    shown, spent = without_secrets(address), round(seconds * 1000)
    status = int(answered) if answered.isdigit() else None
    fields = {"url": shown, "status": status, "bytes": size, "milliseconds": spent}
    extra = {"event": "request", "fields": fields}
    _log.debug("GET %s: %s, %s bytes, %s ms", shown, answered, f"{size:,}", f"{spent:,}", extra=extra)


def _check_proxies() -> None:
    """Raise ConfigurationError for a proxy of the environment whose address is none; nothing of it is shown.

    A password in which a `#` or a `/` is not escaped ends the host's name there: what comes after it would be read, and
    printed, as a port.
    """
    for scheme, address in getproxies().items():
        if scheme not in _PROXIES:
            continue
        with_scheme = address if "://" in address else f"http://{address}"
        try:
            parts = urlsplit(with_scheme)
            usable = bool(parts.hostname) and (parts.port is None or parts.port > 0)
            usable = usable and "@" not in f"{parts.path}{parts.query}{parts.fragment}"
        except ValueError:
            usable, parts = False, None
        if parts is None or not usable:
            raise ConfigurationError(f"the address in {_variable(scheme)} is none that can be used", hint=_PROXY_HINT)
        if parts.scheme not in _PROXY_SCHEMES:
            shown = "" if "@" in address else f": {parts.scheme!r} is not a kind of proxy"
            raise ConfigurationError(
                f"the address in {_variable(scheme)} is none that can be used{shown}", hint=_PROXY_HINT
            )


def _variable(scheme: str) -> str:
    name = f"{scheme}_proxy"
    return name if os.environ.get(name) else name.upper()


def _no_cookies() -> "CookiePolicy":
    from http.cookiejar import DefaultCookiePolicy

    return DefaultCookiePolicy(allowed_domains=[])


async def _warm_up() -> None:
    """Import what httpx imports only when it connects: a request should leave when its turn comes, not 60 ms later."""
    import anyio.abc
    import anyio.streams.tls  # noqa: F401
    from anyio import connect_tcp, sleep  # noqa: F401

    await sleep(0)


async def _read(
    response: "httpx.Response", address: str, size_limit: int, raw: list[bytes], *, end: float | None, ranged: bool
) -> Response:
    """Read the body within the limit; of one that is not a page, only what may say why. `raw` takes it as it came."""
    headers = _headers_of(response)
    delimited = (
        response.http_version not in ("HTTP/1.0", "HTTP/1.1")
        or "content-length" in headers
        or "chunked" in headers.get("transfer-encoding", "").lower()
    )
    found = Response(address, response.status_code, headers, b"", delimited)
    if found.good or (ranged and found.status == 206):
        reader = BodyReader(headers.get("content-encoding"), size_limit)
        async for piece in response.aiter_raw():
            reader.feed(piece)
            raw.append(piece)
        return replace(found, body=reader.whole())
    if found.status in (204, 304):
        return found
    return replace(found, body=await _explanation(response, headers.get("content-encoding"), raw, end))


def _headers_of(response: "httpx.Response") -> dict[str, str]:
    """Return the headers, each byte as a character. Of one that comes twice the first counts, unless it is a list."""
    found: dict[str, str] = {}
    for name, value in response.headers.raw:
        key, text = name.decode("latin-1").lower(), value.decode("latin-1")
        if key not in found:
            found[key] = text
        elif key in ("cache-control", "content-encoding", "transfer-encoding"):
            found[key] += f", {text}"
    return found


async def _explanation(response: "httpx.Response", encodings: str | None, raw: list[bytes], end: float | None) -> bytes:
    """Return the beginning of a body that is not a page. Its status says enough: a failure here is passed over."""
    try:
        reader = BodyReader(encodings, _EXPLANATION)
    except ServerError:
        return b""
    left = _EXPLANATION_TIME if end is None else (end - asyncio.get_running_loop().time()) / 2
    try:
        async with asyncio.timeout(min(_EXPLANATION_TIME, left)):
            async for piece in response.aiter_raw():
                reader.feed(piece)
                raw.append(piece)
    except Exception as error:  # noqa: BLE001 - of whatever library: the status stays, and is all that matters
        _log.debug("%s: what a %d says breaks off: %s", response.url, response.status_code, _words(error))
    return reader.so_far()


def _named(error: Exception, address: str, timeout: float) -> Temporary | NetworkError:
    """Return what to raise for whatever a library of the network raised: Temporary, unless asking again cannot help.

    httpx lets exceptions of h2, hpack, httpcore and anyio through. They all mean that the answer is broken.
    """
    import httpx

    if isinstance(error, httpx.TimeoutException):
        return Temporary(
            NetworkError(
                f"no answer for {timeout:g} seconds",
                where=address,
                hint="Try later, or wait longer: the setting `timeout`",
            )
        )
    if isinstance(error, httpx.HTTPError | OSError) and not isinstance(error, httpx.ProtocolError):
        return _below_http(error, address, urlsplit(address).hostname or address)
    words = _words(error)
    if not isinstance(error, httpx.HTTPError):
        words = f"{type(error).__name__}: {words}"
    return Temporary(
        ServerError(f"the answer is broken: {words}", where=address, hint="Try again; a proxy may be at fault")
    )


def _below_http(error: Exception, address: str, host: str) -> Temporary | NetworkError:
    import httpx

    connecting = isinstance(error, httpx.ConnectError | httpx.ProxyError)
    for cause in _chain(error):
        if isinstance(cause, ssl.SSLCertVerificationError):
            return NetworkError(
                f"the certificate of {host} cannot be verified: {cause.verify_message}",
                where=address,
                hint="Nothing was sent. A proxy that inspects traffic needs its authority in SSL_CERT_FILE",
            )
        if connecting and isinstance(cause, ssl.SSLError):
            reason = cause.reason or "the handshake failed"
            return Temporary(NetworkError(f"no secure connection to {host}: {reason}", where=address, hint=_TRY_AGAIN))
        if isinstance(cause, socket.gaierror):
            return Temporary(
                NetworkError(
                    f"the name {host} cannot be found ({cause.strerror})",
                    where=address,
                    hint="Check your connection and --url",
                )
            )
        if isinstance(cause, ConnectionRefusedError):
            return Temporary(NetworkError(f"{host} refuses the connection", where=address, hint=_TRY_AGAIN))
    return Temporary(NetworkError(f"the connection broke: {_words(error)}", where=address, hint=_TRY_AGAIN))


def _chain(error: BaseException) -> Iterator[BaseException]:
    seen: set[int] = set()
    waiting: list[BaseException | None] = [error]
    while waiting:
        this = waiting.pop(0)
        if this is None or id(this) in seen:
            continue
        seen.add(id(this))
        yield this
        waiting += [this.__cause__, this.__context__]
        if isinstance(this, BaseExceptionGroup):
            waiting += this.exceptions


def _words(error: Exception) -> str:
    text = " ".join(without_secrets(str(error)).split())
    return text[:200] or "it was closed without a word"
