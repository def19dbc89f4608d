"""A page of HTML becomes a Document: the text a reader sees, and where blocks, borders and links are.

Tags are looked at for one thing only: what a browser would put on a line of its own, and what it would not show.
Which words stand where is for the later steps; no class or id name is read, but for ratings that are drawn.
"""

import re
from typing import Any, cast

from lxml import etree

from ogpscrape.reading.document import Document, Drawing, Hyperlink, Line
from ogpscrape.reading.drawn import drawings_of
from ogpscrape.reading.lines import LineBuilder
from ogpscrape.reading.markup import BLOCK, HEADING_LEVEL, LISTS, SILENT, is_furniture, is_hidden

_END = re.compile(r"</(?:html|body)\s*>", re.IGNORECASE)
#: How far from its end a page's closing tag is looked for, in characters.
_TAIL = 4_000
#: Blocks in which sibling elements are more often pieces of one sentence than lines of their own.
_SENTENCES = frozenset({"p", "li", "pre", "summary", "caption", *HEADING_LEVEL})
_LARGEST_ORDINAL = 100_000


def read_html(html: str) -> Document:
    """Return the Document of a page of HTML, however broken. Never raises for what is in it."""
    events = _Events()
    parser = etree.HTMLParser(target=cast(Any, events), huge_tree=True, remove_pis=True)
    parser.feed(html)
    parser.close()
    return events.document(complete=bool(_END.search(html, max(0, len(html) - _TAIL))))


class _Events:
    """Receives the parser's events in page order."""

    def __init__(self) -> None:
        self.lines = LineBuilder()
        self.links: list[Hyperlink] = []
        self.drawings: list[Drawing] = []
        self.title: str | None = None
        self.language: str | None = None
        self.address: str | None = None
        #: How many elements are open since the first one that is not shown; 0 means all is shown.
        self.silent = 0
        self.silent_tag = ""
        self.title_parts: list[str] | None = None
        self.furniture: list[bool] = []
        self.blocks: list[tuple[str, Line]] = []
        self.block_count = 0
        self.lists: list[int | None] = []
        self.preformatted = 0
        self.anchors: list[tuple[int, str | None]] = []

    # -- events, as lxml's parser target interface names them -----------------------------------------------------

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if self.silent:
            self._start_silent(tag, attributes)
        elif tag == "br":
            self.lines.line_break()
        elif tag in SILENT or (attributes and is_hidden(tag, attributes)) or (tag == "dialog" and not attributes):
            self.silent, self.silent_tag = 1, tag
            self.drawings.extend(drawings_of(tag, attributes, self.lines.length))
        else:
            if attributes:
                self.drawings.extend(drawings_of(tag, attributes, self.lines.length))
            self.furniture.append(is_furniture(tag, attributes))
            if tag in BLOCK:
                self._start_block(tag, attributes)
            else:
                self.lines.start_inline(tag)
                if tag == "a":
                    self.anchors.append((self.lines.length, attributes.get("href")))

    def end(self, tag: str) -> None:
        if self.silent:
            self.silent -= 1
            if tag == "title":
                self._end_title()
        elif tag in BLOCK:
            self._end_block(tag)
            self.furniture.pop()
        elif tag != "br":
            self.lines.end_inline(tag)
            self.furniture.pop()
            if tag == "a" and self.anchors:
                start, address = self.anchors.pop()
                if address is not None and self.lines.length > start:
                    self.links.append(Hyperlink(start, self.lines.length, address))

    def data(self, data: str) -> None:
        if self.silent:
            if self.title_parts is not None:
                self.title_parts.append(data)
        elif self.preformatted and "\n" in data:
            self.lines.add_preformatted(data)
        else:
            self.lines.add(data)

    def comment(self, text: str) -> None:
        """Comments are not shown."""

    def close(self) -> None:
        self.lines.close_line(gap=True)

    # -- blocks ---------------------------------------------------------------------------------------------------

    def _start_block(self, tag: str, attributes: dict[str, str]) -> None:
        self._close_line()
        if tag == "html":
            self.language = attributes.get("lang")
        elif tag in LISTS:
            self.lists.append(_ordinal(attributes.get("start"), 1) if tag == "ol" else None)
        elif tag == "pre":
            self.preformatted += 1
        self.blocks.append((tag, self._frame(tag, attributes)))
        self._enter()

    def _frame(self, tag: str, attributes: dict[str, str]) -> Line:
        """Return what a block says of its lines; a block inside an item goes on as the item does."""
        outer = self.blocks[-1][1] if self.blocks else Line(0, 0)
        frame = Line(0, 0, furniture=self.furniture[-1] or outer.furniture, row=outer.row)
        if tag == "tr":
            frame.row = self.block_count + 1
        elif tag in HEADING_LEVEL:
            frame.kind, frame.level = "heading", HEADING_LEVEL[tag]
        elif tag == "li":
            frame.kind, frame.ordinal = "item", self._next_ordinal(attributes)
        elif outer.kind in ("item", "more") and tag not in LISTS:
            frame.kind, frame.ordinal = outer.kind, outer.ordinal
        return frame

    def _next_ordinal(self, attributes: dict[str, str]) -> int | None:
        """Return the number that an ordered list draws before its next item; None in other lists."""
        ordinal = self.lists[-1] if self.lists else None
        if ordinal is not None:
            ordinal = _ordinal(attributes.get("value"), ordinal)
            self.lists[-1] = ordinal + 1
        return ordinal

    def _end_block(self, tag: str) -> None:
        self._close_line()
        if tag in LISTS and self.lists:
            self.lists.pop()
        elif tag == "pre":
            self.preformatted -= 1
        if self.blocks:
            _, frame = self.blocks.pop()
            outer = self.blocks[-1][1] if self.blocks else None
            if outer and outer.kind == "item" and frame.kind == "more" and tag != "li":
                outer.kind, outer.ordinal = "more", None
        self._enter()

    def _close_line(self) -> None:
        """End the line before a block begins or ends; what an item holds after its first line goes on with it."""
        if self.lines.close_line(gap=True) and self.lines.frame.kind == "item":
            self.lines.frame.kind, self.lines.frame.ordinal = "more", None

    def _enter(self) -> None:
        """Make the innermost open block the frame of the lines that follow."""
        self.block_count += 1
        tag, frame = self.blocks[-1] if self.blocks else ("body", Line(0, 0))
        frame.block = self.block_count
        self.lines.frame = frame
        self.lines.parts_siblings = tag not in _SENTENCES

    # -- what is not shown ----------------------------------------------------------------------------------------

    def _start_silent(self, tag: str, attributes: dict[str, str]) -> None:
        self.silent += 1
        if self.silent_tag == "svg" and attributes:
            self.drawings.extend(drawings_of(tag, attributes, self.lines.length))
        if tag == "title":
            self.title_parts = []
        elif tag == "link" and attributes.get("rel") == "canonical":
            self.address = attributes.get("href") or self.address
        elif tag == "meta" and attributes.get("property") == "og:url":
            self.address = self.address or attributes.get("content")

    def _end_title(self) -> None:
        words = " ".join("".join(self.title_parts or []).split())
        self.title_parts = None
        if self.silent_tag == "svg":
            self.drawings.append(Drawing(self.lines.length, "title", words))
        elif self.title is None:
            self.title = words or None

    def document(self, *, complete: bool) -> Document:
        text = "".join(self.lines.parts)
        links = [_trimmed(link, text) for link in self.links]
        links.sort(key=lambda link: link.start)
        return Document(
            text=text,
            lines=self.lines.lines,
            rendering="html",
            links=links,
            borders=self.lines.borders,
            drawings=self.drawings,
            title=self.title,
            language=self.language,
            address=self.address,
            complete=complete,
        )


def _trimmed(link: Hyperlink, text: str) -> Hyperlink:
    start, end = link.start, link.end
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Hyperlink(start, end, link.address)


def _ordinal(written: str | None, default: int) -> int:
    try:
        number = int(written) if written else default
    except ValueError:
        return default
    return number if abs(number) < _LARGEST_ORDINAL else default
