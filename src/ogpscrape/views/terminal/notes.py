"""The notes at the foot of the view, and what else a reader should know of a record."""

from collections.abc import Iterator

from rich.console import RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from ogpscrape.commitment import Commitment, Note
from ogpscrape.views.terminal.prose import labelled, note_mark
from ogpscrape.views.terminal.screen import Screen
from ogpscrape.views.text import one_line, web_address


def notes(record: Commitment, screen: Screen, wanted: set[int] | None = None) -> Iterator[RenderableType]:
    """Yield the notes as footnotes: all of them, or those whose numbers are wanted."""
    found = [note for note in record.notes if wanted is None or note.number in wanted]
    if not found:
        return
    yield screen.heading("Notes")
    grid = Table.grid(padding=(0, 1, 0, 0))
    grid.add_column(style="note", justify="right", no_wrap=True)
    grid.add_column(overflow="fold")
    for note in found:
        grid.add_row(note_mark(note.number, screen), _text(note, screen))
    yield screen.prose(grid)


def _text(note: Note, screen: Screen) -> RenderableType:
    if not note.text.strip():
        return Text("(empty on the page)", style="tone.nothing")
    text = Text(one_line(note.text))
    unwritten = []
    for link in note.links:
        address = web_address(link.url)
        if address and not screen.plain:
            text.highlight_regex(_exactly(one_line(link.text)), style=f"underline link {address}")
        elif address and address not in note.text:
            unwritten.append(address)
    if unwritten:
        text.append(f" <{'> <'.join(unwritten)}>")
    return text


def _exactly(text: str) -> str:
    import re

    return re.escape(text) if text else r"(?!)"


def more(record: Commitment, screen: Screen) -> Iterator[RenderableType]:
    """Yield texts that are under headings of their own, and the record's warnings."""
    if record.sections:
        yield screen.heading("Also on the page")
        for section in record.sections:
            yield from labelled(one_line(section.heading), section.text, screen)
    if record.warnings:
        yield screen.heading("Warnings")
        for warning in record.warnings:
            yield Padding(Text(f"{warning.code}: {one_line(warning.message)}"), (0, 0, 0, 2))
