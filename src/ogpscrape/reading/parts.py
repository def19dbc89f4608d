"""An IRM status summary cut into parts: each begins with a label or heading that the reviewers' reports use."""

import re
from dataclasses import dataclass, field
from functools import cache

from ogpscrape.reading.context import Context
from ogpscrape.reading.document import Line
from ogpscrape.reading.milestones import has_rating
from ogpscrape.reading.starters import CODE, MILESTONE, stage_label
from ogpscrape.reading.values import values_in
from ogpscrape.reading.words import plain, rating_of, scale_pattern, vocabulary, words_pattern
from ogpscrape.warning_codes import WarningCode

#: `2.1.1 Title (Limited)`: a milestone that is assessed, without the word.
_ASSESSED = re.compile(rf"(?P<code>(?:{CODE}))\s*[.:)–-]*\s+(?=\S)")
#: A line of more words than this is no heading.
_HEADING_WORDS = 6
_LONGEST_HEADING = 300
#: Parts whose text may well be a few words.
_SHORT_VALUES = frozenset(
    {"opening", "responsible_institutions", "supporting_institutions", "start_date", "end_date", "milestones"}
)
_BEHIND_TEXT = re.compile(r"[.!?:;)\]”\"’]\s*$")


@dataclass(slots=True)
class Part:
    """A stretch of a summary under one label.

    `key` is a field's name, or `opening`, `stage`, `milestone`, `status`, `milestones`, `section`. `head` is the
    place of the label; `lines` is what stands under it.
    """

    key: str
    head: Line
    stage: str | None = None
    lines: list[Line] = field(default_factory=list)
    known: bool = True


def cut_into_parts(context: Context, heading: Line, lines: list[Line]) -> list[Part]:
    """Return the parts of a summary in page order; the first one, `opening`, holds theme and title."""
    parts = [Part("opening", heading)]
    for line in lines:
        for piece in _pieces(context, line):
            part = _beginning(context, piece, parts[-1])
            if part is None:
                parts[-1].lines.append(piece)
            else:
                parts.append(part)
    return parts


def _pieces(context: Context, line: Line) -> list[Line]:
    """Split a line where a strong label stands glued to the text before it, or behind the end of a sentence."""
    pieces: list[Line] = []
    start = line.start
    inside = [(note.start, note.end) for note in context.notes if line.start <= note.start < line.end]
    for match in _strong_labels().finditer(context.document.text, line.start, line.end):
        place = match.start()
        if place <= start or any(low <= place < high for low, high in inside):
            continue
        before = context.document.text[start:place]
        glued = before[-1:].isalnum() and not before[-1:].isupper()
        if context.document.text[place].islower():
            continue
        if not (
            glued or _BEHIND_TEXT.search(before) or match.lastgroup == "detail" or context.document.has_border(place)
        ):
            continue
        pieces.append(_stripped(context, line.part(start, place, gap=True)))
        start = place
    pieces.append(_stripped(context, line.part(start, line.end, gap=True)) if start != line.start else line)
    return [piece for piece in pieces if piece.end > piece.start]


def _stripped(context: Context, line: Line) -> Line:
    text = context.document.text
    while line.end > line.start and text[line.end - 1].isspace():
        line.end -= 1
    while line.start < line.end and text[line.start].isspace():
        line.start += 1
    return line


@cache
def _strong_labels() -> re.Pattern[str]:
    """Labels that are strong enough to begin a part within a line; they need their colon or question mark."""
    rows = vocabulary("body")["irm"]
    detail = words_pattern([spelling for row in rows if row.get("detail") for spelling in row["words"]])
    others = words_pattern(
        ["Commitment Text", "Editorial Note", "Commitment Aim"],
    )
    stages = words_pattern([spelling for group in vocabulary("body")["stage"].values() for spelling in group])
    ratings = scale_pattern("completion").pattern
    return re.compile(
        rf"(?P<detail>(?i:{detail})\s*:)|(?P<label>(?i:{others})\s*:)"
        rf"|(?P<stage>(?:{stages})\s*:\s*(?i:{ratings}))"
        r"|(?P<question>(?:Did it open government|Carried forward)\s*\?)"
        rf"|(?P<milestone>Milestone\s+(?:\d+\.)+\w+\s)"
    )


@cache
def _labels() -> list[tuple[str, re.Pattern[str], bool]]:
    return [
        (
            row["key"],
            re.compile(rf"(?:{words_pattern(row['words'])})(?:\s*(?P<colon>[:：]))?", re.IGNORECASE),
            bool(row.get("runs")),
        )
        for row in vocabulary("body")["irm"]
    ]


def _beginning(context: Context, line: Line, current: Part) -> Part | None:
    """Return the part that begins with a line, or None when the line goes on with the current one."""
    part = _stage(context, line) or _milestone(context, line) or _label(context, line)
    part = part or _assessed(context, line, current)
    if part:
        return part
    if line.kind == "heading" and current.key != "opening" and line.end - line.start < 200:
        context.ledger.warn(
            WarningCode.UNKNOWN_HEADING, f"{context.text(line)[:120]!r} in an IRM summary is not known", "irm"
        )
        return Part("section", line)
    if _looks_like_heading(context, line, current):
        context.ledger.warn(
            WarningCode.UNKNOWN_HEADING, f"{context.text(line)!r} in an IRM summary looks like a heading", "irm"
        )
    return None


def _looks_like_heading(context: Context, line: Line, current: Part) -> bool:
    """Tell whether a line that goes on with a part's text may be an unknown heading: a few words, no sentence."""
    if not line.gap or line.kind != "paragraph" or current.key in _SHORT_VALUES or context.wording.is_bullet(line):
        return False
    text = context.text(line)
    if current.key == "did_it_open_government" and ":" in text:
        return False
    if any(rating_of(text, name) for name in ("completion", "early_results")) or not values_in(text)[1]:
        return False
    return len(text.split()) <= _HEADING_WORDS and text[:1].isupper() and text[-1].isalnum() and len(text) > 2


def _rest(context: Context, line: Line, end: int) -> list[Line]:
    """Return what stands behind a label on its own line."""
    rest = _stripped(context, Line(end, line.end, "paragraph", True, 0, None, line.block, line.furniture))
    return [rest] if rest.end > rest.start else []


def _stage(context: Context, line: Line) -> Part | None:
    match = stage_label().match(context.document.text, line.start, line.end)
    if not match or not (match["colon"] or match.end() == line.end or context.document.has_border(match.end())):
        return None
    stage = "midterm" if match["midterm"] else "end_of_term"
    return Part("stage", line.part(line.start, match.end(), gap=True), stage, _rest(context, line, match.end()))


def _milestone(context: Context, line: Line) -> Part | None:
    match = MILESTONE.match(context.document.text, line.start, line.end)
    return Part("milestone", line) if match and _is_heading_of_milestone(context, line, match.end()) else None


def _is_heading_of_milestone(context: Context, line: Line, start: int) -> bool:
    """Tell a milestone's heading from a sentence that begins with "Milestone 2": it has a rating, or is no sentence."""
    text = context.document.text
    if start == line.end or line.kind == "heading" or has_rating(text, start, line.end):
        return True
    if any(start < border < line.end for border in context.document.borders_in(start, line.end)):
        return text[start].isupper()
    return not text[start].islower() and text[line.end - 1] not in ".;" and line.end - start < _LONGEST_HEADING


def _assessed(context: Context, line: Line, current: Part) -> Part | None:
    """A number, a title and a rating in brackets at the end: a milestone without the word."""
    match = _ASSESSED.match(context.document.text, line.start, line.end)
    if not match or current.key == "opening":
        return None
    text = context.text(line)
    if line.kind == "heading" and "." in match["code"] and current.key in ("stage", "milestone", "status"):
        return Part("milestone", line)
    ends = re.search(r"\(([^()]*)\)\s*\.?$", text)
    if ends and rating_of(ends[1], "completion"):
        return Part("milestone", line)
    # The heading may run in, set apart by an element: `4.2.1. Draft (Complete). It was drafted.`
    borders = context.document.borders_in(match.end(), min(line.end, match.end() + _LONGEST_HEADING))
    run_in = any(has_rating(context.document.text, match.end(), border, at_end=True) for border in borders)
    return Part("milestone", line) if run_in and "." in match["code"] else None


def _label(context: Context, line: Line) -> Part | None:
    text = context.document.text
    for key, pattern, runs in _labels():
        match = pattern.match(text, line.start, line.end)
        if not match:
            continue
        closed = match["colon"] or match.end() == line.end or text[match.end() - 1] == "?"
        runs_on = runs and re.match(r"\s+[A-Z“\"]", text[match.end() : match.end() + 4]) is not None
        if not (closed or runs_on or context.document.has_border(match.end())):
            continue
        rest = _rest(context, line, match.end())
        head = line.part(line.start, match.end(), gap=True)
        if key == "status" and rest and rating_of(context.text(rest[0]), "completion") is None:
            return None if plain(context.text(head)).startswith("status") else Part("section", head, None, rest)
        return Part(key, head, None, rest)
    return None
