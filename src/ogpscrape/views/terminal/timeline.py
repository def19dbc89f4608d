"""The timeline in the terminal: the commitment's period and its dated milestones, one a line."""

from collections.abc import Iterator

from rich.console import RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from ogpscrape.commitment import Commitment
from ogpscrape.views.ratings import rating_of
from ogpscrape.views.terminal.screen import Screen
from ogpscrape.views.text import one_line
from ogpscrape.views.timeline import Stretch, place, years
from ogpscrape.views.timeline import timeline as stretches_of

#: How wide the bars are at most, in columns, and what the labels and dates beside them need.
_WIDEST, _BESIDE = 48, 40


def timeline(record: Commitment, screen: Screen) -> Iterator[RenderableType]:
    """Yield the timeline; nothing where the record has no date."""
    stretches = stretches_of(record)
    if not stretches:
        return
    span = years(stretches)
    width = max(8, min(_WIDEST, screen.width - _BESIDE))
    yield screen.heading("Timeline")
    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(style="id", no_wrap=True, overflow="ellipsis", max_width=10)
    grid.add_column(no_wrap=True)
    grid.add_column(style="faint", overflow="fold")
    grid.add_row("", Text(_axis(span, width), style="faint"), "")
    for stretch in stretches:
        grid.add_row(one_line(stretch.label), _bar(stretch, span, width, screen), one_line(stretch.dates))
    yield Padding(grid, (0, 0, 0, 2))


def _axis(span: range, width: int) -> str:
    """Return the years above the bars, as many as there is room for."""
    step = next(step for step in (1, 2, 5, 10, 50, 10_000) if width * step // len(span) >= len("2018 ") or step > 50)
    line = ""
    for at in range(0, len(span), step):
        line = f"{line.ljust(round(at / len(span) * width))}{span[at]}"
    return line[:width].ljust(width)


def _bar(stretch: Stretch, span: range, width: int, screen: Screen) -> Text:
    first, last = stretch.days
    start = min(width - 1, int(place(first, span) * width))
    end = max(start + 1, min(width, round(place(last, span, last=True) * width)))
    tone = f"tone.{rating_of('completion', stretch.completion).tone}" if stretch.completion else "label"
    point, line = ("*", "=") if screen.ascii_only else ("◆", "━")
    drawn = line * (end - start) if stretch.first and stretch.last else point
    at = start if stretch.first else end - 1
    return Text.assemble(" " * at, (drawn, tone)).append(" " * (width - at - len(drawn)))
