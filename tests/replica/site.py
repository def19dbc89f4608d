"""What the replica serves: commitment pages, member pages that list nothing, robots.txt, redirects.

Nothing here knows of sockets. A test changes the site by its attributes and methods while it is being served.
"""

import re
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from hashlib import sha256
from pathlib import Path
from string import Template
from typing import Self

from ogpscrape.vocabulary.members import Member, all_members, member_of

_HERE = Path(__file__).parent
_SAMPLES = Path(__file__).parents[2] / "samples" / "pages"
_ID = re.compile(r"\(([A-Z]{2,5}\d{4})\)")
_COMMITMENT = re.compile(r"(/[a-z]{2})?/members/([^/]+)/commitments/([a-z]{2,5}\d{4})/?", re.IGNORECASE)
_MEMBER = re.compile(r"/members/([^/]+)/?")
_AREAS = ("Open Data", "E-Government", "Anti-Corruption and Integrity", "Public Participation")


@dataclass
class Reply:
    """What is sent back: status, headers and body. Content-Length is added by the server."""

    status: int
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class SitePage:
    """One commitment's page."""

    id: str
    slug: str
    body: bytes
    modified: datetime = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
    headers: tuple[tuple[str, str], ...] = ()

    @property
    def path(self) -> str:
        return f"/members/{self.slug}/commitments/{self.id}/"

    @property
    def etag(self) -> str:
        return f'W/"{sha256(self.body).hexdigest()[:16]}"'


class Site:
    """The pages by their IDs, and how they are answered."""

    def __init__(self, pages: list[SitePage], crawl_delay: float | None = None) -> None:
        self.pages = {page.id: page for page in pages}
        self.crawl_delay = crawl_delay
        #: The rules; None for a site without robots.txt.
        self.robots: str | None = "User-agent: *\nDisallow: /wp-admin/\n"
        #: Whether somebody followed the link that nobody may follow.
        self.trapped = False

    @classmethod
    def small(cls, prefix: str = "KR", count: int = 5) -> Self:
        """Return a site of one member with a few commitments, newest first number 1."""
        return cls(_pages_of(_member(prefix), range(1, count + 1)))

    @classmethod
    def synthetic(cls, count: int, members: int = 60) -> Self:
        """Return a site of `count` commitments, spread over the members that are known."""
        known = all_members()[:members]
        share, rest = divmod(count, len(known))
        pages: list[SitePage] = []
        for position, member in enumerate(known):
            pages += _pages_of(member, range(1, share + (position < rest) + 1), listed=40)
        return cls(pages)

    @classmethod
    def from_samples(cls, folder: Path = _SAMPLES) -> Self:
        """Return a site with the sample pages, one a commitment; of those that show an ID in their title."""
        pages = []
        for file in sorted(folder.rglob("*.html")):
            body = file.read_bytes()
            found = _ID.search(body.decode("utf-8", "replace").partition("</title>")[0])
            if found and found[1] not in {page.id for page in pages}:
                pages.append(SitePage(found[1], _slug_in(body, found[1]), body))
        return cls(pages)

    def add(self, page: SitePage) -> None:
        self.pages[page.id] = page

    def remove(self, commitment_id: str) -> None:
        del self.pages[commitment_id]

    def change(self, commitment_id: str, old: str, new: str) -> None:
        """Replace words on one page, which changes its ETag and its time."""
        page = self.pages[commitment_id]
        body = page.body.replace(old.encode(), new.encode())
        if body == page.body:
            raise AssertionError(f"{old!r} is not on the page of {commitment_id}")
        self.pages[commitment_id] = replace(page, body=body, modified=datetime.now(UTC))

    def rename_label(self, old: str, new: str) -> None:
        """Replace words on every page that has them, as a new theme of the site would."""
        for page in list(self.pages.values()):
            if old.encode() in page.body:
                self.change(page.id, old, new)

    def set_headers(self, commitment_id: str, **headers: str) -> None:
        """Send further headers with a page; underscores in the names stand for hyphens."""
        extra = tuple((name.replace("_", "-"), value) for name, value in headers.items())
        self.pages[commitment_id] = replace(self.pages[commitment_id], headers=extra)

    def answer(self, path: str, headers: dict[str, str], base: str) -> Reply:
        """Return the reply to a GET for `path`. `headers` have names in lower case; `base` is the site's address."""
        path = path.partition("?")[0]
        if path == "/robots.txt":
            return self._robots()
        if path == "/":
            return html(200, "<title>Open Government Partnership</title><h1>Open Government Partnership</h1>")
        if path.startswith("/trap"):
            self.trapped = True
            return html(403, "<title>Banned</title><h1>Banned</h1>")
        if found := _COMMITMENT.fullmatch(path):
            return self._commitment(path, found, headers, base)
        if found := _MEMBER.fullmatch(path):
            return self._member(found[1])
        return not_found()

    def _robots(self) -> Reply:
        if self.robots is None:
            return not_found()
        delay = "" if self.crawl_delay is None else f"Crawl-delay: {self.crawl_delay:g}\n"
        return Reply(200, (self.robots + delay).encode(), {"content-type": "text/plain; charset=utf-8"})

    def _commitment(self, path: str, found: re.Match[str], headers: dict[str, str], base: str) -> Reply:
        page = self.pages.get(found[3].upper())
        if page is None:
            return not_found()
        if found[1]:
            return html(200, spanish(page))
        canonical = page.path if self._is_alias(found[2], page) else f"/members/{found[2]}/commitments/{page.id}/"
        if path != canonical:
            return Reply(301, b"", {"location": base + canonical})
        if _not_modified(page, headers):
            return Reply(304, b"", {"etag": page.etag, **dict(page.headers)})
        reply = html(200, page.body)
        reply.headers |= {"etag": page.etag, "last-modified": format_datetime(page.modified, usegmt=True)}
        reply.headers |= dict(page.headers)
        return reply

    def _is_alias(self, slug: str, page: SitePage) -> bool:
        member = member_of(page.id.rstrip("0123456789"))
        return slug.lower() == page.slug or (member is not None and slug.lower() in member.slug_aliases)

    def _member(self, slug: str) -> Reply:
        if not any(page.slug == slug for page in self.pages.values()):
            return not_found()
        return html(200, member_page(slug))


def html(status: int, body: str | bytes) -> Reply:
    data = body.encode() if isinstance(body, str) else body
    return Reply(status, data, {"content-type": "text/html; charset=UTF-8"})


def not_found(status: int = 404) -> Reply:
    body = "<!DOCTYPE html><title>Page not found | Open Government Partnership</title><h1>Page not found</h1>"
    return html(status, body + "<p>There is nothing at this address.</p>")


def member_page(slug: str) -> str:
    """Return a member's page as it mostly is: with a commitments section that is empty."""
    return (
        f"<!DOCTYPE html><title>{slug} | Open Government Partnership</title><h1>{slug}</h1>"
        "<h2>The Open Government Partnership</h2><p>This member joined to serve in tests.</p><h2>Commitments</h2>"
    )


def spanish(page: SitePage) -> str:
    """Return what is under `/es/`: labels and values translated word by word."""
    return (
        f'<!DOCTYPE html><html lang="es"><title>Datos de ejemplo ({page.id}) | Compromiso</title>'
        f"<h1>Datos de ejemplo ({page.id})</h1><h2>Visión general</h2><h3>De un vistazo</h3>"
        "<p><strong>Plan de acción:</strong> Plan de ejemplo</p><p><strong>Ciclo del plan de acción:</strong> 2021</p>"
        "<h3>Instituciones</h3><p><strong>Institución líder:</strong> Ministerio de Ejemplos</p>"
        "<h2>Descripción</h2><p>El ministerio escribe ejemplos.</p><h2>Compromisos</h2></html>"
    )


def template_page(
    member: Member, number: int, numbers: range | None = None, version: int = 1, listed: int = 1000
) -> SitePage:
    """Return a commitment page of the replica's own; it lists at most `listed` of the member's commitments."""
    commitment_id = f"{member.prefix}{number:04d}"
    cycle = 2013 + 2 * (number % 6)
    related = [item for item in (numbers or range(number, number + 1)) if abs(item - number) <= listed // 2]
    entries = "\n".join(_related(member, item) for item in related)
    text = Template((_HERE / "page.html").read_text(encoding="utf-8")).substitute(
        id=commitment_id,
        title=_title(number),
        member=member.name,
        slug=member.slug,
        cycle=cycle,
        cycle_end=cycle + 2,
        area=_area(number),
        number=number,
        version=version,
        related=entries,
    )
    return SitePage(commitment_id, member.slug, text.encode())


def _pages_of(member: Member, numbers: range, listed: int = 1000) -> list[SitePage]:
    return [template_page(member, number, numbers, listed=listed) for number in numbers]


def _related(member: Member, number: int) -> str:
    commitment_id = f"{member.prefix}{number:04d}"
    address = f"/members/{member.slug}/commitments/{commitment_id}/"
    cycle = 2013 + 2 * (number % 6)
    return f'<li><a href="{address}">{_title(number)}</a><p>{commitment_id}, {cycle}, {_area(number)}</p></li>'


def _title(number: int) -> str:
    return f"Publish Example Register {number}"


def _area(number: int) -> str:
    return _AREAS[number % len(_AREAS)]


def _member(prefix: str) -> Member:
    return member_of(prefix) or Member(prefix, f"place-{prefix.lower()}", f"Place {prefix}", "national", None, ())


def _slug_in(body: bytes, commitment_id: str) -> str:
    found = re.search(rf"/members/([a-z0-9-]+)/commitments/{commitment_id}\b", body.decode("utf-8", "replace"))
    return found[1] if found else _member(commitment_id.rstrip("0123456789")).slug


def _not_modified(page: SitePage, headers: dict[str, str]) -> bool:
    if "if-none-match" in headers:
        return page.etag in headers["if-none-match"]
    since = headers.get("if-modified-since")
    return since is not None and page.modified.replace(microsecond=0) <= parsedate_to_datetime(since)
