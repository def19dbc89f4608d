"""`ogpscrape diff`: what changed in a dataset."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from ogpscrape.cli.changes import ChangesFormat, print_changes
from ogpscrape.cli.console import console
from ogpscrape.cli.runs import DatasetFolder
from ogpscrape.errors import UsageError

EXAMPLES = """
ogpscrape diff data/
ogpscrape diff data/ --since 2026-01-01 KR
ogpscrape diff data/ --since 2026-01-01 --format jsonl
"""


def command(
    folder: DatasetFolder,
    selectors: Annotated[
        list[str] | None,
        typer.Argument(metavar="MEMBER|ID", help="Only of these members or commitments.", show_default=False),
    ] = None,
    since: Annotated[
        str | None,
        typer.Option("--since", metavar="DATE", help="Changes seen on this day or later.  [default: in the last run]"),
    ] = None,
    form: ChangesFormat = "text",
) -> None:
    """Show what changed in the records of a dataset, in the order of the IDs, and who changed it: site or parser.

    A text is shown with the words that went, [-so-], and the words that came, {+so+}, or in colours.
    """
    from ogpscrape.dataset import open_dataset
    from ogpscrape.dataset.histories import changes_since, last_changes

    with open_dataset(Path(folder)) as dataset:
        wanted = selectors or []
        changes = changes_since(dataset, _moment(since), wanted) if since else last_changes(dataset, wanted)
        number = print_changes(changes, form)
    console.note(f"{number} changes")


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text if "-" in text else "")
    except ValueError as error:
        raise UsageError(f"{text[:40]!r} is not a date", hint="A date reads 2026-01-31") from error
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
