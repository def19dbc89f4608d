"""Labels with their values in two columns: the overview, and the facts of a review."""

from collections.abc import Iterable
from typing import NamedTuple

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from ogpscrape.views.terminal.screen import Screen


class Fact(NamedTuple):
    """A label and what is beside it."""

    label: str
    value: RenderableType


def facts(items: Iterable[Fact]) -> RenderableType:
    """Return facts one a line, labels and values each in a column of their own."""
    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(style="label", no_wrap=True)
    grid.add_column(overflow="fold")
    for label, value in items:
        grid.add_row(label, value)
    return Padding(grid, (0, 0, 0, 2))


def side_by_side(left: list[Fact], right: list[Fact], screen: Screen) -> RenderableType:
    """Return two lists of facts beside each other where there is room, else below each other."""
    if not screen.wide:
        return facts([*left, *right])
    grid = Table.grid(expand=True, padding=(0, 2, 0, 0))
    grid.add_column(ratio=2)
    grid.add_column(ratio=3)
    grid.add_row(facts(left), facts(right))
    return grid


def stacked(values: Iterable[Text]) -> RenderableType:
    """Return values below each other in one cell."""
    return Group(*values)
