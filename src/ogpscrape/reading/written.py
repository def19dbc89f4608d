"""A label's value as it is written, or drawn: its parts, its links, what is beside them; no meaning yet."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

from ogpscrape.commitment import Link, ReadFrom
from ogpscrape.identifiers import absolute
from ogpscrape.reading.boilerplate import LONGEST_BADGE, without_decorations
from ogpscrape.reading.document import Document, without_bullet
from ogpscrape.reading.drawn import read_drawn
from ogpscrape.reading.header import Field
from ogpscrape.reading.looks import without_edges
from ogpscrape.reading.places import Block, Drawing, Hyperlink, Owner, boilerplate
from ogpscrape.reading.scales import rating_of, why_nothing, words_of_scale

_SEPARATORS = re.compile(r"[\s,;|·•●/&–—()-]|\band\b|\[\^\d+\]")
_SMALL = frozenset({"sup", "sub"})
_EMPHASIS = frozenset({"b", "strong", "i", "em"})
_DRAWN = ("completion", "potential_impact", "early_results", "ambition", "yes_no")


class Written(NamedTuple):
    """A label's value as written: on one line, part by part, and its links."""

    text: str
    parts: tuple[str, ...]
    links: tuple[Link, ...]
    beside: str


def read_written(document: Document, one: Field, base: str | None) -> tuple[Written, list[Owner]]:
    """Return a value as written, without what decorates it, and the owners of the decorations."""
    takes = one.label.takes if one.label else "text"
    parts: list[str] = []
    lines: list[str] = []
    beside: list[str] = []
    decorations: list[Owner] = []
    places: list[tuple[int, int]] = []
    for block in one.values:
        pieces = list(without_decorations(document, block))
        decorations += (boilerplate(low, high) for low, high in _gaps(block, pieces) if document.text[low:high].strip())
        places += pieces
        for start, end in pieces:
            found = [part for part in _parts(document, start, end, takes) if part]
            parts += (without_edges(without_bullet(part)).lstrip(": ") for part in found) if takes == "list" else found
            lines.append(document.words(start, end))
            beside.append(_beside(document, start, end))
    links = [
        Link(text=without_edges(" ".join(document.words(*place) for place in around)), url=absolute(link.address, base))
        for link, around in linked(document, one.values, places)
    ]
    links = list(dict.fromkeys(links))
    if takes == "list":
        parts = [part for part in parts if any(map(str.isalnum, part)) or why_nothing(part)]
        words = " ".join(parts)
    elif takes == "text" and document.rendering == "html":
        # A second copy is for another width of the window; a sign alone is a separator or a star.
        parts = [part for part in dict.fromkeys(parts) if any(map(str.isalnum, part)) or why_nothing(part)]
        words = "; ".join(parts)
    elif takes == "text":
        words = " ".join(parts)
    else:
        words = " ".join(filter(None, lines))
    return Written(words, tuple(parts), tuple(links), " ".join(filter(None, beside))), decorations


def linked(
    document: Document, blocks: Sequence[Block], places: list[tuple[int, int]]
) -> Iterator[tuple[Hyperlink, list[tuple[int, int]]]]:
    """Yield the links that begin in the blocks of a value, each with what it has of some places of them."""
    starts = [start for start, _ in places]
    for block in blocks:
        for link in document.links_from(block.start, block.end + 1):
            first = max(0, bisect_right(starts, link.start) - 1)
            around = places[first : bisect_left(starts, link.end)]
            yield link, [(max(low, link.start), min(high, link.end)) for low, high in around if high > link.start]


def _parts(document: Document, start: int, end: int, takes: str) -> list[str]:
    """Return the parts of a value on one line: one, or one an element where elements hold all of its words."""
    if takes not in ("text", "areas", "list") or document.rendering == "text":
        return [document.words(start, end)]
    places = pills(document, start, end)
    if takes == "text" and any(document.text[one:other].strip() for (_, one), (other, _) in pairwise(places)):
        places = []
    if not places:
        cuts = [start, *glued(document, start, end), end]
        places = list(pairwise(cuts))
    return [document.words(low, high) for low, high in places]


def pills(document: Document, start: int, end: int) -> list[tuple[int, int]]:
    """Return the places of the elements, side by side, that hold all words of a line but what parts them; or none."""
    text = document.text
    elements = [
        one for one in document.inlines_in(start, end + LONGEST_BADGE) if one.start < end and one.tag not in _SMALL
    ]
    places: list[tuple[int, int]] = []
    for one in elements:
        around_all = one.start <= start and one.end >= end
        if not around_all and (not places or one.start >= places[-1][1]):
            places.append((one.start, min(one.end, end)))
    if len(places) < 2 or any(text[low].islower() or text[high - 1] == "," for low, high in places):
        return []  # words of one name, each in an element of its own
    gaps = [start, *(place for pair in places for place in pair), end]
    beside = "".join(text[gaps[index] : gaps[index + 1]] for index in range(0, len(gaps), 2))
    emphasis = any(one.tag in _EMPHASIS for one in elements)
    joined = emphasis and not all(_is_glue(text, other) for (_, _), (other, _) in pairwise(places))
    return [] if joined or beside.strip(" ,;|·•/") else places


def glued(document: Document, start: int, end: int) -> list[int]:
    """Return where, on a line, an element begins or ends and a capital begins a word: two texts may meet."""
    return [border for border in dict.fromkeys(document.borders_in(start, end)) if _is_glue(document.text, border)]


def _is_glue(text: str, place: int) -> bool:
    before, after = text[place - 1], text[place + 1 : place + 2]
    return text[place].isupper() and (before.islower() or before in ")." or (before.isupper() and after.islower()))


def _beside(document: Document, start: int, end: int) -> str:
    """Return the words beside the links of a value, without what parts them."""
    words = document.text[start:end]
    links = [
        link for link in document.links_in(max(0, start - 400), end + 400) if link.start < end and link.end > start
    ]
    for link in reversed(links):
        words = words[: max(0, link.start - start)] + " " + words[max(0, link.end - start) :]
    return "" if not _SEPARATORS.sub("", words) else " ".join(words.split()).strip(" ,;|·•–—-")


def _gaps(block: Block, pieces: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    position = block.start
    for start, end in pieces:
        yield position, start
        position = end
    yield position, block.end


def read_rating(document: Document, one: Field, text: str) -> tuple[str | None, ReadFrom, list[str]]:
    """Return the word of a rating that is drawn instead of written, where it was read, and its words if they differ."""
    name = one.label.scale if one.label else None
    name = "yes_no" if name == "relevant" else name
    if name not in _DRAWN:
        return None, "text", []
    if text:
        words = words_of_scale(text, name) if len(text) < 200 else []
        marked = _marked(document, one, name) if len(words) > 1 else None
        return marked, "text", []
    words, read_from = read_drawn(_own_drawings(document, one), name)
    if not words:
        # What holds both, or an icon before the label.
        words, read_from = read_drawn(document.drawings_in(one.start, one.start), name)
    if len(words) > 1:
        return None, "text", [*words, str(read_from)]
    return (words[0], read_from or "text", []) if words else (None, "text", [])


def _own_drawings(document: Document, one: Field) -> tuple[Drawing, ...]:
    """Return the drawings in a value's own element, none of a picture that is beside it."""
    if one.cell >= 0:
        cell = document.elements[one.cell]
        inside = document.drawings_in(cell.start, cell.end)
        return tuple(drawing for drawing in inside if one.cell in document.around(drawing.element))
    found = document.drawings_in(one.end, one.until)
    if one.inside < 0:
        return found
    # A meter or a list of steps cannot be in a paragraph: the parser puts it after it.
    return tuple(
        drawing
        for drawing in found
        if one.inside in document.around(drawing.element)
        or (drawing.element >= 0 and document.elements[drawing.element].tag in ("div", "li", "meter", "progress"))
    )


def _marked(document: Document, one: Field, name: str) -> str | None:
    """Return the one word of a scale whose element is marked as the chosen one among all of them."""
    found = {
        rating
        for block in one.values
        for element in _elements_in(document, block)
        if element.marked and (rating := rating_of(document.text[element.start : element.end], name))
    }
    return found.pop() if len(found) == 1 else None


def _elements_in(document: Document, block: Block) -> list[Any]:
    inside = list(document.inlines_in(block.start, block.end + 1))
    return [*inside, document.elements[block.element]] if block.element >= 0 else inside
