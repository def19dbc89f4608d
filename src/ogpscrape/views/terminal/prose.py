"""Prose in the terminal: paragraphs, lists with hanging indents, and the numbers of notes."""

import re
from collections.abc import Iterable, Iterator

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from ogpscrape.views.terminal.screen import Screen
from ogpscrape.views.text import pieces, plain

_ITEM = re.compile(r"(?P<mark>-|\d{1,3}[.)])\s+(?P<text>.*)", re.DOTALL)
_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


def note_mark(number: int, screen: Screen) -> str:
    """Return how a note is cited: a raised number, so that it is not taken for the page's own `[1]`."""
    return f"[note {number}]" if screen.ascii_only else str(number).translate(_RAISED)


def prose(text: str, screen: Screen) -> Iterator[RenderableType]:
    """Yield the paragraphs and lists of a prose field, with an empty line between paragraphs."""
    for index, paragraph in enumerate(text.split("\n\n")):
        if index:
            yield Text("")
        for line in paragraph.split("\n"):
            yield screen.prose(_line(line, screen))


def _line(line: str, screen: Screen) -> RenderableType:
    item = _ITEM.fullmatch(line)
    if not item:
        return _cited(line, screen)
    bullet = ("-" if screen.ascii_only else "•") if item["mark"] == "-" else item["mark"]
    grid = Table.grid(padding=(0, 1, 0, 0))
    grid.add_column(no_wrap=True)
    grid.add_column()
    grid.add_row(bullet, _cited(item["text"], screen))
    return grid


def _cited(text: str, screen: Screen) -> Text:
    whole = Text()
    for piece in pieces(text):
        if piece.note is None:
            whole.append(plain(piece.text))
        else:
            whole.append(note_mark(piece.note, screen), style="note")
    return whole


def cited_notes(texts: Iterable[str | None]) -> set[int]:
    """Return the numbers of the notes that texts cite."""
    return {piece.note for text in texts if text for piece in pieces(text) if piece.note is not None}


def labelled(label: str, text: str | None, screen: Screen) -> Iterator[RenderableType]:
    """Yield a text under a small heading; nothing when there is none."""
    if text:
        yield Text("")
        yield screen.prose(Text(label, style="label"))
        yield from prose(text, screen)
