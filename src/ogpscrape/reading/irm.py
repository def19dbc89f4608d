"""An IRM status summary becomes its record: what the reviewers wrote at mid-term or at the end of term."""

import re
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Literal

from ogpscrape.commitment import DidItOpenGovernment, IrmSummary, Section, Stage, StageCompletion, ValueRating
from ogpscrape.reading.context import Context
from ogpscrape.reading.document import Line
from ogpscrape.reading.milestones import Draft, assessed, is_plan_item, join, plan_items
from ogpscrape.reading.parts import Part, cut_into_parts
from ogpscrape.reading.words import plain, rating_of, scale, scale_pattern, why_nothing
from ogpscrape.warning_codes import WarningCode

_ROMAN = re.compile(r"[IVX]+\.\s")
_STAR = re.compile(r"\(?\s*[✪★]\s*\)?")
_NUMBER = r"(?:\d+[a-z]?|[A-Z])(?:[.-]\w{1,3})*"
_HEADING = re.compile(
    rf"(?:(?i:Commitments?|Compromisos?|Engagements?)\s+(?:(?i:No\.?|Number|#)\s*)?)?"
    rf"(?P<number>{_NUMBER}(?:\s*(?:,|&|and|y|et|–|-)\s*{_NUMBER})*)(?:\s*[.:)–-]+\s*|\s+(?=[A-ZÀ-Þ“\"(]))(?P<title>\S.*)"
)
_LONGEST_TITLE = 400
_SIMPLE = ("responsible_institutions", "supporting_institutions", "start_date", "end_date")
_PROSE = ("commitment_text", "commitment_aim", "carried_forward")


@dataclass
class SummaryReader:
    """Reads one summary; `path` is `irm[0]`."""

    context: Context
    path: str
    stage: Stage
    heading: str
    values: dict[str, Any] = field(default_factory=dict)
    sections: list[Section] = field(default_factory=list)
    completion: list[StageCompletion] = field(default_factory=list)
    plan: list[Draft] = field(default_factory=list)
    found: list[Draft] = field(default_factory=list)
    #: How many numbered items stand in the commitment's text.
    _listed: int = 0
    #: Lines that a label above them has taken as its value.
    _taken: set[int] = field(default_factory=set)

    def read(self, head: Line, lines: list[Line]) -> tuple[IrmSummary, list[Draft]]:
        """Return the summary and its milestones; claims every line."""
        parts = cut_into_parts(self.context, head, lines)
        self._opening(parts[0])
        assessed_count = sum(part.key == "milestone" for part in parts)
        for part in parts[1:]:
            self._part(part, assessed_count)
        if self.found and not self.plan and self._listed == len(self.found):
            self.context.ledger.warn(
                WarningCode.MILESTONES_DIFFER,
                "milestones are assessed, and as many items stand in the commitment's text under no label",
                f"{self.path}.commitment_text",
            )
        milestones = join(self.context, self.plan, self.found, self.path)
        summary = IrmSummary(
            stage=self.stage,
            heading=self.heading,
            completion=self.completion,
            sections=self.sections,
            **self.values,
        )
        return summary, milestones

    # -- theme and title ------------------------------------------------------------------------------------------

    def _opening(self, part: Part) -> None:
        lines = part.lines
        index = next((i for i, line in enumerate(lines) if self._is_title(line)), None)
        if index is None and lines and len(self.context.text(lines[min(1, len(lines) - 1)])) <= _LONGEST_TITLE // 2:
            index = min(1, len(lines) - 1)
        rest = lines
        if index is not None and index <= 2:
            if index:
                self._theme(lines[:index])
            self._title(lines[index])
            rest = lines[index + 1 :]
        if rest:
            self._misplaced(self.heading, rest)

    def _is_title(self, line: Line) -> bool:
        text = _STAR.sub("", self.context.text(line)).strip()
        match = _HEADING.fullmatch(text)
        # `I. Improving Public Services` is a theme: a Roman number is one of a chapter.
        return len(text) <= _LONGEST_TITLE and match is not None and not _ROMAN.match(text)

    def _theme(self, lines: list[Line]) -> None:
        for line in lines:
            self.context.ledger.claim(line.start, line.end, f"{self.path}.theme")
        self.values["theme"] = " ".join(self.context.text(line) for line in lines)

    def _title(self, line: Line) -> None:
        text = self.context.text(line)
        self.values["starred"] = bool(_STAR.search(text))
        text = _STAR.sub("", text).strip()
        match = _HEADING.fullmatch(text)
        self.values["number"] = match["number"] if match else None
        self.values["title"] = match["title"] if match else text
        self.context.ledger.claim(line.start, line.end, f"{self.path}.title")

    # -- the parts ------------------------------------------------------------------------------------------------

    def _part(self, part: Part, assessed_count: int) -> None:
        key = part.key
        if key == "milestone":
            self.found.append(assessed(self.context, part.head, part.lines, self.stage))
            return
        head = self.context.heading(part.head).rstrip(" :：")
        if key in self.values:
            self.context.ledger.warn(
                WarningCode.REPEATED_LABEL,
                f"{head!r} stands twice in one summary; the second text is a section",
                self.path,
            )
            self._section(head, part.lines)
        elif key in _SIMPLE:
            self._simple(key, part.lines)
        elif key in _PROSE:
            if key == "commitment_text":
                self._listed = sum(is_plan_item(self.context, line) for line in part.lines)
            self.values[key] = self.context.prose(part.lines, f"{self.path}.{key}")
        elif key == "editorial_note":
            self._editorial_note(part.lines, assessed_count)
        elif key == "milestones":
            self._milestones(head, part.lines)
        elif key in ("stage", "status"):
            self._stage(part, head)
        elif key == "did_it_open_government":
            self._did_it_open_government(part.lines)
        else:
            self._section(head, part.lines)

    def _misplaced(self, heading: str, lines: list[Line]) -> None:
        """Keep a text that no label announces as a section, and say so."""
        self.context.ledger.warn(
            WarningCode.MISPLACED_TEXT, f"{self.context.text(lines[0])[:80]!r} under {heading!r}", self.path
        )
        self._section(heading, lines)

    def _section(self, heading: str, lines: list[Line]) -> None:
        path = f"{self.path}.sections[{len(self.sections)}].text"
        text = self.context.prose(lines, path, "generic")
        self.sections.append(Section(heading=heading, text=text or ""))

    def _simple(self, key: str, lines: list[Line]) -> None:
        """One value; what stands below it under no label of its own is kept as a section."""
        value = lines[:1]
        while len(value) < len(lines) and (self._goes_on(lines[len(value)]) or not value):
            value.append(lines[len(value)])
        for line in value:
            self.context.ledger.claim(line.start, line.end, f"{self.path}.{key}")
        text = " ".join(self.context.text(line) for line in value)
        self.values[key] = None if why_nothing(text) else text
        if lines[len(value) :]:
            self._misplaced(key.replace("_", " ").capitalize(), lines[len(value) :])

    def _goes_on(self, line: Line) -> bool:
        return not line.gap or line.kind in ("item", "more") or self.context.wording.is_bullet(line)

    def _editorial_note(self, lines: list[Line], assessed_count: int) -> None:
        places = [index for index, line in enumerate(lines) if is_plan_item(self.context, line)]
        taken = set(places)
        note = " ".join(self.context.text(line) for index, line in enumerate(lines) if index not in taken)
        announced = "milestone" in plain(note)
        if announced and not places and note.rstrip().endswith(":"):
            self.context.ledger.warn(
                WarningCode.EMPTY_LIST,
                "the editorial note speaks of milestones and lists none",
                f"{self.path}.editorial_note",
            )
        if places and (announced or len(places) == assessed_count):
            first, last = places[0], places[-1]
            while last + 1 < len(lines) and self._goes_on(lines[last + 1]):
                last += 1
            self.plan += plan_items(self.context, lines[first : last + 1])
            lines = lines[:first] + lines[last + 1 :]
        self.values["editorial_note"] = self.context.prose(lines, f"{self.path}.editorial_note")

    def _milestones(self, head: str, lines: list[Line]) -> None:
        first = next((index for index, line in enumerate(lines) if is_plan_item(self.context, line)), None)
        if first is None:
            # Items without numbers: each item of the list is a milestone.
            listed = [line for line in lines if line.kind == "item"]
            if not listed:
                self._section(head, lines)
                return
            first = lines.index(listed[0])
        if first:
            self._section(head, lines[:first])
        self.plan += plan_items(self.context, lines[first:])

    # -- ratings --------------------------------------------------------------------------------------------------

    def _stage(self, part: Part, head: str) -> None:
        stage: Literal["midterm", "end_of_term"] = part.stage or self.stage  # type: ignore[assignment]
        rating, rest = self._leading_rating(part.lines, "completion", f"{self.path}.completion[{len(self.completion)}]")
        if part.key == "status" and rating is None:
            if rest:
                self._misplaced(head, rest)
            return
        path = f"{self.path}.completion[{len(self.completion)}]"
        if rating is None:
            self.context.ledger.warn(
                WarningCode.UNKNOWN_WORD, f"no rating of the scale behind {head!r}", f"{path}.rating"
            )
        text = self.context.prose(rest, f"{path}.text")
        self.completion.append(StageCompletion(stage=stage, rating=rating, text=text))

    def _leading_rating(self, lines: list[Line], name: str, path: str) -> tuple[str | None, list[Line]]:
        """Take a rating from the beginning of a part; returns it and the lines without it."""
        if not lines:
            return None, []
        first = lines[0]
        text = self.context.document.text
        end = first.start
        rating = None
        while match := _rating_at(name).match(text, end, first.end):
            rating = rating or scale(name)[plain(match["rating"])]
            end = match.end()
        if rating is None:
            words = self.context.text(first)
            if len(words.split()) > 4 or words.endswith("."):
                return None, lines
            rating, end = words, first.end
            self.context.ledger.warn(WarningCode.UNKNOWN_WORD, f"{words!r} is not of the scale", f"{path}.rating")
        self.context.ledger.claim(first.start, end, f"{path}.rating")
        rest = Line(end, first.end, first.kind, first.gap)
        return rating, ([rest] if text[end : first.end].strip() else []) + lines[1:]

    def _did_it_open_government(self, lines: list[Line]) -> None:
        path = f"{self.path}.did_it_open_government"
        ratings: list[ValueRating] = []
        rest: list[Line] = []
        for index, line in enumerate(lines):
            if line.start in self._taken:
                continue
            remaining: Line | None = line
            while (
                (not rest or self._is_value_rating(line))
                and remaining
                and (match := _value_label().match(self.context.document.text, remaining.start, remaining.end))
            ):
                remaining = self._value_rating(match, remaining, lines[index + 1 : index + 2], ratings, path)
            if remaining is not None:
                rest.append(remaining)
        text = self.context.prose(rest, f"{path}.text")
        self.values["did_it_open_government"] = DidItOpenGovernment(ratings=ratings, text=text)

    def _is_value_rating(self, line: Line) -> bool:
        """Tell whether a line below the text is nothing but `<OGP value>: <rating>`."""
        match = _value_label().match(self.context.document.text, line.start, line.end)
        behind = self.context.words(match.end(), line.end) if match else ""
        return bool(behind) and rating_of(behind, "early_results") is not None

    def _value_rating(
        self, match: re.Match[str], line: Line, following: list[Line], ratings: list[ValueRating], path: str
    ) -> Line | None:
        """Take `<OGP value>: <rating>` from the beginning of a line; returns what is left of the line."""
        value = scale("ogp_values")[plain(match["value"])]
        here = f"{path}.ratings[{len(ratings)}]"
        self.context.ledger.claim(match.start(), match.end(), f"{here}.value")
        text = self.context.document.text
        behind = Line(match.end(), line.end, "paragraph", True)
        if not text[match.end() : line.end].strip():
            if following and rating_of(self.context.text(following[0]), "early_results"):
                self._taken.add(following[0].start)
                rating, _ = self._leading_rating(following, "early_results", here)
                ratings.append(ValueRating(value=value, rating=rating))
            else:
                ratings.append(ValueRating(value=value, rating=None))
                self.context.ledger.warn(WarningCode.UNKNOWN_WORD, f"no rating behind {value!r}", f"{here}.rating")
            return None
        rating, rest = self._leading_rating([behind], "early_results", here)
        ratings.append(ValueRating(value=value, rating=rating))
        return rest[0] if rest else None


@cache
def _rating_at(name: str) -> re.Pattern[str]:
    inner = scale_pattern(name).pattern.removeprefix(r"(?<![^\W_])").removesuffix(r"(?![^\W_])")
    # The next word may be glued: `MarginalCivic participation`.
    return re.compile(rf"\s*(?P<rating>(?i:{inner}))(?:(?![^\W_])|(?=[A-Z]))\s*[.;–-]?")


@cache
def _value_label() -> re.Pattern[str]:
    inner = scale_pattern("ogp_values").pattern.removeprefix(r"(?<![^\W_])").removesuffix(r"(?![^\W_])")
    return re.compile(rf"\s*(?P<value>(?i:{inner}))\s*(?:[:：]|$|(?=\n))")
