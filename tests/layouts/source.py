"""Reads the page sources in `tests/pages`: their format is described in `tests/pages/README.md`."""

import re
import tomllib
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

from tests.layouts import content as c

PAGES = Path(__file__).parent.parent / "pages"

_INLINE = re.compile(
    r"\{term:(?P<term>[^|{}]*)\|(?P<explanation>[^{}]*)\}|\{icon:(?P<icon>[^{}]*)\}|\{drawn:(?P<drawn>[^{}]*)\}"
    r"|(?P<info>\{i\})|(?P<break>\{br\})|\[\[(?P<label>[^\[\]]*)\]\]|\[(?P<link>[^\[\]]+)\]\((?P<url>[^\s()]+)\)"
    r"|<(?P<bare>https?://[^<>\s]+)>|\*\*(?P<strong>[^*]+)\*\*|\*(?P<emphasis>[^*]+)\*"
)
_CHARACTER = re.compile(r"\{(NBSP|SHY|U\+[0-9A-F]{4})(?:\*(\d+))?\}")
_HEADER_LABEL = re.compile(r"((?:\{[^}]*\}|[^:{])+):(.*)")
_ITEM = re.compile(r"(?P<indent> *)(?:-|(?P<number>\d{1,2})\.) (?P<text>.*)")


def _character(match: re.Match[str]) -> str:
    name = {"NBSP": "\u00a0", "SHY": "\u00ad"}.get(match[1]) or chr(int(match[1].removeprefix("U+"), 16))
    return name * int(match[2] or 1)


def inlines_of(text: str) -> c.Inlines:
    """Read one line of text with its links, labels, icons, tooltips and named characters."""
    text = _CHARACTER.sub(_character, text)
    found: list[c.Inline] = []
    end = 0
    for match in _INLINE.finditer(text):
        if match.start() > end:
            found.append(c.Text(text[end : match.start()]))
        found.append(_inline(match))
        end = match.end()
    if end < len(text):
        found.append(c.Text(text[end:]))
    return tuple(found)


def _inline(match: re.Match[str]) -> c.Inline:
    makers: dict[str, Callable[[str], c.Inline]] = {
        "icon": c.Icon,
        "drawn": c.Drawn,
        "label": c.Label,
        "strong": c.Strong,
        "emphasis": c.Emphasis,
    }
    kind = match.lastgroup or ""
    if kind in makers:
        return makers[kind](match[kind])
    if kind == "explanation":
        return c.Term(match["term"], match["explanation"])
    if kind in ("url", "bare"):
        return c.Link(match["link"] or match["bare"], match[kind])
    return c.Info() if kind == "info" else c.Break()


def _header(lines: list[str]) -> Iterator[c.HeaderEntry]:
    label: c.HeaderLabel | None = None
    for line in filter(None, lines):
        if label is not None and line.startswith("- "):
            label = c.HeaderLabel(label.label, label.value, (*label.items, inlines_of(line[2:])))
            continue
        if label is not None:
            yield label
            label = None
        if line.startswith("# "):
            yield c.HeaderHeading(inlines_of(line[2:]))
        elif line.startswith("="):
            yield c.HeaderLine(inlines_of(line[1:].strip()))
        else:
            match = _HEADER_LABEL.fullmatch(line)
            if not match:
                raise ValueError(f"neither heading, label nor value in the header: {line!r}")
            label = c.HeaderLabel(inlines_of(match[1]), inlines_of(match[2].strip(" ")))
    if label is not None:
        yield label


def _chunks(lines: list[str]) -> Iterator[list[str]]:
    """Give the lines between blank lines; headings and field marks are chunks of their own."""
    chunk: list[str] = []
    for line in [*lines, ""]:
        alone = line.startswith(("#", "@ "))
        if chunk and (not line or alone):
            yield chunk
            chunk = []
        if alone:
            yield [line]
        elif line:
            chunk.append(line)


def _block(chunk: list[str]) -> c.Block:
    first = chunk[0]
    if first.startswith("#"):
        hashes, _, text = first.partition(" ")
        run_on = text.endswith("\\")
        return c.Heading(inlines_of(text.rstrip("\\")), len(hashes), run_on)
    if all(_ITEM.fullmatch(line) for line in chunk):
        return c.Listing(tuple(_item(line) for line in chunk))
    text = " ".join(line.removesuffix("\\") + "{br}" if line.endswith("\\") else line for line in chunk)
    return c.Paragraph(inlines_of(text.replace("{br} ", "{br}")))


def _item(line: str) -> c.Item:
    match = _ITEM.fullmatch(line)
    assert match
    number = int(match["number"]) if match["number"] else None
    return c.Item(inlines_of(match["text"]), number, len(match["indent"]) // 2)


def _body(lines: list[str]) -> Iterator[c.Placed]:
    fields: tuple[str, ...] = ()
    for chunk in _chunks(lines):
        if chunk[0].startswith("@ "):
            fields = tuple(path for path in chunk[0].split()[1:] if path != "-")
        else:
            yield c.Placed(_block(chunk), fields)


def _related(name: str, form: str) -> tuple[c.Entry, ...]:
    """Read a member's list of commitments: `ID | cycle | title | policy area | starred`."""
    if not name:
        return ()
    entries = []
    for line in (PAGES / f"{name}.list").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("%"):
            identifier, cycle, title, area, star = (cell.strip() for cell in line.split("|"))
            kept = None if form == "no titles" else _CHARACTER.sub(_character, title)
            entries.append(c.Entry(identifier, int(cycle), kept, area, bool(star)))
    return tuple(entries)


def parse_source(text: str) -> c.Content:
    """Read one page source. Raises ValueError or KeyError when it is not written as the format says."""
    _, front, rest = text.split("+++\n", 2)
    given: dict[str, Any] = tomllib.loads(front)
    _, header, body = re.split(r"^== (?:header|body)\n", rest, flags=re.MULTILINE)
    form = given.pop("related_form", "whole")
    related = _related(given.pop("related", ""), form)
    heading = None if form == "no heading" or not related else given.pop("related_heading", "Commitments")

    def lines(part: str) -> list[str]:
        return [line for line in part.splitlines() if not line.startswith("%")]

    return c.Content(
        header=tuple(_header(lines(header))),
        body=tuple(_body(lines(body))),
        related=related,
        related_heading=heading,
        **given,
    )


@cache
def load(name: str) -> c.Content:
    """Return the content of `tests/pages/<name>.page`."""
    return parse_source((PAGES / f"{name}.page").read_text(encoding="utf-8"))


def sample_ids() -> list[str]:
    """Return the IDs of all sample pages, in order."""
    return sorted(path.stem for path in PAGES.glob("*.page"))
