"""What a page becomes before its words are read: one string of visible text, and the places of its structure.

Places are those of lines, links and borders. Every later step speaks of places in `Document.text`. Nothing
here knows a tag, a class or a label.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from ogpscrape.commitment import ReadFrom

Kind = Literal["heading", "paragraph", "item", "more"]


@dataclass(slots=True)
class Line:
    """A stretch of visible text that its layout sets apart: a block of HTML, a part of it up to `<br>`, a line of text.

    Attributes:
        start, end: place in the document's text; parts of a line may begin or end with white space.
        kind: `heading` for an HTML heading, `item` for a list item, `more` for what continues an item.
        gap: whether a paragraph border stands before it (else a mere line break).
        level: 1 to 6 for a heading, else 0.
        ordinal: the number that a list draws before the item, or None.
        block: which block of HTML holds it; lines of one block are parted by `<br>`.
        row: which row of a table holds it; 0 outside of tables.
        furniture: whether its element says that it is none of the content (a menu, a dialog, a button).

    """

    start: int
    end: int
    kind: Kind = "paragraph"
    gap: bool = True
    level: int = 0
    ordinal: int | None = None
    block: int = 0
    furniture: bool = False
    row: int = 0

    def part(self, start: int, end: int, *, gap: bool) -> "Line":
        """Return a part of this line as a line of its own, a plain paragraph unless it begins where this one does."""
        if start == self.start:
            return Line(start, end, self.kind, self.gap, self.level, self.ordinal, self.block, self.furniture, self.row)
        return Line(start, end, "paragraph", gap, 0, None, self.block, self.furniture, self.row)


@dataclass(frozen=True, slots=True)
class Hyperlink:
    """A hyperlink: its place in the text and its address as written."""

    start: int
    end: int
    address: str


@dataclass(frozen=True, slots=True)
class Drawing:
    """What an element that shows no text says of itself: an image's `alt`, a class name ..."""

    position: int
    read_from: ReadFrom
    value: str


@dataclass(slots=True)
class Document:
    """A page's visible text with its structure."""

    text: str
    lines: list[Line]
    rendering: Literal["html", "text"]
    links: list[Hyperlink] = field(default_factory=list)
    #: Where an inline element begins or ends, ascending.
    borders: list[int] = field(default_factory=list)
    drawings: list[Drawing] = field(default_factory=list)
    #: The words of the HTML `<title>`, of `<html lang>`, and of `<link rel=canonical>` and the like.
    title: str | None = None
    language: str | None = None
    address: str | None = None
    #: Whether the end of the page was seen.
    complete: bool = True

    def of(self, line: Line) -> str:
        """Return the text of a line."""
        return self.text[line.start : line.end]

    def has_border(self, position: int) -> bool:
        """Tell whether an element begins or ends at `position`, or in the white space around it."""
        low = position
        while low > 0 and self.text[low - 1] == " ":
            low -= 1
        high = position
        while high < len(self.text) and self.text[high] == " ":
            high += 1
        index = bisect_left(self.borders, low)
        return index < len(self.borders) and self.borders[index] <= high

    def borders_in(self, start: int, end: int) -> list[int]:
        """Return the borders between two places, both left out."""
        return self.borders[bisect_right(self.borders, start) : bisect_left(self.borders, end)]

    def links_in(self, start: int, end: int) -> Iterator[Hyperlink]:
        """Yield the links that lie between two places, in page order."""
        index = bisect_left(self.links, start, key=lambda link: link.start)
        while index < len(self.links) and self.links[index].start < end:
            if self.links[index].end <= end:
                yield self.links[index]
            index += 1
