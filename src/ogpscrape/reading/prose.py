"""Prose: how places of a page become plain text.

Paragraphs are separated by one blank line, items of a list stand one a line as `- item` or `1. item`, white space
is squeezed, a note's place is marked `[^7]`, and what a tooltip injected is left out.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass

from ogpscrape.reading.document import Document, Line

_NUMBERED = re.compile(r"\d{1,3}\.\s")
_BULLET = re.compile(r"[•●▪◦‣]\s+")
#: Bullets that captures of old documents hold, private-use ones among them: kept as written, on a line of their own.
_DEBRIS = re.compile(r"(?:[o§*–-]|[\ue000-\uf8ff]|[·»])\s+|[\ue000-\uf8ff]")


def without_bullet(words: str) -> str:
    """Return an item of a list without the bullet that a page writes before it."""
    return re.sub(r"^(?:[•●▪◦‣*·-]|[\ue000-\uf8ff])\s*", "", words)


@dataclass(frozen=True, slots=True)
class Cut:
    """A place that is left out of prose, and what stands there instead."""

    start: int
    end: int
    instead: str


class Wording:
    """Turns places of a document into text. `cuts` are its notes and tooltips, in page order and apart."""

    def __init__(self, document: Document, cuts: list[Cut]) -> None:
        self.document = document
        self.cuts = cuts

    def words(self, start: int, end: int) -> str:
        """Return the text between two places on one line, white space squeezed."""
        return " ".join(self._cut(start, end).split())

    def prose(self, lines: Iterable[Line]) -> str:
        """Return lines of a page as prose."""
        text = ""
        in_list = False
        for line in lines:
            words = self._item(line)
            if not words:
                continue
            is_item = line.kind == "item" or self.is_bullet(line) or bool(_NUMBERED.match(words))
            if not text:
                text = words
            elif is_item:
                text += ("\n" if in_list else "\n\n") + words
            elif line.kind == "more" or not line.gap:
                text += f" {words}"
                continue
            else:
                text += f"\n\n{words}"
            in_list = is_item
        return text

    def is_bullet(self, line: Line) -> bool:
        """Tell whether a line begins with a bullet, of any kind."""
        return bool(_BULLET.match(self.document.text, line.start) or _DEBRIS.match(self.document.text, line.start))

    def _item(self, line: Line) -> str:
        words = self.words(line.start, line.end)
        if not words:
            return ""
        if _BULLET.match(words):
            return _BULLET.sub("- ", words, count=1)
        if line.kind != "item" or _NUMBERED.match(words) or words.startswith("- ") or _DEBRIS.match(words):
            return words
        return f"{line.ordinal}. {words}" if line.ordinal is not None else f"- {words}"

    def _cut(self, start: int, end: int) -> str:
        text = self.document.text
        index = bisect_left(self.cuts, start, key=lambda cut: cut.start)
        if index == len(self.cuts) or self.cuts[index].start >= end:
            return text[start:end]
        parts: list[str] = []
        for cut in self.cuts[index:]:
            if cut.start >= end:
                break
            parts += (text[start : cut.start], cut.instead)
            start = max(start, cut.end)
        parts.append(text[start:end])
        return "".join(parts)
