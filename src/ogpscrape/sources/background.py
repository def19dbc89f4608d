"""An event loop in a thread of its own, so that a plain call can be given up at any moment.

Everything the network can hang in (a name server, a handshake, one byte a second) runs there and can be cancelled: by
a deadline, or by Ctrl-C in the thread that waits. It works the same from a script and from a notebook, whose own thread
already runs an event loop.
"""

import asyncio
import concurrent.futures
import contextlib
import socket
import threading
from collections.abc import Coroutine
from typing import Any, TypeVar

T = TypeVar("T")

#: Seconds between looks at the result. On Windows a wait without end cannot be interrupted by Ctrl-C.
_LOOK = 0.25
#: Seconds that closing waits for what still runs.
_PATIENCE = 0.5


class _Loop(asyncio.SelectorEventLoop):
    """A loop whose name look-ups die with the process.

    The standard one runs them in an executor that the interpreter waits for when it ends: after Ctrl-C that can be
    the half minute a name server takes to not answer.
    """

    async def getaddrinfo(self, *args: Any, **kwargs: Any) -> Any:
        found: asyncio.Future[Any] = self.create_future()

        def settle(result: Any, error: Exception | None) -> None:
            if found.done():
                return
            if error is None:
                found.set_result(result)
            else:
                found.set_exception(error)

        def look_up() -> None:
            result, failure = None, None
            try:
                result = socket.getaddrinfo(*args, **kwargs)
            except (OSError, UnicodeError) as error:
                failure = error
            with contextlib.suppress(RuntimeError):  # the loop was closed meanwhile: nobody waits any more
                self.call_soon_threadsafe(settle, result, failure)

        threading.Thread(target=look_up, daemon=True, name="ogpscrape-names").start()
        return await found


class BackgroundLoop:
    """Runs coroutines one at a time for a caller that has no event loop. The thread starts with the first one."""

    def __init__(self) -> None:
        self._loop: _Loop | None = None
        self._thread: threading.Thread | None = None

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        """Run `work` to its end and return what it returns, or raise what it raises.

        When the wait is interrupted (Ctrl-C), the work is cancelled, and the interruption goes on its way.
        """
        future = asyncio.run_coroutine_threadsafe(work, self._started())
        try:
            while True:
                done, _ = concurrent.futures.wait([future], timeout=_LOOK)
                if done:
                    return future.result()
        except BaseException:
            future.cancel()
            raise

    def close(self) -> None:
        """End the thread. What does not end by itself is left to die with the process."""
        if self._loop is None or self._thread is None:
            return
        loop, thread = self._loop, self._thread
        self._loop = self._thread = None
        asyncio.run_coroutine_threadsafe(_cancel_all(), loop)
        thread.join(_PATIENCE)

    def _started(self) -> _Loop:
        if self._loop is None:
            loop = _Loop()
            self._thread = threading.Thread(target=_serve, args=(loop,), daemon=True, name="ogpscrape-network")
            self._thread.start()
            self._loop = loop
        return self._loop


def _serve(loop: _Loop) -> None:
    asyncio.set_event_loop(loop)
    try:
        loop.run_forever()
    finally:
        loop.run_until_complete(loop.shutdown_asyncgens())
        loop.close()


async def _cancel_all() -> None:
    this = asyncio.current_task()
    others = [task for task in asyncio.all_tasks() if task is not this]
    for task in others:
        task.cancel()
    if others:
        await asyncio.wait(others, timeout=_PATIENCE)
    asyncio.get_running_loop().stop()
