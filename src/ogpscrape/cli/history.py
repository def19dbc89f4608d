"""`ogpscrape history`: how the record of one commitment came to be what it is."""

import json
import re
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ogpscrape.cli import completion
from ogpscrape.cli.changes import ChangedField, ChangesFormat, print_changes
from ogpscrape.cli.console import console, counted
from ogpscrape.cli.options import Data, NothingHeld
from ogpscrape.cli.origin import data_folder, tell_held
from ogpscrape.errors import UsageError
from ogpscrape.identifiers import parse_selector
from ogpscrape.selection import Selection

if TYPE_CHECKING:
    from ogpscrape.dataset import Dataset, Event

EXAMPLES = """
ogpscrape history KR0017
ogpscrape history KR0017 --field overview.early_results
ogpscrape history KR0017 --data ogp-data --format jsonl
"""


def command(
    commitment: Annotated[
        str,
        typer.Argument(
            metavar="ID",
            help="The commitment's ID, or its address.",
            show_default=False,
            autocompletion=completion.commitments,
        ),
    ],
    data: Data = None,
    field: ChangedField = None,
    form: ChangesFormat = "text",
    strict: NothingHeld = False,
) -> None:
    """Show what happened to a commitment, and when.

    Each event says whether the site or a newer parser changed the record; with --field its first value is shown, too. A
    long text is shown with the words that went, [-so-], and the words that came, {+so+}, or in colours.
    """
    from ogpscrape.dataset import open_dataset
    from ogpscrape.dataset.events import checked_field, in_field

    wanted = Selection((parse_selector(commitment),))
    (commitment_id,) = (one.id for one in wanted.commitments)
    folder = data_folder(data)
    with open_dataset(folder) as dataset:
        dataset.see_known(wanted)
        tell_held(str(folder), wanted, strict=strict)
        first = dataset.row(
            "SELECT commitment_id, record, record_sha256, first_seen_at FROM versions WHERE commitment_id = ? "
            "AND state = 'accepted' ORDER BY first_seen_at, id LIMIT 1",
            (commitment_id,),
        )
        if first is None:
            raise UsageError(f"the dataset has no record of {commitment_id} yet", where=str(folder))
        events = list(dataset.history(commitment_id))
        if field:
            checked_field(field, [event.field for event in events if event.field])
            events = [*_first_value(dataset, first, field), *in_field(events, field)]
        number = print_changes(events, form)
    console.note(f"{counted(number, 'change')}; first seen {first['first_seen_at']}")


def _first_value(dataset: "Dataset", row: Any, field: str) -> "list[Event]":
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
