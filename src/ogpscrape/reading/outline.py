"""The outline of a page: one way forward over its blocks, from the top to the foot; every block gets one place in it.

`top` (above the header), `header`, then the parts of the body (description, summaries, texts under other headings),
the list of commitments, and `foot` (below it). After this step no text moves.
"""

import re
from typing import NamedTuple

from ogpscrape.commitment import Stage
from ogpscrape.commitment import Warning as RecordWarning
from ogpscrape.reading.boilerplate import is_anchor, is_boilerplate_inside
from ogpscrape.reading.document import Document
from ogpscrape.reading.header import Header, read_header
from ogpscrape.reading.labels import COMMITMENT_HEADING, MILESTONE, label_at
from ogpscrape.reading.local import begins_answer
from ogpscrape.reading.places import Block, Owner, warning
from ogpscrape.reading.related_list import RelatedList, find_list
from ogpscrape.reading.scales import normalize, rating_of
from ogpscrape.reading.title import Title, header_start
from ogpscrape.warning_codes import WarningCode

_ROMAN = re.compile(r"[IVX]+\.\s")
_NUMBERED = re.compile(r"(?:\(?[✪★]\)?\s*)?\d+(?:\.\w+)*\s*[.:]")
_DEFAULT_LEVEL = 3
_LOCAL_ONLY = frozenset(
    """inception_report commitment_start commitment_end institutions_involved primary_policy_areas
    primary_sectors""".split()  # noqa: SIM905 - readable as words
)


class Part(NamedTuple):
    """A stretch of the body: `kind` is description, irm, inception or section; `stage` is an IRM summary's."""

    kind: str
    head: Block | None
    blocks: list[Block]
    stage: Stage | None = None


class Outline(NamedTuple):
    """All of a page in its parts."""

    form: str
    title: Title
    top: tuple[Block, ...]
    header: Header
    parts: tuple[Part, ...]
    related: RelatedList | None
    foot: tuple[Block, ...]
    boilerplate: tuple[Owner, ...]
    warnings: tuple[RecordWarning, ...]


def make_outline(document: Document, title: Title) -> Outline:
    """Return the outline of a page whose title is known."""
    first = title.last_block + 1 if title.last_block >= 0 else header_start(document)
    header = read_header(document, first, len(document.blocks))
    form = form_of(header)
    body = max(document.block_at(header.body), 0)
    related = find_list(
        document, body + (body < len(document.blocks) and document.blocks[body].start < header.body), title.id
    )
    end = related.start if related else _foot(document, body)
    blocks = [
        block for block in document.blocks_from(header.body, end) if document.text[block.start : block.end].strip(" :")
    ]
    kept: list[Block] = []
    left: list[Block] = []
    for block in blocks:
        signs = not kept and is_anchor(document, block.start, block.end)  # after the heading of the description
        (left if signs or is_boilerplate_inside(document, block) else kept).append(block)
    parts, warnings = _parts(document, kept, header, local=form == "local")
    top_end = title.first_block if title.first_block >= 0 else first
    top = [block for block in document.blocks[:top_end] if block.start != title.member_start]
    entry = min(
        (place for one in header.fields for place in (one.start, *(block.start for block in one.values))),
        default=header.body,
    )
    top += [block for block in document.blocks[first:] if block.end <= entry and block not in header.strays]
    foot = document.blocks_from(related.end if related else end, len(document.text))
    owners = tuple(Owner(block.start, block.end, None, "boilerplate") for block in left)
    return Outline(form, title, tuple(top), header, tuple(parts), related, tuple(foot), owners, tuple(warnings))


def form_of(header: Header) -> str:
    """Return `local` or `national` by the labels of the header."""
    keys = {one.label.key: one.label for one in header.fields if one.label and one.label.takes != "nothing"}
    national = sum(label.forms == ("national",) for label in keys.values())
    return "local" if len(_LOCAL_ONLY & keys.keys()) > national else "national"


def _foot(document: Document, body: int) -> int:
    """Return where the foot begins on a page without a list: the boilerplate at its end."""
    index = len(document.blocks)
    while index > max(body, 0) and is_boilerplate_inside(document, document.blocks[index - 1], at_end=True):
        index -= 1
    return document.blocks[index].start if index < len(document.blocks) else len(document.text)


# -- the body ---------------------------------------------------------------------------------------------------------


def _parts(
    document: Document, blocks: list[Block], header: Header, *, local: bool
) -> tuple[list[Part], list[RecordWarning]]:
    """Return the parts of the body; the first one is the description unless a heading says otherwise."""
    top = _top_level(document, blocks, header.level)
    parts = [Part("description", None, [])]
    warnings: list[RecordWarning] = []
    described = header.described
    panels = {start: (low, high) for start, low, high in document.panels}
    for block in blocks:
        part = _summary(document, block) or _panel(document, block, panels)
        if part is None and local and not described:
            part = _local(document, block)
            described = part is not None and part.kind == "description"
        if part is None and not (local and begins_answer(document, block)):
            part = _unknown(document, block, parts[-1], top)
            if part:
                message = f"the heading {document.of(block)[:120]!r} is not known"
                warnings.append(warning(WarningCode.UNKNOWN_HEADING, message, "sections"))
        if part is None:
            parts[-1].blocks.append(block)
        else:
            parts.append(part)
    return _with_headless_summary(document, parts, warnings), warnings


def _summary(document: Document, block: Block) -> Part | None:
    label = label_at(document, block.start, block.end)
    if label is None or "irm_heading" not in label.meanings:
        return None
    if not label.closed and document.text[label.end : block.end].strip()[:1].islower():
        return None
    stage: Stage = "midterm" if label.meanings["irm_heading"] == "midterm" else "end_of_term"
    if is_anchor(document, label.end, block.end):
        return Part("irm", block, [], stage)
    return Part("irm", block.part(block.start, label.words_end), document.blocks_from(label.end, block.end), stage)


def _panel(document: Document, block: Block, panels: dict[int, tuple[int, int]]) -> Part | None:
    """Begin a summary at a panel whose heading is in the strip of tabs alone."""
    tab = panels.get(block.start)
    if tab is None:
        return None
    head = Block(tab[0], tab[1], "heading")
    part = _summary(document, head)
    return part._replace(blocks=[block]) if part else None


def _local(document: Document, block: Block) -> Part | None:
    words = normalize(document.of(block)).rstrip(": ")
    if words == "inception report summary":
        return Part("inception", block, [])
    if words == "description":
        return Part("description", block, [])
    return Part("description", None, [block]) if begins_answer(document, block) else None


def _top_level(document: Document, blocks: list[Block], level: int) -> int:
    """Return the level of the headings that part the body: that of Description or an IRM heading, else a usual one."""
    heads = ("description",)
    levels = [
        block.level
        for block in blocks
        if block.level and (_summary(document, block) or normalize(document.of(block)).rstrip(": ") in heads)
    ]
    return min([*levels, level] if level else levels, default=_DEFAULT_LEVEL)


def _unknown(document: Document, block: Block, current: Part, top: int) -> Part | None:
    """Begin a part at an HTML heading that no field knows, unless it is a lower one than those of the body."""
    if block.kind != "heading" or block.level > top:
        return None
    if current.kind == "irm" and not _ends_summary(document, block, current):
        return None
    if normalize(document.of(block)).rstrip(": ") == "description" or block.end - block.start > 200:
        return None
    return Part("section", block, [])


def _ends_summary(document: Document, block: Block, summary: Part) -> bool:
    """Tell whether a heading of the highest level ends a summary: not its own title, nor a word of the reports."""
    level = summary.head.level if summary.head else 0
    if not summary.blocks or (level and block.level > level):
        return False
    return not _is_irm_word(document, block)


def _is_irm_word(document: Document, block: Block) -> bool:
    label = label_at(document, block.start, block.end)
    if label and (label.meanings.keys() & {"irm", "stage"} or ("value" in label.meanings and label.colon)):
        return True
    return any(
        pattern.match(document.text, block.start, block.end)
        for pattern in (MILESTONE, COMMITMENT_HEADING, _ROMAN, _NUMBERED)
    )


# -- a summary whose heading is lost ----------------------------------------------------------------------------------


def _with_headless_summary(document: Document, parts: list[Part], warnings: list[RecordWarning]) -> list[Part]:
    """Find a summary that begins without its heading in the description: its own labels give it away."""
    first = parts[0]
    found = [(index, mark) for index, block in enumerate(first.blocks) if (mark := _strong(document, block))]
    if len({mark for _, mark in found}) < 2:
        return parts
    start = found[0][0]
    for index in range(max(0, start - 3), start):
        block = first.blocks[index]
        if COMMITMENT_HEADING.match(document.text, block.start, block.end) or _ROMAN.match(document.text, block.start):
            start = index
            break
    under = first.blocks[start:]
    stage: Stage = "end_of_term" if any(mark == "end_of_term" for _, mark in found) else "midterm"
    message = f"an IRM summary without its heading; read as {stage.replace('_', ' ')}"
    warnings.append(warning(WarningCode.MISSING_LANDMARK, message, "irm"))
    return [first._replace(blocks=first.blocks[:start]), Part("irm", None, under, stage), *parts[1:]]


def _strong(document: Document, block: Block) -> str | None:
    """Return which of a summary's own labels begins a block, or None."""
    label = label_at(document, block.start, block.end)
    if label is None:
        if (match := MILESTONE.match(document.text, block.start, block.end)) and block.end - match.end() < 260:
            tail = re.search(r"\(([^()]{3,40})\)\s*$", document.of(block))
            return "milestone" if tail and rating_of(tail[1], "completion") else None
        return None
    key = label.meanings.get("irm")
    if key in ("commitment_text", "editorial_note", "did_it_open_government", "carried_forward", "commitment_aim"):
        return (
            key if label.closed and (label.colon or label.end == block.end or "?" in document.of(block)[:30]) else None
        )
    if "stage" in label.meanings and label.colon:
        rest = document.words(label.end, min(block.end, label.end + 60))
        return (
            label.meanings["stage"] if not rest or rating_of(rest, "completion") or rest.split()[0].istitle() else None
        )
    return None
