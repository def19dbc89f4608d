"""What the view is drawn on: how wide it is, and what its terminal can do."""

import io
import os
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from rich.box import ASCII2, SIMPLE_HEAD, Box
from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.rule import Rule
from rich.text import Text

from ogpscrape.views.terminal.style import COLOURS, SIXTEEN_COLOURS, theme

#: Texts are not set wider than this, in columns: longer lines are hard to follow.
READING_WIDTH = 96
#: Where there is at least this much room, the overview is in two columns.
WIDE = 120
#: The narrowest and the widest view.
LEAST_WIDTH, MOST_WIDTH = 30, 1_000


@dataclass(frozen=True)
class Screen:
    """How the view is drawn.

    Attributes:
        width: in columns.
        colours: whether there are colours; bold and links are kept without.
        plain: no escape sequence at all: a file, a pipe, a dumb terminal.
        ascii_only: symbols and frames of ASCII, for a dumb terminal.

    """

    width: int = 80
    colours: bool = True
    plain: bool = False
    ascii_only: bool = False

    @property
    def wide(self) -> bool:
        """Whether the overview has room for two columns."""
        return self.width >= WIDE

    @property
    def box(self) -> Box:
        """The frame of tables."""
        return ASCII2 if self.ascii_only else SIMPLE_HEAD

    def console(self, *, record: bool = False) -> Console:
        """Return the console to draw with; what it draws goes nowhere but into memory.

        Arguments:
            record: whether it is drawn for a picture, in all colours.

        """
        system = None if self.plain else "truecolor" if record else _colour_system()
        return Console(
            file=io.StringIO(),
            width=self.width,
            height=1_000_000,
            force_terminal=not self.plain,
            color_system=system,
            no_color=not self.colours,
            theme=theme(SIXTEEN_COLOURS if system == "standard" else COLOURS),
            record=record,
            highlight=False,
            markup=False,
            emoji=False,
            legacy_windows=False,
            _environ={},
        )

    def draw(self, parts: Iterable[RenderableType]) -> str:
        """Return what the parts look like, with their escape sequences, lines not padded on the right."""
        console = self.console()
        console.print(Group(*parts), crop=False)
        assert isinstance(console.file, io.StringIO)  # noqa: S101 - made above; for the type checker
        return "".join(f"{line.rstrip()}\n" for line in console.file.getvalue().splitlines())

    def heading(self, text: str) -> RenderableType:
        """Return the heading of a part."""
        line = Rule(
            Text(text, style="heading"), align="left", style="faint", characters="-" if self.ascii_only else "─"
        )
        return Padding(line, (1, 0, 0, 0))

    def prose(self, renderable: RenderableType, *, indent: int = 2) -> RenderableType:
        """Return a text set to the reading width, indented."""
        spare = max(0, self.width - READING_WIDTH)
        return Padding(renderable, (0, spare, 0, indent), expand=False)

    def link(self, text: str, address: str | None, *, style: str = "") -> Text:
        """Return a hyperlink; where there can be none, the text with the address after it."""
        if address is None:
            return Text(text, style=style)
        if self.plain:
            return Text(text if text == address else f"{text} <{address}>", style=style)
        # On the words alone: as the style of the whole, it would underline the rest of a table's cell too.
        linked = Text(text, style=style)
        linked.stylize(f"underline link {address}")
        return linked


def _colour_system() -> Literal["standard", "256", "truecolor"]:
    """Return the best that the terminal can do; rich takes the nearest colour that there is."""
    if os.environ.get("COLORTERM", "").lower() in ("truecolor", "24bit"):
        return "truecolor"
    return "256" if "256" in os.environ.get("TERM", "") else "standard"
