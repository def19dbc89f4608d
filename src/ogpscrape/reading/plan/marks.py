"""The marks that milestones begin with: "Milestone 2:", "3.4.2", "5.", "b)", bullets."""

import re
from collections.abc import Sequence
from typing import Final

from ogpscrape.reading.plan.words import EDGE

#: "Milestone 2:", "Task 1.", "Hito 3 -": the mark names itself.
_NAMED: Final = re.compile(
    r"(?:M(?<!\w.)(?:ilestone|eta|arco)|T(?<!\w.)(?:ask|area|arget)|S(?<!\w.)t(?:ep|age)|H(?<!\w.)ito|J(?<!\w.)alon"
    r"|D(?<!\w.)eliverable|P(?<!\w.)(?:hase|aso|roducto)|O(?<!\w.)utput|F(?<!\w.)ase|E(?<!\w.)(?:tap[ae]|ntregable)"
    r"|É(?<!\w.)tape|L(?<!\w.)ivrable|R(?<!\w.)esult"
    r"|A(?<!\w.)(?:ction(?: point)?|ctivity|ctividad|cci[oó]n|ctivit[eé]))"
    r"\s+(?:No\.?\s*|n[°º]\s*)?(?P<code>\d{1,2}(?:\.\d{1,2}){0,3})\s?(?:[.:)–-]+|(?=\s+[A-Z“\"]))\s*"
)
_CODED: Final = re.compile(
    r"(?P<code>\d(?<![\w.,/-].)\d?(?:\.(?:\d{1,2}|[a-zA-Z])){1,3})(?![\w/-])"
    r"(?:[.:)]{0,2}\s+(?=[^\W_]|[\"“‘'(¿«])|[.:)](?=[A-ZÀ-Ý]))"
)
_NUMBERED: Final = re.compile(
    r"(?P<code>\d(?:(?<=[\s|;].)|(?<![\s\S].))\d?)\s?(?:[.)]\s*-?|-\s)\s*(?=[^\W\d_a-zà-ÿ]|[\"“‘'(¿«]|[a-z]-)"
)
_BARE: Final = re.compile(r"(?P<code>\d(?:(?<=[\s|].)|(?<![\s\S].))\d?)\s+(?=[^\W\d_a-z])")
_LETTERED: Final = re.compile(r"(?:(?<=\s)|(?<![\s\S]))\(?(?P<code>[a-z])\s?[.)]\s+(?=[^\W\d_])")
#: "(1)", "#1", "1º", "M1:", "M1.2": other marks that count.
_COUNTED: Final = (
    re.compile(r"(?:(?<=\s)|(?<![\s\S]))\((?P<code>\d{1,2})\)\s*(?=[^\W\d_a-z])"),
    re.compile(r"(?:(?<=\s)|(?<![\s\S]))#\s?(?P<code>\d{1,2})[.:)]?\s+(?=[^\W\d_])"),
    re.compile(r"(?:(?<=\s)|(?<![\s\S]))(?P<code>\d{1,2})\s?[º°]\s?[.:)]?\s+(?=[^\W\d_a-z])"),
    re.compile(
        r"(?:(?<=\s)|(?<![\s\S]))(?:M|MS|A|H)\s?(?P<code>\d{1,2}(?:\.\d{1,2}){0,2})\s?[.:)–-]?\s+(?=[^\W\d_a-z])"
    ),
)
#: "II.", "(iv)", "B.": they count only from the first on, and where that begins the text.
_ROMAN: Final = re.compile(r"(?:(?<=\s)|(?<![\s\S]))\(?(?P<code>[ivx]{1,4}|[IVX]{1,4})\s?[.)]\s+(?=[^\W\d_])")
_CAPITAL: Final = re.compile(r"(?:(?<=\s)|(?<![\s\S]))\(?(?P<code>[A-Z])\s?[.)]\s+(?=[^\W\d_])")
_ROMANS: Final = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii", "xiii", "xiv", "xv")
_BULLET: Final = re.compile(
    r"(?:(?<=\s)|(?<![\s\S]))[•●▪◦‣✓➢❖\uf000-\uf0ff]\s*|(?:(?<=\n)|(?<![\s\S]))(?:[-–*]|o)\s+(?=\S)"
)

_DASH: Final = re.compile(r"(?:(?<=[\s])|(?<![\s\S]))[-–][ \t]*(?=[A-ZÀ-Ý])")

#: A mark: where it begins, where the text after it begins, and its code.
Mark = tuple[int, int, str | None]


def marks(text: str, *, dated: bool) -> list[Mark]:
    """Return the marks of the items in a text: of the kind that counts best; none where none does.

    `dated` says that dates are in the text: a bare number is then no mark.
    """
    named, coded, numbered = (_chain(pattern, text) for pattern in (_NAMED, _CODED, _NUMBERED))
    if named and (len(named) > 1 or leads(named, text)) and _first(named, text) <= _first(numbered, text) + 40:
        return named
    if len(coded) > 1 and (len(coded) >= len(numbered) or _first(coded, text) < _first(numbered, text)):
        return coded
    if len(numbered) > 1 or leads(numbered, text):
        return numbered
    if leads(coded, text):
        return coded
    for pattern in _COUNTED:
        counted = _chain(pattern, text)
        if len(counted) > 1 and leads(counted, text):
            return counted
    bare = _chain(_BARE, text) if not dated else []
    return bare if len(bare) > 2 else []


def letters(text: str) -> list[Mark]:
    """Return the marks a), b), c) of a text; or I., II., III., or A., B., C. where they begin it."""
    found = _chain(_LETTERED, text)
    if len(found) > 1:
        return found
    for pattern, names in ((_ROMAN, _ROMANS), (_CAPITAL, "abcdefghijklmno")):
        counted = _counted(pattern, names, text)
        if len(counted) > 1 and leads(counted, text):
            return counted
    return found


def _counted(pattern: re.Pattern[str], names: Sequence[str], text: str) -> list[Mark]:
    """Return the marks that count on one by one along these names."""
    out: list[Mark] = []
    for match in pattern.finditer(text):
        if len(out) < len(names) and match["code"].lower() == names[len(out)]:
            out.append((match.start(), match.end(), match["code"]))
    return out


def bullets(text: str, start: int, end: int) -> list[Mark]:
    """Return the bullets between two places."""
    return [(match.start(), match.end(), None) for match in _BULLET.finditer(text, start, end)]


def dashes(text: str) -> list[Mark]:
    """Return the dashes that part the items of a text in one line, where the first of them begins it."""
    found: list[Mark] = [(match.start(), match.end(), None) for match in _DASH.finditer(text)]
    return found if leads(found, text) else []


def code_at(text: str, place: int) -> tuple[int, str] | None:
    """Return where the text begins after the code at a place, and that code."""
    match = _NAMED.match(text, place) or _CODED.match(text, place)
    return (match.end(), match["code"]) if match else None


def letter_at(text: str, place: int) -> tuple[int, str] | None:
    """Return where the text begins after the letter at a place, "b) ...", and that letter."""
    match = _LETTERED.match(text, place) or _ROMAN.match(text, place) or _CAPITAL.match(text, place)
    return (match.end(), match["code"]) if match else None


def number_at(text: str, place: int, *, bare: bool = False) -> tuple[int, str] | None:
    """Return where the text begins after the number at a place, and that number; `bare` without a point, too."""
    match = _NUMBERED.match(text, place) or (_BARE.match(text, place) if bare else None)
    return (match.end(), match["code"]) if match else None


def group_end(text: str, start: int, end: int, code: str | None) -> tuple[int, str] | None:
    """Return where the first item begins after the name of its group, and its code: "Activity 2: ... 2.1. ..."."""
    if code is None or not code.isdigit():
        return None
    match = next((match for match in _CODED.finditer(text, start, end) if match["code"] == f"{code}.1"), None)
    return (match.end(), match["code"]) if match else None


def leads(found: list[Mark], text: str) -> bool:
    """Tell whether the first mark begins the text."""
    return bool(found) and not text[: found[0][0]].strip(EDGE)


def _first(found: list[Mark], text: str) -> int:
    return found[0][0] if found else len(text)


def _chain(pattern: re.Pattern[str], text: str) -> list[Mark]:
    """Return the marks that count on from one to the next; others are numbers in the text."""
    matches = list(pattern.finditer(text))
    keys = [_key(match["code"]) for match in matches]
    # the count begins at the first 1, where there is one
    begin = next((place for place, key in enumerate(keys) if key[-1] == 1), 0)
    out: list[Mark] = []
    last: tuple[int, ...] | None = None
    for match, key in zip(matches[begin:], keys[begin:], strict=True):
        if last is None or _follows(last, key):
            out.append((match.start(), match.end(), match["code"]))
            last = key
    return out


def _key(code: str) -> tuple[int, ...]:
    return tuple(int(part) if part.isdigit() else ord(part.lower()) - 96 for part in code.split("."))


def _follows(last: tuple[int, ...], code: tuple[int, ...]) -> bool:
    """Tell whether a code comes after another: 2 after 1, 2.1 after 1.4, 1.1.1 after 1.1; one may be missing."""
    if code[: len(last)] == last and len(code) > len(last):
        return code[len(last)] == 1
    for place, (one, other) in enumerate(zip(last, code, strict=False)):
        if one != other:
            return one < other <= one + 2 and (place == len(code) - 1 or code[place + 1] <= 2)
    return False
