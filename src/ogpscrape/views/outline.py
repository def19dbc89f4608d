"""The description set out by the headings of its action plan: every word of it once, in its order."""

from collections.abc import Iterator
from typing import NamedTuple

from ogpscrape.commitment import Commitment


class Part(NamedTuple):
    """A stretch of the description.

    Attributes:
        heading: as written; None for text under no heading.
        kind: what the section answers, as `PlanSection.kind`; None between sections.
        text: the prose without its heading.

    """

    heading: str | None
    kind: str | None
    text: str


def parts_of(record: Commitment) -> list[Part]:
    """Return the description in parts; one part where it has no plan, none where there is no description."""
    return [part for part in _parts(record) if part.heading or part.text]


def _parts(record: Commitment) -> Iterator[Part]:
    text, end = record.description or "", 0
    for section in record.plan.outline if record.plan else ():
        yield Part(None, None, text[end : section.start].strip())
        body = text[section.start : section.end]
        # A heading may be broken over lines in the text and not in the outline: then it stays in the text.
        headed = section.heading if section.heading and body.startswith(section.heading) else None
        rest = body[len(headed or "") :].lstrip(": \n") if headed else body
        yield Part(headed, section.kind, rest.strip())
        end = max(end, section.end)
    yield Part(None, None, text[end:].strip())
