"""Elements with class names that mean nothing, and the words inside a line as HTML."""

import re
from html import escape
from random import Random

from tests.layouts import content as c
from tests.layouts.style import Style

SITE = "https://www.opengovpartnership.org"

_NOTE = re.compile(r"\[Note \d+:[^\]]*\]")
#: Words of the vocabulary on elements that have nothing to do with them: a class name proves nothing.
_CLASSES = ("col", "u-mt-4", "status", "title", "css-1q8x", "wp-block", "description", "overview", "footer-ish", "x")


def escaped(text: str) -> str:
    """Return text for HTML; some no-break spaces and quotes become entities, as editors leave them."""
    return escape(text, quote=False).replace("\u00a0\u00a0", "&nbsp;&#160;").replace("\u00ad", "&shy;")


class Markup:
    """Writes the elements of one page in one style; the same page and style always give the same bytes."""

    def __init__(self, style: Style, seed: str) -> None:
        self.style = style
        self.random = Random(seed)
        self.gap = "\n" if style.pretty else ""

    def tag(self, name: str, inner: str = "", **attributes: str) -> str:
        """Return an element, now and then with class names of no meaning."""
        if "class_" in attributes:
            attributes["class"] = attributes.pop("class_")
        elif self.random.random() < 0.4:
            attributes["class"] = " ".join(self.random.sample(_CLASSES, 2))
        text = "".join(f' {key.replace("_", "-")}="{escape(value)}"' for key, value in attributes.items())
        return f"<{name}{text}>{inner}</{name}>"

    def address(self, url: str) -> str:
        """Return a link's address: with the site's host or without, as the style has it."""
        return SITE + url if url.startswith("/") and self.style.absolute else url

    def link(self, text: str, url: str) -> str:
        """Return a hyperlink; links that leave the page have a hidden remark, as accessibility plugins add it."""
        remark = '<span hidden=""> (opens in a new window)</span>' if url.startswith(("http", "/documents")) else ""
        return self.tag("a", escaped(text) + remark, href=self.address(url))

    def inlines(self, inlines: c.Inlines) -> str:
        """Return words of a line as HTML."""
        html = "".join(self._inline(inline) for inline in inlines)
        return _NOTE.sub(lambda match: self._note(match[0]), html)

    def _note(self, html: str) -> str:
        return html if self.style.notes == "bare" else self.tag(self.style.notes, html)

    def _inline(self, inline: c.Inline) -> str:
        match inline:
            case c.Link(text, url):
                html = self.link(text, url)
            case c.Term(text, explanation):
                html = self._tooltip(text, explanation)
            case c.Break():
                html = "<br>" + self.gap
            case c.Icon() | c.Drawn() | c.Info():
                html = self._picture(inline)
            case _:
                html = self._words(inline)
        return html

    def _words(self, inline: c.Text | c.Strong | c.Label | c.Emphasis) -> str:
        text = escaped(inline.text)
        match inline:
            case c.Label(words) if self.style.labels != "bare" and words[:1].isalpha():
                return self.tag("strong", text)
            case c.Strong():
                return self.tag("strong", text)
            case c.Emphasis():
                return self.tag("em", text)
        return text

    def _picture(self, inline: c.Icon | c.Drawn | c.Info) -> str:
        match inline:
            case c.Icon(word):
                return f'<img src="/wp-content/themes/ogp/icon.svg" alt="{escape(word)}" width="16">'
            case c.Drawn(word):
                return self._drawing(word)
            case c.Info() if self.style.icon == "img":
                return '<img src="/wp-content/themes/ogp/info.svg" alt="i">'
            case c.Info():
                return self.tag(self.style.icon, "i", title="What is this?")

    def _tooltip(self, term: str, explanation: str) -> str:
        body = escaped(explanation) + ' <a href="/glossary/">More</a>'
        hidden = {
            "role": f'<span role="tooltip" id="tip{self.random.randrange(10**6)}">{body}</span>',
            "hidden": f"<span hidden>{body}</span>",
            "display": f'<span style="position:absolute; display: none">{body}</span>',
            "aria-hidden": f'<span aria-hidden="true">{body}</span>',
            "visible": f'<span class="x">{body}</span>',
            "template": f"<template>{body}</template>",
            "details": f'<span role="tooltip" aria-hidden="true" style="visibility:hidden">{body}</span>',
        }[self.style.tooltip]
        return self.tag("span", escaped(term) + hidden, tabindex="0")

    def _drawing(self, word: str) -> str:
        slug = word.lower().replace(" ", "-")
        svg = f"<title>{word}</title><rect width='60' height='12'/>"
        return {
            "alt": f'<img src="/wp-content/uploads/bar3.png" alt="{word}" width="90" height="12">',
            "aria-label": f'<div role="img" aria-label="{word}"><i></i><i></i><i></i></div>',
            "title": f'<span title="{word}"><i></i><i></i></span>',
            "svg": f'<svg viewBox="0 0 90 12" role="img">{svg}</svg>',
            "file-name": f'<img src="/wp-content/themes/ogp/img/rating-{slug}.svg" alt="">',
            "class": f'<span class="rating-bar rating-bar--{slug}"></span>',
            "data": f'<span data-rating="{slug}"></span>',
        }[self.style.drawing]
