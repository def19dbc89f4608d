"""The figures: a chart, the same in words and as a table, and what is counted, left out, and from where."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ogpscrape.commitment import Commitment
from ogpscrape.views.plans import MemberRecords
from ogpscrape.views.ratings import NO_RATING, PENDING, Rating, Scale, completion_of
from ogpscrape.views.report import charts, counting
from ogpscrape.views.report.counting import AREAS_DRAWN, Numbers
from ogpscrape.writing import timestamp

#: A chart of more rows than this is told by its sums; the table has the rest.
ROWS_IN_WORDS = 12


@dataclass(frozen=True)
class Figure:
    """A figure of the report.

    Attributes:
        id: unique in the page.
        title: what it shows.
        bars: the chart; empty when there is nothing to draw, and for a grid.
        shades: of a grid, the shade of every number.
        numbers: the same as a table.
        counted: what is counted.
        left_out: what is not, or is drawn as no rating.
        source: where the numbers come from.
        in_words: what the chart says.
        legend: what colours and symbols mean; empty for a grid.
        share: whether the table gives shares beside the numbers.

    """

    id: str
    title: str
    numbers: Numbers
    counted: str
    left_out: str
    source: str
    in_words: str
    bars: tuple[charts.Bar, ...] = ()
    shades: tuple[list[int], ...] = ()
    legend: tuple[Rating, ...] = ()
    share: bool = False


def of_member(member: MemberRecords) -> list[Figure]:
    """Return the figures of one member."""
    return [
        _completion(member),
        _early_results(member),
        _milestones(member),
        _areas(member),
    ]


def of_comparison(members: Sequence[MemberRecords]) -> list[Figure]:
    """Return the figures that compare members: each rating by number, then by share."""
    records = [record for member in members for record in member.records]
    found = []
    scales: list[tuple[Scale, str]] = [("completion", "Completion"), ("early_results", "Early results")]
    for scale, title in scales:
        numbers = counting.by_member(members, scale).used()
        for share in (False, True):
            how = "by share" if share else "by number"
            found.append(
                _bars(
                    f"compare-{scale}-{'share' if share else 'number'}",
                    f"{title} by member, {how}",
                    numbers,
                    counted=f"Counts {_all(records)}{_way(scale, records)}"
                    f"{' Every bar is 100 %; what is left out has a share too.' if share else ''}",
                    records=records,
                    share=share,
                )
            )
    return found


def _completion(member: MemberRecords) -> Figure:
    records = member.records
    return _bars(
        f"{member.prefix}-completion",
        "Completion by plan",
        counting.by_plan(member.plans, "completion").used(),
        counted=f"Counts {_all(records)}{_way('completion', records)}",
        records=records,
    )


def _early_results(member: MemberRecords) -> Figure:
    records = member.records
    return _bars(
        f"{member.prefix}-early-results",
        "Early results by plan",
        counting.by_plan(member.plans, "early_results").used(),
        counted=f"Counts {_all(records)}{_way('early_results', records)}",
        records=records,
    )


def _bars(
    id_: str, title: str, numbers: Numbers, *, counted: str, records: list[Commitment], share: bool = False
) -> Figure:
    return Figure(
        id_,
        title,
        numbers,
        counted,
        _unrated(numbers),
        source(records),
        _in_words(numbers, "commitments"),
        tuple(charts.bars(numbers, share=share)),
        legend=numbers.columns,
        share=share,
    )


def _milestones(member: MemberRecords) -> Figure:
    records = member.records
    numbers = counting.milestones_by_plan(member.plans).used()
    without = sum(not record.milestones for record in records)
    unrated = numbers.count(NO_RATING) if NO_RATING in numbers.columns else 0
    return Figure(
        f"{member.prefix}-milestones",
        "Milestones by plan",
        numbers,
        f"Counts the {_number(numbers.total, 'milestone')} that {_pages(len(records) - without)} by the completion "
        "given there.",
        f"Left out: {_left_out(without, records)} no milestone. Without a rating: {unrated:,}.",
        source(records),
        _in_words(numbers, "milestones"),
        tuple(charts.bars(numbers)),
        legend=numbers.columns,
    )


def _pages(count: int) -> str:
    return f"{count:,} page names" if count == 1 else f"{count:,} pages name"


def _left_out(without: int, records: Sequence[Commitment]) -> str:
    name = "whose page names" if without == 1 else "whose pages name"
    return f"{without:,} of {_number(len(records), 'commitment')}, {name}"


def _number(count: int, noun: str) -> str:
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"


def _areas(member: MemberRecords) -> Figure:
    records = member.records
    numbers = counting.areas_by_plan(member.plans)
    without = sum(not counting.areas_of(record) for record in records)
    undrawn = len(numbers.rows) - AREAS_DRAWN
    more = f" The table has {_number(undrawn, 'less frequent area')} more." if undrawn > 0 else ""
    drawn = Numbers(numbers.of, numbers.columns, numbers.rows[:AREAS_DRAWN])
    return Figure(
        f"{member.prefix}-areas",
        "Policy areas over the plans",
        numbers,
        "Counts every commitment once in each of its policy areas, by the names that the pages give them, so that the "
        f"sums are larger than the number of commitments.{more}",
        f"Left out: {_left_out(without, records)} no policy area.",
        source(records),
        _in_words(drawn, "commitments"),
        shades=tuple(charts.shades(drawn)),
    )


def _all(records: Sequence[Commitment]) -> str:
    return "the one commitment" if len(records) == 1 else f"all {len(records):,} commitments"


def _way(scale: Scale, records: Sequence[Commitment]) -> str:
    if scale != "completion":
        return " by the early results that the page's overview gives."
    by_reviewers = sum(record.overview.completion is None and completion_of(record) is not None for record in records)
    return (
        " by the completion that the page's overview gives, and where it gives none, by the latest IRM status summary "
        f"({by_reviewers:,})."
    )


def _unrated(numbers: Numbers) -> str:
    pending, nothing = (numbers.count(column) if column in numbers.columns else 0 for column in (PENDING, NO_RATING))
    if not pending + nothing:
        return "Left out: nothing; every one has a rating."
    return (
        f"Without a rating, drawn in grey: {pending:,} pending review by the IRM, {nothing:,} without data on the page."
    )


def source(records: Sequence[Commitment]) -> str:
    """Return where the numbers come from: which pages, captured when."""
    times = sorted(record.source.retrieved_at for record in records if record.source.retrieved_at)
    unknown = len(records) - len(times)
    days = sorted({timestamp(time)[:10] for time in times})
    parts = []
    if days:
        parts.append(f"captured {days[0]}" if len(days) == 1 else f"captured from {days[0]} to {days[-1]}")
    if unknown:
        parts.append("time of capture unknown" if not days else f"{unknown:,} of unknown time")
    noun = "page" if len(records) == 1 else "pages"
    return f"Source: {len(records):,} commitment {noun} of opengovpartnership.org, {', '.join(parts)}."


def _in_words(numbers: Numbers, noun: str) -> str:
    """Return what a chart says: its rows when they are few, else its sums."""
    if len(numbers.rows) > ROWS_IN_WORDS:
        sums = ", ".join(f"{numbers.count(column):,} {column.word}" for column in numbers.columns)
        return f"{len(numbers.rows):,} rows, {numbers.total:,} {noun} in all: {sums}. The table has every row."
    return f"{'; '.join(_row_in_words(row, numbers.columns, noun) for row in numbers.rows)}."


def _row_in_words(row: counting.Row, columns: Iterable[Rating], noun: str) -> str:
    parts = ", ".join(f"{count:,} {column.word}" for column, count in zip(columns, row.counts, strict=True) if count)
    return (
        f"{row.label}: {row.total:,} {noun[:-1] if row.total == 1 else noun}, {parts}"
        if parts
        else f"{row.label}: none"
    )
