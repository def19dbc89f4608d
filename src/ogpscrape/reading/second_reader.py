"""A second pair of eyes: what a page shows, read again by code that shares nothing with the first reader.

It knows nothing of commitments. It answers one question, which characters are visible, so that the account of the first
reader can be held against it. For HTML it stands on the standard library's parser, the first reader on lxml.
"""

import re
from html.parser import HTMLParser

_NOT_SPACE = re.compile(r"\S+")
_NEVER_SHOWN = {
    "script", "style", "template", "noscript", "head", "svg", "math", "iframe", "object", "audio", "video", "canvas",
    "textarea", "datalist", "title",
}  # fmt: skip
_EMPTY = {
    "area", "base", "br", "col", "embed", "frame", "hr", "img", "input", "keygen", "link", "meta", "param", "source",
    "track", "wbr", "basefont", "bgsound", "isindex", "command",
}  # fmt: skip
_CLOSED_STYLES = ("display:none", "visibility:hidden", "visibility:collapse")


def shown_text(page: str) -> str:
    """Return the visible characters of a page of HTML, white space left out."""
    reader = _SecondReader()
    reader.feed(_without_harmless_tags(page))
    reader.close()
    return "".join(reader.shown)


def shown_text_of_plain(page: str) -> str:
    """Return the visible characters of a page of plain text, white space left out."""
    return "".join(_NOT_SPACE.findall(page))


#: An attribute as the HTML Standard writes it (section 13.1.2.3); a name that begins with a dash may end a comment.
_ATTRIBUTE = r"""\s+[^\s"'<>/=-][^\s"'<>/=]*(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'=<>`]+))?"""
_HIDING = re.compile(
    rf"""<([a-z][^\s/>"'<=]*)(?:{_ATTRIBUTE})*?\s+
    (?:hidden|aria-hidden|role\s*=\s*["']?tooltip|style\s*=\s*(?:"[^"]*|'[^']*|\S*)(?:none|hidden|collapse))""",
    re.IGNORECASE | re.VERBOSE,
)


def _without_harmless_tags(page: str) -> str:
    """Take out the tags of elements that are shown wherever they stand on this page: they change nothing here.

    The parser takes most of its time for tags. A space stands for each, so that nothing new is formed.
    """
    told = {match[1].lower() for match in _HIDING.finditer(page)}
    names = told | _NEVER_SHOWN | {"body", "dialog", "plaintext", "xmp"}
    kept = "|".join(sorted(map(re.escape, names)))
    harmless = re.compile(rf"</?(?!(?:{kept})[\s/>])[a-z][^\s/>\"'<=]*(?:{_ATTRIBUTE})*\s*/?>", re.IGNORECASE)
    return harmless.sub(" ", page)


class _SecondReader(HTMLParser):
    """Keeps the text outside of elements that are not shown.

    `dark` holds the names of the open elements since the first one that is not shown; empty means all is shown.
    """

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.shown: list[str] = []
        self.dark: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _EMPTY:
            return
        if self.dark:
            self._enter_dark(tag)
        elif tag == "body":
            self.dark.clear()
        elif tag in _NEVER_SHOWN or _says_hidden(tag, attrs):
            self.dark.append(tag)

    def _enter_dark(self, tag: str) -> None:
        if tag == "body" and self.dark[0] == "head":
            self.dark.clear()
            return
        if tag in _OPTIONAL_END and self.dark[-1] == tag:
            return
        self.dark.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        # HTML knows no self-closing elements but inside svg and math, whose text is not shown anyway.
        if self.dark and self.dark[0] in ("svg", "math"):
            return
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        if tag in self.dark:
            while self.dark.pop() != tag:
                pass

    def handle_data(self, data: str) -> None:
        if not self.dark:
            self.shown.extend(_NOT_SPACE.findall(data))


#: Elements whose end tag may be left out: the next one of the same name ends them.
_OPTIONAL_END = {"p", "li", "dt", "dd", "option", "tr", "td", "th"}


def _says_hidden(tag: str, attrs: list[tuple[str, str | None]]) -> bool:
    said = {name: value or "" for name, value in attrs}
    if "hidden" in said and said["hidden"].lower() != "until-found":
        return True
    if said.get("aria-hidden", "").lower() == "true" or said.get("role") == "tooltip":
        return True
    if tag == "dialog" and "open" not in said:
        return True
    style = "".join(said.get("style", "").lower().split())
    return any(closed in style for closed in _CLOSED_STYLES)
