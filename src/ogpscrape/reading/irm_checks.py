"""What is odd about the parts of an IRM status summary: the signs of a label, a milestone or a rating that is lost."""

import re
from collections.abc import Iterator

from ogpscrape.commitment import Stage
from ogpscrape.commitment import Warning as RecordWarning
from ogpscrape.reading.document import Document
from ogpscrape.reading.irm_parts import Part
from ogpscrape.reading.labels import CODE, label_at
from ogpscrape.reading.milestones import SAID, Draft
from ogpscrape.reading.places import Block, warning
from ogpscrape.reading.scales import rating_of
from ogpscrape.warning_codes import WarningCode

#: What a full summary at the end of term has, and how many of them make one full.
_FULL = ("commitment_text", "midterm", "end_of_term", "did_it_open_government", "carried_forward")
_MOST_OF_THEM = 3
_CODES = re.compile(CODE)
#: A rating with what is said before it is not longer than this, in characters.
_LONGEST_RATING = 60


def check_parts(
    document: Document, parts: list[Part], found: list[Draft], stage: Stage, path: str
) -> Iterator[RecordWarning]:
    """Warn of ratings by themselves, of milestones without any."""
    ratings = {start for one in found for start, _, name in one.places if name == "completion"}
    for part in parts:
        for block in part.blocks[1:] if part.key in ("stage", "status") else part.blocks:
            if block.start not in ratings and _is_alone(document, block, part.key):
                message = f"{document.of(block)!r} is by itself in the text of {document.of(part.head)[:60]!r}"
                yield warning(WarningCode.MISPLACED_TEXT, message, path)
    yield from _landmarks(parts, stage, path)
    yield from _milestones(found, path)


def _landmarks(parts: list[Part], stage: Stage, path: str) -> Iterator[RecordWarning]:
    """Warn of parts that a full summary has and this one has not, or has twice, or that are of another stage."""
    keys = [part.stage or part.key for part in parts]
    # Summaries of another template end with "Next steps", "Recommendations" ...
    missing = [key for key in _FULL if key not in keys and not (key == _FULL[-1] and "section" in keys)]
    if stage == "end_of_term" and missing and len(_FULL) - len(missing) >= _MOST_OF_THEM:
        yield warning(WarningCode.MISSING_LANDMARK, f"no {', no '.join(missing)} in a full summary", path)
    if stage == "midterm" and "end_of_term" in keys:
        yield warning(WarningCode.MISPLACED_TEXT, "a completion at the end of term in a summary of the midterm", path)
    twice = [key for key in ("midterm", "end_of_term") if keys.count(key) > 1]
    if twice:
        yield warning(WarningCode.REPEATED_LABEL, f"{twice[0]} is there twice in one summary", path)


def _milestones(found: list[Draft], path: str) -> Iterator[RecordWarning]:
    """Warn of milestones without a rating or title, and of codes that do not follow each other: one may be lost."""
    rated = any(one.completion for one in found)
    before: list[str] = []
    for one in found:
        name = one.code or one.title
        if one.completion is None and (rated or len(found) > 1):
            message = f"milestone {name!r} has no rating" + (", and others of its summary have" if rated else "")
            yield warning(WarningCode.MILESTONES_DIFFER, message, path)
        if one.title is None:
            yield warning(WarningCode.MILESTONES_DIFFER, f"milestone {name!r} has no title", path)
        codes = [code.lower().split(".") for code in _CODES.findall(one.code or "")]
        # A later summary may go on where the one before it ended.
        if codes and (before or path == "irm[0]") and not _follows(before, codes[0]):
            what = (
                f"milestone {one.code} follows {'.'.join(before)}" if before else f"the first milestone is {one.code}"
            )
            yield warning(WarningCode.MILESTONES_DIFFER, f"{what}: is one missing?", path)
        before = codes[-1] if codes else []
    if found and any(one.code for one in found) and not all(one.code for one in found):
        yield warning(
            WarningCode.MILESTONES_DIFFER, "some milestones of the summary have a code, others have none", path
        )


def _follows(before: list[str], code: list[str]) -> bool:
    """Tell whether a code is the next one: `1.a.2` after `1.a.1`, `1.b.1` after `1.a.3`, `1` or `1.1` at first."""
    last = code[-1]
    if len(before) == len(code) and before[:-1] == code[:-1]:
        return _rank(last) == _rank(before[-1]) + 1
    return _rank(last) <= 1 or len(code) == 1


def _rank(part: str) -> int:
    return int(part) if part.isdigit() else ord(part[-1]) - ord("a") + 1


def _is_alone(document: Document, block: Block, key: str) -> bool:
    """Tell whether a text is nothing but a rating, or an OGP value with its rating where none is asked for."""
    words = document.of(block) if block.end - block.start < _LONGEST_RATING else ""
    if not words:
        return False
    label = label_at(document, block.start, block.end)
    of_value = label is not None and "value" in label.meanings and label.colon and key != "did_it_open_government"
    return of_value or rating_of(SAID.sub("", words).strip("()[] "), "completion") is not None
