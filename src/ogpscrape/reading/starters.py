"""The words with which something begins: header labels, headings, milestones. One place for every pattern of them."""

import re
from functools import cache

from ogpscrape.reading.words import header_labels, plain, vocabulary, words_pattern

ID_LINE = re.compile(r"(?P<id>[A-Z]{2,5}\d{4})\s*,\s*(?P<cycle>(?:19|20)\d\d)\b")
CODE = r"\d+(?:\.\w{1,4})*|[A-Za-z]\.\d+(?:\.\w{1,4})*|[IVX]+\.\d+(?:\.\w{1,4})*"
MILESTONE = re.compile(
    rf"Milestones?\s+(?P<code>(?:{CODE})(?:\s*(?:&|and|,|–|-)\s*(?:{CODE}))*)\s*[.:)–-]*\s*", re.IGNORECASE
)
COMMITMENT_HEADING = re.compile(r"(?:Commitment|Compromiso|Engagement)\s+\d+[a-z]?(?:\.\w+)*\s*[.:]", re.IGNORECASE)


@cache
def irm_heading() -> re.Pattern[str]:
    """Return the pattern of an IRM status summary's heading at the beginning of a line; its groups are the stages."""
    stages = vocabulary("body")["irm_heading"]
    groups = "|".join(f"(?P<{stage}>{words_pattern(spellings)})" for stage, spellings in stages.items())
    return re.compile(rf"(?:{groups})", re.IGNORECASE)


@cache
def stage_label() -> re.Pattern[str]:
    """Return the pattern of `Mid-term` and `End of term`, whose groups are the stages, with their colon."""
    stages = vocabulary("body")["stage"]
    groups = "|".join(f"(?P<{stage}>{words_pattern(spellings)})" for stage, spellings in stages.items())
    return re.compile(rf"(?:{groups})(?:\s+completion)?(?:\s*(?P<colon>[:：]))?", re.IGNORECASE)


@cache
def _known_lines() -> frozenset[str]:
    body = vocabulary("body")
    known = set(header_labels())
    for table in (body["irm"], body["proposal"]):
        known.update(plain(spelling) for row in table for spelling in row["words"])
    known.update(plain(spelling) for spelling in body["related"]["heading"])
    for stages in (body["irm_heading"], body["stage"]):
        known.update(plain(spelling) for spellings in stages.values() for spelling in spellings)
    known.update({"design i", "implementation i"})
    return frozenset(known)


@cache
def _label_at_start() -> re.Pattern[str]:
    return re.compile(rf"(?:{words_pattern(sorted(_known_lines()))})\s*[:：]", re.IGNORECASE)


@cache
def _answers() -> re.Pattern[str]:
    rows = vocabulary("body")["proposal"]
    return re.compile(rf"(?:{words_pattern([one for row in rows for one in row['words']])})\s*:?\s*$", re.IGNORECASE)


def begins_answer(text: str) -> bool:
    """Tell whether a line is a label of an OGP Local proposal: Problem, Status quo, Action ..."""
    return bool(_answers().match(text))


def begins_something(text: str) -> bool:
    """Tell whether a line is a known heading, or begins with a known label, a milestone's or an entry's words."""
    if plain(text).rstrip(":") in _known_lines():
        return True
    return bool(
        _label_at_start().match(text)
        or MILESTONE.match(text)
        or COMMITMENT_HEADING.match(text)
        or irm_heading().match(text)
        or ID_LINE.match(text)
    )
