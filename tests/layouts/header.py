"""The header, Overview to Implementation, in every way labels and values can be together."""

from collections.abc import Callable

from tests.layouts import content as c
from tests.layouts.markup import Markup


def heading(markup: Markup, inner: str, level: int) -> str:
    """Return a heading as the style has it."""
    match markup.style.headings:
        case "h":
            return markup.tag(f"h{min(level + 1, 6)}", inner)
        case "h3":
            return markup.tag("h3", inner)
        case "strong":
            return markup.tag("p", markup.tag("strong", inner))
        case "div":
            return markup.tag("div", inner)
        case "div strong":
            return markup.tag("div", markup.tag("b", inner))


def _values(markup: Markup, entry: c.HeaderLabel) -> str:
    value = _value(markup, entry.value)
    return value + _listed(markup, entry.items) if entry.items else value


def _value(markup: Markup, value: c.Inlines) -> str:
    """Return a value as HTML; several links as a list, where the style has it so."""
    links = [inline for inline in value if isinstance(inline, c.Link)]
    if markup.style.values == "list" and len(links) > 1:
        return _listed(markup, tuple((link,) for link in links))
    return markup.inlines(value)


def _listed(markup: Markup, items: tuple[c.Inlines, ...]) -> str:
    return markup.tag("ul", markup.gap.join(markup.tag("li", markup.inlines(item)) for item in items))


def _label(markup: Markup, entry: c.HeaderLabel) -> str:
    return markup.inlines(entry.label) + ("" if markup.style.colon == "behind" else ":")


def _one_line(markup: Markup, name: str, label: str, value: str) -> str:
    """Return label and value of one line, the label in an element, its colon in it or behind it."""
    return f"{markup.tag(name, label)}{':' if markup.style.colon == 'behind' else ''} {value}"


def _rows(rows: Callable[[Markup, list[str]], str], row: Callable[[Markup, str, str], str]) -> Callable[..., str]:
    """Return a header writer that gathers the labels under one heading with `rows`, each made by `row`."""

    def write(markup: Markup, entries: tuple[c.HeaderEntry, ...]) -> str:
        parts: list[str] = []
        gathered: list[str] = []
        for entry in entries:
            if isinstance(entry, c.HeaderLabel):
                gathered.append(row(markup, _label(markup, entry), _values(markup, entry)))
                continue
            if gathered:
                parts.append(rows(markup, gathered))
                gathered = []
            parts.append(_other(markup, entry))
        if gathered:
            parts.append(rows(markup, gathered))
        return markup.gap.join(parts)

    return write


def _other(markup: Markup, entry: c.HeaderHeading | c.HeaderLine) -> str:
    if isinstance(entry, c.HeaderHeading):
        return heading(markup, markup.inlines(entry.inlines), 2)
    value = _value(markup, entry.value)
    return markup.tag("div" if markup.style.paragraphs == "div" else _block(value), value)


def _wrapped(name: str) -> Callable[[Markup, list[str]], str]:
    return lambda markup, rows: markup.tag(name, markup.gap.join(rows))


def _bare(markup: Markup, rows: list[str]) -> str:
    return markup.gap.join(rows)


def _block(name: str) -> str:
    """Lists may not be in a p: where a value could be a list, its element is a div."""
    return "div" if "<ul" in name or "<div" in name else "p"


def _card(markup: Markup, label: str, value: str) -> str:
    inner = markup.tag("div", markup.tag("div", label)) + markup.tag("div", markup.tag("div", value))
    return markup.tag("section", markup.tag("div", inner))


def _line_breaks(markup: Markup, entries: tuple[c.HeaderEntry, ...]) -> str:
    """Everything in one element, a line a label; lists as lines with bullets."""
    lines: list[str] = []
    for entry in entries:
        match entry:
            case c.HeaderHeading(inlines):
                lines.append("" if not lines else "<br>")
                lines[-1] += markup.tag("b", markup.inlines(inlines))
            case c.HeaderLine(value):
                lines.append(markup.inlines(value))
            case c.HeaderLabel():
                label, words = _label(markup, entry), markup.inlines(entry.value)
                lines.append(f"{label} {words}" if label.endswith(":") else _one_line(markup, "b", label, words))
                lines.extend(f"• {markup.inlines(item)}" for item in entry.items)
    return markup.tag("div", f"<br>{markup.gap}".join(lines))


HEADERS: dict[str, Callable[[Markup, tuple[c.HeaderEntry, ...]], str]] = {
    "dl": _rows(_wrapped("dl"), lambda m, label, value: m.tag("dt", label) + m.gap + m.tag("dd", value)),
    "table": _rows(
        lambda m, rows: m.tag("table", m.tag("tbody", m.gap.join(rows))),
        lambda m, label, value: m.tag("tr", m.tag("th", label) + m.tag("td", value)),
    ),
    "strong": _rows(_bare, lambda m, label, value: m.tag(_block(value), _one_line(m, "strong", label, value))),
    "spans": _rows(
        _wrapped("div"),
        lambda m, label, value: m.tag("span", label) + m.tag("div" if "<ul" in value else "span", value),
    ),
    "divs": _rows(_wrapped("div"), lambda m, label, value: m.tag("div", label) + m.tag("div", value)),
    "headings": _rows(_bare, lambda m, label, value: m.tag("h4", label) + m.gap + m.tag(_block(value), value)),
    "bare headings": _rows(
        _bare, lambda m, label, value: m.tag("h5", label.removesuffix(":")) + m.gap + m.tag(_block(value), value)
    ),
    "br": _line_breaks,
    "cards": _rows(_wrapped("div"), _card),
    "lists": _rows(_wrapped("ul"), lambda m, label, value: m.tag("li", _one_line(m, "b", label, value))),
}
