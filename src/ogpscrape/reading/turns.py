"""Labels first, values after them: a row of a table below a row of labels, or a list of `dt dt dd dd`."""

from bisect import bisect_left
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from ogpscrape.reading.document import Document
from ogpscrape.reading.labels import Label
from ogpscrape.reading.places import Element


class Turns(NamedTuple):
    """For elements that hold the value of a label further above, the place of that label.

    `label_cells` are the places of labels among them that nobody knows. `uneven`: there are not as many of both.
    """

    values: dict[int, int]
    label_cells: frozenset[int]
    uneven: bool


def find_turns(document: Document, labels: list[Label], tiles: dict[int, int]) -> Turns:
    """Return which values come after several labels.

    Arguments:
        document: the page.
        labels: its known labels, in page order.
        tiles: for labels below their values, the element of the value by the label's place.

    """
    values = {tile: start for start, tile in tiles.items()}
    cells: set[int] = set()
    uneven = False
    elements = document.elements
    starts = [label.start for label in labels]
    for names, below in _pairs(document):
        places = [_label_of(elements[index], labels, starts) for index in names]
        known = sum(place is not None for place in places)
        are_labels = known * 2 > len(names) or (known > 0 and elements[names[0]].tag == "dt")
        if len(names) < 2 or len(names) != len(below):
            several = are_labels and any(place is not None for place in places[1:])
            uneven = uneven or (len(names) > 1 and (several or elements[names[0]].tag == "dt"))
            continue
        held = (bisect_left(starts, elements[one].end) - bisect_left(starts, elements[one].start) for one in below)
        if not are_labels or any(held):
            continue
        for name, value, place in zip(names, below, places, strict=True):
            start, end = elements[name].start, elements[name].end
            values[value] = place if place is not None else start if end > start else -1
            if place is None and end > start:
                cells.add(start)
    return Turns(values, frozenset(cells), uneven)


def _pairs(document: Document) -> Iterator[tuple[list[int], list[int]]]:
    """Yield the elements that may be labels, with those that may be their values: of two rows, of a run of `dt`."""
    rows: dict[int, list[int]] = {}
    children: dict[int, list[int]] = {}
    for index, element in enumerate(document.elements):
        if element.tag in ("td", "th", "dt", "dd", "tr"):
            children.setdefault(element.parent, []).append(index)
        if element.tag == "tr":
            around = document.elements[element.parent]
            table = around.parent if around.tag in ("thead", "tbody", "tfoot") else element.parent
            rows.setdefault(table, []).append(index)
    for members in rows.values():
        for upper, lower in pairwise(members):
            yield children.get(upper, []), children.get(lower, [])
    for members in children.values():
        names: list[int] = []
        values: list[int] = []
        for index in [*members, -1]:
            tag = document.elements[index].tag if index >= 0 else "dt"
            if tag == "dt" and values:
                if len(names) > 1:
                    yield names, values
                names, values = [], []
            if index >= 0 and tag in ("dt", "dd"):
                (names if tag == "dt" else values).append(index)


def _label_of(element: Element, labels: list[Label], starts: list[int]) -> int | None:
    """Return the place of the label whose words an element is, or None."""
    index = bisect_left(starts, element.start)
    if index < len(starts) and starts[index] < element.end and labels[index].end >= element.end - 2:
        return starts[index]
    return None
