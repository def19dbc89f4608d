"""The header of the page: which label has which value, in page order, down to where the body begins.

A value is what is in its label's own element: the rest of its line, the cell or block next to it, the list below it.
What is outside of that and has no label that is known is an unknown label, or a stray text; never part of a value.
"""

import re
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

from ogpscrape.reading.boilerplate import is_boilerplate_inside, without_decorations
from ogpscrape.reading.document import Document
from ogpscrape.reading.labels import (
    LABEL_LIKE,
    HeaderLabel,
    Label,
)
from ogpscrape.reading.layout import Layout
from ogpscrape.reading.pieces import Piece, cut_at_shapes, cut_into_pieces, entry_of, values_last
from ogpscrape.reading.places import Block
from ogpscrape.reading.scales import can_be_area, fits, is_area, split_areas, values_in, words_of_scale

_ICON = re.compile(r"\s*(?:i|ⓘ|ℹ|\?)\s*", re.IGNORECASE)


class Field(NamedTuple):
    """A label of the header with the places of its value. `label` is None where the vocabulary does not know it.

    `inside` is the element that its value can be in, -1 where that is not known; `cell` the one that holds it by its
    column or turn, else -1.
    """

    label: HeaderLabel | None
    start: int
    end: int
    words_end: int
    values: tuple[Block, ...]
    until: int
    inside: int
    cell: int


class Header(NamedTuple):
    """What was found, and where the body begins. `level` is that of the heading Description, 0 for none.

    `uneven`: several labels come before their values, and there are not as many of both.
    """

    fields: tuple[Field, ...]
    repeated: tuple[Field, ...]
    strays: tuple[Block, ...]
    body: int
    described: bool
    level: int
    uneven: bool

    def get(self, key: str) -> Field | None:
        """Return the field of a label, or None."""
        return next((one for one in self.fields if one.label and one.label.key == key), None)


@dataclass
class _Open:
    """A field whose value is still being read."""

    label: HeaderLabel | None
    start: int
    end: int
    words_end: int
    block: Block
    element: int
    values: list[Block] = field(default_factory=list)
    container: int = -1


def read_header(document: Document, first: int, last: int) -> Header:
    """Return the header between two blocks (indexes, the second left out)."""
    pieces, body, described, level = cut_into_pieces(document, first, last)
    labels = [piece.label for piece in pieces if piece.label]
    layout = Layout(document, [label for label in labels if entry_of(label).takes != "nothing"])
    return _Machine(document, layout, bounded=described).run(
        values_last(cut_at_shapes(pieces, layout), layout), body, described, level
    )


class _Machine:
    """Takes the pieces one after the other; `bounded` tells that the heading Description ends the header."""

    def __init__(self, document: Document, layout: Layout, *, bounded: bool) -> None:
        self.document, self.layout, self.bounded = document, layout, bounded
        self.fields: list[_Open] = []
        self.repeated: list[_Open] = []
        self.strays: list[Block] = []
        self.top = -1
        self.seen: set[str] = set()

    def run(self, pieces: list[Piece], body: int, described: bool, level: int) -> Header:
        """Return the header that the pieces make."""
        for number, piece in enumerate(pieces):
            following = pieces[number + 1] if number + 1 < len(pieces) else None
            ended = (
                self._label(piece, piece.label, following) if piece.label else self._text(piece.block, pieces, number)
            )
            if ended:
                body, described, level = (piece.label.start if piece.label else piece.block.start), False, 0
                break
        if not described:
            body = self._first_stray(body)
        order = [*self.fields, *self.repeated]
        starts = sorted(one.start for one in order)
        until = dict(pairwise([*starts, body]))
        done = {id(one): self._closed(one, until[one.start]) for one in order}
        return Header(
            tuple(done[id(one)] for one in self.fields),
            tuple(done[id(one)] for one in self.repeated),
            tuple(self.strays),
            body,
            described,
            level,
            self.layout.is_uneven,
        )

    def _first_stray(self, body: int) -> int:
        """Return where the body begins: at the first stray after the last value, when nothing else follows it."""
        last = max((block.end for one in self.fields for block in (*one.values, one.block)), default=body)
        after = [block for block in self.strays if last <= block.start < body]
        self.strays = [block for block in self.strays if not last <= block.start < body]
        return after[0].start if after else body

    def _closed(self, one: _Open, until: int) -> Field:
        inside = -1 if self.layout.values_follow else one.block.element
        return Field(
            one.label,
            one.start,
            one.end,
            one.words_end,
            tuple(one.values),
            max(until, one.end),
            inside,
            self.layout.cell_of(one.start),
        )

    def _label(self, piece: Piece, label: Label, following: Piece | None) -> bool:
        """Take a known label; tell whether the body begins at it instead."""
        entry = entry_of(label)
        if self.fields and self._last().label is entry and not self._last().values:
            again = self._last()  # the label twice, one right after the other
            again.end, again.words_end, again.block = label.end, label.words_end, piece.block
            again.element = self.layout.element_at(label.start, label.words_end, piece.block)
            return False
        if entry.key in self.seen:
            if entry.key == "starred" and not label.colon and self.fields:
                self._last().values.append(self.document.part(piece.block, label.start, label.end))
                return False
            if not self.bounded or entry.key == "inception_report":
                return True
            self.repeated.append(self._opened(piece, label, entry))
            return False
        if not self.bounded and self.fields and not self._may_follow(piece, label, entry, following):
            return True
        self.fields.append(self._opened(piece, label, entry))
        self.top = max(self.top, entry.order)
        self.seen.add(entry.key)
        return False

    def _opened(self, piece: Piece, label: Label, entry: HeaderLabel) -> _Open:
        element = self.layout.element_at(label.start, label.words_end, piece.block)
        return _Open(entry, label.start, label.end, label.words_end, piece.block, element)

    def _last(self) -> _Open:
        return max((*self.fields[-1:], *self.repeated[-1:]), key=lambda one: one.start)

    def _may_follow(self, piece: Piece, label: Label, entry: HeaderLabel, following: Piece | None) -> bool:
        """Tell whether a label is in order, with a value that it can have: label words open the body, too."""
        if entry.order < self.top:
            return False
        if entry.takes != "line" or following is None or following.label or following.block.start > piece.block.end:
            return True
        return fits(self.document.text[label.end : following.block.end], entry.scale)

    # -- texts --------------------------------------------------------------------------------------------------------

    def _text(self, block: Block, pieces: list[Piece], number: int) -> bool:
        """Take a text as a value, an unknown label or a stray; tell whether it is the body's first instead."""
        words = self.document.text[block.start : block.end].strip()
        assigned = self.layout.assigned(block)
        if assigned is not None:
            one = next((one for one in (*self.fields, *self.repeated) if one.start == assigned), None)
            if one:
                one.values.append(block)
                return False
            self.strays.append(block)  # a value whose label has no words
            return False
        if not self.fields:
            self.strays.append(block)
            return False
        one = self._last()
        if words in (":", "：") and not one.values:
            one.end = block.end  # the label's colon in an element of its own
            return False
        if one.label and one.label.takes == "nothing" and _ICON.fullmatch(words):
            one.end = block.end
            return False
        same_line = one.block.start <= block.start < one.block.end
        unknown = self._unknown_end(block, pieces, number, one, same_line=same_line)
        if unknown is None and self._takes(one, block, words, same_line=same_line):
            one.values.append(block)
            return False
        if not (self.bounded or self.layout.is_label_cell(block) or self._label_ahead(pieces, number)):
            return True
        if unknown is None:
            self.strays.append(block)
            return False
        element = self.layout.element_at(block.start, unknown, block)
        opened = _Open(None, block.start, unknown, unknown, block, element)
        self.fields.append(opened)
        if self.document.text[unknown : block.end].strip(" :："):
            opened.values.append(self.document.part(block, unknown, block.end))
        return False

    def _unknown_end(
        self, block: Block, pieces: list[Piece], number: int, one: _Open, *, same_line: bool
    ) -> int | None:
        """Return where the words of an unknown label end with which a text begins, or None when it begins with none."""
        text = self.document.text
        if self.layout.is_label_cell(block):
            return block.end
        shaped = self.layout.shaped_end(block)
        if shaped is None and not same_line:
            shaped = self.layout.bold_beginning(block)
        if shaped is not None and not (same_line and not one.values and shaped >= one.block.end - 1):
            return shaped
        if same_line and block.start - one.end < 3:
            return None
        like = LABEL_LIKE.match(text, block.start, min(block.end, block.start + 90))
        if like and like.end() < block.end and not (text[like.end()].isspace() or self.document.has_border(like.end())):
            like = None
        if like and not (one.container >= 0 and self.layout.is_inside(block, one.container) and one.values):
            return like.end()
        if block.kind == "heading" and block.end - block.start < 120 and not self._is_heading_of(one, block):
            return block.end
        outside = not same_line and not self._is_own(one, block)
        following = pieces[number + 1] if number + 1 < len(pieces) else None
        pairs = (
            block.element >= 0
            and outside
            and following is not None
            and following.label is None
            and (one.values or one.label is None)
        )
        if pairs and self.layout.values_follow and following and self.layout.are_pair(block, following.block):
            return block.end
        return None

    def _is_heading_of(self, one: _Open, block: Block) -> bool:
        """Tell whether a heading in a label's own element is its value: a linked title, or as other values here are."""
        if not self.layout.is_field(one.start, block) or any(value.kind != "heading" for value in one.values):
            return False
        links = one.label is not None and one.label.takes == "links"
        linked = any(link.end >= block.end - 1 for link in self.document.links_in(block.start, block.end + 1))
        return (links and linked) or self.layout.values_are_headings

    def _is_own(self, one: _Open, block: Block) -> bool:
        if self.layout.is_field(one.start, block) or (
            one.container >= 0 and self.layout.is_inside(block, one.container)
        ):
            return True
        return not one.values and self.layout.values_follow

    def _takes(self, one: _Open, block: Block, words: str, *, same_line: bool) -> bool:
        """Tell whether a text belongs to the value of a field."""
        takes = one.label.takes if one.label else "text"
        if takes == "nothing":
            return False
        if same_line:
            return True
        if one.values and one.values[-1].kind in ("item", "more") and block.kind not in ("item", "more"):
            return False  # a box after the list
        if is_boilerplate_inside(self.document, block, at_end=True) or self.layout.is_other_cell(one.element, block):
            return False
        if one.label and takes == "line" and one.values and self._is_remark(one, one.label.scale, words):
            return False
        if self.layout.is_field(one.start, block):
            return True
        if block.kind == "heading" or not one.values:
            return block.kind != "heading" and self._begins(one, block, words, takes)
        inside = one.container >= 0 and self.layout.is_inside(block, one.container)
        if not inside and self.layout.is_other_row(one.element, block):
            return takes == "areas" and all(is_area(part) for part in split_areas(words))
        return inside or self._goes_on(one, block, words, takes)

    def _is_remark(self, one: _Open, scale: str | None, words: str) -> bool:
        """Tell whether a text after a value that is whole says something of it: no other word of its scale."""
        whole = " ".join(self.document.of(value) for value in one.values)
        if not fits(whole, scale) or fits(f"{whole} {words}", scale):
            return False
        if scale == "relevant":
            return not values_in(words)[0]
        return scale in ("year", "month") or not words_of_scale(words[:200], str(scale))

    def _begins(self, one: _Open, block: Block, words: str, takes: str) -> bool:
        """Tell whether a value begins with a text that is outside of its label's element."""
        words = " ".join(self.document.words(*place) for place in without_decorations(self.document, block)) or words
        scale = one.label.scale if one.label else None
        fitting = (takes == "line" and fits(words, scale)) or (
            takes == "areas"
            and (self._linked_area(block) or (can_be_area(words) and not words.endswith(".")) or "," in words)
        )
        certain = fitting and (takes == "line" or any(is_area(part) for part in split_areas(words)))
        listed = block.kind == "item" or self.document.has_bullet(block)
        if not self.layout.is_definition(one.element, block) and (
            (not certain and self.layout.is_other_row(one.element, block))
            or (takes == "line" and not fitting and (len(words.split()) > 6 or not self.bounded))
            or (not self.bounded and len(words) > 300)
            or not (fitting or listed or self.layout.values_follow or one.label is None)
        ):
            return False
        one.container = self.layout.container(one.element, block)
        return True

    def _goes_on(self, one: _Open, block: Block, words: str, takes: str) -> bool:
        """Tell whether a line after a value that has begun belongs to it, outside of its element."""
        last = one.values[-1]
        joined = block.group == last.group and not (block.gap and self.document.rendering == "text")
        if takes == "line":
            before = " ".join(self.document.of(value) for value in one.values)
            return bool(one.label) and fits(f"{before} {words}", one.label.scale if one.label else None)
        if takes == "areas":
            return self._linked_area(block) or all(is_area(part) for part in split_areas(words))
        if takes == "links" and self.document.rendering == "html":
            return any(True for _ in self.document.links_in(block.start, block.end + 1)) and joined
        listed = block.kind in ("item", "more") or self.document.has_bullet(block)
        if takes == "list" and self.document.rendering == "text" and self.bounded:
            return True
        if takes == "list" or listed:
            return listed or (joined and takes != "list")
        return joined and (self.document.rendering == "text" or takes == "text")

    def _linked_area(self, block: Block) -> bool:
        return any("/policy-area" in link.address for link in self.document.links_in(block.start, block.end + 1))

    def _label_ahead(self, pieces: list[Piece], number: int) -> bool:
        """Tell whether one of the next pieces is a label that can follow: then the header has not ended."""
        ahead = (piece.label for piece in pieces[number + 1 : number + 13])
        return any(label and label.leads and entry_of(label).order > self.top for label in ahead)
