"""The header of the page: which label has which value, read in order and only down to where the body begins."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from ogpscrape.reading.document import Document, Line
from ogpscrape.reading.labels import Piece, split_line
from ogpscrape.reading.starters import COMMITMENT_HEADING, ID_LINE, begins_answer, irm_heading
from ogpscrape.reading.values import fits, is_area_list
from ogpscrape.reading.words import HeaderLabel

_LABEL_LIKE = re.compile(r"[A-Z][\w()/' -]{1,48}:(?=\s|$)")
_ICON = re.compile(r"\s*i\s*", re.IGNORECASE)
#: How many lines a free text may go on before the next label, when no heading says where the header ends.
_LOOK_AHEAD = 12


@dataclass
class Entry:
    """A label of the header with the places of its value."""

    label: HeaderLabel
    start: int
    end: int
    line: int = -1
    values: list[Piece] = field(default_factory=list)
    #: Where the next label stands, or the header ends: a drawing before it belongs to this one.
    until: int = 0


@dataclass
class Header:
    """What was found: entries in page order, what nobody takes, and the index of the first line of the body."""

    entries: list[Entry] = field(default_factory=list)
    strays: list[Piece] = field(default_factory=list)
    repeated: list[Entry] = field(default_factory=list)
    unknown: list[Piece] = field(default_factory=list)
    body: int = 0
    #: Where the body begins within its first line.
    body_start: int = 0
    has_description: bool = False
    #: The level of the heading Description, or 0 when it is no HTML heading.
    description_level: int = 0

    def get(self, key: str) -> Entry | None:
        """Return the entry of a label, or None."""
        return next((entry for entry in self.entries if entry.label.key == key), None)


class HeaderReader:
    """Reads the header's pieces one after the other."""

    def __init__(self, document: Document, lines: list[Line], first: int) -> None:
        self.document = document
        self.lines = lines
        self.first = first
        self.header = Header(body=len(lines), body_start=len(document.text))
        #: Whether it is known where the header ends: at the heading Description, or at the first answer of a proposal.
        self.bounded = False
        self.pieces = list(self._pieces())
        self.bounded = self.bounded or any(self._is_description(piece) for piece in self.pieces)

    def read(self) -> Header:
        """Return the header."""
        for number, piece in enumerate(self.pieces):
            if self._take_label(piece, piece.label, number) if piece.label else self._take_text(piece, number):
                self._end_at(piece)
                break
        self._close()
        return self.header

    # -- the pieces -----------------------------------------------------------------------------------------------

    def _pieces(self) -> Iterator[Piece]:
        """Yield labels and texts down to the first line that can only stand in the body."""
        last: HeaderLabel | None = None
        local = seen = False
        for index in range(self.first, len(self.lines)):
            line = self.lines[index]
            if line.furniture:
                continue
            text = self.document.of(line)
            answers = local and begins_answer(text)
            if answers or irm_heading().match(text) or ID_LINE.match(text) or COMMITMENT_HEADING.match(text):
                self.header.body, self.header.body_start = index, line.start
                self.bounded = answers
                return
            for piece in split_line(self.document, line, index, last):
                yield piece
                if piece.label:
                    last = piece.label
                    local = local or last.forms == ("local",)
                    seen = seen or last.takes != "nothing"
                    if seen and self._is_description(piece):
                        return

    def _is_description(self, piece: Piece) -> bool:
        return piece.label is not None and piece.label.key == "heading_description"

    # -- labels ---------------------------------------------------------------------------------------------------

    def _take_label(self, piece: Piece, label: HeaderLabel, number: int) -> bool:
        """Take a label; tell whether the header ended before it."""
        header = self.header
        if self._is_description(piece):
            if all(entry.label.takes == "nothing" for entry in header.entries):
                # Small headings and nothing else: a strip of tabs, whose words name the parts of the page.
                header.entries.clear()
                return False
            header.has_description = True
            header.description_level = self.lines[piece.line].level
            header.entries.append(Entry(label, piece.start, piece.end, piece.line))
            header.body, header.body_start = self._behind(piece)
            return False
        if header.get(label.key):
            return self._take_again(piece, label)
        if not self.bounded and header.entries and not self._may_follow(piece, label, number):
            return True
        header.entries.append(Entry(label, piece.start, piece.end, piece.line))
        return False

    def _take_again(self, piece: Piece, label: HeaderLabel) -> bool:
        """Take a label that stood before; tell whether it is the body's instead."""
        header = self.header
        if label.key == "starred" and not piece.colon:
            # The words of the star's icon on a line of their own, behind a value.
            header.entries[-1].values.append(piece)
            return False
        if not self.bounded or label.key == "inception_report":
            return True
        header.repeated.append(Entry(label, piece.start, piece.end, piece.line))
        header.entries.append(header.repeated[-1])
        return False

    def _may_follow(self, piece: Piece, label: HeaderLabel, number: int) -> bool:
        """Tell whether a label stands in order, with a value that it can have: label words open the body, too."""
        if label.order < max(entry.label.order for entry in self.header.entries):
            return False
        value = self.pieces[number + 1] if number + 1 < len(self.pieces) else None
        if label.takes != "line" or value is None or value.label or value.line != piece.line:
            return True
        return fits(self.document.text[value.start : value.end], label.scale)

    # -- texts ----------------------------------------------------------------------------------------------------

    def _take_text(self, piece: Piece, number: int) -> bool:
        """Take a text as the value of the label above it; tell whether it is the body's first instead."""
        header = self.header
        if not header.entries:
            header.strays.append(piece)
            return False
        entry = header.entries[-1]
        text = self.document.text[piece.start : piece.end]
        if text.strip() in (":", "：") and not entry.values:
            entry.end = piece.end  # the label's colon in an element of its own
            return False
        if entry.label.takes == "nothing":
            if _ICON.fullmatch(text):
                entry.end = piece.end
                return False
            return self._stray(piece)
        if self._takes(entry, piece, text, number):
            entry.values.append(piece)
            return False
        return self._stray(piece)

    def _stray(self, piece: Piece) -> bool:
        if not self.bounded:
            return True
        text = self.document.text[piece.start : piece.end]
        line = self.lines[piece.line]
        known = _LABEL_LIKE.match(text) or line.kind == "heading"
        (self.header.unknown if known else self.header.strays).append(piece)
        return False

    def _takes(self, entry: Entry, piece: Piece, text: str, number: int) -> bool:
        same_line = piece.line == entry.line
        if entry.label.takes == "line":
            return self._takes_line(entry, text, number, same_line=same_line)
        if not same_line and _LABEL_LIKE.match(text) and entry.label.takes != "text":
            return False
        if not same_line and self.lines[piece.line].kind == "heading":
            return False
        if entry.label.takes == "areas":
            return self._takes_areas(entry, piece, text)
        if self.bounded or same_line or not entry.values:
            return not (not self.bounded and not same_line and len(text) > 300)
        return self._label_ahead(number)

    def _takes_line(self, entry: Entry, text: str, number: int, *, same_line: bool) -> bool:
        if same_line and not entry.values:
            return True
        before = " ".join(self.document.text[value.start : value.end] for value in entry.values)
        if fits(f"{before} {text}".strip(), entry.label.scale) or (before and fits(text, entry.label.scale)):
            return True
        if entry.values or len(text.split()) > 6 or _LABEL_LIKE.match(text):
            return False
        return self.bounded or self._label_ahead(number)

    def _takes_areas(self, entry: Entry, piece: Piece, text: str) -> bool:
        linked = any("/policy-area" in link.address for link in self.document.links_in(piece.start, piece.end + 1))
        if self.bounded:
            return linked or len(text) < 300
        if linked or not entry.values:
            return linked or (len(text) < 300 and not re.search(r"[.!?]$", text))
        return is_area_list(text)

    def _label_ahead(self, number: int) -> bool:
        ahead = self.pieces[number + 1 : number + 1 + _LOOK_AHEAD]
        top = max(entry.label.order for entry in self.header.entries)
        return any(piece.label and piece.leads and piece.label.order > top for piece in ahead)

    # -- the end --------------------------------------------------------------------------------------------------

    def _behind(self, piece: Piece) -> tuple[int, int]:
        line = self.lines[piece.line]
        if piece.end < line.end:
            return piece.line, piece.end
        following = piece.line + 1
        return following, self.lines[following].start if following < len(self.lines) else len(self.document.text)

    def _end_at(self, piece: Piece) -> None:
        self.header.body, self.header.body_start = piece.line, piece.start

    def _close(self) -> None:
        entries = self.header.entries
        for entry, following in pairwise(entries):
            entry.until = following.start
        if entries:
            entries[-1].until = max(self.header.body_start, entries[-1].end)
        repeated = {id(entry) for entry in self.header.repeated}
        self.header.entries = [entry for entry in entries if id(entry) not in repeated]
