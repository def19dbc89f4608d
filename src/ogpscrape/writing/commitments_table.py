"""The columns of the table `commitments`: one row a record."""

from collections.abc import Callable, Iterator
from typing import Any

from ogpscrape.commitment import Commitment, Link, Member, Overview, Plan, Proposal, Source
from ogpscrape.scales import COMPLETION
from ogpscrape.writing.columns import Column, Value, columns_of, rated
from ogpscrape.writing.members_and_plans import plan_id


def completion_of(record: Commitment) -> tuple[str | None, str | None]:
    """Return the one word on completion that a record has, and where it is from.

    The header's, from `overview`; else the reviewers' latest, from `irm_end_of_term` or `irm_midterm`; else None twice.
    """
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


def described(model: type[Any], field: str) -> str:
    """Return what the model says of a field."""
    return str(model.model_fields[field].description)


def commitment_columns() -> Iterator[Column]:
    """Yield the columns in order."""
    prefixed = {name: f"member_{name}" for name in Member.model_fields}
    plan = {name: f"plan_{name}" for name in Plan.model_fields}
    proposal = {name: f"proposal_{name}" for name in Proposal.model_fields}
    yield from columns_of(Commitment, leave_out=("description", "unclaimed"))
    yield from columns_of(Member, lambda record: record.member, rename=prefixed)
    yield Column("plan_id", "string", "Its action plan in the table `plans`.", plan_id)
    yield from _link("action_plan", described(Overview, "action_plan"), lambda overview: overview.action_plan)
    for column in columns_of(Overview, lambda record: record.overview):
        if column.name == "completion":
            yield from rated(
                Column(
                    "completion",
                    "string",
                    "The header's word, else the reviewers' latest: end of term before midterm.",
                    lambda record: completion_of(record)[0],
                    COMPLETION,
                )
            )
            yield Column(
                "completion_from",
                "string",
                "Where `completion` is from: overview, irm_end_of_term, irm_midterm.",
                lambda record: completion_of(record)[1],
            )
        elif column.name != "completion_rank":
            yield column
    yield Column(
        "irm_reports",
        "list",
        described(Overview, "irm_reports"),
        lambda record: [link.text for link in record.overview.irm_reports],
    )
    yield from _link(
        "inception_report", described(Overview, "inception_report"), lambda overview: overview.inception_report
    )
    yield from (column for column in columns_of(Commitment) if column.name == "description")
    yield from columns_of(Proposal, lambda record: record.proposal, rename=proposal)
    yield from columns_of(Plan, lambda record: record.plan, rename=plan)
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
