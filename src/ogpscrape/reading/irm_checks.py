"""What is odd about the parts of an IRM status summary: the signs of a label, a milestone or a rating that is lost."""

from collections.abc import Iterator

from ogpscrape.commitment import Warning as RecordWarning
from ogpscrape.reading.document import Block, Document, warning
from ogpscrape.reading.irm_parts import SIMPLE, Part
from ogpscrape.reading.labels import label_at
from ogpscrape.reading.milestones import SAID, Draft
from ogpscrape.reading.scales import rating_of, values_in
from ogpscrape.warning_codes import WarningCode

#: Parts whose text may well be a few words.
_SHORT_VALUES = frozenset({"opening", *SIMPLE, "milestones"})
_HEADING_WORDS = 6
#: A rating with what is said before it is not longer than this, in characters.
_LONGEST_RATING = 60


def check_parts(document: Document, parts: list[Part], found: list[Draft], path: str) -> Iterator[RecordWarning]:
    """Warn of ratings by themselves, of milestones without any, and of bold words that begin a text as a label does."""
    ratings = {start for one in found for start, _, name in one.places if name == "completion"}
    for part in parts:
        for block in part.blocks[1:] if part.key in ("stage", "status") else part.blocks:
            if block.start not in ratings and _is_alone(document, block, part.key):
                message = f"{document.of(block)!r} is by itself in the text of {document.of(part.head)[:60]!r}"
                yield warning(WarningCode.MISPLACED_TEXT, message, path)
            bold = _bold_beginning(document, block) if part is not parts[0] else ""
            if bold:
                yield warning(WarningCode.UNKNOWN_LABEL, f"{bold!r} in an IRM summary looks like a label", path)
    if any(one.completion for one in found):
        for one in found:
            if one.completion is None:
                message = f"milestone {one.code or one.title!r} has no rating, and others of its summary have"
                yield warning(WarningCode.MILESTONES_DIFFER, message, path)


def _is_alone(document: Document, block: Block, key: str) -> bool:
    """Tell whether a text is nothing but a rating, or an OGP value with its rating where none is asked for."""
    words = document.of(block) if block.end - block.start < _LONGEST_RATING else ""
    if not words:
        return False
    label = label_at(document, block.start, block.end)
    of_value = label is not None and "value" in label.meanings and label.colon and key != "did_it_open_government"
    return of_value or rating_of(SAID.sub("", words).strip("()[] "), "completion") is not None


def _bold_beginning(document: Document, block: Block) -> str:
    first = next(document.inlines_in(block.start, block.end), None)
    if not first or first.start != block.start or first.tag not in ("b", "strong") or first.end >= block.end:
        return ""
    words = document.words(first.start, first.end)
    return words if words[:1].isupper() and len(words.split()) <= _HEADING_WORDS else ""


def check_headings(document: Document, blocks: list[Block], key: str) -> Iterator[RecordWarning]:
    """Warn of a line that looks like a heading that nobody knows: a few words, no sentence, in a long text."""
    if key.split(".", maxsplit=1)[0] in _SHORT_VALUES:
        return
    for block in blocks:
        if not 3 <= block.end - block.start <= 80 or not block.gap or block.kind != "paragraph":
            continue
        text = document.of(block)
        if not text or not text[0].isupper() or not text[-1].isalnum() or len(text.split()) > _HEADING_WORDS:
            continue
        rated = any(rating_of(text, name) for name in ("completion", "early_results"))
        if document.has_bullet(block) or rated or not values_in(text)[1]:
            continue
        if not (key.startswith("did_it") and ":" in text):
            yield warning(WarningCode.UNKNOWN_HEADING, f"{text!r} in an IRM summary looks like a heading", "irm")
