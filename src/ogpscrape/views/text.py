"""What a page says, made safe to show: text that commands no terminal, addresses that can only be opened."""

import re
from typing import NamedTuple
from urllib.parse import quote, urlsplit

# Control characters but the line end, what reorders text, and halves of surrogate pairs, which no encoding can write.
_CONTROL = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]+")
# Bullets of symbol fonts, left over from word processors: no font of a reader's has them.
_SYMBOL_FONT = re.compile("[\uf000-\uf0ff]")
_NOTE = re.compile(r"\[\^(\d{1,9})\]")

#: The longest address that is made a link, in characters. Browsers and terminals refuse much longer ones.
ADDRESS_LIMIT = 2_000


class Piece(NamedTuple):
    """A stretch of prose: text, or the place where a note is cited (then `text` is as the record writes it)."""

    text: str
    note: int | None = None


def plain(text: str) -> str:
    """Return `text` without what could command a terminal or reorder a line; line ends stay."""
    shown = _CONTROL.sub(lambda found: " " if found[0].isspace() else "\N{REPLACEMENT CHARACTER}", text)
    return _SYMBOL_FONT.sub("•", shown)


def one_line(text: str) -> str:
    """Return `text` on one line, all white space squeezed."""
    return " ".join(plain(text).split())


def pieces(prose: str) -> list[Piece]:
    """Split prose at the places where it cites notes (`[^7]`)."""
    found: list[Piece] = []
    end = 0
    for match in _NOTE.finditer(prose):
        if match.start() > end:
            found.append(Piece(prose[end : match.start()]))
        found.append(Piece(match[0], int(match[1])))
        end = match.end()
    if end < len(prose):
        found.append(Piece(prose[end:]))
    return found


def web_address(url: str | None) -> str | None:
    """Return an address that may be made a link, in ASCII; None for any other scheme than http and https.

    `javascript:`, `data:`, `file:` and their like stay text, and so does an address with white space or control
    characters in it, or one longer than `ADDRESS_LIMIT`.
    """
    if not url or len(url) > ADDRESS_LIMIT or _CONTROL.search(url) or any(letter.isspace() for letter in url):
        return None
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").encode("idna").decode("ascii")
    except ValueError:
        return None
    if parts.scheme.lower() not in ("http", "https") or not host:
        return None
    return quote(url, safe="%/:=&?~#+!$,;'@()*[]")
