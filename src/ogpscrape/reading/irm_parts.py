"""An IRM status summary cut into parts, each of which begins with a label or heading of the reviewers' reports."""

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from ogpscrape.reading.boilerplate import is_anchor
from ogpscrape.reading.document import Document
from ogpscrape.reading.labels import CODE, MILESTONE, label_at
from ogpscrape.reading.milestones import LONGEST_TITLE, SIGNS, has_rating
from ogpscrape.reading.places import Block
from ogpscrape.reading.scales import leading_rating, rating_of, scale_words

#: `2.1.1 Title (Limited)`: a milestone that is assessed, without the word.
_ASSESSED = re.compile(rf"(?P<code>(?:{CODE}))\s*[.:)–-]*\s+(?=\S)")
_RUNS_ON = re.compile(r"\s+[A-Z“\"]")
_ENDS = re.compile(r"[.!?:;)\]”\"’]\s*$")
#: Parts that hold one value.
SIMPLE = ("responsible_institutions", "supporting_institutions", "start_date", "end_date")


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
