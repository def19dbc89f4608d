"""Captures: what archives and WARC files have of commitment pages, and which of them is wanted.

An archive lists captures by address, in every spelling that was ever linked; here they belong to commitments. Which one
is the page that somebody wants (the newest, the newest not after a day, or each that differs) is decided here for all.
"""

import re
from abc import abstractmethod
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from ogpscrape.errors import UsageError
from ogpscrape.identifiers import Selector, parse_address, prefix_of
from ogpscrape.page import Page, Via
from ogpscrape.sources import FindingSource
from ogpscrape.vocabulary.members import all_members, member_of

_PORT = re.compile(r"^(https?://[^/:]+):(?:80|443)(?=/)", re.IGNORECASE)
#: The digest of nothing: a redirect's, most often.
EMPTY_DIGEST = "3I42H3S6NNFQ2MSVX7XZKYAYSCX5QBYJ"


@dataclass(frozen=True)
class Capture:
    """One capture as an index lists it.

    Attributes:
        id: the commitment's ID.
        slug: the member's part of the address.
        address: the address as it was captured.
        time: when (UTC).
        digest: of the body, as the archive writes it; equal digests are equal bodies.
        status: the HTTP status, or None when the index does not say (a revisit).
        place: where the record is, for archives that are read by file: the file, the offset and the length in bytes.
        crawl: the crawl that the record is of, where an archive is made of several.

    """

    id: str
    slug: str
    address: str
    time: datetime
    digest: str
    status: int | None = 200
    place: tuple[str, int, int] | None = None
    crawl: str | None = None


class CaptureSource(FindingSource):
    """A source that has pages of one commitment from several times."""

    via: Via

    @property
    def requests(self) -> int:
        """How many requests were sent."""
        return 0

    @property
    def bytes_received(self) -> int:
        """How many bytes of bodies came."""
        return 0

    @abstractmethod
    def read_index(self, slug: str | None) -> list[Selector]:
        """Read all that there is of a member, or of all when it is None, so that its `captures` need no question.

        Returns the commitments by ID; those of which only redirects and errors were captured are left out.
        """

    @abstractmethod
    def captures(self, selector: Selector, *, each: bool = False) -> list[Capture]:
        """Return the captures of a commitment that may be a page, oldest first; not after the day that was asked for.

        Those that are as the one before them are left out, unless `each` is wanted.
        """

    @abstractmethod
    def page_of(self, capture: Capture) -> Page | None:
        """Return the page of one capture, or None for what turns out to be no page of a commitment, which is said."""


def parse_day(text: str) -> date:
    """Read a day such as `2021-06-30`. Raises UsageError when it is none."""
    try:
        return date.fromisoformat(text.strip())
    except ValueError as error:
        raise UsageError(f"{text[:40]!r} is not a day", hint="A day reads 2021-06-30") from error


def capture_time(text: str) -> datetime:
    """Read an archive's time, as `20210630120000` (UTC). Raises ValueError when it is none."""
    return datetime.strptime(text, "%Y%m%d%H%M%S").replace(tzinfo=UTC)


def commitment_at(address: str) -> Selector | None:
    """Return whose English page an address of the site is, in whatever spelling it was captured; None for others."""
    selector = parse_address(_PORT.sub(r"\1", address.strip()).partition("?")[0].partition("#")[0])
    return selector if selector is not None and selector.language is None else None


def slugs_of(selector: Selector, member: str | None = None) -> list[str]:
    """Return the member's parts of the address under which a page may have been captured, today's first.

    Raises UsageError when none is known.
    """
    known = member_of(prefix_of(selector.id)) or next((m for m in all_members() if m.slug == selector.slug), None)
    named = [slug.lower() for slug in (member, selector.slug) if slug]
    slugs = list(dict.fromkeys([*([known.slug] if known else []), *named, *(known.slug_aliases if known else ())]))
    if not slugs:
        raise UsageError(
            f"no member is known for the letters of {selector.id}",
            hint="Give the member's part of the address with --member SLUG, or the full address",
        )
    return slugs


def may_be_page(captures: Iterable[Capture]) -> list[Capture]:
    """Return those that may be a page, oldest first, each once: answers of 200, and revisits of what is not known."""
    found = {(capture.time, capture.digest): capture for capture in captures}
    bad = {capture.digest for capture in found.values() if capture.status not in (200, None)} | {EMPTY_DIGEST}
    good = [one for one in found.values() if one.status == 200 or (one.status is None and one.digest not in bad)]
    return sorted(good, key=lambda capture: (capture.time, capture.address))


def until(captures: Iterable[Capture], at: date | None) -> list[Capture]:
    """Return the captures that are not after a day."""
    end = None if at is None else datetime.combine(at + timedelta(days=1), time(), UTC)
    return [capture for capture in captures if end is None or capture.time < end]


def differing(captures: Iterable[Capture]) -> Iterator[Capture]:
    """Yield each capture whose digest is not that of the one before it."""
    before = None
    for capture in captures:
        if capture.digest != before:
            yield capture
        before = capture.digest
