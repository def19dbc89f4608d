"""Rows of a table of milestones: parted by bars in the text, or given by the cells of a real table."""

import re
from collections.abc import Sequence
from itertools import groupby, pairwise
from typing import Final

from ogpscrape.reading.plan.items import Body, Cluster, Item
from ogpscrape.reading.plan.marks import Mark, bullets, code_at, number_at
from ogpscrape.reading.plan.rows import FEWEST_ROWS, Cell, TableRow, column_kinds
from ogpscrape.reading.plan.words import DATED, EDGE

#: A cell of dates has hardly more letters than its dates; a cell of numbers has nothing else.
_BESIDE_A_DATE: Final = 16
_NUMBER_ALONE: Final = re.compile(r"(?:[A-Za-z]{1,10}\s)?[\d.]{1,8}[.)]?|[a-z][.)]?")
_BRACKETS_AND_BARS: Final = re.compile(r"[()|]")
_AFTER_DATES: Final = re.compile(r"(?:\s*(?:\(\d+/\d+\)|[.)]+))?")
#: What may be before the date in a cell of dates.
_BEFORE_A_DATE: Final = frozenset(("", "by", "end of", "until", "from", "by the end of"))


def barred_items(body: Body, cells: int, found: Sequence[Mark]) -> tuple[list[Item], bool]:
    """Return the milestones of a table whose cells are parted by bars, and whether it is certain where rows end."""
    certain = True
    most = max(cells, len(body.columns))
    out: list[Item] = []
    for row in _bar_rows(body, cells, [mark[0] for mark in found]):
        if len(row) > cells and not body.dated:  # rows that nothing parts: whole rather than guessed at
            out.append(Item(*body.trim(row[0][0], row[-1][1])))
            certain = False
        elif len(row) >= 2 * most - 1:
            # several rows whose last cells are not dates: where the next one begins nobody can say
            out.extend(_of_row(body, row[: most - 1], body.columns[: most - 1]))
            out.append(Item(*body.trim(row[most - 1][0], row[-1][1])))
            certain = False
        else:
            out.extend(_of_row(body, row, body.columns))
    return [item for item in out if item.end > item.start], certain


def table_items(body: Body, offset: int, rows: Sequence[TableRow]) -> list[Item]:
    """Return the milestones of a real table by its columns; `offset` is the body's place in the description.

    A row that names columns tells which is which, else what its cells hold; cells that cannot be found in the text are
    passed over.
    """
    out: list[Item] = []
    columns: tuple[str, ...] = ()
    for _, group in groupby(sorted(rows, key=lambda row: row.table), lambda row: row.table):
        table = list(group)
        if len(table) < FEWEST_ROWS:
            continue
        names = column_kinds(table[0])
        columns = names or columns  # a table that goes on after a page's end names them no second time
        for row in table[1:] if names else table:
            places = _places(body.text, row, row.start - offset) if row.start >= offset else []
            if places:
                out.extend(_of_row(body, places, columns if len(columns) == len(places) else _kinds(body, places)))
    return [item for item in out if item.end > item.start]


def _kinds(body: Body, cells: Sequence[Cell]) -> tuple[str, ...]:
    """Return the kinds of a row's columns by what its cells hold: a number, dates, and the longest text."""
    kinds = []
    for start, end in cells:
        if _dates_alone(body, start, end) is not None:
            kinds.append("dates")
        else:
            number = _NUMBER_ALONE.fullmatch(body.text[start:end].strip(EDGE))
            kinds.append("number" if number else "other")
    texts = [end - start if kind == "other" else -1 for (start, end), kind in zip(cells, kinds, strict=True)]
    kinds[texts.index(max(texts))] = "text"
    if kinds.count("dates") == 2:
        first = kinds.index("dates")
        kinds[first], kinds[kinds.index("dates", first + 1)] = "start", "end"
    return tuple(kinds)


def _places(text: str, row: TableRow, start: int) -> list[Cell]:
    """Return the places of a row's cells in the text, white space and bars between them left out."""
    out: list[Cell] = []
    at = max(start, 0)
    for cell in row.cells:
        begin = end = at
        for char in cell:
            if char.isspace():
                continue
            while at < len(text) and (text[at].isspace() or (text[at] == "|" and char != "|")):
                at += 1
            if at >= len(text) or text[at] != char:
                return []
            begin = at if end == begin else begin
            at += 1
            end = at
        out.append((begin, end))
    return out


def _bar_rows(body: Body, cells: int, found: Sequence[int]) -> list[list[Cell]]:
    text = body.text
    lines = [match.span() for match in re.finditer(r"[^\n]+", text) if match[0].strip(EDGE)]
    if lines and all(text.count("|", *line) == cells - 1 for line in lines):
        return [_cells(text, *line) for line in lines]
    bracketed = _bracketed_rows(text)
    if bracketed:
        return [_cells(text, *row) for row in bracketed]
    # the rows are in one line, or their cells hold line ends: a row ends after the dates its last cell begins with
    pieces = _cells(text, 0, len(text))
    ends_dated = len(body.columns) != cells or body.columns[-1] in DATED
    rows: list[list[Cell]] = []
    row: list[Cell] = []
    marks = iter([*found, len(text) + 1])
    mark = next(marks)
    for (start, end), following in pairwise(pieces):
        while mark <= start:
            mark = next(marks)
        cut = _row_cut(body, start, end) if len(row) >= cells - 1 and ends_dated else -1
        if cut >= 0 and not text[cut:end].strip(EDGE) and _row_cut(body, *following) >= 0:
            cut = -1  # the row's next cell has dates, too
        if cut < 0 and len(row) == cells - 1:
            cut = mark if mark < end else text.find("\n", start, end)
        if cut >= 0 and row:
            rows.append([*row, (start, cut)])
            row = [(cut, end)]
        else:
            row.append((start, end))
    rows.append([*row, pieces[-1]])
    return rows


def _bracketed_rows(text: str) -> list[Cell]:
    """Return the rows whose later cells are in brackets, "Draft the law (2023 | Law | ...)"; none if bars are not."""
    rows: list[Cell] = []
    start = depth = 0
    barred = False
    for sign in _BRACKETS_AND_BARS.finditer(text):
        if sign[0] == "|":
            if not depth:
                return []
            barred = barred or depth == 1
        elif sign[0] == "(":
            depth += 1
        else:
            depth = max(depth - 1, 0)
            if barred and not depth:
                rows.append((start, sign.start()))
                start, barred = sign.end(), False
    return [] if barred else rows


def _row_cut(body: Body, start: int, end: int) -> int:
    """Return the place after the dates that a cell begins with, or -1."""
    text, cut = body.text, -1
    for date in body.dates:
        if date.start < start:
            continue
        before = text[max(start, cut) : date.start]
        if (
            date.end > end
            or before.strip(EDGE + "(").lower() not in _BEFORE_A_DATE
            or (cut >= 0 and before.strip(EDGE))
        ):
            break
        after = _AFTER_DATES.match(text, date.end)
        cut = after.end() if after else date.end
    return cut


def _cells(text: str, start: int, end: int) -> list[Cell]:
    out = []
    while True:
        bar = text.find("|", start, end)
        out.append((start, bar if bar >= 0 else end))
        if bar < 0:
            return out
        start = bar + 1


def _of_row(body: Body, row: list[Cell], columns: Sequence[str]) -> list[Item]:
    """Return the milestones of a row: its first text, or each of its bullets, with the row's dates."""
    columns = _fitting(body, row, columns)
    known = len(columns) == len(row)
    text_cell = row[columns.index("text")] if known and "text" in columns else row[0]
    responsible = None
    if known and "responsible" in columns:
        cell = row[columns.index("responsible")]
        responsible = None if _dates_alone(body, *cell) else body.trim(*cell)
    first, last = _row_dates(body, row, columns if known else ())
    out = []
    for start, end, code in _texts(body, text_cell, row, columns if known else ()):
        one = first or last
        if one is None:
            item = Item(*body.trim(start, end), code)
        else:
            item = body.finish(start, min(end, one.start) if one.start >= start else end, code, one)
        if first is not last:  # each has a cell of its own
            places = [cluster for cluster in (first, last) if cluster is not None]
            item = item._replace(
                first=first.dates[0] if first else None,
                last=last.dates[-1] if last else None,
                dates=(places[0].start, places[-1].end),
            )
        out.append(item._replace(responsible=responsible or item.responsible))
    return out


def _fitting(body: Body, row: list[Cell], columns: Sequence[str]) -> Sequence[str]:
    """Return the columns as a row has them, where it has a cell more or less for a number or for dates."""
    if len(columns) > 1 and columns[0] == "number" and not _NUMBER_ALONE.fullmatch(body.text[slice(*row[0])].strip()):
        columns = columns[1:]  # the number is in the cell of the text
    if len(columns) > len(row) and {"start", "end"} <= set(columns):  # "Start date - end date" is one cell
        return ["dates" if name == "start" else name for name in columns if name != "end"]
    if len(columns) == len(row) - 1 and columns.count("dates") == 1:  # or two cells, though it is one name
        place = columns.index("dates")
        if all(_dates_alone(body, *cell) for cell in row[place : place + 2]):
            return [*columns[:place], "start", "end", *columns[place + 1 :]]
    return columns


def _row_dates(body: Body, row: list[Cell], columns: Sequence[str]) -> tuple[Cluster | None, Cluster | None]:
    """Return the dates of a row's start and end: of their own cells, or the same for both."""
    if {"start", "end"} <= set(columns):
        return body.dates_in(*row[columns.index("start")]), body.dates_in(*row[columns.index("end")])
    if "start" in columns:
        found = body.dates_in(*row[columns.index("start")])
        return found, (found if found is not None and len(found.dates) > 1 else None)
    dated = [_dates_alone(body, *cell) for cell in row[1:] or row]
    for one, other in pairwise(dated):
        if one is not None and other is not None and len(one.dates) == len(other.dates) == 1:
            return one, other
    named = [name for name in ("end", "dates") if name in columns]
    found = body.dates_in(*row[columns.index(named[0])]) if named else None
    found = found or next((one for one in reversed(dated) if one is not None), None)
    if found is not None:
        return found, found
    for cell in [*reversed(row[1:]), row[0]]:
        found = body.first_inside(*cell)
        if found is not None and (cell != row[0] or len(row) == 1 or found.end == body.trim(*cell)[1]):
            return found, found
    return None, None


def _dates_alone(body: Body, start: int, end: int) -> Cluster | None:
    """Return the dates of a cell that holds hardly anything else."""
    dates = body.dates_in(start, end)
    rest = body.text[start:end].strip(EDGE)
    return dates if dates is not None and len(rest) - (dates.end - dates.start) < _BESIDE_A_DATE else None


def _texts(body: Body, cell: Cell, row: list[Cell], columns: Sequence[str]) -> list[Mark]:
    """Return the texts of a row's first cell as (start, end, code)."""
    found = bullets(body.text, *cell)
    if len(found) > 1:
        stops = [mark[0] for mark in found[1:]] + [cell[1]]
        starts = [number[0] if (number := number_at(body.text, mark[1])) else mark[1] for mark in found]
        return [(start, stop, None) for start, stop in zip(starts, stops, strict=True)]
    start, end = body.trim(*cell)
    mark = code_at(body.text, start) or number_at(body.text, start)
    code = mark[1] if mark and mark[0] < end else None
    if code is None and "number" in columns:
        code = body.text[slice(*body.trim(*row[columns.index("number")]))].strip(" .)") or None
    return [(mark[0] if mark and mark[0] < end else start, end, code)]
