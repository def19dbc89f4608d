"""What a failure of the network is called, found in the chain of exceptions that led to it."""

import socket
import ssl
from collections.abc import Iterator

from ogpscrape.errors import NetworkError, ServerError
from ogpscrape.sources.retries import Temporary

_TRY_AGAIN = "Check your connection, and try again"


def name_failure(error: Exception, address: str, host: str) -> Temporary | NetworkError:
    """Return what to raise for an error below HTTP: Temporary, unless asking again cannot help.

    `host` is the name in the address, for the message.
    """
    for cause in _chain(error):
        if isinstance(cause, ssl.SSLCertVerificationError):
            return NetworkError(
                f"the certificate of {host} cannot be verified: {cause.verify_message}",
                where=address,
                hint="Nothing was sent. A proxy that inspects traffic needs its authority in SSL_CERT_FILE",
            )
        if isinstance(cause, ssl.SSLError):
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


def silence(address: str, seconds: float) -> Temporary:
    """Return what to raise when nothing came for so many seconds."""
    return Temporary(
        NetworkError(
            f"no answer for {seconds:g} seconds", where=address, hint="Try later, or wait longer with --timeout"
        )
    )


def nonsense(error: Exception, address: str) -> Temporary:
    """Return what to raise when the answer is not what HTTP allows, or ends before it says it does."""
    return Temporary(
        ServerError(f"the answer is broken: {_words(error)}", where=address, hint="Try again; a proxy may be at fault")
    )


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
    text = " ".join(str(error).split())
    return text[:200] or "it was closed without a word"
