"""The milestones in the terminal: a table of code, title and completion, then what is said of each."""

from collections.abc import Iterator

from rich.console import RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from ogpscrape.commitment import Commitment, Milestone
from ogpscrape.views.ratings import rating_of
from ogpscrape.views.terminal.prose import labelled
from ogpscrape.views.terminal.screen import Screen
from ogpscrape.views.terminal.style import rated
from ogpscrape.views.text import one_line


def milestones(record: Commitment, screen: Screen) -> Iterator[RenderableType]:
    """Yield the table, and below it the plan's words and the reviewers' assessment of each milestone."""
    if not record.milestones:
        return
    yield screen.heading(f"Milestones ({len(record.milestones)})")
    yield Padding(_table(record, screen), (0, 0, 0, 1))
    for milestone in record.milestones:
        about = [" – ".join(one_line(date) for date in (milestone.start_date, milestone.end_date) if date)]
        about += [one_line(words) for words in (milestone.dates_text, milestone.responsible) if words]
        dates = "; ".join(filter(None, about))
        texts = [("Plan", milestone.text if milestone.title else None), ("Assessment", milestone.assessment)]
        if not dates and not any(text for _, text in texts):
            continue
        yield Padding(Text.assemble((_code(milestone), "id"), "  ", (_title(milestone), "title")), (1, 0, 0, 2))
        if dates:
            yield screen.prose(Text(dates, style="faint"))
        for label, text in texts:
            yield from labelled(label, text, screen)


def _table(record: Commitment, screen: Screen) -> Table:
    table = Table(box=screen.box, show_edge=False, pad_edge=False, header_style="label", padding=(0, 1))
    table.add_column("Code", style="id", no_wrap=True)
    table.add_column("Title", overflow="fold")
    # The symbols' width differs between terminals: they are last, where nothing can be pushed aside.
    table.add_column("Completion", no_wrap=screen.width >= 60)
    for milestone in record.milestones:
        word = one_line(milestone.completion) if milestone.completion else None
        rating = rated(rating_of("completion", word), ascii_only=screen.ascii_only)
        table.add_row(_code(milestone), _title(milestone), rating)
    return table


def _code(milestone: Milestone) -> str:
    return one_line(milestone.code) if milestone.code else str(milestone.number)


def _title(milestone: Milestone) -> str:
    return one_line(milestone.title or milestone.text or "(no title)")
