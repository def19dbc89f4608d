"""The policy areas that pages have named over the years, each with the name that OGP gives it today.

Today's names are those of OGP's glossary (https://www.opengovpartnership.org/glossary-cat/policy-areas/). An old name
that was given up, or split in several, has none.
"""

import csv
from functools import cache

from ogpscrape.vocabulary import text_of


@cache
def policy_areas() -> dict[str, str | None]:
    """Return today's name of every policy area seen so far, by the page's own name; None where there is none."""
    text = text_of("policy_areas.csv")
    return {row["name"]: row["today"] or None for row in csv.DictReader(text.splitlines())}


def name_today(area: str) -> str | None:
    """Return OGP's name of today for a policy area in any of its spellings, or None where it is not known."""
    return _by_words().get(_words(area))


@cache
def _by_words() -> dict[str, str | None]:
    return {_words(name): today for name, today in policy_areas().items()}


def _words(name: str) -> str:
    return " ".join(name.casefold().replace("&", " and ").replace("-", " ").split())
