"""`ogpscrape diff`: what changed in a dataset."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Annotated

import typer

from ogpscrape.cli.changes import ChangedField, ChangesFormat, print_changes
from ogpscrape.cli.console import console, counted
from ogpscrape.cli.options import Data, NothingHeld, Selectors
from ogpscrape.cli.origin import data_folder, tell_held
from ogpscrape.errors import UsageError
from ogpscrape.selection import Selection, read_selection

if TYPE_CHECKING:
    from ogpscrape.dataset import Dataset, Event

EXAMPLES = """
ogpscrape diff
ogpscrape diff korea --since 7d
ogpscrape diff --data ogp-data --since 2026-01-01 --format jsonl
ogpscrape diff KR --held
"""


def command(
    selectors: Selectors = None,
    data: Data = None,
    since: Annotated[
        str | None,
        typer.Option(
            "--since", metavar="DATE|TIME", help="From this day on, or so long ago: 7d, 12h.  [default: the last run]"
        ),
    ] = None,
    field: ChangedField = None,
    held: Annotated[bool, typer.Option("--held", help="What would change if the pages held back were taken.")] = False,
    form: ChangesFormat = "text",
    strict: NothingHeld = False,
) -> None:
    """Show what changed in a dataset since the run before.

    In the order of the IDs: new, gone, back, unlisted, retitled, changed. A long text is shown with the words that
    went, [-so-], and the words that came, {+so+}, or in colours.
    """
    from ogpscrape.dataset import open_dataset
    from ogpscrape.dataset.events import checked_field, in_field

    if held and since:
        raise UsageError("what is held has not happened yet: --held and --since exclude each other")
    begin = moment(since, datetime.now(UTC)) if since else None
    if field:
        checked_field(field)
    wanted = read_selection(selectors or ())
    folder = data_folder(data)
    with open_dataset(folder) as dataset:
        dataset.see_known(wanted)
        if held:
            events = _held(dataset, wanted)
        else:
            tell_held(str(folder), wanted, strict=strict)
            events = dataset.events_since(begin, wanted) if begin else dataset.last_events(wanted)
        number = print_changes(in_field(events, field) if field else events, form)
    console.note(counted(number, "change"))


def _held(dataset: "Dataset", wanted: Selection) -> "Iterator[Event]":
    from ogpscrape.dataset.acceptance import foreseen

    rows = dataset.rows("SELECT id FROM commitments", wanted, "id")
    ids = {row["id"] for row in rows}
    for row in dataset.connection.execute(
        "SELECT key FROM members WHERE refused_run IS NOT NULL ORDER BY 1"
    ).fetchall():
        yield from (event for event in foreseen(dataset, row[0]) if event.id in ids)


def moment(text: str, now: datetime) -> datetime:
    """Return the time that `7d`, `12h`, `2026-01-31` or `2026-01-31T04:00` means. Raises UsageError."""
    if ago := re.fullmatch(r"(\d{1,6})\s*([hdw])", text.strip(), re.ASCII):
        hours = {"h": 1, "d": 24, "w": 168}[ago[2]] * int(ago[1])
        return max(now - timedelta(hours=min(hours, 24 * 36_500)), datetime(1970, 1, 1, tzinfo=UTC))
    try:
        found = datetime.fromisoformat(text if "-" in text else "")
    except ValueError as error:
        raise UsageError(
            f"{text[:40]!r} is not a date", hint="A date reads 2026-01-31, a time ago 7d or 12h"
        ) from error
    return found if found.tzinfo else found.replace(tzinfo=UTC)
