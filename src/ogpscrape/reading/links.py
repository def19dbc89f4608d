"""Hyperlinks as data: addresses made absolute, and only those that a reader could follow without harm."""

import re
from collections.abc import Iterator
from urllib.parse import urljoin, urlsplit

from ogpscrape.commitment import Link
from ogpscrape.identifiers import SITE
from ogpscrape.reading.document import Document

_SAFE = frozenset({"http", "https", "mailto", "ftp", "tel"})
_CONTROL = re.compile(r"[\x00-\x20\x7f]+")
_LONGEST = 8_000
#: Absolute addresses of the web with nothing in them that needs care.
_USUAL = re.compile(r"https?://[a-z0-9.-]+(?:/[A-Za-z0-9_~./%=&?+,;:@!$'()*-]*)?", re.ASCII)


def absolute(address: str, base: str | None) -> str | None:
    """Return a link's address, absolute, or None when it is not of the web or of mail (`javascript:`, `data:` ...).

    White space and control characters are taken out as a browser does (WHATWG URL Standard, section 4.4).
    """
    if _USUAL.fullmatch(address):
        return address
    cleaned = re.sub(r"[\t\n\r]", "", address).strip("".join(map(chr, range(33))))
    if _CONTROL.search(cleaned):
        cleaned = _CONTROL.sub(lambda found: "%20" * len(found[0]), cleaned)
    try:
        joined = urljoin(base or f"{SITE}/", cleaned)
        parts = urlsplit(joined)
    except ValueError:
        return None
    if parts.scheme not in _SAFE or len(joined) > _LONGEST:
        return None
    return joined


def links_between(document: Document, start: int, end: int, base: str | None) -> Iterator[Link]:
    """Yield the links between two places, in page order, with absolute addresses."""
    for link in document.links_in(start, end + 1):
        yield Link(text=document.words(link.start, link.end), url=absolute(link.address, base))
