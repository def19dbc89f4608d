"""The flat tables: records as rows, for CSV and for every format that has columns.

`commitments` has one row a record; every other table one row an item, keyed by `commitment_id` and `position` (1, 2,
... in the record's order). Columns are fixed by the models, never by the first record.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

from ogpscrape.commitment import (
    Commitment,
    IrmSummary,
    Link,
    Member,
    Milestone,
    Note,
    Overview,
    Proposal,
    Related,
    Source,
    StageCompletion,
    ValueRating,
)
from ogpscrape.errors import UsageError
from ogpscrape.writing.columns import Column, Value, columns_of


@dataclass(frozen=True)
class Table:
    """One flat table.

    Attributes:
        name: as it stands after `--table`, and of the file or sheet that holds it.
        description: what one row is.
        columns: in order.
        key: the columns that together name a row, once each.
        items: takes a record and returns what its rows are made of; `Column.get` takes one of them.

    """

    name: str
    description: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    items: Callable[[Commitment], Iterable[Any]]

    def rows(self, record: Commitment) -> Iterator[tuple[Value, ...]]:
        """Return the rows of one record, each with a value for every column, in their order."""
        for item in self.items(record):
            yield tuple(column.get(item) for column in self.columns)


class Item(NamedTuple):
    """What a row of every table but `commitments` is made of."""

    record: Commitment
    position: int
    value: Any
    summary: int | None = None


def _completion(record: Commitment) -> tuple[str | None, str | None]:
    """Return the one word on completion that the record has, and where it is from: see the flat table's column."""
    if record.overview.completion is not None:
        return record.overview.completion, "overview"
    for stage in ("end_of_term", "midterm"):
        for summary in reversed(record.irm):
            for entry in reversed(summary.completion):
                if entry.stage == stage and entry.rating is not None:
                    return entry.rating, f"irm_{stage}"
    return None, None


def _link(name: str, description: str, get: Callable[[Overview], Link | None]) -> tuple[Column, Column]:
    """Make the two columns of a link in the header: its text under the field's own name, and its address."""

    def text(record: Commitment) -> Value:
        link = get(record.overview)
        return link.text if link else None

    def url(record: Commitment) -> Value:
        link = get(record.overview)
        return link.url if link else None

    return (
        Column(name, "string", description, text),
        Column(f"{name}_url", "string", f"Where the link of `{name}` points.", url),
    )


def _described(model: type[Any], field: str) -> str:
    return str(model.model_fields[field].description)


def _commitment_columns() -> Iterator[Column]:
    prefixed = {name: f"member_{name}" for name in Member.model_fields}
    proposal = {name: f"proposal_{name}" for name in Proposal.model_fields}
    yield from columns_of(Commitment, leave_out=("description", "unclaimed"))
    yield from columns_of(Member, lambda record: record.member, rename=prefixed)
    yield from _link("action_plan", _described(Overview, "action_plan"), lambda overview: overview.action_plan)
    for column in columns_of(Overview, lambda record: record.overview):
        if column.name == "completion":
            yield Column(
                "completion",
                "string",
                "The header's word, else the reviewers' latest: end of term before midterm.",
                lambda record: _completion(record)[0],
            )
            yield Column(
                "completion_from",
                "string",
                "Where `completion` is from: overview, irm_end_of_term, irm_midterm.",
                lambda record: _completion(record)[1],
            )
        else:
            yield column
    yield Column(
        "irm_reports",
        "list",
        _described(Overview, "irm_reports"),
        lambda record: [link.text for link in record.overview.irm_reports],
    )
    yield from _link(
        "inception_report", _described(Overview, "inception_report"), lambda overview: overview.inception_report
    )
    yield from (column for column in columns_of(Commitment) if column.name == "description")
    yield from columns_of(Proposal, lambda record: record.proposal, rename=proposal)
    yield Column("irm_summaries", "integer", "How many IRM summaries the page has.", lambda record: len(record.irm))
    yield Column("milestones", "integer", "How many milestones it names.", lambda record: len(record.milestones))
    yield Column("notes", "integer", "How many notes it has.", lambda record: len(record.notes))
    yield Column(
        "warnings",
        "list",
        "The codes of the record's warnings, each once.",
        lambda record: list(dict.fromkeys(str(warning.code) for warning in record.warnings)),
    )
    yield from (
        column
        for column in columns_of(Source, lambda record: record.source)
        if column.name in ("retrieved_at", "sha256")
    )


_ID = Column("commitment_id", "string", "The ID of the commitment.", lambda item: item.record.id)
_POSITION = Column("position", "integer", "1, 2, ... in the order of the page.", lambda item: item.position)
_KEY = ("commitment_id", "position")
_SUMMARY = (
    Column("summary", "integer", "Which of the page's IRM summaries: 1, 2, ...", lambda item: item.summary),
    Column(
        "summary_stage",
        "string",
        _described(IrmSummary, "stage"),
        lambda item: item.record.irm[item.summary - 1].stage,
    ),
)
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


_TABLES = (
    Table("commitments", "One commitment.", tuple(_commitment_columns()), ("id",), lambda record: (record,)),
    Table(
        "milestones",
        "One milestone that a page names.",
        (_ID, _POSITION, *columns_of(Milestone, _value)),
        _KEY,
        _each(lambda record: record.milestones),
    ),
    Table(
        "irm_completion",
        "The reviewers' word on a commitment's completion at one stage.",
        (_ID, _POSITION, *_SUMMARY, *columns_of(StageCompletion, _value)),
        _KEY,
        _each_of_summaries(lambda summary: summary.completion),
    ),
    Table(
        "did_it_open_government",
        "The reviewers' rating of how far a commitment opened government, for one OGP value.",
        (_ID, _POSITION, *_SUMMARY, *columns_of(ValueRating, _value)),
        _KEY,
        _each_of_summaries(_ratings),
    ),
    Table(
        "notes",
        "One note of a page.",
        (_ID, _POSITION, *columns_of(Note, _value), _LINKS),
        _KEY,
        _each(lambda record: record.notes),
    ),
    Table(
        "related",
        "One entry of the commitments list at a page's foot.",
        (_ID, _POSITION, *columns_of(Related, _value, rename={"id": "related_id"}, leave_out=("position",))),
        _KEY,
        _each(lambda record: record.related),
    ),
    Table(
        "irm_reports",
        "One report that a page's header links to.",
        (_ID, _POSITION, *columns_of(Link, _value)),
        _KEY,
        _each(lambda record: record.overview.irm_reports),
    ),
    Table(
        "policy_areas",
        "One policy area of a commitment.",
        (_ID, _POSITION, Column("policy_area", "string", "By the page's own name.", _value)),
        _KEY,
        _each(lambda record: record.overview.policy_areas),
    ),
)

#: Every table by its name, `commitments` first.
TABLES: dict[str, Table] = {table.name: table for table in _TABLES}


def table_named(name: str) -> Table:
    """Return the table of that name. Raises UsageError, naming those there are, when there is none."""
    if name not in TABLES:
        raise UsageError(f"there is no table {name!r}", hint=f"The tables are {', '.join(TABLES)}")
    return TABLES[name]
