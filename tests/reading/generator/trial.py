"""One trial: a page, a change, and whether the record is right or loud; and the smallest page that still fails."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from random import Random
from typing import Any

from ogpscrape.errors import BugError
from tests.reading.generator import text
from tests.reading.generator.changes import CHANGERS, NEW_ROWS, Change, Changer, elements, page_of, tree_of
from tests.reading.generator.content import Content, write_content
from tests.reading.generator.oracle import differing, silent
from tests.reading.generator.page import PLAIN, expected, html, random_style, without_places
from tests.reading.outcome import Outcome, outcome_or_bug

#: How many changes are made to one page.
CHANGES = 40


@dataclass(frozen=True)
class Failure:
    """A page that is wrong and does not say so."""

    seed: str
    change: str
    what: str
    before: str | None
    after: str


@dataclass(frozen=True)
class Read:
    """A page that was read: for counting and timing."""

    page: str
    failure: Failure | None


Reader = Callable[[str], Outcome]


def trials(seed: str, facts: dict[str, list[str]] | None = None, read: Reader = outcome_or_bug) -> Iterator[Read]:
    """Yield what came of the page of a seed, and of the page changed in many ways."""
    content, style = write_content(seed, facts), random_style(f"style {seed}")
    marked = html(content, style)
    page = without_places(marked)
    before = read(page)
    wrong = layout_fault(content, style, before)
    if wrong:
        yield Read(page, Failure(seed, f"layout {_unusual(style)}", wrong, None, page))
        return
    yield Read(page, None)
    if before.error is not None:
        return
    # What the tree's own writing of the page changes is not part of a change: both pages go the same way.
    page = page_of(tree_of(marked))
    before = read(page)
    if before.record is None or any(differing(expected(content, style), before.record.model_dump(mode="json"))):
        return  # wrong, and it says so: what comes of its changes tells nothing
    random = Random(f"changes {seed}")
    for number in range(CHANGES):
        if number % 8 == 0:
            index = random.randint(1, len(content.rows))
            changed, change = _new_row(content, style, index, random)
            what = verdict(change, before, read(changed))
        else:
            changed, change = apply(marked, random.choice(CHANGERS), Random(f"{seed} {number}"), None)
            if change is None:
                continue
            what = verdict(change, before, read(changed))
        yield Read(changed, Failure(f"{seed} #{number}", change.name, what, page, changed) if what else None)


def layout_fault(content: Content, style: dict[str, str], found: Outcome) -> str | None:
    """Return the first value that a page gives wrongly without any warning."""
    if isinstance(found.error, BugError):
        return f"bug: {found.error}"
    if found.record is None or found.record.warnings:
        return None
    want = expected(content, style)
    for path, right, value in differing(want, found.record.model_dump(mode="json")):
        return f"{path}: {value!r} instead of {right!r}"
    return None


def _unusual(style: dict[str, str]) -> str:
    return ", ".join(f"{name}={way}" for name, way in style.items() if way != PLAIN[name])


def _new_row(content: Content, style: dict[str, str], index: int, random: Random) -> tuple[str, Change]:
    row = random.choice(NEW_ROWS)
    changed = page_of(tree_of(html(content.with_row(index, row), style)))
    after = content.rows[index - 1].label
    return changed, Change(f"new row {row.label!r} after {after!r}", "given", given=row.parts[0])


def apply(marked: str, changer: Changer, random: Random, chosen: int | None) -> tuple[str, Change | None]:
    """Return the page after one change, to the element of index `chosen` or to any."""
    tree = tree_of(marked)
    all_elements = elements(tree)
    element = all_elements[chosen] if chosen is not None else random.choice(all_elements)
    change = changer(tree, element, random)
    return page_of(tree), change


def verdict(change: Change, before: Outcome, after: Outcome) -> str | None:
    """Return what is wrong in silence after a change, or None."""
    return silent(change.rule, before, after, change.taken, change.given)


def text_trials(seed: str, facts: dict[str, list[str]] | None = None, read: Reader = outcome_or_bug) -> Iterator[Read]:
    """Yield what came of the page of a seed as a text capture, and of the text changed in many ways."""
    content, random = text.flat_title(write_content(f"text {seed}", facts)), Random(f"text {seed}")
    blocks = text.lines_of(content, random)
    page = text.written(blocks)
    before = read(page)
    wrong = layout_fault(content, text.STYLE, before)
    yield Read(page, Failure(seed, "layout of a text", wrong, None, page) if wrong else None)
    if (
        wrong
        or before.record is None
        or any(differing(expected(content, text.STYLE), before.record.model_dump(mode="json")))
    ):
        return
    for number in range(CHANGES // 4):
        changed, change = text.change_text(blocks, Random(f"{seed} {number}"))
        what = verdict(change, before, read(changed))
        yield Read(changed, Failure(f"{seed} text #{number}", change.name, what, page, changed) if what else None)


def truncations(seed: str, facts: dict[str, list[str]] | None = None, read: Reader = outcome_or_bug) -> Iterator[Read]:
    """Yield pages that break off before their list has ended: each must say so."""
    content, style = write_content(seed, facts), random_style(f"style {seed}")
    page = without_places(html(content, style))
    before, random = read(page), Random(f"cut {seed}")
    end = page.index("</main>")
    for _ in range(4):
        cut = page[: random.randint(0, end)]
        what = silent("loud", before, read(cut))
        yield Read(cut, Failure(seed, f"cut at {len(cut)}", what, page, cut) if what else None)


def smallest_style(seed: str, facts: dict[str, list[str]] | None = None) -> dict[str, str]:
    """Return the style of a layout fault with every choice plain that the fault does not need."""
    content, style = write_content(seed, facts), random_style(f"style {seed}")

    def fails(one: dict[str, str]) -> bool:
        return layout_fault(content, one, outcome_or_bug(without_places(html(content, one)))) is not None

    for name in style:
        plainer = style | {name: PLAIN[name]}
        if plainer != style and fails(plainer):
            style = plainer
    return style


def smaller(before: str, after: str, still: Callable[[str, str], bool], tries: int = 400) -> tuple[str, str]:
    """Return the two pages with all elements taken out that a fault does not need: the same ones of both."""
    while tries > 0:
        for pair in _one_less(before, after):
            tries -= 1
            if tries <= 0 or still(*pair):
                break
        else:
            return before, after
        if tries > 0:
            before, after = pair
    return before, after


def _one_less(before: str, after: str) -> Iterator[tuple[str, str]]:
    """Yield both pages without one element that is in both as written, the largest first."""
    if not before.startswith("<"):
        for block in before.split("\n\n"):
            piece = f"{block}\n\n"
            if before.count(piece) == 1 and after.count(piece) == 1:
                yield before.replace(piece, ""), after.replace(piece, "")
        return
    tree = tree_of(before)
    pieces = {id_of(one) for one in elements(tree)}
    for piece in sorted(pieces, key=lambda one: (-len(one), one)):
        if len(piece) < len(before) * 0.9 and before.count(piece) == after.count(piece):
            yield before.replace(piece, ""), after.replace(piece, "")


def id_of(element: Any) -> str:
    from lxml import etree

    return str(etree.tostring(element, method="html", encoding="unicode", with_tail=False))


def smallest(failure: Failure, facts: dict[str, list[str]] | None = None) -> Failure:
    """Return a failure with pages as small as they get. Only changes that the two pages show by themselves."""
    if failure.before is None and failure.after.startswith("<"):
        style = smallest_style(failure.seed, facts)
        content = write_content(failure.seed, facts)
        page = without_places(html(content, style))
        what = layout_fault(content, style, outcome_or_bug(page)) or failure.what
        return replace(failure, change=f"layout {_unusual(style)}", what=what, after=page)
    if failure.before is None:
        return failure
    path = failure.what.split(":")[0]

    def still(before: str, after: str) -> bool:
        one, other = outcome_or_bug(before), outcome_or_bug(after)
        if path == "bug":
            return isinstance(other.error, BugError)
        if one.record is None or other.new(one):
            return False
        if path == "nothing says so":
            return True
        return (silent("same", one, other) or "").split(":")[0] == path

    small = smaller(failure.before, failure.after, still)
    return replace(failure, before=small[0], after=small[1])
