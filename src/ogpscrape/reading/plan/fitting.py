"""Fits the headings of a plan together: what belongs to the rows of its milestones is not a heading of the plan.

Milestones that name themselves, without a heading over them, get one of no words.
"""

import re
from itertools import islice, pairwise
from operator import attrgetter
from typing import Final

from ogpscrape.reading.dates import find_dates, joined
from ogpscrape.reading.plan.candidates import Heading
from ogpscrape.reading.plan.words import DATED, WORD, Words

#: Words that, inside a table of milestones, are its columns or labels within a row rather than headings of the plan.
_INSIDE_A_TABLE: Final = frozenset(
    ("period", "indicator", "status", "lead", "supporting", "funding", "objective", "commitment", "milestones")
)
#: A label of both ends of a period; more dates than this are those of several rows.
_BOTH_ENDS: Final = re.compile(r"(?:start|begin|inicio|debut).{1,20}(?:end|fin|termino|cierre|complet)")
_A_ROW: Final = 2
#: The number of an item.
_ITEM: Final = re.compile(r"\s\d{1,2}(?:\.\d{1,2}){0,2}[.)]\s")
#: What is before and after the name of a milestone.
_BEFORE_A_NAME: Final = r"(?:(?<=[\s(])|(?<![\s\S]))"
_AFTER_A_NAME: Final = r"\s?(?:[.:)–—-]|(?=\n))"
#: The first of milestones that name themselves.
_FIRST_MILESTONE: Final = re.compile(
    rf"{_BEFORE_A_NAME}(?P<name>Milestone|Hito|Jalon|Marco)\s+(?P<code>(?:\d{{1,2}}\.)*1){_AFTER_A_NAME}"
)
#: So many places are looked at for it, and so many characters after each for the second one.
_FEW, _NEAR = 4, 8_000
_place: Final = attrgetter("start")


def fitted(headings: list[Heading], words: Words) -> list[Heading]:
    """Return the headings of a text, those left out that belong to the inside of a section."""
    fitter = _Fitter(words)
    return fitter.fit(fitter.with_named_milestones(headings))


class _Fitter:
    def __init__(self, words: Words) -> None:
        self.text = words.text
        self.words = words

    def with_named_milestones(self, headings: list[Heading]) -> list[Heading]:
        """Return the headings, with one of no words where milestones name themselves: "Milestone 1 – ..."."""
        if any(heading.kind == "milestones" for heading in headings):
            return headings
        for first in islice(_FIRST_MILESTONE.finditer(self.text), _FEW):
            second = re.compile(rf"{_BEFORE_A_NAME}{first['name']}\s+{re.escape(first['code'][:-1])}2{_AFTER_A_NAME}")
            if second.search(self.text, first.end(), first.end() + _NEAR):
                start = first.start()
                named = Heading("milestones", start, start, "heading", 2)
                return sorted([*(one for one in headings if not one.start <= start < one.end), named], key=_place)
        return headings

    def fit(self, headings: list[Heading]) -> list[Heading]:
        """Return the headings without those that belong to a section's inside."""
        main = any(heading.kind == "milestones" and heading.tier == "heading" for heading in headings)
        out: list[Heading] = []
        for place, heading in enumerate(headings):
            last = out[-1] if out else None
            if heading.kind == "milestones" and heading.tier != "heading" and main:
                continue  # "Milestone: 1. ..." inside an answer, where a table of milestones follows
            if last is not None and last.kind == "milestones":
                inside = heading.kind in _INSIDE_A_TABLE
                if inside and (
                    self._repeats(headings, place)
                    or self._has_rows(last, headings, place)
                    or self._is_in_row(last, headings, place)
                    or self._is_in_brackets(last, heading)
                ):
                    continue
                loose = heading.tier != "heading" or not self._names_commitment(heading)
                if heading.kind in {"period", "commitment"} and loose and not self._ends_list(last, headings, place):
                    continue
                if heading.kind == "milestones" and len(heading.columns) > 1 and self._same_words(last, heading):
                    continue  # the head of a table printed again on the next page
            if last is not None and last.kind == "additional_information" and heading.kind == "funding":
                continue
            if last is not None and last.kind == heading.kind == "contact":
                continue
            out.append(heading)
        return out

    def _ends_list(self, items: Heading, headings: list[Heading], place: int) -> bool:
        """Tell whether a period's label of several words is the commitment's, after a list of milestones.

        The list has no dates, or the label names both ends once where the rows before it have dates of their own.
        """
        heading = headings[place]
        label = self.text[heading.start : heading.end]
        dated = len(find_dates(self.text[items.end : heading.start]))
        both_ends = _BOTH_ENDS.search(self.words.folded, heading.start, heading.end) is not None
        return (
            heading.kind == "period"
            and label.endswith(":")
            and len(WORD.findall(label)) > 1
            and (not dated or (both_ends and dated > _A_ROW))
            and not self._repeats(headings, place)
        )

    def _same_words(self, one: Heading, other: Heading) -> bool:
        first, second = (
            "".join(WORD.findall(self.words.folded[heading.start : heading.end])) for heading in (one, other)
        )
        return first.startswith(second) or second.startswith(first)

    def _names_commitment(self, heading: Heading) -> bool:
        words = self.words.folded[heading.start : heading.end]
        return any(name in words for name in ("commitment", "compromiso", "engagement", "measure", "implementation"))

    def _repeats(self, headings: list[Heading], place: int) -> bool:
        words = self.words.folded[headings[place].start : headings[place].end].strip(" :")
        near = headings[max(0, place - 8) : place] + headings[place + 1 : place + 9]
        return any(self.words.folded[other.start : other.end].strip(" :") == words for other in near)

    def _has_rows(self, table: Heading, headings: list[Heading], place: int) -> bool:
        """Tell whether rows of a dated table go on after a heading: then it is a label within a row."""
        if DATED.isdisjoint(table.columns) or headings[place].kind in {"period", "milestones"}:
            return False
        stop = headings[place + 1].start if place + 1 < len(headings) else len(self.text)
        stretch = self.text[headings[place].end : stop]
        dates = find_dates(stretch)
        return sum(joined(stretch, one, other) for one, other in pairwise(dates)) > 1

    def _is_in_brackets(self, items: Heading, heading: Heading) -> bool:
        """Tell whether a bracket that a milestone opens goes on over a heading: "... (May 2020 | Register | ...)"."""
        before = self.text[items.end : heading.start]
        opened = before.rfind("(")
        return opened > before.rfind(")") and "|" in before[opened:]

    def _is_in_row(self, items: Heading, headings: list[Heading], place: int) -> bool:
        """Tell whether two dates end the text after a heading and none are before it in its row: they are the row's."""
        if headings[place].kind in {"period", "milestones"}:
            return False
        rows = [items.end, *(item.end() for item in _ITEM.finditer(self.text, items.end, headings[place].start))]
        after = next((one.start for one in headings[place:] if one.kind not in _INSIDE_A_TABLE), len(self.text))
        stretch = self.text[headings[place].end : after].rstrip(" \n.;)")
        dates = find_dates(stretch)
        return (
            len(dates) == 2
            and dates[1].end == len(stretch)
            and joined(stretch, *dates)
            and not find_dates(self.text[rows[-1] : headings[place].start])
        )
