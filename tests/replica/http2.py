"""HTTP/2 for the replica: the same faults as over HTTP/1.1, on one stream after the other."""

import socket
import threading
from collections.abc import Callable, Iterable

import h2.config
import h2.connection
import h2.events
import h2.exceptions

from tests.replica.exchange import Exchange, Request
from tests.replica.site import Reply

_PIECE = 16_384


class Http2Exchange(Exchange):
    """One stream: what is sent is put into frames."""

    def __init__(
        self,
        request: Request,
        connection: socket.socket,
        closing: threading.Event,
        protocol: h2.connection.H2Connection,
        stream: int,
    ) -> None:
        super().__init__(request, connection, closing)
        self.protocol = protocol
        self.stream = stream
        self.finished = False

    def head(self, reply: Reply, extra: dict[str, str] | None = None) -> bytes:
        self.request.status = reply.status
        headers = {name.lower(): value for name, value in {**reply.headers, **(extra or {})}.items()}
        for name in ("transfer-encoding", "connection"):  # which HTTP/2 does not know
            headers.pop(name, None)
        pairs = [(b":status", str(reply.status).encode())]
        pairs += [(name.encode("latin-1"), value.encode("latin-1")) for name, value in headers.items()]
        self.protocol.send_headers(self.stream, pairs)
        return self.protocol.data_to_send()

    def send_body(self, data: bytes) -> None:
        for start in range(0, len(data), _PIECE):
            piece = data[start : start + _PIECE]
            while self.protocol.local_flow_control_window(self.stream) < len(piece):
                received = self.connection.recv(65_536)
                if not received:
                    raise ConnectionError("the other side went away")
                self.protocol.receive_data(received)
                self.send(self.protocol.data_to_send())
            self.protocol.send_data(self.stream, piece)
            self.send(self.protocol.data_to_send())

    def chunked(self, pieces: Iterable[bytes]) -> None:
        for piece in pieces:
            self.send_body(piece)

    def finish(self) -> None:
        self.finished = True
        self.protocol.end_stream(self.stream)
        self.send(self.protocol.data_to_send())

    def give_up_stream(self) -> None:
        """Reset the stream; the connection stays."""
        self.protocol.reset_stream(self.stream, 2)
        self.send(self.protocol.data_to_send())
        self.closing.wait(0.2)

    def go_away(self) -> None:
        """End the connection as HTTP/2 does, in the middle of a stream."""
        self.protocol.close_connection(2)
        self.send(self.protocol.data_to_send())


def serve(
    connection: socket.socket,
    closing: threading.Event,
    log: Callable[[str, dict[str, str], str], Request],
    handle: Callable[[Exchange], Reply | None],
) -> None:
    """Answer the requests of one connection until it closes, or a fault has done with it."""
    # What is wrong on purpose must get out: h2 would put it right, or refuse to send it.
    configuration = h2.config.H2Configuration(
        client_side=False,
        header_encoding="latin-1",
        validate_outbound_headers=False,
        normalize_outbound_headers=False,
    )
    protocol = h2.connection.H2Connection(configuration)
    protocol.initiate_connection()
    connection.sendall(protocol.data_to_send())
    try:
        while not closing.is_set() and (data := connection.recv(65_536)):
            for event in protocol.receive_data(data):
                connection.sendall(protocol.data_to_send())
                if isinstance(event, h2.events.RequestReceived):
                    headers = {str(name): str(value) for name, value in event.headers or ()}
                    request = log(headers[":path"], headers, "HTTP/2")
                    exchange = Http2Exchange(request, connection, closing, protocol, event.stream_id or 0)
                    reply = handle(exchange)
                    if reply is not None:
                        exchange.send_reply(reply)
                    elif not exchange.finished:
                        return
            connection.sendall(protocol.data_to_send())
    except h2.exceptions.ProtocolError as error:
        raise ConnectionError("the other side went away, or broke the protocol") from error
