"""What the figures count: tables of numbers with their rows, columns and words on what is left out."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from ogpscrape.commitment import Commitment
from ogpscrape.views.plans import MemberRecords, Plan
from ogpscrape.views.ratings import NO_RATING, OTHER, OUTSIDE, SCALES, Rating, Scale, category_of
from ogpscrape.views.text import one_line

#: So many policy areas are drawn; the table beside the chart has them all.
AREAS_DRAWN = 12


@dataclass(frozen=True)
class Row:
    """One row of numbers: what it is of, and how many of each column."""

    label: str
    counts: tuple[int, ...]

    @property
    def total(self) -> int:
        """The sum of the row."""
        return sum(self.counts)


@dataclass(frozen=True)
class Numbers:
    """A table of numbers.

    Attributes:
        of: what a row is, as the head of the first column.
        columns: what the columns are; a `Rating` tells how it is drawn.
        rows: in order.

    """

    of: str
    columns: tuple[Rating, ...]
    rows: tuple[Row, ...]

    @property
    def total(self) -> int:
        """The sum of everything."""
        return sum(row.total for row in self.rows)

    def count(self, column: Rating) -> int:
        """The sum of one column."""
        index = self.columns.index(column)
        return sum(row.counts[index] for row in self.rows)

    def used(self) -> "Numbers":
        """Return the same without the columns that are all zero."""
        kept = [index for index, column in enumerate(self.columns) if self.count(column)]
        rows = tuple(Row(row.label, tuple(row.counts[index] for index in kept)) for row in self.rows)
        return Numbers(self.of, tuple(self.columns[index] for index in kept), rows)


def by_plan(plans: Iterable[Plan], scale: Scale) -> Numbers:
    """Count the commitments of each plan by their rating."""
    return _counted("Action plan", scale, [(plan.label, plan.records) for plan in plans])


def by_member(members: Iterable[MemberRecords], scale: Scale) -> Numbers:
    """Count the commitments of each member by their rating."""
    return _counted("Member", scale, [(member.name, member.records) for member in members])


def milestones_by_plan(plans: Iterable[Plan]) -> Numbers:
    """Count the milestones that the pages of each plan name, by completion."""
    columns = (*SCALES["completion"], OTHER, NO_RATING)
    known = {rating.word: rating for rating in SCALES["completion"]}

    def category(word: str | None) -> Rating:
        return NO_RATING if word is None else known.get(word, OTHER)

    rows = []
    for plan in plans:
        counts = Counter(category(found.completion) for record in plan.records for found in record.milestones)
        if counts:
            rows.append(Row(plan.label, tuple(counts[column] for column in columns)))
    return Numbers("Action plan", columns, tuple(rows))


def areas_by_plan(plans: Sequence[Plan]) -> Numbers:
    """Count the commitments of each policy area in each plan, the most frequent area first."""
    columns = tuple(Rating(plan.label, "", "", "good") for plan in plans)
    counts: dict[str, list[int]] = {}
    for index, plan in enumerate(plans):
        for record in plan.records:
            for area in areas_of(record):
                counts.setdefault(area, [0] * len(plans))[index] += 1
    rows = [Row(area, tuple(found)) for area, found in counts.items()]
    return Numbers("Policy area", columns, tuple(sorted(rows, key=lambda row: (-row.total, row.label.casefold()))))


def areas_of(record: Commitment) -> list[str]:
    """Return the policy areas of a record, each once: the overview's, on OGP Local pages the primary ones."""
    overview = record.overview
    return list(dict.fromkeys(one_line(area) for area in (*overview.policy_areas, *overview.primary_policy_areas)))


def _counted(of: str, scale: Scale, groups: Iterable[tuple[str, Iterable[Commitment]]]) -> Numbers:
    columns = (*SCALES[scale], *OUTSIDE)
    category: Callable[[Commitment], Rating] = lambda record: category_of(record, scale)  # noqa: E731
    rows = []
    for label, records in groups:
        counts = Counter(map(category, records))
        rows.append(Row(label, tuple(counts[column] for column in columns)))
    return Numbers(of, columns, tuple(rows))
