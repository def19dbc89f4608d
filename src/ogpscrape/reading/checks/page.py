"""What a page should hold and does not: the warnings that keep a changed site from passing unseen."""

import re
from collections.abc import Iterator
from itertools import pairwise

from ogpscrape.commitment import Warning as RecordWarning
from ogpscrape.decoding import Decoded
from ogpscrape.identifiers import Selector, prefix_of
from ogpscrape.reading.boilerplate import is_boilerplate_inside
from ogpscrape.reading.document import Document
from ogpscrape.reading.header import Field
from ogpscrape.reading.labels import HeaderLabel, Label, begins_something, header_labels, label_at
from ogpscrape.reading.outline import Outline
from ogpscrape.reading.places import Block, warning
from ogpscrape.reading.scales import fits, is_area, split_areas, values_in
from ogpscrape.reading.title import Title
from ogpscrape.vocabulary.members import member_of
from ogpscrape.warning_codes import WarningCode

_REVIEW = frozenset({"heading_irm_review", "irm_reports", "early_results", "verifiable", "relevant"})
#: Fields of a header that the body of other pages has, too.
_ALSO_IN_BODY = frozenset({"ambition", "potential_impact", "verifiable", "completion"})
_LISTS = frozenset({"links", "areas", "list"})
_LONGEST_LINE = 120
_WORDS = re.compile(r"\w{4,}")


def check_header(document: Document, outline: Outline) -> Iterator[RecordWarning]:
    """Warn of landmarks that are missing, of labels in another order, of values that are empty or out of place."""
    header, form = outline.header, outline.form
    keys = {one.label.key for one in header.fields if one.label}
    reviewed = bool(_REVIEW & keys)
    html = document.rendering == "html"
    for label in header_labels().values():
        if form in label.forms and label.key not in keys and _expected(label, html=html, reviewed=reviewed):
            message = f"the label of {label.key} is not on the page"
            yield warning(WarningCode.MISSING_LANDMARK, message, f"overview.{label.key}")
    if reviewed and form == "national" and html and not {"potential_impact", "ambition"} & keys:
        yield warning(WarningCode.MISSING_LANDMARK, "neither Potential Impact nor Ambition is on the page", "overview")
    if not header.described and not (
        form == "local" and any(part.kind == "description" and part.head for part in outline.parts)
    ):
        message = "the heading Description is not on the page; what is below the header was taken as the description"
        yield warning(WarningCode.MISSING_LANDMARK, message, "description")
    orders = [one.label.order for one in sorted(header.fields, key=lambda one: one.start) if one.label]
    if orders != sorted(orders):
        yield warning(WarningCode.ORDER_CHANGED, "the labels are in another order than ever seen", "overview")
    if header.uneven:
        message = "several labels come before their values, and there are not as many of both"
        yield warning(WarningCode.MISPLACED_TEXT, message, "overview")
    yield from _in_body(document, outline, keys)
    yield from _neighbours(document, header.fields)
    strays = [block for block in header.strays if not is_boilerplate_inside(document, block)]
    if strays:
        message = f"{document.of(strays[0])[:80]!r} has no label in the header"
        yield warning(WarningCode.MISPLACED_TEXT, message, "overview")


def _expected(label: HeaderLabel, *, html: bool, reviewed: bool) -> bool:
    if label.landmark == "html":
        return reviewed and html
    return label.landmark == "always" or (label.landmark == "reviewed" and reviewed)


def _in_body(document: Document, outline: Outline, keys: set[str]) -> Iterator[RecordWarning]:
    """Warn of what seems to be out of place in the body: a field that the header has not, or the list of a field."""
    blocks = [block for part in outline.parts for block in part.blocks]
    reviewed = any(part.kind == "irm" for part in outline.parts)
    described = {block.start for part in outline.parts if part.kind == "description" for block in part.blocks}
    for block in blocks:
        label = label_at(document, block.start, block.end) if block.end - block.start < _LONGEST_LINE else None
        if label and reviewed and block.start in described and _is_of_summary(document, label, block):
            message = f"{document.of(block)!r} is in the description, and there is a summary of the IRM"
            yield warning(WarningCode.MISPLACED_TEXT, message, "description")
        entry = header_labels().get(label.meanings.get("header", "")) if label and label.colon else None
        if label and entry and entry.takes == "line" and entry.key not in keys | _ALSO_IN_BODY:
            value = document.words(label.end, block.end)
            if value and fits(value, entry.scale):
                message = f"{document.of(block)!r} is in the body, and the header has no such field"
                yield warning(WarningCode.MISPLACED_TEXT, message, f"overview.{entry.key}")
    if blocks and not outline.header.described and _is_glued(document, blocks[0]):
        message = f"the body begins with {document.of(blocks[0])[:80]!r}, elements side by side: a row of the header?"
        yield warning(WarningCode.MISPLACED_TEXT, message, "description")
    yield from _strayed(document, outline, blocks)


def _strayed(document: Document, outline: Outline, blocks: list[Block]) -> Iterator[RecordWarning]:
    """Warn of what may be the value of a field that is empty: areas, an OGP value, links to reports, a list."""
    empty = {one.label.key: one.label.takes for one in outline.header.fields if one.label and not one.values}
    fields = [block for one in outline.header.fields for block in one.values]
    first = next((one for one in blocks if not begins_something(document, one.start, one.end)), None)
    texts = [document.of(one) for one in (*blocks, *outline.header.strays) if one.end - one.start < _LONGEST_LINE]
    texts += [aside.text for aside in document.asides if len(aside.text) < _LONGEST_LINE]
    others = [*texts, *(document.of(one) for one in fields if one.end - one.start < _LONGEST_LINE)]
    for key, takes in empty.items():
        if key == "ogp_values":
            found = any(values_in(text)[0] and not values_in(text)[1] for text in others)
        elif "policy_areas" in key:
            found = any(all(map(is_area, parts)) for parts in map(split_areas, texts) if parts)
        elif takes == "links":
            found = any(_is_report(document, block) for block in blocks)
        else:
            found = False
        begins = takes in _LISTS and first is not None and first.kind == "item"
        if found or (begins and (takes == "list" or not outline.header.described)):
            message = "it is empty, and what may be its value is elsewhere on the page"
            yield warning(WarningCode.MISPLACED_TEXT, message, f"overview.{key}")


def _is_report(document: Document, block: Block) -> bool:
    """Tell whether a block is nothing but links to documents."""
    links = list(document.links_in(block.start, block.end + 1))
    linked = sum(link.end - link.start for link in links)
    return bool(links) and "/documents/" in links[0].address and linked * 10 >= (block.end - block.start) * 6


def _is_glued(document: Document, block: Block) -> bool:
    text = document.text
    return any(text[one].isalnum() and text[one - 1].isalnum() for one in document.borders_in(block.start, block.end))


def _is_of_summary(document: Document, label: Label, block: Block) -> bool:
    """Tell whether a short text of the description is a rating or a date that a summary of the IRM has."""
    value = document.words(label.end, block.end)
    if "stage" in label.meanings:
        return bool(value) and fits(value, "completion")
    return label.meanings.get("irm") in ("start_date", "end_date") and label.colon


def _neighbours(document: Document, fields: tuple[Field, ...]) -> Iterator[RecordWarning]:
    """Warn of an empty value beside one that has several: it may have swallowed it."""
    known = [one for one in fields if one.label and one.label.takes != "nothing"]
    for one, following in pairwise(known):
        for full, empty in ((one, following), (following, one)):
            if _has_several(document, full) and not empty.values and empty.label:
                words = document.words(empty.start, empty.words_end)
                message = f"{words!r} is empty, and the label next to it has several values"
                yield warning(WarningCode.MISPLACED_TEXT, message, f"overview.{empty.label.key}")


def _has_several(document: Document, one: Field) -> bool:
    """Tell whether a value is of several blocks, of which one may belong to another label."""
    if not one.label or len({block.start for block in one.values}) < 2:
        return False
    if one.label.takes == "areas":
        return any(not any(map(is_area, split_areas(document.of(block)))) for block in one.values)
    return one.label.takes in ("text", "links")


def check_body(has_list: bool, has_text: bool) -> Iterator[RecordWarning]:
    """Warn of a page without its list of commitments, or without a text."""
    if not has_list:
        yield warning(WarningCode.MISSING_LANDMARK, "the commitments list is not on the page", "related")
    if not has_text:
        yield warning(WarningCode.MISSING_LANDMARK, "no text under Description", "description")


def check_page(
    document: Document,
    decoded: Decoded,
    title: Title,
    address: Selector | None,
    member: str | None,
    linked: list[str],
) -> Iterator[RecordWarning]:
    """Warn of what is odd about the page as a whole; `linked` are the names of its plan and reports."""
    if not document.complete:
        yield warning(WarningCode.TRUNCATED, "the page breaks off: its end (</html>) is missing")
    elif document.rendering == "text" and not _has_footer(document):
        message = "the text breaks off: its last line is not the footer, Open Government Partnership"
        yield warning(WarningCode.TRUNCATED, message)
    if decoded.encoding_doubt:
        yield warning(WarningCode.ENCODING, decoded.encoding_doubt)
    if decoded.removed:
        yield warning(WarningCode.INVISIBLE_CHARACTERS, f"{decoded.removed} control characters were taken out")
    if address and address.id != title.id:
        yield warning(WarningCode.IDS_DIFFER, f"the address says {address.id}, the title {title.id}", "id")
    if member and title.member_start >= 0 and not title.slug and not member_of(prefix_of(title.id)):
        stems = {word[:4] for word in _WORDS.findall(member.casefold())}
        said = " ".join((document.title or "", *linked)).casefold()
        if stems and linked and not any(stem in said for stem in stems):
            message = f"{member[:80]!r} is above the title; neither the plan nor a report names it"
            yield warning(WarningCode.UNKNOWN_MEMBER, message, "member.name")
    if member is None:
        yield warning(WarningCode.UNKNOWN_MEMBER, f"nothing tells whose commitment {title.id} is", "member.name")


def _has_footer(document: Document) -> bool:
    return any(
        is_boilerplate_inside(document, block._replace(kind="paragraph"), at_end=True) for block in document.blocks[-3:]
    )
