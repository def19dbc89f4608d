"""The guard that keeps tests off the internet is there."""

import socket

import pytest
from pytest_socket import SocketConnectBlockedError


def test_no_address_but_loopback_can_be_reached():
    with socket.socket() as connection:
        connection.settimeout(0.2)
        with pytest.warns(UserWarning, match="192.0.2.1"), pytest.raises(SocketConnectBlockedError):
            connection.connect(("192.0.2.1", 80))  # TEST-NET-1 (RFC 5737): routed nowhere, if the guard were gone


def test_loopback_can_be_reached():
    with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection(server.getsockname()):
        pass
