"""An IRM status summary cut into parts, each of which begins with a label or heading of the reviewers' reports.

What is odd about the parts is told here, too: the signs of a label, a milestone or a rating that is lost.
"""

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from ogpscrape.commitment import Stage
from ogpscrape.commitment import Warning as RecordWarning
from ogpscrape.reading.boilerplate import is_anchor
from ogpscrape.reading.document import Document
from ogpscrape.reading.labels import CODE, MILESTONE, label_at
from ogpscrape.reading.milestones import LONGEST_TITLE, SAID, SIGNS, Draft, has_rating
from ogpscrape.reading.places import Block, warning
from ogpscrape.reading.scales import leading_rating, rating_of, scale_words
from ogpscrape.warning_codes import WarningCode

#: `2.1.1 Title (Limited)`: a milestone that is assessed, without the word.
_ASSESSED = re.compile(rf"(?P<code>(?:{CODE}))\s*[.:)–-]*\s+(?=\S)")
_RUNS_ON = re.compile(r"\s+[A-Z“\"]")
_ENDS = re.compile(r"[.!?:;)\]”\"’]\s*$")
#: Parts that hold one value.
SIMPLE = ("responsible_institutions", "supporting_institutions", "start_date", "end_date")
#: What a full summary at the end of term has, and how many of them make one full.
_FULL = ("commitment_text", "midterm", "end_of_term", "did_it_open_government", "carried_forward")
_MOST_OF_THEM = 3
_CODES = re.compile(CODE)
#: A rating with what is said before it is not longer than this, in characters.
_LONGEST_RATING = 60


class Part(NamedTuple):
    """A stretch of a summary under one label: `key` is a field's name, or opening, stage, milestone, section."""

    key: str
    head: Block
    stage: str | None
    blocks: list[Block]


def cut_into_parts(document: Document, blocks: list[Block]) -> list[Part]:
    """Return the parts of a summary in page order; the first one, `opening`, holds theme and title."""
    parts = [Part("opening", blocks[0] if blocks else Block(0, 0), None, [])]
    for block in blocks:
        for piece in _pieces(document, block):
            part = _beginning(document, piece, parts[-1])
            if part is None:
                parts[-1].blocks.append(piece)
            else:
                parts.append(part)
    return parts


def _pieces(document: Document, block: Block) -> Iterator[Block]:
    """Split a block where a strong label is glued to the text before it, or after the end of a sentence."""
    start = block.start
    text = document.text
    words = text[block.start : block.end]
    if not (":" in words or "?" in words or "Milestone " in words):
        yield block
        return
    inside = [(cut.start, cut.end) for cut in document.cuts_in(block.start, block.end)]
    for match in _strong_labels().finditer(text, block.start, block.end):
        place = match.start()
        if place <= start or text[place].islower() or any(low <= place < high for low, high in inside):
            continue
        before = text[max(start, place - 40) : place]
        glued = before[-1:].isalnum() and not before[-1:].isupper()
        if not (glued or _ENDS.search(before) or match.lastgroup == "detail" or document.has_border(place)):
            continue
        yield from (
            document.blocks_from(start, place)[:1] if start == block.start else trimmed(document, block, start, place)
        )
        start = place
    yield from [block] if start == block.start else trimmed(document, block, start, block.end)


def trimmed(document: Document, block: Block, start: int, end: int) -> Iterator[Block]:
    """Yield what is between two places of a block, unless it is nothing but white space."""
    part = document.part(block, start, end)
    if part.end > part.start:
        yield part


@cache
def _strong_labels() -> re.Pattern[str]:
    """Labels strong enough to begin a part within a line; they need their colon or question mark."""
    ratings = scale_words("completion")
    return re.compile(
        r"(?=[CDEMRS])(?:"  # what they begin with: most places are ruled out by it
        r"(?P<detail>(?:Responsible|Supporting|Support) [Ii]nstitutions?(?:\(s\))?\s*:|(?:Start|End) [Dd]ate\s*:)"
        r"|(?P<label>(?:Commitment [Tt]ext|Editorial [Nn]otes?|Commitment [Aa]im)\s*:)"
        rf"|(?P<stage>(?:Mid[- ]?term|End[- ](?:of[- ])?term)\s*:\s*(?i:{ratings}))"
        r"|(?P<question>(?:Did it open government|Carried forward)\s*\?)"
        r"|(?P<milestone>Milestone\s+(?:\d+\.){1,6}\w+\s))"
    )


def _beginning(document: Document, block: Block, current: Part) -> Part | None:
    """Return the part that begins with a block, or None when the block goes on with the current one."""
    part = _label(document, block, current) or _milestone(document, block) or _assessed(document, block, current)
    if part:
        return part
    if block.kind == "heading" and current.key != "opening" and block.end - block.start < 200:
        return Part("unknown", block, None, [])
    return None


def _label(document: Document, block: Block, current: Part) -> Part | None:
    label = label_at(document, block.start, block.end)
    if label is None:
        return None
    rest = list(trimmed(document, block, label.end, block.end))
    head = block.part(block.start, label.end)
    if is_anchor(document, label.end, block.end):
        rest, head = [], block
    if "stage" in label.meanings:
        return Part("stage", head, label.meanings["stage"], rest) if label.closed else None
    key = label.meanings.get("irm")
    if key is None or (key == "status" and current.key == "milestone" and (rest or _is_rated(document, block))):
        return None  # a milestone's own completion
    runs_on = key == "commitment_text" and _RUNS_ON.match(document.text, label.end, block.end) is not None
    if not (label.closed or runs_on):
        return None
    if key == "status" and rest and leading_rating(document.of(rest[0])[:60], "completion") is None:
        return (
            None
            if label.meanings["irm"] == "status" and "header" in label.meanings
            else Part("section", head, None, rest)
        )
    return Part(key, head, None, rest)


def _is_rated(document: Document, block: Block) -> bool:
    """Tell whether the line after a block is a rating and nothing else."""
    index = document.block_at(block.start) + 1
    return index < len(document.blocks) and rating_of(document.of(document.blocks[index]), "completion") is not None


def _milestone(document: Document, block: Block) -> Part | None:
    """Tell a milestone's heading from a sentence that begins with "Milestone 2": with a rating, or not a sentence."""
    text = document.text
    match = MILESTONE.match(text, block.start, block.end)
    if match is None:
        return None
    start = match.end()
    borders = document.borders_in(start, block.end)
    is_heading = start == block.end or block.kind == "heading" or has_rating(text, start, block.end)
    if not is_heading and borders:
        is_heading = text[start].isupper()
    elif not is_heading:
        is_heading = not text[start].islower() and text[block.end - 1] not in ".;" and block.end - start < LONGEST_TITLE
    return Part("milestone", block, None, []) if is_heading else None


def _assessed(document: Document, block: Block, current: Part) -> Part | None:
    """A number, a title and a rating in brackets at the end: a milestone without the word."""
    match = _ASSESSED.match(document.text, block.start, block.end)
    if not match or current.key == "opening":
        return None
    dotted = "." in match["code"]
    if block.kind == "heading" and dotted and current.key in ("stage", "milestone", "status"):
        return Part("milestone", block, None, [])
    tail = document.text[max(block.start, block.end - 50) : block.end]
    ends = re.search(r"[(\[]([^()\[\]]*)[)\]]\s*\.?$", tail)
    if ends and rating_of(ends[1], "completion"):
        return Part("milestone", block, None, [])
    borders = document.borders_in(match.end(), min(block.end, match.end() + LONGEST_TITLE))
    run_in = any(has_rating(document.text, max(match.end(), border - 40), border) for border in borders)
    alone = (
        bool(borders) and rating_of(document.text[borders[-1] : block.end][:40].strip(SIGNS), "completion") is not None
    )
    return (
        Part("milestone", block, None, []) if dotted and (run_in or (alone and block.end - borders[-1] < 40)) else None
    )


# -- what is odd ------------------------------------------------------------------------------------------------------


def check_parts(
    document: Document, parts: list[Part], found: list[Draft], stage: Stage, path: str
) -> Iterator[RecordWarning]:
    """Warn of ratings by themselves, of milestones without any."""
    ratings = {start for one in found for start, _, name in one.places if name == "completion"}
    for part in parts:
        for block in part.blocks[1:] if part.key in ("stage", "status") else part.blocks:
            if block.start not in ratings and _is_alone(document, block, part.key):
                message = f"{document.of(block)!r} is by itself in the text of {document.of(part.head)[:60]!r}"
                yield warning(WarningCode.MISPLACED_TEXT, message, path)
    yield from _landmarks(parts, stage, path)
    yield from _milestones(found, path)


def _landmarks(parts: list[Part], stage: Stage, path: str) -> Iterator[RecordWarning]:
    """Warn of parts that a full summary has and this one has not, or has twice, or that are of another stage."""
    keys = [part.stage or part.key for part in parts]
    # Summaries of another template end with "Next steps", "Recommendations" ...
    missing = [key for key in _FULL if key not in keys and not (key == _FULL[-1] and "section" in keys)]
    if stage == "end_of_term" and missing and len(_FULL) - len(missing) >= _MOST_OF_THEM:
        yield warning(WarningCode.MISSING_LANDMARK, f"no {', no '.join(missing)} in a full summary", path)
    if stage == "midterm" and "end_of_term" in keys:
        yield warning(WarningCode.MISPLACED_TEXT, "a completion at the end of term in a summary of the midterm", path)
    twice = [key for key in ("midterm", "end_of_term") if keys.count(key) > 1]
    if twice:
        yield warning(WarningCode.REPEATED_LABEL, f"{twice[0]} is there twice in one summary", path)


def _milestones(found: list[Draft], path: str) -> Iterator[RecordWarning]:
    """Warn of milestones without a rating or title, and of codes that do not follow each other: one may be lost."""
    rated = any(one.completion for one in found)
    before: list[str] = []
    for one in found:
        name = one.code or one.title
        if one.completion is None and (rated or len(found) > 1):
            message = f"milestone {name!r} has no rating" + (", and others of its summary have" if rated else "")
            yield warning(WarningCode.MILESTONES_DIFFER, message, path)
        if one.title is None:
            yield warning(WarningCode.MILESTONES_DIFFER, f"milestone {name!r} has no title", path)
        codes = [code.lower().split(".") for code in _CODES.findall(one.code or "")]
        # A later summary may go on where the one before it ended.
        if codes and (before or path == "irm[0]") and not _follows(before, codes[0]):
            what = (
                f"milestone {one.code} follows {'.'.join(before)}" if before else f"the first milestone is {one.code}"
            )
            yield warning(WarningCode.MILESTONES_DIFFER, f"{what}: is one missing?", path)
        before = codes[-1] if codes else []
    if found and any(one.code for one in found) and not all(one.code for one in found):
        yield warning(
            WarningCode.MILESTONES_DIFFER, "some milestones of the summary have a code, others have none", path
        )


def _follows(before: list[str], code: list[str]) -> bool:
    """Tell whether a code is the next one: `1.a.2` after `1.a.1`, `1.b.1` after `1.a.3`, `1` or `1.1` at first."""
    last = code[-1]
    if len(before) == len(code) and before[:-1] == code[:-1]:
        return _rank(last) == _rank(before[-1]) + 1
    return _rank(last) <= 1 or len(code) == 1


def _rank(part: str) -> int:
    return int(part) if part.isdigit() else ord(part[-1]) - ord("a") + 1


def _is_alone(document: Document, block: Block, key: str) -> bool:
    """Tell whether a text is nothing but a rating, or an OGP value with its rating where none is asked for."""
    words = document.of(block) if block.end - block.start < _LONGEST_RATING else ""
    if not words:
        return False
    label = label_at(document, block.start, block.end)
    of_value = label is not None and "value" in label.meanings and label.colon and key != "did_it_open_government"
    return of_value or rating_of(SAID.sub("", words).strip("()[] "), "completion") is not None
