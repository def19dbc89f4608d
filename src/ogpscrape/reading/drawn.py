"""Ratings that a page draws instead of writing: the word is in what an element says of itself.

The one place where attributes, file names and class names are read, and only for the words of the rating scales. A
rating is the whole of what is said, never a word in a sentence.
"""

import re
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache

from ogpscrape.commitment import ReadFrom
from ogpscrape.reading.places import Drawing
from ogpscrape.reading.scales import normalize, scale

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
    "data-src": "file-name",
    "data-srcset": "file-name",
    "data-lazy-src": "file-name",
    "data-original": "file-name",
    "data": "file-name",
    "xlink:href": "file-name",
}
RATINGS = ("early_results", "completion", "potential_impact", "ambition", "yes_no")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_TOKENS = re.compile(r"[a-z]+|\d+")
#: What a file name may hold beside words: sizes (`300x200`), densities (`@2x`), the copies of WordPress (`-1`).
_SIZES = re.compile(r"@\dx|[-_]\d+x\d+|[-_](?:[1-9]\d?|v\d+|min|scaled)$")
#: The words that may be beside a rating and say of what it is one.
_BESIDE = frozenset(
    """completion potential impact ambition early results result rating rated level score scale status progress bar is
    has value icon graphic meter stage ogp irm commitment star starred verifiable chart gauge indicator
    """.split()  # noqa: SIM905 - readable as words
)
#: Those of them that say it: a class that has none of these may be about layout.
_TELLING = frozenset(
    """completion potential impact ambition early results result rating rated level score status progress commitment
    star starred verifiable""".split()  # noqa: SIM905 - readable as words
)
_WEAK = "?"
#: Words too usual in layout to be taken from a class or data attribute by themselves.
_USUAL = frozenset({"None", "No", "Yes", "High", "Low", "Complete", "Limited", "Major", "Minor"})
_ON = re.compile(
    r"(?:^|[\s_-])(?:active|current|selected|checked|on|filled|highlight(?:ed)?)(?:$|[\s_])", re.IGNORECASE
)
_STATES = ("aria-current", "aria-checked", "aria-selected", "aria-pressed")
_LONGEST = 2_000


def is_marked(attributes: Mapping[str, str]) -> bool:
    """Tell whether an element says that it is the chosen one among its sisters."""
    if "class" in attributes and is_on(attributes["class"]):
        return True
    if "selected" in attributes or "checked" in attributes:
        return True
    return any(attributes[name] in ("true", "step", "page") for name in _STATES if name in attributes)


def is_on(classes: str) -> bool:
    """Tell whether class names say that an element is the chosen one among its sisters."""
    return _ON.search(classes) is not None


@lru_cache(maxsize=2_000)
def class_says(classes: str) -> tuple[bool, bool]:
    """Tell whether class names say that an element is the chosen one among its sisters, and may draw a rating."""
    return is_on(classes), may_be_drawn(classes)


@cache
def _sieve() -> re.Pattern[str]:
    """A pattern that finds a piece of any rating's word, in lower case."""
    pieces = {max(spelling.split(), key=len) for name in RATINGS for spelling in scale(name)}
    return re.compile("|".join(sorted(pieces)))


@lru_cache(maxsize=10_000)
def _may_be(value: str) -> bool:
    return _sieve().search(value.lower()) is not None


def drawings_of(tag: str, attributes: Mapping[str, str]) -> Iterator[tuple[ReadFrom, str]]:
    """Yield what an element's attributes say that may be a rating, with where it was read."""
    for name, value in attributes.items():
        read_from = _PLAIN.get(name)
        if read_from is None:
            if name == "href" and tag == "use":
                read_from = "file-name"
            elif name.startswith("data-"):
                read_from = "data"
            else:
                continue
        if may_be_drawn(value):
            # What a data attribute says is said by its name, too.
            yield read_from, f"{name.removeprefix('data-')} {value}" if read_from == "data" else value


def may_be_drawn(value: str) -> bool:
    """Tell whether a value holds a piece of any rating's word."""
    if len(value) < 80:
        return _may_be(value)
    return len(value) < _LONGEST and _sieve().search(value.lower()) is not None


def read_drawn(drawings: tuple[Drawing, ...], scale_name: str) -> tuple[list[str], ReadFrom | None]:
    """Return the words of a scale that drawings say, from the most trusted attribute; one is a reading, others are not.

    Where all words of a scale are drawn and one is marked as the chosen one, that is the reading.
    """
    for read_from in TRUST:
        found = [
            (word, drawing.marked)
            for drawing in drawings
            if drawing.read_from == read_from
            for word in _words_of(drawing, scale_name)
        ]
        # A word that is usual in layout counts beside others alone, so that none of them is taken for the rating.
        if any(not word.startswith(_WEAK) for word, _ in found):
            found = [(word.removeprefix(_WEAK), on) for word, on in found]
            words = {word for word, _ in found}
            marked = {word for word, on in found if on}
            return sorted(marked if len(words) > 1 and len(marked) == 1 else words), read_from
    return [], None


def _words_of(drawing: Drawing, scale_name: str) -> set[str]:
    machine = drawing.read_from in ("class", "data")
    if drawing.read_from == "class":
        names = drawing.value.split()
        if any(name.lower() in ("off", "inactive", "disabled", "empty") for name in names):
            return set()
        named = {
            word for name in names if len(_tokens(name)) > 1 for word in _match(_tokens(name), scale_name, machine=True)
        }
        return named or _match([token for name in names for token in _tokens(name)], scale_name, machine=True)
    if drawing.read_from == "file-name":
        name = drawing.value.split(",")[0].split()[0].split("?")[0].split("#")[-1].rsplit("/", 1)[-1].rsplit(".", 1)[0]
        return _match(_tokens(_SIZES.sub("", name)), scale_name, machine=False)
    return _match(_tokens(drawing.value), scale_name, machine=machine)


def _tokens(name: str) -> list[str]:
    return _TOKENS.findall(_CAMEL.sub("-", name).lower())


def _match(tokens: list[str], scale_name: str, *, machine: bool) -> set[str]:
    """Return the words of a scale among tokens, when every other token is one that may be beside a rating."""
    found: list[str] = []
    others: list[str] = []
    index = 0
    while index < len(tokens):
        for parts, word in _spellings(scale_name):
            if tuple(tokens[index : index + len(parts)]) == parts or tokens[index] == "".join(parts):
                found.append(word)
                index += len(parts) if tokens[index] != "".join(parts) else 1
                break
        else:
            others.append(tokens[index])
            index += 1
    if not set(others) <= _BESIDE:
        return set()
    telling = bool(set(others) & _TELLING) or not machine
    return {word if telling or word not in _USUAL else f"{_WEAK}{word}" for word in found}


@cache
def _spellings(scale_name: str) -> tuple[tuple[tuple[str, ...], str], ...]:
    known = sorted(scale(scale_name).items(), key=lambda item: -len(item[0]))
    return tuple((tuple(normalize(spelling).split()), word) for spelling, word in known)
