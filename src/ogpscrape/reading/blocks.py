"""A page of HTML becomes a Document: one walk over its tree, in page order.

Tags are looked at for one thing only: what a browser puts on a line of its own, and what it does not show. Which words
have which meaning is for the later steps.
"""

import re
from functools import cache
from typing import Any

from lxml import etree

from ogpscrape.reading.document import Document
from ogpscrape.reading.drawn import class_says, drawings_of, is_marked
from ogpscrape.reading.lines import LEVEL, Frame, Lines
from ogpscrape.reading.places import Aside, Drawing, Element, Hyperlink
from ogpscrape.reading.visibility import SILENT, Visibility, role_of

#: Elements that a browser puts on lines of their own. Source: HTML Standard, section 15.3, Flow content.
BLOCK = frozenset(
    """address article aside blockquote body caption center dd details dialog dir div dl dt fieldset figcaption figure
    footer form h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main menu nav ol optgroup option p pre search section
    select summary table tbody td textarea tfoot th thead tr ul""".split()  # noqa: SIM905 - readable as words
)
_LISTS = frozenset({"ol", "ul", "menu", "dir"})
#: Elements that show something without text.
_GRAPHICS = frozenset({"img", "svg", "canvas", "input", "video"})
_END = re.compile(r"</(?:html|body)\s*>", re.IGNORECASE)
#: How far from its end a page's closing tag is looked for, in characters.
_TAIL = 4_000
_LARGEST_ORDINAL = 100_000
#: Attributes that hold the words of a tooltip, those of the usual scripts among them.
_TIPS = ("title", "data-content", "data-bs-content", "data-tooltip", "data-tippy-content", "data-original-title")
#: Attributes that name what an element opens.
_CONTROLS = ("aria-controls", "data-bs-target", "data-target", "popovertarget")
#: A title that is shorter than this, in characters, is not a note.
_SHORTEST_NOTE = 12
#: Frames within frames are read down to this depth.
_DEEPEST_FRAME = 3


def read_html(html: str) -> Document:
    """Return the Document of a page of HTML, however broken. Never raises for what is in it."""
    root = _tree(html)
    walk = _Walk(Visibility(html, root))
    if root is not None:
        walk.run(root)
    return walk.document(complete=bool(_END.search(html, max(0, len(html) - _TAIL))))


@cache
def _parser() -> Any:
    # Making one takes longer than the tree of a page; lxml gives every thread a copy of its own.
    return etree.HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True)


def _tree(html: str) -> Any:
    try:
        return etree.fromstring(html.encode("utf-8", "replace"), _parser())
    except etree.XMLSyntaxError:  # nothing in it at all
        return None


#: An element that has begun: itself, its number, whether it is a block, tag, shape, the number of the one around it,
#: where it begins, whether it is marked, its attributes.
_Opened = tuple[Any, int, bool, str, str, int, int, bool, dict[str, str]]
#: What an element without attributes has.
_NOTHING: dict[str, str] = {}
#: Elements that are looked at though they have no attributes.
_ODD = SILENT | {"br", "dialog"}
#: Attributes that say nothing of an element, the class aside.
_QUIET = frozenset({"class", "href", "rel", "target", "style", "type", "tabindex", "hidden", "role", "width", "height"})


class _Walk(Lines):
    """Gathers text, blocks, elements, links and drawings while it goes over a tree. Private to this file."""

    def __init__(self, visibility: Visibility, depth: int = 0) -> None:
        self.visibility, self.depth = visibility, depth
        super().__init__()
        self.elements: list[Any] = []
        self.inlines: list[int] = []
        self.borders: list[int] = []
        self.links: list[Hyperlink] = []
        self.drawings: list[Drawing] = []
        self.asides: list[Aside] = []
        self.graphics: list[int] = []
        self.ids: dict[str, int] = {}
        self.titles: list[tuple[int, str]] = []
        self.controls: list[tuple[int, str]] = []
        self.facts: dict[str, str | None] = {"title": None, "language": None, "address": None}
        self.groups = 0
        self.lists: list[int | None] = []

    def run(self, root: Any) -> None:
        """Go over a tree; elements are visited in page order without recursion, however deep they are."""
        opened: list[_Opened] = []
        unseen: set[Any] = set()  # the elements in the last one that is not shown
        for element in root.iter():
            around = element.getparent()
            if around in unseen:
                unseen.add(element)
                continue
            while opened and opened[-1][0] is not around:
                self._leave(opened.pop())
            tag = element.tag
            attributes = element.attrib
            given = dict(attributes.items()) if attributes else _NOTHING
            if tag.__class__ is str and ((not given and tag not in _ODD) or self._is_shown(element, tag, given)):
                opened.append(self._enter(element, tag, given, opened[-1][1] if opened else -1))
                if text := element.text:
                    self.add_text(text)
            else:
                unseen = {element}
                if tail := element.tail:
                    self.add_text(tail)
        while opened:
            self._leave(opened.pop())
        self.close_line(gap=True)

    # -- elements -----------------------------------------------------------------------------------------------------

    def _is_shown(self, element: Any, tag: str, given: dict[str, str]) -> bool:
        """Tell whether an element is walked; what is not is kept as an aside, a drawing, or a fact of the page."""
        if tag == "br":
            self.break_line()
            return False
        if tag in SILENT and not (tag == "template" and "shadowrootmode" in given):
            self._silent(element, tag)
            return False
        reason = self.visibility.reason(element, tag, given)
        if not reason:
            return True
        words = " ".join(self.visibility.text_of(element).split())
        if words:
            self.asides.append(Aside(self.length, words, reason))
        return False

    def _enter(self, element: Any, tag: str, given: dict[str, str], parent: int) -> "_Opened":
        elements = self.elements
        index = len(elements)
        elements.append(None)  # its place is known when it ends
        shape, marked = self._look(tag, given, index) if given else (tag, False)
        is_block = tag in BLOCK
        if is_block:
            self.close_line(gap=True)
            self._enter_block(element, tag, index, given)
        else:
            length = self.length
            if not self.inline_depth and self.ended == tag and length > self.line_start:
                self.seams.append(length + 1 if self.space else length)
            self.inline_depth += 1
            self.borders.append(length)
            self.inlines.append(index)
            if tag == "button":
                self._push(Frame(tag, index, "button"))
        return element, index, is_block, tag, shape, parent, self.length, marked, given

    def _look(self, tag: str, given: dict[str, str], index: int) -> tuple[str, bool]:
        """Keep what the attributes of an element say; return its shape, and whether it is marked among its sisters."""
        classes = given.get("class")
        marked, drawn = (False, False) if classes is None else class_says(classes)
        if not _QUIET.issuperset(given):
            marked = marked or is_marked(given)
            said = max((given[name] for name in _TIPS if name in given), key=len, default="")
            if len(said) >= (_SHORTEST_NOTE if said == given.get("title") and tag != "sup" else 1):
                self.titles.append((index, said))
            target = next((given[name] for name in _CONTROLS if given.get(name)), None)
            if target:
                self.controls.append((index, target.removeprefix("#")))
            if "id" in given or (tag == "a" and "name" in given):
                self.ids.setdefault(given.get("id") or given.get("name", ""), index)
            if tag == "html":
                self.facts["language"] = given.get("lang")
            for read_from, value in drawings_of(tag, given):
                self.drawings.append(Drawing(self.length, read_from, value, index, marked))
        elif classes is not None and drawn:
            self.drawings.append(Drawing(self.length, "class", classes, index, marked))
        return tag if classes is None else f"{tag}.{classes}", marked

    def _enter_block(self, element: Any, tag: str, index: int, given: dict[str, str]) -> None:
        outer = self.frames[-1]
        frame = Frame(tag, index, role_of(tag, given) or outer.role)
        if tag in _LISTS:
            self.lists.append(_ordinal(element.get("start"), 1) if tag == "ol" else None)
        elif tag == "pre":
            self.preformatted += 1
        if tag in LEVEL:
            frame.kind, frame.level = "heading", LEVEL[tag]
        elif tag == "li":
            frame.kind, frame.ordinal = "item", self._next_ordinal(element)
        elif outer.kind in ("item", "more") and tag not in _LISTS:
            frame.kind, frame.ordinal = outer.kind, outer.ordinal
        self._push(frame)

    def _push(self, frame: Frame) -> None:
        self.groups += 1
        frame.group = self.groups
        if frame.tag == "button":
            frame.kind, frame.level, frame.ordinal = (
                self.frames[-1].kind,
                self.frames[-1].level,
                self.frames[-1].ordinal,
            )
        self.frames.append(frame)

    def _next_ordinal(self, element: Any) -> int | None:
        """Return the number that an ordered list draws before its next item; None in other lists."""
        ordinal = self.lists[-1] if self.lists else None
        if ordinal is not None:
            ordinal = _ordinal(element.get("value"), ordinal)
            self.lists[-1] = ordinal + 1
        return ordinal

    def _leave(self, opened: _Opened) -> None:
        """Keep an element that ends, and the text after it."""
        element, number, is_block, tag, shape, parent, start, marked, given = opened
        if is_block:
            self.close_line(gap=True)
            if tag in _LISTS and self.lists:
                self.lists.pop()
            elif tag == "pre":
                self.preformatted -= 1
            frame = self.frames.pop()
            outer = self.frames[-1]
            if outer.kind == "item" and frame.kind == "more" and tag != "li":
                outer.kind, outer.ordinal = "more", None
            self.groups += 1
            outer.group = self.groups
        else:
            self.borders.append(self.length)
            self.inline_depth -= 1
            if not self.inline_depth:
                self.ended = tag
            if tag == "button":
                self.frames.pop()
        end = self.length
        self.elements[number] = Element(tag, shape, parent, start, end, marked)
        if tag == "a" and end > start and (address := given.get("href")) is not None:
            self.links.append(Hyperlink(start, end, address))
        elif tag == "option" and (address := given.get("value")) and "/" in address:
            self.links.append(Hyperlink(start, end - 1, address))
        if tail := element.tail:
            self.add_text(tail)

    def _silent(self, element: Any, tag: str) -> None:
        """Take from an element that shows no text what it tells otherwise."""
        if tag in _GRAPHICS:
            self.graphics.append(self.length)
        if tag == "head":
            self._head(element)
        elif tag == "title" and self.facts["title"] is None:
            self.facts["title"] = " ".join((element.text or "").split()) or None
        elif tag == "svg":
            self._svg(element)
        elif tag == "iframe" and (inner := element.get("srcdoc")) and self.depth < _DEEPEST_FRAME:
            root = _tree(inner)
            if root is not None:
                self.close_line(gap=True)
                self.depth += 1
                self.run(root)
                self.depth -= 1
        elif len(element.attrib):
            self._draw(element, tag)

    def _draw(self, element: Any, tag: str) -> None:
        given = dict(element.attrib.items())
        holder = self.inlines[-1] if self.inline_depth else self.frames[-1].element
        for read_from, value in drawings_of(tag, given):
            self.drawings.append(Drawing(self.length, read_from, value, holder, is_marked(given)))

    def _svg(self, svg: Any) -> None:
        holder = self.inlines[-1] if self.inline_depth else self.frames[-1].element
        for part in svg.iter():
            tag = part.tag
            if not isinstance(tag, str):
                continue
            if len(part.attrib):
                self._draw(part, tag)
            words = " ".join("".join(part.itertext()).split()) if tag in ("title", "desc", "text") else ""
            if words and tag == "text":
                self.add_text(words)
            elif words:
                self.drawings.append(Drawing(self.length, "title", words, holder, marked=False))

    def _head(self, head: Any) -> None:
        for part in head:
            if part.tag == "title" and self.facts["title"] is None:
                self.facts["title"] = " ".join((part.text or "").split()) or None
            elif part.tag == "link" and part.get("rel") == "canonical":
                self.facts["address"] = part.get("href") or self.facts["address"]
            elif part.tag == "meta" and part.get("property") == "og:url":
                self.facts["address"] = self.facts["address"] or part.get("content")

    def document(self, *, complete: bool) -> Document:
        text = "".join(self.parts)
        inlines = [index for index in self.inlines if self.elements[index].end > self.elements[index].start]
        for index in inlines:
            element = self.elements[index]
            start = element.start
            while start < element.end and text[start] in " \n":
                start += 1
            if start != element.start:
                self.elements[index] = element._replace(start=start)
        inlines.sort(key=lambda index: self.elements[index].start)
        return Document(
            text=text,
            blocks=tuple(self.blocks),
            rendering="html",
            elements=tuple(self.elements),
            inlines=tuple(inlines),
            titles=tuple((self.elements[index].start, title) for index, title in self.titles),
            borders=tuple(self.borders),
            links=tuple(sorted(_trimmed(link, text) for link in self.links)),
            drawings=tuple(self.drawings),
            graphics=tuple(self.graphics),
            controls=tuple(self.controls),
            asides=tuple(self.asides),
            ids=self.ids,
            complete=complete,
            title=self.facts["title"],
            language=self.facts["language"],
            address=self.facts["address"],
        )


def _trimmed(link: Hyperlink, text: str) -> Hyperlink:
    start, end = link.start, link.end
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return link if (start, end) == (link.start, link.end) else Hyperlink(start, end, link.address)


def _ordinal(written: str | None, default: int) -> int:
    try:
        number = int(written) if written else default
    except ValueError:
        return default
    return number if abs(number) < _LARGEST_ORDINAL else default
