"""The commitments list at the foot of the page: the only dependable index of a member's commitments.

Its forms: title and `KR0036, 2018, Anti-Corruption` on lines of their own or on one; with or without numbers,
heading, titles, policy area; the words `Starred commitment` before a title; or cells of a table.
"""

import re
from bisect import bisect_left
from collections import Counter
from dataclasses import dataclass
from functools import cache

from ogpscrape.commitment import Related
from ogpscrape.identifiers import canonical_address, parse_address, prefix_of, slug_of
from ogpscrape.reading.context import Context
from ogpscrape.reading.document import Line
from ogpscrape.reading.values import can_be_area, known_areas
from ogpscrape.reading.words import plain, vocabulary, words_pattern
from ogpscrape.warning_codes import WarningCode

_NUMBER = re.compile(r"(\d{1,4})\.(?:\s+|$)")
_CELL = re.compile(r"[A-Z]{2,5}\d{4}")
_YEAR = re.compile(r"(?:19|20)\d\d")
#: How far apart the entries may stand, in lines.
_FARTHEST = 5
_LONGEST_HEADING = 40


@dataclass(slots=True)
class Place:
    """Where one entry stands: the lines of its title, of its ID, and of what follows."""

    id: str
    line: int
    start: int
    end: int
    cycle: int | None
    area: str


@dataclass(slots=True)
class RelatedList:
    """The list's places: the index of its first line (its heading, when it has one) and the one behind its last."""

    first: int
    behind: int
    heading: int | None
    places: list[Place]
    #: The line where the first entry's title begins; between heading and title may stand the names of columns.
    title: int = 0


def find_list(context: Context, first: int, own_id: str) -> RelatedList | None:
    """Return where the commitments list stands at or after line `first`, or None when the page has none."""
    pattern = _entry_pattern(own_id)
    found: list[Place] = []
    for index in range(first, len(context.lines)):
        line = context.lines[index]
        if not line.furniture:
            found += _places(context, index, pattern)
    run = _last_run(found)
    headings = [index for index in range(first, len(context.lines)) if _is_heading(context, context.lines[index])]
    if not run:
        return RelatedList(headings[-1], headings[-1] + 1, headings[-1], []) if headings else None
    before = [index for index in headings if index < run[0].line]
    title = _title_start(context, run, max(first, before[-1] + 1) if before else first)
    heading = before[-1] if before and title - before[-1] <= _FARTHEST + 1 else None
    return RelatedList(title if heading is None else heading, _behind(context, run), heading, run, title)


def read_list(context: Context, found: RelatedList, own_id: str) -> list[Related]:
    """Return the entries of the list; claims its lines, and warns when it is empty, has gaps or misses its own page."""
    if found.heading is not None:
        context.heading(context.lines[found.heading])
        _claim_columns(context, context.lines[found.heading + 1 : found.title])
    entries: list[Related] = []
    position = context.lines[found.title].start if found.places else 0
    numbers: list[int] = []
    for index, place in enumerate(found.places):
        entry, number = _entry(context, place, position, index)
        entries.append(entry)
        if number is not None:
            numbers.append(number)
        position = place.end
    _check(context, entries, numbers, own_id)
    return entries


def _entry_pattern(own_id: str) -> re.Pattern[str]:
    # A title may end in a capital right before the ID: the page's own prefix is tried first.
    own = re.escape(prefix_of(own_id))
    return re.compile(rf"(?P<id>{own}\d{{4}}|[A-Z]{{2,5}}\d{{4}})\s*,\s*(?P<cycle>(?:19|20)\d\d)\b\s*,?")


def _places(context: Context, index: int, pattern: re.Pattern[str]) -> list[Place]:
    line = context.lines[index]
    text = context.document.text
    matches = list(pattern.finditer(text, line.start, line.end))
    if not matches:
        return _cells(context, index)
    places = []
    for number, match in enumerate(matches):
        last = number + 1 == len(matches)
        end = line.end if last else _area_end(text, match.end(), matches[number + 1].start())
        area = context.words(match.end(), end)
        if last and not (can_be_area(area) or not area):
            return []  # a sentence that mentions an ID and a year
        places.append(Place(match["id"], index, match.start(), end, int(match["cycle"]), area))
    return places


def _area_end(text: str, start: int, end: int) -> int:
    """Return where a policy area ends in a list that runs on in one line: before the next entry's number."""
    match = re.compile(r"\s*\d{1,4}\.\s").search(text, start, end)
    return match.start() if match else start


def _cells(context: Context, index: int) -> list[Place]:
    """Read an ID, a year and perhaps a policy area that stand on lines of their own: cells of a table."""
    lines = context.lines
    if not _CELL.fullmatch(context.document.of(lines[index]).rstrip(" ,")) or index + 1 >= len(lines):
        return []
    cycle = context.document.of(lines[index + 1]).rstrip(" ,")
    if not _YEAR.fullmatch(cycle):
        return []
    last = index + 1
    area = ""
    if index + 2 < len(lines) and _is_area(context, lines[index + 2], lines[index]):
        last = index + 2
        area = context.text(lines[last])
    id_ = context.document.of(lines[index]).rstrip(" ,")
    return [Place(id_, index, lines[index].start, lines[last].end, int(cycle), area)]


def _is_area(context: Context, line: Line, entry: Line) -> bool:
    """Tell whether a line behind the year is the policy area: a cell of the same row, or the name of one."""
    words = context.text(line)
    same_row = entry.row and line.row == entry.row
    linked = any("/policy-area" in link.address for link in context.document.links_in(line.start, line.end + 1))
    return bool((same_row or linked) and can_be_area(words)) or plain(words) in known_areas()


def _last_run(places: list[Place]) -> list[Place]:
    """Return the last run of entries that stand close together: IDs in the body's text are no list."""
    run: list[Place] = []
    for place in reversed(places):
        if run and run[-1].line - place.line > _FARTHEST:
            break
        run.append(place)
    return run[::-1]


def _title_start(context: Context, run: list[Place], first: int) -> int:
    """Return the line where the first entry's title begins: as many lines above its ID as the other entries have."""
    if len(run) > 1:
        end_line = [_line_at(context, place.end) for place in run]
        above = Counter(
            later.line - end_line[index] - 1 for index, later in enumerate(run[1:]) if later.line > end_line[index]
        )
        count = above.most_common(1)[0][0] if above else 0
    else:
        previous = context.lines[run[0].line - 1] if run[0].line > first else None
        titled = previous and (_NUMBER.match(context.document.of(previous)) or previous.kind == "item")
        count = 1 if titled or (previous and _is_below_heading(context, run[0].line - 1)) else 0
    return max(first, run[0].line - count)


def _is_below_heading(context: Context, index: int) -> bool:
    return index > 0 and _is_heading(context, context.lines[index - 1])


def _claim_columns(context: Context, lines: list[Line]) -> None:
    """Claim the names of a table's columns; what else stands between the list's heading and its first entry is not."""
    columns = {plain(words) for words in vocabulary("body")["related"]["columns"]}
    for line in lines:
        if plain(context.text(line)) in columns:
            context.ledger.furniture(line.start, line.end)


def _line_at(context: Context, position: int) -> int:
    return bisect_left(context.lines, position, key=lambda line: line.start) - 1


def _behind(context: Context, run: list[Place]) -> int:
    return _line_at(context, run[-1].end) + 1


def _is_heading(context: Context, line: Line) -> bool:
    if line.furniture or line.end - line.start > _LONGEST_HEADING:
        return False
    words = re.sub(r"\s*\(\d+\)$", "", plain(context.document.of(line))).rstrip(":")
    return words in _headings() or words.startswith("commitments from ")


@cache
def _headings() -> frozenset[str]:
    return frozenset(plain(words) for words in vocabulary("body")["related"]["heading"])


@cache
def _star_words() -> str:
    return words_pattern(vocabulary("body")["related"]["starred"])


def _entry(context: Context, place: Place, position: int, index: int) -> tuple[Related, int | None]:
    title = context.words(position, place.start)
    number = None
    if match := _NUMBER.match(title):
        number = int(match[1])
        title = title[match.end() :]
    title, starred = _star(context, title, position, place)
    slug = slug_of(place.id) or _slug_from_links(context, position, place)
    path = f"related[{index}]"
    context.ledger.claim(position, place.start, f"{path}.title")
    context.ledger.claim(place.start, place.end, path)
    title = title.strip().removesuffix(",")
    entry = Related(
        position=index + 1,
        id=place.id,
        title=title or None,
        cycle=place.cycle,
        policy_area=place.area.strip(" ,") or None,
        starred=starred,
        url=canonical_address(place.id, slug) if slug else None,
    )
    return entry, number


def _star(context: Context, title: str, position: int, place: Place) -> tuple[str, bool]:
    """Take the star from a title: the words of its icon, written before it or drawn beside it."""
    words = _star_words()
    match = re.match(rf"(?:{words}|[✪★])\s*:?\s*", title, re.IGNORECASE)
    if match:
        return title[match.end() :], True
    drawings = context.document.drawings
    first = bisect_left(drawings, position, key=lambda drawing: drawing.position)
    last = bisect_left(drawings, place.end + 1, key=lambda drawing: drawing.position)
    drawn = any(re.fullmatch(words, one.value.strip(), re.IGNORECASE) for one in drawings[first:last])
    return title, drawn


def _slug_from_links(context: Context, position: int, place: Place) -> str | None:
    for link in context.document.links_in(position, place.end + 1):
        selector = parse_address(link.address)
        if selector and selector.id == place.id:
            return selector.slug
    return None


def _check(context: Context, entries: list[Related], numbers: list[int], own_id: str) -> None:
    warn = context.ledger.warn
    if not entries:
        warn(WarningCode.EMPTY_LIST, "the commitments list has no entries", "related")
        return
    untitled = [entry.id for entry in entries if not entry.title]
    if untitled and len(untitled) < len(entries):
        warn(WarningCode.LIST_BROKEN, f"{', '.join(untitled[:3])} without a title", "related")
    merged = [
        entry.id for entry, number in zip(entries, numbers, strict=False) if f" {number + 1}. " in f" {entry.title}"
    ]
    if merged:
        warn(WarningCode.LIST_BROKEN, f"the title of {merged[0]} holds that of another entry", "related")
    counts = Counter(entry.id for entry in entries)
    repeated = [id_ for id_, count in counts.items() if count > 1]
    if repeated:
        warn(WarningCode.LIST_BROKEN, f"{', '.join(repeated[:3])} stands more than once", "related")
    if own_id not in counts:
        warn(WarningCode.LIST_BROKEN, f"the list does not name its own page, {own_id}", "related")
    if numbers and numbers != list(range(1, len(entries) + 1)):
        warn(WarningCode.LIST_BROKEN, f"{len(entries)} entries, numbered up to {numbers[-1]}", "related")
