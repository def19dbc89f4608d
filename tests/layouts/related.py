"""The list of a member's commitments at the foot, as list, table, cards, divs or lines."""

from collections.abc import Callable

from tests.layouts import content as c
from tests.layouts.header import heading
from tests.layouts.markup import Markup, escaped


def write_related(markup: Markup, page: c.Content) -> str:
    """Return the list with its heading, or nothing where the page has none."""
    if not page.related:
        return ""
    head = heading(markup, page.related_heading, 2) + markup.gap if page.related_heading else ""
    return head + _LISTS[markup.style.related](markup, page)


def _list(markup: Markup, page: c.Content) -> str:
    more = "<span hidden>Read more</span>"
    items = [markup.tag("li", _title(markup, page, e) + more + _facts(markup, page, e, "p")) for e in page.related]
    return markup.tag("ol", markup.gap.join(items))


def _table(markup: Markup, page: c.Content) -> str:
    rows = [markup.tag("tr", _cell(markup, page, entry, (_title, _facts))) for entry in page.related]
    return markup.tag("table", markup.tag("tbody", markup.gap.join(rows)))


def _cell(markup: Markup, page: c.Content, entry: c.Entry, writers: tuple[Callable[..., str], ...]) -> str:
    return "".join(markup.tag("td", write(markup, page, entry)) for write in writers)


def _cells(markup: Markup, page: c.Content) -> str:
    """A table with a cell for each fact, under a row of names where the list has a heading."""
    if not all(entry.title for entry in page.related):
        return _table(markup, page)
    names = ("Commitment", "ID", "Year", "Policy Area") if page.related_heading else ()
    rows = [markup.tag("tr", "".join(markup.tag("th", name) for name in names))] if names else []
    for entry in page.related:
        cells = [_title(markup, page, entry), entry.id, str(entry.cycle), escaped(entry.policy_area)]
        rows.append(markup.tag("tr", "".join(markup.tag("td", cell) for cell in cells)))
    return markup.tag("table", markup.tag("tbody", markup.gap.join(rows)))


def _cards(markup: Markup, page: c.Content) -> str:
    return markup.tag("div", markup.gap.join(_card(markup, page, entry) for entry in page.related))


def _divs(markup: Markup, page: c.Content) -> str:
    parts = [_title(markup, page, e, "div") + _facts(markup, page, e, "div") for e in page.related]
    return markup.tag("div", markup.gap.join(parts))


def _lines(markup: Markup, page: c.Content) -> str:
    lines = [
        f"{number}. {_title(markup, page, entry)}<br>{_facts(markup, page, entry)}<br>"
        for number, entry in enumerate(page.related, start=1)
    ]
    return markup.tag("p", markup.gap.join(lines))


def address(page: c.Content, entry: c.Entry) -> str:
    """Return the path of an entry's page."""
    return f"/members/{page.slug}/commitments/{entry.id}/"


def _title(markup: Markup, page: c.Content, entry: c.Entry, around: str = "") -> str:
    if entry.title is None:
        return ""
    star = '<img src="/wp-content/themes/ogp/star.svg" alt="Starred commitment">' if entry.starred else ""
    anchor = markup.tag("a", star + escaped(entry.title), href=markup.address(address(page, entry)))
    return markup.tag(around, anchor) if around else anchor


def _facts(markup: Markup, page: c.Content, entry: c.Entry, around: str = "") -> str:
    text = facts(entry)
    if entry.title is None:
        text = markup.tag("a", text, href=markup.address(address(page, entry)))
    return markup.tag(around, text) if around else text


def facts(entry: c.Entry) -> str:
    """Return the line under the title; an empty policy area keeps its comma."""
    return f"{entry.id}, {entry.cycle}, {escaped(entry.policy_area)}".strip()


def _card(markup: Markup, page: c.Content, entry: c.Entry) -> str:
    inner = markup.tag("h4", _title(markup, page, entry)) if entry.title else ""
    return markup.tag("article", markup.tag("div", inner + markup.tag("p", _facts(markup, page, entry))))


_LISTS: dict[str, Callable[[Markup, c.Content], str]] = {
    "list": _list,
    "table": _table,
    "cells": _cells,
    "cards": _cards,
    "divs": _divs,
    "br": _lines,
}
