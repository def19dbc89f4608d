"""When things are to happen: dates of the record as days, and the stretches of time that views draw."""

from calendar import monthrange
from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from ogpscrape.commitment import Commitment


class Stretch(NamedTuple):
    """A stretch of time, or a single date.

    Attributes:
        label: a milestone's code or number, or "Plan" for the commitment's own period.
        title: what it is.
        first: its first day; None where only the end is known.
        last: its last day; None where only the start is known.
        dates: both as the record has them, as `2018-09 – 2020-08`.
        completion: a milestone's rating.
        of_milestone: whether it is of a milestone; else of the commitment.

    """

    label: str
    title: str
    first: date | None
    last: date | None
    dates: str
    completion: str | None = None
    of_milestone: bool = True

    @property
    def days(self) -> tuple[date, date]:
        """The first and the last day to draw; the same where only one is known."""
        known = [day for day in (self.first, self.last) if day]
        return min(known), max(known)


def day_of(text: str | None, *, last: bool = False) -> date | None:
    """Return the first day of a date of the record, or its last: `2018-09` begins on the 1st and ends on the 30th.

    None for None, and for what is not a date of the calendar.
    """
    if text is None:
        return None
    try:
        year, *rest = map(int, text.split("-"))
        month = rest[0] if rest else 12 if last else 1
        day = rest[1] if len(rest) > 1 else monthrange(year, month)[1] if last else 1
        return date(year, month, day)
    except (ValueError, OverflowError):  # the second for a year of ten digits
        return None


def timeline(record: Commitment) -> list[Stretch]:
    """Return the commitment's own period and every milestone that has a date, in the order of the page."""
    found = []
    if record.plan:
        own = _stretch("Plan", "The commitment", record.plan.start_date, record.plan.end_date)
        found.append(own._replace(of_milestone=False))
    found += [
        _stretch(one.code or str(one.number), one.title or one.text or "", one.start_date, one.end_date, one.completion)
        for one in record.milestones
    ]
    return [stretch for stretch in found if stretch.first or stretch.last]


def _stretch(label: str, title: str, start: str | None, end: str | None, completion: str | None = None) -> Stretch:
    dates = " – ".join(dict.fromkeys(text for text in (start, end) if text))
    return Stretch(label, title, day_of(start), day_of(end, last=True), dates, completion)


def years(stretches: Iterable[Stretch]) -> range:
    """Return the years that stretches touch, the first and the last among them; empty when there are none."""
    days = [day for stretch in stretches for day in stretch.days]
    return range(min(days).year, max(days).year + 1) if days else range(0)


def place(day: date, span: range, *, last: bool = False) -> float:
    """Return where a day is in the years of `span`: 0 at the first one's start, 1 at the last one's end.

    Arguments:
        day: a day in those years.
        span: as `years` gives it.
        last: whether the end of the day is meant.

    """
    begin, end = date(span[0], 1, 1).toordinal(), date(span[-1], 12, 31).toordinal() + 1
    return (day.toordinal() + int(last) - begin) / (end - begin)
