"""Milestones out of a plan's section: numbered, coded, named, by bullets, in rows of a table that lost its lines.

The section's text is cut at the marks of its items, or after the dates that end its rows; nothing is reworded. Where
neither tells, the text stays whole in one milestone, with a warning.
"""

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from ogpscrape.reading.plan.items import Body, Cluster, Item
from ogpscrape.reading.plan.marks import (
    Mark,
    bullets,
    code_at,
    dashes,
    group_end,
    leads,
    letter_at,
    letters,
    marks,
    number_at,
)
from ogpscrape.reading.plan.tables import barred_items
from ogpscrape.reading.plan.words import EDGE

#: A text of this length at most is one milestone without doubt.
_SHORT: Final = 160
#: So many more dates than marks, and the marks are a list inside a row.
_ROWS_BY_MARKS: Final = 1.6
#: Words in small letters after a row's dates, up to the next capital: the row's text goes on there.
_GOES_ON: Final = re.compile(
    r"\s*(?:\d{1,3}\s+(?=[a-zà-ÿ]))?(?!(?:[a-z]|[ivx]{2,4})[.)])(?:[a-zà-ÿ][^\s]*\s+){1,8}?(?=[A-Z]|$)"
)
_NEXT_SENTENCE: Final = re.compile(r"(?<=[.;])\s+(?=[A-ZÀ-Ý])")
_APART: Final = re.compile(r"\s?[:–—-]\s?(?:(?:by|end of|fin|finales de|fin de)\s)?$")
_GAP: Final = re.compile(r"[\s.,;>)]*")


def read_items(body: Body, cells: int) -> tuple[list[Item], bool]:
    """Return the milestones in a section's text and whether it is certain where each ends.

    `cells` is how many cells the bars of the section's heading part.
    """
    text = body.text
    found = marks(text, dated=bool(body.clusters))
    if "|" in text and (cells > 1 or text.count("|") > 1):
        return barred_items(body, max(cells, 2), found)
    rows = _row_ends(body)
    counted = "number" in body.columns[:2] and leads(found, text)
    if counted or (found and not (body.dated and len(rows) > _ROWS_BY_MARKS * len(found))):
        return _marked(body, found), True
    if rows and (body.dated or len(rows) > 1):
        return _rows(body, rows)
    for listed in (bullets(text, 0, len(text)), dashes(text), letters(text)):
        if len(listed) > 1:
            return _marked(body, listed), True
    return _unmarked(body)


def _unmarked(body: Body) -> tuple[list[Item], bool]:
    text = body.text
    lines = [match.span() for match in re.finditer(r"[^\n]+", text) if match[0].strip(EDGE)]
    if not lines:
        return [], True
    sentences = all(text[a:b].strip(EDGE)[:1].isupper() and text[a:b].rstrip()[-1:] in ".;" for a, b in lines)
    named = all(text[a:b].strip(EDGE)[:1].isupper() and text.count(" ", a, b) > 1 for a, b in lines)
    each_event = len(lines) > 1 and all(body.has_events(*line, least=1) for line in lines)
    if each_event or (len(lines) > 1 and (sentences or (named and set(body.columns) <= {"text"}))):
        return _marked(body, [(a, a, None) for a, _ in lines]), True
    starts = [0, *(match.end() for match in _NEXT_SENTENCE.finditer(text))]
    ends = [*starts[1:], len(text)]
    if len(starts) > 1 and all(_ends_with_date(body, start, end) for start, end in zip(starts, ends, strict=True)):
        return _marked(body, [(start, start, None) for start in starts]), True
    if body.has_events(0, len(text)):  # rows of which nobody knows where they end
        return [Item(*body.trim(0, len(text)))], False
    item = body.item(0, len(text))
    return ([item] if item.end > item.start else []), len(text) < _SHORT


def _ends_with_date(body: Body, start: int, end: int) -> bool:
    inside = body.inside(start, end)
    return bool(inside) and not body.text[inside[-1].end : end].strip(EDGE + ".()")


def _row_ends(body: Body) -> list[Cluster]:
    """Return the dates that end a row: pairs, and dates alone where a date's column or the line's end says so."""
    pairs = sum(cluster.whole for cluster in body.clusters)
    few = pairs < len(body.clusters) / 2
    apart = _all_apart(body)
    out = []
    for cluster in body.clusters:
        if cluster.whole:
            years = all(date.bare_year for date in cluster.dates)
            if not years or (body.dated and not body.after_preposition(cluster.start)):
                out.append(cluster)
        elif (
            apart
            or _ends_item(body, cluster)
            or (body.dated and (few or body.after_open_word(cluster.start) or _ends_line(body, cluster)))
        ):
            after = body.text[cluster.end : cluster.end + 12].lstrip(" .,;)>\n")
            in_sentence = not apart and body.after_preposition(cluster.start)
            if (not after[:1].islower() or letter_at(after, 0)) and not in_sentence:
                out.append(cluster)
    return out


def _all_apart(body: Body) -> bool:
    """Tell whether a colon or a dash is before each date, and the last one ends the text: "Draft: May 2019 ..."."""
    return (
        len(body.clusters) > 1
        and not body.text[body.clusters[-1].end :].strip(EDGE + ".()")
        and all(_APART.search(body.text, max(0, one.start - 12), one.start) for one in body.clusters)
    )


def _ends_item(body: Body, cluster: Cluster) -> bool:
    """Tell whether a semicolon or nothing follows: "..., 18.09.2023; ..."."""
    return body.text[cluster.end : cluster.end + 3].strip(" .)")[:1] in {"", ";"}


def _ends_line(body: Body, cluster: Cluster) -> bool:
    return "\n" in body.text[cluster.end : cluster.end + 3]


def _rows(body: Body, ends: Sequence[Cluster]) -> tuple[list[Item], bool]:
    out: list[Item] = []
    start, certain = 0, True
    if "text" in body.after_dates:  # the dates are before the texts
        stops = [cluster.start for cluster in ends[1:]] + [len(body.text)]
        out = [body.finish(one.end, stop, None, one, whole=True) for one, stop in zip(ends, stops, strict=True)]
        ends = ()
    for place, cluster in enumerate(ends):
        limit = ends[place + 1].start if place + 1 < len(ends) else len(body.text)
        line = body.text.find("\n", cluster.end, limit)
        if body.after_dates and (line >= 0 or limit == len(body.text)):  # the other cells of the row's line
            rest = body.trim(cluster.end, line if line >= 0 else limit)
            item = body.finish(start, cluster.start, None, cluster)
            named = body.responsible_last and rest[1] > rest[0]
            out.append(item._replace(responsible=rest) if named else item)
            start = line
            continue
        certain = certain and not body.after_dates
        on = _GOES_ON.match(body.text, cluster.end, limit) if place + 1 < len(ends) else None
        if on is not None and not on[0].strip().endswith((".", ":")):
            out.append(body.finish(start, on.end(), None, cluster, whole=True))
            start = on.end()
        else:
            out.append(body.finish(start, cluster.start, None, cluster))
            gap = _GAP.match(body.text, cluster.end, limit)
            start = gap.end() if gap else cluster.end
    return [item for item in _numbered(body, out) if item.end > item.start], certain


def _numbered(body: Body, items: list[Item]) -> list[Item]:
    """Return the items with the number before each as its code where the numbers count on; else it is a page's."""
    out, last = [], 0
    for place, item in enumerate(items, start=1):
        coded = code_at(body.text, item.start)
        number = None if coded else number_at(body.text, item.start, bare=True)
        mark = coded or number or letter_at(body.text, item.start)
        if mark is None or mark[0] >= item.end:
            out.append(item)
            continue
        code: str | None = mark[1]
        if number is not None:
            code = number[1] if int(number[1]) in {last + 1, place} else None
            last = int(number[1]) if code else last
        group = group_end(body.text, mark[0], item.end, code)
        if group is not None:
            mark, code = group, group[1]
        start, end = body.trim(mark[0], item.end)
        out.append(item._replace(start=start, end=end, code=code))
    return out


def _marked(body: Body, found: Sequence[Mark]) -> list[Item]:
    stops = [_before_group(body.text, *pair) for pair in pairwise(found)] + [len(body.text)]
    items = [
        body.without_labels(body.item(start, stop, code), stop)
        for (_, start, code), stop in zip(found, stops, strict=True)
    ]
    return [item for item in _dated_in_order(body, items, stops[-1]) if item.end > item.start]


def _before_group(text: str, one: Mark, other: Mark) -> int:
    """Return where an item ends: before the next, or before the name of its group, "2. Hearings 2.1. ..."."""
    group, _, item = (other[2] or "").rpartition(".")
    if item != "1" or not group.isdigit():
        return other[0]
    name = re.compile(rf"(?<=\s)(?:[A-ZÀ-Ý]\w+ {group}:|{group}[.)])\s+(?=[A-ZÀ-Ý])").search(text, one[1], other[0])
    return name.start() if name else other[0]


def _dated_in_order(body: Body, items: list[Item], end: int) -> list[Item]:
    """Return the items, with the dates after the last given out where there is one for each and none has its own.

    So a table reads whose columns were taken one after the other.
    """
    dates = body.inside(items[-1].start, end)
    if len(items) < 2 or len(dates) != len(items) or any(item.dates for item in items[:-1]):
        return items
    if any(body.text[one.end : other.start].strip(EDGE) for one, other in pairwise(dates)):
        return items
    last = items[-1]._replace(end=min(items[-1].end, dates[0].start))
    return [
        body.finish(item.start, item.end, item.code, one, whole=True)._replace(dates=(one.start, one.end))
        for item, one in zip([*items[:-1], last], dates, strict=True)
    ]
