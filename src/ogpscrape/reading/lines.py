"""Text becomes lines: white space is squeezed, and a line ends where a block or a `<br>` does."""

from typing import Any

from ogpscrape.reading.places import Block

LEVEL = {"h1": 1, "h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 6}
#: Blocks in which sibling elements are more often pieces of one sentence than lines of their own.
_SENTENCES = frozenset({"p", "li", "pre", "summary", "caption", *LEVEL})


class Frame:
    """What the innermost open block says of its lines."""

    __slots__ = ("element", "group", "kind", "level", "ordinal", "role", "tag")

    def __init__(self, tag: str, element: int, role: str) -> None:
        self.tag, self.element, self.role = tag, element, role
        self.kind: Any = "paragraph"
        self.level, self.group = 0, 0
        self.ordinal: int | None = None


class Lines:
    """Gathers text and its blocks; `frames` are the open blocks around it, the outermost first.

    `bare`: text of the line is in no inline element. `seams`: where, in a line, one element ends and the next of its
    kind begins. `ended`: the inline element that ended last, when nothing has come since.
    """

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.length = self.line_start = self.first_part = 0
        self.space = self.bare = False
        self.gap = True
        self.blocks: list[Block] = []
        self.frames = [Frame("body", -1, "")]
        self.preformatted = self.inline_depth = 0
        self.ended: str | None = None
        self.seams: list[int] = []

    def add_text(self, data: str) -> None:
        """Take a piece of text; white space is squeezed."""
        if self.preformatted and "\n" in data:
            for number, part in enumerate(data.split("\n")):
                if number:
                    self.break_line()
                self.add_text(part)
            return
        words = data.split()
        if not words:
            self.space = self.space or bool(data)
            return
        text = " ".join(words)
        if self.seams and self.seams[-1] == self.length and self.frames[-1].level and text[0].isupper():
            self.space = True  # elements side by side in a heading: an eye sees them apart
        if (self.space or data[0].isspace()) and self.length > self.line_start:
            text = f" {text}"
        self.parts.append(text)
        self.length += len(text)
        self.space = data[-1].isspace()
        if not self.inline_depth:
            self.bare = True
            self.ended = None

    def break_line(self) -> None:
        """Take a `<br>`: a second one in a row is a paragraph border."""
        if self.length > self.line_start:
            self.close_line(gap=False)
        else:
            self.gap = True

    def close_line(self, *, gap: bool) -> None:
        """End the current line; what an item holds after its first line goes on with it."""
        if self.length > self.line_start:
            self._keep_line()
            self.parts.append("\n")
            self.length += 1
            self.line_start = self.length
            self.first_part = len(self.parts)
            self.gap = gap
            frame = self.frames[-1]
            if gap and frame.kind == "item":
                frame.kind, frame.ordinal = "more", None
        elif gap:
            self.gap = True
        self.space = self.bare = False
        self.ended = None
        self.seams.clear()

    def _keep_line(self) -> None:
        frame = self.frames[-1]
        block = Block(
            self.line_start, self.length, frame.kind, self.gap, frame.level, frame.ordinal, frame.group, frame.element,
            frame.role,
        )  # fmt: skip
        if self.bare or not self.seams or frame.tag in _SENTENCES:
            self.blocks.append(block)
            return
        # A row of sibling elements and nothing beside them: each is a line of its own, unless a sentence goes on in it.
        text = "".join(self.parts[self.first_part :])
        at = self.line_start
        seams = [seam for seam in self.seams if seam < self.length and not text[seam - at : seam - at + 1].islower()]
        for start, end in zip([at, *seams], [*seams, self.length], strict=True):
            while end > start and text[end - 1 - at] == " ":
                end -= 1  # noqa: PLW2901 - the space between two of them belongs to neither
            if end > start:
                self.blocks.append(block.part(start, end))
