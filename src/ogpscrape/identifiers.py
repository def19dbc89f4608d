"""Commitment IDs and the addresses of their pages: every spelling to the one canonical form.

A commitment's ID is two to five letters and four digits (`KR0017`, `KRGNJ0003`). Its canonical address is
`https://www.opengovpartnership.org/members/<slug>/commitments/<ID>/`. Links in use leave out `www` or the last slash,
write the ID in lower case or the slug in capitals, begin with `http`, or put `/es/` or `/fr/` in front. The ID decides
which page it is; the slug does not. People also leave out the zeros: `KR17` is KR0017. What else a user may
name (members, standard input) is read in `selection.py`.
"""

import re
from typing import NamedTuple
from urllib.parse import urljoin, urlsplit

from ogpscrape.errors import UsageError
from ogpscrape.vocabulary.members import member_of

SITE = "https://www.opengovpartnership.org"
HOSTS = frozenset({"www.opengovpartnership.org", "opengovpartnership.org"})

_ID = re.compile(r"([A-Za-z]{2,5})(\d{1,4})", re.ASCII)
_RANGE = re.compile(r"(?P<first>[A-Za-z]{2,5}\d{1,4})-(?P<prefix>[A-Za-z]{2,5})?(?P<last>\d{1,4})", re.ASCII)
_MEMBER_PATH = re.compile(r"(?:/[a-z]{2})?/members/(?P<slug>[A-Za-z0-9-]+)/*", re.ASCII | re.IGNORECASE)
_PATH = re.compile(
    r"(?:/(?P<language>[a-z]{2}))?/members/(?P<slug>[A-Za-z0-9-]+)/commitments/(?P<id>[A-Za-z]{2,5}\d{4})/*",
    re.ASCII | re.IGNORECASE,
)
#: What a reader can follow without harm.
_SAFE = frozenset({"http", "https", "mailto", "ftp", "tel"})
_CONTROL = re.compile(r"[\x00-\x20\x7f]+")
_LONGEST_ADDRESS = 8_000
#: Absolute addresses of the web with nothing in them that needs care.
_USUAL_ADDRESS = re.compile(r"https?://[a-z0-9.-]+(?:/[A-Za-z0-9_~./%=&?+,;:@!$'()*-]*)?", re.ASCII)


class Selector(NamedTuple):
    """What a user asked for: a commitment, and what its address said beside the ID.

    `id` is upper case. `slug` and `language` are lower case, or None when the selector was a bare ID or had none.
    """

    id: str
    slug: str | None = None
    language: str | None = None


def parse_id(text: str) -> str:
    """Return a commitment ID in upper case and with its four digits: `KR0017` for `kr17`.

    Raises UsageError when `text` is not two to five letters and one to four digits.
    """
    match = _ID.fullmatch(text.strip())
    if not match:
        raise UsageError(
            f"{text[:80]!r} is not a commitment ID",
            hint="An ID is two to five letters and four digits, as KR0017",
        )
    return f"{match[1].upper()}{int(match[2]):04d}"


def looks_like_id(text: str) -> bool:
    """Whether a text is meant as an ID or a range of them: it has a digit, as no member's name has."""
    return any(sign.isdigit() for sign in text)


def prefix_of(commitment_id: str) -> str:
    """Return the letters of an ID, which tell the member: `KR` of `KR0017`."""
    return commitment_id.rstrip("0123456789")


def parse_address(text: str, hosts: frozenset[str] = HOSTS) -> Selector | None:
    """Read an address of a commitment page, or its path alone, in any spelling in use.

    Returns None when it is not one: another host than `hosts`, another path, credentials or a port in it.
    """
    match = _PATH.fullmatch(_path(text, hosts) or "")
    if not match:
        return None
    language = match["language"].lower() if match["language"] else None
    return Selector(match["id"].upper(), match["slug"].lower(), language)


def member_address(text: str) -> str | None:
    """Return the slug when `text` is the address of a member's own page, in any spelling; else None."""
    match = _MEMBER_PATH.fullmatch(_path(text, HOSTS) or "")
    return match["slug"].lower() if match else None


def _path(text: str, hosts: frozenset[str]) -> str | None:
    """Return the path of an address on one of `hosts`, or None for any other address."""
    try:
        parts = urlsplit(text.strip())
        host, port = parts.hostname, parts.port
    except ValueError:
        return None
    if parts.scheme not in ("", "http", "https") or "@" in parts.netloc or port is not None:
        return None
    path = parts.path
    if not parts.scheme and not parts.netloc and not path.startswith("/"):
        host, _, rest = path.partition("/")
        path = f"/{rest}"
        host = host.lower()
    return path if host is None or host in hosts else None


def parse_selector(text: str) -> Selector:
    """Read what a user typed to name one commitment: an ID in any case, or any spelling of its address.

    Raises UsageError when it is neither.
    """
    if "/" in text:
        selector = parse_address(text)
        if selector is None:
            raise UsageError(
                f"{text[:200]!r} is not the address of a commitment page",
                hint=f"Such an address reads {SITE}/members/republic-of-korea/commitments/KR0017/",
            )
        return selector
    return Selector(parse_id(text))


def parse_selectors(text: str) -> list[Selector]:
    """Read what a user typed to name one commitment or a range: `KR0017`, an address, `KR0017-KR0021`, `KR17-21`.

    Raises UsageError when it is none of these, or a range that ends before it begins or spans two members.
    """
    if "/" in text or "-" not in text:
        return [parse_selector(text)]
    match = _RANGE.fullmatch(text.strip())
    first = parse_id(match["first"]) if match else ""
    prefix = prefix_of(first)
    begin, end = (int(first.removeprefix(prefix)), int(match["last"])) if match else (1, 0)
    if not match or (match["prefix"] or prefix).upper() != prefix or end < begin:
        raise UsageError(
            f"{text[:80]!r} is not a range of commitment IDs",
            hint="A range goes upwards, and both ends begin with the same letters, as KR0017-KR0021",
        )
    return [Selector(f"{prefix}{number:04d}") for number in range(begin, end + 1)]


def slug_of(commitment_id: str) -> str | None:
    """Return the member's slug that the ID's prefix tells, or None when the prefix is not known."""
    member = member_of(prefix_of(commitment_id))
    return member.slug if member else None


def canonical_path(commitment_id: str, slug: str) -> str:
    """Return the path of a commitment's page, with its slashes: `/members/<slug>/commitments/<ID>/`."""
    return f"/members/{slug}/commitments/{commitment_id}/"


def canonical_address(commitment_id: str, slug: str) -> str:
    """Return the one canonical address of a commitment's page."""
    return SITE + canonical_path(commitment_id, slug)


def absolute(address: str, base: str | None) -> str | None:
    """Return a link's address, absolute, or None when it is not of the web or of mail (`javascript:`, `data:` ...).

    White space and control characters are taken out as a browser does (WHATWG URL Standard, section 4.4).
    """
    if _USUAL_ADDRESS.fullmatch(address):
        return address
    cleaned = re.sub(r"[\t\n\r]", "", address).strip("".join(map(chr, range(33))))
    if _CONTROL.search(cleaned):
        cleaned = _CONTROL.sub(lambda found: "%20" * len(found[0]), cleaned)
    try:
        joined = urljoin(base or f"{SITE}/", cleaned)
        parts = urlsplit(joined)
    except ValueError:
        return None
    if parts.scheme not in _SAFE or len(joined) > _LONGEST_ADDRESS:
        return None
    return joined
