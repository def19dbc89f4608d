"""An IRM status summary becomes its record: what the reviewers wrote at mid-term or at the end of term.

It is cut into parts, each of which begins with a label or heading of the reviewers' reports; then each part is read by
itself.
"""

import re
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from ogpscrape.commitment import DidItOpenGovernment, IrmSummary, Section, Stage, StageCompletion, ValueRating
from ogpscrape.commitment import Warning as RecordWarning
from ogpscrape.reading.boilerplate import is_anchor, without_decorations
from ogpscrape.reading.document import Document
from ogpscrape.reading.irm_parts import SIMPLE, Part, check_parts, cut_into_parts, trimmed
from ogpscrape.reading.labels import label_at
from ogpscrape.reading.milestones import (
    Draft,
    assessed,
    is_plan_item,
    join,
    plan_items,
    read_dates,
)
from ogpscrape.reading.places import Block, Owner, Read, boilerplate, warning
from ogpscrape.reading.scales import leading_rating, rating_of, why_nothing
from ogpscrape.warning_codes import WarningCode

_ROMAN = re.compile(r"[IVX]+\.\s")
_STAR = re.compile(r"\(?\s*[✪★]\s*\)?")
_NUMBER = r"(?:\d+[a-z]?|[A-Z])(?:[.-]\w{1,3})*"
_HEADING = re.compile(
    rf"(?:(?i:Commitments?|Compromisos?|Engagements?)\s+(?:(?i:No\.?|Number|#)\s*)?)?"
    rf"(?P<number>{_NUMBER}(?:\s*(?:,|&|and|y|et|–|-)\s*{_NUMBER}){{0,6}})(?:\s*[.:)–-]+\s*|\s+(?=[A-ZÀ-Þ“\"(]))(?P<title>\S.*)"
)
_LONGEST_OPENING = 400
_PROSE = ("commitment_text", "commitment_aim", "carried_forward")


@dataclass
class _Summary:
    """What the parts of one summary have given so far; made and read in `read_summary` alone."""

    values: dict[str, Any] = field(default_factory=dict)
    sections: list[Section] = field(default_factory=list)
    completion: list[StageCompletion] = field(default_factory=list)
    plan: list[Draft] = field(default_factory=list)
    found: list[Draft] = field(default_factory=list)
    dates: dict[str, str] = field(default_factory=dict)
    owners: list[Owner] = field(default_factory=list)
    warnings: list[RecordWarning] = field(default_factory=list)


def read_summary(
    document: Document, stage: Stage, heading: str, blocks: list[Block], path: str
) -> Read[tuple[IrmSummary, list[Draft]]]:
    """Return a summary and its milestones, not numbered yet; `path` is `irm[0]`."""
    parts = cut_into_parts(document, blocks)
    reader = _Reader(document, stage, heading, path, sum(part.key == "milestone" for part in parts))
    return reader.read(parts)


class _Reader:
    """Reads the parts of one summary in page order."""

    def __init__(self, document: Document, stage: Stage, heading: str, path: str, assessments: int) -> None:
        self.document, self.stage, self.heading, self.path = document, stage, heading, path
        self.assessments = assessments
        self.out = _Summary()
        self.listed = 0

    def read(self, parts: list[Part]) -> Read[tuple[IrmSummary, list[Draft]]]:
        out = self.out
        self._opening(parts[0].blocks)
        for part in parts[1:]:
            self._part(part)
        if out.found and not out.plan and self.listed == len(out.found):
            message = "milestones are assessed, and as many items are in the commitment's text under no label"
            self._warn(WarningCode.MILESTONES_DIFFER, message, "commitment_text")
        out.warnings += check_parts(self.document, parts, out.found, self.stage, self.path)
        milestones, warnings = join(out.plan, out.found, self.path)
        dated = read_dates((out.dates.get("start_date", ""), out.dates.get("end_date", "")), self.path)
        summary = IrmSummary(
            stage=self.stage,
            heading=self.heading,
            completion=out.completion,
            sections=out.sections,
            **dated.value,
            **out.values,
        )
        return Read(
            (summary, milestones),
            tuple(out.owners),
            (*out.warnings, *warnings, *dated.warnings, *self._missing(summary, milestones)),
        )

    def _missing(self, summary: IrmSummary, milestones: list[Draft]) -> Iterator[RecordWarning]:
        if not any(one.stage == self.stage for one in summary.completion):
            message = f"no completion at {self.stage.replace('_', ' ')} in its summary"
            yield warning(WarningCode.MISSING_LANDMARK, message, self.path)
        if not summary.completion and not milestones and summary.did_it_open_government is None:
            message = "an IRM summary without a status, milestones or ratings"
            yield warning(WarningCode.MISSING_LANDMARK, message, self.path)

    def _warn(self, code: WarningCode, message: str, key: str = "") -> None:
        self.out.warnings.append(warning(code, message, f"{self.path}.{key}" if key else self.path))

    def _own(self, blocks: list[Block], key: str, *, generic: bool = False) -> None:
        category: Any = "generic" if generic else "typed"
        self.out.owners += (Owner(block.start, block.end, f"{self.path}.{key}", category) for block in blocks)

    def _prose(self, blocks: list[Block], key: str, *, generic: bool = False) -> str | None:
        self._own(blocks, key, generic=generic)
        return self.document.prose(blocks)

    # -- theme and title ------------------------------------------------------------------------------------------

    def _opening(self, blocks: list[Block]) -> None:
        index = next((i for i, block in enumerate(blocks) if self._is_title(block)), None)
        last = min(1, len(blocks) - 1)
        if index is None and blocks and blocks[last].end - blocks[last].start <= _LONGEST_OPENING // 2:
            index = last
        rest = blocks
        if index is not None and index <= 2:
            if index:
                self._own(blocks[:index], "theme")
                self.out.values["theme"] = " ".join(self.document.of(block) for block in blocks[:index])
            if index > 1:
                self._warn(WarningCode.MISPLACED_TEXT, "more than a theme is above the commitment's heading", "theme")
            self._title(blocks[index])
            rest = blocks[index + 1 :]
        if rest:
            self._misplaced(self.heading, rest)

    def _is_title(self, block: Block) -> bool:
        if block.end - block.start > _LONGEST_OPENING:
            return False
        text = _STAR.sub("", self._words(block)).strip()
        # `I. Improving Public Services` is a theme: a Roman number is one of a chapter.
        return _HEADING.fullmatch(text) is not None and not _ROMAN.match(text)

    def _words(self, block: Block) -> str:
        """Return the words of a heading without a badge or anchor in it."""
        return " ".join(self.document.words(*place) for place in without_decorations(self.document, block))

    def _title(self, block: Block) -> None:
        text = self._words(block)
        if _ROMAN.match(text):
            self._warn(WarningCode.MISSING_LANDMARK, f"{text[:80]!r} is a theme; the commitment's heading is missing")
        plain = _STAR.sub("", text).strip()
        match = _HEADING.fullmatch(plain)
        self.out.values |= {
            "starred": bool(_STAR.search(text)),
            "number": match["number"] if match else None,
            "title": match["title"] if match else plain,
        }
        self._own([block], "title")

    # -- the parts ------------------------------------------------------------------------------------------------

    def _part(self, part: Part) -> None:
        key, document, out = part.key, self.document, self.out
        if key == "milestone":
            out.found.append(assessed(document, part.head, part.blocks, self.stage))
            return
        out.owners.append(boilerplate(part.head.start, part.head.end))
        head = document.of(part.head).rstrip(" :：")
        if key in out.values or key in out.dates:
            message = f"{head!r} is there twice in one summary; the second text is a section"
            self._warn(WarningCode.REPEATED_LABEL, message)
            self._section(head, part.blocks)
        elif key in SIMPLE:
            self._simple(key, part.blocks)
        elif key in _PROSE:
            if key == "commitment_text":
                self.listed = sum(is_plan_item(document, block) for block in part.blocks)
            out.values[key] = self._prose(part.blocks, key)
        elif key == "editorial_note":
            self._editorial_note(part.blocks)
        elif key == "milestones":
            self._milestones(head, part.blocks)
        elif key in ("stage", "status"):
            self._stage(part, head)
        elif key == "did_it_open_government":
            self._did_it_open_government(part.blocks)
        else:
            if key == "unknown":
                out.warnings.append(
                    warning(WarningCode.UNKNOWN_HEADING, f"{head[:120]!r} in an IRM summary is not known", "irm")
                )
            self._section(head, part.blocks)

    def _misplaced(self, heading: str, blocks: list[Block]) -> None:
        """Keep a text that no label announces as a section, and say so."""
        self._warn(WarningCode.MISPLACED_TEXT, f"{self.document.of(blocks[0])[:80]!r} under {heading!r}")
        self._section(heading, blocks)

    def _section(self, heading: str, blocks: list[Block]) -> None:
        text = self._prose(blocks, f"sections[{len(self.out.sections)}].text", generic=True)
        self.out.sections.append(Section(heading=heading, text=text or ""))

    def _simple(self, key: str, blocks: list[Block]) -> None:
        """One value; what is below it under no label of its own is kept as a section."""
        count = 1
        while count < len(blocks) and self._goes_on(blocks[count]):
            count += 1
        text = " ".join(self.document.of(block) for block in blocks[:count])
        if not text:
            self._warn(WarningCode.EMPTY_VALUES, f"nothing after {key.replace('_', ' ')}", key)
        if key.endswith("_date"):
            self._own(blocks[:count], "dates_text")
            self.out.dates[key] = text
        else:
            self._own(blocks[:count], key)
            self.out.values[key] = None if why_nothing(text) else text
        if blocks[count:]:
            self._misplaced(key.replace("_", " ").capitalize(), blocks[count:])

    def _goes_on(self, block: Block) -> bool:
        return not block.gap or block.kind in ("item", "more") or self.document.has_bullet(block)

    def _editorial_note(self, blocks: list[Block]) -> None:
        places = [index for index, block in enumerate(blocks) if is_plan_item(self.document, block)]
        if not places:
            places = self._announced_items(blocks)
        items = set(places)
        note = " ".join(self.document.of(block) for index, block in enumerate(blocks) if index not in items)
        announced = "milestone" in note.lower()
        if announced and not places and note.rstrip().endswith(":"):
            self._warn(
                WarningCode.EMPTY_LIST, "the editorial note speaks of milestones and lists none", "editorial_note"
            )
        if places and (announced or len(places) == self.assessments):
            first, last = places[0], places[-1]
            while last + 1 < len(blocks) and self._goes_on(blocks[last + 1]):
                last += 1
            self.out.plan += plan_items(self.document, blocks[first : last + 1], each=True)
            blocks = blocks[:first] + blocks[last + 1 :]
        self.out.values["editorial_note"] = self._prose(blocks, "editorial_note")

    def _announced_items(self, blocks: list[Block]) -> list[int]:
        """Return what comes after "... milestones were derived from this commitment:", an item a paragraph."""
        for index, block in enumerate(blocks[:-1]):
            text = self.document.of(block)
            if text.endswith(":") and "milestone" in text.lower():
                return list(range(index + 1, len(blocks)))
        return []

    def _milestones(self, head: str, blocks: list[Block]) -> None:
        """A list of milestones: numbered or bulleted items, else a milestone a paragraph."""

        def begins(block: Block) -> bool:
            return is_plan_item(self.document, block) or block.kind == "item" or self.document.has_bullet(block)

        first = next((index for index, block in enumerate(blocks) if begins(block)), None)
        each = first is None and len(blocks) > 0 and not self.document.of(blocks[0]).endswith(":")
        if first is None:
            first = 0 if each else len(blocks)
        if first:
            self._section(head, blocks[:first])
        self.out.plan += plan_items(self.document, blocks[first:], each=each)

    # -- ratings --------------------------------------------------------------------------------------------------

    def _stage(self, part: Part, head: str) -> None:
        stage: Any = part.stage or self.stage
        path = f"completion[{len(self.out.completion)}]"
        rating, rest = self._leading_rating(part.blocks, "completion", path)
        if part.key == "status" and rating is None:
            if rest:
                self._misplaced(head, rest)
            return
        if rating is None:
            self._warn(WarningCode.UNKNOWN_WORD, f"no rating of the scale after {head!r}", f"{path}.rating")
        self.out.completion.append(StageCompletion(stage=stage, rating=rating, text=self._prose(rest, f"{path}.text")))

    def _leading_rating(self, blocks: list[Block], name: str, path: str) -> tuple[str | None, list[Block]]:
        """Take a rating from the beginning of a part; returns it and the blocks without it."""
        if not blocks:
            return None, []
        first = blocks[0]
        leading = leading_rating(self.document.text[first.start : min(first.end, first.start + 120)], name)
        if leading is None:
            words = self.document.of(first) if first.end - first.start < 80 else ""
            if not words or len(words.split()) > 4 or words.endswith("."):
                return None, blocks
            leading = (words, first.end - first.start)
            self._warn(WarningCode.UNKNOWN_WORD, f"{words!r} is not of the scale", f"{path}.rating")
        end = first.start + leading[1]
        if is_anchor(self.document, end, first.end):
            end = first.end
        self._own([Block(first.start, end)], f"{path}.rating")
        rest = list(trimmed(self.document, first, end, first.end))
        return leading[0], [*(one._replace(kind=first.kind, gap=first.gap) for one in rest), *blocks[1:]]

    def _did_it_open_government(self, blocks: list[Block]) -> None:
        ratings: list[ValueRating] = []
        rest: list[Block] = []
        queue = deque(blocks)
        while queue:
            block = queue.popleft()
            found = self._value_rating(block, queue, f"did_it_open_government.ratings[{len(ratings)}]", late=bool(rest))
            if found is None:
                rest.append(block)
            else:
                ratings.append(found)
        text = self._prose(rest, "did_it_open_government.text")
        self.out.values["did_it_open_government"] = DidItOpenGovernment(ratings=ratings, text=text)

    def _value_rating(self, block: Block, queue: deque[Block], path: str, *, late: bool) -> ValueRating | None:
        """Take `<OGP value>: <rating>` from the beginning of a block; what is left of it goes back into the queue."""
        label = label_at(self.document, block.start, block.end)
        if (
            label is None
            or "value" not in label.meanings
            or not (label.colon or label.end == block.end or label.closed)
        ):
            return None
        value = label.meanings["value"]
        rest = list(trimmed(self.document, block, label.end, block.end))
        if late and rest and rating_of(self.document.of(rest[0]), "early_results") is None:
            return None
        if late and not (rest or label.colon or label.closed):
            return None
        own = [Block(label.start, label.end)]
        if not rest:
            if queue and rating_of(self.document.of(queue[0]), "early_results"):
                self._own(own, f"{path}.value")
                rating, left = self._leading_rating([queue.popleft()], "early_results", path)
                queue.extendleft(reversed(left))
                return ValueRating(value=value, rating=rating)
            self._own(own, f"{path}.value")
            self._warn(WarningCode.UNKNOWN_WORD, f"no rating after {value!r}", f"{path}.rating")
            return ValueRating(value=value, rating=None)
        self._own(own, f"{path}.value")
        rating, left = self._leading_rating(rest, "early_results", path)
        queue.extendleft(reversed(left))
        return ValueRating(value=value, rating=rating)
