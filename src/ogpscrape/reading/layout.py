"""How labels and values are laid out on one page of HTML: what its labels look like, and which element is whose."""

from bisect import bisect_left
from collections import Counter
from functools import cached_property

from ogpscrape.reading.document import Document
from ogpscrape.reading.labels import Label
from ogpscrape.reading.places import Block, Element
from ogpscrape.reading.turns import Turns, find_turns

#: How many of a page's labels must look alike before that look makes a label.
_FEWEST_ALIKE = 2
#: So many labels below their values are no chance.
_FEWEST_TILES = 3
_LONGEST_LABEL = 60
_NO_CONTAINERS = frozenset({"p", "dt", "h1", "h2", "h3", "h4", "h5", "h6"})


class Layout:
    """The layout of the header of one page, worked out from its known labels."""

    def __init__(self, document: Document, labels: list[Label]) -> None:
        self.document = document
        self.labels = sorted(labels, key=lambda label: label.start)
        self.starts = [label.start for label in self.labels]

    # -- elements -----------------------------------------------------------------------------------------------------

    def element_at(self, start: int, end: int, block: Block) -> int:
        """Return the innermost element that holds exactly a label's words (and its colon), else the block's element."""
        document = self.document
        if not document.elements:
            return -1
        low = bisect_left(document._inline_starts, start)  # noqa: SLF001
        best = block.element
        for index in document.inlines[low : low + 4]:
            element = document.elements[index]
            if element.start > start:
                break
            if element.end <= end + 3 and element.end >= end - 1:
                best = index
        return best

    def is_inside(self, block: Block, element: int) -> bool:
        """Tell whether a block is inside an element."""
        place = self.document.elements[element]
        return place.start <= block.start < place.end

    def container(self, label: int, block: Block) -> int:
        """Return the largest element around a value that does not hold its label, and holds no other label."""
        if label < 0 or block.element < 0:
            return -1
        around_label = set(self.document.around(label))
        inline = self._inline_around(block)
        found = inline
        for index in self.document.around(inline):
            if index in around_label or self._labels_in(self.document.elements[index]):
                break
            found = index
        return found if found not in around_label else inline

    def _inline_around(self, block: Block) -> int:
        document = self.document
        low = bisect_left(document._inline_starts, block.start)  # noqa: SLF001
        for index in document.inlines[low : low + 1]:
            element = document.elements[index]
            if element.start == block.start and element.end >= block.end:
                return index
        return block.element

    def _labels_in(self, element: Element) -> int:
        return bisect_left(self.starts, element.end) - bisect_left(self.starts, element.start)

    @cached_property
    def _widest(self) -> dict[int, int]:
        """For each label by its place: the largest element that holds no other label."""
        found: dict[int, int] = {}
        for label in self.labels:
            block = self.document.blocks[self.document.block_at(label.start)]
            if block.element < 0:
                continue
            for index in self.document.around(self.element_at(label.start, label.words_end, block)):
                element = self.document.elements[index]
                if self._labels_in(element) > 1 or element.tag in ("body", "html", "main", "article"):
                    break
                found[label.start] = index
        return found

    def _texts_around(self, label: Label, element: int) -> tuple[bool, bool]:
        """Tell whether there is text in an element before a label, and after it."""
        text, place = self.document.text, self.document.elements[element]
        return bool(text[place.start : label.start].strip()), bool(text[label.end : place.end].strip())

    @cached_property
    def _fields(self) -> dict[int, int]:
        """For each label by its place: the largest element that holds no other label, when its value is in it, too."""
        pairs = ((label, self._widest.get(label.start, -1)) for label in self.labels)
        return {label.start: widest for label, widest in pairs if widest >= 0 and self._texts_around(label, widest)[1]}

    @cached_property
    def tiles(self) -> dict[int, int]:
        """For each label by its place: the element that holds it below its value, where most labels are so."""
        pairs = ((label, self._widest.get(label.start, -1)) for label in self.labels)
        found = {
            label.start: widest
            for label, widest in pairs
            if widest >= 0 and self._texts_around(label, widest) == (True, False)
        }
        return found if len(found) >= _FEWEST_TILES and len(found) > 2 * len(self._fields) else {}

    def tile_of(self, block: Block) -> int | None:
        """Return the tile that a block is in, or None."""
        tiles = set(self.tiles.values())
        return next((index for index in self.document.around(block.element) if index in tiles), None)

    @cached_property
    def values_are_headings(self) -> bool:
        """Whether, after most labels, the value is in a heading in the label's own element."""
        blocks, found = self.document.blocks, 0
        for start, element in self._fields.items():
            index = self.document.block_at(start) + 1
            inside = index < len(blocks) and self.is_inside(blocks[index], element)
            found += inside and blocks[index].kind == "heading"
        return found * 2 > len(self._fields)

    @cached_property
    def _rows(self) -> frozenset[tuple[int, str]]:
        """What holds a label with its value on this page: the element around, and the shape."""
        elements = self.document.elements
        return frozenset((elements[index].parent, elements[index].shape) for index in self._fields.values())

    def _row(self, index: int) -> int:
        elements = self.document.elements
        return next(
            (one for one in self.document.around(index) if (elements[one].parent, elements[one].shape) in self._rows),
            -1,
        )

    def _list_part(self, index: int) -> str:
        """Return which part of a list of definitions an element is in: dt, dd, dl for none of both, or nothing."""
        elements = self.document.elements
        inside = (elements[one].tag for one in self.document.around(index))
        return next((one for one in inside if one in ("dt", "dd", "dl")), "")

    def is_definition(self, label: int, block: Block) -> bool:
        """Tell whether a block is in the `dd` of a label's `dt`."""
        return self._list_part(label) == "dt" and self._list_part(block.element) == "dd"

    @cached_property
    def _has_dd(self) -> bool:
        return any(element.tag == "dd" and element.end > element.start for element in self.document.elements)

    def is_other_cell(self, label: int, block: Block) -> bool:
        """Tell whether a block is in a cell of a table that is not the one right after its label's."""
        elements = self.document.elements
        cell, row = self._cell(label)
        if cell < 0 or row < 0:
            return False
        other, its_row = self._cell(block.element)
        while other >= 0 and its_row != row:  # a table within the value's cell
            other, its_row = self._cell(elements[its_row].parent)
        cells = [index for index in self._cells.get(row, []) if elements[index].end > elements[index].start]
        if other < 0:
            return len(cells) > 1
        return other != cell and other in cells and cells.index(other) > cells.index(cell) + 1

    def _cell(self, index: int) -> tuple[int, int]:
        """Return the cell and the row of a table that an element is in, or -1."""
        elements = self.document.elements
        cell = -1
        for one in self.document.around(index):
            if elements[one].tag in ("td", "th") and cell < 0:
                cell = one
            elif elements[one].tag == "tr":
                return cell, one
        return -1, -1

    @cached_property
    def _cells(self) -> dict[int, list[int]]:
        found: dict[int, list[int]] = {}
        for index, element in enumerate(self.document.elements):
            if element.tag in ("td", "th"):
                found.setdefault(element.parent, []).append(index)
        return found

    def is_other_row(self, label: int, block: Block) -> bool:
        """Tell whether a block is outside of its label's row where each label of the page has a row with its value."""
        if label < 0 or block.element < 0:
            return False
        if self._list_part(label) == "dt" and self._has_dd:
            return self._list_part(block.element) != "dd"
        row = self._row(label)
        if row < 0 or self.is_inside(block, row):
            return False
        # A paragraph can hold no list: its value may be in an element after it.
        return self._row(block.element) >= 0 or (
            block.kind != "item" and self.document.elements[row].tag not in _NO_CONTAINERS
        )

    def is_field(self, label_start: int, block: Block) -> bool:
        """Tell whether a block is in the element that holds this one label and no other."""
        place = self._fields.get(label_start)
        return place is not None and self.is_inside(block, place)

    # -- what labels look like ----------------------------------------------------------------------------------------

    @cached_property
    def values_follow(self) -> bool:
        """Whether values are in the block after their label rather than in the same one."""
        same = other = 0
        for label in self.labels:
            block = self.document.blocks[self.document.block_at(label.start)]
            end = label.end
            while end < block.end and self.document.text[end] in " :":
                end += 1
            if end < block.end:
                same += 1
            else:
                other += 1
        return other > same

    def _shape(self, start: int, end: int, block: Block) -> str | None:
        index = self.element_at(start, end, block)
        if index < 0:
            return None
        element = self.document.elements[index]
        whole = element.end <= end + 4
        return element.shape if whole else None

    @cached_property
    def shapes(self) -> frozenset[str]:
        """The looks (tag and class) of at least two labels that no value and no text beside them has."""
        looks = Counter(
            shape
            for label in self.labels
            if (
                shape := self._shape(
                    label.start, label.words_end, self.document.blocks[self.document.block_at(label.start)]
                )
            )
        )
        found = {shape for shape, count in looks.items() if count >= _FEWEST_ALIKE}
        if not found or not self.labels:
            return frozenset()
        used = Counter(self._element_shapes_of_values())
        return frozenset(
            shape for shape in found if used[shape] * 8 <= looks[shape] or shape.split(".")[0] in ("dt", "th")
        )

    def _element_shapes_of_values(self) -> list[str]:
        """Return the shapes of the elements right after labels, down to the next label."""
        found: list[str] = []
        document = self.document
        for label, following in zip(self.labels, [*self.starts[1:], self.starts[-1] + 400], strict=True):
            index = document.block_at(label.start) + 1
            block = document.blocks[index] if index < len(document.blocks) else None
            if block and block.start < following and block.element >= 0:
                found.append(document.elements[block.element].shape)
            found += [
                one.shape for one in document.inlines_in(label.end, min(following, label.end + 400)) if one.tag != "a"
            ]
        return found

    def shaped_end(self, block: Block) -> int | None:
        """Return where the words of a label end that nobody knows, when a text begins with what looks like one here."""
        document = self.document
        if block.element < 0:
            return None
        place = document.elements[block.element]
        if place.tag in ("dt", "th") and place.start == block.start:
            return block.end
        if not self.shapes:
            return None
        for element in document.inlines_in(block.start, block.end + 1):
            if element.start > block.start:
                break
            if element.shape in self.shapes and element.tag != "a":
                return element.end
        if place.shape in self.shapes and place.start == block.start and place.end <= block.end + 2:
            return block.end
        return None

    def bold_beginning(self, block: Block) -> int | None:
        """Return where the bold words end that a text begins with and goes on after, as an unknown label does."""
        first = next(self.document.inlines_in(block.start, block.end), None)
        if first and first.start == block.start and first.tag in ("b", "strong") and first.end < block.end:
            return first.end if first.end - first.start <= _LONGEST_LABEL else None
        return None

    def label_shapes_in(self, block: Block) -> list[int]:
        """Return where, inside a text, elements begin that look as this page's labels do."""
        if block.element < 0 or not self.shapes:
            return []
        inside = self.document.inlines_in(block.start + 1, block.end)
        return [
            one.start for one in inside if one.shape in self.shapes and one.tag in ("b", "strong", "span", "dt", "th")
        ]

    def are_pair(self, block: Block, following: Block) -> bool:
        """Tell whether two texts can be a label that nobody knows and its value: neighbours, the first one short."""
        return (
            block.end - block.start <= _LONGEST_LABEL
            and self.document.block_at(following.start) == self.document.block_at(block.start) + 1
        )

    # -- labels first, values after them ------------------------------------------------------------------------------

    @cached_property
    def turns(self) -> Turns:
        """The values that are in a row, or a turn, of their own below several labels."""
        return find_turns(self.document, self.labels, self.tiles)

    @property
    def is_uneven(self) -> bool:
        """Whether labels come before their values, and there are not as many of both; or one is out of place."""
        if self.turns.uneven:
            return True
        around = {
            self._list_part(self.document.blocks[self.document.block_at(label.start)].element) for label in self.labels
        }
        return {"dt", "dl"} <= around  # a label that is out of its element

    def assigned(self, block: Block) -> int | None:
        """Return the place of the label whose value a block is by its column or by its turn, or None."""
        values = self.turns.values
        if not values:
            return None
        return next((values[index] for index in self.document.around(block.element) if index in values), None)

    def cell_of(self, label_start: int) -> int:
        """Return the element that holds the value of a label further above, or -1."""
        return next((index for index, start in self.turns.values.items() if start == label_start), -1)

    def is_label_cell(self, block: Block) -> bool:
        """Tell whether a block is, among labels with their values further below, one that nobody knows."""
        return block.start in self.turns.label_cells
