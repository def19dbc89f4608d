"""How records are written: one file a format. Knows records only.

Each format has a function `write(records, out, ...)`: it takes records one by one as they come and holds no more than
one, and it calls `out.write` with whole records or rows only, so that what was written is whole whenever a run ends.
"""

from datetime import UTC, datetime
from typing import Protocol


class TextOut(Protocol):
    """What the formats write to: any text file, or the command line's own stream."""

    def write(self, text: str, /) -> object:
        """Write `text`."""
        ...


def timestamp(time: datetime) -> str:
    """Return a time as ISO 8601 in UTC with a `Z`, the one spelling of times in all formats."""
    return time.astimezone(UTC).isoformat().replace("+00:00", "Z")
