"""Which addresses are asked for, and which a redirect may lead to. The one place that knows what "the same site" is."""

import re
from urllib.parse import SplitResult, urljoin, urlsplit

from ogpscrape.errors import ConfigurationError, MovedError, UsageError
from ogpscrape.identifiers import HOSTS, SITE, Selector, canonical_path, parse_address, prefix_of
from ogpscrape.vocabulary.members import member_of

_SLUG = re.compile(r"[A-Za-z0-9]+(?:-[A-Za-z0-9]+)*", re.ASCII)
_DEFAULT_PORTS = {"http": 80, "https": 443}


def without_secrets(text: str) -> str:
    """Return a text without what is before an `@` in it: in an address that is a name and a password."""
    return re.sub(r"\S.*@", "...@", text, flags=re.DOTALL)


class Site:
    """The site's hosts, or the one host of a mirror that `--url` names."""

    def __init__(self, base: str = SITE) -> None:
        """Take the address under which `/members/...` is.

        Raises ConfigurationError when `base` is not a plain http or https address.
        """
        self.base = base.strip().rstrip("/")
        try:
            parts = urlsplit(self.base)
            port = parts.port
        except ValueError:  # which quotes what it takes for the port: it may be a part of a password
            raise _not_a_base(base, "its host or its port makes no sense") from None
        if parts.scheme not in _DEFAULT_PORTS or not parts.hostname:
            raise _not_a_base(base, "it must begin with http:// or https:// and name a host")
        if "@" in parts.netloc or parts.query or parts.fragment:
            raise _not_a_base(base, "it must not hold a user name, a query or a fragment")
        self._folder = parts.path
        self.official = parts.hostname in HOSTS and port in (None, _DEFAULT_PORTS[parts.scheme])
        if self.official:
            self.base = SITE + self._folder
            parts = urlsplit(self.base)
        self._origin = (parts.scheme, parts.hostname, parts.port or _DEFAULT_PORTS[parts.scheme])
        #: The host with its port, if it is not the usual one.
        self.host = parts.netloc.lower()
        self.robots_address = f"{parts.scheme}://{parts.netloc}/robots.txt"

    def address(self, selector: Selector, member: str | None = None) -> str:
        """Return the address of the commitment's English page. `member` is a slug, for prefixes nobody knows yet.

        Raises UsageError when neither the selector, nor `member`, nor the ID's prefix tells the slug.
        """
        return self.base + canonical_path(selector.id, _slug(selector, member))

    def redirect(self, address: str, location: str | None, commitment_id: str | None) -> str:
        """Return the address that an answer from `address` leads to.

        It is followed only on the same site, and only to the page of `commitment_id`, or, when that is None, to
        robots.txt again. Raises MovedError for everything else.
        """
        if not location:
            raise MovedError("a redirect that does not say where to", where=address, hint="Try later")
        try:
            target = urljoin(address, location.strip())
            parts = urlsplit(target)
            wanted = self._is_here(parts) and self._is_page(parts.path, commitment_id)
        except ValueError:
            target, wanted = location, False
        if not wanted:
            what = f"the page of {commitment_id}" if commitment_id else "robots.txt"
            raise MovedError(
                f"redirected to {without_secrets(target)[:200]!r}, which is not {what} on this site",
                where=address,
                hint="Open the address in a browser; the commitment may have another ID or another place now",
            )
        # On the official hosts the scheme is ours: a redirect to http is followed over https.
        host = parts.hostname if self.official else parts.netloc
        return f"{self._origin[0]}://{host}{parts.path}"

    def _is_here(self, parts: SplitResult) -> bool:
        if "@" in parts.netloc or parts.scheme not in _DEFAULT_PORTS:
            return False
        port = parts.port or _DEFAULT_PORTS[parts.scheme]
        if self.official:
            return parts.hostname in HOSTS and port == _DEFAULT_PORTS[parts.scheme]
        return (parts.scheme, parts.hostname, port) == self._origin

    def _is_page(self, path: str, commitment_id: str | None) -> bool:
        if commitment_id is None:
            return path == "/robots.txt"
        below = path.removeprefix(self._folder) if path.startswith(self._folder) else ""
        if not below.startswith("/") or below.startswith("//"):
            return False
        selector = parse_address(below)
        return selector is not None and selector.id == commitment_id


def _slug(selector: Selector, member: str | None) -> str:
    known = member_of(prefix_of(selector.id))
    if member is not None:
        if not _SLUG.fullmatch(member):
            raise UsageError(f"{member[:80]!r} is not a member's slug", hint="A slug reads republic-of-korea")
        return member.lower()
    if selector.slug is not None and not (known and selector.slug in known.slug_aliases):
        return selector.slug
    if known is None:
        raise UsageError(
            f"no member is known for the prefix {prefix_of(selector.id)} of {selector.id}",
            hint="Give the member's part of the address with --member SLUG, or the full address; "
            "`ogpscrape members` lists what is known",
        )
    return known.slug


def _not_a_base(base: str, why: str) -> ConfigurationError:
    return ConfigurationError(
        f"{without_secrets(base)[:200]!r} cannot be the site's address: {why}",
        hint="It reads like http://localhost:8000",
    )
