"""The body, Description and IRM summaries, in every way headings, labels, paragraphs and lists can be marked up."""

from itertools import groupby

from tests.layouts import content as c
from tests.layouts.header import heading
from tests.layouts.markup import Markup

BLANK = "<br>\n<br>\n"


def write_body(markup: Markup, blocks: tuple[c.Block, ...]) -> str:
    """Return the body as HTML."""
    if markup.style.paragraphs == "br":
        return markup.tag("div", BLANK.join(_lines(markup, blocks)))
    parts: list[str] = []
    for sections in _sections(blocks):
        inner = markup.gap.join(_elements(markup, sections))
        parts.append(_nested(markup, inner) if markup.style.header == "cards" else inner)
    return markup.gap.join(parts)


def _nested(markup: Markup, inner: str) -> str:
    return markup.tag("section", markup.tag("div", markup.tag("div", inner)))


def _sections(blocks: tuple[c.Block, ...]) -> list[list[c.Block]]:
    """Split before each heading that no paragraph runs on from."""
    sections: list[list[c.Block]] = [[]]
    for block in blocks:
        if isinstance(block, c.Heading) and sections[-1]:
            sections.append([])
        sections[-1].append(block)
    return sections


def _elements(markup: Markup, blocks: list[c.Block]) -> list[str]:
    parts: list[str] = []
    run_on = ""
    for block in blocks:
        match block:
            case c.Heading(inlines, _, True) if markup.style.headings != "h":
                run_on = markup.tag("strong", markup.inlines(inlines)) + "<br>"
            case c.Heading(inlines, level, _):
                parts.append(heading(markup, markup.inlines(inlines), level + 1))
            case c.Listing(items):
                parts.append(_list(markup, items))
            case c.Paragraph(inlines):
                parts.extend(_paragraph(markup, inlines, run_on))
                run_on = ""
    return [*parts, *([_prose(markup, run_on)] if run_on else [])]


def _prose(markup: Markup, inner: str) -> str:
    return markup.tag(markup.style.paragraphs, inner)


def _paragraph(markup: Markup, inlines: c.Inlines, before: str) -> list[str]:
    """Return one paragraph; one that begins with its only label as label and value, where the style splits them."""
    labels = [inline for inline in inlines if isinstance(inline, c.Label)]
    leads = len(labels) == 1 and inlines[0] == labels[0] and labels[0].text[:1].isalpha()
    split = leads and markup.style.labels in ("headings", "divs", "dl")
    if not split:
        return [_prose(markup, before + markup.inlines(inlines))]
    label, value = labels[0].text, markup.inlines(inlines[1:]).strip()
    match markup.style.labels:
        case "headings":
            return [markup.tag("h6", label), *([_prose(markup, value)] if value else [])]
        case "divs":
            return [markup.tag("div", markup.tag("div", label) + (markup.tag("div", value) if value else ""))]
        case _:
            return [markup.tag("dl", markup.tag("dt", label) + (markup.tag("dd", value) if value else ""))]


def _list(markup: Markup, items: tuple[c.Item, ...]) -> str:
    if markup.style.lists == "br":
        return _prose(markup, f"<br>{markup.gap}".join(_item_line(markup, item) for item in items))
    if markup.style.lists == "divs":
        return markup.gap.join(markup.tag("div", _item_line(markup, item)) for item in items)
    return _nested_list(markup, list(items))


def _item_line(markup: Markup, item: c.Item) -> str:
    mark = f"{item.number}." if item.number is not None else "\u2022"
    return f"{mark} {markup.inlines(item.inlines)}"


def _nested_list(markup: Markup, items: list[c.Item]) -> str:
    """Return ul or ol; items of a deeper level go into the item before them."""
    level = items[0].level
    parts: list[str] = []
    for deeper, group in groupby(items, key=lambda item: item.level > level):
        members = list(group)
        if deeper:
            parts[-1] = parts[-1].removesuffix("</li>") + _nested_list(markup, members) + "</li>"
        else:
            parts.extend(markup.tag("li", markup.inlines(item.inlines)) for item in members)
    first = items[0].number
    if first is None:
        return markup.tag("ul", markup.gap.join(parts))
    start = {"start": str(first)} if first != 1 else {}
    return markup.tag("ol", markup.gap.join(parts), **start)


def _lines(markup: Markup, blocks: tuple[c.Block, ...]) -> list[str]:
    """Return the parts of a body that is one paragraph; within a part, lines end with one line break."""
    parts: list[str] = []
    run_on = ""
    for block in blocks:
        match block:
            case c.Heading(inlines, _, next_line):
                text = markup.tag("strong", markup.inlines(inlines))
                if next_line:
                    run_on = text + "<br>"
                else:
                    parts.append(text)
            case c.Listing(items):
                parts.append("<br>\n".join(_item_line(markup, item) for item in items))
            case c.Paragraph(inlines):
                parts.append(run_on + markup.inlines(inlines))
                run_on = ""
    return parts
