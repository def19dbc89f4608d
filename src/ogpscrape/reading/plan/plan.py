"""What the action plan says inside a commitment's description, by its headings: problem, objective, milestones ..."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from ogpscrape.commitment import Milestone, Plan, PlanSection, Section
from ogpscrape.commitment import Warning as RecordWarning
from ogpscrape.reading.date_forms import Order, fold
from ogpscrape.reading.dates import PeriodReading, date_order, find_dates, fitting, joined, read_period
from ogpscrape.reading.plan.candidates import Heading
from ogpscrape.reading.plan.headings import find_headings
from ogpscrape.reading.plan.rows import TableRow, with_tables
from ogpscrape.reading.plan.words import gathered_kind
from ogpscrape.warning_codes import WarningCode

if TYPE_CHECKING:
    from ogpscrape.reading.plan.items import Item

#: The kinds whose text is a field of its own.
_TEXTS: Final = (
    "problem", "commitment", "objective", "contribution", "relevance", "additional_information", "lead", "supporting",
    "contact", "status", "funding", "risk", "indicator",
)  # fmt: skip
#: Fewer headings than this weigh nothing: a description with one everyday word before a colon is prose.
_LEAST_WEIGHT: Final = 2
#: A heading that gathers others has an answer of its own where more than this follows it: a page number does not.
_LEAST_ANSWER: Final = 40
#: The answer to "start and end date" is at most this long; what follows is other text.
_LONGEST_PERIOD: Final = 400
#: So many characters of two milestones with the same code are the same in both.
_SAME_WORDS: Final = 40
_BEGINS: Final = re.compile(r"start|inicio|debut|initiat|begin")
_FINISHES: Final = re.compile(r"end\b|fin\b|termino|complet|deadline|dates")
_FROM: Final = re.compile(r"(?:From|from|De|Desde|Du|Del)$")
#: Dates that are said again in brackets: "Q1 2019 - Q4 2019 (January - October 2019)".
_SAID_AGAIN: Final = re.compile(r"\s?\([^()]{4,60}\)")
_EDGE: Final = " \n\t;|"


#: Start, end, and the words that say so.
_Period = tuple[str | None, str | None, str | None]


@dataclass(frozen=True)
class PlanReading:
    """The plan inside a description, its milestones (numbered from 1), and what was odd about both."""

    plan: Plan | None
    milestones: list[Milestone] = field(default_factory=list)
    warnings: list[RecordWarning] = field(default_factory=list)


def read_plan(description: str, *, rows: Sequence[TableRow] = ()) -> PlanReading:
    """Return what the action plan says inside `description`, by the headings of its own template.

    `description` is prose as the record has it: paragraphs parted by a blank line, items as `- item`, or all in one
    paragraph. `rows` are those of real tables within it, so that a table of milestones can be read by its cells. Every
    text that comes back is a stretch of `description`, white space aside. Without a template `plan` is None and there
    are not milestones. Pure and linear in the length of the text.
    """
    headings = with_tables(find_headings(description)[0], rows, description)
    if sum(heading.weight for heading in headings) < _LEAST_WEIGHT:
        return PlanReading(None)
    return _Reader(description, headings, rows).read()


def _by_label(label: str, reading: PeriodReading) -> tuple[str | None, str | None]:
    """Return the start and the end that a period's label makes of its answer: "Start date" has no end alone."""
    begins, finishes = _BEGINS.search(label) is not None, _FINISHES.search(label) is not None
    if begins == finishes or (reading.start and reading.end):
        return reading.start, reading.end
    one = reading.start or reading.end
    return (one, None) if begins else (None, one)


def _identity(code: str | None, text: str | None) -> tuple[str | None, str]:
    """Return by what a milestone is known again where a later section says more of each: its code and first words."""
    return code, "".join((text or "").split())[:_SAME_WORDS].lower()


class _Reader:
    """Reads one description whose headings are known."""

    def __init__(self, text: str, headings: list[Heading], rows: Sequence[TableRow]) -> None:
        self.text = text
        self.order: Order | None = date_order(text)
        self.headings = self._answered(headings)
        self.rows = rows
        self.warnings: list[RecordWarning] = []
        ends = [heading.start for heading in headings[1:]] + [len(text)]
        self.ends = [self._edge(heading.end, end) for heading, end in zip(headings, ends, strict=True)]

    def _answered(self, headings: list[Heading]) -> list[Heading]:
        """Return the headings, each that gathers others made one of a kind where it has an answer of its own."""
        out = []
        for place, heading in enumerate(headings):
            stop = headings[place + 1].start if place + 1 < len(headings) else len(self.text)
            kind = gathered_kind(self._words(heading)) if heading.kind == "other" else None
            if kind is not None and self._edge(heading.end, stop) - heading.end > _LEAST_ANSWER:
                if find_dates(self.text[heading.end : heading.end + 40]):
                    out.append(heading)  # what follows is the period, slipped out of its place
                    continue
                heading = heading._replace(kind=kind)  # noqa: PLW2901 - the same heading, known better
            out.append(heading)
        return out

    def _edge(self, start: int, end: int) -> int:
        while end > start and self.text[end - 1] in _EDGE:
            end -= 1
        return end

    def read(self) -> PlanReading:
        start, end, words = self._period()
        texts: dict[str, list[str]] = {}
        others: list[Section] = []
        for heading, last in zip(self.headings, self.ends, strict=True):
            answer = self._answer(heading, last)
            if heading.kind in _TEXTS:
                if answer:
                    texts.setdefault(heading.kind, []).append(answer)
            elif heading.kind == "other" and answer:
                others.append(Section(heading=self._words(heading), text=answer))
            if heading.unknown:
                self._warn(
                    WarningCode.UNKNOWN_PLAN_HEADING, "plan.others", f"no kind for the heading: {self._words(heading)}"
                )
        plan = Plan(
            outline=self._outline(),
            **{kind: "\n\n".join(found) for kind, found in texts.items()},
            others=others,
            start_date=start,
            end_date=end,
            dates_text=words,
        )
        return PlanReading(plan, self._milestones(start, end), self.warnings)

    def _outline(self) -> list[PlanSection]:
        out = []
        first = self.headings[0].start
        lead = self.text[:first].rstrip(_EDGE)
        begin = len(lead) - len(lead.lstrip())
        if lead.strip():
            out.append(PlanSection(kind="preamble", heading=None, start=begin, end=len(lead)))
        for heading, end in zip(self.headings, self.ends, strict=True):
            words = self._words(heading) or None  # none over milestones that name themselves
            out.append(PlanSection(kind=heading.kind, heading=words, start=heading.start, end=end))
        return out

    def _words(self, heading: Heading) -> str:
        return self.text[heading.start : heading.end].strip()

    def _answer(self, heading: Heading, end: int) -> str:
        return self.text[heading.end : end].strip().lstrip(":").lstrip()

    def _warn(self, code: WarningCode, place: str, message: str) -> None:
        self.warnings.append(RecordWarning(code=code, field=place, message=" ".join(message.split())[:300]))

    # the commitment's own period

    def _period(self) -> _Period:
        start = end = None
        words: list[str] = []
        places = [place for place, heading in enumerate(self.headings) if heading.kind == "period"]
        for place in places:
            answer = self._answer(self.headings[place], self.ends[place])[:_LONGEST_PERIOD]
            if not find_dates(answer, order=self.order):
                answer = self._displaced(place)
            if (start and end) or not answer:
                continue
            reading = self._read_period(answer)
            first, last = _by_label(fold(self._words(self.headings[place])), reading)
            start, end = start or first, end or last
            words += [reading.dates_text] if reading.dates_text else []
        start, end, fits = fitting(start, end)
        if not fits and len(words) > 1:  # else what was read together has said so
            self._warn(WarningCode.IMPOSSIBLE_PERIOD, "plan.dates_text", f"the commitment's period: {'; '.join(words)}")
        return (start, end, "\n\n".join(words) or None) if places else self._unlabelled()

    def _read_period(self, words: str) -> PeriodReading:
        reading = read_period(words, order=self.order)
        for code in reading.warnings:
            self._warn(code, "plan.dates_text", f"the commitment's period: {words}")
        return reading

    def _displaced(self, place: int) -> str:
        """Return the dates of an answer that slipped after the next labels of its row."""
        for heading, end in zip(self.headings[place + 1 : place + 4], self.ends[place + 1 : place + 4], strict=True):
            if heading.kind in {"milestones", "problem", "commitment"}:
                return ""
            answer = self._answer(heading, end)[:300]
            if len(find_dates(answer, order=self.order)) > 1:
                return answer
        return ""

    def _unlabelled(self) -> _Period:
        """Read a period without a label: two dates side by side before the first question."""
        places = [(0, self.headings[0].start)]
        for heading, end in zip(self.headings, self.ends, strict=True):
            if heading.kind not in {"lead", "other", "contact", "supporting"}:
                break
            places.append((heading.end, end))
        for begin, stop in places:
            stretch = self.text[begin:stop]
            for one, other in pairwise(find_dates(stretch, order=self.order)):
                dated = joined(stretch, one, other) and (one.month or other.month)
                again = _SAID_AGAIN.match(stretch, other.end)
                if dated and self._apart(stretch, one.start, again.end() if again else other.end):
                    reading = self._read_period(stretch[one.start : other.end])
                    return reading.start, reading.end, reading.dates_text
        return None, None, None

    def _apart(self, stretch: str, start: int, end: int) -> bool:
        """Tell whether a place is a line of its own, or begins or ends the stretch: no part of a sentence."""
        before, after = stretch[max(0, start - 40) : start].rstrip(" "), stretch[end : end + 40].lstrip(" .")
        before = _FROM.sub("", before).rstrip(" ")
        return not before or not after or (before.endswith("\n") and after.startswith("\n"))

    # milestones

    def _milestones(self, start: str | None, end: str | None) -> list[Milestone]:
        # As late as this: most descriptions hold no milestones, and these know many words.
        from ogpscrape.reading.plan.items import Body
        from ogpscrape.reading.plan.milestones import read_items
        from ogpscrape.reading.plan.tables import table_items

        out: list[Milestone] = []
        for heading, last in zip(self.headings, self.ends, strict=True):
            if heading.kind != "milestones":
                continue
            body = self.text[heading.end : last]
            cells = self._words(heading).count("|") + 1
            section = Body(body, heading.columns, self.order)
            rows = [row for row in self.rows if heading.start <= row.start < last]
            items, certain = table_items(section, heading.end, rows), True
            if not items:
                items, certain = read_items(section, cells)
            if not certain:
                self._warn(WarningCode.UNCERTAIN_MILESTONES, "milestones", f"kept whole: {body.strip()[:120]}")
            items = [self._within(body, item, start, end) for item in items]
            known = {_identity(one.code, one.text) for one in out if one.code}
            for item in items:
                if _identity(item.code, body[item.start : item.end]) not in known:
                    out.append(self._milestone(body, item, len(out) + 1))
        return out

    def _within(self, body: str, item: "Item", start: str | None, end: str | None) -> "Item":
        """Return the item with dates that lie in the commitment's period where only their other order does."""
        first, last = (date.within(start, end) if date else None for date in (item.first, item.last))
        if (first, last) == (item.first, item.last):
            return item
        words = body[slice(*item.dates)] if item.dates else ""
        self._warn(
            WarningCode.AMBIGUOUS_DATE,
            "milestones",
            f"day and month taken the other way, to lie in the period: {words}",
        )
        return item._replace(first=first, last=last)

    def _milestone(self, body: str, item: "Item", number: int) -> Milestone:
        start, end, fits = fitting(
            item.first.iso("start") if item.first else None, item.last.iso("end") if item.last else None
        )
        if not fits:
            words = body[slice(*item.dates)] if item.dates else ""
            self._warn(WarningCode.IMPOSSIBLE_PERIOD, f"milestones[{number - 1}].dates_text", f"a milestone's: {words}")
        if item.dates and item.first is None and item.last is None:
            code, words = WarningCode.UNREADABLE_DATE, body[slice(*item.dates)]
            self._warn(code, f"milestones[{number - 1}].dates_text", f"no date of a milestone: {words}")
        for date in (item.first, item.last):
            if date is not None and (date.swapped is not None or date.impossible):
                code = WarningCode.AMBIGUOUS_DATE if date.swapped is not None else WarningCode.UNREADABLE_DATE
                self._warn(
                    code, f"milestones[{number - 1}].dates_text", f"date of a milestone: {body[date.start : date.end]}"
                )
        return Milestone(
            number=number,
            code=item.code,
            text=body[item.start : item.end],
            start_date=start,
            end_date=end,
            dates_text=body[slice(*item.dates)].strip() if item.dates else None,
            responsible=body[slice(*item.responsible)] or None if item.responsible else None,
            origin="plan",
        )
