"""Notes that stand inline in the text: `...government.[Note 1: Ministry of the Interior ...]`.

They can be empty, hold quotes, brackets, addresses and line breaks; their numbers are the page's own. A stray
`[1]` is text.
"""

import re
from dataclasses import dataclass

from ogpscrape.reading.document import Document

_OPENING = re.compile(r"\[\s*Note\s+(\d{1,4})\s*:", re.IGNORECASE)
#: A note longer than this, in characters, is a bracket that was never closed.
LONGEST = 6_000


@dataclass(frozen=True, slots=True)
class NotePlace:
    """A note's place: the whole of it from bracket to bracket, and the text inside."""

    number: int
    start: int
    end: int
    text_start: int
    text_end: int


def find_notes(document: Document) -> tuple[list[NotePlace], list[int]]:
    """Return the notes of a document in page order, and the numbers of those that never end."""
    notes: list[NotePlace] = []
    broken: list[int] = []
    text = document.text
    position = 0
    while match := _OPENING.search(text, position):
        end = _closing(text, match.end())
        if end is None:
            broken.append(int(match[1]))
            position = match.end()
            continue
        notes.append(NotePlace(int(match[1]), match.start(), end + 1, match.end(), end))
        position = end + 1
    return notes, broken


def _closing(text: str, start: int) -> int | None:
    """Return the place of the bracket that closes a note; the first one when the brackets inside do not pair."""
    limit = min(len(text), start + LONGEST)
    following = _OPENING.search(text, start, limit)
    if following:
        limit = following.start()
    depth = 0
    first: int | None = None
    for index in range(start, limit):
        character = text[index]
        if character == "[":
            depth += 1
        elif character == "]":
            if not depth:
                return index
            depth -= 1
            first = index if first is None else first
    return first
