"""The title with its ID, and the member's name above it: the anchor from which the rest of the page is read."""

import re
from bisect import bisect_left
from dataclasses import dataclass

from ogpscrape.identifiers import prefix_of
from ogpscrape.reading.document import Document, Line
from ogpscrape.reading.starters import begins_something
from ogpscrape.reading.words import header_labels, header_pattern, plain, vocabulary
from ogpscrape.vocabulary.members import Member, member_of

_TITLE = re.compile(r"(?P<title>.*?)\s*\((?P<id>[A-Z]{2,5}\d{4})\)\s*[✪★]?", re.DOTALL)
_PAGE_TITLE = re.compile(r"(?P<title>.+?)\s*\((?P<id>[A-Z]{2,5}\d{4})\)\s*(?:[|–—-].*)?")
_FROM = re.compile(r"\|\s*Commitment from (?P<name>[^|]+?)\s*(?:\||$)", re.IGNORECASE)
_MEMBER_LINK = re.compile(r"/members/(?P<slug>[A-Za-z0-9-]+)/?(?:[?#].*)?$")
#: Within how many lines behind its title a header's labels stand.
_REACH = 60
_LONGEST_NAME = 80


@dataclass(frozen=True)
class TitlePlace:
    """The title, its ID, and where they stand: `line` is -1 when only `<title>` has them."""

    title: str
    id: str
    line: int
    first_line: int


@dataclass(frozen=True)
class MemberPlace:
    """The member's name as the page says it, its line (-1 when not visible), and the slug of its link."""

    name: str | None
    line: int
    slug: str | None


def leading_labels(document: Document, lines: list[Line]) -> list[tuple[int, str]]:
    """Return the lines that begin with a label or small heading of a commitment's header, and which one."""
    labels = header_labels()
    found: list[tuple[int, str]] = []
    for index, line in enumerate(lines):
        if line.furniture:
            continue
        match = header_pattern().match(document.text, line.start, line.end)
        if match and (match["colon"] or match.end() == line.end or document.has_border(match.end())):
            found.append((index, labels[plain(match["words"])].key))
    return found


def header_start(document: Document, lines: list[Line]) -> int:
    """Return the line where a header begins whose title is not visible: behind it stand the most labels in order."""
    leading = leading_labels(document, lines)
    best, most = 0, 0
    for number, (index, _) in enumerate(leading):
        run = _run_behind(leading[number : number + _REACH])
        if run >= most:
            best, most = index, run
    return best


def _run_behind(leading: list[tuple[int, str]]) -> int:
    """Count the labels from the first one on that stand in the header's order."""
    order = {label.key: label.order for label in header_labels().values()}
    count, last = 0, -1
    for _, key in leading:
        if order[key] <= last:
            break
        count, last = count + 1, order[key]
    return count


def _labels_behind(leading: list[tuple[int, str]], first: int) -> int:
    start = bisect_left(leading, (first, ""))
    return len({key for index, key in leading[start : start + _REACH] if index <= first + _REACH})


def find_title(document: Document, lines: list[Line]) -> TitlePlace | None:
    """Return the title: the line that ends with an ID in parentheses and has the header's labels behind it.

    Where no line does, the words of `<title>` count. Breadcrumbs and menus may hold the title, too: the last one counts
    of those with the same labels behind them.
    """
    found: list[int] = []
    for index, line in enumerate(lines):
        if not line.furniture and document.text[line.end - 1] in ")✪★" and _TITLE.fullmatch(document.of(line)):
            found.append(index)
    if not found:
        return _from_page_title(document)
    leading = leading_labels(document, lines)
    index = max(found, key=lambda one: (_labels_behind(leading, one), one))
    title, id_ = _parts_of(document.of(lines[index]))
    first = index
    if not title and index:  # the ID on a line of its own, under the title
        first = index - 1
        title = document.of(lines[first])
    while first and _goes_on(lines[first - 1], lines[first], title):
        first -= 1
        title = f"{document.of(lines[first])} {title}"
    return TitlePlace(" ".join(title.split()), id_, index, first)


def _goes_on(above: Line, line: Line, title: str) -> bool:
    """Tell whether a title began on the line above: in the same heading, or in text before a line end in a sentence."""
    if above.furniture or line.gap:
        return False
    return line.block == above.block if line.kind == "heading" else title[:1].islower()


def _parts_of(text: str) -> tuple[str, str]:
    match = _TITLE.fullmatch(text)
    return (match["title"], match["id"]) if match else (text, "")


def _from_page_title(document: Document) -> TitlePlace | None:
    match = _PAGE_TITLE.fullmatch(document.title or "")
    return TitlePlace(match["title"], match["id"], -1, -1) if match else None


def find_member(document: Document, lines: list[Line], title: TitlePlace, header: int) -> MemberPlace:
    """Return the member's name: the line above the title, when it can be one, else the words of `<title>`.

    `header` is the index of the header's first line, for pages whose title is not visible.
    """
    last = (title.first_line if title.line >= 0 else header) - 1
    known = member_of(prefix_of(title.id))
    match = _FROM.search(document.title or "")
    said = match["name"] if match else None
    for index in range(last, max(-1, last - 12), -1):
        line = lines[index]
        slug = _linked_slug(document, line)
        name = " ".join(document.of(line).split())
        if line.furniture or plain(name) in _not_names() or begins_something(name):
            last -= index == last
            continue
        if (
            slug
            or name in (known and known.name, said)
            or (index == last and _can_be_name(document, name, known, said))
        ):
            return MemberPlace(name, index, slug)
    return MemberPlace(said, -1, None)


def _linked_slug(document: Document, line: Line) -> str | None:
    for link in document.links_in(line.start, line.end + 1):
        match = _MEMBER_LINK.search(link.address)
        if match and link.start <= line.start and line.end <= link.end:
            return match["slug"].lower()
    return None


def _not_names() -> frozenset[str]:
    furniture = vocabulary("furniture")
    return frozenset(
        plain(words) for words in (*furniture["lines"], *furniture["contents"], "Home", "Members", "About")
    )


def _can_be_name(document: Document, name: str, known: Member | None, said: str | None) -> bool:
    """Tell whether the line above the title can be a member's name: a few words, each a name's, no sentence, no label.

    In HTML a menu may stand there: the line must have a word in common with the name that is known otherwise.
    """
    otherwise = f"{known.name} {known.slug}" if known else said
    if document.rendering == "html" and otherwise:
        stems = {word[:4] for word in re.findall(r"\w{4,}", otherwise.casefold())}
        if not any(word[:4] in stems for word in re.findall(r"\w{4,}", name.casefold())):
            return False
    if len(name) > _LONGEST_NAME or name[-1] in ".!?:" or any(sign in name for sign in "|>»/@:"):
        return False
    return all(word[0].isupper() or len(word) <= 4 for word in re.findall(r"\w[\w'’.-]*", name))
