"""The commitments list at the foot of the page: the only dependable index of a member's commitments.

In an entry are title, ID, year and policy area in any order; titles may be lost, and so may the heading of the list.
"""

import re
from collections import Counter
from collections.abc import Iterator
from functools import cache

from ogpscrape.commitment import Related
from ogpscrape.commitment import Warning as RecordWarning
from ogpscrape.identifiers import canonical_address, parse_address, prefix_of, slug_of
from ogpscrape.reading.document import Document
from ogpscrape.reading.labels import column_names
from ogpscrape.reading.looks import Look, pieces
from ogpscrape.reading.places import Owner, Read, boilerplate, warning
from ogpscrape.reading.related_list import Mention, RelatedList, list_headings
from ogpscrape.reading.scales import can_be_area, is_area, normalize, vocabulary
from ogpscrape.warning_codes import WarningCode

_NUMBER = re.compile(r"(\d{1,4})\.(?:\s+|$)")
_YEAR = re.compile(r"(?:19|20)\d\d")
_IDS = re.compile(r"(?<![A-Za-z0-9])[A-Z]{2,5}\d{4}(?![A-Za-z0-9])")
_YEARS = re.compile(r"(?:19|20)\d\d(?:\s*[–/-]\s*(?:(?:19|20)?\d\d))?")
_FACTS = re.compile(
    r"(?P<title>.+?)[\s,]+(?P<open>[(\[])?(?P<cycle>(?:19|20)\d\d)[)\]]?(?:\s*,\s*(?P<area>[^,]{1,70}))?"
)
_FACT = re.compile(r"[(\[]?\s*(?P<cycle>(?:19|20)\d\d)\s*[)\]]?(?:\s*[,|·–-]\s*(?P<area>[^,]{1,70}))?")
_NOTHING = re.compile(r"[\s()\[\],;:|·•–—/-]*")
_STAR = re.compile(r"[✪★☆]\s*")
_LONGEST_TITLE = 1_500
#: What so many entries say and no other does not is no title.
_FEWEST_ENTRIES = 3
#: Shorter words, in characters, may be in a title twice.
_SHORTEST = 8


def read_list(document: Document, found: RelatedList, own_id: str) -> Read[list[Related]]:
    """Return the entries of the list, and a warning when it is empty, has gaps or misses its own page."""
    owners: list[Owner] = []
    if found.heading:
        owners.append(boilerplate(found.heading.start, found.heading.end))
    owners += _between(document, found)
    entries: list[Related] = []
    numbers: list[int] = []
    warnings: list[RecordWarning] = []
    usual = _usual(document, found)
    # Where the first entry has an area away from its ID, the others have; else it is the end of the one before.
    apart = any(is_area(words) for one in found.entries[:1] for _, _, words, _ in _texts(document, *one))
    for position, (mention, start, end) in enumerate(found.entries):
        entry, number, places, odd = _entry(document, mention, (start, end), position, usual, apart=apart)
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
    place = range(found.start, found.end + 1)
    empty = any(one.tag == "a" and one.start == one.end and one.start in place for one in document.elements)
    return Read(entries, tuple(owners), (*warnings, *_check(entries, numbers, own_id, has_empty_links=empty)))


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


def _usual(document: Document, found: RelatedList) -> frozenset[str]:
    """Return what every entry of a list says, normalized, in the same words: "View commitment", "Year:"; no areas."""
    if len(found.entries) < _FEWEST_ENTRIES:
        return frozenset()
    said = [
        frozenset(
            normalize(words)
            for _, _, words, _ in _texts(document, *one)
            if words and not (is_area(words) or _FACT.fullmatch(words))
        )
        for one in found.entries
    ]
    usual = frozenset.intersection(*said)
    return frozenset() if any(words <= usual for words in said) else usual  # that would be all titles


def _entry(
    document: Document, mention: Mention, place: tuple[int, int], position: int, usual: frozenset[str], *, apart: bool
) -> tuple[Related, int | None, list[Owner], str]:
    start, end = place
    path = f"related[{position}]"
    owners: list[Owner] = []
    titles: list[str] = []
    odd: list[str] = []
    number: int | None = None
    cycle, area, starred = mention.cycle, mention.area or None, False
    for low, high, words, other in _texts(document, mention, start, end):
        if words == str(position + 1) and not titles:
            words = f"{words}."  # noqa: PLW2901 - a cell with the number
        if (match := _NUMBER.match(words)) and not titles:
            number = int(match[1])
            words = words[match.end() :]  # noqa: PLW2901
        words, star = _without_star(words)  # noqa: PLW2901
        starred = starred or star
        words = _trimmed(words, mention, (low, high), first=not titles)  # noqa: PLW2901
        fact = _FACT.fullmatch(words)
        plain = normalize(words)
        if _NOTHING.fullmatch(words) or plain in column_names() or plain in list_headings() or plain in usual:
            owners.append(boilerplate(low, high))
        elif fact and (not fact["area"] or (area is None and can_be_area(fact["area"]))):
            cycle = cycle if cycle and low < mention.start else int(fact["cycle"])
            area = fact["area"] or area
            owners.append(Owner(low, high, path, "typed"))
        elif area is None and _is_area(document, low, high, words, mention):
            area = words
            owners.append(Owner(low, high, path, "typed"))
        else:
            titles.append(words)
            odd += [other] if other else []
            owners.append(Owner(low, high, f"{path}.title", "typed"))
    if mention.end > mention.start:
        owners.append(Owner(mention.start, mention.end, path, "typed"))
    titles = list(dict.fromkeys(_once(title) for title in titles))  # a picture and the title, both linked
    known = [title for title in titles if is_area(title)] if apart else []
    if len(known) == 1 and ((area and not is_area(area)) or (not area and len(titles) > 1)):
        others = [title for title in titles if title != known[0]]
        titles, area = [*others, *([area] if area else [])], known[0]  # the area comes first, or last
    titles, cycle, area = _with_facts(document, mention, place, (titles, cycle, area))
    drawn = any(normalize(one.value) in _star_words() for one in document.drawings_in(start, end - 1))
    slug = slug_of(mention.id) or _slug_from_links(document, start, end, mention.id)
    entry = Related(
        position=position + 1,
        id=mention.id,
        title=" ".join(titles).removesuffix(",") or None,
        cycle=cycle,
        policy_area=area,
        starred=starred or drawn,
        url=canonical_address(mention.id, slug) if slug else None,
    )
    return entry, number, owners, " / ".join([*titles, *odd]) if odd or _is_odd(document, titles) else ""


def _texts(document: Document, mention: Mention, start: int, end: int) -> Iterator[tuple[int, int, str, str]]:
    """Yield the texts of an entry but its ID: place, words, and those of them that look otherwise than the rest.

    A year, an area, a number in an element of its own is a text; all else between them is the title.
    """
    for block in document.blocks_from(start, end):
        for low, high in ((block.start, min(block.end, mention.start)), (max(block.start, mention.end), block.end)):
            if low >= high:
                continue
            position = low
            group: list[tuple[int, int, Look]] = []
            before = False
            for one in pieces(document, block.part(low, high)):
                words = document.words(one[0], one[1]).strip(" ,|·")
                alone = bool(_FACT.fullmatch(words) or _NUMBER.fullmatch(words)) or is_area(words)
                if group and (alone or before):
                    yield (position, group[-1][1], *_joined(document, group))
                    position, group = group[-1][1], []
                group.append(one)
                before = alone
            yield (position, high, *_joined(document, group))


def _joined(document: Document, group: list[tuple[int, int, Look]]) -> tuple[str, str]:
    """Return the words of stretches side by side, and those that look otherwise than the first, or lead elsewhere."""
    words = [document.words(low, high) for low, high, _ in group]
    odd = [one for one, (_, _, look) in zip(words, group, strict=True) if look != group[0][2]]
    links = list(document.links_in(group[0][0], group[-1][1] + 1)) if group else []
    odd += [document.words(link.start, link.end) for link in links if link.address != links[0].address]
    return " ".join(words), next(iter(odd), "")


def _trimmed(words: str, mention: Mention, place: tuple[int, int], *, first: bool) -> str:
    """Return a text of an entry without the signs that part it from what is beside it."""
    low, high = place
    first = first or bool(_NOTHING.fullmatch(words))
    words = words.strip(" ,;|·").removeprefix("(").strip() if first else words.strip(" ,")
    if low < mention.start == high or words.endswith(("(", "[", "–", "-", "—")):
        words = words.rstrip(" ([,–—-|·")
    return re.sub(r"^\s*[)\]–—:-]+\s*", "", words) if low >= mention.end > mention.start else words


def _once(title: str) -> str:
    """Return a title without a copy of it right after it."""
    half = len(title) // 2
    return title[:half] if half > _SHORTEST and title[:half].strip() == title[-half:].strip() else title


def _with_facts(
    document: Document, mention: Mention, place: tuple[int, int], found: tuple[list[str], int | None, str | None]
) -> tuple[list[str], int | None, str | None]:
    """Return titles, year and area of an entry where one holds another: `KR0036, 2018, Anti-Corruption: Title`."""
    titles, cycle, area = found
    if not titles and area and ": " in area and is_area(area.split(": ")[0]):
        area, _, rest = area.partition(": ")
        titles = [rest]
    if not titles and area and not is_area(area) and "," not in document.text[mention.start : mention.end]:
        titles, area = [area], None  # `KR0036 · 2018 · Title`
    facts = _FACTS.fullmatch(titles[0]) if len(titles) == 1 and cycle is None else None
    if facts and (facts["area"] or facts["open"] or document.has_border(document.text.rfind(facts["cycle"], *place))):
        titles = [facts["title"], *([area] if area and facts["area"] else [])]
        cycle, area = int(facts["cycle"]), facts["area"] or area
    return titles, cycle, area


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


def _check(
    entries: list[Related], numbers: list[int], own_id: str, *, has_empty_links: bool
) -> Iterator[RecordWarning]:
    if not entries:
        yield warning(WarningCode.EMPTY_LIST, "the commitments list has no entries", "related")
        return
    untitled = [entry.id for entry in entries if not entry.title]
    if untitled and (len(untitled) < max(2, len(entries)) or has_empty_links):  # captures lose all titles of a list
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
    others = [entry.id for entry in entries if prefix_of(entry.id) != prefix_of(own_id)]
    if others:
        yield warning(WarningCode.LIST_BROKEN, f"{', '.join(others[:3])} of another member than {own_id}", "related")
    if own_id not in counts:
        yield warning(WarningCode.LIST_BROKEN, f"the list does not name its own page, {own_id}", "related")
    if numbers and numbers != list(range(1, len(entries) + 1)):
        yield warning(WarningCode.LIST_BROKEN, f"{len(entries)} entries, numbered up to {numbers[-1]}", "related")
