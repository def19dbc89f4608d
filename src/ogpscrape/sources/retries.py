"""Asking again when it may help: with growing waits and jitter (stamina), or when the site says (Retry-After).

Retry-After is specified in RFC 9110, section 10.2.3: seconds, or an HTTP date in one of three forms.
"""

import logging
import math
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import TypeVar

from ogpscrape.errors import OgpscrapeError

T = TypeVar("T")

#: The longest Retry-After that is waited for, in seconds. Beyond it the run stops and names the time.
LONGEST_WAIT = 300.0
#: The longest wait between two tries that the site did not ask for, in seconds, before jitter.
_LONGEST_BACKOFF = 60.0

_log = logging.getLogger("ogpscrape")


class Temporary(Exception):  # noqa: N818  (it is a state of the site, and never reaches a user)
    """What went wrong may heal by itself. `wait` is the seconds that the site asked for, if it did."""

    def __init__(self, error: OgpscrapeError, wait: float | None = None) -> None:
        super().__init__(error.message)
        self.error = error
        self.wait = wait


async def persist(attempt: Callable[[], Awaitable[T]], retries: int, first_wait: float) -> T:
    """Run `attempt` until it does not raise Temporary, at most `retries` times after the first.

    `first_wait` is in seconds; every further wait is twice as long, and has jitter added. Raises what the last
    Temporary stands for, with the number of tries in its message.
    """
    import stamina

    _quiet_stamina()
    tries = 0

    def wait_for(problem: Exception) -> bool | float:
        if not isinstance(problem, Temporary):
            return False
        if tries <= retries:
            what = f"{problem.error.where}: {problem.error.message}"
            _log.info("%s; trying again (%d of %d)", what, tries, retries, extra={"event": "retry"})
        return True if problem.wait is None else max(problem.wait, 0.0)

    try:
        async for round_ in stamina.retry_context(
            on=wait_for,
            attempts=retries + 1,
            timeout=None,
            wait_initial=first_wait,
            wait_max=_LONGEST_BACKOFF,
            wait_jitter=first_wait,
        ):
            with round_:
                tries = round_.num
                return await attempt()
    except Temporary as problem:
        if tries > 1:
            problem.error.message += f" ({tries} tries)"
        raise problem.error from problem.__cause__
    raise AssertionError("stamina ends by returning or raising")


def parse_retry_after(text: str | None) -> float | None:
    """Return the seconds that a Retry-After header asks for, never negative; None when there is none to be read."""
    if text is None:
        return None
    text = text.strip()
    if text.isascii() and text.isdigit():
        return float(text[:12])
    try:
        when = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):  # the last for a year of eleven digits
        return None
    if when.tzinfo is None:
        when = when.replace(tzinfo=UTC)
    seconds = (when - datetime.now(UTC)).total_seconds()
    return max(seconds, 0.0) if math.isfinite(seconds) else None


def time_after(seconds: float) -> str:
    """Return the time so many seconds from now as people read it, in UTC."""
    try:
        when = datetime.now(UTC) + timedelta(seconds=seconds)
    except OverflowError:
        return "the end of time"
    return f"{when:%Y-%m-%d %H:%M} UTC"


def _quiet_stamina() -> None:
    # stamina logs every retry as a warning, which would reach standard error where nobody has set logging up.
    stamina_log = logging.getLogger("stamina")
    if not stamina_log.handlers:
        stamina_log.addHandler(logging.NullHandler())
