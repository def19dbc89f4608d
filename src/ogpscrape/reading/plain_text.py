"""A page saved as plain text becomes a Document."""

import re
from collections import Counter

from ogpscrape.reading.document import Document
from ogpscrape.reading.places import Block, Kind

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
    blocks: list[Block] = []
    parts: list[str] = []
    position = 0
    gap = True
    for full in raw:
        words = " ".join(full.split())
        if not words:
            gap = True
            continue
        indent = len(full) - len(full.lstrip()) - margin
        item = bool(_NUMBERED.match(words)) or words.startswith(("- ", "• ")) or (indent >= _INDENT and gap)
        kind: Kind = "item" if item else "paragraph"
        blocks.append(Block(position, position + len(words), kind, gap or not spaced))
        parts.append(words)
        position += len(words) + 1
        gap = False
    return Document(text="\n".join(parts) + "\n", blocks=tuple(blocks), rendering="text")


def _margin(lines: list[str]) -> int:
    """Return the indent of the text's paragraphs, in characters: the one under which most of the text is."""
    characters: Counter[int] = Counter()
    for line in lines:
        if line.strip():
            characters[len(line) - len(line.lstrip())] += len(line)
    return max(characters, key=lambda indent: characters[indent], default=0)
