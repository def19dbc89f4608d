"""What a Document is made of, and what a function of reading gives: places in the text, nothing else.

A place is a number of characters from the beginning of `Document.text`.
"""

from typing import Generic, Literal, NamedTuple, TypeVar

from ogpscrape.commitment import ReadFrom
from ogpscrape.commitment import Warning as RecordWarning
from ogpscrape.warning_codes import WarningCode

Kind = Literal["heading", "paragraph", "item", "more"]
Category = Literal["typed", "generic", "boilerplate"]
T = TypeVar("T")


class Block(NamedTuple):
    """A stretch of visible text that its layout sets apart: a block of HTML, a part of it up to `<br>`, a line of text.

    `kind` is `heading` for an HTML heading, `item` for a list item, `more` for what continues an item. `gap` tells a
    paragraph border before it from a mere line break. `ordinal` is the number that a list draws before the item.
    Blocks of one `group` are parted by `<br>` alone. `element` is the innermost block element around it, -1 in plain
    text. `role` says what its element claims to be beside content: `menu`, `button`, `banner`, `footer` ... or nothing.
    """

    start: int
    end: int
    kind: Kind = "paragraph"
    gap: bool = True
    level: int = 0
    ordinal: int | None = None
    group: int = 0
    element: int = -1
    role: str = ""

    def part(self, start: int, end: int) -> "Block":
        """Return a part of this block as a paragraph of its own, unless it begins where this one does."""
        if start == self.start:
            return self._replace(end=end)
        return Block(start, end, "paragraph", True, 0, None, self.group, self.element, self.role)


class Element(NamedTuple):
    """An element of HTML that is shown: its place, what is around it, and `shape`, its tag with its class names."""

    tag: str
    shape: str
    parent: int
    start: int
    end: int
    marked: bool = False


class Hyperlink(NamedTuple):
    """A hyperlink: its place and its address as written."""

    start: int
    end: int
    address: str


class Drawing(NamedTuple):
    """What an element says of itself in an attribute: an image's `alt`, a file name, a class. `element` holds it."""

    position: int
    read_from: ReadFrom
    value: str
    element: int
    marked: bool


class Note(NamedTuple):
    """A note: the place of its mark in the text, what the mark stands for, and the place of the note's own words.

    `written` holds the words when they are in an attribute and nowhere in the text.
    """

    number: int
    start: int
    end: int
    text_start: int
    text_end: int
    written: str = ""


class Cut(NamedTuple):
    """A place that prose leaves out, what is put there instead, and why it may be left out (empty for a note)."""

    start: int
    end: int
    instead: str
    reason: str


class Aside(NamedTuple):
    """Text that the page does not show, and cannot be made to show; `reason` says what hides it."""

    position: int
    text: str
    reason: str


class Owner(NamedTuple):
    """A place in the text and the field that holds it: `path` is None for boilerplate."""

    start: int
    end: int
    path: str | None
    category: Category


class Read(NamedTuple, Generic[T]):
    """What a function of reading gives: a value, the places that it holds, and what a reader should know."""

    value: T
    owners: tuple[Owner, ...] = ()
    warnings: tuple[RecordWarning, ...] = ()


def warning(code: WarningCode, message: str, path: str | None = None) -> RecordWarning:
    """Return a warning of the record."""
    return RecordWarning(code=code, field=path, message=message)


def boilerplate(start: int, end: int) -> Owner:
    """Return the owner of what is a label, a heading or a menu: nothing that a field would hold."""
    return Owner(start, end, None, "boilerplate")
