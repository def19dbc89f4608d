"""The parts of the terminal view put together."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from rich.console import RenderableType
from rich.text import Text

from ogpscrape.commitment import Commitment
from ogpscrape.views.plans import MemberRecords
from ogpscrape.views.terminal import description, header, member, milestones, notes, overview, review, timeline
from ogpscrape.views.terminal.prose import cited_notes
from ogpscrape.views.terminal.screen import Screen

Part = Callable[[Commitment, Screen], Iterator[RenderableType]]

#: The parts of a commitment's view by their names after `--section`, in order; notes come after them.
SECTIONS: dict[str, Part] = {
    "overview": overview.overview,
    "description": description.description,
    "review": review.review,
    "status": review.status,
    "open-government": review.open_government,
    "timeline": timeline.timeline,
    "milestones": milestones.milestones,
    "more": notes.more,
    "notes": notes.notes,
}


def commitment_view(record: Commitment, screen: Screen, sections: Iterable[str] = ()) -> Iterator[RenderableType]:
    """Yield the view of one commitment.

    Arguments:
        record: the commitment.
        screen: how it is drawn.
        sections: names of `SECTIONS`; none means all. Of the notes, those are shown that the sections shown cite.

    """
    wanted = list(sections) or list(SECTIONS)
    yield from header.header(record, screen)
    for name, part in SECTIONS.items():
        if name not in wanted:
            continue
        parts = list(part(record, screen))
        yield from parts or (_missing(name, screen) if sections else ())
    if "notes" not in wanted:
        yield from notes.notes(record, screen, _cited(record, wanted))


def _missing(name: str, screen: Screen) -> Iterator[RenderableType]:
    yield screen.heading(name.replace("-", " ").capitalize())
    yield screen.prose(Text("The page has none.", style="tone.nothing"))


def _cited(record: Commitment, sections: list[str]) -> set[int]:
    """Return the numbers of the notes that the shown sections cite."""
    texts: list[str | None] = []
    if "description" in sections:
        texts += [record.description, *_strings(record.proposal)]
    if "milestones" in sections:
        texts += [text for found in record.milestones for text in (found.text, found.assessment)]
    for summary in record.irm:
        if "status" in sections:
            texts += [entry.text for entry in summary.completion]
        if "open-government" in sections and summary.did_it_open_government:
            texts.append(summary.did_it_open_government.text)
        if "review" in sections:
            texts += [summary.commitment_text, summary.editorial_note, summary.commitment_aim, summary.carried_forward]
            texts += [section.text for section in summary.sections]
    if "more" in sections:
        texts += [section.text for section in record.sections]
    return cited_notes(texts)


def _strings(model: Any) -> list[str]:
    if model is None:
        return []
    return [value for value in model.model_dump().values() if isinstance(value, str)]


def member_view(groups: Iterable[MemberRecords], screen: Screen) -> Iterator[RenderableType]:
    """Yield the view of members, one after the other."""
    for index, group in enumerate(groups):
        if index:
            yield Text("")
        yield from member.member(group, screen)
