"""What is around a commitment and is not part of it: banners and menus above its title, footers below the list."""

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache

from ogpscrape.identifiers import parse_address
from ogpscrape.reading.document import Document
from ogpscrape.reading.labels import begins_something, label_at
from ogpscrape.reading.places import Block, Owner, boilerplate
from ogpscrape.reading.scales import normalize, vocabulary

#: No menu entry, banner or footer line is longer than this, in characters.
_LONGEST = 2_000
#: No line of the vocabulary is longer than this, in characters.
_LONGEST_LINE = 60
#: A shorter line, in characters, may be a fact that has a word of banners in it.
_SHORTEST_BANNER = 24
#: A banner above a "Skip Navigation" that no word gives away is not longer than this, in characters.
_LONGEST_BANNER = 300
#: A badge beside a value is shorter than this, in characters.
LONGEST_BADGE = 40
#: Signs that themes put after a heading, not more than so many of them.
SIGNS = "#¶§+−×›»▾▼▸►▲△⌃⌄🔗"
_LONGEST_SIGN = 2
#: What a link says of the file that it leads to.
_FILE = re.compile(r"[(\[]?(?:PDF|DOCX?|XLSX?|HTML)?,?\s*(?:[\d.,]+\s*[KM]B)?[)\]]?", re.IGNORECASE)
#: What a button says is not longer than this, in characters.
_LONGEST_BUTTON = 60
_NUMBERED = re.compile(r"\d{1,4}\.(?:\s|$)")
_OUTSIDE_ROLES = frozenset({"contents", "menu", "button", "banner", "footer", "choice"})


@cache
def _lines(name: str) -> frozenset[str]:
    return frozenset(normalize(one) for one in vocabulary("boilerplate")[name])


@cache
def _pieces() -> re.Pattern[str]:
    return re.compile("|".join(re.escape(one) for one in vocabulary("boilerplate")["anywhere"]), re.IGNORECASE)


@cache
def _words(name: str) -> re.Pattern[str]:
    words = "|".join(re.escape(one) for one in vocabulary("boilerplate")[name])
    return re.compile(rf"(?<!\w)(?:{words})(?!\w)", re.IGNORECASE)


def is_trap(words: str) -> bool:
    """Tell whether words are of a link that only a program follows, laid out for it."""
    return _pieces().search(words) is not None


def is_boilerplate_inside(document: Document, block: Block, *, at_end: bool = False) -> bool:
    """Tell whether a block between title and list is none of the content: a menu, a button, a link for sharing.

    Never because it is short: "Download" may well be a word of the plan.
    """
    if block.role == "contents":
        return True
    if block.role == "button" and block.end - block.start > _LONGEST_BUTTON:
        return False  # a card that is one button
    if block.role in ("menu", "button"):
        label = label_at(document, block.start, block.end)
        named = block.role == "button" and begins_something(document, block.start, block.end)
        return not (named or (label and label.closed))
    if block.role == "footer" and at_end:
        return True
    if block.kind in ("item", "more"):
        return False
    if block.start in _marked(document):
        return True
    if block.end - block.start > _LONGEST_LINE:
        return False
    words = normalize(document.text[block.start : block.end])
    return words in _lines("lines") or (at_end and words in _lines("outside"))


def is_anchor(document: Document, start: int, end: int) -> bool:
    """Tell whether what follows the words of a heading is nothing but a sign: of an anchor, or of what opens a text."""
    words = document.text[start:end].strip()
    return 0 < len(words) <= _LONGEST_SIGN and set(words) <= set(SIGNS)


def without_decorations(document: Document, block: Block) -> Iterator[tuple[int, int]]:
    """Yield the places of a value's words, without elements that hold a decoration: an icon, "Copy", "New"."""
    start = block.start
    for element in document.inlines_in(block.start, block.end + 1):
        alone = element.start <= block.start and element.end >= block.end
        words = document.text[element.start : element.end].strip()
        anchor = not alone and is_anchor(document, element.start, element.end)
        if element.start < start or element.end - element.start > LONGEST_BADGE or (element.tag == "a" and not anchor):
            continue
        # The name of an icon in a font of icons is one word, with underscores.
        icon = "icon" in element.shape and " " not in words and (not alone or "_" in words)
        if icon or anchor or _FILE.fullmatch(words) or normalize(words.strip("()[] ")) in _lines("decorations"):
            if element.start > start:
                yield start, element.start
            start = element.end
    if start < block.end:
        yield start, block.end


def _marked(document: Document) -> set[int]:
    """Return where the blocks begin that hold a trap, or are links for sharing the page."""
    found: set[int] | None = document.memo.get("marked")
    if found is None:
        found = set()
        lower = document.text.lower()
        if any(piece.lower() in lower for piece in vocabulary("boilerplate")["anywhere"]):
            for match in _pieces().finditer(document.text):
                found.add(document.blocks[document.block_at(match.start())].start)
        for link in document.links:
            if _sharing().search(link.address):
                block = document.blocks[document.block_at(link.start)]
                if link.end - link.start >= block.end - block.start:
                    found.add(block.start)
        document.memo["marked"] = found
    return found


@cache
def _sharing() -> re.Pattern[str]:
    return re.compile("|".join(re.escape(one) for one in vocabulary("boilerplate")["sharing"]))


def _is_outside(document: Document, block: Block, words_of: str) -> bool:
    """Tell whether a block above the title or below the list is boilerplate: a link, a banner, a menu entry."""
    # What is between the member's name and the title is in the same banner as they are.
    outside = block.role in _OUTSIDE_ROLES and (
        block.role != "banner" or (bool(words_of) and not begins_something(document, block.start, block.end))
    )
    if outside or is_boilerplate_inside(document, block._replace(kind="paragraph"), at_end=True):
        return True
    if block.end - block.start > _LONGEST:
        return False
    words = document.of(block)
    telling = words_of == "footers" or len(words) > _SHORTEST_BANNER or "©" in words
    if words_of and telling and _words(words_of).search(words):
        return True
    if words_of == "footers":
        return False  # a link below the list may be an entry of it
    links = list(document.links_in(block.start, block.end + 1))
    if _NUMBERED.match(words) or any(parse_address(link.address) for link in links):
        return False  # an entry of the commitments list that lost its ID, not of a menu
    linked = sum(link.end - link.start for link in links)
    return linked * 10 >= (block.end - block.start) * 8


def owners_outside(document: Document, blocks: list[Block], words_of: str, copies: frozenset[str]) -> tuple[Owner, ...]:
    """Return the owners of the boilerplate among blocks outside of the content; the others stay unclaimed.

    `words_of` names the list of words that tell it there: `banners` or `footers`, nothing right above the title.

    What is above a "Skip Navigation", or above the site's menu, is a banner. `copies` are texts of the content,
    normalized: a print footer may
    repeat the title.
    """
    known = [normalize(document.of(block)) in _lines("lines") for block in blocks]
    menu = [block.role == "menu" or _is_link(document, block) for block in blocks]
    below = [index for index in range(2, len(blocks)) if words_of == "banners" and all(menu[index - 2 : index + 1])]
    skip = max((index for index, one in enumerate(known) if one), default=-1)
    if document.rendering == "html":
        skip = max(below, default=-1)
    return tuple(
        boilerplate(block.start, block.end)
        for index, block in enumerate(blocks)
        if _is_outside(document, block, words_of)
        or (words_of == "footers" and _in_menu(menu, index))
        or (index < skip and block.end - block.start <= _LONGEST_BANNER)
        or normalize(document.of(block)) in copies
    )


def mark_contents(document: Document) -> Document:
    """Return the document with the lists of contents marked ("On this page"), and the strips of tabs.

    Their entries are links to places on the same page; a strip without a heading names parts of the page.
    """
    within = {link.start: link.end for link in document.links if _leads_within(document, link.address)}
    if not within:
        return document

    def points(block: Block) -> bool:
        """Tell whether a block is nothing but a link to a place on the same page."""
        return block.end - 1 <= within.get(block.start, -1)

    announcements = _lines("contents")
    found: set[int] = set()
    announced = False
    for index, block in enumerate(document.blocks):
        if block.end - block.start > 200:
            announced = False
            continue
        words = document.text[block.start : block.end]
        following = document.blocks[index + 1] if index + 1 < len(document.blocks) else block
        if len(words) < 40 and normalize(words).rstrip(":") in announcements and points(following):
            found.add(index)
            announced = True
        elif points(block) and (announced or begins_something(document, block.start, block.end)):
            found.add(index)
        else:
            announced = False
    if not found:
        return document
    blocks = (one._replace(role="contents") if number in found else one for number, one in enumerate(document.blocks))
    return replace(document, blocks=tuple(blocks))


def _leads_within(document: Document, address: str) -> bool:
    """Tell whether an address is of a place on the page itself, in a copy of it in an archive, too."""
    path, sign, name = address.partition("#")
    return bool(sign) and (not path or name in document.ids or "/commitments/" in path)


def _in_menu(menu: list[bool], index: int) -> bool:
    """Tell whether an entry is one of at least three links in a row."""
    return any(all(menu[first : first + 3]) and first + 3 <= len(menu) for first in range(max(0, index - 2), index + 1))


def _is_link(document: Document, block: Block) -> bool:
    return any(
        link.start <= block.start and block.end <= link.end + 1
        for link in document.links_in(block.start, block.end + 1)
    )
