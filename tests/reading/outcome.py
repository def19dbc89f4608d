"""What came of a page: its record or its error, and what it says that another page does not."""

import traceback
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from ogpscrape.commitment import Commitment
from ogpscrape.errors import BugError, OgpscrapeError
from ogpscrape.page import Page
from ogpscrape.reading import parse_page

#: Parts of a record that hold no text of the page.
ABOUT = frozenset({"account", "source", "warnings", "provenance", "schema_version"})

Saying = tuple[str, str | None, str]


@dataclass(frozen=True)
class Outcome:
    """A record, or the error that the page is."""

    record: Commitment | None
    error: OgpscrapeError | None

    @property
    def good(self) -> Commitment:
        """The record; the page's error is the test's."""
        if self.record is None:
            raise AssertionError(f"the page is an error: {self.error}")
        return self.record

    @property
    def sayings(self) -> Counter[Saying]:
        """The warnings, as often as they are there."""
        if self.record is None:
            return Counter()
        return Counter((one.code.value, one.field, one.message) for one in self.record.warnings)

    def new(self, before: "Outcome") -> list[Saying]:
        """Return the warnings that an earlier page has not, or the error as one of them."""
        if self.error is not None:
            return [(self.error.word, None, str(self.error))]
        return list((self.sayings - before.sayings).elements())

    def holds(self, text: str) -> bool:
        """Tell whether a text is in one piece anywhere in the record, `unclaimed` and `fields` among it."""
        return any(text in leaf for _, leaf in self.leaves())

    def where(self, text: str) -> list[str]:
        """Return the paths of all texts of the record that hold `text`."""
        return [path for path, leaf in self.leaves() if text in leaf]

    def leaves(self) -> Iterator[tuple[str, str]]:
        """Yield the path and the text of every text in the record."""
        if self.record is None:
            return
        dumped = self.record.model_dump(mode="json", exclude=set(ABOUT))
        yield from leaves(dumped)


def leaves(value: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Yield the path and the text of every text in a value."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from leaves(inner, f"{path}.{key}" if path else key)
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from leaves(inner, f"{path}[{index}]")
    elif isinstance(value, str):
        yield path, value


def outcome(page: str | bytes) -> Outcome:
    """Read a page. An exception that is not an OgpscrapeError passes: it is a fault."""
    body = page if isinstance(page, bytes) else page.encode("utf-8", "surrogatepass")
    try:
        return Outcome(parse_page(Page(body=body, name="page.html")), None)
    except OgpscrapeError as error:
        return Outcome(None, error)


def outcome_or_bug(page: str | bytes) -> Outcome:
    """Read a page; an exception that nothing foresaw is an outcome, too: the worst of all."""
    try:
        return outcome(page)
    except Exception as error:  # noqa: BLE001 - whatever it is, it is what is looked for
        place = traceback.extract_tb(error.__traceback__)[-1]
        return Outcome(None, BugError(f"{type(error).__name__}: {error} ({Path(place.filename).name}:{place.lineno})"))


@cache
def unchanged(page: str | bytes) -> Outcome:
    """Read a page that others are compared with, once."""
    return outcome(page)


def codes_new(page: str | bytes, before: str | bytes) -> list[str]:
    """Return the codes of the warnings (or the word of the error) that `page` has and `before` has not."""
    return [code for code, _, _ in outcome(page).new(unchanged(before))]


def same_or_loud(found: Any, right: Any, changed: Outcome, before: Outcome) -> None:
    """Hold that a value is right, or that a warning or an error says what the earlier page does not."""
    if found != right:
        assert changed.new(before), f"in silence {found!r} instead of {right!r}"
