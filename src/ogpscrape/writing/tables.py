"""The flat tables: records as rows, for CSV and for every format that has columns.

`commitments` has one row a record, `members` and `plans` one row each; every other table one row an item, keyed by
`commitment_id` and `position` (1, 2, ... in the record's order). Columns are fixed by the models, never by the first
record.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple

from ogpscrape.commitment import (
    Commitment,
    IrmSummary,
    Link,
    Milestone,
    Note,
    PlanSection,
    Related,
    StageCompletion,
    ValueRating,
)
from ogpscrape.errors import UsageError
from ogpscrape.vocabulary.policy_areas import name_today
from ogpscrape.writing.columns import Column, columns_of
from ogpscrape.writing.commitments_table import commitment_columns, described
from ogpscrape.writing.members_and_plans import MEMBER_COLUMNS, PLAN_COLUMNS, Members, Plans
from ogpscrape.writing.table import Table


class Item(NamedTuple):
    """What a row of every table but `commitments` is made of."""

    record: Commitment
    position: int
    value: Any
    summary: int | None = None


_ID = Column("commitment_id", "string", "The ID of the commitment.", lambda item: item.record.id)
_POSITION = Column("position", "integer", "1, 2, ... in the order of the page.", lambda item: item.position)
_KEY = ("commitment_id", "position")
_SUMMARY = (
    Column("summary", "integer", "Which of the page's IRM summaries: 1, 2, ...", lambda item: item.summary),
    Column(
        "summary_stage",
        "string",
        described(IrmSummary, "stage"),
        lambda item: item.record.irm[item.summary - 1].stage,
    ),
)
_COMMITMENT = {"commitment_id": ("commitments", "id")}
_MEMBER = {"member_prefix": ("members", "prefix")}
_LINKS = Column(
    "links",
    "list",
    "Where the links in it point; the text of a link that has no address.",
    lambda item: [link.url or link.text for link in item.value.links],
)


def _value(item: Item) -> Any:
    return item.value


def _each(get: Callable[[Commitment], Iterable[Any]]) -> Callable[[Commitment], Iterator[Item]]:
    def items(record: Commitment) -> Iterator[Item]:
        for position, value in enumerate(get(record), start=1):
            yield Item(record, position, value)

    return items


def _each_of_summaries(get: Callable[[IrmSummary], Iterable[Any]]) -> Callable[[Commitment], Iterator[Item]]:
    def items(record: Commitment) -> Iterator[Item]:
        found = ((summary, value) for summary, whole in enumerate(record.irm, start=1) for value in get(whole))
        for position, (summary, value) in enumerate(found, start=1):
            yield Item(record, position, value, summary)

    return items


def _ratings(summary: IrmSummary) -> Iterable[ValueRating]:
    return summary.did_it_open_government.ratings if summary.did_it_open_government else ()


def _items(
    name: str, description: str, columns: Iterable[Column], items: Callable[[Commitment], Iterable[Any]]
) -> Table:
    """Make a table of the items of records: keyed by the commitment and a position."""
    return Table(name, description, (_ID, _POSITION, *columns), _KEY, items, references=_COMMITMENT)


_TABLES = (
    Table(
        "commitments",
        "One commitment.",
        tuple(commitment_columns()),
        ("id",),
        lambda record: (record,),
        references={**_MEMBER, "plan_id": ("plans", "id")},
    ),
    _items(
        "milestones",
        "One milestone that a page names.",
        columns_of(Milestone, _value),
        _each(lambda record: record.milestones),
    ),
    _items(
        "irm_completion",
        "The reviewers' word on a commitment's completion at one stage.",
        (*_SUMMARY, *columns_of(StageCompletion, _value)),
        _each_of_summaries(lambda summary: summary.completion),
    ),
    _items(
        "did_it_open_government",
        "The reviewers' rating of how far a commitment opened government, for one OGP value.",
        (*_SUMMARY, *columns_of(ValueRating, _value)),
        _each_of_summaries(_ratings),
    ),
    _items(
        "notes",
        "One note of a page.",
        (*columns_of(Note, _value), _LINKS),
        _each(lambda record: record.notes),
    ),
    _items(
        "related",
        "One entry of the commitments list at a page's foot.",
        columns_of(Related, _value, rename={"id": "related_id"}, leave_out=("position",)),
        _each(lambda record: record.related),
    ),
    _items(
        "irm_reports",
        "One report that a page's header links to.",
        columns_of(Link, _value),
        _each(lambda record: record.overview.irm_reports),
    ),
    _items(
        "policy_areas",
        "One policy area of a commitment.",
        (
            Column("policy_area", "string", "By the page's own name.", _value),
            Column(
                "today",
                "string",
                "OGP's name of it today; null for an old name that was given up or split, and where it is not known.",
                lambda item: name_today(item.value),
            ),
        ),
        _each(lambda record: record.overview.policy_areas),
    ),
    _items(
        "plan_sections",
        "One section of the action plan's text inside a description.",
        (
            *columns_of(PlanSection, _value),
            Column(
                "text",
                "string",
                "The stretch of the description, its heading inside.",
                lambda item: (item.record.description or "")[item.value.start : item.value.end],
            ),
        ),
        _each(lambda record: record.plan.outline if record.plan else ()),
    ),
    Table(
        "members",
        "One member of OGP, a country or a local government.",
        MEMBER_COLUMNS,
        ("prefix",),
        gathering=Members,
    ),
    Table("plans", "One action plan.", PLAN_COLUMNS, ("id",), gathering=Plans, references=_MEMBER),
)

#: Every table by its name, `commitments` first.
TABLES: dict[str, Table] = {table.name: table for table in _TABLES}


def table_named(name: str) -> Table:
    """Return the table of that name. Raises UsageError, naming those there are, when there is none."""
    if name not in TABLES:
        raise UsageError(f"there is no table {name!r}", hint=f"The tables are {', '.join(TABLES)}")
    return TABLES[name]
