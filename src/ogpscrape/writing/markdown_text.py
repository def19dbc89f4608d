"""Texts of the record as Markdown (CommonMark): what is text on the page stays text, and nothing of it is markup.

Prose keeps its paragraphs, its lists and its note marks. White space within a line is squeezed; control characters
become U+FFFD.
"""

import re
from collections.abc import Iterator
from urllib.parse import quote, urlsplit

from ogpscrape.commitment import Link
from ogpscrape.writing.values import fit_text

_CONTROL = re.compile("[\x01-\x08\x0e-\x1b\x7f-\x84\x86-\x9f]")
# An underline between letters is not markup, and escaped it would break addresses that are in a text.
# Number signs at the end of a heading would be taken for its end.
_MARKUP = re.compile(r"[\\`*<\[|~]|#(?=#*$)|(?<![^\W_])_|_(?![^\W_])|&(?=#?\w+;)")
_NOTE_MARK = re.compile(r"\\\[\^(\d+)\]")
_ITEM = re.compile(r"(- |\d{1,9}\. )(?=\S)(.+)")
_BLOCK_START = re.compile(r"[-+=#>]|\d{1,9}[.)](?=\s|$)")
# A mark at the start of a line with a colon after it: a reader would take the line for the note itself.
_LABEL = re.compile(r"\[\^[\w-]+\](?=:)")
#: What a link may point to; anything else stays text.
_LINKED_SCHEMES = ("http", "https", "mailto")


class Texts:
    """The texts of one record as Markdown.

    Attributes:
        cited: the numbers of the notes whose marks were met so far.

    """

    def __init__(self, notes: set[int], prefix: str = "") -> None:
        """Take the numbers of the record's notes, and what is before each in the footnote's label."""
        self._notes = notes
        self._prefix = prefix
        self.cited: set[int] = set()

    def line(self, text: str) -> str:
        """Return `text` on one line, to be in a heading, a cell or a paragraph of its own after other text."""
        squeezed = " ".join(_CONTROL.sub("\ufffd", fit_text(text)).split())
        return _NOTE_MARK.sub(self._mark, _MARKUP.sub(r"\\\g<0>", squeezed))

    def start(self, text: str) -> str:
        """Return `text` on one line, to be at the start of a line."""
        line = self.line(text)
        found = _BLOCK_START.match(line)
        if not found:
            return _LABEL.sub(r"\g<0>\\", line)
        # A backslash before a digit would be shown: there the full stop is escaped.
        at = found.end() - 1
        return f"{line[:at]}\\{line[at:]}"

    def prose(self, text: str) -> str:
        """Return prose as paragraphs and lists, with a blank line between them."""
        parts = re.split(r"\n{2,}", re.sub(r"\r\n?", "\n", text))
        return "\n\n".join(block for part in parts for block in self._blocks(part))

    def label(self, number: int) -> str:
        """Return the footnote label of a note."""
        return f"[^{self._prefix}{number}]"

    def footnote(self, number: int, text: str) -> str:
        """Return a note with its label, so written that readers without footnotes show it.

        They would take `[^7]: Ibid.` for the address of a link, and a second word in quotes for the link's title
        (https://spec.commonmark.org/0.31.2/#link-reference-definitions): so neither may end the line.
        """
        first, _, rest = text.partition("\n")
        word, blank, more = first.partition(" ")
        if blank:
            first = f"{word} \\{more}" if more.startswith(('"', "'", "(")) else first
        else:
            goes_on = (len(word) - len(word.rstrip("\\"))) % 2 == 1
            first = f"{word[:-1]} &nbsp;\\" if goes_on else f"{word} &nbsp;"
        lines = [first, *rest.split("\n")] if rest else [first]
        return f"{self.label(number)}: " + "\n".join(
            line if at == 0 or not line else f"    {line}" for at, line in enumerate(lines)
        )

    def link(self, link: Link) -> str:
        """Return a link, or its text where the address is none that a reader should follow."""
        text = self.line(link.text)
        address = _address(link.url)
        return f"[{text.replace(']', chr(92) + ']')}]({address})" if address and text else text

    def _mark(self, found: re.Match[str]) -> str:
        number = int(found[1]) if len(found[1]) < 20 else -1
        if number not in self._notes:
            return found[0]
        self.cited.add(number)
        return self.label(number)

    def _blocks(self, part: str) -> Iterator[str]:
        """Return the lines of one paragraph of prose as blocks: a list never runs into the text around it."""
        block: list[str] = []
        listing = False
        for line in filter(None, (line.strip() for line in part.split("\n"))):
            item = _ITEM.fullmatch(line)
            if block and bool(item) is not listing:
                yield self._joined(block, listing=listing)
                block = []
            listing = bool(item)
            block.append(f"{item[1]}{self.start(item[2])}" if item else self.start(line))
        if block:
            yield self._joined(block, listing=listing)

    def _joined(self, block: list[str], *, listing: bool) -> str:
        return ("\n" if listing else "\\\n").join(block)


def _address(url: str | None) -> str | None:
    """Return an address as it can be in a link, or None when it is none to follow."""
    if url is None:
        return None
    try:
        scheme = urlsplit(url).scheme
    except ValueError:
        return None
    if scheme not in _LINKED_SCHEMES:
        return None
    # What an address may hold stays, also what is percent-encoded already; brackets and blanks would end the link.
    return quote(fit_text(url), safe="%/:=&?~#+!$,;'@*-._")
