"""Coverage: what became of every character of a page, as the sum over its owners, held against the second reader."""

from bisect import bisect_right
from collections.abc import Iterator
from typing import NamedTuple

from ogpscrape.commitment import Account, Link, PageLink, Span
from ogpscrape.commitment import Note as RecordNote
from ogpscrape.commitment import Warning as RecordWarning
from ogpscrape.identifiers import absolute
from ogpscrape.reading.document import Document
from ogpscrape.reading.labels import label_at
from ogpscrape.reading.places import Category, Owner, boilerplate, warning
from ogpscrape.reading.visibility import LONGEST_REMARK
from ogpscrape.warning_codes import WarningCode

#: How much of a difference or of unclaimed text a warning shows, in characters.
_SHOWN = 60


class Coverage(NamedTuple):
    """Every place of the text with its one owner, in page order and apart; what has none is unclaimed."""

    document: Document
    owners: tuple[Owner, ...]
    starts: tuple[int, ...]

    def at(self, position: int) -> Owner | None:
        """Return the owner of a place, or None."""
        index = bisect_right(self.starts, position) - 1
        return self.owners[index] if index >= 0 and position < self.owners[index].end else None


def cover(document: Document, owners: list[Owner]) -> Coverage:
    """Return the coverage of a page: owners in page order, each place with the first that holds it."""
    notes = [
        Owner(n.text_start, n.text_end, f"notes[{i}].text", "typed")
        for i, n in enumerate(document.notes)
        if not n.written
    ]
    cut = [boilerplate(one.start, one.end) for one in document.cuts if one.reason]
    held: list[Owner] = []
    end = 0
    for owner in sorted(_without(sorted(owners, key=_place), cut), key=_place):
        start = max(owner.start, end)
        if owner.end > start:
            held.append(owner if start == owner.start else owner._replace(start=start))
            end = owner.end
    starts = [one.start for one in held]
    outside = [one for one in notes if not _held(held, starts, one)]
    merged = sorted([*held, *outside], key=_place) if outside else held
    return Coverage(document, tuple(merged), tuple(one.start for one in merged))


def _place(owner: Owner) -> tuple[int, int]:
    return owner.start, owner.end


def _held(held: list[Owner], starts: list[int], note: Owner) -> bool:
    index = bisect_right(starts, note.start) - 1
    return index >= 0 and note.start < held[index].end


def _without(owners: list[Owner], holes: list[Owner]) -> Iterator[Owner]:
    """Yield the owners with the tooltips cut out of them, and the tooltips as boilerplate."""
    if not holes:
        yield from owners
        return
    ends = [hole.end for hole in holes]
    for owner in owners:
        start = owner.start
        for hole in holes[bisect_right(ends, start) :]:
            if hole.start >= owner.end:
                break
            if hole.start > start:
                yield owner._replace(start=start, end=hole.start)
            start = hole.end
        if owner.end > start:
            yield owner._replace(start=start)
    yield from holes


def visible_characters(text: str) -> int:
    """Count the characters of a document's text other than white space, which is squeezed to blanks and line ends."""
    return len(text) - text.count(" ") - text.count("\n")


def unclaimed(coverage: Coverage) -> list[str]:
    """Return the texts that no field holds."""
    document = coverage.document
    texts: list[str] = []
    end = 0
    for start, stop in [*((one.start, one.end) for one in coverage.owners), (len(document.text), len(document.text))]:
        if start > end and not document.text[end:start].isspace():
            texts += (words for block in document.blocks_from(end, start) if (words := document.of(block)))
        end = max(end, stop)
    return texts


def warn_unclaimed(texts: list[str]) -> Iterator[RecordWarning]:
    """Warn of texts that no field holds."""
    if texts:
        count = sum(visible_characters(text) for text in texts)
        message = f"{count} characters in {len(texts)} places that no field holds, the first: {texts[0][:_SHOWN]!r}"
        yield warning(WarningCode.UNCLAIMED_TEXT, message, "unclaimed")


def hidden(document: Document) -> tuple[list[str], list[RecordWarning]]:
    """Return the hidden texts that were not read and may matter, and a warning for each.

    One that the page shows, too, is a second copy. One that holds known labels, or is longer than a remark, may matter.
    """
    texts: list[str] = []
    warnings: list[RecordWarning] = []
    notes = {note.written for note in document.notes}
    for aside in document.asides:
        if len(aside.text) < 4 or aside.reason == "a tooltip" or aside.text in notes:
            continue
        matters = len(aside.text) > LONGEST_REMARK or _has_label(aside.text)
        if matters and "".join(aside.text.split()) not in document.characters:
            texts.append(aside.text)
            message = f"{len(aside.text)} characters hidden by {aside.reason}: {aside.text[:_SHOWN]!r}"
            warnings.append(warning(WarningCode.HIDDEN_TEXT, message, "unclaimed"))
    return texts, warnings


def _has_label(text: str) -> bool:
    small = Document(text=text, blocks=(), rendering="text")
    label = label_at(small, 0, len(text))
    return bool(label and (label.colon or label.end == len(text))) or any(
        (found := label_at(small, place + 1, len(text))) is not None and found.colon
        for place in range(len(text) - 1)
        if text[place] == " " and text[place + 1].isupper()
    )


def account(coverage: Coverage, second: str | None, hidden_texts: list[str]) -> tuple[Account, list[RecordWarning]]:
    """Return what became of every character, held against what the second reader saw, and what differs.

    `hidden_texts` are those that are not shown and count as unclaimed all the same.
    """
    document = coverage.document
    text = document.text
    counts: dict[Category, int] = {"typed": 0, "generic": 0, "boilerplate": 0}
    for owner in coverage.owners:
        counts[owner.category] += visible_characters(text[owner.start : owner.end])
    first = document.characters
    asides = "".join("".join(aside.text.split()) for aside in document.asides)
    rest = len(first) - sum(counts.values()) + sum(map(visible_characters, hidden_texts))
    warnings: list[RecordWarning] = []
    if second is None:
        warnings.append(warning(WarningCode.READERS_DISAGREE, "nested too deep for the second reader", "account"))
    elif second != first and second != _with_asides(document):
        warnings.append(_difference(first, second))
        rest += max(0, len(second) - len(first) - len(asides))
    total = sum(counts.values()) + max(rest, 0)
    return Account(
        characters=total,
        typed=counts["typed"],
        generic=counts["generic"],
        furniture=counts["boilerplate"],
        unclaimed=max(rest, 0),
    ), warnings


def _with_asides(document: Document) -> str:
    """Return the text with what is hidden in its place, white space left out: the second reader sees both."""
    parts: list[str] = []
    position = 0
    for aside in document.asides:
        parts += (document.text[position : aside.position], aside.text)
        position = aside.position
    parts.append(document.text[position:])
    return "".join("".join(parts).split())


def _difference(first: str, second: str) -> RecordWarning:
    pairs = enumerate(zip(first, second, strict=False))
    place = next((index for index, (a, b) in pairs if a != b), min(len(first), len(second)))
    message = (
        f"at visible character {place} one reader sees {first[place : place + _SHOWN]!r}, "
        f"the other {second[place : place + _SHOWN]!r}"
    )
    return warning(WarningCode.READERS_DISAGREE, message, "account")


# -- notes, links, provenance -----------------------------------------------------------------------------------------


def notes_of(coverage: Coverage, base: str | None) -> list[RecordNote]:
    """Return the notes with the field that each is in."""
    document = coverage.document
    found = []
    for note in document.notes:
        owner = coverage.at(note.start)
        path = owner.path if owner else None
        words = note.written or " ".join(document.text[note.text_start : note.text_end].split())
        inside = () if note.written else document.links_in(note.text_start, note.text_end + 1)
        links = [Link(text=document.words(one.start, one.end), url=absolute(one.address, base)) for one in inside]
        found.append(RecordNote(number=note.number, text=words, links=links, cited_in=path))
    return found


def links_of(coverage: Coverage, base: str | None) -> tuple[list[PageLink], list[RecordWarning]]:
    """Return every hyperlink in the content, but those of the commitments list, with the field that it is in."""
    document = coverage.document
    links: list[PageLink] = []
    warnings: list[RecordWarning] = []
    spans = [(note.text_start, note.text_end, index) for index, note in enumerate(document.notes)]
    for link in document.links:
        owner = coverage.at(link.start)
        if owner is None or owner.category == "boilerplate" or (owner.path or "").startswith("related["):
            continue
        note = _note_at(spans, link.start)
        path = owner.path if note is None else f"notes[{note}].text"
        url = absolute(link.address, base)
        if url is None:
            message = f"the address {link.address[:80]!r} was left out"
            warnings.append(warning(WarningCode.UNSAFE_LINK, message, path))
        links.append(PageLink(text=document.words(link.start, link.end), url=url, field=path))
    return links, warnings


def _note_at(spans: list[tuple[int, int, int]], position: int) -> int | None:
    index = bisect_right(spans, (position, len(spans) + position + 1, 0)) - 1
    return spans[index][2] if index >= 0 and spans[index][0] <= position < spans[index][1] else None


def provenance(coverage: Coverage) -> dict[str, Span]:
    """Return the place of every field in the visible text: from its first character to after its last."""
    spans: dict[str, Span] = {}
    for owner in coverage.owners:
        if owner.path is not None:
            known = spans.get(owner.path)
            start = min(known.start, owner.start) if known else owner.start
            spans[owner.path] = Span(start=start, end=max(owner.end, known.end if known else 0))
    for index, note in enumerate(coverage.document.notes):
        spans[f"notes[{index}].text"] = Span(start=note.text_start, end=note.text_end)
    return spans
