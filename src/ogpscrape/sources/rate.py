"""One limit for everything that leaves the machine, held between all processes of one user.

The time of the last request stands in a file of the user's state folder; whoever may send next writes its own time
there, under a lock, and sends. Nothing is reserved ahead, so a process that dies owes nobody anything.

The time is that of the system-wide monotonic clock, which setting the wall clock does not touch. It starts again when
the machine does, so a time from the future is one from before: it costs one interval, never more.
"""

import asyncio
import math
import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from ogpscrape.errors import ConfigurationError

_RATE = re.compile(r"(?P<count>\d+(?:\.\d+)?|\.\d+)\s*/\s*(?P<unit>s|sec|second|m|min|minute|h|hour)")
_SECONDS = {"s": 1.0, "sec": 1.0, "second": 1.0, "m": 60.0, "min": 60.0, "minute": 60.0, "h": 3600.0, "hour": 3600.0}
_SLOWEST = 86_400.0
_LOCK_POLL = 0.01
#: The part of an interval by which a turn may be taken late without the next one being late as well.
_LATENESS = 0.02


@dataclass(frozen=True)
class Rate:
    """How often something may be asked for. `interval` is in seconds from start to start; 0 is no limit."""

    interval: float
    text: str


def parse_rate(text: str) -> Rate:
    """Read a rate such as `1/s`, `0.5/s`, `30/min`, `100/h`, or `off`.

    Raises ConfigurationError when it is none, or is slower than one a day.
    """
    squeezed = text.strip().lower()
    if squeezed == "off":
        return Rate(0.0, "off")
    match = _RATE.fullmatch(squeezed)
    count = float(match["count"]) if match else 0.0
    if not match or count <= 0 or not math.isfinite(count) or _SECONDS[match["unit"]] / count > _SLOWEST:
        raise ConfigurationError(
            f"{text[:40]!r} is not a rate", hint="A rate reads 1/s, 0.5/s, 30/min or 100/h; at least one a day"
        )
    return Rate(_SECONDS[match["unit"]] / count, squeezed.replace(" ", ""))


class Limiter:
    """Says when the next request may go out. `interval` (seconds) can only be made longer, by `slow_to`."""

    def __init__(self, interval: float, folder: Path, clock: Callable[[], float] = time.monotonic) -> None:
        """Hold `interval` with all processes that use the same `folder`, which is made when it is first needed."""
        self.interval = interval
        self._folder = folder
        self._clock = clock

    def slow_to(self, interval: float) -> None:
        """Keep at least `interval` seconds from now on, as robots.txt may ask."""
        self.interval = max(self.interval, interval)

    async def turn(self) -> None:
        """Wait until a request may be sent, and take the turn.

        Raises ConfigurationError when the state folder cannot be written: without it the limit would not hold.
        """
        try:
            while (wait := self._claim()) > 0:
                await asyncio.sleep(wait)
        except OSError as error:
            raise ConfigurationError(
                f"the rate cannot be kept between processes: {error.strerror or error}",
                where=str(self._folder),
                hint="Name a folder that can be written in OGPSCRAPE_STATE_FOLDER",
            ) from error

    def _claim(self) -> float:
        """Take the turn if it has come and return 0; else return the seconds to wait before asking again."""
        from filelock import FileLock, Timeout

        self._folder.mkdir(parents=True, exist_ok=True)
        try:
            with FileLock(self._folder / "rate.lock", blocking=False):
                return self._claim_locked(self._folder / "last-request")
        except Timeout:
            return _LOCK_POLL

    def _claim_locked(self, file: Path) -> float:
        now = self._clock()
        last = _read_time(file)
        if last is not None and not last <= now:
            file.write_text(repr(now), encoding="ascii")
            return self.interval
        due = now if last is None else last + self.interval
        if due > now:
            return due - now
        # Waking up a few milliseconds late every time would add up over a long run.
        file.write_text(repr(max(due, now - _LATENESS * self.interval)), encoding="ascii")
        return 0.0


def _read_time(file: Path) -> float | None:
    """Return the time in the file, None when there is none, and "in the future" for what cannot be read as one."""
    try:
        return float(file.read_text(encoding="ascii"))
    except FileNotFoundError:
        return None
    except ValueError:
        return math.inf
