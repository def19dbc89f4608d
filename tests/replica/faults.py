"""What can go wrong with an answer. Each is a function that makes a fault: what gets an Exchange, and answers it.

A fault returns the reply to send, or None when it has done with the connection what it wanted.
"""

import gzip
import zlib
from collections.abc import Callable, Iterator
from typing import Any

from tests.replica.exchange import Exchange
from tests.replica.site import Reply, SitePage, html, member_page, not_found, spanish

Fault = Callable[[Any], Reply | None]

CHALLENGES = {
    "cloudflare": "<!DOCTYPE html><title>Just a moment...</title><div class='cf-browser-verification'>Wait</div>",
    "akamai": "<title>Access Denied</title><h1>Access Denied</h1>Reference #18.0 https://errors.edgesuite.net/18.0",
    "sucuri": "<title>Sucuri WebSite Firewall - Access Denied</title><h1>Access Denied</h1>",
    "hcaptcha": "<title>One more step</title><form><div class='h-captcha' data-sitekey='0'></div></form>",
}


def status(code: int, body: str = "<title>Something</title><p>Something went wrong.</p>", **headers: str) -> Fault:
    """Answer with a status; underscores in header names stand for hyphens."""

    def fault(_: Any) -> Reply:
        reply = html(code, "" if code in (204, 304) else body)
        reply.headers |= {name.replace("_", "-"): value for name, value in headers.items()}
        return reply

    return fault


def challenge(code: int, whose: str = "cloudflare", **headers: str) -> Fault:
    """Answer with a challenge page."""
    return status(code, CHALLENGES[whose], **headers)


def redirect(location: str, code: int = 301) -> Fault:
    return status(code, "", location=location)


def soft_not_found() -> Fault:
    """Answer "page not found" with status 200."""
    return lambda _: not_found(200)


def page_of(page: SitePage) -> Fault:
    """Answer with another page, under this address."""
    return lambda _: html(200, page.body)


def member(slug: str) -> Fault:
    return lambda _: html(200, member_page(slug))


def translated(page: SitePage) -> Fault:
    return lambda _: html(200, spanish(page))


def content_type(value: str) -> Fault:
    """Send the page with another Content-Type."""

    def fault(exchange: Exchange) -> Reply:
        reply = exchange.healthy()
        reply.headers["content-type"] = value
        return reply

    return fault


def encoded(encoding: str, encode: Callable[[bytes], bytes]) -> Fault:
    """Send the page through `encode`, under that Content-Encoding."""

    def fault(exchange: Exchange) -> Reply:
        reply = exchange.healthy()
        reply.headers["content-encoding"] = encoding
        reply.body = encode(reply.body)
        return reply

    return fault


def truncated_gzip() -> Fault:
    """Send half of the gzip data, as a whole body."""
    return encoded("gzip", lambda body: (data := gzip.compress(body))[: len(data) // 2])


def headers(**extra: str) -> Fault:
    """Send the page with further headers; underscores in the names stand for hyphens."""

    def fault(exchange: Exchange) -> Reply:
        reply = exchange.healthy()
        reply.headers |= {name.replace("_", "-"): value for name, value in extra.items()}
        return reply

    return fault


def reset_before_headers() -> Fault:
    return lambda exchange: exchange.reset()


def reset_in_headers() -> Fault:
    def fault(exchange: Exchange) -> None:
        exchange.send(exchange.head(exchange.healthy())[:20])
        exchange.reset()

    return fault


def reset_after_headers() -> Fault:
    def fault(exchange: Exchange) -> None:
        exchange.send(exchange.head(exchange.healthy(), {"content-length": "5000"}))
        exchange.reset()

    return fault


def closed_without_a_word() -> Fault:
    return lambda _: None


def silent() -> Fault:
    """Accept, read, and say nothing."""
    return lambda exchange: exchange.wait()


def slow(interval: float = 1.0) -> Fault:
    """Send the body one byte at a time."""

    def fault(exchange: Exchange) -> None:
        reply = exchange.healthy()
        exchange.send(exchange.head(reply, {"content-length": str(len(reply.body))}))
        exchange.drip_body(reply.body, interval)

    return fault


def slow_headers(interval: float = 1.0) -> Fault:
    """Send the headers one byte at a time."""
    return lambda exchange: exchange.drip(exchange.head(exchange.healthy()) * 100, interval)


def wrong_length(difference: int) -> Fault:
    """Name a Content-Length that is so many bytes off, send the body, and close."""

    def fault(exchange: Exchange) -> None:
        reply = exchange.healthy()
        exchange.send(exchange.head(reply, {"content-length": str(len(reply.body) + difference)}))
        exchange.send_body(reply.body)
        exchange.finish()

    return fault


def truncated() -> Fault:
    """Send half of the body under the right Content-Length, and close."""

    def fault(exchange: Exchange) -> None:
        reply = exchange.healthy()
        body = reply.body[: len(reply.body) // 2]
        exchange.send(exchange.head(reply, {"content-length": str(len(reply.body))}))
        exchange.send_body(body)
        exchange.finish()

    return fault


def cut(share: float = 0.6) -> Fault:
    """Send the first part of the body, say nothing of its length, and end as if that were all."""

    def fault(exchange: Exchange) -> None:
        reply = exchange.healthy()
        exchange.send(exchange.head(reply, {"connection": "close"}))
        exchange.send_body(reply.body[: int(len(reply.body) * share)])
        exchange.finish()

    return fault


def cut_before(share: float = 0.6) -> Fault:
    """Send the first part of the body, under the length of that part: as a cache does that kept a cut page."""

    def fault(exchange: Exchange) -> Reply:
        reply = exchange.healthy()
        reply.body = reply.body[: int(len(reply.body) * share)]
        return reply

    return fault


def reset_in_body() -> Fault:
    """Send half of the body, and break the connection off."""

    def fault(exchange: Exchange) -> None:
        reply = exchange.healthy()
        exchange.send(exchange.head(reply, {"content-length": str(len(reply.body))}))
        exchange.send_body(reply.body[: len(reply.body) // 2])
        exchange.reset()

    return fault


def raw(data: bytes) -> Fault:
    """Send bytes as they are, and close."""
    return lambda exchange: exchange.send(data)


def raw_head(*lines: bytes) -> Fault:
    """Send the page with further lines in its head, as they are. Not over HTTP/2."""

    def fault(exchange: Exchange) -> None:
        reply = exchange.healthy()
        head = exchange.head(reply, {"content-length": str(len(reply.body)), "connection": "close"})
        exchange.send(head[:-2] + b"".join(line + b"\r\n" for line in lines) + b"\r\n" + reply.body)

    return fault


def trickling(code: int, interval: float = 0.1) -> Fault:
    """Answer with a status whose explanation comes a byte at a time."""

    def fault(exchange: Exchange) -> None:
        exchange.send(exchange.head(html(code, ""), {"content-length": "5000"}))
        exchange.drip_body(b"<p>" + b"because " * 600, interval)

    return fault


def broken_chunk() -> Fault:
    """Send chunks, one with a length that is not a number."""

    def fault(exchange: Exchange) -> None:
        reply = exchange.healthy()
        exchange.send(exchange.head(reply, {"transfer-encoding": "chunked"}))
        exchange.chunked([reply.body[:100]])
        exchange.send(b"what?\r\n" + reply.body[100:] + b"\r\n0\r\n\r\n")  # no frame of HTTP/2 either

    return fault


def unfinished_chunks() -> Fault:
    """Send chunks, and close before the last one."""

    def fault(exchange: Exchange) -> None:
        reply = exchange.healthy()
        exchange.send(exchange.head(reply, {"transfer-encoding": "chunked"}))
        exchange.chunked([reply.body[:100], reply.body[100:200]])

    return fault


def not_http() -> Fault:
    return lambda exchange: exchange.send(b"220 mail.example.org ready\r\n")


def endless(encoding: str, pieces: Callable[[], Iterator[bytes]]) -> Fault:
    """Send chunks of an encoded body until they end, or the other side has enough."""

    def fault(exchange: Exchange) -> None:
        reply = html(200, "")
        if encoding:
            reply.headers["content-encoding"] = encoding
        exchange.send(exchange.head(reply, {"transfer-encoding": "chunked"}))
        for piece in pieces():
            exchange.chunked([piece])
            exchange.request.body_bytes += len(piece)
        exchange.chunked([b""])
        exchange.finish()

    return fault


def gzip_bomb(gigabytes: int = 10) -> Fault:
    """Send some 10 MB of gzip that decode to 10 GB of zeros."""

    def pieces() -> Iterator[bytes]:
        # After a full flush, each megabyte of zeros gives the same bytes again.
        compress = zlib.compressobj(9, zlib.DEFLATED, zlib.MAX_WBITS | 16)
        yield compress.compress(b"") + compress.flush(zlib.Z_FULL_FLUSH)
        megabyte = compress.compress(bytes(1 << 20)) + compress.flush(zlib.Z_FULL_FLUSH)
        for _ in range(gigabytes << 6):
            yield megabyte * 16

    return endless("gzip", pieces)


def large(megabytes: int = 40) -> Fault:
    """Send a page that is larger than any."""
    return endless("", lambda: (b"<p>more</p>\n" * 87382 for _ in range(megabytes)))
