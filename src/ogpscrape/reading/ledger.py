"""The account of a page: which place of the visible text belongs to which field, and what nobody claimed."""

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from ogpscrape.commitment import Warning as RecordWarning
from ogpscrape.reading.document import Document
from ogpscrape.warning_codes import WarningCode

Category = Literal["typed", "generic", "furniture"]


def visible_characters(text: str) -> int:
    """Count the characters of `text` other than white space."""
    return len("".join(text.split()))


@dataclass(frozen=True, slots=True)
class Claim:
    """A place in the text and what it became. `path` is None for furniture."""

    start: int
    end: int
    category: Category
    path: str | None


@dataclass
class Ledger:
    """Takes claims and warnings while a page is read, and adds them up at the end."""

    document: Document
    claims: list[Claim] = field(default_factory=list)
    warnings: list[RecordWarning] = field(default_factory=list)
    #: Beginnings of paths that are known only after all is read: the milestones are numbered when they are joined.
    renamed: dict[str, str] = field(default_factory=dict)
    #: Places that are furniture inside of what a field holds: tooltips, in page order.
    holes: list[tuple[int, int]] = field(default_factory=list)

    def claim(self, start: int, end: int, path: str | None, category: Category = "typed") -> None:
        """Say that a place in the text is held by the field `path`."""
        if end > start:
            self.claims.append(Claim(start, end, category, path))

    def furniture(self, start: int, end: int) -> None:
        """Say that a place in the text is a label, a heading, a menu: nothing that a field would hold."""
        self.claim(start, end, None, "furniture")

    def warn(self, code: WarningCode, message: str, path: str | None = None) -> None:
        """Add a warning to the record."""
        self.warnings.append(RecordWarning(code=code, field=path, message=message))

    def final_path(self, path: str) -> str:
        """Return a path after renaming: `draft[3].text` is `milestones[0].text` once the milestones are joined."""
        head, dot, rest = path.partition(".")
        return f"{self.renamed.get(head, head)}{dot}{rest}"

    def name_fields(self) -> None:
        """Give the warnings the final paths of their fields."""
        self.warnings = [
            one.model_copy(update={"field": self.final_path(one.field)}) if one.field else one for one in self.warnings
        ]

    def settle(self) -> None:
        """Sort the claims and cut what overlaps, so that no character is counted twice."""
        settled: list[Claim] = []
        end = 0
        for claim in sorted(self._without_holes(), key=lambda one: (one.start, one.end)):
            start = max(claim.start, end)
            if claim.end > start:
                path = self.final_path(claim.path) if claim.path else None
                settled.append(Claim(start, claim.end, claim.category, path))
                end = claim.end
        self.claims = settled

    def _without_holes(self) -> Iterator[Claim]:
        """Yield the claims with the holes cut out of them, and the holes as furniture."""
        for claim in self.claims:
            start = claim.start
            for low, high in self.holes[bisect_right(self.holes, start, key=lambda hole: hole[1]) :]:
                if low >= claim.end:
                    break
                if low > start:
                    yield Claim(start, low, claim.category, claim.path)
                start = high
            if claim.end > start:
                yield Claim(start, claim.end, claim.category, claim.path)
        for low, high in self.holes:
            yield Claim(low, high, "furniture", None)

    def at(self, position: int) -> Claim | None:
        """Return the claim that holds a position; only after `settle`."""
        index = bisect_right(self.claims, position, key=lambda claim: claim.start) - 1
        return self.claims[index] if index >= 0 and position < self.claims[index].end else None

    def count(self, category: Category) -> int:
        """Count the visible characters of a category; only after `settle`."""
        text = self.document.text
        return sum(visible_characters(text[one.start : one.end]) for one in self.claims if one.category == category)

    def unclaimed(self) -> list[tuple[int, int]]:
        """Return the places that nobody claimed and that are not white space; only after `settle`."""
        places: list[tuple[int, int]] = []
        end = 0
        for claim in self.claims:
            places.append((end, claim.start))
            end = claim.end
        places.append((end, len(self.document.text)))
        return [(start, stop) for start, stop in places if not _blank(self.document.text, start, stop)]


def _blank(text: str, start: int, end: int) -> bool:
    return start >= end or not text[start:end].strip()
