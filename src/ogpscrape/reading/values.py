"""Values of the header: what a written value means, and whether a text can be a value of its label at all."""

import re
from functools import cache
from importlib.resources import files

from ogpscrape.reading.words import plain, rating_of, scale, scale_pattern, why_nothing

_YEAR = re.compile(r"(?:19|20)\d\d")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH_YEAR = re.compile(r"(?:(?P<day>\d{1,2})\s+)?(?P<month>[A-Za-z]{3,9})\.?,?\s+(?:\d{1,2},\s*)?(?P<year>\d{4})")
_YEAR_MONTH = re.compile(r"(?P<year>\d{4})-(?P<month>\d{2})(?:-\d{2})?")
_LONGEST_AREA = 70


def fits(text: str, scale_name: str | None) -> bool:
    """Tell whether `text` is a value that a label with this scale can have, with nothing beside it."""
    if why_nothing(text):
        return True
    if scale_name == "year":
        return bool(_YEAR.fullmatch(text.strip()))
    if scale_name == "month":
        return month_of(text) is not None
    if scale_name == "relevant":
        return rating_of(text, "yes_no") is not None or not values_in(text)[1]
    return scale_name is not None and rating_of(without_star(text), scale_name) is not None


def without_star(text: str) -> str:
    """Return a value without the words of the star's icon behind it: `Major Starred` stood on a page."""
    return re.sub(r"(?<=\w)\s+Starred$", "", text)


def month_of(text: str) -> str | None:
    """Return `Mar 2025` or `March 15, 2025` as `2025-03`, or None when it is no month of a year."""
    match = _YEAR_MONTH.fullmatch(text.strip())
    if match:
        return f"{match['year']}-{match['month']}" if 1 <= int(match["month"]) <= 12 else None
    match = _MONTH_YEAR.fullmatch(text.strip())
    if not match or match["month"][:3].lower() not in _MONTHS:
        return None
    return f"{match['year']}-{_MONTHS.index(match['month'][:3].lower()) + 1:02}"


def year_of(text: str) -> int | None:
    """Return the year that a text is, or None."""
    match = _YEAR.fullmatch(text.strip())
    return int(match[0]) if match else None


def values_in(text: str) -> tuple[list[str], str]:
    """Return the OGP values that a text names, in its order and once each, and what is left of the text.

    They are matched, not split: `Access to Information Civic Participation , Technology` names three.
    """
    pattern = _glued_values()
    found = [scale("ogp_values")[plain(match[0])] for match in pattern.finditer(text)]
    return list(dict.fromkeys(found)), pattern.sub("", text).strip(" ,;.•-\n\t")


@cache
def _glued_values() -> re.Pattern[str]:
    # Without the word borders of other scales: neighbours may be glued, `InformationCivic Participation`.
    inner = scale_pattern("ogp_values").pattern.removeprefix(r"(?<![^\W_])").removesuffix(r"(?![^\W_])")
    return re.compile(inner, re.IGNORECASE)


@cache
def known_areas() -> frozenset[str]:
    """Return the policy areas seen so far, plain. The page's own names count; these only tell them from prose."""
    text = files("ogpscrape.vocabulary").joinpath("policy_areas.txt").read_text(encoding="utf-8")
    return frozenset(plain(area) for area in text.splitlines() if area)


def is_area_list(text: str) -> bool:
    """Tell whether a text is a list of policy areas that are known."""
    parts = [part for part in text.split(",") if part.strip()]
    return bool(parts) and all(plain(part) in known_areas() for part in parts)


def split_areas(text: str) -> list[str]:
    """Return the policy areas of `A, B, C`; none of their names holds a comma."""
    areas = [" ".join(part.split()) for part in re.split(r"[,;\n]|\s\|\s", text)]
    return list(dict.fromkeys(area for area in areas if area and not why_nothing(area)))


def can_be_area(text: str) -> bool:
    """Tell whether a text can be the name of a policy area: short, and no sentence."""
    return 0 < len(text) <= _LONGEST_AREA and not re.search(r"[.!?;:]\s*$", text)
