"""The ways a page can be marked up, each a choice that is independent of the others."""

from dataclasses import dataclass
from typing import Literal

HeaderStyle = Literal["dl", "table", "strong", "spans", "divs", "headings", "bare headings", "br", "cards", "lists"]


@dataclass(frozen=True)
class Style:
    """One theme that the site could have.

    Attributes:
        header: how labels and values of the header are together.
        headings: `h` is h1 to h6 by level, the others are always the same element.
        labels: how the labels of the IRM summary are.
        paragraphs: `br` puts the whole body in one paragraph, with a blank line (`<br><br>`) between its parts.
        lists: `ul` is ul and ol, `br` lines with numbers in the text, `divs` a div for each item, numbers in the text.
        title: where the title is.
        drawing: how a rating is drawn.
        related: how the list of commitments is built; `cells` parts ID, cycle and policy area without commas.
        notes: what is around a note.
        tooltip: how a glossary text is hidden; `visible` leaves that to a style sheet.
        icon: what the info icon is.
        colon: whether the colon is in the label's element or behind it.
        values: how several links after one label are parted: by commas, or each in an item of a list.
        semantic: nav, main and footer elements instead of div.
        contents: whether the title is followed by a list of in-page links.
        pretty: white space between the elements of the source.
        absolute: links with scheme and host.

    """

    header: HeaderStyle = "dl"
    headings: Literal["h", "h3", "strong", "div", "div strong"] = "h"
    labels: Literal["strong", "bare", "headings", "divs", "dl"] = "strong"
    paragraphs: Literal["p", "div", "br"] = "p"
    lists: Literal["ul", "br", "divs"] = "ul"
    title: Literal["h1", "h2", "div", "head"] = "h1"
    drawing: Literal["alt", "aria-label", "title", "svg", "file-name", "class", "data"] = "alt"
    related: Literal["list", "table", "cells", "cards", "divs", "br"] = "list"
    notes: Literal["bare", "sup", "span"] = "bare"
    tooltip: Literal["role", "hidden", "display", "details", "template", "aria-hidden", "visible"] = "role"
    icon: Literal["span", "button", "sup", "img"] = "span"
    colon: Literal["inside", "behind"] = "inside"
    values: Literal["commas", "list"] = "commas"
    semantic: bool = True
    contents: bool = True
    pretty: bool = True
    absolute: bool = True


STYLES: dict[str, Style] = {
    "definition_list": Style(),
    "table": Style(
        header="table",
        icon="button",
        headings="h3",
        drawing="aria-label",
        related="table",
        tooltip="hidden",
        absolute=False,
    ),
    "strong_paragraphs": Style(
        header="strong",
        colon="behind",
        headings="strong",
        drawing="title",
        title="h2",
        notes="sup",
        tooltip="display",
        semantic=False,
    ),
    "spans": Style(
        header="spans",
        headings="div",
        labels="bare",
        drawing="svg",
        related="cards",
        notes="span",
        pretty=False,
        tooltip="hidden",
    ),
    "divs": Style(
        header="divs",
        headings="div",
        labels="divs",
        paragraphs="div",
        lists="divs",
        title="div",
        drawing="file-name",
        related="divs",
        semantic=False,
        pretty=False,
        absolute=False,
    ),
    "label_headings": Style(
        header="headings", labels="headings", drawing="class", related="cards", tooltip="aria-hidden", notes="span"
    ),
    "bare_label_headings": Style(
        header="bare headings", headings="h3", labels="headings", title="head", drawing="data", related="table"
    ),
    "line_breaks": Style(
        header="br",
        headings="strong",
        labels="bare",
        paragraphs="br",
        lists="br",
        title="h2",
        drawing="alt",
        related="br",
        semantic=False,
        tooltip="display",
    ),
    "nested_cards": Style(
        header="cards", headings="div strong", labels="divs", title="head", drawing="svg", related="cards", notes="sup"
    ),
    "lists": Style(
        header="lists",
        icon="sup",
        labels="dl",
        drawing="file-name",
        related="list",
        tooltip="template",
        contents=False,
        absolute=False,
        pretty=False,
    ),
    "tight_definition_list": Style(
        colon="behind",
        icon="img",
        headings="div strong",
        labels="bare",
        paragraphs="div",
        lists="br",
        title="h2",
        drawing="data",
        related="divs",
        tooltip="details",
        semantic=False,
        pretty=False,
    ),
    "tight_table": Style(
        header="table",
        headings="strong",
        labels="dl",
        drawing="class",
        title="head",
        related="br",
        notes="span",
        tooltip="visible",
        contents=False,
        pretty=False,
    ),
}
