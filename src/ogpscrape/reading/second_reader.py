"""A second pair of eyes: what a page shows, read again by code that shares nothing with the first reader.

It knows nothing of commitments. It answers one question, which characters a person can see, so that the account of the
first reader can be held against it. The first reader has lxml's tree, this one lexbor's, an HTML5 parser in C.
"""

import re

from selectolax.lexbor import LexborHTMLParser

_NOT_SPACE = re.compile(r"\S+")
#: Elements that no person sees, by the HTML Standard's own style sheet (section 15.3.1), and what scripts replace.
_NEVER = (
    "script, style, template, noscript, head, iframe:not([srcdoc]), object[data], audio, video, canvas, datalist, "
    "math, title, desc, "
    "svg title, svg desc, metadata"
)
_TAG = re.compile(r"<(/?)[a-zA-Z][^<>]*?(/?)>")
#: Lexbor's time grows with the square of this depth, in elements.
DEEPEST = 1_500


def shown_text(page: str) -> str | None:
    """Return the characters of a page of HTML that a person can see, white space left out.

    Text that is hidden is left out whatever may open it: the first reader has to say what it took of it. None for a
    page nested deeper than `DEEPEST`.
    """
    if _depth(page) > DEEPEST:
        return None
    tree = LexborHTMLParser(page)
    for node in tree.css(_NEVER):
        node.decompose()
    body = tree.body
    return "".join(_NOT_SPACE.findall(body.text(deep=True))) if body is not None else ""


def shown_text_of_plain(page: str) -> str:
    """Return the visible characters of a page of plain text, white space left out."""
    return "".join(_NOT_SPACE.findall(page))


def _depth(page: str) -> int:
    """Return an upper bound of how many elements are open at once: those opened less those closed."""
    opened = page.count("<") - 2 * page.count("</")
    return opened if opened > DEEPEST and _open_at_once(page) > DEEPEST else 0


def _open_at_once(page: str) -> int:
    depth = deepest = 0
    for match in _TAG.finditer(page):
        depth += -1 if match[1] else 0 if match[2] else 1
        deepest = max(deepest, depth)
    return deepest
