"""`ogpscrape history`: how the records of commitments came to be what they are."""

import json
import re
from typing import TYPE_CHECKING, Any

from ogpscrape.cli.changes import ChangedField, ChangesFormat, print_changes
from ogpscrape.cli.console import console, counted
from ogpscrape.cli.options import Data, NothingHeld, Selectors
from ogpscrape.cli.origin import data_folder, tell_held
from ogpscrape.errors import UsageError
from ogpscrape.selection import Selection, read_selection

if TYPE_CHECKING:
    from sqlite3 import Row

    from ogpscrape.dataset import Dataset, Event

EXAMPLES = """
ogpscrape history KR0017
ogpscrape history KR0017 --field overview.early_results
ogpscrape history korea --data ogp-data --format jsonl
"""


def command(
    selectors: Selectors = None,
    data: Data = None,
    field: ChangedField = None,
    form: ChangesFormat = "text",
    strict: NothingHeld = False,
) -> None:
    """Show what happened to commitments, and when.

    Each event says whether the site or a newer parser changed the record; with --field its first value is shown, too. A
    long text is shown with the words that went, [-so-], and the words that came, {+so+}, or in colours.
    """
    from ogpscrape.dataset import open_dataset
    from ogpscrape.dataset.events import checked_field, in_field

    wanted = read_selection(selectors or ())
    if not wanted:
        raise UsageError("no commitment is named", hint="Name one, as KR0017, or a member, as korea")
    folder = data_folder(data)
    with open_dataset(folder) as dataset:
        dataset.see_known(wanted)
        tell_held(str(folder), wanted, strict=strict)
        first = _first_versions(dataset, wanted)
        if not first:
            names = ", ".join(group.name for group in wanted.groups)
            raise UsageError(f"the dataset has no record of {names} yet", where=str(folder))
        events = list(dataset.events("TRUE", (), wanted))
        if field:
            checked_field(field, [event.field for event in events if event.field])
            begun = [event for row in first for event in _first_value(dataset, row, field)]
            events = sorted([*begun, *in_field(events, field)], key=lambda event: event.id)
        number = print_changes(events, form)
    since = f"; first seen {first[0]['first_seen_at']}" if len(first) == 1 else f" of {len(first):,} commitments"
    console.note(f"{counted(number, 'change')}{since}")


def _first_versions(dataset: "Dataset", wanted: Selection) -> "list[Row]":
    """Return the first accepted version of each commitment."""
    query = "SELECT commitment_id, record, record_sha256, first_seen_at FROM versions WHERE state = 'accepted'"
    first: dict[str, Row] = {}
    for row in dataset.rows(query, wanted, "commitment_id, first_seen_at, id"):
        first.setdefault(row["commitment_id"], row)
    return list(first.values())


def _first_value(dataset: "Dataset", row: "Row", field: str) -> "list[Event]":
    """Return the first value of a field, as a change of nothing."""
    from ogpscrape.dataset import Event
    from ogpscrape.dataset.database import moment_of
    from ogpscrape.dataset.events import content_of

    record = dataset.verified(row["record"], row["record_sha256"], row["commitment_id"])
    value: Any = content_of({**json.loads(json.dumps(record)), "related": []})
    for name in re.findall(r"[^.\[\]]+(?=\])|[^.\[\]]+", field):
        value = value.get(name) if isinstance(value, dict) else None
    if isinstance(value, dict):
        return []  # a list, whose items tell for themselves
    return [
        Event("changed", row["commitment_id"], record["title"], field, None, value, moment_of(row["first_seen_at"]))
    ]
