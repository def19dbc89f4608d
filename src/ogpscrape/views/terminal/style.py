"""The colours of the terminal view, and the symbols that say the same without them."""

from rich.text import Text
from rich.theme import Theme

from ogpscrape.views.ratings import Rating, Tone

#: Middle tones: each has a contrast of 4 to 1 or more on black and on white, so that any terminal's background will do.
COLOURS: dict[Tone, str] = {
    "best": "#248a3d",
    "good": "#2c7fb8",
    "fair": "#a8750a",
    "poor": "#b85c38",
    "bad": "#d6455d",
    "unknown": "#8a6fc0",
    "pending": "#797979",
    "nothing": "#797979",
}

#: The same for terminals of sixteen colours, which choose their own shades; greys there are often invisible.
SIXTEEN_COLOURS: dict[Tone, str] = {
    "best": "green",
    "good": "blue",
    "fair": "yellow",
    "poor": "red",
    "bad": "red",
    "unknown": "magenta",
    "pending": "dim",
    "nothing": "dim",
}


def theme(colours: dict[Tone, str]) -> Theme:
    """Return the styles of the view in these colours."""
    return Theme(
        {
            **{f"tone.{tone}": f"bold {colour}" for tone, colour in colours.items()},
            "tone.pending": f"italic {colours['pending']}",
            "tone.nothing": f"italic {colours['nothing']}",
            "heading": "bold",
            "title": "bold",
            "id": f"bold {colours['good']}",
            "label": colours["nothing"],
            "note": f"bold {colours['good']}",
            "faint": colours["nothing"],
            "star": f"bold {colours['fair']}",
        }
    )


#: How a bar is filled, so that its parts differ without colours; what is not here is filled with the symbol.
FILLS: dict[Tone, str] = {
    "best": "█",
    "good": "▓",
    "fair": "▒",
    "poor": "░",
    "pending": "…",
    "nothing": "·",
}
ASCII_FILLS: dict[Tone, str] = {
    "best": "#",
    "good": "=",
    "fair": "+",
    "poor": "0",
    "pending": "~",
    "nothing": ".",
}


def fill(rating: Rating, *, ascii_only: bool) -> str:
    """Return the character that a rating's part of a bar is made of."""
    fills = ASCII_FILLS if ascii_only else FILLS
    return fills.get(rating.tone) or (rating.ascii if ascii_only else rating.symbol)


def rated(rating: Rating, *, ascii_only: bool) -> Text:
    """Return a rating as it is shown: its symbol, then its word, both in the colour of its tone."""
    symbol = rating.ascii if ascii_only else rating.symbol
    return Text(f"{symbol} {rating.word}", style=f"tone.{rating.tone}")
