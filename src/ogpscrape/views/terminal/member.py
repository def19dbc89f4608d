"""A member in the terminal: a bar of completion for each plan, and one line a commitment."""

from collections import Counter
from collections.abc import Iterator

from rich.cells import cell_len
from rich.columns import Columns
from rich.console import RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from ogpscrape.commitment import Commitment
from ogpscrape.views.plans import MemberRecords, Plan
from ogpscrape.views.ratings import NO_RATING, OUTSIDE, SCALES, Rating, category_of, completion_of, rating_of
from ogpscrape.views.terminal.screen import Screen
from ogpscrape.views.terminal.style import fill, rated
from ogpscrape.views.text import one_line, web_address

#: All that completion is counted by, in the order of bars and legends.
CATEGORIES = (*SCALES["completion"], *OUTSIDE)
#: A bar is not longer than this, in columns.
LONGEST_BAR = 60


def member(group: MemberRecords, screen: Screen) -> Iterator[RenderableType]:
    """Yield the view of one member."""
    yield Padding(Text.assemble((group.prefix, "id"), "  ", (group.name, "title")), (0, 0, 0, 1))
    count = len(group.records)
    words = (
        f"{count} commitment{'' if count == 1 else 's'}, {len(group.plans)} plan{'' if len(group.plans) == 1 else 's'}"
    )
    yield Padding(Text(words, style="faint"), (0, 0, 0, 1))
    yield screen.heading("Completion by plan")
    yield from _bars(group, screen)
    widest = max(_completion(record, screen).cell_len for record in group.records)
    for plan in group.plans:
        yield screen.heading(f"{plan.label}  {plan.title}" if plan.title else plan.label)
        yield Padding(_list(plan, screen, widest), (0, 0, 0, 1))


def _bars(group: MemberRecords, screen: Screen) -> Iterator[RenderableType]:
    largest = max(len(plan.records) for plan in group.plans)
    labels = max(cell_len(plan.label) for plan in group.plans)
    room = min(LONGEST_BAR, screen.width - labels - 12)
    scale = max(1, min(6, room // largest)) if room >= largest else room / largest
    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(style="label", no_wrap=True)
    grid.add_column(no_wrap=True)
    grid.add_column(justify="right", no_wrap=True)
    counts = {plan.key: Counter(category_of(record, "completion") for record in plan.records) for plan in group.plans}
    for plan in group.plans:
        grid.add_row(plan.label, _bar(counts[plan.key], scale, screen), str(len(plan.records)))
    yield Padding(grid, (0, 0, 0, 2))
    total = sum(counts.values(), Counter[Rating]())
    yield Padding(_legend(total, screen), (1, 0, 0, 2))
    yield screen.prose(
        Text(
            "Counts every commitment given here by its overview's completion, else by the IRM's latest rating. "
            "Pending review and no rating are parts of the bars too.",
            style="faint",
        )
    )


def _bar(counts: Counter[Rating], scale: float, screen: Screen) -> Text:
    bar, drawn, counted = Text(), 0, 0
    for category in CATEGORIES:
        # By the running total, so that rounding never changes the length of the whole bar.
        counted += counts[category]
        end = round(counted * scale)
        bar.append(fill(category, ascii_only=screen.ascii_only) * (end - drawn), style=f"tone.{category.tone}")
        drawn = end
    return bar


def _legend(total: Counter[Rating], screen: Screen) -> RenderableType:
    """Return what the fills mean, and how many there are of each."""
    return Columns(
        (
            Text(
                f"{fill(category, ascii_only=screen.ascii_only)} {category.word} {total[category]}",
                style=f"tone.{category.tone}",
                no_wrap=True,
            )
            for category in CATEGORIES
            if total[category]
        ),
        padding=(0, 3),
    )


def _list(plan: Plan, screen: Screen, widest: int) -> Table:
    table = Table.grid(padding=(0, 2, 0, 0), expand=True)
    table.add_column(no_wrap=True)
    table.add_column(no_wrap=True, overflow="ellipsis", ratio=3)
    table.add_column(no_wrap=True)
    if screen.wide:
        table.add_column(no_wrap=True, overflow="ellipsis", ratio=2)
    # As wide in every plan, so that the columns of all plans are below each other.
    table.add_column(no_wrap=True, overflow="ellipsis", min_width=min(widest, screen.width // 3))
    for record in plan.records:
        table.add_row(*_row(record, screen))
    return table


def _row(record: Commitment, screen: Screen) -> Iterator[Text]:
    yield screen.link(record.id, None if screen.plain else web_address(record.url), style="id")
    yield Text(one_line(record.title))
    yield Text(("*" if screen.ascii_only else "★") if record.overview.starred else " ", style="star")
    if screen.wide:
        yield Text(", ".join(map(one_line, record.overview.policy_areas)), style="faint")
    yield _completion(record, screen)


def _completion(record: Commitment, screen: Screen) -> Text:
    word = completion_of(record)
    category = category_of(record, "completion")
    rating = rating_of("completion", one_line(word)) if word else category
    if rating is NO_RATING and record.form == "local":
        rating = NO_RATING._replace(word="not rated")
    return rated(rating, ascii_only=screen.ascii_only)
