"""What is odd about the parts of an IRM status summary: the signs of a label, a milestone or a rating that is lost."""

from collections.abc import Iterator

from ogpscrape.commitment import Warning as RecordWarning
from ogpscrape.reading.document import Block, Document, warning
from ogpscrape.reading.irm_parts import SIMPLE, Part
from ogpscrape.reading.labels import label_at
from ogpscrape.reading.milestones import SAID, Draft
from ogpscrape.reading.scales import rating_of
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
