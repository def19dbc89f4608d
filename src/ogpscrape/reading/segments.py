"""The body cut at its headings: description, IRM summaries, and texts under headings that no field knows."""

import re
from dataclasses import dataclass, field
from functools import cache

from ogpscrape.reading.context import Context
from ogpscrape.reading.document import Line
from ogpscrape.reading.starters import COMMITMENT_HEADING, MILESTONE, begins_answer, irm_heading, stage_label
from ogpscrape.reading.words import plain, scale, scale_pattern, vocabulary, words_pattern
from ogpscrape.warning_codes import WarningCode

_ROMAN = re.compile(r"[IVX]+\.\s")
_NUMBERED = re.compile(r"(?:\(?[✪★]\)?\s*)?\d+(?:\.\w+)*\s*[.:]")
_DEFAULT_LEVEL = 3


@dataclass(slots=True)
class Segment:
    """A stretch of the body: `kind` is description, irm, inception or section; `stage` is an IRM summary's."""

    kind: str
    head: Line | None
    lines: list[Line] = field(default_factory=list)
    stage: str | None = None


def cut_into_segments(
    context: Context, lines: list[Line], *, local: bool, described: bool, level: int = 0
) -> list[Segment]:
    """Return the segments of the body in page order; the first one is the description unless a heading says otherwise.

    `described` tells whether the heading Description stands above the first line, `level` of which level it is (0: of
    none); a heading lower than it belongs to its text.
    """
    top = _top_level(context, lines, level)
    segments = [Segment("description", None)]
    seen_description = described
    for line in lines:
        segment = _irm(context, line)
        if segment is None and local and not seen_description:
            segment = _local(context, line)
            seen_description = segment is not None and segment.kind == "description"
        if segment is None:
            answer = local and begins_answer(context.text(line))
            segment = None if answer else _unknown(context, line, segments, top)
        if segment is None:
            segments[-1].lines.append(line)
        else:
            segments.append(segment)
    return _with_headless_summary(context, segments)


def _irm(context: Context, line: Line) -> Segment | None:
    match = irm_heading().match(context.document.text, line.start, line.end)
    if not match:
        return None
    stage = "midterm" if match["midterm"] else "end_of_term"
    rest = Line(match.end(), line.end, "paragraph", True)
    while rest.start < rest.end and context.document.text[rest.start] in " \n\t:":
        rest.start += 1
    return Segment("irm", line.part(line.start, match.end(), gap=True), [rest] if rest.end > rest.start else [], stage)


def _local(context: Context, line: Line) -> Segment | None:
    words = plain(context.text(line)).rstrip(":")
    if words == "inception report summary":
        return Segment("inception", line)
    if words == "description":
        return Segment("description", line)
    return Segment("description", None, [line]) if begins_answer(context.text(line)) else None


def _top_level(context: Context, lines: list[Line], level: int) -> int:
    """Return the level of the headings that part the body: that of Description or an IRM heading, else a usual one."""
    levels = [
        line.level for line in lines if line.level and irm_heading().match(context.document.text, line.start, line.end)
    ]
    return min([*levels, level] if level else levels, default=_DEFAULT_LEVEL)


def _unknown(context: Context, line: Line, segments: list[Segment], top: int) -> Segment | None:
    """Begin a segment at an HTML heading that no field knows, unless it is a lower one than those of the body."""
    if line.kind != "heading" or line.level > top:
        return None
    if segments[-1].kind == "irm" and not _ends_summary(context, line, segments[-1]):
        return None
    words = context.text(line)
    if plain(words).rstrip(":") == "description" or len(words) > 200:
        return None
    context.ledger.warn(WarningCode.UNKNOWN_HEADING, f"the heading {words[:120]!r} is not known", "sections")
    return Segment("section", line)


def _ends_summary(context: Context, line: Line, summary: Segment) -> bool:
    """Tell whether a heading ends an IRM summary: one as high as the summary's own, and none of the summary's words."""
    if summary.head is None or not summary.head.level or line.level > summary.head.level:
        return False
    return len(summary.lines) > 2 and not _is_irm_word(context, line)


def _is_irm_word(context: Context, line: Line) -> bool:
    text = context.text(line)
    patterns = (_irm_words(), MILESTONE, COMMITMENT_HEADING, stage_label(), _ROMAN, _NUMBERED)
    return any(pattern.match(text) for pattern in patterns)


@cache
def _irm_words() -> re.Pattern[str]:
    words = [one for row in vocabulary("body")["irm"] for one in row["words"]]
    values = list(scale("ogp_values"))
    return re.compile(rf"(?:{words_pattern(words)})\s*(?:[:?]|$)|(?:{words_pattern(values)})\s*:", re.IGNORECASE)


# -- a summary whose heading is lost ----------------------------------------------------------------------------------


def _with_headless_summary(context: Context, segments: list[Segment]) -> list[Segment]:
    """Find a summary that begins without its heading in the description: its own labels give it away."""
    first = segments[0]
    marks = [index for index, line in enumerate(first.lines) if _strong().match(context.text(line))]
    kinds = {plain(_strong().match(context.text(first.lines[index]))[0])[:9] for index in marks}  # type: ignore[index]
    if len(kinds) < 2:
        return segments
    start = marks[0]
    for index in range(max(0, start - 3), start):
        text = context.text(first.lines[index])
        if COMMITMENT_HEADING.match(text) or _ROMAN.match(text):
            start = index
            break
    under = first.lines[start:]
    stage = "end_of_term" if any(_end_of_term(context, line) for line in under) else "midterm"
    context.ledger.warn(
        WarningCode.MISSING_LANDMARK, f"an IRM summary without its heading; read as {stage.replace('_', ' ')}", "irm"
    )
    first.lines = first.lines[:start]
    return [first, Segment("irm", None, under, stage), *segments[1:]]


def _end_of_term(context: Context, line: Line) -> bool:
    match = stage_label().match(context.document.text, line.start, line.end)
    return bool(match and match["end_of_term"])


@cache
def _strong() -> re.Pattern[str]:
    stages = words_pattern([one for group in vocabulary("body")["stage"].values() for one in group])
    ratings = scale_pattern("completion").pattern
    return re.compile(
        rf"(?:Commitment Text\s*(?::|$)|Editorial Note\s*:|Commitment Aim\s*:?\s*$|(?:{stages})\s*:\s*(?:$|{ratings})"
        rf"|Did it open government\?|Carried forward\?\s*$|Milestone\s+\S+\s.{{3,200}}\((?:{ratings})\))",
        re.IGNORECASE,
    )
