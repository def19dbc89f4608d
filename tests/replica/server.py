"""The replica's server: HTTP/1.1 (and HTTP/2, see `http2`) on plain sockets, so that a fault can be anything."""

import contextlib
import re
import socket
import ssl
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Self

from tests.replica import http2
from tests.replica.exchange import Exchange, Request
from tests.replica.faults import challenge
from tests.replica.site import Reply, Site

Fault = Callable[[Exchange], Reply | None]
_ID = re.compile(r"[A-Z]{2,5}\d{4}")


@dataclass
class _Planned:
    fault: Fault
    times: int | None


class Replica:
    """Serves a site on loopback while the `with` block lasts.

    Attributes:
        requests: every request in the order it came, with its time.
        block_after: after so many commitment pages, everything is answered with a challenge; None for never.

    """

    def __init__(
        self, site: Site, *, port: int = 0, tls: ssl.SSLContext | None = None, host: str = "127.0.0.1"
    ) -> None:
        self.site = site
        self.requests: list[Request] = []
        self.block_after: int | None = None
        #: Seconds that every answer takes.
        self.delay = 0.0
        self._tls = tls
        self._faults: dict[str, _Planned] = {}
        self._open: set[socket.socket] = set()
        self._closing = threading.Event()
        self._lock = threading.Lock()
        self._listener = socket.create_server((host, port))
        self.host, self.port = self._listener.getsockname()[:2]
        self.url = f"{'https' if tls else 'http'}://{host}:{self.port}"

    def fault(self, path: str, fault: Fault, times: int | None = None) -> None:
        """Answer requests for a path (or the page of an ID, or "*" for everything) with a fault, `times` times."""
        if _ID.fullmatch(path):
            path = self.site.pages[path].path
        self._faults[path] = _Planned(fault, times)

    def heal(self) -> None:
        """Take all faults away."""
        self._faults.clear()

    def paths(self) -> list[str]:
        """Return the paths that were asked for, in order."""
        return [request.path for request in self.requests]

    def pages_asked(self) -> list[Request]:
        """Return the requests for anything but robots.txt."""
        return [request for request in self.requests if request.path != "/robots.txt"]

    def forget(self) -> None:
        """Empty the log."""
        self.requests.clear()

    def __enter__(self) -> Self:
        self._thread = threading.Thread(target=self._accept, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._closing.set()
        # Closing alone would not wake the thread that accepts.
        with contextlib.suppress(OSError), socket.socket(self._listener.family) as knock:
            knock.connect((self.host, self.port))
        self._listener.close()
        self._thread.join(2)
        with self._lock:
            for connection in list(self._open):
                with contextlib.suppress(OSError):
                    connection.shutdown(socket.SHUT_RDWR)
        for thread in self._servers():
            thread.join(2)

    def _servers(self) -> list[threading.Thread]:
        return [thread for thread in threading.enumerate() if thread.name == f"replica-{self.port}"]

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
                # Head and body are written apart: without this each answer waits 40 ms
                # for the other side's acknowledgement.
                connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            except OSError:
                return
            if self._closing.is_set():
                connection.close()
                return
            threading.Thread(target=self._serve, args=(connection,), daemon=True, name=f"replica-{self.port}").start()

    def _serve(self, plain: socket.socket) -> None:
        connection = plain
        with self._lock:
            self._open.add(plain)
        try:
            if self._tls is not None:
                connection = self._tls.wrap_socket(plain, server_side=True)
            if isinstance(connection, ssl.SSLSocket) and connection.selected_alpn_protocol() == "h2":
                http2.serve(connection, self._closing, self._log, self._handle)
                return
            while not self._closing.is_set() and self._serve_one(connection):
                pass
        except OSError:
            pass  # the other side went away, which is its right
        finally:
            with self._lock:
                self._open.discard(plain)
            for each in (connection, plain):
                with contextlib.suppress(OSError):
                    each.close()

    def _serve_one(self, connection: socket.socket) -> bool:
        """Answer one request, and tell whether the connection stays open."""
        head = _read_head(connection)
        if head is None:
            return False
        request = self._log(*_parse(head))
        exchange = Exchange(request, connection, self._closing)
        reply = self._handle(exchange)
        if reply is None:
            return False
        exchange.send_reply(reply)
        return request.headers.get("connection") != "close"

    def _log(self, path: str, headers: dict[str, str], protocol: str = "HTTP/1.1") -> Request:
        request = Request(time.monotonic(), path, headers, protocol)
        with self._lock:
            self.requests.append(request)
        return request

    def _handle(self, exchange: Exchange) -> Reply | None:
        exchange.healthy = lambda: self._answer(exchange.request)
        if self.delay:
            self._closing.wait(self.delay)
        for key in (exchange.request.path, "*"):
            planned = self._faults.get(key)
            if planned is None or planned.times == 0:
                continue
            if planned.times is not None:
                planned.times -= 1
            return planned.fault(exchange)
        return exchange.healthy()

    def _answer(self, request: Request) -> Reply:
        asked = sum("/commitments/" in earlier.path for earlier in self.requests)
        if self.site.trapped or (self.block_after is not None and asked > self.block_after):
            return challenge(403)(None)
        host = request.headers.get("host") or request.headers.get(":authority", "")
        return self.site.answer(request.path, request.headers, f"{'https' if self._tls else 'http'}://{host}")


def _read_head(connection: socket.socket) -> bytes | None:
    data = b""
    while b"\r\n\r\n" not in data:
        piece = connection.recv(65536)
        if not piece:
            return None
        data += piece
        if not data[:1].isalpha():  # no request line: TLS, most likely
            connection.sendall(b"HTTP/1.1 400 Bad Request\r\nconnection: close\r\n\r\n")
            return None
    return data


def _parse(head: bytes) -> tuple[str, dict[str, str]]:
    lines = head.decode("latin-1").split("\r\n")
    target = lines[0].split(" ")[1]
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines[1:] if line)}
    # A proxy is asked for whole addresses (RFC 9112, section 3.2.2); the replica can do the work of one.
    return re.sub(r"^https?://[^/]+", "", target) or "/", headers
