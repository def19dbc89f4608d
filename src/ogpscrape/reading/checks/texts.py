"""What is odd about the texts of the body: the signs of a label that is lost, of a box put in, of a broken template."""

import re
from collections.abc import Iterator

from ogpscrape.commitment import Related
from ogpscrape.commitment import Warning as RecordWarning
from ogpscrape.reading.boilerplate import is_trap
from ogpscrape.reading.document import Document
from ogpscrape.reading.labels import begins_something, label_at
from ogpscrape.reading.outline import Outline
from ogpscrape.reading.places import Aside, Block, warning
from ogpscrape.reading.scales import is_area, normalize
from ogpscrape.warning_codes import WarningCode

#: What templates and page builders leave behind when they break, and UTF-8 read as Windows-1252, tags escaped.
_LEFTOVER = re.compile(
    r"\[object Object\]|â€[™œ\x9d“”¦˜]"
    r"|\{\{[^{}\n]{0,80}\}\}|\[/?(?:vc_|acf |et_pb_)[^\]\n]{0,80}\]|</?(?:p|div|span|br|strong|li|ul)\b[^<>\n]{0,80}>"
    r"|^(?:undefined|null|NaN|Loading\s?(?:\.\.\.|…))$",
    re.MULTILINE,
)
_VALUE_LEFTOVER = re.compile(r":\s*(?:undefined|null|NaN|Loading\s?(?:\.\.\.|…))\s*$", re.MULTILINE)
#: One of these is in each of them.
_PIECES = ("[object ", "â€", "{{", "vc_", "[acf ", "et_pb_", "<", "undefined", "null", "NaN", "Loading")
#: Elements that change how words look and part none of them.
_LOOKS = frozenset({"b", "strong", "i", "em", "u", "sup", "sub", "font", "mark", "abbr", "cite", "q"})
#: What the header's labels mean that no template of a plan has for a heading.
_HEADER_ALONE = frozenset(
    {
        "heading_overview", "heading_at_a_glance", "heading_institutions", "heading_irm_review",
        "action_plan_cycle", "policy_areas", "irm_reports", "starred", "early_results",
    }
)  # fmt: skip
_MORE = re.compile(r"\b(?:read|show|see|view) (?:more|less)\b")
#: Hidden text shorter than this, in characters, is not the rest of a text.
_SHORTEST_REST = 20
_LONGEST_BEGINNING = 60
#: A hidden sentence this long, in characters, is not a remark for those who do not see the page.
_PARAGRAPH = 60
#: So many values of the header outside of it are not chance.
_FEWEST_AGAIN = 3


def check_texts(document: Document, outline: Outline) -> Iterator[RecordWarning]:
    """Warn of what in the body looks as if it did not belong there, or was not whole."""
    may_be = any(piece in document.text for piece in _PIECES)
    leftover = may_be and (_LEFTOVER.search(document.text) or _VALUE_LEFTOVER.search(document.text))
    if leftover:
        message = f"{leftover[0].strip()[:60]!r} is what a broken template leaves"
        yield warning(WarningCode.SUSPICIOUS_VALUE, message)
    blocks = [block for part in outline.parts for block in part.blocks]
    yield from _glued(document, blocks)
    described = [block for part in outline.parts if part.kind == "description" for block in part.blocks]
    if outline.form == "national":
        yield from _headings(document, described)
    values = {
        document.of(block) for one in outline.header.fields for block in one.values if block.end - block.start > 3
    }
    again = [block for block in (*blocks, *outline.top) if document.of(block) in values]
    if len(again) >= _FEWEST_AGAIN:
        message = f"{document.of(again[0])[:60]!r} and other values of the header are in the body, too"
        yield warning(WarningCode.COPIES_DIFFER, message)
    yield from _hidden_rest(document, outline.header.body)


def _glued(document: Document, blocks: list[Block]) -> Iterator[RecordWarning]:
    """Warn of an element, a button or a badge, whose words touch those beside it."""
    text = document.text
    for block in blocks:
        cut = {place for one in document.cuts_in(block.start, block.end) for place in (one.start, one.end)}
        for element in document.inlines_in(block.start, block.end + 1):
            if element.tag in _LOOKS:
                continue
            for place in (element.start, element.end):
                inside = block.start < place < block.end and place not in cut
                before = text[place - 1]
                touches = before.isalnum() or (before in ".!?" and place == element.start and element.tag == "span")
                if inside and touches and text[place].isupper() and not before.isupper():
                    message = f"{text[max(block.start, place - 30) : place + 30]!r}: two elements touch"
                    yield warning(WarningCode.GLUED_TEXT, message)
                    return


def _headings(document: Document, described: list[Block]) -> Iterator[RecordWarning]:
    """Warn of headings in the description that may be of something else, and of the header's labels.

    Institutions or a status may be headings of a plan, too; but not as its last line, with nothing after them.
    """
    for block in described:
        label = label_at(document, block.start, block.end) if block.end - block.start < _LONGEST_BEGINNING else None
        meaning = label.meanings.get("header") if label is not None and label.closed else None
        of_header = meaning in _HEADER_ALONE or (meaning and block is described[-1] and document.of(block)[-1:] == ":")
        if of_header or (block.kind == "heading" and not begins_something(document, block.start, block.end)):
            message = f"{document.of(block)[:80]!r} within the description is a heading"
            yield warning(WarningCode.UNKNOWN_HEADING, message, "description")
            return


def _hidden_rest(document: Document, body: int) -> Iterator[RecordWarning]:
    """Warn of hidden text that may be the rest of a text, or the whole of one that is cut."""
    known = {"", *(note.written for note in document.notes)}
    hidden = [
        one
        for one in document.asides
        if one.reason != "a tooltip"
        and len(one.text) >= _SHORTEST_REST
        and one.text not in known
        and not is_trap(one.text)
    ]
    if not hidden:
        return
    opens = _MORE.search(document.text.lower()) is not None
    beginnings = {document.text[block.start : block.start + _SHORTEST_REST] for block in document.blocks}
    for aside in hidden:
        shown = "".join(aside.text.split()) in document.characters
        rest = not shown and (
            opens or aside.text[:_SHORTEST_REST] in beginnings or _is_paragraph(document, aside, body)
        )
        if rest or _goes_on(document, aside):
            message = f"hidden by {aside.reason}, may be the rest of a text: {aside.text[:60]!r}"
            yield warning(WarningCode.HIDDEN_TEXT, message)
            return


def _goes_on(document: Document, aside: Aside) -> bool:
    """Tell whether a hidden text goes on with a sentence that is not whole without it."""
    before = document.text[max(0, aside.position - 60) : aside.position].rstrip()
    return aside.text[:1].islower() and len(before) > _SHORTEST_REST and before[-1:] not in ".!?:;)"


def _is_paragraph(document: Document, aside: Aside, body: int) -> bool:
    """Tell whether a hidden text is a sentence or more, by itself between the texts of the body."""
    around = document.text[max(0, aside.position - 1) : aside.position + 1]
    return len(aside.text) >= _PARAGRAPH and aside.text[-1] in ".!?" and aside.position >= body and "\n" in around


def check_own_entry(entries: list[Related], own_id: str, title: str, cycle: int | None) -> Iterator[RecordWarning]:
    """Warn where the list says something else of this commitment than the page does, and of areas that nobody knows."""
    own = next((entry for entry in entries if entry.id == own_id), None)
    if own and own.title and _letters(own.title) != _letters(title):
        message = f"the list calls this commitment {own.title[:80]!r}, the page {title[:80]!r}"
        yield warning(WarningCode.TITLES_DIFFER, message, "title")
    if own and own.cycle and cycle and own.cycle != cycle:
        message = f"the list says {own.cycle} of this commitment, the page {cycle}"
        yield warning(WarningCode.LIST_BROKEN, message, "related")
    odd = [entry for entry in entries if entry.policy_area and not is_area(entry.policy_area)]
    if odd:
        message = f"the policy area of {odd[0].id}, {odd[0].policy_area!r}, is not known"
        yield warning(WarningCode.LIST_BROKEN, message, "related")
    if entries and not any(entry.cycle for entry in entries):
        yield warning(WarningCode.LIST_BROKEN, "no entry of the list has a year", "related")


def _letters(text: str) -> str:
    return "".join(sign for sign in normalize(text) if sign.isalnum())
