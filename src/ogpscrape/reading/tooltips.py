"""Glossary tooltips: definitions that the site injects behind a term, up to the word "More".

As text they stand glued to the term: `action planAction plans are at the core of ... More`. They belong to no field.
"""

import re
from functools import cache

from ogpscrape.reading.document import Document
from ogpscrape.reading.words import vocabulary, words_pattern

#: The longest definition that is recognised, in characters.
LONGEST = 800
#: The link behind a definition; "More than ..." begins a sentence.
_MORE = re.compile(r"(?<![^\W_])More\b(?!\s+than\b)")
#: A term, then the same words again as the beginning of its definition.
_REPEATED = re.compile(
    r"(?<![^\W_])(?P<term>[A-Za-z][\w-]+(?:[ ][\w-]+){0,3}?)[ ]?(?P<definition>(?i:(?P=term))\w*[ ])"
)


def find_tooltips(document: Document) -> list[tuple[int, int]]:
    """Return the places of injected definitions, from behind their term to behind the word "More"."""
    places: list[tuple[int, int]] = []
    text = document.text
    floor = 0
    for more in _MORE.finditer(text):
        low = max(floor, more.start() - LONGEST, text.rfind("\n", 0, more.start()) + 1)
        start = _definition(document, low, more.start())
        if start is not None:
            places.append((start, more.end()))
        floor = more.end()
    return places


def _definition(document: Document, low: int, high: int) -> int | None:
    """Return where the last definition between two places begins: where a term meets a capital letter with no space."""
    for pattern in (_known_terms(), _REPEATED):
        found = [
            match.start("definition")
            for match in pattern.finditer(document.text, low, high)
            if _injected(document.text, match.start("definition"))
        ]
        if found:
            return found[-1]
    return None


def _injected(text: str, position: int) -> bool:
    """Tell whether a definition stands glued to what is before it."""
    return text[position].isupper() and position > 0 and not text[position - 1].isspace()


@cache
def _known_terms() -> re.Pattern[str]:
    terms = words_pattern(vocabulary("furniture")["glossary"])
    return re.compile(rf"(?<![^\W_])(?i:{terms})[ ]?(?P<definition>[A-Z][\w-]*[ ,])")
