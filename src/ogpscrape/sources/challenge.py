"""Recognising an answer that is a challenge or a refusal of a bot protection, by its headers and its words.

The words stand in `vocabulary/challenges.toml`. Pages that come with 200 are judged by the reader, which sees
whether a commitment is there; here only headers count for them.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

#: How much of a body is looked at, in bytes. Challenge pages are short, and say so at the top.
LOOKED_AT = 65_536


@dataclass(frozen=True)
class _Words:
    name: str
    words: tuple[str, ...]


@dataclass(frozen=True)
class _Header:
    name: str
    header: str
    value: str


@cache
def _vocabulary() -> tuple[tuple[_Words, ...], tuple[_Header, ...]]:
    text = files("ogpscrape.vocabulary").joinpath("challenges.toml").read_text(encoding="utf-8")
    table = tomllib.loads(text)
    words = tuple(
        _Words(entry["name"], tuple(entry.get("words", []) + entry.get("weak_words", [])))
        for entry in table["challenge"]
    )
    headers = tuple(_Header(entry["name"], entry["header"], entry["value"]) for entry in table["header"])
    return words, headers


def challenge_in_headers(headers: Mapping[str, str]) -> str | None:
    """Return whose challenge the headers (names in lower case) announce, or None."""
    for entry in _vocabulary()[1]:
        value = headers.get(entry.header)
        if value is not None and entry.value in value.lower():
            return entry.name
    return None


def challenge_in_body(body: bytes) -> str | None:
    """Return whose challenge the words of a body tell, or None. Only for answers whose status already says no."""
    text = " ".join(body[:LOOKED_AT].decode("utf-8", "replace").lower().split())
    for entry in _vocabulary()[0]:
        if any(word in text for word in entry.words):
            return entry.name
    return None
