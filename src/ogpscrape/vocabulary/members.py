"""The members whose commitments have been seen: prefix, slug, name, kind, country, other spellings of the slug.

The rows are facts of the site. A prefix that is not here is not an error of the user's: members join every year.
"""

import csv
from functools import cache
from itertools import islice
from typing import Literal, NamedTuple

from ogpscrape.vocabulary import text_of


class Member(NamedTuple):
    """One row of `members.csv`."""

    prefix: str
    slug: str
    name: str
    kind: Literal["national", "local"]
    #: ISO 3166-1 alpha-3; a local member's is its country's; None for Kosovo, which has no code there.
    country: str | None
    slug_aliases: tuple[str, ...]


@cache
def all_members() -> tuple[Member, ...]:
    """Return every known member in the order of its prefix."""
    text = text_of("members.csv")
    return tuple(
        Member(prefix, slug, name, "local" if kind == "local" else "national", country or None, tuple(aliases.split()))
        for prefix, slug, name, kind, country, aliases in islice(csv.reader(text.splitlines()), 1, None)
    )


@cache
def _by_prefix() -> dict[str, Member]:
    return {member.prefix: member for member in all_members()}


def member_of(prefix: str) -> Member | None:
    """Return the member whose commitment IDs begin with `prefix` (any case), or None when it is not known."""
    return _by_prefix().get(prefix.upper())
