"""What every part of reading shares: the document, its lines, the ledger, and how a place becomes words."""

from dataclasses import dataclass, field

from ogpscrape.commitment import Link, ReadFrom
from ogpscrape.reading.document import Document, Line
from ogpscrape.reading.drawn import read_drawn
from ogpscrape.reading.header import Entry
from ogpscrape.reading.ledger import Category, Ledger
from ogpscrape.reading.links import links_between
from ogpscrape.reading.notes import NotePlace
from ogpscrape.reading.prose import Wording, without_bullet


@dataclass
class Context:
    """One page while it is read."""

    document: Document
    lines: list[Line]
    ledger: Ledger
    wording: Wording
    notes: list[NotePlace]
    #: What relative links are relative to.
    base: str | None = None
    _drawn: set[int] = field(default_factory=set)

    def words(self, start: int, end: int) -> str:
        """Return the text between two places on one line, white space squeezed."""
        return self.wording.words(start, end)

    def text(self, line: Line) -> str:
        """Return the words of a line, white space squeezed."""
        return self.wording.words(line.start, line.end)

    def value(self, entry: Entry) -> str:
        """Return the value of a header's label on one line, as written."""
        return " ".join(self.parts(entry))

    def parts(self, entry: Entry) -> list[str]:
        """Return the lines of a value, each as written; in a list without its bullets."""
        found = (self.words(piece.start, piece.end) for piece in entry.values)
        if entry.label.takes == "list":
            found = (without_bullet(words) for words in found)
        return [part for part in found if part]

    def links(self, entry: Entry) -> list[Link]:
        """Return the links in a value, in page order."""
        return [
            link
            for piece in entry.values
            for link in links_between(self.document, self.wording, (piece.start, piece.end), self.base)
        ]

    def drawn_around(self, entry: Entry, scale_name: str) -> tuple[list[str], ReadFrom | None]:
        """Read a rating from elements that begin where its label begins: what holds both, or an icon before it."""
        return read_drawn(self.document, (entry.start, entry.start), scale_name)

    def prose(self, lines: list[Line], path: str, category: Category = "typed") -> str | None:
        """Return lines as prose and claim them for the field `path`; None when there are no words in them."""
        for line in lines:
            self.ledger.claim(line.start, line.end, path, category)
        return self.wording.prose(lines) or None

    def heading(self, line: Line) -> str:
        """Return the words of a heading, and claim it as furniture: a heading names a field."""
        self.ledger.furniture(line.start, line.end)
        return self.text(line)
