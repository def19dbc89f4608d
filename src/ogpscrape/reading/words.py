"""The vocabulary in the form that reading needs: compiled once, never changed."""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

_NOT_WORD = re.compile(r"[^\w/.&-]+|(?<=\w)-(?=\w)")


@cache
def vocabulary(name: str) -> dict[str, Any]:
    """Return one file of the vocabulary as a dictionary; `name` without its ending, as `labels`."""
    return tomllib.loads(files("ogpscrape.vocabulary").joinpath(f"{name}.toml").read_text(encoding="utf-8"))


def plain(text: str) -> str:
    """Return `text` for comparing: lower case, hyphens and white space alike, nothing at the ends."""
    return " ".join(text.casefold().replace("-", " ").split())


@cache
def scale(name: str) -> dict[str, str]:
    """Return a scale as plain spelling to the record's word."""
    return {
        plain(spelling): word for word, others in vocabulary("scales")[name].items() for spelling in (word, *others)
    }


@cache
def scale_pattern(name: str) -> re.Pattern[str]:
    """Return a pattern that finds the words of a scale in running text, the longest first."""
    spellings = sorted(scale(name), key=len, reverse=True)
    flexible = ["[ -]+".join(re.escape(part) for part in spelling.split()) for spelling in spellings]
    return re.compile(rf"(?<![^\W_])(?:{'|'.join(flexible)})(?![^\W_])", re.IGNORECASE)


@cache
def scale_fragments() -> re.Pattern[str]:
    """Return a pattern that finds a piece of any rating's word: a quick sieve for attributes."""
    names = ("early_results", "completion", "potential_impact", "ambition", "yes_no")
    pieces = {max(spelling.split(), key=len) for name in names for spelling in scale(name)}
    return re.compile("|".join(sorted(pieces)), re.IGNORECASE)


@cache
def nothing_words() -> dict[str, str]:
    """Return the ways to say nothing, as plain spelling to the word of `absent`."""
    table = vocabulary("scales")["nothing"]
    return {" ".join(spelling.casefold().split()): word for word, spellings in table.items() for spelling in spellings}


def why_nothing(text: str) -> str | None:
    """Return why a value says nothing (`empty`, `not_applicable` ...), or None when it says something."""
    squeezed = " ".join(text.casefold().split()).strip(" .,;")
    if not squeezed:
        return nothing_words().get(" ".join(text.casefold().split()), "empty") if text.strip() else "empty"
    words = nothing_words()
    if squeezed in words:
        return words[squeezed]
    # An icon's alternative text doubles the word: "Pending IRM Review Pending IRM Review".
    half = squeezed[: len(squeezed) // 2].strip()
    return words.get(half) if half and squeezed == f"{half} {half}" else None


@dataclass(frozen=True)
class HeaderLabel:
    """One entry of `labels.toml`; `order` is its place in the header."""

    key: str
    order: int
    takes: str
    scale: str | None
    forms: tuple[str, ...]
    landmark: str | None


@cache
def header_labels() -> dict[str, HeaderLabel]:
    """Return every spelling of a header label, plain, with its entry."""
    labels: dict[str, HeaderLabel] = {}
    for order, row in enumerate(vocabulary("labels")["label"]):
        label = HeaderLabel(row["key"], order, row["takes"], row.get("scale"), tuple(row["forms"]), row.get("landmark"))
        for spelling in row["words"]:
            labels[plain(spelling)] = label
    return labels


def _flexible(spelling: str) -> str:
    return r"[\s-]+".join(re.escape(part) for part in re.split(r"[\s-]+", spelling))


@cache
def header_pattern() -> re.Pattern[str]:
    """Return the pattern of all header labels: `words`, the icon's "i", `colon`."""
    spellings = sorted((s for row in vocabulary("labels")["label"] for s in row["words"]), key=len, reverse=True)
    words = "|".join(_flexible(spelling) for spelling in spellings)
    return re.compile(
        rf"(?P<words>{words})(?!(?-i:[a-z]))(?P<icon>\s+i(?!(?-i:[a-z])|[\d_.]))?(?:\s*(?P<colon>[:：]))?",
        re.IGNORECASE,
    )


def words_pattern(spellings: list[str]) -> str:
    """Return the body of a pattern for a list of spellings, the longest first, white space and hyphens flexible."""
    return "|".join(_flexible(spelling) for spelling in sorted(spellings, key=len, reverse=True))


def rating_of(text: str, scale_name: str) -> str | None:
    """Return the one word of a scale that `text` holds, once or doubled, with nothing beside it.

    `Major Major` and `Completed` are Major and Complete; `Major step` and `Minor Major` are None.
    """
    known = scale(scale_name)
    whole = known.get(plain(text))
    if whole:
        return whole
    words = words_of_scale(text, scale_name)
    rest = scale_pattern(scale_name).sub("", text).strip(" .,;")
    return words[0] if len(words) == 1 and not rest else None


def words_of_scale(text: str, scale_name: str) -> list[str]:
    """Return the different words of a scale that a text holds, in its order."""
    known = scale(scale_name)
    found = scale_pattern(scale_name).findall(text)
    return list(dict.fromkeys(known[plain(spelling)] for spelling in found))
