"""HTTP/2 for the replica: enough of it to see that it is used where it is offered."""

import ssl
from collections.abc import Callable

from tests.replica.site import Reply

Handler = Callable[[str, dict[str, str]], Reply]


def serve(connection: ssl.SSLSocket, handle: Handler) -> None:
    """Answer the requests of one connection until it closes."""
    import h2.config
    import h2.connection
    import h2.events

    protocol = h2.connection.H2Connection(h2.config.H2Configuration(client_side=False, header_encoding="utf-8"))
    protocol.initiate_connection()
    connection.sendall(protocol.data_to_send())
    while data := connection.recv(65536):
        for event in protocol.receive_data(data):
            if isinstance(event, h2.events.RequestReceived):
                headers = dict(event.headers)
                reply = handle(headers[":path"], headers)
                protocol.send_headers(event.stream_id, [(":status", str(reply.status)), *reply.headers.items()])
                for start in range(0, len(reply.body), 16384):
                    protocol.send_data(event.stream_id, reply.body[start : start + 16384])
                protocol.end_stream(event.stream_id)
        connection.sendall(protocol.data_to_send())
