"""A page becomes a record: the way through all of reading."""

import re
from unicodedata import normalize
from urllib.parse import urlsplit

from ogpscrape import __version__
from ogpscrape.commitment import Commitment, Member, Related, Source
from ogpscrape.identifiers import HOSTS, Selector, canonical_address, parse_address, prefix_of, slug_of
from ogpscrape.page import Page
from ogpscrape.reading.body import BodyReader
from ogpscrape.reading.checks import check_header, check_page, form_of
from ogpscrape.reading.context import Context
from ogpscrape.reading.document import Document
from ogpscrape.reading.encoding import Decoded, decode_body
from ogpscrape.reading.finish import Finish
from ogpscrape.reading.header import Header, HeaderReader
from ogpscrape.reading.html import read_html
from ogpscrape.reading.kinds import FEWEST_LABELS, changed_error, error_without_title, refuse_translation
from ogpscrape.reading.ledger import Ledger
from ogpscrape.reading.overview import OverviewReader
from ogpscrape.reading.preparation import Prepared, prepare
from ogpscrape.reading.second_reader import shown_text, shown_text_of_plain
from ogpscrape.reading.surroundings import claim_outside
from ogpscrape.reading.text import read_text
from ogpscrape.reading.title import MemberPlace, TitlePlace, find_member, find_title, header_start
from ogpscrape.vocabulary.members import member_of
from ogpscrape.warning_codes import WarningCode

_TAG = re.compile(
    r"<(?:!doctype|html|head|body|div|p|span|h[1-6]|br|table|tr|td|ul|ol|li|dl|dt|a|section|article|main)\b[^<>]*>",
    re.IGNORECASE,
)


def parse_page(page: Page, *, provenance: bool = False) -> Commitment:
    """Return the record of one commitment page. Pure: no network, no files, no state.

    `provenance` adds the place of every field in the page's visible text, in characters.

    Raises an OgpscrapeError for what is no commitment page: InputError (empty, binary, too large), BlockedError (a
    challenge page),
    GoneError (a "not found" page), TranslatedError, NotACommitmentError (another page), ChangedError (a
    commitment's title over a header that can no longer be read).
    """
    return _PageReader(page, provenance=provenance).read()


def is_html(text: str) -> bool:
    """Tell HTML from plain text by content: it begins with a tag, or holds several."""
    start = text[:2_000].lstrip()
    if start.startswith("<") and re.match(r"<(?:!|\?|[a-zA-Z])", start):
        return True
    return sum(1 for _, _ in zip(range(3), _TAG.finditer(text), strict=False)) == 3


class _PageReader:
    """Reads one page, step by step."""

    def __init__(self, page: Page, *, provenance: bool) -> None:
        self.page = page
        self.provenance = provenance
        self.decoded: Decoded = decode_body(page)
        self.html = is_html(self.decoded.text)
        self.document: Document = read_html(self.decoded.text) if self.html else read_text(self.decoded.text)
        self.prepared: Prepared = prepare(self.document)
        self.ledger = Ledger(self.document, holes=self.prepared.tooltips)
        self.address = self._address()
        self.context = Context(
            self.document,
            self.prepared.lines,
            self.ledger,
            self.prepared.wording,
            self.prepared.notes,
            page.final_url or page.url or self.document.address,
        )

    def _address(self) -> Selector | None:
        for address in (self.page.final_url, self.page.url, self.document.address):
            selector = parse_address(address, _hosts(address)) if address else None
            if selector:
                return selector
        return None

    def read(self) -> Commitment:
        lines = self.context.lines
        title = find_title(self.document, lines)
        if title is None:
            raise error_without_title(self.document, self.decoded.text, self.page.name)
        refuse_translation(self.document, lines, title, self.address, self.page.name)
        first = title.line + 1 if title.line >= 0 else header_start(self.document, lines)
        header = HeaderReader(self.document, lines, first).read()
        found = [entry.label.key for entry in header.entries if entry.label.takes != "nothing"]
        if len(found) < FEWEST_LABELS:
            raise changed_error(found, self.page.name)
        return self._record(title, header, first)

    def _record(self, title: TitlePlace, header: Header, first: int) -> Commitment:
        form = form_of(header)
        overview = OverviewReader(self.context, header, form)
        overview_record = overview.read()
        body = BodyReader(self.context, header, title.id, local=form == "local").read()
        if form == "local" and body.verifiable is not None:
            absent = {key: why for key, why in overview_record.absent.items() if key != "verifiable"}
            overview_record = overview_record.model_copy(update={"verifiable": body.verifiable, "absent": absent})
        place = find_member(self.document, self.context.lines, title, first)
        member = self._member(title, place)
        self._claim_top(title, place, header, first)
        check_header(self.context, header, form)
        check_page(self.context, self.decoded, title, self.address, self.prepared.broken_notes)
        finish = Finish(self.context, self.prepared.notes)
        notes = finish.notes()
        unclaimed = finish.unclaimed()
        return Commitment(
            id=title.id,
            title=title.title,
            member=member,
            url=canonical_address(title.id, member.slug) if member.slug else None,
            form=form,
            overview=overview_record,
            description=body.description,
            proposal=body.proposal,
            irm=body.irm,
            milestones=body.milestones,
            notes=notes,
            related=[_with_url(entry, member) for entry in body.related],
            sections=body.sections,
            links=finish.links(),
            unclaimed=unclaimed,
            account=finish.account(self._second_reading()),
            warnings=self.ledger.warnings,
            provenance=finish.provenance() if self.provenance else None,
            source=self._source(),
        )

    def _member(self, title: TitlePlace, place: MemberPlace) -> Member:
        prefix = prefix_of(title.id)
        known = member_of(prefix)
        slug = slug_of(title.id) or place.slug or (self.address.slug if self.address else None)
        name = place.name or (known.name if known else None)
        if slug is None and name:
            slug = _slug(name)
        if name is None:
            self.ledger.warn(WarningCode.UNKNOWN_MEMBER, f"nothing tells whose commitment {title.id} is", "member.name")
        if place.line >= 0:
            line = self.context.lines[place.line]
            self.ledger.claim(line.start, line.end, "member.name")
        return Member(name=name, slug=slug, prefix=prefix)

    def _claim_top(self, title: TitlePlace, place: MemberPlace, header: Header, first: int) -> None:
        """Claim the title, and the banners and menus above it and between it and the header's first label."""
        lines = self.context.lines
        if title.line >= 0:
            self.ledger.claim(lines[title.first_line].start, lines[title.line].end, "title")
        top = title.first_line if title.line >= 0 else first
        claim_outside(
            self.context, [line for index, line in enumerate(lines[:top]) if index != place.line], banners=True
        )
        entry = min((one.start for one in header.entries), default=0)
        between = [line for line in lines[first:] if line.start < entry]
        claim_outside(self.context, [line for line in between if line.end <= entry])

    def _second_reading(self) -> str:
        return shown_text(self.decoded.text) if self.html else shown_text_of_plain(self.decoded.text)

    def _source(self) -> Source:
        page = self.page
        return Source(
            url=page.url,
            final_url=page.final_url,
            retrieved_at=page.retrieved_at,
            status=page.status,
            media_type=page.media_type,
            sha256=page.sha256,
            via=page.via,
            parser=f"ogpscrape {__version__}",
        )


def _hosts(address: str) -> frozenset[str]:
    """Allow the host of an address that a page was got from: a mirror serves the same paths."""
    host = urlsplit(address).hostname
    return HOSTS | {host} if host else HOSTS


def _with_url(entry: Related, member: Member) -> Related:
    """Give an entry of the page's own member its address where nothing else tells it."""
    if entry.url or not member.slug or prefix_of(entry.id) != member.prefix:
        return entry
    return entry.model_copy(update={"url": canonical_address(entry.id, member.slug)})


def _slug(name: str) -> str:
    """Return the part of an address that a name gives: `Cote d'Ivoire` is `cote-divoire`."""
    plain = normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", re.sub(r"['’]", "", plain)).strip("-")
