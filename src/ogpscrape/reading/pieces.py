"""The top of the page cut into labels and the texts between them, down to where the body begins."""

import re
from bisect import bisect_left
from collections.abc import Iterator
from typing import NamedTuple

from ogpscrape.reading.document import Document
from ogpscrape.reading.labels import COMMITMENT_HEADING, ID_LINE, Finder, HeaderLabel, Label, header_labels, label_at
from ogpscrape.reading.layout import Layout
from ogpscrape.reading.places import Block
from ogpscrape.reading.scales import fits

_HEADER = frozenset({"header"})
_BULLET_BEFORE = re.compile(r"(?:(?:^|\s)[•●*·-]\s*)?$")
#: Small headings that may be in running text only right before the label that always follows them.
_HEADING_IN_TEXT = re.compile(
    r"(?:(?<=[a-z\d)])|(?<![^\W_]))(?:Overview(?=\s*(?:At[- ]a[- ]Glance|Action Plan))"
    r"|At[- ]a[- ]Glance(?=\s*(?:Action Plan|$))"
    r"|Institutions(?=\s*(?:Lead|Support(?:ing)?) Institution)|Policy Areas(?=\s*[A-Z])"
    r"|(?<!Pending )IRM Review(?=\s*(?:IRM Report|Starred|Early Results|$))"
    r"|Design(?=\s*(?:i\s*)?(?:Verifiable|Relevant to))"
    r"|Implementation(?=\s+i\b|\s+Completion)|Description(?=\s*$|\s*[A-Z“\"'‘\d•(]))"
)


class Piece(NamedTuple):
    """A label, or the text between two of them, with the block it is in."""

    block: Block
    label: Label | None = None


def entry_of(label: Label) -> HeaderLabel:
    """Return the entry of the vocabulary for a label of the header."""
    return header_labels()[label.meanings["header"]]


def cut_into_pieces(document: Document, first: int, last: int) -> tuple[list[Piece], int, bool, int]:
    """Return labels and texts down to the first line that can only be in the body, and where the body begins."""
    pieces: list[Piece] = []
    finder = Finder(_HEADER)
    local = seen = False
    entry: HeaderLabel | None = None
    for index in range(first, last):
        block = document.blocks[index]
        text = document.text
        if block.role in ("menu", "contents", "footer") or (block.role == "button" and not _is_label(document, block)):
            continue
        start = label_at(document, block.start, block.end)
        if start and "irm_heading" in start.meanings:
            return pieces, block.start, False, 0
        if start and local and "proposal" in start.meanings and start.end == block.end:
            return pieces, block.start, True, 0
        if ID_LINE.match(text, block.start, block.end) or COMMITMENT_HEADING.match(text, block.start, block.end):
            return pieces, block.start, False, 0
        for piece in _split(document, block, finder, entry):
            pieces.append(piece)
            if piece.label:
                entry = entry_of(piece.label)
                local = local or entry.forms == ("local",)
                seen = seen or entry.takes != "nothing"
                if seen and entry.key == "heading_description":
                    return pieces, piece.label.end, True, block.level
    return pieces, document.blocks[last].start if last < len(document.blocks) else len(document.text), False, 0


def _is_label(document: Document, block: Block) -> bool:
    label = label_at(document, block.start, block.end)
    return label is not None and label.closed and "header" in label.meanings


def _split(document: Document, block: Block, finder: Finder, last: HeaderLabel | None) -> Iterator[Piece]:
    """Split one block at the header's labels that it holds. `last` is the label before it."""
    labels = finder.find(document, block.start, block.end)
    if labels or last or block.end - block.start < 60:
        labels = sorted([*labels, *_headings_in_text(document, block, labels, last)])
    position = block.start
    for label in labels:
        if label.start < position:
            continue
        before = document.text[position : label.start]
        end = position + len(_BULLET_BEFORE.sub("", before))
        if document.text[position:end].strip():
            yield Piece(document.part(block, position, end))
        yield Piece(block, label._replace(start=end if document.text[end : label.start].strip() else label.start))
        position = label.end
        if label.meanings.get("header") == "heading_description":
            return
    if document.text[position : block.end].strip():
        yield Piece(document.part(block, position, block.end))


def _headings_in_text(
    document: Document, block: Block, labels: list[Label], last: HeaderLabel | None
) -> Iterator[Label]:
    """Yield the small headings in running text, glued to the value before them or between labels, out of elements."""
    starts = [label.start for label in labels]
    known = set(starts)
    text = document.text
    found = bool(labels)
    for match in _HEADING_IN_TEXT.finditer(text, block.start, block.end):
        label = label_at(document, match.start(), block.end, leads=False)
        if label is None or "header" not in label.meanings or label.start in known:
            continue
        place = bisect_left(starts, label.start)
        above = entry_of(labels[place - 1]) if place else last
        if above is None and not found and match.start() > block.start:
            continue
        if entry_of(label).key == "heading_description" and above is not None:
            value = text[labels[place - 1].end if place else block.start : label.start]
            if place < len(labels) or not _is_complete(value, above):
                continue
        found = True
        yield label


def _is_complete(value: str, label: HeaderLabel) -> bool:
    """Tell whether a value ends right before the word Description: glued to it, or a whole word of its scale."""
    if not value.strip():
        return label.takes in ("nothing", "line")
    glued = not value[-1].isspace() and label.takes != "text"
    return glued or (label.takes == "line" and label.scale not in (None, "relevant") and fits(value, label.scale))


def values_last(pieces: list[Piece], layout: Layout) -> list[Piece]:
    """Return pieces with each value that is above its label, as on a tile with a figure, after it."""
    if not layout.tiles:
        return pieces
    elements = layout.document.elements

    def turn(piece: Piece) -> tuple[int, bool, int]:
        place = piece.label.start if piece.label else piece.block.start
        tile = layout.tiles.get(piece.label.start) if piece.label else layout.tile_of(piece.block)
        return (place if tile is None else elements[tile].start, piece.label is None and tile is not None, place)

    return sorted(pieces, key=turn)


def cut_at_shapes(pieces: list[Piece], layout: Layout) -> list[Piece]:
    """Cut texts where an element begins that looks as the labels of this page do: a label that nobody knows."""
    found: list[Piece] = []
    for piece in pieces:
        cuts = [] if piece.label else layout.label_shapes_in(piece.block)
        start = piece.block.start
        for cut in cuts:
            if cut > start:
                found.append(Piece(piece.block.part(start, cut)))
            start = cut
        found.append(piece if start == piece.block.start else Piece(piece.block.part(start, piece.block.end)))
    return found
