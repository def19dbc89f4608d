"""A limit on the time that reading one page may take: no page, however it was made, holds up all the others."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from ogpscrape.errors import ChangedError

#: Seconds of the processor's time, so that a busy machine makes no page slower. The largest pages take a few.
SECONDS = 60.0


class _TimeIsUp(BaseException):
    """Raised wherever reading is at that moment; nothing in between takes it for its own."""


def _raise(_number: int, _frame: Any) -> None:
    raise _TimeIsUp


@contextmanager
def limited(name: str) -> Iterator[None]:
    """End the block, which reads the page `name`, when it takes too long.

    The system's timer for this exists on POSIX and interrupts the main thread alone; elsewhere, and where somebody
    else uses the timer, there is no limit.

    Raises ChangedError.
    """
    if not _is_free():
        yield
        return
    signal.signal(signal.SIGVTALRM, _raise)
    # Again and again: what is raised while an object is being finalized is dropped.
    signal.setitimer(signal.ITIMER_VIRTUAL, SECONDS, 1.0)
    try:
        try:
            yield
        finally:
            signal.setitimer(signal.ITIMER_VIRTUAL, 0)
    except _TimeIsUp:
        raise ChangedError(
            f"reading it takes more than {SECONDS:g} seconds",
            where=name,
            hint="Pages of commitments take less than one: keep this one, and report it",
        ) from None
    finally:
        signal.signal(signal.SIGVTALRM, signal.SIG_DFL)


def _is_free() -> bool:
    return (
        hasattr(signal, "setitimer")
        and threading.current_thread() is threading.main_thread()
        and signal.getsignal(signal.SIGVTALRM) is signal.SIG_DFL
        and signal.getitimer(signal.ITIMER_VIRTUAL)[0] == 0
    )
