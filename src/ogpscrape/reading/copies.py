"""Second copies of content, and parts whose heading is only in a strip of tabs.

A page may hold its content twice, for large and small windows or for print; it is read once.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

from ogpscrape.reading.document import Document
from ogpscrape.reading.labels import column_names, label_at
from ogpscrape.reading.places import Block, Read, boilerplate, warning
from ogpscrape.reading.scales import normalize
from ogpscrape.warning_codes import WarningCode

#: A run of at least so many blocks that were there before, under the same heading, is a second copy.
_FEWEST = 2
#: A shorter run, in characters, may well be there twice.
_SHORTEST = 25
_TITLE_END = re.compile(r"\([A-Z]{2,5}\d{4}\)$")
#: So many blocks apart, at the most, are two runs of one copy.
_NEAR = 3
_ELLIPSES = ("…", "...", "[…]", "[...]")


class Run(NamedTuple):
    """Blocks that repeat others: where those begin, where these begin, and how many they are."""

    first: int
    second: int
    length: int


def without_copies(document: Document) -> Read[Document]:
    """Return the document without second copies of its content. Warns of a copy that differs: one may say more."""
    blocks = document.blocks
    places: dict[str, int] = {}
    copies: set[int] = set()
    runs: list[Run] = []
    index = 0
    while index < len(blocks):
        words = document.text[blocks[index].start : blocks[index].end]
        first = index if _is_menu(document, blocks[index]) else places.setdefault(words, index)
        again = first < index and _begins_part(document, blocks[index])
        length = _run(document, first, index) if again else 0
        if length == _FEWEST and normalize(words).rstrip(":") in column_names():
            length = 0  # a fact that two entries of the list share
        if length >= _FEWEST and blocks[index + length - 1].end - blocks[index].start >= _SHORTEST:
            run = _with_beginning(document, Run(first, index, length), copies)
            copies.update(range(run.second, run.second + run.length))
            runs.append(run)
            index += length
        else:
            index += 1
    copies.update(_teasers(document))
    if not copies:
        return Read(document)
    kept = tuple(block for number, block in enumerate(blocks) if number not in copies)
    owners = tuple(boilerplate(blocks[number].start, blocks[number].end) for number in sorted(copies))
    warnings = tuple(
        warning(WarningCode.COPIES_DIFFER, f"{document.of(blocks[odd])[:80]!r} is in one of two copies only")
        for odd in list(_differences(document, runs))[:1]
    )
    return Read(replace(document, memo={}, blocks=kept), owners, warnings)


def _differences(document: Document, runs: list[Run]) -> Iterator[int]:
    """Yield the blocks that a copy has, or its original, and the other has not, near what both have."""
    blocks, text = document.blocks, document.text
    for run, following in zip(runs, [*runs[1:], None], strict=True):
        original, copy = run.first + run.length, run.second + run.length
        if 0 < run.second - original <= _NEAR:
            yield original  # what ends the original or begins the copy
        if (
            following
            and following.first >= original
            and 0 < following.second - copy + following.first - original <= 2 * _NEAR
        ):
            yield copy if following.second > copy else original
        rest = {text[one.start : one.end] for one in blocks[original : min(original + _NEAR, run.second)]}
        if not following and any(text[one.start : one.end] in rest for one in blocks[copy : copy + _NEAR]):
            yield copy


def _is_menu(document: Document, block: Block) -> bool:
    """Tell whether a block is an entry of a menu or list of contents: headings there are no copies."""
    if block.role:
        return True
    return any(
        link.start <= block.start and block.end <= link.end for link in document.links_in(block.start, block.end + 1)
    )


def _run(document: Document, first: int, second: int) -> int:
    """Return how many blocks from `second` on repeat those from `first` on, word by word."""
    blocks, text = document.blocks, document.text
    length = 0
    while second + length < len(blocks) and first + length < second:
        one, other = blocks[first + length], blocks[second + length]
        if text[one.start : one.end] != text[other.start : other.end]:
            break
        length += 1
    return length


def _with_beginning(document: Document, run: Run, copies: set[int]) -> Run:
    """Return a run with the blocks right before it that repeat those before the original."""
    blocks, text = document.blocks, document.text
    first, second = run.first, run.second
    while first > 0 and second - 1 not in copies and second - 1 >= run.first + run.length:
        one, other = blocks[first - 1], blocks[second - 1]
        if text[one.start : one.end] != text[other.start : other.end]:
            break
        first, second = first - 1, second - 1
    return Run(first, second, run.length + run.second - second)


def _begins_part(document: Document, block: Block) -> bool:
    """Tell whether a block is a title, a label, or a heading of the site: what a copy of the content begins with."""
    if _TITLE_END.search(document.text[max(block.start, block.end - 12) : block.end]):
        return True
    label = label_at(document, block.start, block.end)
    if label is None or not label.closed or block.role == "contents" or not document.text[label.start].isupper():
        return False
    return bool(label.meanings.keys() & {"header", "irm_heading", "related"})


def _teasers(document: Document) -> list[int]:
    """Return the blocks that end in an ellipsis and whose words the next block begins with ("Read more")."""
    found = []
    for index in range(len(document.blocks) - 1):
        block, following = document.blocks[index], document.blocks[index + 1]
        words = document.text[block.start : block.end]
        if words.endswith(_ELLIPSES):
            bare = words.rstrip(".…[] ")
            if len(bare) > 40 and document.text.startswith(bare, following.start):
                found.append(index)
    return found


def with_panels(document: Document) -> Document:
    """Return the document with the places where a part begins whose heading is only in a strip of tabs."""
    found: list[tuple[int, int, int]] = []
    tabs: set[int] = set()
    for start, end, name in _tabs(document):
        target = document.ids.get(name)
        label = label_at(document, start, end) if target is not None and end - start <= 80 else None
        if target is None or label is None or not label.meanings.keys() & {"irm_heading", "header", "related"}:
            continue
        panel = document.elements[target]
        begin = next((block.start for block in document.blocks if block.start >= panel.start), None)
        if begin is None or begin >= panel.end or 0 <= begin - end <= 1:
            continue  # a heading that opens what comes right after it
        tabs.add(start)
        if "irm_heading" in label.meanings:
            found.append((begin, start, end))
    if not tabs:
        return document
    blocks = tuple(block._replace(role="contents") if block.start in tabs else block for block in document.blocks)
    return replace(document, panels=tuple(found), blocks=blocks)


def _tabs(document: Document) -> Iterator[tuple[int, int, str]]:
    """Yield what leads to a place on the page: where its words begin and end, and the id that it leads to."""
    for link in document.links:
        _, sign, name = link.address.partition("#")
        if sign:
            yield link.start, link.end, name
    for index, name in document.controls:
        element = document.elements[index]
        yield element.start, element.end, name
