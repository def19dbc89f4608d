"""Whole pages as HTML: one renderer a style."""

from dataclasses import replace

from tests.layouts import content as c
from tests.layouts import surroundings
from tests.layouts.body import write_body
from tests.layouts.header import HEADERS
from tests.layouts.markup import Markup, escaped
from tests.layouts.related import write_related
from tests.layouts.style import STYLES, Style


def write_html(page: c.Content, layout: str) -> bytes:
    """Return the page in the named style of `STYLES`, UTF-8."""
    return write_styled(page, STYLES[layout], f"{layout} {page.id} {page.language}")


def write_styled(page: c.Content, style: Style, seed: str) -> bytes:
    """Return the page in any style, UTF-8; the same seed always gives the same bytes."""
    markup = Markup(style, seed)
    # Labels with a visible explanation were never seen: only terms in the text.
    header = Markup(replace(style, tooltip="role"), seed) if style.tooltip == "visible" else markup
    main = [
        _title(markup, page),
        surroundings.contents(markup, page) if style.contents else "",
        HEADERS[style.header](header, page.header),
        surroundings.hidden(markup),
        write_body(markup, tuple(placed.block for placed in page.body)),
        write_related(markup, page),
    ]
    inside = markup.gap.join(filter(None, main))
    parts = [
        surroundings.before(markup, page),
        markup.tag("main", inside, id="content") if style.semantic else markup.tag("div", inside, id="content"),
        surroundings.after(markup, page),
    ]
    head, body = surroundings.write_head(markup, page), markup.gap.join(parts)
    comment = f"<!-- {page.comment} -->\n" if page.comment else ""
    return (
        f'<!DOCTYPE html>\n{comment}<html lang="{page.language}">\n'
        f"<head>{markup.gap}{head}{markup.gap}</head>\n<body>{markup.gap}{body}{markup.gap}</body>\n</html>\n"
    ).encode()


def _title(markup: Markup, page: c.Content) -> str:
    member = markup.tag("a", escaped(page.member), href=markup.address(f"/members/{page.slug}/")) if page.member else ""
    name = markup.tag("p", member) + markup.gap if member else ""
    if markup.style.title == "head":
        return name
    return name + markup.tag(markup.style.title, escaped(f"{page.title} ({page.id})"))
