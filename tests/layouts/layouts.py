"""The layouts by name, for tests that hold every page in every one of them."""

from collections.abc import Callable
from functools import partial

from tests.layouts.content import Content
from tests.layouts.html import write_html
from tests.layouts.style import STYLES
from tests.layouts.text import TEXTS

#: HTML: each gives the same record of the same content.
LAYOUTS: dict[str, Callable[[Content], bytes]] = {name: partial(write_html, layout=name) for name in STYLES}

#: Text captures: each gives the record of `what_remains(name, content)`.
TEXT_LAYOUTS: dict[str, Callable[[Content], bytes]] = {name: write for name, (write, _) in TEXTS.items()}


def what_remains(name: str, content: Content) -> Content:
    """Return the part of a page that the named layout shows: all of it in HTML, less in a text capture."""
    return TEXTS[name][1](content) if name in TEXTS else content


def render(content: Content, name: str) -> bytes:
    """Return the page in the named layout, HTML or text."""
    return (LAYOUTS | TEXT_LAYOUTS)[name](content)
