"""A page saved as plain text becomes a Document."""

import re
from collections import Counter

from ogpscrape.reading.document import Document, Line

_NUMBERED = re.compile(r"\d{1,3}\.\s")
_INDENT = 2
#: A text is taken as spaced when at least one line in this many is blank; else every line is a paragraph.
_BLANK_SHARE = 8


def read_text(text: str) -> Document:
    """Return the Document of a page that is plain text.

    A blank line is a paragraph border; where a text has (nearly) none, every line end is. An indented line is an item
    of a list whose bullet the capture lost.
    """
    raw = text.splitlines()
    filled = sum(1 for line in raw if line.strip())
    spaced = (len(raw) - filled) * _BLANK_SHARE >= filled
    margin = _margin(raw)
    lines: list[Line] = []
    position = 0
    gap = True
    for full in text.splitlines(keepends=True):
        content = full.strip()
        if not content:
            gap = True
        else:
            start = position + full.index(content[0])
            lines.append(_line(content, start, indent=_indent(full) - margin, gap=gap or not spaced))
            gap = False
        position += len(full)
    return Document(text=text, lines=lines, rendering="text")


def _margin(lines: list[str]) -> int:
    """Return the indent of the text's paragraphs, in characters: the one under which most of the text stands."""
    characters: Counter[int] = Counter()
    for line in lines:
        if line.strip():
            characters[_indent(line)] += len(line)
    return max(characters, key=lambda indent: characters[indent], default=0)


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def _line(content: str, start: int, *, indent: int, gap: bool) -> Line:
    item = bool(_NUMBERED.match(content)) or content.startswith(("- ", "• ")) or (indent >= _INDENT and gap)
    return Line(start, start + len(content), "item" if item else "paragraph", gap)
