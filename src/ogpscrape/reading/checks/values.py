"""What is odd about a value of the header: that it is empty, that it may hold more than its own text, that it is twice.

A swallowed text is the one fault that counting characters misses.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator

from ogpscrape.commitment import Warning as RecordWarning
from ogpscrape.reading.document import Document
from ogpscrape.reading.drawn import RATINGS
from ogpscrape.reading.header import Field
from ogpscrape.reading.labels import LABEL_LIKE, HeaderLabel, begins_something
from ogpscrape.reading.looks import looks_of
from ogpscrape.reading.places import warning
from ogpscrape.reading.scales import fits, is_area, split_areas, why_nothing
from ogpscrape.reading.written import Written, glued, linked, pills
from ogpscrape.warning_codes import WarningCode

#: Values that every page has, if only as NA: an empty one is drawn, hidden, or filled by a script.
_FILLED = (
    "action_plan", "action_plan_cycle", "support_institutions", "irm_reports", "starred", "early_results", "verifiable",
    "relevant", "ambition", "completion", "inception_report", "commitment_start", "commitment_end",
    "institutions_involved", "ogp_values",
)  # fmt: skip
#: Longer than this, in characters, is not a value of its kind: a plan's or report's title, one institution's name.
_LONGEST = {"links": 600, "text": 3_000, "areas": 500, "list": 3_000}
#: The scales of values that are never alone where a name is.
_OTHERS = ("status", "yes_no", "year")
#: The fields around a local page's policy areas.
_BESIDE = frozenset({"institutions_involved", "primary_sectors"})
_INSTITUTIONS = frozenset({"lead_institution", "support_institutions", "institutions_involved"})
#: A longer name with a full stop, in characters, is a sentence.
_LONGEST_NAME = 20
#: A sentence and one after it: support may be told in sentences, who leads is a name.
_TWO_SENTENCES = re.compile(r"[a-z]{4}[.!?]\s+[A-Z].*[.!?]$", re.DOTALL)
#: Addresses of members and of documents: no institution has one.
_OWN_PAGES = re.compile(r"/(?:members|documents)/")
#: What says how many there are, or is not a name.
_COUNT = re.compile(r"\s\d{1,3}$|\(\d+ \w+\)$|\+\d+ more$|^#?\d+$")
#: Two titles that nothing parts: a year, and the next one's first word.
_GLUED = re.compile(r"\d[A-Z][a-z]")
#: The look, tag and class names, of an element that is drawn.
_GRAPHIC = re.compile(
    r"^(?:i|canvas|embed|meter|progress|object)\b|icon|\bfa-|check|gauge|\bbar\b|rating|graphic", re.IGNORECASE
)
_ID = re.compile(r"\b[A-Z]{2,5}\d{4}\b")


def check_empty(
    document: Document, fields: list[Field], absent: dict[str, str], *, drawn: bool
) -> Iterator[RecordWarning]:
    """Warn of empty values that no page has, and of others where something that is not text is in their place.

    Captures lose a Potential Impact; `drawn` tells that this page's other ratings are drawn, and were read.
    """
    if document.rendering == "text":
        return  # a capture's text leaves out what is drawn
    empty = [key for key in _FILLED if absent.get(key) == "empty"]
    if "relevant" in empty:
        empty = [key for key in empty if key != "ogp_values"]  # the same label
    if absent.get("potential_impact") == "empty" and (drawn or empty):
        empty.append("potential_impact")
    beside = [document.of(block) for one in fields if one.label and one.label.key in _BESIDE for block in one.values]
    if absent.get("primary_policy_areas") == "empty" and any(map(is_area, beside)):
        empty.append("primary_policy_areas")  # an area is with the sectors, or the institutions
    if absent.get("lead_institution") == "empty" and "support_institutions" not in absent:
        empty.append("lead_institution")  # others support it: its own name may be among them
    if empty:
        message = f"nothing after the label of {', '.join(empty)}: drawn, maybe, in a way that is not known"
        yield warning(WarningCode.EMPTY_VALUES, message, f"overview.{empty[0]}")
    for one in fields:
        key = one.label.key if one.label else ""
        if absent.get(key) == "empty" and key not in empty and _has_graphic(document, one):
            message = f"nothing is written after the label of {key}, and something is there"
            yield warning(WarningCode.EMPTY_VALUES, message, f"overview.{key}")


def _has_graphic(document: Document, one: Field) -> bool:
    """Tell whether a picture, a control, hidden text, or an element without any text is in the place of a value."""
    graphics = document.graphics
    first = bisect_left(graphics, one.end)
    if first < len(graphics) and graphics[first] <= one.until:
        return True
    if any(one.end <= aside.position <= one.until for aside in document.asides):
        return True
    inside = (element for element in document.elements if one.end <= element.start <= one.until)
    return any(element.start == element.end and _GRAPHIC.search(element.shape) for element in inside)


def check_value(one: Field, label: HeaderLabel, written: Written, document: Document) -> Iterator[RecordWarning]:
    """Warn of a value that may hold more than its own text."""
    text, key = written.text, label.key
    if label.takes not in _LONGEST:
        return
    odd = _odd_part(one, label, written, document) if document.rendering == "html" else None
    if label.takes != "links" and any(
        glued(document, block.start, block.end) and not pills(document, block.start, block.end) for block in one.values
    ):
        message = f"{text[:80]!r} may be several values that nothing parts"
        yield warning(WarningCode.GLUED_TEXT, message, f"overview.{key}")
    nothings = map(why_nothing, filter(None, (*written.parts, *(document.of(block) for block in one.values))))
    if len(text) > _LONGEST[label.takes] or odd is not None or any(nothings) or _ID.search(text):
        message = f"{len(text)} characters: {text[:60]!r}" if odd is None else f"{odd[:60]!r} in {text[:60]!r}"
        yield warning(WarningCode.SUSPICIOUS_VALUE, message, f"overview.{key}")


def _odd_part(one: Field, label: HeaderLabel, written: Written, document: Document) -> str | None:
    """Return what in a value is none of it: what looks otherwise than the rest, a label, a rating, a sentence."""
    text = written.text
    inner = LABEL_LIKE.search(text, 1)
    if inner and text[inner.end() : inner.end() + 1] in ("", " ") and label.takes != "text":
        return inner[0]
    if label.takes == "links":
        titles = [link.text for link in written.links] if not written.beside else [text]  # links may be side by side
        if any(map(_GLUED.search, titles)) or not written.links:
            return text if any(map(_GLUED.search, titles or [text])) else looks_of(document, one.values)
        found = linked(document, one.values, [(block.start, block.end) for block in one.values])
        inside = ([part for place in places for part in document.blocks_from(*place)] for _, places in found)
        return next(filter(None, (looks_of(document, parts) for parts in inside)), None)
    scales = RATINGS if len(written.parts) > 1 else _OTHERS  # "Unclear" alone was the name of an institution
    rated = (part for part in written.parts if why_nothing(part) is None and any(fits(part, name) for name in scales))
    odd = looks_of(document, one.values) or next(rated, None)
    return odd or (_odd_text(one, written, document) if label.key in _INSTITUTIONS else None)


def _odd_text(one: Field, written: Written, document: Document) -> str | None:
    """Return what in the name of an institution is none: a link to a document, areas, a sentence, a count, a label."""
    parts = written.parts
    leads = one.label is not None and one.label.key == "lead_institution"
    found = [link.text for link in written.links if link.url and _OWN_PAGES.search(link.url)]
    areas = [area for part in parts for area in split_areas(part)]
    if (areas and all(map(is_area, areas))) or written.text.endswith(("...", "…")):
        found.append(written.text)
    for part in parts:
        sentence = len(parts) > 1 and part.endswith((".", "!", "?")) and len(part) > _LONGEST_NAME
        if sentence or _COUNT.search(part) or (leads and _TWO_SENTENCES.search(part)):
            found.append(part)
    found += (document.of(block) for block in one.values if begins_something(document, block.start, block.end))
    return next(iter(found), None)
