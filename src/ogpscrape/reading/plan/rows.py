"""Rows of the tables of HTML in a description, and the row of them that names the columns of milestones."""

from collections.abc import Sequence
from itertools import groupby
from typing import Final, NamedTuple

from ogpscrape.reading.document import Document
from ogpscrape.reading.places import Block
from ogpscrape.reading.plan.candidates import Heading
from ogpscrape.reading.plan.words import DATED, EDGE, Words, known_columns

#: A cell: where it begins and ends in the section's text.
Cell = tuple[int, int]
_CELLS: Final = frozenset(("td", "th"))
_TABLES: Final = frozenset(("table",))
#: A table has so many rows at least, and a row of names so many known names.
FEWEST_ROWS: Final = 2
_FEWEST_NAMES: Final = 2


class TableRow(NamedTuple):
    """A row of an HTML table: which table's, its place in the description, and the texts of its cells."""

    table: int
    start: int
    end: int
    cells: tuple[str, ...]


def table_rows(document: Document, blocks: Sequence[Block], description: str) -> list[TableRow]:
    """Return the rows of the tables that are among the blocks of a description, in page order.

    A row with one cell is none: it holds the layout of a page, or a banner across a table.
    """
    found = [(block, cell) for block in blocks if (cell := _around(document, block.element, _CELLS)) is not None]
    if not found:
        return []
    places: dict[int, Cell] = {}  # of each cell in the description
    words_at = _places_of(document, blocks, description)
    for block, cell in found:
        if block.start in words_at:
            start, end = words_at[block.start]
            places[cell] = (places[cell][0] if cell in places else start, end)
    cells: dict[int, list[int]] = {document.elements[cell].parent: [] for cell in places}
    for index, element in enumerate(document.elements):
        if element.tag in _CELLS and element.parent in cells:
            cells[element.parent].append(index)
    rows = []
    for row, columns in cells.items():
        if len(columns) > 1:
            known = [places[cell] for cell in columns if cell in places]
            words = tuple(description[slice(*places[cell])] if cell in places else "" for cell in columns)
            table = _around(document, row, _TABLES)
            rows.append(TableRow(-1 if table is None else table, known[0][0], known[-1][1], words))
    return sorted(rows, key=lambda row: row.start)


def _around(document: Document, element: int, tags: frozenset[str]) -> int | None:
    """Return the element with one of these tags that is around a place, or None."""
    return next((one for one in document.around(element) if document.elements[one].tag in tags), None)


def _places_of(document: Document, blocks: Sequence[Block], description: str) -> dict[int, Cell]:
    """Return where the words of each block, named by its start, are in the description."""
    out: dict[int, Cell] = {}
    at = 0
    for block in blocks:
        words = document.prose([block])
        start = description.find(words, at) if words else -1
        if words and start >= 0:
            at = start + len(words)
            out[block.start] = (start, at)
    return out


def with_tables(headings: Sequence[Heading], rows: Sequence[TableRow], text: str) -> list[Heading]:
    """Return the headings, those within a table of milestones left out but for the row of its columns' names."""
    out = list(headings)
    for _, group in groupby(rows, lambda row: row.table):
        table = list(group)
        names = column_kinds(table[0])
        if not names or DATED.isdisjoint(names) or len(table) < FEWEST_ROWS:
            continue
        first = table[0]
        before = [heading for heading in out if heading.start < first.start]
        after = [heading for heading in out if heading.start >= table[-1].end]
        if before and before[-1].kind == "milestones" and not text[before[-1].end : first.start].strip(EDGE):
            named = before.pop()._replace(end=first.end, columns=names)
        else:
            named = Heading("milestones", first.start, first.end, "heading", 2, columns=names)
        out = [*before, named, *after]
    return out


def column_kinds(row: TableRow) -> tuple[str, ...]:
    """Return the kinds of the columns that a row names; nothing where it names none that holds milestones."""
    known = [_column(cell) for cell in row.cells]
    if "text" not in known and None in known and not DATED.isdisjoint(known):
        known[known.index(None)] = "text"
    if "text" not in known or sum(name is not None for name in known) < _FEWEST_NAMES:
        return ()
    return tuple(name or "other" for name in known)


def _column(cell: str) -> str | None:
    cell = cell.strip(" .:*")
    end, names = known_columns(Words(cell), 0)
    return names[0] if names and end == len(cell) else None
