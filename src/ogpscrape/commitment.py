"""The commitment record, version 2: what one page gives. The JSON Schema is made from these models.

Every key is always present, in this order. Prose is plain text: paragraphs are separated by one blank line, items of a
list are one a line as `- item` or `1. item`, white space is squeezed, and `[^7]` marks where the page has
`[Note 7: ...]`. A text belongs to one field only. Dates are ISO 8601, as precise as the page and no more: `2018-09-01`,
`2018-09` or `2018`; beside each pair are the words as written.
"""

import reprlib
from typing import Annotated, Any, Final, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from ogpscrape.page import Via
from ogpscrape.scales import Ambition, Completion, EarlyResults, PotentialImpact
from ogpscrape.warning_codes import WarningCode

SCHEMA_VERSION: Final = 2

Stage = Literal["midterm", "end_of_term"]
Absence = Literal[
    "not_on_page", "empty", "not_applicable", "no_data", "pending_review", "not_available", "not_relevant"
]  # fmt: skip
ReadFrom = Literal["text", "alt", "title", "aria-label", "file-name", "class", "data"]
Month = Annotated[str, Field(pattern=r"^\d{4}-\d{2}$")]
PlanKind = Literal[
    "problem", "commitment", "objective", "contribution", "relevance", "additional_information", "milestones", "lead",
    "supporting", "contact", "period", "status", "funding", "risk", "indicator", "preamble", "other",
]  # fmt: skip
#: A date as precise as the page: a day, a month or a year.
IsoDate = Annotated[str, Field(pattern=r"^\d{4}(-\d{2}(-\d{2})?)?$")]
CommitmentId = Annotated[str, Field(pattern=r"^[A-Z]{2,5}\d{4}$")]


# Not `list` and `dict` themselves: pydantic asks each for its arguments, and those in C take long to say that they have
# none.
def _none() -> list[Any]:
    return []


def _no_keys() -> dict[str, Any]:
    return {}


class Model(BaseModel):
    """What all parts of the record have in common: no unknown keys, never changed after they were read."""

    # A key with a default is written all the same, as the schema says. Built when first used: no page has all of them.
    model_config = ConfigDict(
        extra="forbid", frozen=True, defer_build=True, json_schema_serialization_defaults_required=True
    )

    def __repr__(self) -> str:
        """Return what is in it, long texts and lists cut; `model_dump()` has all of it."""
        parts = (f"{name}={reprlib.repr(value)}" for name, value in self if value not in (None, [], {}))
        return f"{type(self).__name__}({', '.join(parts)})"

    __str__ = __repr__


class Link(Model):
    """A hyperlink, or the text of one where the page is plain text."""

    text: str = Field(description="The text of the link.")
    url: str | None = Field(
        None, description="Where it points, absolute; null where the page is plain text, or the address cannot be used."
    )


class PageLink(Link):
    """A hyperlink in the content, with the field it is in."""

    field: str | None = Field(None, description="The path of the field that holds it, as `irm[0].commitment_aim`.")


class Section(Model):
    """A text under a heading that the record has no field for."""

    heading: str = Field(description="The heading as written.")
    text: str = Field(description="The prose under it.")


class Member(Model):
    """The member of OGP, a country or a local government, whose commitment it is."""

    name: str | None = Field(description="As the page says, else as known by the ID's prefix.")
    slug: str | None = Field(description="The member's part of the address.")
    prefix: str = Field(description="The letters of the ID.")
    kind: Literal["national", "local"] | None = Field(
        None, description="A country, or a local government; null when the member is not known."
    )
    country: str | None = Field(
        None,
        pattern=r"^[A-Z]{3}$",
        description="ISO 3166-1 alpha-3; for a local member its country's; null when it is not known.",
    )


class HeaderField(Model):
    """One label of the header as written."""

    label: str = Field(description="The label as written, without its colon.")
    text: str = Field(description="What follows it, as written.")
    links: list[Link] = Field(default_factory=_none, description="The links in it.")
    read_from: ReadFrom = Field("text", description="Where the value was read: in the text, or where it is drawn.")


class Overview(Model):
    """The header of the page."""

    action_plan: Link | None = Field(None, description="The action plan that holds the commitment.")
    action_plan_cycle: int | None = Field(None, description="The year in which the plan was submitted.")
    status: str | None = Field(None, description="Active or Inactive, as written.")
    lead_institution: str | None = Field(None, description="As written.")
    support_institutions: str | None = Field(None, description="As written, never split.")
    policy_areas: list[str] = Field(default_factory=_none, description="By the page's own names.")
    irm_reports: list[Link] = Field(default_factory=_none, description="The reviewers' reports, newest first.")
    starred: bool | None = Field(None, description="Whether the IRM starred it.")
    early_results: EarlyResults | None = Field(
        None, description="Worsens, Did Not Change, Marginal, Major, Outstanding."
    )
    verifiable: bool | None = Field(None, description="Whether it can be verified, by the IRM.")
    relevant: bool | None = Field(None, description="Whether it is relevant to OGP's values: Yes, or values are named.")
    ogp_values: list[str] = Field(default_factory=_none, description="The OGP values that the page names.")
    potential_impact: PotentialImpact | None = Field(None, description="None, Minor, Moderate, Transformative.")
    ambition: Ambition | None = Field(None, description="High, Low; in newer assessments Unclear, Modest, Substantial.")
    completion: Completion | None = Field(
        None,
        description="Not Started, Limited, Substantial, Complete, Withdrawn, Unclear, No Evidence Available.",
    )
    inception_report: Link | None = Field(None, description="OGP Local: the inception report.")
    commitment_start: Month | None = Field(None, description="OGP Local: year and month, as 2025-03.")
    commitment_end: Month | None = Field(None, description="OGP Local: year and month, as 2025-03.")
    institutions_involved: list[str] = Field(default_factory=_none, description="OGP Local: as listed.")
    primary_policy_areas: list[str] = Field(default_factory=_none, description="OGP Local: as listed.")
    primary_sectors: list[str] = Field(default_factory=_none, description="OGP Local: as listed.")
    absent: dict[str, Absence] = Field(
        default_factory=_no_keys,
        description="For every null and every empty list above, why; keys of the other form left out.",
    )
    fields: list[HeaderField] = Field(default_factory=_none, description="Every label of the header, in page order.")


class Proposal(Model):
    """OGP Local: the member's labelled answers under Description, as prose."""

    commitment_title: str | None = Field(None, description="The full title.")
    problem: str | None = Field(None, description="The problem.")
    status_quo: str | None = Field(None, description="The state of things before.")
    action: str | None = Field(None, description="What is to be done.")
    contribution: str | None = Field(None, description="How it contributes to solving the problem.")
    others: list[Section] = Field(default_factory=_none, description="Further questions with their answers.")


class PlanSection(Model):
    """One section of the action plan's text inside the description."""

    kind: PlanKind = Field(description="What the section answers.")
    heading: str | None = Field(None, description="The heading as written; null for text under none.")
    start: int = Field(description="Where it begins in `description`, in characters, the heading inside.")
    end: int = Field(description="Where it ends in `description`, in characters.")


class Plan(Model):
    """What the action plan says inside the description, by its own headings. Every text is a stretch of it."""

    outline: list[PlanSection] = Field(default_factory=_none, description="In text order, not overlapping.")
    problem: str | None = Field(None, description="The public problem, prose.")
    commitment: str | None = Field(None, description="What the commitment is, prose.")
    objective: str | None = Field(None, description="Its objective or ambition, prose.")
    contribution: str | None = Field(None, description="How it contributes to solving the problem, prose.")
    relevance: str | None = Field(None, description="Why it is relevant to OGP's values, prose.")
    additional_information: str | None = Field(None, description="Additional information, prose.")
    lead: str | None = Field(None, description="The lead institution, as the plan names it.")
    supporting: str | None = Field(None, description="Other actors, as the plan names them.")
    contact: str | None = Field(None, description="Contact persons, as written; may name officials.")
    status: str | None = Field(None, description="New or ongoing, as written.")
    funding: str | None = Field(None, description="Budget and sources of funding, prose.")
    risk: str | None = Field(None, description="Risks and assumptions, prose.")
    indicator: str | None = Field(None, description="Indicators of success, prose.")
    others: list[Section] = Field(default_factory=_none, description="Texts under headings of no kind above.")
    start_date: IsoDate | None = Field(None, description="When the commitment begins, ISO 8601.")
    end_date: IsoDate | None = Field(None, description="When it ends, ISO 8601.")
    dates_text: str | None = Field(None, description="The words that say so, as written.")


class StageCompletion(Model):
    """The reviewers' word on completion at one stage, with their reasons."""

    stage: Stage = Field(description="The stage that the rating is of.")
    rating: Completion | None = Field(None, description="A word of the completion scale.")
    text: str | None = Field(None, description="The reviewers' reasons, prose.")


class ValueRating(Model):
    """How far the commitment opened government for one OGP value."""

    value: str = Field(description="The OGP value.")
    rating: EarlyResults | None = Field(None, description="A word of the early results scale.")


class DidItOpenGovernment(Model):
    """The reviewers' answer to "Did it open government?"."""

    ratings: list[ValueRating] = Field(default_factory=_none, description="One for each value, in page order.")
    text: str | None = Field(None, description="The reviewers' reasons, prose.")


class IrmSummary(Model):
    """One status summary by the Independent Reporting Mechanism."""

    stage: Stage = Field(description="midterm or end_of_term.")
    heading: str = Field(description="The heading as written.")
    theme: str | None = Field(None, description="The theme line above the commitment's own heading.")
    number: str | None = Field(None, description="The commitment's number in the report.")
    title: str | None = Field(None, description="The commitment's title in the report.")
    starred: bool = Field(default=False, description="Whether the heading carries the star.")
    commitment_text: str | None = Field(None, description="The plan's text as the reviewers quote it, prose.")
    editorial_note: str | None = Field(None, description="The reviewers' editorial note, prose.")
    responsible_institutions: str | None = Field(None, description="As written.")
    supporting_institutions: str | None = Field(None, description="As written.")
    start_date: IsoDate | None = Field(None, description="ISO 8601.")
    end_date: IsoDate | None = Field(None, description="ISO 8601.")
    dates_text: str | None = Field(None, description="Both dates as written.")
    commitment_aim: str | None = Field(None, description="Commitment aim, or context and objectives, prose.")
    completion: list[StageCompletion] = Field(default_factory=_none, description="In page order.")
    did_it_open_government: DidItOpenGovernment | None = Field(None, description="Ratings and reasons.")
    carried_forward: str | None = Field(None, description="What becomes of it in the next plan, prose.")
    sections: list[Section] = Field(default_factory=_none, description="Texts under further headings.")


class Milestone(Model):
    """A milestone that the page names."""

    number: int = Field(description="1, 2, ... on this page.")
    code: str | None = Field(None, description="The reviewers' number of it, as 1.a.1.")
    title: str | None = Field(None, description="The reviewers' title of it.")
    text: str | None = Field(None, description="The plan's words.")
    completion: Completion | None = Field(None, description="A word of the completion scale.")
    assessment: str | None = Field(None, description="The reviewers' assessment, prose.")
    start_date: IsoDate | None = Field(None, description="ISO 8601.")
    end_date: IsoDate | None = Field(None, description="ISO 8601.")
    dates_text: str | None = Field(None, description="The dates as written.")
    responsible: str | None = Field(None, description="Who is responsible for it, as written.")
    origin: Literal["irm", "plan"] = Field(
        description="irm where a reviewers' summary names it, else plan: the action plan's text inside the description."
    )
    irm: Stage | None = Field(None, description="The stage of the summary that assesses it.")


class Note(Model):
    """A note of the page."""

    number: int = Field(description="The page's own number.")
    text: str = Field(description="May be empty: links as text are lost in some captures.")
    links: list[Link] = Field(default_factory=_none, description="The links in it.")
    cited_in: str | None = Field(None, description="The path of the field that it is in.")


class Related(Model):
    """One entry of the commitments list at the foot: the member's commitments, this one among them."""

    position: int = Field(description="1, 2, ... in the list.")
    id: CommitmentId = Field(description="The commitment's ID.")
    title: str | None = Field(None, description="Lost in some captures.")
    cycle: int | None = Field(None, description="The year in which its plan was submitted.")
    policy_area: str | None = Field(None, description="The one that the list names.")
    starred: bool = Field(default=False, description="Whether the list marks it with the star.")
    url: str | None = Field(None, description="Its canonical address.")


class Account(Model):
    """What became of every visible character other than white space: characters is the sum of the other four."""

    characters: int = Field(description="As the second reader counts them.")
    typed: int = Field(description="In a named field.")
    generic: int = Field(description="In `sections`.")
    furniture: int = Field(description="Labels, headings, menus, banners, footers.")
    unclaimed: int = Field(description="Held by no field.")


class Warning(Model):  # noqa: A001 - the record's own word
    """Something that a reader of the data should know."""

    code: WarningCode = Field(description="One of a closed list.")
    field: str | None = Field(None, description="The path of the field concerned.")
    message: str = Field(description="What was found, and where.")


class Span(Model):
    """A place in the page's visible text, in characters."""

    start: int
    end: int


class Source(Model):
    """Where, when and how the page was got. Left out when two records are compared."""

    url: str | None = Field(None, description="The address asked for.")
    final_url: str | None = Field(None, description="The address that answered.")
    retrieved_at: AwareDatetime | None = Field(None, description="When it was got from the site, UTC.")
    status: int | None = Field(None, description="The HTTP status.")
    media_type: str | None = Field(None, description="As the server said.")
    sha256: str = Field(description="Of the body.")
    via: Via = Field(description="The kind of source.")
    archive_url: str | None = Field(None, description="The capture's address, to be opened by a person; of archives.")
    parser: str = Field(description="Name and version of the parser.")


class Commitment(Model):
    """One commitment page as a record."""

    schema_version: Literal[2] = Field(SCHEMA_VERSION, description="Changes only when a consumer would break.")
    id: CommitmentId = Field(description="Upper case.")
    title: str = Field(description="Without the ID.")
    member: Member = Field(description="Whose commitment it is.")
    url: str | None = Field(description="The canonical address; null only when nothing tells the member.")
    form: Literal["national", "local"] = Field(description="The form of the page.")
    overview: Overview = Field(description="The header.")
    description: str | None = Field(None, description="The text under Description, prose.")
    proposal: Proposal | None = Field(None, description="OGP Local: the labelled answers instead of a description.")
    plan: Plan | None = Field(
        None, description="What the action plan says in the description, by its own headings; null where it has none."
    )
    irm: list[IrmSummary] = Field(default_factory=_none, description="The IRM status summaries, in page order.")
    milestones: list[Milestone] = Field(default_factory=_none, description="All that the page names, in page order.")
    notes: list[Note] = Field(default_factory=_none, description="In page order.")
    related: list[Related] = Field(default_factory=_none, description="The commitments list at the foot.")
    sections: list[Section] = Field(default_factory=_none, description="Texts under headings that nothing above types.")
    links: list[PageLink] = Field(default_factory=_none, description="Every hyperlink but those of `related`.")
    unclaimed: list[str] = Field(default_factory=_none, description="Text that no field holds; empty is the promise.")
    account: Account = Field(description="What became of every character.")
    warnings: list[Warning] = Field(default_factory=_none, description="What a reader of the data should know.")
    provenance: dict[str, Span] | None = Field(None, description="Field path to its place in the page's visible text.")
    source: Source = Field(description="Where, when and how this page was got.")

    def __repr__(self) -> str:
        """Return which commitment it is, short; `model_dump()` has all of it."""
        return f"<Commitment {self.id} {self.title!r}>"

    __str__ = __repr__

    def _repr_html_(self) -> str:
        """Return what matters most of it as a table, for notebooks."""
        from ogpscrape.notebook import record_html

        return record_html(self)


def json_schema() -> dict[str, Any]:
    """Return the JSON Schema of the record (draft 2020-12); every printed record validates against it."""
    schema = Commitment.model_json_schema(mode="serialization")
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}
