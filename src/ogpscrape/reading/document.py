"""What a page becomes before its words are read: one string of visible text, and the places of its structure.

Nothing here is changed after it is made, and nothing here knows a label. A place is a number of characters from the
beginning of `Document.text`, in which white space is squeezed and every block ends with a line end.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal

from ogpscrape.reading.places import Aside, Block, Cut, Drawing, Element, Hyperlink, Note

#: No page seen has a tenth as many elements within each other.
_DEEPEST = 100
_NUMBERED = re.compile(r"\d{1,3}\.\s")
_BULLET = re.compile(r"[•●▪◦‣]\s+")
#: Bullets that captures of old documents hold, private-use ones among them: kept as written, on a line of their own.
_DEBRIS = re.compile(r"(?:[o§*–-]|[\ue000-\uf8ff]|[·»])\s+|[\ue000-\uf8ff]")
_ANY_BULLET = re.compile(r"(?:[•●▪◦‣·]|[*–-](?=\s)|[\ue000-\uf8ff])\s*")


def without_bullet(words: str) -> str:
    """Return an item of a list without the bullet that a page writes before it."""
    return _ANY_BULLET.sub("", words, count=1) if _ANY_BULLET.match(words) else words


@dataclass(frozen=True, eq=False)
class Document:
    """A page's visible text with its structure.

    `cuts` are the places that prose leaves out (notes, tooltips), in page order and apart. `panels` are places where a
    part begins whose heading is elsewhere, in a strip of tabs: the place, and the heading's place. `graphics` are the
    places of pictures and controls.
    """

    text: str
    blocks: tuple[Block, ...]
    rendering: Literal["html", "text"]
    elements: tuple[Element, ...] = ()
    inlines: tuple[int, ...] = ()
    borders: tuple[int, ...] = ()
    links: tuple[Hyperlink, ...] = ()
    drawings: tuple[Drawing, ...] = ()
    graphics: tuple[int, ...] = ()
    asides: tuple[Aside, ...] = ()
    notes: tuple[Note, ...] = ()
    cuts: tuple[Cut, ...] = ()
    ids: dict[str, int] = field(default_factory=dict)
    titles: tuple[tuple[int, str], ...] = ()
    controls: tuple[tuple[int, str], ...] = ()
    panels: tuple[tuple[int, int, int], ...] = ()
    second_copies: tuple[tuple[int, int], ...] = ()
    title: str | None = None
    language: str | None = None
    address: str | None = None
    complete: bool = True
    #: What was found out about this document once and is asked for often; never a part of what it is.
    memo: dict[Any, Any] = field(default_factory=dict)

    # -- words --------------------------------------------------------------------------------------------------------

    def words(self, start: int, end: int) -> str:
        """Return the text between two places on one line, without what is cut out of prose."""
        cuts = self.cuts
        index = bisect_left(self._cut_starts, start)
        if index == len(cuts) or cuts[index].start >= end:
            text = self.text[start:end]
            return " ".join(text.split()) if "\n" in text else text.strip()
        parts: list[str] = []
        for cut in cuts[index:]:
            if cut.start >= end:
                break
            parts += (self.text[start : cut.start], cut.instead)
            start = max(start, cut.end)
        parts.append(self.text[start:end])
        return " ".join("".join(parts).split())

    def of(self, block: Block) -> str:
        """Return the words of a block."""
        return self.words(block.start, block.end)

    def prose(self, blocks: Iterable[Block]) -> str | None:
        """Return blocks as prose: paragraphs, and items one a line. None when there are no words in them."""
        parts: list[str] = []
        in_list = False
        for block in blocks:
            words = self._item(block)
            if not words:
                continue
            is_item = block.kind == "item" or self.has_bullet(block) or bool(_NUMBERED.match(words))
            if not parts:
                parts.append(words)
            elif is_item:
                parts += ("\n" if in_list else "\n\n", words)
            elif block.kind == "more" or not block.gap:
                parts += (" ", words)
                continue
            else:
                parts += ("\n\n", words)
            in_list = is_item
        return "".join(parts) or None

    def has_bullet(self, block: Block) -> bool:
        """Tell whether a block begins with a bullet, of any kind."""
        return bool(_BULLET.match(self.text, block.start) or _DEBRIS.match(self.text, block.start))

    def _item(self, block: Block) -> str:
        words = self.of(block)
        if not words:
            return ""
        if _BULLET.match(words):
            return _BULLET.sub("- ", words, count=1)
        if block.kind != "item" or _NUMBERED.match(words) or words.startswith("- ") or _DEBRIS.match(words):
            return words
        return f"{block.ordinal}. {words}" if block.ordinal is not None else f"- {words}"

    # -- places -------------------------------------------------------------------------------------------------------

    @cached_property
    def characters(self) -> str:
        """The text without white space."""
        return "".join(self.text.split())

    @cached_property
    def _cut_starts(self) -> list[int]:
        return [cut.start for cut in self.cuts]

    @cached_property
    def _link_starts(self) -> list[int]:
        return [link.start for link in self.links]

    @cached_property
    def _inline_starts(self) -> list[int]:
        return [self.elements[index].start for index in self.inlines]

    @cached_property
    def _drawing_places(self) -> list[int]:
        return [drawing.position for drawing in self.drawings]

    @cached_property
    def block_starts(self) -> list[int]:
        """Where the blocks begin, ascending."""
        return [block.start for block in self.blocks]

    def cuts_in(self, start: int, end: int) -> tuple[Cut, ...]:
        """Return the cuts between two places, one that begins before them among them."""
        first = max(0, bisect_left(self._cut_starts, start) - 1)
        return tuple(cut for cut in self.cuts[first : bisect_left(self._cut_starts, end)] if cut.end > start)

    def next_cut(self, position: int, end: int) -> int:
        """Return where the next cut after a place begins, `end` at the most: a word does not go on into it."""
        index = bisect_right(self._cut_starts, position)
        return min(end, self._cut_starts[index]) if index < len(self.cuts) else end

    def after_cut(self, position: int) -> int:
        """Return the place after a tooltip that begins at a place, else the place itself."""
        index = bisect_left(self._cut_starts, position)
        if index < len(self.cuts) and self.cuts[index].start == position and self.cuts[index].reason:
            return self.cuts[index].end
        return position

    def has_border(self, position: int) -> bool:
        """Tell whether an element begins or ends at a place, or in the white space around it."""
        text, low, high = self.text, position, position
        while low > 0 and text[low - 1] == " ":
            low -= 1
        while high < len(text) and text[high] == " ":
            high += 1
        index = bisect_left(self.borders, low)
        return index < len(self.borders) and self.borders[index] <= high

    def borders_in(self, start: int, end: int) -> tuple[int, ...]:
        """Return the borders between two places, both left out."""
        return self.borders[bisect_right(self.borders, start) : bisect_left(self.borders, end)]

    def links_in(self, start: int, end: int) -> Iterator[Hyperlink]:
        """Yield the links that lie between two places, in page order."""
        for index in range(bisect_left(self._link_starts, start), len(self.links)):
            link = self.links[index]
            if link.start >= end:
                break
            if link.end <= end:
                yield link

    def links_from(self, start: int, end: int) -> Iterator[Hyperlink]:
        """Yield the links that begin between two places, wherever they end."""
        for index in range(bisect_left(self._link_starts, start), len(self.links)):
            if self.links[index].start >= end:
                break
            yield self.links[index]

    def inlines_in(self, start: int, end: int) -> Iterator[Element]:
        """Yield the inline elements with text that lie between two places, in the order in which they begin."""
        for index in range(bisect_left(self._inline_starts, start), len(self.inlines)):
            element = self.elements[self.inlines[index]]
            if element.start >= end:
                break
            if element.end <= end:
                yield element

    def drawings_in(self, start: int, end: int) -> tuple[Drawing, ...]:
        """Return the drawings between two places, both included."""
        return self.drawings[bisect_left(self._drawing_places, start) : bisect_right(self._drawing_places, end)]

    def block_at(self, position: int) -> int:
        """Return the index of the block that holds a place, or of the last one before it."""
        return bisect_right(self.block_starts, position) - 1

    def around(self, element: int) -> Iterator[int]:
        """Yield an element and those around it, from the inside out; of a page nested without end the inner ones."""
        for _ in range(_DEEPEST):
            if element < 0:
                break
            yield element
            element = self.elements[element].parent

    def part(self, block: Block, start: int, end: int) -> Block:
        """Return what is between two places of a block, without the white space at its ends."""
        text = self.text
        while start < end and text[start] in " \n\t":
            start += 1
        while end > start and text[end - 1] in " \n\t":
            end -= 1
        return block if (start, end) == (block.start, block.end) else block.part(start, end)

    def blocks_from(self, start: int, end: int) -> list[Block]:
        """Return the blocks between two places; the first and the last one are cut there."""
        found: list[Block] = []
        for index in range(max(0, self.block_at(start)), len(self.blocks)):
            block = self.blocks[index]
            if block.start >= end:
                break
            part = self.part(block, max(block.start, start), min(block.end, end))
            if part.end > part.start:
                found.append(part)
        return found
