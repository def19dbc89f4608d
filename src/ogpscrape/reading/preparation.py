"""Before words are read: notes and tooltips are found, lines joined, lists of contents set aside."""

from dataclasses import dataclass
from itertools import groupby, pairwise

from ogpscrape.reading.document import Document, Line
from ogpscrape.reading.notes import NotePlace, find_notes
from ogpscrape.reading.prose import Cut, Wording
from ogpscrape.reading.starters import begins_something
from ogpscrape.reading.tooltips import find_tooltips
from ogpscrape.reading.words import plain, vocabulary


@dataclass
class Prepared:
    """What preparation gives: lines fit for reading, notes, tooltips, and how places become text."""

    lines: list[Line]
    notes: list[NotePlace]
    broken_notes: list[int]
    tooltips: list[tuple[int, int]]
    wording: Wording


def prepare(document: Document) -> Prepared:
    """Prepare a document for reading."""
    notes, broken = find_notes(document)
    inside = [(note.start, note.end) for note in notes]
    tooltips = [place for place in find_tooltips(document) if not any(low <= place[0] < high for low, high in inside)]
    cuts = [Cut(note.start, note.end, f"[^{note.number}]") for note in notes]
    cuts += [Cut(start, end, "") for start, end in tooltips]
    cuts.sort(key=lambda cut: cut.start)
    lines = _join_notes(document.lines, notes)
    if document.rendering == "html":
        _widen_breaks(document, lines)
    _go_on_behind_notes(document, lines, notes)
    _set_contents_aside(document, lines)
    return Prepared(lines, notes, broken, tooltips, Wording(document, cuts))


def _join_notes(lines: list[Line], notes: list[NotePlace]) -> list[Line]:
    """Join the lines over which a note runs, so that no word inside it is taken for a label."""
    if not notes:
        return lines
    joined: list[Line] = []
    remaining = iter(notes)
    note = next(remaining, None)
    for line in lines:
        while note and note.end <= line.start:
            note = next(remaining, None)
        if note and joined and note.start < joined[-1].end and line.start < note.end:
            joined[-1].end = line.end
        else:
            joined.append(line)
    return joined


def _widen_breaks(document: Document, lines: list[Line]) -> None:
    """Where a block parts labels and headings by `<br>`, its line breaks are paragraph borders."""
    for _, group in groupby(lines, key=lambda line: line.block):
        block = list(group)
        if len(block) > 2 and not block[0].furniture and sum(begins_something(document.of(line)) for line in block) > 1:
            for line in block:
                line.gap = True


def _go_on_behind_notes(document: Document, lines: list[Line], notes: list[NotePlace]) -> None:
    """Where a note with line breaks ends a line, a mere line break behind it is one of the same paragraph."""
    ends = {note.end for note in notes if "\n" in document.text[note.start : note.end].strip()}
    for line, following in pairwise(lines):
        if line.end in ends and document.text[line.end : following.start] == "\n" and line.block == following.block:
            following.gap = False


def _set_contents_aside(document: Document, lines: list[Line]) -> None:
    """Mark lists of links to places on the same page ("On this page") as furniture."""
    shown = [line for line in lines if not line.furniture]
    announcements = {plain(words) for words in vocabulary("furniture")["contents"]}
    texts = [plain(document.of(line)) for line in shown]
    last = {text: index for index, text in enumerate(texts)}
    announced = False
    for index, line in enumerate(shown):
        if texts[index] in announcements:
            line.furniture = announced = True
            continue
        again = last[texts[index]] > index and begins_something(document.of(line))
        if announced and (again or _points_within(document, line)):
            line.furniture = True
            continue
        announced = False
        if line.kind != "heading" and again and _points_within(document, line):
            line.furniture = True


def _points_within(document: Document, line: Line) -> bool:
    """Tell whether a line is nothing but a link to a place on the same page."""
    return any(
        "#" in link.address and link.start <= line.start and line.end <= link.end
        for link in document.links_in(line.start, line.end + 1)
    )
