"""Whether all of a value looks alike: a badge, a button, a caption beside it is in an element of another look."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import pairwise

from ogpscrape.reading.boilerplate import without_decorations
from ogpscrape.reading.document import Document
from ogpscrape.reading.places import Block
from ogpscrape.reading.scales import why_nothing

#: Elements that are part of a word or of a sentence, whatever they look like.
_WORDS = frozenset({"sup", "sub", "abbr", "acronym", "q", "cite", "bdi", "bdo", "dfn", "wbr", "font", "ins", "br"})
#: Class names that tell sisters apart, not kinds.
_SISTER = re.compile(r"^(?:first|last|odd|even)$|\d")
#: Signs of lists, menus, steps and stars beside a value, and pictures that are characters.
_SIGNS = "|›»>→←✪★☆✓✔✗✘\\s\ufe0f\U0001f300-\U0001faff"
_BULLETS = "·•●○◐■□▪–—-"
_EDGES = re.compile(rf"^[{_SIGNS}{_BULLETS}]+|[{_SIGNS}{_BULLETS}]+$")
#: At the ends of a name: a list from an old document begins with a bullet, or a dash.
_EDGES_OF_NAME = re.compile(rf"^[{_SIGNS}]+|\s[{_SIGNS}{_BULLETS}]+$")
_SEPARATORS = " \n,;|·•●/&–—-()[]:"
#: No value has more elements than this in one line.
_MOST = 40
#: Where so many elements have class names, and more than two of five have them alone, the names are noise.
_FEWEST_CLASSES = 12

Look = tuple[str, ...]


def looks_of(document: Document, blocks: Iterable[Block]) -> str | None:
    """Return the first words of a value that look otherwise than those before them, or None where all look alike."""
    first: Look | None = None
    for block in blocks:
        around = _look(document, document.elements[block.element].shape) if block.element >= 0 else ""
        for low, high, look in pieces(document, block):
            whole = (around, *look)
            if first is None:
                first = whole
            elif whole != first:
                return document.words(low, high)
    return None


def without_edges(words: str, *, of_name: bool = False) -> str:
    """Return words without the signs at their ends that are none of them; `---` alone stays."""
    return (_EDGES_OF_NAME if of_name else _EDGES).sub("", words) or words


def plain_words(document: Document, block: Block) -> str:
    """Return the words of a block without decorations."""
    return " ".join(filter(None, (document.words(*place) for place in without_decorations(document, block))))


def pieces(document: Document, block: Block) -> Iterator[tuple[int, int, Look]]:
    """Yield the stretches of a block between the borders of its elements, with the looks of the elements around each.

    Decorations are left out, and what is nothing but separators.
    """
    inside = zip(document.inlines_in(block.start, block.end + 1), range(_MOST), strict=False)
    elements = [one for one, _ in inside if one.tag not in _WORDS]
    for start, end in without_decorations(document, block):
        borders = (place for one in elements for place in (one.start, one.end) if start < place < end)
        places = sorted({start, end, *borders})
        for low, high in pairwise(places):
            words = document.text[low:high].strip()
            if words.strip(_SEPARATORS) or (len(words) > 1 and why_nothing(words)):
                yield (
                    low,
                    high,
                    tuple(_look(document, one.shape) for one in elements if one.start <= low and one.end >= high),
                )


def _look(document: Document, shape: str) -> str:
    """Return an element's tag, with its class names where the page gives such names to kinds of elements."""
    tag, _, classes = shape.partition(".")
    if not classes or _has_noise(document):
        return tag
    return " ".join([tag, *sorted(name for name in classes.split() if not _SISTER.search(name))])


def _has_noise(document: Document) -> bool:
    """Tell whether the class names of a page are as good as random: of too many elements no other one has the same."""
    known = document.memo.get("noise")
    if known is None:
        counts = Counter(element.shape for element in document.elements if element.shape != element.tag)
        single = sum(count == 1 for count in counts.values())
        known = document.memo["noise"] = counts.total() >= _FEWEST_CLASSES and single * 5 > counts.total() * 2
    return bool(known)
