"""One matcher over the whole vocabulary: it says with which label or heading a place in the text begins.

The one rule of the site's labels is written here: the words, then a colon, the end of the line, or the border of an
element. What a label means where it is found is for the outline to say.
"""

import re
from dataclasses import dataclass
from functools import cache
from typing import Literal, NamedTuple

from ogpscrape.reading.document import Document
from ogpscrape.reading.scales import normalize, vocabulary

Table = Literal["header", "irm", "irm_heading", "stage", "proposal", "related", "value", "boilerplate"]

CODE = r"\d+(?:\.\w{1,4})*|[A-Za-z]\.\d+(?:\.\w{1,4})*|[IVX]+\.\d+(?:\.\w{1,4})*"
MILESTONE = re.compile(
    rf"(?:Milestones?|Hitos?)\s+(?P<code>(?:{CODE})(?:\s*(?:&|and|,|–|-)\s*(?:{CODE})){{0,4}})(?![^\W_])\s*[.:,)–-]*\s*",
    re.IGNORECASE,
)
COMMITMENT_HEADING = re.compile(r"(?:Commitment|Compromiso|Engagement)\s+\d+[a-z]?(?:\.\w+)*\s*[.:]", re.IGNORECASE)
ID_LINE = re.compile(r"(?P<id>[A-Z]{2,5}\d{4})\s*,\s*(?P<cycle>(?:19|20)\d\d)\b")
#: A label as labels look: a capital, a few words, a colon.
LABEL_LIKE = re.compile(r"[A-ZÀ-Þ][^\W_]*(?:[ /’'()&-]+[^\W_]+){0,6}[ )?]*[:：]")
_WORD = re.compile(r"[^\W_]+")
_NEXT = re.compile(r"[\s\-–—/(’'?]{0,4}([^\W_]+)")
_TRAIL = re.compile(r"\)?\s?\??")
#: What parts a label in an element of its own from its value instead of a colon.
_DASH = re.compile(r"\s*[–—→-]\s+(?=\S)")
_AFTER = re.compile(r"(?P<icon>\s+(?:i|ⓘ|ℹ)(?![a-z\d_.])|\s*[ⓘℹ](?:️)?)?\s*(?P<colon>[:：])?")


@dataclass(frozen=True)
class HeaderLabel:
    """One entry of `labels.toml`; `order` is its place in the header."""

    key: str
    order: int
    takes: str
    scale: str | None
    forms: tuple[str, ...]
    landmark: str | None


class Label(NamedTuple):
    """A label found in the text: where its words begin, where they end, and where its value can begin.

    `meanings` says for each table of the vocabulary what the words are there. `closed`: a colon, a line end or a border
    follows. `leads`: it begins a line or an element.
    """

    start: int
    words_end: int
    end: int
    meanings: dict[str, str]
    colon: bool
    closed: bool
    leads: bool


@cache
def header_labels() -> dict[str, HeaderLabel]:
    """Return the entries of `labels.toml` by their key, in the order of the header."""
    rows = vocabulary("labels")["label"]
    return {
        row["key"]: HeaderLabel(
            row["key"], order, row["takes"], row.get("scale"), tuple(row["forms"]), row.get("landmark")
        )
        for order, row in enumerate(rows)
    }


def _spellings() -> list[tuple[str, str, str]]:
    """Return every spelling of the vocabulary that can begin something, with its table and key."""
    body = vocabulary("body")
    found = [("header", row["key"], words) for row in vocabulary("labels")["label"] for words in row["words"]]
    for table in ("irm", "proposal"):
        found += [(table, row["key"], words) for row in body[table] for words in row["words"]]
    for table in ("irm_heading", "stage"):
        found += [(table, stage, words) for stage, spellings in body[table].items() for words in spellings]
    found += [("stage", stage, f"{words} completion") for stage, all_ in body["stage"].items() for words in all_]
    found += [("related", "heading", words) for words in body["related"]["heading"]]
    values = vocabulary("scales")["ogp_values"]
    found += [("value", value, words) for value, others in values.items() for words in (value, *others)]
    return found


@cache
def _table() -> dict[str, list[tuple[tuple[str, ...], dict[str, str]]]]:
    """Return the vocabulary by first word: for each, its spellings as words, the longest first, with their meanings."""
    by_words: dict[tuple[str, ...], dict[str, str]] = {}
    for table, key, spelling in _spellings():
        words = tuple(word.lower() for word in _WORD.findall(spelling))
        by_words.setdefault(words, {}).setdefault(table, key)
    found: dict[str, list[tuple[tuple[str, ...], dict[str, str]]]] = {}
    for words in sorted(by_words, key=lambda one: (-len(one), -len(one[-1]), one)):
        found.setdefault(words[0], []).append((words, by_words[words]))
    return found


def label_at(document: Document, position: int, end: int, *, leads: bool = True) -> Label | None:
    """Return the label with which the text between two places begins, the longest known one, or None."""
    key = (position, end, leads)
    known = document.memo.get(key, document)
    if known is not document:
        return known  # type: ignore[no-any-return]
    label = document.memo[key] = _find(document, position, end, leads=leads)
    return label


def labels_of(document: Document) -> list[Label | None]:
    """Return for each block of a page the label with which it begins, or None."""
    found: list[Label | None] | None = document.memo.get("labels")
    if found is None:
        found = [label_at(document, block.start, block.end) for block in document.blocks]
        document.memo["labels"] = found
    return found


def _find(document: Document, position: int, end: int, *, leads: bool) -> Label | None:
    first = _WORD.match(document.text, position, document.next_cut(position, end))
    if first is None:
        return None
    word = first[0].lower()
    for words, meanings in _table().get(word) or _glued(first[0]):
        stop = _match_words(document, words, position, end)
        if stop is not None:
            return _label(document, (position, stop, end), meanings, leads=leads)
    return None


def _glued(word: str) -> list[tuple[tuple[str, ...], dict[str, str]]]:
    """Return the one-word labels to whose end the next word is glued: `DescriptionThe`."""
    if word[1:].islower() or len(word) < 5:
        return []
    for place in range(4, len(word)):
        if word[place].isupper() and word[place - 1].islower():
            return [entry for entry in _table().get(word[:place].lower(), []) if len(entry[0]) == 1]
    return []


def _match_words(document: Document, words: tuple[str, ...], position: int, end: int) -> int | None:
    text = document.text
    match = _WORD.match(text, position, document.next_cut(position, end))
    for word in words[1:]:
        start = document.after_cut(match.end()) if match else end
        match = _NEXT.match(text, start, end)
        if match is None:
            return None
        found = match[1]
        if found.lower() != word and not (word is words[-1] and _is_glued(found, word)):
            return None
    if match is None:
        return None
    begin = match.start(match.lastindex or 0)
    stop = begin + len(words[-1])
    if stop < match.end() and not _is_glued(text[begin : match.end()], words[-1]):
        return None
    trail = _TRAIL.match(text, stop, end)
    return stop + (len(trail[0].rstrip()) if trail else 0)


def _is_glued(found: str, word: str) -> bool:
    return (
        len(found) > len(word)
        and found[: len(word)].lower() == word
        and (found[len(word)].isupper() or found[len(word)].isdigit())
    )


def _label(document: Document, place: tuple[int, int, int], meanings: dict[str, str], *, leads: bool) -> Label:
    start, stop, end = place
    text = document.text
    if text[start:stop].endswith(")") and text.count("(", start, stop) == 0:
        stop -= 1
    bare = document.after_cut(stop)
    after = _AFTER.match(text, bare, end)
    last = after.end() if after else bare
    icon = bool(after and after["icon"])
    colon = bool(after and after["colon"])
    if not icon and not colon:
        last = bare
    closed = colon or not text[last:end].strip() or document.has_border(last) or text[stop - 1] == "?"
    if closed and not colon and (dash := _DASH.match(text, last, end)):
        last = dash.end()
    return Label(start, stop, last, meanings, colon, closed, leads)


class Finder:
    """Finds labels of some tables inside a line: where an element begins, and in running text before a colon."""

    def __init__(self, tables: frozenset[str]) -> None:
        self.tables = tables

    def find(self, document: Document, start: int, end: int) -> list[Label]:
        """Return the labels that begin a line or an element in it, closed, or have a colon, in order and apart."""
        found: list[Label] = []
        position = start
        for place in self._places(document, start, end):
            if place < position:
                continue
            leads = place == start or document.has_border(place)
            label = label_at(document, place, end, leads=leads)
            if label is None or not self.tables & label.meanings.keys():
                continue
            if label.closed if leads else label.colon:
                found.append(label)
                position = label.end
        return found

    def _places(self, document: Document, start: int, end: int) -> list[int]:
        text = document.text
        places = {start}
        for border in document.borders_in(start, end):
            place = border
            while place < end and text[place] == " ":
                place += 1
            places.add(place)
        for colon in _COLON.finditer(text, start, end):
            places.update(_before(text, start, colon.start()))
        return sorted(places)


_COLON = re.compile(r"[:：]")
_LAST_WORDS = re.compile(r"[^\W_]+")


@cache
def _last_words() -> dict[str, list[tuple[str, ...]]]:
    found: dict[str, list[tuple[str, ...]]] = {}
    for entries in _table().values():
        for words, _ in entries:
            found.setdefault(words[-1], []).append(words)
    return found


def _before(text: str, start: int, colon: int) -> list[int]:
    """Return where labels could begin that end right before a colon."""
    window = text[max(start, colon - 80) : colon]
    words = list(_LAST_WORDS.finditer(window))[-9:]
    if not words or len(window) - words[-1].end() > 3:
        return []
    offset = max(start, colon - 80)
    places = []
    for spelled in _last_words().get(words[-1][0].lower(), []):
        if len(spelled) <= len(words):
            first = words[-len(spelled)]
            if first[0].lower() == spelled[0]:
                places.append(offset + first.start())
            elif first[0].lower().endswith(spelled[0]) and first[0][-len(spelled[0])].isupper():
                places.append(offset + first.end() - len(spelled[0]))  # glued to the value before it
    return places


def begins_something(document: Document, start: int, end: int) -> bool:
    """Tell whether a line is a known heading, or begins with a known label, a milestone's or an entry's words."""
    label = label_at(document, start, end)
    if label is not None and (label.colon or label.end == end):
        return label.meanings.keys() != {"value"} or label.colon
    text = document.text
    return any(pattern.match(text, start, end) for pattern in (MILESTONE, COMMITMENT_HEADING, ID_LINE))


def is_known(words: str) -> bool:
    """Tell whether words are, whole, a label or heading of the vocabulary."""
    key = tuple(word.lower() for word in _WORD.findall(words))
    return bool(key) and any(entry[0] == key for entry in _table().get(key[0], []))


@cache
def column_names() -> frozenset[str]:
    """Return the names of columns that a list of commitments can have, normalized."""
    return frozenset(normalize(words) for words in vocabulary("body")["related"]["columns"])
