"""When a page is due: each has a time of its own within `max_age`, so that every day brings its share and no more."""

from datetime import UTC, datetime, timedelta
from hashlib import sha256

_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)


def is_due(commitment_id: str, checked_at: datetime | None, now: datetime, max_age: timedelta) -> bool:
    """Tell whether a page is to be asked for.

    A page is due when its own moment has come since it was last checked. The moments of one page are `max_age` apart,
    so no page is older than that; those of all pages are spread evenly, so pages that were first got together do
    not stay together. A check that lies in the future (a clock was wrong) does not count.
    """
    if checked_at is None or checked_at > now or max_age <= timedelta(0):
        return True
    return checked_at < _last_moment(commitment_id, now, max_age)


def _last_moment(commitment_id: str, now: datetime, max_age: timedelta) -> datetime:
    place = int.from_bytes(sha256(commitment_id.encode()).digest()[:6], "big") / 2**48
    first = _EPOCH + place * max_age
    return first + (now - first) // max_age * max_age
