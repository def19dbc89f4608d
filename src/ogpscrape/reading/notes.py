"""What interrupts a text and belongs to no sentence of it: notes, and the definitions that a glossary injects.

Notes are written inline (`...government.[Note 1: Ministry of the Interior ...]`), or as footnotes: a number that points
to an item at the end, or whose words are in a title or a tooltip. A stray `[1]` is text.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from itertools import pairwise

from ogpscrape.commitment import Warning as RecordWarning
from ogpscrape.reading.document import Document
from ogpscrape.reading.labels import is_known
from ogpscrape.reading.places import Block, Cut, Element, Note, warning
from ogpscrape.reading.scales import normalize, vocabulary
from ogpscrape.warning_codes import WarningCode

_OPENING = re.compile(r"\[\s*(?:Foot|End)?note\s+#?(\d{1,4})\s*[:.–—-]", re.IGNORECASE)
#: What is written as a note hardly would be by chance, and is none that can be read.
_NEARLY = re.compile(
    r"\[\s*(?:(?:foot|end)?note\b|fn\b|nota\b|\^?\d{1,3}\s*:)|[({]\s*(?:foot|end)?note\s+#?\d+\s*[:.–—-]", re.IGNORECASE
)
_BRACKET = re.compile(r"[\[\]]")
#: A note longer than this, in characters, is a bracket that was never closed.
LONGEST = 6_000
_MARK = re.compile(r"[\[(]?(\d{1,3})[\])]?")
_BACK = re.compile(r"(?:\s*(?:[↩↑^⤴][\ufe0e\ufe0f]?|\[?(?:jump up|back|return)[^\]]{0,20}\]?))+\s*$", re.IGNORECASE)
_ARROWS = "↩↑^⤴\ufe0e\ufe0f"
_FRONT = re.compile(r"^(?:[↩↑^⤴][\ufe0e\ufe0f]?\s*|[\[(]?\d{1,3}[\]).:]\s*)+")
_LONGEST_DEFINITION = 800
_MORE = re.compile(r"More\b(?!\s+than\b)")
#: A term, then the same words again, glued to it, as the beginning of its definition.
_REPEATED = re.compile(
    r"(?<![^\W_])(?P<term>[A-Za-z][\w-]+(?:[ ][\w-]+){0,3}?(?:\([a-z]\))?)(?P<definition>(?i:(?P=term))\w{0,3}[ ])"
)


def set_apart(document: Document) -> tuple[Document, tuple[RecordWarning, ...]]:
    """Return the document with its notes and tooltips found and cut out of the prose, and what is odd about them."""
    inline, broken = _inline_notes(document.text)
    footnotes, taken = _footnotes(document, inline)
    notes = tuple(sorted((*inline, *footnotes), key=lambda note: note.start))
    tooltips, doubts = _tooltips(document, notes)
    cuts = [Cut(note.start, note.end, f"[^{note.number}]", "") for note in notes]
    cuts += [Cut(start, end, "", "a tooltip") for start, end in tooltips]
    blocks = _joined([block for block in document.blocks if not _within(taken, block)], document, notes)
    found = replace(document, memo={}, blocks=blocks, notes=notes, cuts=tuple(sorted(cuts)))
    return found, (*_warnings(notes, broken), *_nearly(document, notes), *_uncited(document, taken), *doubts)


def _within(places: list[tuple[int, int]], block: Block) -> bool:
    index = bisect_left(places, (block.end, 0)) - 1
    return index >= 0 and places[index][0] <= block.start and block.end <= places[index][1] + 1


# -- notes in brackets ------------------------------------------------------------------------------------------------


def _inline_notes(text: str) -> tuple[list[Note], list[int]]:
    """Return the notes in brackets in page order, and the numbers of those that never end."""
    openings = list(_OPENING.finditer(text))
    notes: list[Note] = []
    broken: list[int] = []
    for index, opening in enumerate(openings):
        following = openings[index + 1].start() if index + 1 < len(openings) else len(text)
        end = _closing(text, opening.end(), min(following, opening.end() + LONGEST))
        if end is None:
            broken.append(int(opening[1]))
        else:
            notes.append(Note(int(opening[1]), opening.start(), end + 1, opening.end(), end))
    return notes, broken


def _closing(text: str, start: int, limit: int) -> int | None:
    """Return the place of the bracket that closes a note; the first one when the brackets inside do not pair."""
    depth = 0
    first: int | None = None
    for bracket in _BRACKET.finditer(text, start, limit):
        if bracket[0] == "[":
            depth += 1
        elif not depth:
            return bracket.start()
        else:
            depth -= 1
            first = bracket.start() if first is None else first
    return first


# -- footnotes --------------------------------------------------------------------------------------------------------


def _footnotes(document: Document, inline: list[Note]) -> tuple[list[Note], list[tuple[int, int]]]:
    """Return the footnotes, and the places at the end of the page that hold their words."""
    notes: list[Note] = []
    taken: list[tuple[int, int]] = []
    if document.rendering == "text":
        return notes, taken
    inside = {note.start for note in inline}
    for low, high, name in _pointers(document):
        mark = _MARK.fullmatch(document.text[low:high])
        target = document.ids.get(name) if mark and low not in inside else None
        if mark is None or target is None:
            continue
        place = _target(document, document.elements[target], high)
        if place:
            start, end = _around_mark(document, low, high)
            notes.append(Note(int(mark[1]), start, end, *_own_words(document, place, mark[1])))
            taken.append(place)
    notes += _titled(document, {note.start for note in (*inline, *notes)})
    if taken:
        taken += _headings_above(document, min(taken)[0])
    return notes, sorted(taken)


def _pointers(document: Document) -> Iterator[tuple[int, int, str]]:
    """Yield what points to an element of the page: its place, and the element's id."""
    for link in document.links:
        _, fragment, name = link.address.partition("#")
        if fragment:
            yield link.start, link.end, name
    for index, name in document.controls:
        yield document.elements[index].start, document.elements[index].end, name


def _target(document: Document, element: Element, after: int) -> tuple[int, int] | None:
    """Return the place of the words that a mark points to: an item of a list, or the block that holds an anchor."""
    if element.end - element.start < 4 and element.tag in ("a", "span", "sup"):  # an anchor before the words
        block = document.blocks[document.block_at(element.start)]
        element = document.elements[block.element] if block.element >= 0 else element
    if element.start < after or element.tag not in ("li", "p", "div", "dd", "aside", "td", "tr", "span"):
        return None
    return (element.start, element.end) if element.end - element.start <= LONGEST else None


def _own_words(document: Document, place: tuple[int, int], number: str) -> tuple[int, int]:
    start, end = place
    words = document.text[start:end].rstrip("\n ")
    front = _FRONT.match(words)
    after = start + len(number)
    if (
        front is None
        and re.match(rf"{number}(?:\s|$)", words)
        and (document.text[after] == "\n" or document.has_border(after))
    ):
        front = re.match(number, words)
    back = _BACK.search(words)
    return start + (front.end() if front else 0), start + (back.start() if back else len(words))


def _around_mark(document: Document, start: int, end: int) -> tuple[int, int]:
    """Widen the place of a mark to brackets right around it."""
    text = document.text
    while start and text[start - 1] in "[(" and text[end : end + 1] in ("]", ")"):
        start, end = start - 1, end + 1
    return start, end


def _titled(document: Document, known: set[int]) -> list[Note]:
    """Return the notes whose words are in the title of a raised number, or in a tooltip at it."""
    titles = dict(document.titles)
    tips = {aside.position: aside.text for aside in document.asides if aside.reason != "a style rule"}
    found = []
    for element in (document.elements[index] for index in document.inlines) if titles or tips else ():
        if (
            element.tag not in ("sup", "abbr", "a", "span", "button")
            or element.start in known
            or element.end - element.start > 5
        ):
            continue
        mark = _MARK.fullmatch(document.text[element.start : element.end])
        written = titles.get(element.start) or tips.get(element.end)
        if mark and written and len(written) > len(mark[0]):
            known.add(element.start)
            found.append(Note(int(mark[1]), element.start, element.end, element.end, element.end, written))
    return found


def _headings_above(document: Document, start: int) -> list[tuple[int, int]]:
    """Return the heading right above the footnotes (Notes, References), if one is there."""
    names = {normalize(words) for words in vocabulary("boilerplate")["notes"]}
    index = document.block_at(start) - 1
    block = document.blocks[index] if index >= 0 else None
    return [(block.start, block.end)] if block and normalize(document.text[block.start : block.end]) in names else []


def _joined(blocks: list[Block], document: Document, notes: tuple[Note, ...]) -> tuple[Block, ...]:
    """Join the blocks over which a note runs, so that no word inside it is taken for a label.

    Where such a note ends a line, a mere line break after it is one of the same paragraph.
    """
    spread = [note for note in notes if "\n" in document.text[note.start : note.end]]
    if not spread:
        return tuple(blocks)
    joined: list[Block] = []
    remaining = iter(spread)
    note = next(remaining, None)
    for block in blocks:
        while note and note.end <= block.start:
            if (
                joined
                and joined[-1].end == note.end
                and block.start == note.end + 1
                and block.group == joined[-1].group
            ):
                block = block._replace(gap=False)  # noqa: PLW2901 - goes on after the note
            note = next(remaining, None)
        if note and joined and note.start < joined[-1].end and block.start < note.end:
            joined[-1] = joined[-1]._replace(end=block.end)
        else:
            joined.append(block)
    return tuple(joined)


def _warnings(notes: tuple[Note, ...], broken: list[int]) -> list[RecordWarning]:
    found = []
    if broken:
        found.append(
            warning(WarningCode.NOTE_BROKEN, f"{_some(broken)} without a closing bracket; left in the text", "notes")
        )
    seen: set[int] = set()
    repeated = list(dict.fromkeys(note.number for note in notes if note.number in seen or seen.add(note.number)))  # type: ignore[func-returns-value]
    if repeated:
        found.append(warning(WarningCode.NOTE_BROKEN, f"{_some(repeated)} more than once", "notes"))
    numbers = sorted(seen)
    missing = [one + 1 for one, following in pairwise(numbers) if following == one + 2]
    if missing and not broken:
        found.append(warning(WarningCode.NOTE_BROKEN, f"{_some(missing)} between two others is not there", "notes"))
    return found


def _nearly(document: Document, notes: tuple[Note, ...]) -> Iterator[RecordWarning]:
    """Warn of what is written nearly as notes are, and was not read as one."""
    text = document.text
    places = sorted([(one.start, one.end) for one in notes] + [(one.text_start, one.text_end) for one in notes])
    for nearly in _NEARLY.finditer(text):
        index = bisect_left(places, (nearly.start() + 1, 0)) - 1
        if index < 0 or places[index][1] <= nearly.start():
            message = f"{text[nearly.start() : nearly.start() + 40]!r} is not written as notes are; left in the text"
            yield warning(WarningCode.NOTE_BROKEN, message, "notes")
            return


def _some(numbers: list[int]) -> str:
    shown = ", ".join(str(number) for number in numbers[:5])
    return f"notes {shown} and {len(numbers) - 5} more" if len(numbers) > 5 else f"note {shown}"


def _uncited(document: Document, taken: list[tuple[int, int]]) -> list[RecordWarning]:
    """Warn of a footnote, known by its arrow back to the text, that no mark of the text cites."""
    for link in document.links:
        words = document.text[link.start : link.end].strip()
        if words and words in _ARROWS and link.address.startswith("#"):
            block = document.blocks[document.block_at(link.start)]
            if not _within(taken, block):
                message = f"{document.of(block)[:60]!r} is a footnote that nothing cites; left in the text"
                return [warning(WarningCode.NOTE_BROKEN, message, "notes")]
    return []


# -- tooltips ---------------------------------------------------------------------------------------------------------


def _tooltips(document: Document, notes: tuple[Note, ...]) -> tuple[list[tuple[int, int]], list[RecordWarning]]:
    """Return the places of injected definitions, and the doubtful ones: glued text that ends in "More" and stays."""
    places: list[tuple[int, int]] = []
    doubts: list[RecordWarning] = []
    text = document.text
    floor = 0
    starts = [note.start for note in notes]
    for more in _MORE.finditer(text):
        if more.start() and text[more.start() - 1].isalnum():
            continue
        low = max(floor, more.start() - _LONGEST_DEFINITION, text.rfind("\n", 0, more.start()) + 1)
        index = bisect_left(starts, more.start()) - 1
        if index >= 0 and notes[index].end > more.start():
            continue
        known = [match.start("definition") for match in _REPEATED.finditer(text, low, more.start())]
        known = [start for start in known if text[start].isupper() and not is_known(text[start : more.start()])]
        marked = _marked(document, low, more.end())
        start = known[-1] if known and _is_apart(document, more.start(), more.end()) else marked
        if start is not None:
            places.append((start, more.end()))
        elif known or (match := _glossary().search(text, low, more.start())):
            place = known[-1] if known else match.start() if match else low
            message = f"{text[place : place + 60]!r} may be a glossary's; left in the text"
            doubts.append(warning(WarningCode.GLUED_TEXT, message))
        floor = more.end()
    return places, doubts


def _is_apart(document: Document, start: int, end: int) -> bool:
    """Tell whether a "More" is an element of its own, a link to the glossary; plain text cannot tell."""
    if document.rendering == "text":
        return True
    return any(one.start == start and one.end == end for one in document.inlines_in(start, end + 1))


def _marked(document: Document, low: int, end: int) -> int | None:
    """Return where an element begins that by its class, or by its link to the glossary, is a tooltip up to "More"."""
    around = [one for one in document.inlines_in(low, end + 1) if one.end == end and one.start < end - len("More")]
    linked = any("glossary" in link.address for link in document.links_in(end - len("More"), end + 1))
    named = [one for one in around if re.search(r"tool-?tip|glossary", one.shape.partition(".")[2], re.IGNORECASE)]
    glued = [one for one in around if document.text[one.start - 1].isalnum() or document.text[one.start - 1] == ")"]
    found = named[:1] or (glued[-1:] if linked else [])
    return found[0].start if found else None


@cache
def _glossary() -> re.Pattern[str]:
    terms = "|".join(re.escape(term) for term in sorted(vocabulary("boilerplate")["glossary"], key=len, reverse=True))
    return re.compile(rf"(?<![^\W_])(?i:{terms})(?=[A-Z][\w-]*[ ,])")
