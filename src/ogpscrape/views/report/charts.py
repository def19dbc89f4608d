"""What the charts are made of: places in hundredths of a chart's width, which the templates write down as SVG.

SVG takes percentages (https://www.w3.org/TR/SVG2/coords.html#Units): bars grow with the window and their letters do
not. Colours are the classes of the style.
"""

from collections.abc import Sequence
from typing import NamedTuple

from ogpscrape.views.plans import MemberRecords, Plan
from ogpscrape.views.ratings import Rating
from ogpscrape.views.report.counting import Numbers
from ogpscrape.views.text import one_line
from ogpscrape.views.timeline import Stretch, day_of, place, timeline, years

#: The narrowest that a bar is drawn, in pixels, and what a letter in it takes: what does not fit is left to the table.
_NARROWEST, _LETTER = 200, 8
#: Shades of a grid, the lightest first: variables of the style.
_SHADES = 4
#: So many dated milestones are listed below a timeline; the records have them all.
LISTED = 200


class Segment(NamedTuple):
    """A part of a bar: where it begins, how wide it is, and what is in it."""

    tone: str
    x: float
    width: float
    text: str

    @property
    def middle(self) -> float:
        """Where its text is."""
        return round(self.x + self.width / 2, 2)


class Bar(NamedTuple):
    """One row of a chart: stacked segments, with the name before them and the total after."""

    label: str
    total: int
    segments: tuple[Segment, ...]


def bars(numbers: Numbers, *, share: bool = False) -> list[Bar]:
    """Return one stacked bar a row that has anything; with `share` every bar is as long as the others."""
    rows = [row for row in numbers.rows if row.total]
    longest = max((row.total for row in rows), default=1)
    return [
        Bar(row.label, row.total, _segments(numbers.columns, row.counts, row.total if share else longest, share=share))
        for row in rows
    ]


def _segments(columns: Sequence[Rating], counts: Sequence[int], whole: int, *, share: bool) -> tuple[Segment, ...]:
    found, before = [], 0
    for rating, count in zip(columns, counts, strict=True):
        if count:
            width = round(100 * count / whole, 2)
            number = f"{count / whole:.0%}" if share else f"{count:,}"
            texts = (f"{rating.symbol}\N{NARROW NO-BREAK SPACE}{number}", number, rating.symbol)
            room = width * _NARROWEST / 100 - 4
            text = next((text for text in texts if len(text) * _LETTER <= room), "")
            found.append(Segment(rating.tone, round(100 * before / whole, 2), width, text))
        before += count
    return tuple(found)


def shades(numbers: Numbers) -> list[list[int]]:
    """Return the shade of every number of a grid: 0 for nothing, the fourth for the most."""
    most = max((count for row in numbers.rows for count in row.counts), default=0)
    return [[max(1, round(count / most * _SHADES)) if count else 0 for count in row.counts] for row in numbers.rows]


class Due(NamedTuple):
    """A dated milestone with its commitment."""

    commitment_id: str
    stretch: Stretch
    title: str


class PlanLine(NamedTuple):
    """A plan on a timeline: its name and years in words, its bar if it has years, and where milestones end."""

    label: str
    words: str
    bar: tuple[float, float] | None
    marks: tuple[float, ...]


class Timeline(NamedTuple):
    """The plans of a member, one below the other, and their dated milestones.

    Attributes:
        years: the years with where each begins.
        lines: the plans, the oldest first.
        due: the milestones by the day on which they end, the first `LISTED`.
        total: how many there are.

    """

    years: tuple[tuple[int, float], ...]
    lines: tuple[PlanLine, ...]
    due: tuple[Due, ...]
    total: int


def plans_in_time(member: MemberRecords) -> Timeline | None:
    """Return the timeline of a member's plans, or None where nothing has a year."""
    found = [(plan, _period(plan.years), _due(plan)) for plan in member.plans]
    stretches = [period for _, period, _ in found if period] + [due.stretch for _, _, dues in found for due in dues]
    span = years(stretches)
    if not span:
        return None
    lines = tuple(_line(plan.label, period, dues, span) for plan, period, dues in found)
    due = sorted(
        (due for _, _, dues in found for due in dues), key=lambda due: (due.stretch.days[1], due.commitment_id)
    )
    step = -(-len(span) // 7)
    return Timeline(
        tuple((year, _percent((year - span[0]) / len(span))) for year in span[::step]),
        lines,
        tuple(due[:LISTED]),
        len(due),
    )


def _due(plan: Plan) -> list[Due]:
    return [
        Due(record.id, stretch, one_line(stretch.title))
        for record in plan.records
        for stretch in timeline(record)
        if stretch.of_milestone
    ]


def _line(label: str, period: Stretch | None, dues: Sequence[Due], span: range) -> PlanLine:
    words = f"{len(dues):,} dated milestone{'' if len(dues) == 1 else 's'}" if dues else "no dated milestone"
    marks = {_percent(place(due.stretch.days[1], span, last=True)) for due in dues}
    bar = _place(period, span) if period else None
    return PlanLine(
        label, f"{period.dates}, {words}" if period and period.dates != label else words, bar, tuple(sorted(marks))
    )


def _period(found: tuple[int | None, int | None]) -> Stretch | None:
    first, last = (None if year is None else f"{year:04}" for year in found)
    begin, end = day_of(first), day_of(last or first, last=True)
    return Stretch("", "", begin, end, "–".join(filter(None, (first, last)))) if begin and end else None


def _place(stretch: Stretch, span: range) -> tuple[float, float]:
    first, last = stretch.days
    start = _percent(place(first, span))
    return start, round(max(0.5, _percent(place(last, span, last=True)) - start), 2)


def _percent(part: float) -> float:
    return round(100 * part, 2)
