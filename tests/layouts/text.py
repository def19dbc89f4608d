"""Text captures of a page: spaced, flat with glued headings, cut, with each value under its label,
and with glossary texts glued to their terms.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace

from tests.layouts import content as c
from tests.layouts.surroundings import TRAP

#: Small headings that the cut captures have lost.
SMALL_HEADINGS = ("Overview", "At-a-Glance", "Institutions", "Description")


Change = Callable[[c.Inlines], c.Inlines]


def rewritten(page: c.Content, change: Change) -> c.Content:
    """Return the page with the words of each of its lines changed."""
    header = tuple(_entry(entry, change) for entry in page.header)
    return replace(page, header=header, body=tuple(c.Placed(_block(p.block, change), p.fields) for p in page.body))


def _entry(entry: c.HeaderEntry, change: Change) -> c.HeaderEntry:
    match entry:
        case c.HeaderHeading(inlines):
            return c.HeaderHeading(change(inlines))
        case c.HeaderLine(value):
            return c.HeaderLine(change(value))
        case c.HeaderLabel(label, value, items):
            return c.HeaderLabel(change(label), change(value), tuple(change(item) for item in items))


def _block(block: c.Block, change: Change) -> c.Block:
    if isinstance(block, c.Listing):
        return c.Listing(tuple(replace(item, inlines=change(item.inlines)) for item in block.items))
    return replace(block, inlines=change(block.inlines))


def without_drawings(page: c.Content) -> c.Content:
    """Return what a text capture can know of a page: nothing that is only drawn."""
    return rewritten(page, lambda inlines: tuple(i for i in inlines if not isinstance(i, c.Drawn)))


def cut_down(page: c.Content) -> c.Content:
    """Return what a cut capture has of a page: no small headings, no empty labels, no links that show their address."""
    page = rewritten(
        without_drawings(page),
        lambda inlines: tuple(i for i in inlines if not (isinstance(i, c.Link) and i.text == i.url)),
    )
    body = tuple(p for p in page.body if not (isinstance(p.block, c.Heading) and _is_small(p.block.inlines)))
    header = tuple(entry for entry in page.header if not _lost(entry))
    return replace(page, header=header, body=body, related_heading=None)


def _is_small(heading: c.Inlines) -> bool:
    return c.flat(heading) in SMALL_HEADINGS


def _lost(entry: c.HeaderEntry) -> bool:
    if isinstance(entry, c.HeaderHeading):
        return _is_small(entry.inlines)
    return isinstance(entry, c.HeaderLabel) and not entry.items and not c.flat(entry.value)


def _header(page: c.Content, *, glued: bool, stacked: bool) -> list[str]:
    lines: list[str] = []
    for entry in page.header:
        match entry:
            case c.HeaderHeading(inlines):
                lines.append(c.flat(inlines))
            case c.HeaderLine(value):
                lines.append(c.flat(value))
            case c.HeaderLabel(label, value, items):
                words = c.flat(value)
                lines.append(f"{c.flat(label)}:{'' if stacked or not words else ' ' + words}")
                lines.extend([words] if stacked and words else [])
                lines.extend(f"\u00a0 \u00a0 {c.flat(item)}" if not glued else f"• {c.flat(item)}" for item in items)
    return _glue(lines, page) if glued else lines


def _glue(lines: list[str], page: c.Content) -> list[str]:
    """Run the policy areas together with the heading after them, and headings with the heading before them."""
    headings = {c.flat(e.inlines) for e in page.header if isinstance(e, c.HeaderHeading)}
    areas = {c.flat(e.value) for e in page.header if isinstance(e, c.HeaderLine)} - {""}
    glued: list[str] = []
    for line in lines:
        after = bool(glued) and (glued[-1] in areas or glued[-1] == "Overview")
        if after and line in headings:
            glued[-1] += line
        else:
            glued.append(line)
    return glued


def _body(page: c.Content, *, flat: bool) -> list[str]:
    lines: list[str] = []
    run_on = ""
    for placed in page.body:
        match placed.block:
            case c.Heading(inlines, _, True):
                run_on = c.flat(inlines) + "\n"
            case c.Heading(inlines, _, _):
                lines.append(c.flat(inlines))
            case c.Paragraph(inlines):
                lines.append(run_on + c.flat(inlines))
                run_on = ""
            case c.Listing(items):
                lines.extend(_item(item, flat=flat) for item in items)
    return lines


def _item(item: c.Item, *, flat: bool) -> str:
    words = c.flat(item.inlines)
    if flat:
        return f"{'•' if item.number is None else f'{item.number}.'} {words}"
    indent = "\u00a0 " * item.level
    return f"{indent}\u00a0 \u00a0 {words}" if item.number is None else f"{indent}{item.number}.\u00a0\u00a0 {words}"


def _related(page: c.Content, gap: str) -> str:
    parts = []
    for position, entry in enumerate(page.related, start=1):
        line = f"{entry.id}, {entry.cycle}, {entry.policy_area}".strip()
        star = "Starred commitment " if entry.starred else ""
        parts.append(f"  {position}. {star}{entry.title}{gap}     {line}" if entry.title else f"  {position}. {line}")
    return gap.join(parts)


def _top(page: c.Content) -> list[str]:
    title = f"{page.title} ({page.id})"
    return [line for line in (page.banner, "Skip Navigation", page.member, title) if line]


def _foot(page: c.Content) -> list[str]:
    return [page.related_heading] if page.related_heading and page.related else []


def spaced(page: c.Content) -> bytes:
    """Return the page with a blank line between its blocks."""
    head = "\n".join(_top(page))
    lines = [*_header(page, glued=False, stacked=False), *_body(page, flat=False), *_foot(page)]
    tail = [_related(page, "\n\n")] if page.related else []
    end = ["Open Government Partnership", *([TRAP] if page.trap else [])]
    return ("\n\n".join([head, *lines, *tail, *end]) + "\n").encode()


def flat(page: c.Content) -> bytes:
    """Return the page with a line for each block, some headings run together with what is before them."""
    lines = [*_top(page), *_header(page, glued=True, stacked=False)]
    body = _body(page, flat=True)
    areas = [c.flat(entry.value) for entry in page.header if isinstance(entry, c.HeaderLine) and entry.value]
    if body[0] == "Description" and lines[-1] in areas:
        lines[-1] += body.pop(0)
    tail = [_related(page, "\n")] if page.related else []
    return ("\n".join([*lines, *body, *_foot(page), *tail, "Open Government Partnership"]) + "\n").encode()


def cut(page: c.Content) -> bytes:
    """Return the page with its small headings, empty labels and shown addresses lost."""
    return spaced(replace(cut_down(page), trap=False))


def stacked(page: c.Content) -> bytes:
    """Return the page with each value of the header on the line under its label."""
    lines = [*_top(page), *_header(page, glued=False, stacked=True), *_body(page, flat=True), *_foot(page)]
    tail = [_related(page, "\n")] if page.related else []
    return ("\n".join([*lines, *tail, "Open Government Partnership"]) + "\n").encode()


def explained(page: c.Content) -> bytes:
    """Return the page with the glossary's explanations glued to their terms, below the header."""

    def glue(inline: c.Inline) -> c.Inline:
        return c.Text(f"{inline.text}{inline.explanation} More") if isinstance(inline, c.Term) else inline

    explaining = rewritten(page, lambda inlines: tuple(glue(inline) for inline in inlines))
    return spaced(replace(page, body=explaining.body))


def run_together(page: c.Content, glued: Iterator[bool]) -> bytes:
    """Return the page flat, each line of its header glued to the next where `glued` says so."""
    lines = list(filter(None, _header(page, glued=False, stacked=False)))
    body = [*_body(page, flat=True), *_foot(page)]
    header = lines[0]
    for line in [*lines[1:], body[0]]:
        header += ("" if next(glued) else "\n") + line
    related = [_related(page, "\n")] if page.related else []
    return ("\n".join([*_top(page), header, *body[1:], *related, "Open Government Partnership"]) + "\n").encode()


TEXTS: dict[str, tuple[Callable[[c.Content], bytes], Callable[[c.Content], c.Content]]] = {
    "spaced": (spaced, without_drawings),
    "flat": (flat, without_drawings),
    "cut": (cut, cut_down),
    "stacked": (stacked, without_drawings),
    "explained": (explained, without_drawings),
}
