"""Where the commitments list is, and where each of its entries.

An entry is what holds one ID: a row, an item, a card; or, where nothing holds it, the lines between two IDs.
"""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator
from functools import cache, lru_cache
from itertools import pairwise
from typing import NamedTuple

from ogpscrape.identifiers import parse_address, prefix_of
from ogpscrape.reading.boilerplate import SIGNS
from ogpscrape.reading.document import Document
from ogpscrape.reading.labels import label_at
from ogpscrape.reading.places import Block
from ogpscrape.reading.scales import can_be_area, is_area, normalize, vocabulary

_NUMBER = re.compile(r"(\d{1,4})\.(?:\s+|$)")
_YEAR = re.compile(r"(?:19|20)\d\d")
_YEARS = re.compile(r"(?:19|20)\d\d(?:\s*[–/-]\s*(?:(?:19|20)?\d\d))?")
_COUNT = re.compile(r"\s*(?:\(\d+\)|\d{1,3})$")
_MAY_BE_ID = re.compile(r"[A-Z]\d{4}")
_NOTHING = re.compile(r"[\s()\[\],;:|·•–—/-]*")
#: How far apart the entries may be where no heading announces them, in blocks.
_FARTHEST = 5
_LONGEST_HEADING = 40
_LONGEST_TITLE = 1_500


class Mention(NamedTuple):
    """An ID in the list: its place with the year and policy area right after it, or that of a link to its page."""

    id: str
    block: int
    start: int
    end: int
    cycle: int | None
    area: str | None


class RelatedList(NamedTuple):
    """Where the list is: from its heading (None where it has none) to after its last entry, and its entries' places."""

    start: int
    end: int
    heading: Block | None
    entries: tuple[tuple[Mention, int, int], ...]


def find_list(document: Document, first: int, own_id: str) -> RelatedList | None:
    """Return where the commitments list is at or after a block, or None when the page has none."""
    mentions = [one for index in range(first, len(document.blocks)) for one in _mentions(document, index, own_id)]
    heading = _heading(document, first, mentions)
    if heading is not None:
        inside = [one for one in mentions if one.block > heading]
        head = document.blocks[heading]
        if not inside:
            return RelatedList(head.start, head.end, head, ())
        return _with_places(document, inside, heading + 1, head)
    run = _last_run(document, mentions)
    return _with_places(document, run, _title_start(document, run, first), None) if run else None


def _heading(document: Document, first: int, mentions: list[Mention]) -> int | None:
    """Return the first list heading after which only the list comes; a heading within the list is none of it."""
    found: int | None = None
    later = [index for index in range(first, len(document.blocks)) if _is_heading(document, document.blocks[index])]
    last = mentions[-1].block if mentions else -1
    for index in later:
        is_one = last > index or (found is None and index == later[-1])
        if is_one and (found is None or not _only_entries(document, found, index, mentions)):
            found = index
    return found


def _only_entries(document: Document, first: int, last: int, mentions: list[Mention]) -> bool:
    return any(first < one.block < last for one in mentions) and not any(
        (label := label_at(document, block.start, block.end)) and label.closed and "irm_heading" in label.meanings
        for block in document.blocks[first:last]
    )


def _is_heading(document: Document, block: Block) -> bool:
    if block.role in ("menu", "footer", "choice", "contents") or block.end - block.start > _LONGEST_HEADING:
        return False
    words = _COUNT.sub("", document.text[block.start : block.end].rstrip(f" {SIGNS}")).rstrip(": ")
    return normalize(words) in list_headings() or normalize(words).startswith("commitments from ")


@cache
def list_headings() -> frozenset[str]:
    """Return the headings of the commitments list, normalized."""
    return frozenset(normalize(words) for words in vocabulary("body")["related"]["heading"])


# -- IDs --------------------------------------------------------------------------------------------------------------


def _mentions(document: Document, index: int, own_id: str) -> Iterator[Mention]:
    block = document.blocks[index]
    text = document.text
    matches: list[re.Match[str]] = []
    if _MAY_BE_ID.search(text, block.start, block.end):
        matches = list(_pattern(re.escape(prefix_of(own_id))).finditer(text, block.start, block.end))
    for number, match in enumerate(matches):
        last = number + 1 == len(matches)
        end = block.end if last else _area_end(text, match.end(), matches[number + 1].start())
        area = text[match.end() : end].strip(" ,;|·–-)") if match["cycle"] else None
        if area is not None and last and not (can_be_area(area) or not area):
            return  # a sentence that mentions an ID and a year
        yield Mention(
            match["id"], index, match.start(), end if match["cycle"] else match.end(),
            int(match["cycle"]) if match["cycle"] else None, area,
        )  # fmt: skip
    if not matches:
        for link in document.links_in(block.start, block.end + 1):
            selector = parse_address(link.address)
            if selector and link.end - link.start > 0:
                yield Mention(selector.id, index, link.end, link.end, None, None)
                return


@lru_cache(maxsize=256)
def _pattern(own: str) -> re.Pattern[str]:
    # A title may end in a capital right before the ID: the page's own prefix is tried first.
    return re.compile(
        rf"(?P<id>{own}\d{{4}}|(?<![A-Za-z0-9])[A-Z]{{2,5}}\d{{4}})(?![A-Za-z0-9])"
        r"(?:\)?\s*[,;|·–-]\s*(?P<cycle>(?:19|20)\d\d)\b\s*[,;|·–-]?)?"
    )


def _area_end(text: str, start: int, end: int) -> int:
    """Return where a policy area ends in a list that runs on in one line: before the next entry's number."""
    match = re.compile(r"\s*\d{1,4}\.\s").search(text, start, end)
    return match.start() if match else start


def _last_run(document: Document, mentions: list[Mention]) -> list[Mention]:
    """Return the last run of entries that are close together and begin their lines: IDs in a text are not a list."""
    run: list[Mention] = []
    for one in reversed(mentions):
        block = document.blocks[one.block]
        leads = (
            one.start == block.start
            or block.kind == "item"
            or _NUMBER.match(document.text, block.start)
            or one.end == one.start
        )
        if not leads or (one.cycle is None and one.end > one.start and not _is_cell(document, one)):
            if run:
                break
            continue
        if run and run[-1].block - one.block > _FARTHEST:
            break
        run.append(one)
    return run[::-1]


def _is_cell(document: Document, one: Mention) -> bool:
    """Tell whether an ID is alone in its block, with a year in the next one."""
    block = document.blocks[one.block]
    following = document.blocks[one.block + 1] if one.block + 1 < len(document.blocks) else None
    alone = not _NOTHING.sub("", document.text[block.start : one.start] + document.text[one.end : block.end])
    return (
        alone
        and following is not None
        and _YEAR.fullmatch(document.text[following.start : following.end].strip(" ,")) is not None
    )


def _title_start(document: Document, run: list[Mention], first: int) -> int:
    """Return the block where the first entry's title begins: as many above its ID as the other entries have."""
    if not run:
        return first
    if len(run) > 1:
        above = Counter(later.block - one.block - 1 for one, later in pairwise(run) if later.block > one.block)
        count = above.most_common(1)[0][0] if above else 0
    else:
        previous = document.blocks[run[0].block - 1] if run[0].block > first else None
        count = 1 if previous and (_NUMBER.match(document.text, previous.start) or previous.kind == "item") else 0
    start = max(first, run[0].block - count)
    while start < run[0].block and document.blocks[start].end - document.blocks[start].start > _LONGEST_TITLE:
        start += 1
    return start


# -- entries ----------------------------------------------------------------------------------------------------------


def _with_places(document: Document, mentions: list[Mention], first: int, heading: Block | None) -> RelatedList:
    """Return the list with the place of every entry: the element that holds one ID, or the lines between two."""
    mentions = _once(mentions)
    starts = sorted(one.start for one in mentions)
    floor = document.blocks[first].start if first < len(document.blocks) else mentions[0].start
    units = [_unit(document, one, starts, floor) for one in mentions]
    titled = [_has_title(document, one, unit) for one, unit in zip(mentions, units, strict=True)]
    before_first = document.text[floor : units[0][0]].strip()
    between = len(mentions) > 1 and document.text[units[0][1] : units[1][0]].strip()
    id_first = not any(titled) and not before_first and bool(between)
    entries: list[tuple[Mention, int, int]] = []
    position = floor
    for number, (one, (low, high)) in enumerate(zip(mentions, units, strict=True)):
        following = units[number + 1][0] if number + 1 < len(units) else None
        start = low if id_first or titled[number] else min(position, low)
        end = (following if following is not None else _tail(document, high)) if id_first else high
        entries.append((one, start, max(end, one.end)))
        position = max(end, one.end)
    head = heading.start if heading else entries[0][1]
    return RelatedList(head, entries[-1][2], heading, tuple(entries))


def _has_title(document: Document, one: Mention, unit: tuple[int, int]) -> bool:
    """Tell whether the place of an entry holds more than its ID, year and policy area."""
    if _NOTHING.sub("", document.text[unit[0] : one.start]):
        return True
    rest = _YEARS.sub(" ", document.text[one.end : unit[1]]).strip(" \n,|·–-")
    return bool(_NOTHING.sub("", rest)) and not is_area(rest)


def _once(mentions: list[Mention]) -> list[Mention]:
    """Leave out what names the ID before it once more: a link around a title whose ID is in the text."""
    found: list[Mention] = []
    for one in mentions:
        if (
            found
            and found[-1].id == one.id
            and one.block - found[-1].block <= 2
            and (found[-1].end == found[-1].start or one.end == one.start)
        ):
            if found[-1].end == found[-1].start:
                found[-1] = one
            continue
        found.append(one)
    return found


def _tail(document: Document, end: int) -> int:
    """Return the end of the line after a place: where the ID comes first, the last title is there."""
    index = document.block_at(end) + 1
    return document.blocks[index].end if index < len(document.blocks) and not document.blocks[index].role else end


def _unit(document: Document, one: Mention, starts: list[int], floor: int) -> tuple[int, int]:
    """Return the place of the largest element that holds this ID and no other, else of the ID's own words."""
    block = document.blocks[one.block]
    inside = bisect_left(starts, block.end) - bisect_left(starts, block.start)
    found = (block.start, block.end) if inside <= 1 else (one.start, one.end)
    for index in document.around(block.element):
        element = document.elements[index]
        alone = bisect_left(starts, element.end) - bisect_left(starts, element.start) <= 1
        if (
            not alone
            or element.start < floor
            or element.tag in ("ol", "ul", "table", "tbody", "body", "main", "select", "section")
        ):
            break
        found = (min(found[0], element.start), max(found[1], element.end))
    return found
