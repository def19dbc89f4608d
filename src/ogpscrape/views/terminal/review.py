"""What the IRM wrote: its texts, the status from mid-term to end of term, and whether it opened government."""

from collections.abc import Iterator

from rich.console import RenderableType
from rich.text import Text

from ogpscrape.commitment import Commitment, IrmSummary, Stage
from ogpscrape.views.ratings import rating_of
from ogpscrape.views.terminal.facts import Fact, facts
from ogpscrape.views.terminal.prose import labelled, prose
from ogpscrape.views.terminal.screen import Screen
from ogpscrape.views.terminal.style import rated
from ogpscrape.views.text import one_line

STAGES: dict[Stage, str] = {"midterm": "Mid-term", "end_of_term": "End of term"}


def review(record: Commitment, screen: Screen) -> Iterator[RenderableType]:
    """Yield the texts of every IRM status summary."""
    for summary in record.irm:
        yield screen.heading(one_line(summary.heading))
        yield from _about(summary)
        yield from labelled("Commitment text", summary.commitment_text, screen)
        yield from labelled("Editorial note", summary.editorial_note, screen)
        yield from labelled("Commitment aim", summary.commitment_aim, screen)
        yield from labelled("Carried forward", summary.carried_forward, screen)
        for section in summary.sections:
            yield from labelled(one_line(section.heading), section.text, screen)


def _about(summary: IrmSummary) -> Iterator[RenderableType]:
    number = f"{summary.number}. " if summary.number else ""
    found = {
        "Theme": summary.theme,
        "Commitment": f"{number}{summary.title or ''}{'  ★' if summary.starred else ''}",
        "Responsible": summary.responsible_institutions,
        "Supporting": summary.supporting_institutions,
        "Start": summary.start_date,
        "End": summary.end_date,
    }
    items = [Fact(label, Text(one_line(value))) for label, value in found.items() if value and value.strip()]
    if items:
        yield facts(items)


def status(record: Commitment, screen: Screen) -> Iterator[RenderableType]:
    """Yield completion from mid-term to end of term, as each summary has it, with the reviewers' reasons."""
    for summary in record.irm:
        if not summary.completion:
            continue
        yield screen.heading(f"Status{_which(record, summary)}")
        way = Text(" -> " if screen.ascii_only else " → ").join(
            Text.assemble(
                (f"{STAGES[entry.stage]} ", "label"),
                rated(rating_of("completion", _word(entry.rating)), ascii_only=screen.ascii_only),
            )
            for entry in summary.completion
        )
        yield screen.prose(way)
        for entry in summary.completion:
            yield from labelled(STAGES[entry.stage], entry.text, screen)


def open_government(record: Commitment, screen: Screen) -> Iterator[RenderableType]:
    """Yield the answers to "Did it open government?"."""
    for summary in record.irm:
        found = summary.did_it_open_government
        if found is None:
            continue
        yield screen.heading(f"Did it open government?{_which(record, summary)}")
        yield facts(
            Fact(
                one_line(entry.value),
                rated(rating_of("early_results", _word(entry.rating)), ascii_only=screen.ascii_only),
            )
            for entry in found.ratings
        )
        if found.text:
            if found.ratings:
                yield Text("")
            yield from prose(found.text, screen)


def _which(record: Commitment, summary: IrmSummary) -> str:
    return f" ({STAGES[summary.stage].lower()} summary)" if len(record.irm) > 1 else ""


def _word(word: str | None) -> str | None:
    return one_line(word) if word else None
