"""Ratings that a page draws instead of writing: the word is in what an element says of itself.

The one place where attributes, file names and class names are read, and only by the words of the rating scales.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping

from ogpscrape.commitment import ReadFrom
from ogpscrape.reading.document import Document, Drawing
from ogpscrape.reading.words import scale, scale_fragments

#: From the most to the least said to a person.
TRUST: tuple[ReadFrom, ...] = ("alt", "aria-label", "title", "file-name", "class", "data")
_PLAIN: dict[str, ReadFrom] = {
    "alt": "alt",
    "aria-label": "aria-label",
    "aria-valuetext": "aria-label",
    "title": "title",
    "class": "class",
    "src": "file-name",
    "srcset": "file-name",
    "data": "file-name",
    "href": "file-name",
    "xlink:href": "file-name",
}
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_LETTERS = re.compile(r"[a-z]+")
#: The words that may stand beside a rating in a class name or a data attribute; with others it is about layout.
_BESIDE = frozenset(
    """completion potential impact ambition early results result rating rated level score scale status progress bar is
    has value icon graphic meter stage ogp irm commitment star starred verifiable chart gauge indicator
    """.split()  # noqa: SIM905 - readable as words
)
#: Words too usual in layout to be taken from a class or data attribute by themselves.
_USUAL = frozenset({"None", "No", "Yes", "High", "Low"})


def drawings_of(tag: str, attributes: Mapping[str, str], position: int) -> Iterable[Drawing]:
    """Return what an element's attributes say that may be a rating. `position` is its place in the visible text."""
    # Nearly every element has a class, nearly none a rating: one look at all values decides.
    if not attributes or not scale_fragments().search(" ".join(attributes.values())):
        return ()
    return _drawings(tag, attributes, position)


def _drawings(tag: str, attributes: Mapping[str, str], position: int) -> Iterator[Drawing]:
    for name, value in attributes.items():
        read_from = _PLAIN.get(name)
        if read_from is None:
            if not name.startswith("data-"):
                continue
            read_from = "data"
        elif read_from == "file-name" and tag == "a":
            continue
        if len(value) < 2_000 and scale_fragments().search(value):
            # What a data attribute says is said by its name, too.
            said = f"{name.removeprefix('data-')} {value}" if read_from == "data" else value
            yield Drawing(position, read_from, said)


def read_drawn(document: Document, positions: tuple[int, int], scale_name: str) -> tuple[list[str], ReadFrom | None]:
    """Return the words of a scale drawn between two places (ends included), from the most trusted attribute.

    One word is a reading; none, or several, is not.
    """
    low, high = positions
    first = bisect_left(document.drawings, low, key=lambda drawing: drawing.position)
    last = bisect_right(document.drawings, high, key=lambda drawing: drawing.position)
    found = document.drawings[first:last]
    for read_from in TRUST:
        words = set[str]()
        for drawing in found:
            if drawing.read_from == read_from:
                words.update(_words_of(drawing, scale_name))
        if words:
            return sorted(words), read_from
    return [], None


def _words_of(drawing: Drawing, scale_name: str) -> set[str]:
    if drawing.read_from == "class":
        names: Iterable[str] = drawing.value.split()
    elif drawing.read_from == "file-name":
        names = [drawing.value.split("?")[0].split("#")[-1].rsplit("/", 1)[-1].rsplit(".", 1)[0]]
    else:
        names = [drawing.value]
    machine = drawing.read_from in ("class", "data")
    return {word for name in names for word in _match(name, scale_name, machine=machine)}


def _match(name: str, scale_name: str, *, machine: bool) -> Iterator[str]:
    """Yield the words of a scale in a name. `machine`: no person reads it, so every other word in it must be known."""
    tokens = _LETTERS.findall(_CAMEL.sub("-", name).lower())
    found, others = _words_and_others(tokens, scale_name)
    if "not" in others:
        return  # "Not complete" is no reading of Complete
    if machine and not (set(others) <= _BESIDE):
        return
    for word in found:
        if others or not machine or word not in _USUAL:
            yield word


def _words_and_others(tokens: list[str], scale_name: str) -> tuple[list[str], list[str]]:
    found: list[str] = []
    others: list[str] = []
    known = sorted(scale(scale_name).items(), key=lambda item: -len(item[0]))
    index = 0
    while index < len(tokens):
        for spelling, word in known:
            parts = spelling.split()
            if tokens[index : index + len(parts)] == parts:
                found.append(word)
                index += len(parts)
                break
            if tokens[index] == "".join(parts):
                found.append(word)
                index += 1
                break
        else:
            others.append(tokens[index])
            index += 1
    return found, others
