"""The charts, drawn by Vega-Lite through vl-convert: no browser, no network, and SVG that is text.

Colours are CSS variables, which the page's style sets for both colour schemes. The drawings are narrow, so that they
can be read at 320 pixels, and grow with the window.
"""

import re
from collections.abc import Iterator
from typing import Any

from markupsafe import Markup

from ogpscrape.views.report.counting import AREAS_DRAWN, Numbers, Row
from ogpscrape.views.report.svg import cleaned

#: The width of a drawing in its own units; font sizes and heights are in the same.
WIDTH = 300
_ROW, _BAR = 44, 23
_AREA_ROW, _AREA_LABELS = 24, 172
#: How wide the figures of a total are, at the end of a bar.
_TOTAL = 34
#: Shades of the grid, the lightest first: variables of the style.
_SHADES = 4
#: Characters of two halves in UTF-16, and halves by themselves.
_OUTSIDE_BMP = re.compile("[\ud800-\udfff\U00010000-\U0010ffff]")


def bars(numbers: Numbers, alternative: str, *, share: bool = False) -> Markup:
    """Draw one stacked bar a row; with `share` every bar is as long as the others."""
    rows = [row for row in numbers.rows if row.total]
    longest = max((row.total for row in rows), default=1)
    segments = [
        segment
        for index, row in enumerate(rows)
        for segment in _segments(index, row, numbers, share=share, whole=row.total if share else longest)
    ]
    labels = [{"y": index * _ROW + 10, "text": row.label} for index, row in enumerate(rows)]
    totals = [
        {
            "x": (WIDTH - _TOTAL if share else (WIDTH - _TOTAL) * row.total / longest) + 6,
            "y": index * _ROW + 18 + _BAR / 2,
            "text": f"{row.total:,}",
        }
        for index, row in enumerate(rows)
    ]
    return _drawn(
        len(rows) * _ROW,
        [
            _rectangles(segments),
            _texts(segments, size=11, align="center", x="middle", colour="ink"),
            _texts(labels, size=12, limit=WIDTH),
            _texts(totals, size=12, weight="bold", x="x"),
        ],
        alternative,
    )


def _segments(index: int, row: Row, numbers: Numbers, *, share: bool, whole: int) -> Iterator[dict[str, Any]]:
    scale = (WIDTH - _TOTAL) / whole
    before = 0
    for rating, count in zip(numbers.columns, row.counts, strict=True):
        if not count:
            continue
        width = count * scale
        number = f"{count / whole:.0%}" if share else str(count)
        words = f"{rating.symbol}\N{NARROW NO-BREAK SPACE}{number}"
        room = width - 4
        yield {
            "x": before * scale,
            "x2": (before + count) * scale,
            "middle": (before + count / 2) * scale,
            "y": index * _ROW + 18 + _BAR / 2,
            "top": index * _ROW + 18,
            "bottom": index * _ROW + 18 + _BAR,
            "fill": f"var(--{rating.tone})",
            "ink": f"var(--on-{rating.tone})",
            # What does not fit in is left to the table; a part of a number would be a wrong one.
            "text": next((text for text in (words, number, rating.symbol) if _width(text) <= room), ""),
        }
        before += count


def _width(text: str) -> float:
    return len(text) * 7


def grid(numbers: Numbers, alternative: str) -> Markup:
    """Draw a grid of numbers, darker where there are more: rows with their names, columns with theirs above."""
    rows = numbers.rows[:AREAS_DRAWN]
    cell = (WIDTH - _AREA_LABELS) / max(1, len(numbers.columns))
    most = max((max(row.counts) for row in rows), default=1)
    cells = [
        {
            "x": _AREA_LABELS + column * cell,
            "x2": _AREA_LABELS + (column + 1) * cell,
            "middle": _AREA_LABELS + (column + 0.5) * cell,
            "top": 20 + index * _AREA_ROW,
            "bottom": 20 + (index + 1) * _AREA_ROW,
            "y": 20 + (index + 0.5) * _AREA_ROW,
            "fill": f"var(--shade-{_shade(count, most)})",
            "ink": f"var(--on-shade-{_shade(count, most)})",
            "text": str(count) if count else "",
        }
        for index, row in enumerate(rows)
        for column, count in enumerate(row.counts)
    ]
    labels = [{"y": 20 + (index + 0.5) * _AREA_ROW, "text": row.label} for index, row in enumerate(rows)]
    heads = [
        {"x": _AREA_LABELS + (index + 0.5) * cell, "y": 10, "text": _short(column.word, cell)}
        for index, column in enumerate(numbers.columns)
    ]
    return _drawn(
        20 + len(rows) * _AREA_ROW,
        [
            _rectangles(cells),
            _texts(cells, size=11.5, align="center", x="middle", colour="ink"),
            _texts(labels, size=11.5, limit=_AREA_LABELS - 8),
            _texts(heads, size=11, align="center", x="x"),
        ],
        alternative,
    )


def _shade(count: int, most: int) -> int:
    """Return 0 for nothing, else the shade: the fourth is for the most."""
    return 0 if not count else max(1, round(count / most * _SHADES))


def _short(label: str, room: float) -> str:
    """Return a plan's years as short as there is room for: 2014–16, or ’14."""
    first, _, last = label.partition("–")
    short = f"{first}–{last[2:]}" if last else first
    if len(short) * 6 <= room or not first.isdigit():
        return short
    return f"’{first[2:]}"


def _rounded(item: dict[str, Any]) -> dict[str, Any]:
    """Return what is drawn with its places to a tenth: nobody sees more, and the page is shorter."""
    return {key: round(value, 1) if isinstance(value, float) else value for key, value in item.items()}


def _rectangles(data: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "data": {"values": [_rounded(item) for item in data]},
        "mark": {"type": "rect", "stroke": "var(--surface)", "strokeWidth": 2},
        "encoding": {
            "x": _position("x"),
            "x2": {"field": "x2"},
            "y": _position("top"),
            "y2": {"field": "bottom"},
            "fill": {"field": "fill", "type": "nominal", "scale": None},
        },
    }


def _texts(
    data: list[dict[str, Any]], *, x: str | None = None, colour: str | None = None, **mark: Any
) -> dict[str, Any]:
    size, weight = mark.pop("size"), mark.pop("weight", "normal")
    encoding: dict[str, Any] = {
        "x": _position(x) if x else {"value": 0},
        "y": _position("y"),
        "text": {"field": "text", "type": "nominal"},
    }
    if colour:
        encoding["fill"] = {"field": colour, "type": "nominal", "scale": None}
    else:
        mark["fill"] = "var(--ink)"
    mark = {"align": "left", "baseline": "middle", **mark, "fontSize": size, "fontWeight": weight}
    return {
        "data": {"values": [{**_rounded(item), "text": _drawable(item["text"])} for item in data if item["text"]]},
        "mark": {"type": "text", **mark},
        "encoding": encoding,
    }


def _drawable(text: str) -> str:
    """Return a label without what Vega would cut in two: it shortens by halves of UTF-16, and cannot draw one half.

    The label stands whole in the table below the drawing.
    """
    return _OUTSIDE_BMP.sub("\N{REPLACEMENT CHARACTER}", text)


def _position(field: str) -> dict[str, Any]:
    # Positions are counted here: the scale only has to leave them as they are.
    return {"field": field, "type": "quantitative", "scale": None, "axis": None}


def _drawn(height: float, layers: list[dict[str, Any]], alternative: str) -> Markup:
    from vl_convert import vegalite_to_svg

    spec = {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",  # a name, never asked for
        "width": WIDTH,
        "height": height,
        "padding": 0,
        "background": None,
        "view": {"stroke": None},
        "config": {"aria": False, "font": "sans-serif"},
        "layer": layers,
    }
    return cleaned(vegalite_to_svg(spec), WIDTH, height, alternative)
