"""What a selector of the dataset stands for: one commitment, or a member with all the prefixes that it has had."""

from dataclasses import dataclass

from ogpscrape.errors import UsageError
from ogpscrape.identifiers import parse_selector
from ogpscrape.vocabulary.members import all_members, member_of


@dataclass(frozen=True)
class Group:
    """One commitment (`id`), or a member's prefixes. `name` is what messages call it, `slug` None when not known."""

    name: str
    id: str | None
    prefixes: tuple[str, ...]
    slug: str | None


def parse_group(text: str) -> Group:
    """Read a selector: an ID, an address, or the prefix of a member, in any case.

    Raises UsageError when it is none of these.
    """
    word = text.strip()
    if word.isascii() and word.isalpha() and 2 <= len(word) <= 5:
        return member_group(word.upper())
    try:
        selector = parse_selector(word)
    except UsageError as error:
        if "/" in word:
            raise
        raise UsageError(
            f"{text[:80]!r} is neither a commitment's ID nor a member's prefix",
            hint="An ID reads KR0017, a prefix KR: the letters of the member's IDs",
        ) from error
    known = member_of(selector.id.rstrip("0123456789"))
    return Group(selector.id, selector.id, (), selector.slug or (known.slug if known else None))


def member_group(prefix: str) -> Group:
    """Return the member whose IDs begin with `prefix`, with its other prefixes, if it has had others."""
    known = member_of(prefix)
    if known is None:
        return Group(prefix, None, (prefix,), None)
    prefixes = tuple(member.prefix for member in all_members() if member.slug == known.slug)
    return Group("/".join(prefixes), None, prefixes, known.slug)


def all_groups() -> list[Group]:
    """Return every known member once, in the order of their prefixes."""
    found = {group.prefixes: group for group in (member_group(member.prefix) for member in all_members())}
    return list(found.values())
