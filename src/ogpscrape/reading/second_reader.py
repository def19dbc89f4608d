"""A second pair of eyes: what a page shows, read again by code that shares nothing with the first reader.

It knows nothing of commitments. It answers one question, which characters a person can see, so that the account of the
first reader can be held against it. The first reader has lxml's tree, this one lexbor's, an HTML5 parser in C.
"""

import re
from collections import Counter

from selectolax.lexbor import LexborHTMLParser

#: Elements that no person sees, by the HTML Standard's own style sheet (section 15.3.1), and what scripts replace.
_NEVER = (
    "script, style, template, noscript, head, iframe:not([srcdoc]), object[data], audio, video, canvas, datalist, "
    "math, title, desc, "
    "svg title, svg desc, metadata"
)
#: A tag, lower case, but of elements that hold none of their own kind: the void ones, those that the next of their kind
#: ends, and SVG's shapes.
_TAG = re.compile(
    r"<(/?)(?!(?:area|base|br|col|embed|hr|img|input|link|meta|source|track|wbr"
    r"|p|li|dt|dd|option|optgroup|tr|td|th|thead|tbody|tfoot|colgroup|caption|rt|rp|body|html|head"
    r"|path|circle|ellipse|rect|line|polyline|polygon|use|stop|image)[\s/>])([a-z][^\s/>]*)"
)
#: Lexbor's time grows with the square of this depth, in elements.
DEEPEST = 1_500
#: A template that is shown in its place. Source: HTML Standard, section 4.12.3, declarative shadow roots.
_SHADOW = re.compile(r"<template\b[^<>]*\bshadowrootmode\b[^<>]*>", re.IGNORECASE)
#: Frames within frames are read down to this depth.
_DEEPEST_FRAME = 3
#: So few elements are read in no time however they are nested.
_FEW = 8_000


def shown_text(page: str, depth: int = 0) -> str | None:
    """Return the characters of a page of HTML that a person can see, white space left out.

    Text that is hidden is left out whatever may open it: the first reader has to say what it took of it. `depth` is how
    many frames (`srcdoc`) the page is in. None for a page nested deeper than `DEEPEST`.
    """
    if _depth(page) > DEEPEST:
        return None
    tree = LexborHTMLParser(_SHADOW.sub("<div>", page) if "shadowrootmode" in page else page)
    for node in tree.css(_NEVER):
        node.decompose()
    if "srcdoc" in page and depth < _DEEPEST_FRAME:
        for frame in tree.css("iframe[srcdoc]"):
            frame.replace_with(shown_text(frame.attributes["srcdoc"] or "", depth + 1) or "")
    body = tree.body
    return "".join(body.text(deep=True).split()) if body is not None else ""


def shown_text_of_plain(page: str) -> str:
    """Return the visible characters of a page of plain text, white space left out."""
    return "".join(page.split())


def _depth(page: str) -> int:
    """Return how many elements are open at once, or more: an end tag counts only for elements of its own name."""
    if page.count("<") - page.count("</") <= _FEW:
        return 0
    open_of: Counter[str] = Counter()
    depth = deepest = 0
    for closing, name in _TAG.findall(page.lower()):
        if not closing:
            open_of[name] += 1
            depth += 1
            deepest = max(deepest, depth)
        elif open_of[name]:
            open_of[name] -= 1
            depth -= 1
    return deepest
