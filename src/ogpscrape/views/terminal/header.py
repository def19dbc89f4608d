"""The head of the view: which commitment it is, of whom, in which plan, and where the record is from."""

from collections.abc import Iterator
from datetime import UTC

from rich.console import RenderableType
from rich.padding import Padding
from rich.text import Text

from ogpscrape.commitment import Commitment
from ogpscrape.views.plans import by_plan
from ogpscrape.views.terminal.screen import Screen
from ogpscrape.views.text import one_line, web_address


def header(record: Commitment, screen: Screen) -> Iterator[RenderableType]:
    """Yield title and ID, member, plan and cycle, and the page's address."""
    title = Text.assemble((record.id, "id"), "  ", (one_line(record.title), "title"))
    if record.overview.starred:
        title.append("  * starred" if screen.ascii_only else "  ★ starred", style="star")
    yield Padding(title, (0, 0, 0, 1))
    yield Padding(_origin(record, screen), (0, 0, 0, 1))
    if record.url:
        address = Text(" ") + screen.link(one_line(record.url), web_address(record.url), style="faint")
        # On one line whatever the width, so no Padding around it: only so can it be copied whole.
        address.no_wrap, address.overflow = True, "ignore"
        yield address
    yield Padding(Text(got(record), style="faint"), (0, 0, 0, 1))


def _origin(record: Commitment, screen: Screen) -> Text:
    parts = [Text(one_line(record.member.name or record.member.prefix))]
    plan = record.overview.action_plan
    if plan:
        parts.append(screen.link(one_line(plan.text), None if screen.plain else web_address(plan.url)))
    else:
        parts.append(Text("no action plan named", style="tone.nothing"))
    cycle = record.overview.action_plan_cycle
    if cycle is not None:
        parts.append(Text(f"cycle {cycle}"))
    elif record.form == "local":
        parts.append(Text(f"OGP Local, {by_plan([record])[0].label}"))
    return Text(" - " if screen.ascii_only else " · ").join(parts)


def got(record: Commitment) -> str:
    """Return where a record is from, and of when."""
    time = record.source.retrieved_at
    when = f"captured {time.astimezone(UTC):%Y-%m-%d %H:%M UTC}" if time else "time of capture unknown"
    words = {"samples": "from the samples", "file": "from a saved file", "live": "from the site"}
    return (
        f"{when}, {words.get(record.source.via, f'from {record.source.via}')}, read by {one_line(record.source.parser)}"
    )
