"""What stands around a commitment: banners and menus above its title, footers below the commitments list."""

import re
from functools import cache

from ogpscrape.identifiers import parse_address
from ogpscrape.reading.context import Context
from ogpscrape.reading.document import Line
from ogpscrape.reading.words import plain, vocabulary

#: A line of more words than this, or one that ends as a sentence does, is no menu entry.
_MENU_WORDS = 8
#: A banner that no word gives away is not longer than this, in characters.
_LONGEST_BANNER = 160
_NUMBERED = re.compile(r"\d{1,4}\.(?:\s|$)")
#: No menu entry, banner or footer line is longer than this, in characters.
_LONGEST_FURNITURE = 2_000
_SENTENCE = re.compile(r"[.!?…]\s*$")


def is_furniture_anywhere(context: Context, line: Line) -> bool:
    """Tell whether a line is furniture wherever it stands: by its element, or by its words."""
    if line.furniture:
        return True
    if line.end - line.start > _LONGEST_FURNITURE:
        return False
    words = context.text(line)
    if plain(words) in _known_lines() or _known_pieces().search(words):
        return True
    links = context.document.links_in(line.start, line.end + 1)
    sharing = vocabulary("furniture")["sharing"]
    return any(link.end - link.start == line.end - line.start and _any_in(sharing, link.address) for link in links)


def _any_in(pieces: list[str], text: str) -> bool:
    return any(piece in text for piece in pieces)


def is_furniture_outside(context: Context, line: Line) -> bool:
    """Tell whether a line above the title or below the list is furniture: a link, a banner, a menu entry.

    A sentence that says nothing of cookies, surveys and the like is not: it may be content that a redesign moved.
    """
    if is_furniture_anywhere(context, line):
        return True
    if line.end - line.start > _LONGEST_FURNITURE:
        return False
    words = context.text(line)
    if _banner_words().search(words):
        return True
    links = list(context.document.links_in(line.start, line.end + 1))
    if _NUMBERED.match(words) or any(parse_address(link.address) for link in links):
        return False  # an entry of the commitments list that lost its ID, not of a menu
    linked = sum(link.end - link.start for link in links)
    return linked * 10 >= (line.end - line.start) * 8 or (
        len(words.split()) <= _MENU_WORDS and not _SENTENCE.search(words)
    )


@cache
def _known_lines() -> frozenset[str]:
    table = vocabulary("furniture")
    return frozenset(plain(one) for one in (*table["lines"], *table["contents"]))


@cache
def _known_pieces() -> re.Pattern[str]:
    return re.compile("|".join(re.escape(one) for one in vocabulary("furniture")["anywhere"]), re.IGNORECASE)


@cache
def _banner_words() -> re.Pattern[str]:
    words = "|".join(re.escape(one) for one in vocabulary("furniture")["banners"])
    return re.compile(rf"(?<!\w)(?:{words})(?!\w)", re.IGNORECASE)


def claim_outside(context: Context, lines: list[Line], *, banners: bool = False) -> None:
    """Claim the furniture among lines outside of the commitment; what is none stays unclaimed.

    With `banners`, what stands between furniture, or above it, is a banner when it is short.
    """
    sure = [is_furniture_outside(context, line) for line in lines]
    last = max((index for index, one in enumerate(sure) if one), default=-1)
    for index, line in enumerate(lines):
        if sure[index] or (banners and index < last and line.end - line.start <= _LONGEST_BANNER):
            context.ledger.furniture(line.start, line.end)


def claim_inside(context: Context, lines: list[Line]) -> list[Line]:
    """Claim the furniture among lines of the commitment, and return the others."""
    kept: list[Line] = []
    for line in lines:
        # An item of a list may well be called "Search" or "Download".
        if is_furniture_anywhere(context, line) and (line.furniture or line.kind not in ("item", "more")):
            context.ledger.furniture(line.start, line.end)
        else:
            kept.append(line)
    return kept
