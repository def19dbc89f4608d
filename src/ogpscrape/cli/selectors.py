"""Which commitments a command is asked for, one by one."""

import sys
from collections.abc import Iterable, Iterator

from ogpscrape.errors import InputError, UsageError
from ogpscrape.identifiers import Selector, parse_selectors


def read_selectors(texts: list[str]) -> list[Selector]:
    """Return the commitments that arguments name, each once, in order: IDs, ranges, addresses, `-` for standard input.

    Everything is read before anything is asked for, so that a slip in the last line does not end a run half-way.
    Raises UsageError for what is none of these, InputError when standard input cannot be read.
    """
    if texts.count("-") > 1:
        raise UsageError("standard input can be read only once", hint="Leave out all but one -")
    found: dict[str, Selector] = {}
    for text in texts:
        for selector in _lines() if text == "-" else parse_selectors(text):
            found.setdefault(selector.id, selector)
    if not found:
        raise UsageError("standard input names no commitment", hint="It holds one ID, range or address a line")
    return list(found.values())


def is_one(texts: list[str]) -> bool:
    """Tell whether the arguments can only ever name one commitment, so that its record needs no array around it."""
    return len(texts) == 1 and texts[0] != "-" and ("/" in texts[0] or "-" not in texts[0])


def _lines() -> Iterator[Selector]:
    if sys.stdin is None:
        raise InputError("it is closed", where="standard input")
    try:
        lines: Iterable[str] = sys.stdin.buffer.read().decode("utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"it cannot be read: {error}", where="standard input") from error
    for number, line in enumerate(lines, 1):
        text = line.partition("#")[0].strip()
        if not text:
            continue
        try:
            yield from parse_selectors(text)
        except UsageError as error:
            error.where = f"standard input, line {number}"
            raise
