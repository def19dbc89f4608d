"""Text as it comes becomes lines: white space squeezed, a line for each block, and where inline elements meet."""

from ogpscrape.reading.document import Line


class LineBuilder:
    """Takes text, line breaks and element borders in page order.

    `frame` is what the current block says of its lines (kind, level, furniture ...): a Line whose places do not count.
    """

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.length = 0
        self.lines: list[Line] = []
        self.borders: list[int] = []
        self.frame = Line(0, 0)
        #: Whether sibling elements in the current block are lines of their own.
        self.parts_siblings = True
        self._start = 0
        self._first_part = 0
        self._space = False
        self._gap = True
        self._depth = 0
        self._ended: str | None = None
        self._seams: list[int] = []
        self._bare = False

    def add(self, data: str) -> None:
        """Take a stretch of text."""
        words = data.split()
        if not words:
            self._space = True
            return
        text = " ".join(words)
        if (self._space or data[0].isspace()) and self.length > self._start:
            text = f" {text}"
        self.parts.append(text)
        self.length += len(text)
        self._space = data[-1].isspace()
        if not self._depth:
            self._bare = True
            self._ended = None

    def add_preformatted(self, data: str) -> None:
        """Take text in which line ends are line breaks."""
        for index, part in enumerate(data.split("\n")):
            if index:
                self.line_break()
            if part:
                self.add(part)

    def line_break(self) -> None:
        """Take a `<br>`: a second one in a row is a paragraph border."""
        if self.length > self._start:
            self.close_line(gap=False)
        else:
            self._gap = True

    def close_line(self, *, gap: bool) -> bool:
        """End the current line; what follows stands after a gap or a mere line break. Tell whether there was one."""
        there = self.length > self._start
        if there:
            self._keep_line()
            self.parts.append("\n")
            self.length += 1
            self._start = self.length
            self._first_part = len(self.parts)
            self._gap = gap
        elif gap:
            self._gap = True
        self._space = False
        self._ended = None
        self._bare = False
        if self._seams:
            self._seams = []
        return there

    def _keep_line(self) -> None:
        frame = self.frame
        line = Line(
            self._start, self.length, frame.kind, self._gap, frame.level, frame.ordinal, frame.block,
            frame.furniture, frame.row,
        )  # fmt: skip
        if self._bare or not self._seams:
            self.lines.append(line)
            return
        # A row of sibling elements and nothing beside them: each is a line of its own, unless a sentence goes on in it.
        text = "".join(self.parts[self._first_part :])
        seams = [seam for seam in self._seams if not text[seam - self._start : seam - self._start + 1].islower()]
        starts = [self._start, *seams]
        for start, end in zip(starts, [*seams, self.length], strict=True):
            if end > start:
                self.lines.append(line.part(start, end, gap=True))

    def start_inline(self, tag: str) -> None:
        """Take the beginning of an inline element."""
        self.borders.append(self.length)
        if not self._depth and self._ended == tag and self.parts_siblings and self.length > self._start:
            self._seams.append(self.length + 1 if self._space else self.length)
        self._depth += 1

    def end_inline(self, tag: str) -> None:
        """Take the end of an inline element."""
        self.borders.append(self.length)
        if self._depth:
            self._depth -= 1
        if not self._depth:
            self._ended = tag
