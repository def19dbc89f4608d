"""Records without the contact persons that action plans name: officials with their telephones and e-mail addresses."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

from pydantic import BaseModel

from ogpscrape.commitment import Commitment, Link, Plan
from ogpscrape.reading.plan.words import Words, vocabulary

#: What is in a text where a contact was.
LEFT_OUT = "[contact left out]"
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_PHONE = re.compile(r"(?<!\w)[+(]\d[\d ()/.-]{6,}\d")
#: A label that asks for a name, and what ends one; it has so many words at most.
_CAPITAL = re.compile(r"\b[A-ZÀ-Þ]")
_ASKS_FOR_A_NAME = re.compile(r"name|nom|person|pessoa|contact", re.IGNORECASE)
_UP_TO_A_SIGN = re.compile(r"[^,;:()|\n\d@]{8,}")
_MOST_WORDS = 5
#: A shorter text, as "NA", is not looked for outside the contact's own section.
_SHORTEST = 8


def without_contacts(record: Commitment) -> Commitment:
    """Return the record without the text of `plan.contact` wherever it is, `LEFT_OUT` in its place.

    The sections of the outline that are contacts keep their headings and lose their text; the places of all sections
    are those in the new description. The same words, and the names, telephone numbers and e-mail addresses in them, go
    from every other text of the record and from its links. A record whose plan names no contact comes back as it is.

    Arguments:
        record: any record; it is not changed.

    """
    plan, text = record.plan, record.description or ""
    if plan is None or not (plan.contact or any(section.kind == "contact" for section in plan.outline)):
        return record
    sections = [section for section in plan.outline if section.kind == "contact"]
    own = [_answer(text, section.heading, section.start, section.end) for section in sections]
    contacts = [*(text[start:end] for start, end in own), *(plan.contact or "").split("\n\n")]
    words = _pattern(contacts, [name for one in sections for name in _names(text[one.start : one.end])])
    spans = _merged([*own, *(found.span() for found in (words.finditer(text) if words else ()))])
    changed: Commitment = _cleaned(record, words) if words else record
    outline = [
        section.model_copy(update={"start": _moved(section.start, spans), "end": _moved(section.end, spans)})
        for section in plan.outline
    ]
    assert changed.plan is not None  # noqa: S101 - for the type checker
    left = changed.plan.model_copy(update={"contact": LEFT_OUT, "outline": outline})
    return changed.model_copy(update={"description": _replaced(record.description, spans), "plan": left})


def _answer(text: str, heading: str | None, start: int, end: int) -> tuple[int, int]:
    """Return where the text of a section is, its heading and the blanks around it left aside."""
    if heading and text.startswith(heading, start):
        start += len(heading)
    body = text[start:end]
    return end - len(body.lstrip(" :\n")), start + len(body.rstrip())


def _pattern(contacts: Sequence[str], names: Sequence[str]) -> re.Pattern[str] | None:
    pieces = {piece for text in contacts for piece in (text, *re.split(r"\n+", text))}
    found = {piece.strip() for piece in pieces if len(piece.strip()) >= _SHORTEST}
    found.update(names, *(_EMAIL.findall(text) + _PHONE.findall(text) for text in contacts))
    # White space may differ from field to field; the longest first, so that nothing of it is left over.
    written = sorted((r"\s+".join(map(re.escape, piece.split())) for piece in found), key=len, reverse=True)
    return re.compile("|".join(written)) if written else None


def _names(text: str) -> Iterator[str]:
    """Yield the names after the labels that ask for one: "Name of responsible person ..."."""
    words, tree = Words(text), vocabulary().tree
    labels = [
        (match.start(), end)
        for match in _CAPITAL.finditer(text)
        for end, wording in words.matches(match.start(), tree)[:1]
        if wording.kind == "contact"
    ]
    for (start, end), (stop, _) in pairwise([*labels, (len(text), 0)]):
        name = _UP_TO_A_SIGN.match(text[end:stop].lstrip(" :-\n"))
        if _ASKS_FOR_A_NAME.search(text, start, end) and name and 2 <= len(name[0].split()) <= _MOST_WORDS:
            yield name[0].strip()


def _merged(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for start, end in sorted(span for span in spans if span[0] < span[1]):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _replaced(text: str | None, spans: list[tuple[int, int]]) -> str | None:
    if text is None:
        return None
    kept = [text[end:start] for (_, end), (start, _) in pairwise([(0, 0), *spans, (len(text), 0)])]
    return LEFT_OUT.join(kept)


def _moved(place: int, spans: list[tuple[int, int]]) -> int:
    """Return where a place of the old description is in the new one; one in a contact goes to the contact's end."""
    before = bisect_right(spans, (place, -1))
    gone = sum(min(end, place) - start for start, end in spans[:before])
    return place - gone + before * len(LEFT_OUT)


def _cleaned(value: Any, words: re.Pattern[str]) -> Any:
    """Return a model, or what a field of one holds, without the words. Only free text is changed, never a key."""
    if isinstance(value, list):
        return [words.sub(LEFT_OUT, one) if isinstance(one, str) else _cleaned(one, words) for one in value]
    if not isinstance(value, BaseModel):
        return value
    changed: dict[str, Any] = {}
    for name, field in type(value).model_fields.items():
        held = getattr(value, name)
        if isinstance(held, str):
            if field.annotation in (str, str | None) and not field.metadata:
                changed[name] = words.sub(LEFT_OUT, held)
        else:
            changed[name] = _cleaned(held, words)
    if isinstance(value, Link) and value.url != changed["url"]:
        changed["url"] = None
    if isinstance(value, Plan):
        changed["outline"] = value.outline
    return value.model_copy(update=changed)
