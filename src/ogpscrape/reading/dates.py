"""Dates as plans write them, to ISO 8601: as precise as the words and no more; a guess is never made.

A quarter, a season or a half year is a stretch of months: its first month for a start, its last for an end. A date
in numbers alone (`01/09/2018`) may be European or American: its order is taken from the other dates of the text
(`date_order`), and stays open (null, with a warning) where none of them tells. Today's day never comes in.
"""

import re
from typing import Final, NamedTuple

from ogpscrape.reading.date_forms import NAME, NUMBERS, Found, Order, Role, checked, fold, read_all
from ogpscrape.warning_codes import WarningCode

#: The middle of a date in numbers, for each sign: texts without one are told by this alone.
_NUMBERS_AT_ALL: Final = (re.compile(r"/\s?\d\d?\s?/"), re.compile(r"-\s?\d\d?\s?-"))
#: What may be between the two ends of a stretch.
_JOIN: Final = re.compile(
    r"[\s,;.:|]*(?:[-–—−‑~/>→]|\band on-?going until\b|\bto\b|\buntil\b|\btill?\b|\bthrough\b"
    r"|\bup to\b|\bal?\b|\bau\b|\bhasta\b|\bat[ée]\b|\band\b|\be?y\b|\bby\b|\bet\b|\bjusqu'\w*)?"
    r"[\s,;.:|]*(?:(?:to|al?|au|the|end of|by|la|el|fin de|finales de)\s+){0,3}\(?",
    re.IGNORECASE,
)
#: A stretch of time counted from some event, such as "12 months after the law": no date can be made of it.
_RELATIVE: Final = re.compile(
    r"\b(?:days?|weeks?|months?|years?|d[ií]as|semanas|mes(?:es)?|a[nñ]os|jours|semaines|mois|ans)\b(?:\s+\w+){0,2}?\s+"
    r"(?:after|from|following|since|of the date|before|despu[eé]s|desde|apr[eè]s|[aà] partir|avant|antes)\b",
    re.IGNORECASE,
)
#: What is before or after a date alone that is a start.
_BEFORE_A_START: Final = re.compile(
    r"\b(?:from|since|starting|starts?|begins?|beginning|desde|[aà] partir d[eu]l?|depuis|in[ií]cio)\W*(?:date\W*)?$",
    re.IGNORECASE,
)
_AFTER_A_START: Final = re.compile(
    rf"\s*[-–—]\s*(?P<month>{NAME})|\s*(?:[-–—~(]|to)?\s*(?:on-?going|continu\w+|permanent\w*|present"
    r"|(?:and|et) (?:beyond|au-del[aà])|en adelante|\.?\s*>"
    r"|(?:is )?(?:published )?(?:on a )?regular\w*|en curso|en cours|onwards?"
    r"|(?:up )?to date\b|(?:un)?till? now\b|hasta la fecha|[àa] ce jour)",
    re.IGNORECASE,
)
#: Words for a part of a stretch that no ISO date tells, so that the words keep it: "End of 2024".
_PART_OF: Final = re.compile(
    r"\b(?:by |before |until |from )?(?:the )?(?:end|beginning|start|middle|mid|early|late|fin|(?:a )?finales"
    r"|(?:a )?mediados|(?:a )?principios|d[ée]but|mi|courant)(?:[ -](?:of |de |du )?(?:the )?)$",
    re.IGNORECASE,
)
#: What is after a date is not that date.
_AFTER: Final = re.compile(
    r"\b(?:after|following|despu[eé]s de|apr[eè]s|ap[oó]s)\s+(?:the\s+|el\s+|le\s+)?(?:end of\s+)?$", re.IGNORECASE
)
#: Words that say on purpose that there is no date: no fault, no warning.
_OPEN: Final = re.compile(
    r"\b(?:on-?\s?going|continu\w*|permanent\w*|regular\w*|tb[cd]|to be (?:determined|confirmed|decided|defined)"
    r"|not (?:set|specified|stated|given|available|applicable|yet \w+)|n/?a"
    r"|en curso|por definir|permanente|en cours|indefinid\w+|immediate\w*|recurr\w+|annual\w*"
    r"|throughout)\b|^\W*$",
    re.IGNORECASE,
)
#: Years that a plan's dates may have; others are years that a text speaks of, or slips of the pen.
PLAN_YEARS: Final = range(2008, 2046)


class DateReading(NamedTuple):
    """A date as ISO 8601, or None, and then the code of the warning unless the words say that there is none."""

    iso: str | None
    warning: WarningCode | None = None


class PeriodReading(NamedTuple):
    """A stretch of time: both dates, the words that say so, and what is open about them."""

    start: str | None
    end: str | None
    dates_text: str | None
    warnings: tuple[WarningCode, ...] = ()


def date_order(text: str) -> Order | None:
    """Return in which order the dates of `text` have day and month, or None where none of them tells, or they disagree.

    A number above 12 tells. One that disagrees with four others is a slip of the pen.
    """
    day_first = month_first = 0
    for match in NUMBERS.finditer(text) if any(sign.search(text) for sign in _NUMBERS_AT_ALL) else ():
        first, second = int(match[1]), int(match[3])
        day_first += 12 < first <= 31 and second <= 12
        month_first += first <= 12 < second <= 31
    if bool(day_first) != bool(month_first):
        return "day_first" if day_first else "month_first"
    if day_first > 3 * month_first:
        return "day_first"
    if month_first > 3 * day_first:
        return "month_first"
    return None


def find_dates(text: str, *, order: Order | None = None) -> list[Found]:
    """Return every date written in `text`, in order, bare years among them (see `Found.bare_year`)."""
    folded = fold(text)
    found = list(read_all(folded, order))
    out: list[Found] = []
    for index in range(len(found) - 1, -1, -1):  # from the end, so that a part knows the year after it
        date = found[index]
        if date.part:
            nearest = out[-1] if out else None
            gap = (
                _JOIN.fullmatch(folded, date.end, nearest.start) if nearest and nearest.start - date.end < 24 else None
            )
            if nearest is None or gap is None or nearest.impossible:
                continue
            filled = _with_year(date, nearest)
            if filled is None:
                continue
            date = filled
        out.append(date)
    out.reverse()
    return out


def _with_year(part: Found, whole: Found) -> Found | None:
    """Return a date without its year completed by the date it is joined to, or None where that does not do."""
    if part.month is None:  # a day alone: the month is the other side's too
        if whole.month is None or whole.day is None or whole.swapped is not None:
            return None
        return checked(part._replace(year=whole.year, month=whole.month, part=False))
    if whole.month is None and part.day is None:
        return None
    # "November - March 2021" begins in the year before
    year = whole.year - (whole.month is not None and part.month > whole.month)
    return checked(part._replace(year=year, part=False))


def read_date(text: str, *, role: Role, order: Order | None = None) -> DateReading:
    """Return the one date that `text` gives, as a start or as an end.

    `order` is that of dates in numbers alone, from the rest of the page (`date_order`). Of several dates the first
    counts for a start, the last for an end.
    """
    dates = find_dates(text, order=order or date_order(text))
    relative = _RELATIVE.search(text)
    if len(dates) == 1:
        relative = relative or _AFTER.search(text, 0, dates[0].start)
    if not dates or relative:
        return DateReading(None, None if _OPEN.search(text) and not relative else WarningCode.UNREADABLE_DATE)
    date = dates[0] if role == "start" else dates[-1]
    if date.swapped is not None:
        return DateReading(None, WarningCode.AMBIGUOUS_DATE)
    iso = date.iso(role)
    return DateReading(iso, None if iso else WarningCode.UNREADABLE_DATE)


def read_period(text: str, *, order: Order | None = None) -> PeriodReading:
    """Return the start and the end that `text` gives. One date alone is the end, unless its words say "from".

    `dates_text` is the stretch of `text` from the first word of the dates to the last.
    """
    if _RELATIVE.search(text):
        return PeriodReading(None, None, text.strip() or None, (WarningCode.UNREADABLE_DATE,))
    dates = find_dates(text, order=order or date_order(text))
    if not dates:
        blank = not text.strip()
        return PeriodReading(
            None, None, None if blank else text.strip(), () if _OPEN.search(text) else (WarningCode.UNREADABLE_DATE,)
        )
    start, end = dates[0], dates[-1]
    part = _PART_OF.search(text, max(0, start.start - 30), start.start)
    words = text[part.start() if part else start.start : end.end]
    if len(dates) == 1:
        return _one_date(text, start, words)
    start, end = likelier(start, end)
    first, last, fits = fitting(start.iso("start"), end.iso("end"))
    odd = () if fits else (WarningCode.IMPOSSIBLE_PERIOD,)
    return PeriodReading(first, last, words, (*_warnings(start, end), *odd))


def fitting(start: str | None, end: str | None) -> tuple[str | None, str | None, bool]:
    """Return a start and an end, and whether the start is not after the end.

    Where it is, one of them is a slip of the pen, as "September 2078 - August 2020": a year that no plan has is not
    taken; of two years that both may be, nobody knows which is right, and both stay as written.
    """
    size = min(len(start or ""), len(end or ""))
    if not size or (start or "")[:size] <= (end or "")[:size]:
        return start, end, True
    first, last = (date if int((date or "")[:4]) in PLAN_YEARS else None for date in (start, end))
    return first, last, False


def one_is_a_start(before: str, after: str) -> bool:
    """Tell whether a date alone is a start, by the words right before and after it ("from ...", "... - ongoing")."""
    return bool(_BEFORE_A_START.search(before) or _AFTER_A_START.match(after))


def likelier(start: Found, end: Found) -> tuple[Found, Found]:
    """Return both dates, an open order settled where only one makes the start come before the end."""
    if start.swapped is None and end.swapped is None:
        return start, end
    options = []
    for turn in (False, True):
        pair = [date.turned() if turn else date.settled() for date in (start, end)]
        if (pair[0].iso("start") or "") <= (pair[1].iso("end") or ""):
            options.append((pair[0], pair[1]))
    return options[0] if len(options) == 1 else (start, end)


def joined(text: str, one: Found, other: Found) -> bool:
    """Tell whether two dates are side by side, with nothing between them but what joins the ends of a stretch."""
    return other.start - one.end < 40 and _JOIN.fullmatch(text, one.end, other.start) is not None


def _one_date(text: str, date: Found, words: str) -> PeriodReading:
    warnings = _warnings(date)
    if _AFTER.search(text, 0, date.start):
        return PeriodReading(None, None, text.strip(), (WarningCode.UNREADABLE_DATE,))
    if date.month is None and date.last_year is not None:  # "2019/2020"
        return PeriodReading(date.iso("start"), date.iso("end"), words, warnings)
    after = text[date.end : date.end + 30]
    if one_is_a_start(text[max(0, date.start - 30) : date.start], after):
        goes_on = _AFTER_A_START.match(after)
        if goes_on is not None and goes_on["month"]:  # "September 2018 - August 2O20": its end has no year
            warnings = (*warnings, WarningCode.UNREADABLE_DATE)
        return PeriodReading(date.iso("start"), None, words, warnings)
    return PeriodReading(None, date.iso("end"), words, warnings)


def _warnings(*dates: Found) -> tuple[WarningCode, ...]:
    codes = [
        WarningCode.AMBIGUOUS_DATE if date.swapped is not None else WarningCode.UNREADABLE_DATE
        for date in dates
        if date.swapped is not None or date.impossible
    ]
    return tuple(dict.fromkeys(codes))
