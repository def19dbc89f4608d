"""One limit for everything that leaves the machine, held between all processes.

The time of the last request is in a file of the user's state folder, and, for all users of the machine together, in
one for each host in `/tmp`; whoever may send next writes its own time there, under a lock, and sends. Nothing is
reserved ahead, so a process that dies owes nobody anything.

The time is that of the system-wide monotonic clock, which setting the wall clock does not touch. It starts again when
the machine does, so a time from the future is one from before: it costs one interval, never more.
"""

import asyncio
import contextlib
import logging
import math
import os
import re
import stat
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from ogpscrape.errors import ConfigurationError

_RATE = re.compile(r"(?P<count>\d+(?:\.\d+)?|\.\d+)\s*/\s*(?P<unit>s|sec|second|m|min|minute|h|hour)")
_SECONDS = {"s": 1.0, "sec": 1.0, "second": 1.0, "m": 60.0, "min": 60.0, "minute": 60.0, "h": 3600.0, "hour": 3600.0}
_SLOWEST = 86_400.0
#: The shortest interval for the site itself, in seconds. Faster is a mistake of whoever asks for it.
FASTEST = 0.1
_LOCK_POLL = 0.01
#: The part of an interval by which a turn may be taken late without the next one being late as well.
_LATENESS = 0.02
#: Where all users of a machine can write, and none can take another's file away (the sticky bit).
_MACHINE_FOLDER = Path("/tmp")  # noqa: S108 - the point is that it is everybody's; see `_open_stamp` for the care taken
#: How long others may hold the lock of the machine's file, in seconds, before it is done without.
_LOCKED_FOR_LONG = 30.0
#: The length of what is written, in bytes.
_STAMP = 64
_log = logging.getLogger("ogpscrape")


@dataclass(frozen=True)
class Rate:
    """How often something may be asked for. `interval` is in seconds from start to start; 0 is not a limit."""

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

    def __init__(
        self, interval: float, folder: Path, host: str | None = None, clock: Callable[[], float] = time.monotonic
    ) -> None:
        """Hold `interval` with all processes that use the same `folder`, which is made when it is first needed.

        With a `host`, it is also held with all users of the machine who ask the same.
        """
        self.interval = interval
        self._folder = folder
        self._clock = clock
        self._machine = _machine_file(host) if host is not None else None
        self._waiting_since: float | None = None

    def slow_to(self, interval: float) -> None:
        """Keep at least `interval` seconds from now on, as robots.txt may ask."""
        self.interval = max(self.interval, interval)

    async def turn(self) -> None:
        """Wait until a request may be sent, and take the turn.

        Raises ConfigurationError when the state folder cannot be written: without it the limit would not hold.
        """
        self._waiting_since = None
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
            with (
                FileLock(self._folder / "rate.lock", blocking=False),
                _open_stamp(self._folder / "last-request", ours=True) as own,
                self._machine_stamp() as shared,
            ):
                return self._claim_locked([own] if shared is None else [own, shared])
        except (Timeout, BlockingIOError):
            return _LOCK_POLL

    @contextmanager
    def _machine_stamp(self) -> Iterator[int | None]:
        """Open and lock the file of the machine, or give None where it cannot be had.

        Raises BlockingIOError while another holds the lock.
        """
        if self._machine is None or self.interval <= 0:
            yield None
            return
        with contextlib.ExitStack() as stack:
            try:
                handle = stack.enter_context(_open_stamp(self._machine, ours=False))
                _lock(handle)
                stamp: int | None = handle
            except BlockingIOError:
                self._waiting_since = self._waiting_since or time.monotonic()
                if time.monotonic() - self._waiting_since < _LOCKED_FOR_LONG:
                    raise
                self._do_without("somebody holds its lock")
                stamp = None
            except OSError as error:
                self._do_without(error.strerror or str(error))
                stamp = None
            yield stamp

    def _do_without(self, why: str) -> None:
        _log.warning(
            "the rate is not held with other users of this machine: %s: %s. It is held with your own programs",
            self._machine,
            why,
            extra={"event": "rate"},
        )
        self._machine = None

    def _claim_locked(self, stamps: list[int]) -> float:
        now = self._clock()
        dues = []
        for stamp in stamps:
            last = _read_time(stamp)
            if not last <= now:
                # From before the machine was started, or no time at all.
                _write_time(stamp, now)
                return self.interval
            dues.append(last + self.interval)
        due = max(dues)
        if due > now:
            return due - now
        # Waking up a few milliseconds late every time would add up over a long run.
        for stamp in stamps:
            _write_time(stamp, max(due, now - _LATENESS * self.interval))
        return 0.0


def _machine_file(host: str) -> Path | None:
    """Return the file in which all users of the machine agree, or None where no folder is everybody's."""
    try:
        mode = _MACHINE_FOLDER.stat().st_mode
    except OSError:
        return None
    if sys.platform == "win32" or not (stat.S_ISDIR(mode) and mode & stat.S_ISVTX and mode & stat.S_IWOTH):
        return None
    return _MACHINE_FOLDER / f"ogpscrape-{sha256(host.encode()).hexdigest()[:16]}.last-request"


@contextmanager
def _open_stamp(path: Path, *, ours: bool) -> Iterator[int]:
    """Open a file that holds a time, and make it when it is not there.

    It may have been put there by anybody: a link is not followed, a pipe is not waited for, and nothing but a regular
    file with one name is written to. In a folder of `ours` anything else gives way to such a file.

    Raises OSError.
    """
    flags = os.O_RDWR | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0)
    if ours and path.is_symlink():
        path.unlink()
    try:
        handle = os.open(path, flags)
    except FileNotFoundError:
        # Exclusively: where /tmp is protected (fs.protected_regular) another's file may not be opened with O_CREAT.
        with contextlib.suppress(FileExistsError):
            made = os.open(path, flags | os.O_CREAT | os.O_EXCL, 0o600)
            _write_time(made, -math.inf)
            if not ours:
                os.fchmod(made, 0o666)  # whatever the umask says
            os.close(made)
        handle = os.open(path, flags)
    try:
        found = os.fstat(handle)
        if not stat.S_ISREG(found.st_mode) or found.st_nlink != 1:
            raise OSError(0, "it is not a plain file")
        yield handle
    finally:
        os.close(handle)


def _lock(handle: int) -> None:
    """Lock an open file until it is closed. Raises BlockingIOError when another holds the lock."""
    if sys.platform != "win32":
        import fcntl

        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)


def _read_time(handle: int) -> float:
    """Return the time in the file: "in the future" for what cannot be read as one."""
    os.lseek(handle, 0, os.SEEK_SET)
    try:
        return float(os.read(handle, _STAMP).decode("ascii"))
    except ValueError:
        return math.inf


def _write_time(handle: int, moment: float) -> None:
    # As long as any other, so that a process killed half-way leaves no part of a number.
    os.lseek(handle, 0, os.SEEK_SET)
    os.write(handle, repr(moment).ljust(_STAMP).encode("ascii"))
    os.ftruncate(handle, _STAMP)
