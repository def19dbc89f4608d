"""`ogpscrape history`: how the record of one commitment came to be what it is."""

from pathlib import Path
from typing import Annotated

import typer

from ogpscrape.cli.changes import ChangesFormat, print_changes
from ogpscrape.cli.console import console
from ogpscrape.errors import UsageError
from ogpscrape.identifiers import parse_selector

EXAMPLES = """
ogpscrape history KR0017 --in data/
ogpscrape history KR0017 --in data/ --field overview.early_results
ogpscrape history KR0017 --in data/ --format jsonl
"""


def command(
    commitment: Annotated[
        str, typer.Argument(metavar="ID", help="The commitment's ID, or its address.", show_default=False)
    ],
    folder: Annotated[str, typer.Option("--in", metavar="DIR", help="The dataset's folder.")] = "data",
    field: Annotated[
        str | None,
        typer.Option("--field", metavar="PATH", help="Only this field, with its first value: overview.early_results."),
    ] = None,
    form: ChangesFormat = "text",
) -> None:
    """Show what changed in a commitment's record, when, and whether the site or a newer parser changed it.

    A text is shown with the words that went, [-so-], and the words that came, {+so+}, or in colours.
    """
    from ogpscrape.dataset import open_dataset
    from ogpscrape.dataset.histories import history

    commitment_id = parse_selector(commitment).id
    with open_dataset(Path(folder)) as dataset:
        row = dataset.row(
            "SELECT first_seen_at, last_seen_at FROM versions WHERE commitment_id = ? AND state = 'accepted' "
            "ORDER BY id LIMIT 1",
            (commitment_id,),
        )
        if row is None:
            raise UsageError(f"the dataset has no record of {commitment_id}", where=folder)
        number = print_changes(history(dataset, commitment_id, field), form)
    console.note(f"{number} changes; first seen {row['first_seen_at']}")
