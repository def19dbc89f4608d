"""The words of the rating scales as they are shown: a symbol beside each colour, and why there is none, in words.

The words and their order are OGP's own (`vocabulary/scales.toml`); symbols and tones are this project's.
"""

from typing import Literal, NamedTuple

from ogpscrape.commitment import Absence, Commitment, Overview

#: What a colour is chosen for. The terminal and the report each give every tone a colour of their own.
Tone = Literal["best", "good", "fair", "poor", "bad", "unknown", "pending", "nothing"]
#: The ratings that have a scale, by the name of their field in the overview.
Scale = Literal["completion", "early_results", "potential_impact", "ambition"]


class Rating(NamedTuple):
    """How one word of a scale is shown.

    Attributes:
        word: as the record writes it.
        symbol: one character that tells it without a colour.
        ascii: the same for terminals that have ASCII only.
        tone: what its colour is chosen for.

    """

    word: str
    symbol: str
    ascii: str
    tone: Tone


PENDING = Rating("Pending review", "…", ".", "pending")
NO_RATING = Rating("No rating", "–", "-", "nothing")
OTHER = Rating("Another word", "¿", "?", "unknown")
#: What is not a word of a scale, in the order in which figures have them, after all words.
OUTSIDE = (OTHER, PENDING, NO_RATING)

SCALES: dict[Scale, tuple[Rating, ...]] = {
    "completion": (
        Rating("Complete", "●", "#", "best"),
        Rating("Substantial", "◕", "3", "good"),
        Rating("Limited", "◔", "1", "fair"),
        Rating("Not Started", "○", "0", "poor"),
        Rating("Withdrawn", "×", "x", "bad"),
        Rating("Unclear", "?", "?", "unknown"),
        Rating("No Evidence Available", "∅", "n", "unknown"),
    ),
    "early_results": (
        Rating("Outstanding", "▲", "A", "best"),
        Rating("Major", "△", "a", "good"),
        Rating("Marginal", "▵", "+", "fair"),
        Rating("Did Not Change", "=", "=", "poor"),
        Rating("Worsens", "▼", "v", "bad"),
        Rating("No early results to report yet", "?", "?", "unknown"),
    ),
    "potential_impact": (
        Rating("Transformative", "●", "#", "best"),
        Rating("Moderate", "◑", "2", "good"),
        Rating("Minor", "◔", "1", "fair"),
        Rating("None", "○", "0", "poor"),
    ),
    "ambition": (
        Rating("High", "●", "#", "best"),
        Rating("Substantial", "◕", "3", "good"),
        Rating("Modest", "◑", "2", "fair"),
        Rating("Low", "◔", "1", "poor"),
        Rating("Unclear", "?", "?", "unknown"),
    ),
}

#: Why a field holds nothing, in words for people; the keys are the record's.
WHY_NOTHING: dict[Absence, str] = {
    "not_on_page": "not on the page",
    "empty": "left empty on the page",
    "not_applicable": "not applicable, says the page",
    "no_data": "no data, says the page",
    "pending_review": "pending review by the IRM",
    "not_available": "not available, says the page",
    "not_relevant": "not relevant, says the page",
}


def rating_of(scale: Scale, word: str | None) -> Rating:
    """Return how a word of a scale is shown; None gives `NO_RATING`, a word that the scale does not know itself."""
    if word is None:
        return NO_RATING
    known = next((rating for rating in SCALES[scale] if rating.word == word), None)
    return known or OTHER._replace(word=word)


def completion_of(record: Commitment) -> str | None:
    """Return the one word on completion that a record has: the overview's, else the latest IRM rating."""
    from ogpscrape.writing import commitments_table

    return commitments_table.completion_of(record)[0]


def category_of(record: Commitment, scale: Scale) -> Rating:
    """Return the category in which figures count a record: a word of the scale, or one of `OUTSIDE`."""
    word = completion_of(record) if scale == "completion" else getattr(record.overview, scale)
    if word is not None:
        return next((rating for rating in SCALES[scale] if rating.word == word), OTHER)
    return PENDING if record.overview.absent.get(scale) == "pending_review" else NO_RATING


def is_pending(record: Commitment) -> bool:
    """Whether the page says of any of its fields that the IRM's review is pending."""
    return "pending_review" in record.overview.absent.values()


def why_nothing(overview: Overview, field: str) -> str:
    """Return in words why a field of the overview holds nothing."""
    reason = overview.absent.get(field)
    return WHY_NOTHING[reason] if reason else "not on the page"
