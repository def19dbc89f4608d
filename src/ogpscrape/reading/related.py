"""The commitments list at the foot of the page: the only dependable index of a member's commitments.

In an entry are title, ID, year and policy area in any order; titles may be lost, and so may the heading of the list.
"""

import re
from collections import Counter
from collections.abc import Iterator
from functools import cache

from ogpscrape.commitment import Related
from ogpscrape.commitment import Warning as RecordWarning
from ogpscrape.identifiers import canonical_address, parse_address, slug_of
from ogpscrape.reading.boilerplate import without_decorations
from ogpscrape.reading.document import Block, Document, Owner, Read, boilerplate, warning
from ogpscrape.reading.labels import column_names
from ogpscrape.reading.related_list import Mention, RelatedList, list_headings
from ogpscrape.reading.scales import can_be_area, is_area, normalize, vocabulary
from ogpscrape.warning_codes import WarningCode

_NUMBER = re.compile(r"(\d{1,4})\.(?:\s+|$)")
_YEAR = re.compile(r"(?:19|20)\d\d")
_IDS = re.compile(r"(?<![A-Za-z0-9])[A-Z]{2,5}\d{4}(?![A-Za-z0-9])")
_YEARS = re.compile(r"(?:19|20)\d\d(?:\s*[–/-]\s*(?:(?:19|20)?\d\d))?")
_FACTS = re.compile(r"(?P<title>.+?)[\s,]+(?P<cycle>(?:19|20)\d\d)(?:\s*,\s*(?P<area>[^,]{1,70}))?")
_NOTHING = re.compile(r"[\s()\[\],;:|·•–—/-]*")
_STAR = re.compile(r"[✪★☆]\s*")
_LONGEST_TITLE = 1_500


def read_list(document: Document, found: RelatedList, own_id: str) -> Read[list[Related]]:
    """Return the entries of the list, and a warning when it is empty, has gaps or misses its own page."""
    owners: list[Owner] = []
    if found.heading:
        owners.append(boilerplate(found.heading.start, found.heading.end))
    owners += _between(document, found)
    entries: list[Related] = []
    numbers: list[int] = []
    warnings: list[RecordWarning] = []
    for position, (mention, start, end) in enumerate(found.entries):
        entry, number, places, odd = _entry(document, mention, (start, end), position)
        entries.append(entry)
        owners += places
        if number is not None:
            numbers.append(number)
        if odd:
            warnings.append(
                warning(
                    WarningCode.LIST_BROKEN, f"{mention.id} has several texts: {odd[:100]!r}", f"related[{position}]"
                )
            )
    return Read(entries, tuple(owners), (*warnings, *_check(entries, numbers, own_id)))


def _between(document: Document, found: RelatedList) -> Iterator[Owner]:
    """Yield the owners of what groups the entries: years, names of columns, a further heading."""
    position = found.heading.end if found.heading else found.start
    for _, start, end in found.entries:
        for block in document.blocks_from(position, start):
            words = document.of(block)
            known = normalize(words).rstrip(":") in list_headings() or normalize(words) in column_names()
            if known or _YEARS.fullmatch(words) or _NOTHING.fullmatch(words):
                yield boilerplate(block.start, block.end)
        position = end


def _entry(
    document: Document, mention: Mention, place: tuple[int, int], position: int
) -> tuple[Related, int | None, list[Owner], str]:
    start, end = place
    path = f"related[{position}]"
    text = document.text
    owners: list[Owner] = []
    titles: list[str] = []
    number: int | None = None
    cycle, area, starred = mention.cycle, mention.area or None, False
    for block in document.blocks_from(start, end):
        for low, high in ((block.start, min(block.end, mention.start)), (max(block.start, mention.end), block.end)):
            words = _words(document, block.part(low, high)) if low < high else ""
            if (match := _NUMBER.match(words)) and not titles:
                number = int(match[1])
                words = words[match.end() :]
            words, star = _without_star(words)
            starred = starred or star
            words = (
                words.strip(" ,;|·").removeprefix("(").strip()
                if not titles or _NOTHING.fullmatch(words)
                else words.strip(" ,")
            )
            if low < mention.start == high or words.endswith(("(", "[", "–", "-", "—")):
                words = words.rstrip(" ([,–—-|·")
            words = re.sub(r"^\s*[)\]–—:-]+\s*", "", words) if low >= mention.end > mention.start else words
            if _NOTHING.fullmatch(words) or normalize(words) in column_names() or normalize(words) in list_headings():
                owners += [boilerplate(low, high)] if high > low else []
            elif _YEAR.fullmatch(words):
                cycle = cycle if cycle and low < mention.start else int(words)
                owners.append(Owner(low, high, path, "typed"))
            elif area is None and _is_area(document, low, high, words, mention):
                area = words
                owners.append(Owner(low, high, path, "typed"))
            else:
                titles.append(words)
                owners.append(Owner(low, high, f"{path}.title", "typed"))
        if block.start <= mention.start < block.end and mention.end > mention.start:
            owners.append(Owner(mention.start, mention.end, path, "typed"))
    if not titles and area and ": " in area and is_area(area.split(": ")[0]):
        area, _, rest = area.partition(": ")  # `KR0036, 2018, Anti-Corruption: Title`
        titles = [rest]
    if not titles and area and not is_area(area) and "," not in text[mention.start : mention.end]:
        titles, area = [area], None  # `KR0036 · 2018 · Title`
    facts = _FACTS.fullmatch(titles[0]) if len(titles) == 1 and cycle is None else None
    if facts and (facts["area"] or document.has_border(text.rfind(facts["cycle"], start, end))):
        titles = [facts["title"], *([area] if area and facts["area"] else [])]
        cycle, area = int(facts["cycle"]), facts["area"] or area
    title = " ".join(titles).removesuffix(",") or None
    drawn = any(normalize(one.value) in _star_words() for one in document.drawings_in(start, end - 1))
    slug = slug_of(mention.id) or _slug_from_links(document, start, end, mention.id)
    entry = Related(
        position=position + 1,
        id=mention.id,
        title=title,
        cycle=cycle,
        policy_area=area,
        starred=starred or drawn,
        url=canonical_address(mention.id, slug) if slug else None,
    )
    return entry, number, owners, " / ".join(titles) if _is_odd(document, titles) else ""


def _words(document: Document, block: Block) -> str:
    """Return the words of a part of an entry, without a badge."""
    return " ".join(filter(None, (document.words(*place) for place in without_decorations(document, block))))


def _is_odd(document: Document, titles: list[str]) -> bool:
    return len(titles) > 1 and (document.rendering == "html" or any(len(title) > 200 for title in titles))


@cache
def _star_words() -> frozenset[str]:
    return frozenset(normalize(words) for words in vocabulary("body")["related"]["starred"])


def _without_star(words: str) -> tuple[str, bool]:
    """Take the star from a title: its sign, or the words of its icon written before it."""
    for star in vocabulary("body")["related"]["starred"]:
        if words.lower().startswith(star.lower()):
            return words[len(star) :].lstrip(" :"), True
    match = _STAR.match(words)
    return (words[match.end() :], True) if match else (words, False)


def _is_area(document: Document, low: int, high: int, words: str, mention: Mention) -> bool:
    """Tell whether a text of an entry is its policy area: a known one, or linked as one, or the cell after the year."""
    if any("/policy-area" in link.address for link in document.links_in(low, high + 1)):
        return True
    after = low >= mention.end and bool(_YEAR.search(document.text, mention.start, low))
    return (
        can_be_area(words)
        and (is_area(words) or (after and document.blocks[document.block_at(low)].start == low))
        and low > mention.start
    )


def _slug_from_links(document: Document, start: int, end: int, id_: str) -> str | None:
    for link in document.links_in(start, end + 1):
        selector = parse_address(link.address)
        if selector and selector.id == id_:
            return selector.slug
    return None


def _check(entries: list[Related], numbers: list[int], own_id: str) -> Iterator[RecordWarning]:
    if not entries:
        yield warning(WarningCode.EMPTY_LIST, "the commitments list has no entries", "related")
        return
    untitled = [entry.id for entry in entries if not entry.title]
    if untitled and len(untitled) < max(2, len(entries)):
        yield warning(WarningCode.LIST_BROKEN, f"{', '.join(untitled[:3])} without a title", "related")
    undated = [entry.id for entry in entries if not entry.cycle]
    if undated and len(undated) < len(entries):
        yield warning(WarningCode.LIST_BROKEN, f"{', '.join(undated[:3])} without a year", "related")
    dated = [entry.id for entry in entries if entry.policy_area and _YEARS.search(entry.policy_area)]
    if dated:
        yield warning(WarningCode.LIST_BROKEN, f"the policy area of {dated[0]} holds a year", "related")
    doubled = [
        entry.id
        for entry in entries
        if entry.title and entry.cycle and f"{entry.cycle}, {entry.policy_area}" in entry.title
    ]
    if doubled:
        yield warning(WarningCode.LIST_BROKEN, f"the title of {doubled[0]} holds its year and policy area", "related")
    following = [
        entry.id for entry, number in zip(entries, numbers, strict=False) if f" {number + 1}. " in f" {entry.title}"
    ]
    if following:
        yield warning(WarningCode.LIST_BROKEN, f"the title of {following[0]} holds that of another entry", "related")
    long = [
        entry.id for entry in entries if entry.title and (len(entry.title) > _LONGEST_TITLE or _IDS.search(entry.title))
    ]
    if long:
        yield warning(
            WarningCode.LIST_BROKEN, f"the title of {long[0]} is longer than a title, or holds an ID", "related"
        )
    counts = Counter(entry.id for entry in entries)
    repeated = [id_ for id_, count in counts.items() if count > 1]
    if repeated:
        yield warning(WarningCode.LIST_BROKEN, f"{', '.join(repeated[:3])} is there more than once", "related")
    if own_id not in counts:
        yield warning(WarningCode.LIST_BROKEN, f"the list does not name its own page, {own_id}", "related")
    if numbers and numbers != list(range(1, len(entries) + 1)):
        yield warning(WarningCode.LIST_BROKEN, f"{len(entries)} entries, numbered up to {numbers[-1]}", "related")
