"""What the member promised: the description, set out by the action plan's headings, or the answers of OGP Local."""

from collections.abc import Iterator

from rich.console import RenderableType
from rich.text import Text

from ogpscrape.commitment import Commitment
from ogpscrape.views.outline import parts_of
from ogpscrape.views.terminal.prose import labelled, prose
from ogpscrape.views.terminal.screen import Screen
from ogpscrape.views.text import one_line


def description(record: Commitment, screen: Screen) -> Iterator[RenderableType]:
    """Yield the description, or the proposal's answers each under its question."""
    yield screen.heading("Description")
    for part in parts_of(record):
        if part.heading:
            yield from labelled(one_line(part.heading), part.text or "–", screen)
        else:
            yield from prose(part.text, screen)
    if not record.description and not record.proposal:
        yield screen.prose(Text("The page has none.", style="tone.nothing"))
    if record.proposal:
        found = record.proposal
        yield from labelled("Full title", found.commitment_title, screen)
        yield from labelled("Problem", found.problem, screen)
        yield from labelled("Status quo", found.status_quo, screen)
        yield from labelled("Action", found.action, screen)
        yield from labelled("How it contributes to solving the problem", found.contribution, screen)
        for section in found.others:
            yield from labelled(one_line(section.heading), section.text, screen)
