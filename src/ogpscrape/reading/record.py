"""A page becomes a record: the stages of reading, one a line, in the order in which a page passes through them."""

import re
from typing import NamedTuple
from unicodedata import normalize as unicode_form
from urllib.parse import urlsplit

from ogpscrape import __version__
from ogpscrape.commitment import (
    Commitment,
    IrmSummary,
    Member,
    Milestone,
    Overview,
    Plan,
    Proposal,
    Related,
    Section,
    Source,
)
from ogpscrape.commitment import Warning as RecordWarning
from ogpscrape.identifiers import HOSTS, Selector, canonical_address, parse_address, prefix_of, slug_of
from ogpscrape.page import Page
from ogpscrape.reading import coverage as covered
from ogpscrape.reading.blocks import read_html
from ogpscrape.reading.boilerplate import mark_contents, owners_outside, without_decorations
from ogpscrape.reading.checks.page import check_body, check_header, check_page
from ogpscrape.reading.checks.prose import check_prose
from ogpscrape.reading.checks.texts import check_own_entry, check_texts
from ogpscrape.reading.copies import with_panels, without_copies
from ogpscrape.reading.document import Document
from ogpscrape.reading.irm import read_summary
from ogpscrape.reading.local import read_proposal, read_verifiable
from ogpscrape.reading.milestones import Draft, finished
from ogpscrape.reading.notes import set_apart
from ogpscrape.reading.outline import Outline, make_outline
from ogpscrape.reading.overview import read_overview
from ogpscrape.reading.page_type import FEWEST_LABELS, changed_error, error_without_title, refuse_translation
from ogpscrape.reading.places import Block, Owner, boilerplate
from ogpscrape.reading.plain_text import read_text
from ogpscrape.reading.plan.plan import read_plan
from ogpscrape.reading.plan.rows import table_rows
from ogpscrape.reading.related import read_list
from ogpscrape.reading.scales import normalize
from ogpscrape.reading.second_reader import shown_text, shown_text_of_plain
from ogpscrape.reading.title import Title, find_title
from ogpscrape.vocabulary.members import member_of

#: More labels that are there again than any page could have.
_MOST_LABELS = 1_000
_TAG = re.compile(
    r"<(?:!doctype|html|head|body|div|p|span|h[1-6]|br|table|tr|td|ul|ol|li|dl|dt|a|section|article|main)\b[^<>]*>",
    re.IGNORECASE,
)


def read_page(page: Page, *, provenance: bool = False) -> Commitment:
    """Return the record of one commitment page. Pure: no network, no files, no state.

    `provenance` adds the place of every field in the page's visible text, in characters.

    Raises an OgpscrapeError for what is not a commitment page: InputError (empty, binary, too large), BlockedError (a
    challenge page), GoneError (a "not found" page), TranslatedError, NotACommitmentError (another page), ChangedError
    (a commitment's title over a header that can no longer be read).
    """
    decoded = page.decode()
    html = is_html(decoded.text)
    document = read_html(decoded.text) if html else read_text(decoded.text)
    single = without_copies(mark_contents(document))
    document, odd_notes = set_apart(with_panels(single.value))
    address = _address(page, document)
    base = page.final_url or page.url or document.address
    title = _title(document, decoded.text, address, page.name)
    outline = make_outline(document, title)
    _refuse_other_pages(document, outline, page.name)
    body = _body(document, outline)
    (overview, unknown), header_owners, header_warnings = read_overview(
        document, outline.header, outline.form, base, verifiable=body.verifiable
    )
    related = read_list(document, outline.related, title.id) if outline.related else None
    member = _member(title, address)
    owners = [
        *single.owners,
        *_top(document, outline),
        *header_owners,
        *body.owners,
        *(related.owners if related else ()),
    ]
    coverage = covered.cover(document, owners)
    links, unsafe = covered.links_of(coverage, base)
    hidden, hidden_warnings = covered.hidden(document)
    left = covered.unclaimed(coverage) + hidden
    second = shown_text(decoded.text) if html else shown_text_of_plain(decoded.text)
    account, differences = covered.account(coverage, second, hidden)
    warnings = [
        *title.warnings,
        *single.warnings,
        *outline.warnings,
        *header_warnings,
        *check_header(document, outline),
        *body.warnings,
        *(related.warnings if related else ()),
        *check_body(outline.related is not None, body.description is not None or body.proposal is not None),
        *check_own_entry(related.value if related else [], title.id, title.title, overview.action_plan_cycle),
        *check_texts(document, outline),
        *check_prose(document, body.owners, template=body.plan is not None and len(body.plan.outline) > 1),
        *odd_notes,
        *check_page(document, decoded, title, address, member.name, _linked(overview)),
        *hidden_warnings,
        *unsafe,
        *covered.warn_unclaimed(left),
        *differences,
    ]
    return Commitment(
        id=title.id,
        title=title.title,
        member=member,
        url=canonical_address(title.id, member.slug) if member.slug else None,
        form=outline.form,
        overview=overview,
        description=body.description,
        proposal=body.proposal,
        plan=body.plan,
        irm=body.irm,
        milestones=body.milestones,
        notes=covered.notes_of(coverage, base),
        related=[_with_url(entry, member) for entry in related.value] if related else [],
        sections=[*unknown, *body.sections],
        links=links,
        unclaimed=left,
        account=account,
        warnings=warnings,
        provenance=covered.provenance(coverage) if provenance else None,
        source=_source(page),
    )


def is_html(text: str) -> bool:
    """Tell HTML from plain text by content: it begins with a tag, or holds several."""
    start = text[:2_000].lstrip()
    if start.startswith("<") and re.match(r"<(?:!|\?|[a-zA-Z])", start):
        return True
    return sum(1 for _, _ in zip(range(3), _TAG.finditer(text), strict=False)) == 3


def _title(document: Document, source: str, address: Selector | None, name: str) -> Title:
    title = find_title(document)
    if title is None:
        raise error_without_title(document, source, name)
    refuse_translation(document, title, address, name)
    return title


def _refuse_other_pages(document: Document, outline: Outline, name: str) -> None:
    """Raise ChangedError where the header can no longer be read, or nothing but a title tells of a commitment."""
    labels = [one.label for one in outline.header.fields if one.label and one.label.takes != "nothing"]
    landmarks = sum(label.landmark is not None for label in labels)
    if len(labels) < FEWEST_LABELS or landmarks < FEWEST_LABELS:
        raise changed_error([label.key for label in labels], name)
    if len(outline.header.repeated) > _MOST_LABELS:
        raise changed_error([f"{len(outline.header.repeated)} more than once"], name)
    values = [
        one.values or document.drawings_in(one.end, one.until) for one in outline.header.fields if one.label in labels
    ]
    if len(values) >= 6 and not any(values):
        raise changed_error([label.key for label in labels], name, empty=True)


# -- the body ---------------------------------------------------------------------------------------------------------


class Body(NamedTuple):
    """What the body gives to the record."""

    description: str | None
    proposal: Proposal | None
    plan: Plan | None
    verifiable: bool | None
    irm: list[IrmSummary]
    milestones: list[Milestone]
    sections: list[Section]
    owners: list[Owner]
    warnings: list[RecordWarning]


def _body(document: Document, outline: Outline) -> Body:
    """Return the body: each part read by itself, in page order. Its sections follow those of the header."""
    sections_before = sum(one.label is None for one in (*outline.header.fields, *outline.header.repeated))
    described: list[Block] = []
    proposal: Proposal | None = None
    verifiable: bool | None = None
    summaries: list[IrmSummary] = []
    drafts: list[Draft] = []
    sections: list[Section] = []
    owners = list(outline.boilerplate)
    warnings: list[RecordWarning] = []
    for part in outline.parts:
        if part.head:
            owners.append(boilerplate(part.head.start, part.head.end))
        heading = document.of(part.head).rstrip(": ") if part.head else "Description"
        blocks = part.blocks
        if part.kind == "irm":
            stage = part.stage or "end_of_term"
            written = without_decorations(document, part.head) if part.head else ()
            name = " ".join(document.words(*place) for place in written)
            summary = read_summary(document, stage, name, blocks, f"irm[{len(summaries)}]")
            summaries.append(summary.value[0])
            drafts += summary.value[1]
            owners += summary.owners
            warnings += summary.warnings
        elif part.kind == "description" and outline.form == "local":
            if blocks:
                answers = read_proposal(document, blocks)
                proposal = answers.value
                owners += answers.owners
                warnings += answers.warnings
        elif part.kind == "description":
            described += _without_heading_again(document, blocks, owners)
        else:
            if part.kind == "inception":
                said = read_verifiable(document, blocks)
                verifiable, blocks = said.value
                owners += said.owners
                warnings += said.warnings
            path = f"sections[{sections_before + len(sections)}].text"
            owners += (Owner(block.start, block.end, path, "generic") for block in blocks)
            sections.append(Section(heading=heading, text=document.prose(blocks) or ""))
    owners += (Owner(block.start, block.end, "description", "typed") for block in described)
    description = document.prose(described)
    assessed = finished(drafts)
    reading = None
    if description and outline.form == "national":
        reading = read_plan(description, rows=table_rows(document, described, description))
    milestones = assessed.value or (list(reading.milestones) if reading else [])
    plan_warnings = [] if reading is None else reading.warnings
    return Body(
        description,
        proposal,
        reading.plan if reading else None,
        verifiable,
        summaries,
        milestones,
        sections,
        [*owners, *assessed.owners],
        [*warnings, *assessed.warnings, *plan_warnings],
    )


def _without_heading_again(document: Document, blocks: list[Block], owners: list[Owner]) -> list[Block]:
    """Leave out the heading Description where it is there again, as the first words of the plan's text."""
    if blocks and normalize(document.of(blocks[0])).rstrip(": ") == "description":
        owners.append(boilerplate(blocks[0].start, blocks[0].end))
        return blocks[1:]
    return blocks


# -- what is around it ------------------------------------------------------------------------------------------------


def _top(document: Document, outline: Outline) -> list[Owner]:
    """Return the owners of title, member, and of the boilerplate above and below the content."""
    title = outline.title
    owners: list[Owner] = []
    copies = frozenset({normalize(f"{title.title} ({title.id})"), normalize(title.title)})
    if title.last_block >= 0:
        first, last = document.blocks[title.first_block], document.blocks[title.last_block]
        owners.append(Owner(first.start, last.end, "title", "typed"))
    if title.member_start >= 0:
        block = document.blocks[document.block_at(title.member_start)]
        owners.append(Owner(block.start, block.end, "member.name", "typed"))
    above = [block for block in outline.top if block.start < title.member_start or title.member_start < 0]
    owners += owners_outside(document, above, "banners", copies)
    owners += owners_outside(document, list(outline.top[len(above) :]), "", copies)
    owners += owners_outside(document, list(outline.foot), "footers", copies)
    return owners


def _address(page: Page, document: Document) -> Selector | None:
    for address in (page.final_url, page.url, document.address):
        selector = parse_address(address, _hosts(address)) if address else None
        if selector:
            return selector
    return None


def _hosts(address: str) -> frozenset[str]:
    """Allow the host of an address that a page was got from: a mirror serves the same paths."""
    host = urlsplit(address).hostname
    return HOSTS | {host} if host else HOSTS


def _member(title: Title, address: Selector | None) -> Member:
    prefix = prefix_of(title.id)
    known = member_of(prefix)
    slug = slug_of(title.id) or title.slug or (address.slug if address else None)
    name = title.member or (known.name if known else None)
    if slug is None and name:
        slug = _slug(name)
    return Member(
        name=name,
        slug=slug,
        prefix=prefix,
        kind=known.kind if known else None,
        country=known.country if known else None,
    )


def _linked(overview: Overview) -> list[str]:
    """Return the names of the plan and of the reports: they begin with the member's."""
    return [link.text for link in (overview.action_plan, *overview.irm_reports) if link]


def _slug(name: str) -> str:
    """Return the part of an address that a name gives: `Cote d'Ivoire` is `cote-divoire`."""
    plain = unicode_form("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", re.sub(r"['’]", "", plain)).strip("-")


def _with_url(entry: Related, member: Member) -> Related:
    """Give an entry of the page's own member its address where nothing else tells it."""
    if entry.url or not member.slug or prefix_of(entry.id) != member.prefix:
        return entry
    return entry.model_copy(update={"url": canonical_address(entry.id, member.slug)})


def _source(page: Page) -> Source:
    return Source(
        url=page.url,
        final_url=page.final_url,
        archive_url=page.archive_url,
        retrieved_at=page.retrieved_at,
        status=page.status,
        media_type=page.media_type,
        sha256=page.sha256,
        via=page.via,
        parser=f"ogpscrape {__version__}",
    )
