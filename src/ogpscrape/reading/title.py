"""The title with its ID, and the member's name above it: the anchor from which the rest of the page is read."""

import re
from bisect import bisect_left
from functools import cache
from typing import NamedTuple
from unicodedata import normalize as unicode_form

from ogpscrape.commitment import Warning as RecordWarning
from ogpscrape.identifiers import prefix_of
from ogpscrape.reading.document import Document
from ogpscrape.reading.labels import begins_something, header_labels, labels_of
from ogpscrape.reading.looks import looks_of, pieces, plain_words, without_edges
from ogpscrape.reading.places import Block, warning
from ogpscrape.reading.scales import normalize, vocabulary
from ogpscrape.vocabulary.members import Member, member_of
from ogpscrape.warning_codes import WarningCode

_TITLE = re.compile(r"(?P<title>.*?)\s*\((?P<id>[A-Z]{2,5}\d{4})\)\s*[✪★]?", re.DOTALL)
_ENDS_WITH_ID = re.compile(r"\([A-Z]{2,5}\d{4}\)\s*[✪★]?$")
_PAGE_TITLE = re.compile(r"(?P<title>.+?)\s*\((?P<id>[A-Z]{2,5}\d{4})\)\s*(?:[|–—-].*)?")
_FROM = re.compile(r"\|\s*Commitment from (?P<name>[^|]+?)\s*(?:\||$)", re.IGNORECASE)
_MEMBER_LINK = re.compile(r"/members/(?P<slug>[A-Za-z0-9-]+)/?(?:[?#].*)?$")
#: Within how many blocks after its title a header's labels are.
_REACH = 60
_LONGEST_TITLE = 3_000
_LONGEST_NAME = 80
_ACCENTS = dict.fromkeys(range(0x300, 0x370))


class Title(NamedTuple):
    """Title and ID, and the member as the page names it. Blocks are -1 where only `<title>` has the words."""

    title: str
    id: str
    first_block: int
    last_block: int
    member: str | None
    member_start: int
    slug: str | None
    warnings: tuple[RecordWarning, ...]


def find_title(document: Document) -> Title | None:
    """Return the title: the block that ends with an ID in parentheses and has the header's labels after it.

    Where no block does, the words of `<title>` count. Breadcrumbs and menus may hold the title, too: the last one
    counts of those with the same labels after them.
    """
    found = [
        index
        for index, block in enumerate(document.blocks)
        if block.role not in ("menu", "choice", "contents")
        and block.end - block.start < _LONGEST_TITLE
        and document.text[block.end - 1] in ")✪★"
        and _ENDS_WITH_ID.search(document.text[max(block.start, block.end - 24) : block.end])
    ]
    page = _PAGE_TITLE.fullmatch(document.title or "")
    if not found:
        return _with_member(document, page["title"], page["id"], -1, -1, ()) if page else None
    labels = _labels(document)
    index = max(found, key=lambda one: (_labels_after(labels, one), one))
    title, id_, first = _words(document, index)
    warnings = _differences(document, title, id_, [one for one in found if one < index], page)
    last = document.blocks[index]
    whole = [*document.blocks[first:index], last.part(last.start, last.start + _title_end(document, last))]
    if (odd := looks_of(document, whole)) is not None:
        message = f"{odd[:80]!r} looks otherwise than the rest of {title[:80]!r}"
        warnings = (*warnings, warning(WarningCode.TITLES_DIFFER, message, "title"))
    return _with_member(document, title, id_, first, index, warnings)


def _labels(document: Document) -> list[tuple[int, int]]:
    """Return the blocks that begin with a label or small heading of a header, and its place in the header's order."""
    order = header_labels()
    found = []
    for index, (block, label) in enumerate(zip(document.blocks, labels_of(document), strict=True)):
        if label and label.closed and "header" in label.meanings and block.role not in ("menu", "contents"):
            found.append((index, order[label.meanings["header"]].order))
    return found


def _labels_after(labels: list[tuple[int, int]], first: int) -> int:
    start = bisect_left(labels, (first, -1))
    return len({order for index, order in labels[start : start + _REACH] if index <= first + _REACH})


def header_start(document: Document) -> int:
    """Return the block where a header begins whose title is not visible: after it are the most labels in order."""
    labels = _labels(document)
    best, most = 0, 0
    for number, (index, _) in enumerate(labels):
        run, last = 0, -1
        for _, order in labels[number : number + _REACH]:
            if order <= last:
                break
            run, last = run + 1, order
        if run >= most:
            best, most = index, run
    return best


def _words(document: Document, index: int) -> tuple[str, str, int]:
    """Return the title, its ID, and the block where the title begins: it may be on several lines."""
    blocks = document.blocks
    last = blocks[index]
    match = _TITLE.fullmatch(document.text[last.start : last.end])
    id_ = match["id"] if match else ""
    title = plain_words(document, last.part(last.start, last.start + match.end("title"))) if match else ""
    first = index
    if not title.strip() and index:  # the ID on a line of its own, under the title
        first = index - 1
        title = document.of(blocks[first])
    while first and _goes_on(blocks[first - 1], blocks[first], title):
        first -= 1
        title = f"{document.of(blocks[first])} {title}"
    return without_edges(" ".join(title.split())), id_, first


def _title_end(document: Document, block: Block) -> int:
    match = _TITLE.fullmatch(document.text[block.start : block.end])
    return match.end("title") if match else 0


def _goes_on(above: Block, block: Block, title: str) -> bool:
    """Tell whether a title began on the block above: in the same heading, or in text before a line end."""
    if above.role == "menu" or block.gap:
        return False
    return block.group == above.group if block.kind == "heading" else title[:1].islower()


def _differences(
    document: Document, title: str, id_: str, others: list[int], page: re.Match[str] | None
) -> tuple[RecordWarning, ...]:
    """Return warnings of other titles above the page's own, and of one in `<title>` that differs."""
    found = [_words(document, one)[:2] for one in others]
    ids = [other for words, other in found if other != id_]
    warnings = []
    if ids or (page and page["id"] != id_):
        message = f"the title says {id_}, another one on the page {ids[0] if ids else page['id'] if page else ''}"
        warnings.append(warning(WarningCode.IDS_DIFFER, message, "id"))
    elif page and _letters(page["title"]) != _letters(title):
        message = f"the page says {title[:100]!r}, its <title> {page['title'][:100]!r}"
        warnings.append(warning(WarningCode.TITLES_DIFFER, message, "title"))
    return tuple(warnings)


def _letters(text: str) -> str:
    """Return the letters and digits of a text for comparing, without case and accents."""
    return "".join(re.findall(r"[^\W_]", unicode_form("NFKD", text.casefold()).translate(_ACCENTS)))


# -- the member -------------------------------------------------------------------------------------------------------


def _with_member(
    document: Document, title: str, id_: str, first: int, last: int, warnings: tuple[RecordWarning, ...]
) -> Title:
    """Return the title with the member's name: the block above it, when it can be one, else the words of `<title>`."""
    known = member_of(prefix_of(id_))
    match = _FROM.search(document.title or "")
    said = match["name"] if match else None
    names = {_letters(one) for one in (*_names(known), said) if one}
    top = (first if last >= 0 else header_start(document)) - 1
    nearest = top
    for index in range(top, max(-1, top - 12), -1):
        block = document.blocks[index]
        name = document.of(block)
        slug = _linked_slug(document, block)
        passed_over = (
            _ENDS_WITH_ID.search(name)
            or block.role in ("menu", "button", "contents")
            or normalize(name) in _not_names()
        )
        if passed_over or begins_something(document, block.start, block.end):
            nearest -= index == nearest
            continue
        own, odd = _own_words(document, block, names)
        if slug or own or (index == nearest and _can_be_name(document, name, known, said)):
            if odd:
                message = f"{odd[:80]!r} looks otherwise than the rest of {name[:80]!r}"
                warnings = (*warnings, warning(WarningCode.UNKNOWN_MEMBER, message, "member.name"))
            return Title(title, id_, first, last, own or without_edges(name), block.start, slug, warnings)
    return Title(title, id_, first, last, said, -1, None, warnings)


def _names(known: Member | None) -> tuple[str, ...]:
    """Return the names that a member is known by, in all spellings of its address."""
    return (known.name, known.slug, *known.slug_aliases) if known else ()


def _own_words(document: Document, block: Block, names: set[str]) -> tuple[str, str]:
    """Return which words of a block are the member's name, and, where none are, those that look otherwise."""
    found = [(document.words(low, high), look) for low, high, look in pieces(document, block)]
    own = next((words for words, _ in found if _letters(words) in names), "")
    return own, "" if own else next((words for words, look in found if look != found[0][1]), "")


def _linked_slug(document: Document, block: Block) -> str | None:
    for link in document.links_in(block.start, block.end + 1):
        match = _MEMBER_LINK.search(link.address)
        if match and link.start <= block.start and block.end <= link.end + 1:
            return match["slug"].lower()
    return None


@cache
def _not_names() -> frozenset[str]:
    table = vocabulary("boilerplate")
    names = (*table["lines"], *table["outside"], *table["contents"], "Home", "Members", "About")
    return frozenset(normalize(words) for words in names)


def _can_be_name(document: Document, name: str, known: Member | None, said: str | None) -> bool:
    """Tell whether the block above the title can be a member's name: a few words, each a name's, no sentence, no label.

    In HTML a menu may be there: the block must have a word in common with the name that is known otherwise.
    """
    otherwise = f"{known.name} {known.slug}" if known else said
    if document.rendering == "html" and otherwise:
        stems = {word[:4] for word in re.findall(r"\w{4,}", otherwise.casefold())}
        if not any(word[:4] in stems for word in re.findall(r"\w{4,}", name.casefold())):
            return False
    if not name or len(name) > _LONGEST_NAME or name[-1] in ".!?:" or any(sign in name for sign in "|>»/@:0123456789"):
        return False
    return all(word[0].isupper() or len(word) <= 4 for word in re.findall(r"\w[\w'’.-]*", name))
