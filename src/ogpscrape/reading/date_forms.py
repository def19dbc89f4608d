"""The forms that dates are written in, and what each says: the numbers and names of `dates.py`."""

import re
from calendar import monthrange
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from typing import Final, Literal, NamedTuple

Role = Literal["start", "end"]
Order = Literal["day_first", "month_first"]

#: Month names and their short forms in English, Spanish, French and Portuguese, without accents.
_MONTHS: Final = {
    name: number
    for number, names in enumerate(
        (
            "january jan enero ene janvier janv janeiro",
            "february feb febr febrero fevrier fevr fev fevereiro",
            "march mar marzo mars marco",
            "april apr abril abr avril avr",
            "may mayo mai maio",
            "june jun junio juin junho",
            "july jul julio juillet juil julho",
            "august aug agosto ago aout",
            "september sept sep septiembre setiembre set septembre setembro",
            "october oct octubre octobre outubro",
            "november nov noviembre novembre novembro",
            "december dec diciembre dic decembre dezembro dez",
        ),
        start=1,
    )
    for name in names.split()
}
_ORDINALS: Final = {
    word: number
    for number, words in enumerate(
        (
            "1 1st 1er 1ro 1ere 1re i first primer primero primera premier premiere",
            "2 2nd 2do 2da 2eme 2e ii second segundo segunda deuxieme second seconde",
            "3 3rd 3er 3ro 3eme 3e iii third tercer tercero tercera troisieme",
            "4 4th 4to 4ta 4eme 4e iv fourth last cuarto cuarta quatrieme",
        ),
        start=1,
    )
    for word in words.split()
}
#: First and last month; winter lies across two years and is read only where both are named.
_SEASONS: Final = {
    name: months
    for months, names in (
        ((3, 5), "spring primavera printemps"),
        ((6, 8), "summer verano ete"),
        ((9, 11), "autumn fall otono automne"),
        ((12, 2), "winter invierno hiver"),
    )
    for name in names.split()
}
#: Years that "2019-23" may lie apart.
_LONGEST_PLAN: Final = 6
#: One character for one character, so that places stay the same.
_PLAIN: Final = dict(
    zip(
        "áàâäãåéèêëíìîïóòôöõúùûüñçÁÀÂÄÃÅÉÈÊËÍÌÎÏÓÒÔÖÕÚÙÛÜÑÇœŒ’‘´\u00a0",
        "aaaaaaeeeeiiiiooooouuuuncaaaaaaeeeeiiiiooooouuuuncoo''' ",
        strict=True,
    )
)
_NO_DIGIT: Final = re.compile(r"\D")
_NOT_ASCII: Final = re.compile(r"[^\x00-\x7f]")


def _any_of(names: Iterable[str]) -> str:
    """Return a pattern of any of these names, the longest first; by their first letters, which is much the faster."""
    by_letter: dict[str, list[str]] = {}
    for name in sorted(names, key=len, reverse=True):
        by_letter.setdefault(name[0], []).append(name[1:])
    return "(?:" + "|".join(f"{letter}(?:{'|'.join(rest)})" for letter, rest in by_letter.items()) + ")"


NAME: Final = _any_of(_MONTHS) + r"\b\.?"
_YEAR: Final = r"(?:(?:19|20)\d\d|20'\d\d)(?![\d%]|[.,]\d{3})"
_DAY: Final = r"(?:3[01]|[12]\d|0?[1-9])(?!\d)(?:\s?(?:st|nd|rd|th|er|º|°|o|ro)\b|º|°)?"
_OF: Final = r"(?:\s*,\s*|\s+of\s+|\s+del?(?:\s+ano)?\s+|\s+|\s*[-–/.]\s*)"
_NTH: Final = _any_of(_ORDINALS)
_SEASON: Final = _any_of(_SEASONS)
_SEMESTER: Final = r"(?:half(?:[- ]?year)?|semester|semestre)"
_QUARTER: Final = r"(?:quarter|trimestre|trimester)"
_TO: Final = r"(?:\s*(?:[-–—−‑~]|\bto\b|\bal?\b|\bau\b|\bhasta\b|\band\b|\buntil\b|\by\b|\bjusqu'(?:a|en|au)?)\s*)"

#: What any date begins with, told by two characters: most words are passed over by these alone.
_BEGINS: Final = _any_of(
    {
        name[:2]
        for names in (_MONTHS, _ORDINALS, _SEASONS, ("quarter", "trimestre", "half", "semester"))
        for name in names
        if len(name) > 1 and name.isalpha()
    }
)
_DATE: Final = (
    rf"(?:(?<![\w/.'])|(?<=-\d\d/)(?=\d{{4}}-)|(?<=[a-z]/)|(?<=[qts][1-4]/)|(?<=\d{{4}}/)(?=[a-z]))(?=\d|[qths]\s?[\di]|i\s|{_BEGINS})(?:"
    rf"(?P<iso>(?P<iy>(?:19|20)\d\d)-(?P<im>0[1-9]|1[0-2])(?:-(?P<id>0[1-9]|[12]\d|3[01]))?(?![\w-]|/\d\d?(?!\d)))"
    rf"|(?P<ydots>(?P<y3>(?:19|20)\d\d)\s?[./]\s?(?P<m3>0?[1-9]|1[0-2])\s?[./]\s?(?P<d3>3[01]|[12]\d|0?[1-9])(?!\d))"
    rf"|(?P<num>(?P<n1>\d\d?)\s?(?P<sep>[./-])\s?(?P<n2>\d\d?)\s?(?P=sep)\s?(?P<ny>{_YEAR}|\d\d(?!\d)))"
    rf"|(?P<mnum>(?P<nm>0?[1-9]|1[0-2])\s?[./]\s?(?P<nmy>{_YEAR}))"
    rf"|(?P<dmy>(?<!week\s)(?<!semana\s)(?<!semaine\s)(?P<dd>{_DAY})(?:\s*[-–/.,]?\s*|\s+of\s+(?:the\s+)?|\s+de\s+)(?P<dm>{NAME})(?:{_OF}(?P<dy>{_YEAR})|\s?(?P<dys>'\d\d(?!\d))|[-/](?P<dyd>\d\d(?!\d))))"
    rf"|(?P<mdy>(?P<mm>{NAME})\s*(?P<md>{_DAY})(?:\s*,\s*|\s+(?:of\s+|del?\s+)?)(?P<mdy_y>{_YEAR}))"
    rf"|(?P<my>(?P<m>{NAME})(?:{_OF}(?:the\s+year\s+)?(?P<y>{_YEAR})|\s*-?\s*(?P<ys>'\s?\d\d(?!\d))|[-/](?P<ysd>\d\d(?!\d))))"
    rf"|(?P<ymd>(?P<yy>{_YEAR})[\s,/-]+(?P<ym>{NAME})(?=\s*(?:$|[;|)\n])))"
    rf"|(?P<quarter>(?:(?:[qt]\s?(?P<q1>[1-4])|(?P<q2>[1-4])\s?[qt]|(?P<q3>{_NTH})\s+{_QUARTER}|{_QUARTER}\s+(?P<q4>[1-4]|i{{1,3}}|iv))"
    rf"(?:{_OF}|)(?:the\s+year\s+)?(?P<qy>{_YEAR})|(?P<qy2>{_YEAR})\s*[-/,]?\s*(?:[qt]\s?(?P<q5>[1-4])|(?P<q6>[1-4])\s?[qt]|(?P<q7>{_NTH})\s+{_QUARTER})\b))"
    rf"|(?P<half>(?:(?:h\s?(?P<h1>[12])|s\s?(?P<h5>[12]|ii?)|(?P<h3>{_NTH})\s+{_SEMESTER}|{_SEMESTER}\s+(?P<h4>[12]|ii?)))(?:{_OF}|)(?P<hy>{_YEAR})|(?P<hy2>{_YEAR})\s*[-/,]?\s*h\s?(?P<h2>[12])\b)"
    rf"|(?P<season>(?P<sn>{_SEASON})(?:{_OF}|)(?P<sy>{_YEAR})(?:\s?[/–-]\s?(?P<sy2>{_YEAR}|\d\d(?!\d)))?)"
    rf"|(?P<years>(?P<y1>(?:19|20)\d\d)(?:\s?/\s?(?P<y2>(?:20)?\d\d)(?![\d/])|[-–](?P<y2s>1[3-9]|[2-4]\d)(?![\w/.-])))"
    rf"|(?P<year>{_YEAR})(?![\w/]|-\d\d?-\d)"
    # a date without its year: only the left side of a stretch whose right side has it
    rf"|(?P<part>(?:(?P<pd>{_DAY})\s*(?:de\s+|of\s+)?(?P<pm>{NAME})|(?P<pm2>{NAME})\s*(?P<pd2>{_DAY})|(?P<pm3>{NAME})"
    rf"|[qt]\s?(?P<pq>[1-4])|(?P<pq2>{_NTH})\s+{_QUARTER}|(?P<ph>{_NTH})\s+{_SEMESTER}|(?P<psn>{_SEASON}))(?=(?:{_TO}|\s?/\s?)[\da-z])|(?P<pd3>{_DAY})(?={_TO}[\da-z]))"
    rf")"
)
NUMBERS: Final = re.compile(r"(\d(?<![\w/.-].)\d?)\s?([/-])\s?(\d\d?)\s?\2\s?(?:(?:19|20)\d\d|\d\d)(?!\d)")
#: Each form after its first character: a search for one of a few characters is the fastest.
_MAY_BE_A_YEAR: Final = re.compile(
    r"[\d'./-](?:(?:(?<=1)9|(?<=2)0)'?\d\d|(?<=['./-])\s?\d\d(?!\d)|(?<=[a-z.]\s\d)\d(?!\d))"
)


class Found(NamedTuple):
    """A date in a text: its place there, and what it says; `last_*` where it is a stretch of months or years."""

    start: int
    end: int
    year: int
    month: int | None = None
    day: int | None = None
    last_year: int | None = None
    last_month: int | None = None
    swapped: tuple[int, int] | None = None  # (month, day) if the numbers are in the other order
    alternative: tuple[int, int] | None = None  # the same, where the text's other dates have settled it
    impossible: bool = False  # such as 31/02/2020, or a winter of one year
    part: bool = False  # has no year of its own yet

    @property
    def bare_year(self) -> bool:
        """Whether it is nothing but a year, which in running text need not be a date at all."""
        return self.month is None and self.end - self.start <= 5

    def iso(self, role: Role) -> str | None:
        """Return the date as ISO 8601, or None where it is open or impossible."""
        if self.impossible or self.swapped is not None:
            return None
        year, month = self.year, self.month
        if role == "end":
            year, month = self.last_year or year, self.last_month or month
        if month is None:
            return f"{year:04}"
        return f"{year:04}-{month:02}" + (f"-{self.day:02}" if self.day is not None else "")

    def turned(self) -> "Found":
        """Return the date with day and month read the other way."""
        if self.swapped is None:
            return self
        month, day = self.swapped
        return self._replace(month=month, day=day, swapped=None)

    def within(self, start: str | None, end: str | None) -> "Found":
        """Return the date in its other order where only that lies between two ISO dates: a slip of the pen."""
        if self.alternative is None or start is None or end is None or start <= (self.iso("start") or "") <= end + "~":
            return self
        month, day = self.alternative
        other = self._replace(month=month, day=day, alternative=None)
        return other if start <= (other.iso("start") or "") <= end + "~" else self

    def settled(self) -> "Found":
        """Return the date with day and month as they were read at first: the day before the month."""
        return self._replace(swapped=None)


def fold(text: str) -> str:
    """Return `text` in lower case without accents, every character in its place."""
    if text.isascii():
        return text.lower()
    folded = _NOT_ASCII.sub(lambda match: _PLAIN.get(match[0], match[0]), text)
    low = folded.lower()
    if len(low) == len(text):
        return low
    # a letter that becomes two in lower case stays as it is
    return "".join(char.lower() if len(char.lower()) == 1 else char for char in folded)


def read_all(folded: str, order: Order | None) -> Iterator[Found]:
    """Yield every date in a folded text, parts without a year among them."""
    for begin, end in _near_years(folded):
        for match in _any_date().finditer(folded, begin, end):
            date = _read(match, order)
            if date is not None:
                yield date


@cache
def _any_date() -> re.Pattern[str]:
    # Made when the first year is met: it takes longer than to read a page, and most pages have no date to read.
    return re.compile(_DATE)


def _near_years(folded: str) -> list[tuple[int, int]]:
    """Return the stretches around what may be a year: every date has one, or is joined to one that has."""
    out: list[tuple[int, int]] = []
    for match in _MAY_BE_A_YEAR.finditer(folded):
        begin, end = max(0, match.start() - 72), match.end() + 24
        if out and begin <= out[-1][1]:
            out[-1] = (out[-1][0], end)
        else:
            out.append((begin, end))
    return out


def _read(match: re.Match[str], order: Order | None) -> Found | None:
    form = match.lastgroup or ""
    return _numeric(match, order) if form == "num" else _READERS[form](match)


def _day(years: tuple[str, ...], month: str, day: str) -> Callable[[re.Match[str]], Found]:
    """Return what reads a date whose parts are in the groups of these names; the month may be a name."""

    def read(match: re.Match[str]) -> Found:
        number = _number(match[day]) if match[day] else None
        year = next(match[name] for name in years if match[name])
        return checked(Found(*match.span(), _year(year), _month(match[month]), number))

    return read


def _month_of(years: tuple[str, ...], month: str) -> Callable[[re.Match[str]], Found]:
    """Return what reads a month of a year, in the groups of these names."""

    def read(match: re.Match[str]) -> Found:
        return Found(*match.span(), _year(next(match[name] for name in years if match[name])), _month(match[month]))

    return read


def _quarter(match: re.Match[str]) -> Found | None:
    word = next(match[name] for name in ("q1", "q2", "q3", "q4", "q5", "q6", "q7") if match[name])
    number = _ORDINALS.get(word)  # a dotted capital I is none, though it is one without regard to case
    return _stretch(*match.span(), _year(match["qy"] or match["qy2"]), 3, number) if number else None


def _half(match: re.Match[str]) -> Found | None:
    word = next(match[name] for name in ("h1", "h2", "h3", "h4", "h5") if match[name])
    number = 2 if word == "last" else _ORDINALS.get(word, 3)
    return _stretch(*match.span(), _year(match["hy"] or match["hy2"]), 6, number) if number < 3 else None


def _years(match: re.Match[str]) -> Found:
    first, last = int(match["y1"]), _year(match["y2"] or match["y2s"])
    fits = last == first + 1 if match["y2"] else first < last <= first + _LONGEST_PLAN
    return Found(*match.span(), first, last_year=last, impossible=not fits)


def _bare_year(match: re.Match[str]) -> Found:
    return Found(*match.span(), _year(match["year"]))


def _numeric(match: re.Match[str], order: Order | None) -> Found | None:
    first, second, year = int(match["n1"]), int(match["n2"]), _year(match["ny"])
    start, end = match.span()
    if match["sep"] == "." or first > 12 or second > 12:
        # dots are European; a number above 12 is not a month
        day, month = (second, first) if second > 12 >= first and match["sep"] != "." else (first, second)
        return checked(Found(start, end, year, month, day)) if 1 <= month <= 12 else None
    if not first or not second:
        return None
    same = first == second
    if order == "month_first":
        return checked(Found(start, end, year, first, second, alternative=None if same else (second, first)))
    other = None if same else (first, second)
    if order is None:
        return checked(Found(start, end, year, second, first, swapped=other))
    return checked(Found(start, end, year, second, first, alternative=other))


def _season(match: re.Match[str]) -> Found:
    first, last = _SEASONS[match["sn"]]
    year = _year(match["sy"])
    second = _year(match["sy2"]) if match["sy2"] else None
    if first < last:
        return Found(*match.span(), year, first, last_year=second, last_month=last)
    return Found(*match.span(), year, first, last_year=year + 1, last_month=last, impossible=second != year + 1)


def _part(match: re.Match[str]) -> Found:
    name = match["pm"] or match["pm2"] or match["pm3"]
    day = match["pd"] or match["pd2"] or match["pd3"]
    if match["pq"] or match["pq2"]:
        return _stretch(*match.span(), 0, 3, _ORDINALS[match["pq"] or match["pq2"]])._replace(part=True)
    if match["ph"]:
        return _stretch(*match.span(), 0, 6, min(_ORDINALS[match["ph"]], 2))._replace(part=True)
    if match["psn"]:
        first, last = _SEASONS[match["psn"]]
        return Found(*match.span(), 0, first, last_month=last, impossible=first > last, part=True)
    return Found(*match.span(), 0, _month(name) if name else None, _number(day) if day else None, part=True)


def _stretch(start: int, end: int, year: int, months: int, number: int) -> Found:
    return Found(start, end, year, months * (number - 1) + 1, last_month=months * number)


def checked(date: Found) -> Found:
    """Return the date, marked where no calendar has it."""
    if date.month is None or date.day is None:
        return date
    valid = 1 <= date.month <= 12 and 1 <= date.day <= monthrange(date.year or 2000, date.month)[1]
    if valid and date.swapped is not None:
        month, day = date.swapped
        if not 1 <= day <= monthrange(date.year, month)[1]:
            return date._replace(swapped=None)
    return date if valid else date._replace(impossible=True, swapped=None)


def _year(text: str) -> int:
    digits = text if text.isdigit() else _NO_DIGIT.sub("", text)
    return 2000 + int(digits) if len(digits) == 2 else int(digits)


def _month(name: str) -> int:
    return int(name) if name.isdigit() else _MONTHS[name.rstrip(".")]


def _number(text: str) -> int:
    return int("".join(char for char in text[:2] if char.isdigit()))


#: What reads each form of `_DATE`, by the name of its group.
_READERS: Final[dict[str, Callable[[re.Match[str]], Found | None]]] = {
    "iso": _day(("iy",), "im", "id"),
    "ydots": _day(("y3",), "m3", "d3"),
    "mnum": _month_of(("nmy",), "nm"),
    "dmy": _day(("dy", "dys", "dyd"), "dm", "dd"),
    "mdy": _day(("mdy_y",), "mm", "md"),
    "my": _month_of(("y", "ys", "ysd"), "m"),
    "ymd": _month_of(("yy",), "ym"),
    "quarter": _quarter,
    "half": _half,
    "season": _season,
    "years": _years,
    "year": _bare_year,
    "part": _part,
}
