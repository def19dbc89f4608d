"""The words of the rating scales and of saying nothing, and what a written value means."""

import re
from functools import cache, lru_cache
from typing import Any

import rtoml

from ogpscrape.reading.date_forms import Role
from ogpscrape.reading.dates import find_dates
from ogpscrape.vocabulary import text_of
from ogpscrape.vocabulary.policy_areas import policy_areas

_YEAR = re.compile(r"(?:19|20)\d\d")
_LONGEST_AREA = 70


@cache
def vocabulary(name: str) -> dict[str, Any]:
    """Return one file of the vocabulary as a dictionary; `name` without its ending, as `labels`."""
    # rtoml reads it ten times as fast as tomllib does: a tenth of a run that reads one page.
    return rtoml.loads(text_of(f"{name}.toml"))


@lru_cache(maxsize=512)
def normalize(text: str) -> str:
    """Return `text` for comparing: lower case, hyphens and white space alike, nothing at the ends."""
    return " ".join(text.casefold().replace("-", " ").split())


@cache
def scale(name: str) -> dict[str, str]:
    """Return a scale as normalized spelling to the record's word."""
    table = vocabulary("scales")[name]
    return {normalize(spelling): word for word, others in table.items() for spelling in (word, *others)}


@cache
def scale_words(name: str, *, glued: bool = False) -> str:
    """Return the body of a pattern for the words of a scale, the longest first; `glued`: without word borders."""
    spellings = sorted(scale(name), key=len, reverse=True)
    inner = "|".join(r"[\s-]+".join(re.escape(part) for part in spelling.split()) for spelling in spellings)
    return f"(?:{inner})" if glued else rf"(?<![^\W_])(?:{inner})(?![^\W_])"


@cache
def _pattern(name: str, *, glued: bool = False) -> re.Pattern[str]:
    return re.compile(scale_words(name, glued=glued), re.IGNORECASE)


def rating_of(text: str, scale_name: str) -> str | None:
    """Return the one word of a scale that `text` is, once or doubled, with nothing beside it.

    `Major Major` and `Completed` are Major and Complete; `Major step` and `Minor Major` are None.
    """
    if len(text) > 120:
        return None
    known = scale(scale_name)
    whole = known.get(normalize(text))
    if whole:
        return whole
    words = words_of_scale(text, scale_name)
    rest = _pattern(scale_name).sub("", text).strip(" .,;\n")
    return words[0] if len(words) == 1 and not rest else None


def words_of_scale(text: str, scale_name: str) -> list[str]:
    """Return the different words of a scale that a text holds, in its order."""
    known = scale(scale_name)
    return list(dict.fromkeys(known[normalize(found)] for found in _pattern(scale_name).findall(text)))


def leading_rating(text: str, scale_name: str) -> tuple[str, int] | None:
    """Return the word of a scale with which a text begins, and where what follows it begins.

    The word may be doubled, and the next word may be glued to it: `MarginalCivic participation`.
    """
    position, rating = 0, None
    while match := _leading(scale_name).match(text, position):
        word = scale(scale_name)[normalize(match[1])]
        if rating is not None and word != rating:
            break
        rating, position = word, match.end()
    return (rating, position) if rating is not None else None


@cache
def _leading(name: str) -> re.Pattern[str]:
    return re.compile(rf"\s*((?i:{scale_words(name, glued=True)}))(?:(?![^\W_])|(?=[A-Z]))\s*[.;–-]?")


def find_rating(text: str, scale_name: str) -> str | None:
    """Return the first word of a scale in a text, or None."""
    match = _pattern(scale_name).search(text)
    return scale(scale_name)[normalize(match[0])] if match else None


@cache
def _nothing_words() -> dict[str, str]:
    table = vocabulary("scales")["nothing"]
    return {" ".join(spelling.casefold().split()): word for word, spellings in table.items() for spelling in spellings}


def why_nothing(text: str) -> str | None:
    """Return why a value says nothing (`empty`, `not_applicable` ...), or None when it says something."""
    if len(text) > 80:
        return None
    words = _nothing_words()
    whole = " ".join(text.casefold().split())
    squeezed = whole.strip(" .,;")
    if not squeezed:
        return words.get(whole, "empty")
    if squeezed in words:
        return words[squeezed]
    # An icon's alternative text doubles the word: "Pending IRM Review Pending IRM Review".
    half = squeezed[: len(squeezed) // 2].strip()
    return words.get(half) if half and squeezed in (f"{half} {half}", f"{half}{half}") else None


def without_star(text: str) -> str:
    """Return a value without the words of the star's icon after it: `Major Starred` was on a page."""
    return re.sub(r"(?<=\w)\s+Starred$", "", text)


def year_of(text: str) -> int | None:
    """Return the year that a text is, or None."""
    match = _YEAR.fullmatch(text.strip())
    return int(match[0]) if match else None


def fits(text: str, scale_name: str | None) -> bool:
    """Tell whether `text` is a value that a label with this scale can have, with nothing beside it."""
    if why_nothing(text):
        return True
    if scale_name == "year":
        return year_of(text) is not None
    if scale_name == "month":
        return month_of(text) is not None
    if scale_name == "relevant":
        return rating_of(text, "yes_no") is not None or not values_in(text)[1]
    return scale_name is not None and rating_of(without_star(text), scale_name) is not None


def month_of(text: str, role: Role = "start") -> str | None:
    """Return `Mar 2025`, `March 15, 2025` or `Q1 2025` as `2025-03`, or None when it is not a month of a year.

    Of a stretch of months `role` says which counts: the first for a start, the last for an end.
    """
    text = text.strip()
    dates = find_dates(text)
    if len(dates) != 1 or (dates[0].start, dates[0].end) != (0, len(text)) or dates[0].month is None:
        return None
    return (dates[0].iso(role) or "")[:7] or None


def values_in(text: str) -> tuple[list[str], str]:
    """Return the OGP values that a text names, in its order and once each, and what is left of the text.

    They are matched, not split: `Access to Information Civic Participation , Technology` names three.
    """
    pattern = _pattern("ogp_values", glued=True)
    found = [scale("ogp_values")[normalize(match[0])] for match in pattern.finditer(text)]
    return list(dict.fromkeys(found)), pattern.sub("", text).strip(" ,;.•·/|-\n\t")


@cache
def known_areas() -> frozenset[str]:
    """Return the policy areas seen so far, normalized. The page's own names count; these tell them from prose."""
    return frozenset(map(normalize, policy_areas()))


def is_area(text: str) -> bool:
    """Tell whether a text is a policy area that is known."""
    return normalize(text) in known_areas()


def can_be_area(text: str) -> bool:
    """Tell whether a text can be the name of a policy area: short, and no sentence."""
    return 0 < len(text) <= _LONGEST_AREA and not re.search(r"[.!?;:]\s*$", text)


def split_areas(text: str) -> list[str]:
    """Return the policy areas of one text: `A, B, C`, or parted by a dot, a bar, or a slash between known ones."""
    parts = [" ".join(part.split()) for part in re.split(r"[,;|·•∙]|\s[–—]\s", text)]
    areas: list[str] = []
    for part in parts:
        pieces = [piece.strip() for piece in part.split(" / " if " / " in part else "/")]
        slashed = len(pieces) > 1 and not is_area(part) and (" / " in part or all(map(is_area, pieces)))
        areas += pieces if slashed else [part]
    return list(dict.fromkeys(area for area in areas if area and not why_nothing(area)))
