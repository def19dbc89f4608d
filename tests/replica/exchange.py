"""One request and the socket it came on: what a fault has in its hands."""

import socket
import struct
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from http import HTTPStatus

from tests.replica.site import Reply


@dataclass
class Request:
    """A request as it is logged. `time` is of the monotonic clock, in seconds; `status` is what was answered."""

    time: float
    path: str
    headers: dict[str, str]
    protocol: str = "HTTP/1.1"
    status: int | None = None
    body_bytes: int = 0


class Exchange:
    """The means to answer: a whole reply, some bytes, or harm."""

    def __init__(self, request: Request, connection: socket.socket, closing: threading.Event) -> None:
        self.request = request
        self.connection = connection
        self.closing = closing
        #: What would be answered if there were no fault.
        self.healthy: Callable[[], Reply] = lambda: Reply(404)

    def send_reply(self, reply: Reply) -> None:
        self.request.status = reply.status
        self.request.body_bytes = len(reply.body)
        if reply.headers.get("transfer-encoding") == "chunked":
            self.send(self.head(reply))
            self.chunked([*filter(None, (reply.body[:100], reply.body[100:])), b""])
            return
        self.send(self.head(reply, {"content-length": str(len(reply.body))}))
        self.send_body(reply.body)
        self.finish()

    def head(self, reply: Reply, extra: dict[str, str] | None = None) -> bytes:
        """Return the status line and the headers of a reply, as bytes."""
        self.request.status = reply.status
        if reply.status in (204, 304):
            extra = {}
        try:
            phrase = HTTPStatus(reply.status).phrase
        except ValueError:
            phrase = "Unheard Of"
        lines = [f"HTTP/1.1 {reply.status} {phrase}"]
        lines += [f"{name}: {value}" for name, value in {**reply.headers, **(extra or {})}.items()]
        return "\r\n".join([*lines, "", ""]).encode("latin-1")

    def send(self, data: bytes) -> None:
        """Send bytes as they are."""
        self.connection.sendall(data)

    def send_body(self, data: bytes) -> None:
        """Send a piece of a body."""
        self.send(data)

    def finish(self) -> None:
        """Say that the body is at its end, where the protocol has a way to say it."""

    def reset(self) -> None:
        """Break the connection off with a TCP reset."""
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.connection.close()

    def wait(self, seconds: float = 60.0) -> None:
        """Do nothing, until the replica closes."""
        self.closing.wait(seconds)

    def drip(self, data: bytes, interval: float) -> None:
        """Send bytes one at a time as they are."""
        self._drip(data, interval, self.send)

    def drip_body(self, data: bytes, interval: float) -> None:
        """Send a body one byte at a time."""
        self._drip(data, interval, self.send_body)

    def _drip(self, data: bytes, interval: float, send: Callable[[bytes], None]) -> None:
        for position in range(len(data)):
            if self.closing.wait(interval):
                return
            send(data[position : position + 1])

    def chunked(self, pieces: Iterable[bytes]) -> None:
        """Send pieces as chunks, without the last one."""
        for piece in pieces:
            self.send(b"%x\r\n%s\r\n" % (len(piece), piece))
