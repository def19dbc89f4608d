"""`ogpscrape status`: how a dataset is doing, on one screen or as JSON."""

import json
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any, Literal

import typer

from ogpscrape.cli.console import counted, one_line
from ogpscrape.cli.options import Data, NothingHeld
from ogpscrape.cli.origin import data_folder
from ogpscrape.cli.process import DataStream
from ogpscrape.errors import ChangedError

EXAMPLES = """
ogpscrape status
ogpscrape status --data korea/ --format json
"""


def command(
    data: Data = None,
    max_age: Annotated[
        str | None,
        typer.Option(
            "--max-age", metavar="TIME", help="The --max-age of your runs, by which the next is due.  [default: 7d]"
        ),
    ] = None,
    form: Annotated[
        Literal["text", "json"], typer.Option("--format", "-f", metavar="text|json", help="How to print it.")
    ] = "text",
    strict: NothingHeld = False,
) -> None:
    """Show how a dataset is doing: the last run, what is held or due.

    Also what fails or is gone, and the size.
    """
    from ogpscrape.configuration import load
    from ogpscrape.dataset import open_dataset
    from ogpscrape.dataset.condition import status
    from ogpscrape.writing.output import opened

    age = timedelta(seconds=load({"max_age": max_age})["max_age"])
    with open_dataset(data_folder(data)) as dataset:
        found = status(dataset, age, datetime.now(UTC))
    text = json.dumps(found, indent=2, ensure_ascii=False) if form == "json" else _screen(found)
    with opened(None) as out:
        DataStream(out).write(f"{text}\n")
    if strict and found["held"]:
        raise typer.Exit(ChangedError.exit_code)


def _screen(found: dict[str, Any]) -> str:
    last, oldest, size = found["last_run"], found["oldest_page"], found["bytes"]
    there = found["commitments"]
    bodies = counted(found["bodies"], "body", "bodies")
    told = ", ".join(f"{number:,} {word}" for word, number in there.items() if number or word == "present")
    # A run that was killed could not say so; the next one does.
    outcome = last["outcome"] if last else None
    ended = "at work, or cut off" if outcome == "running" else outcome
    rows = [
        ("dataset", found["folder"]),
        ("members", _some(found["members"], 12) or "none"),
        ("commitments", told),
        ("last good run", found["last_good_run"] or "none"),
        (
            "last run",
            f"{last['command']} {last['selectors']}".strip() + f", {last['started_at']}: {ended}" if last else "none",
        ),
        ("held", _some([f"{counted(one['pages'], 'page')} of {one['name']}" for one in found["held"]], 4) or "nothing"),
        ("failing", _some([f"{one['commitment_id']} ({one['word']})" for one in found["failing"]], 6) or "nothing"),
        ("oldest page", f"{oldest['id']}, checked {oldest['checked_at']}" if oldest else "none"),
        ("next due", found["next_due"] or "now"),
        ("size", f"{size['database'] / 1e6:,.1f} MB, and {bodies} of {size['pages'] / 1e6:,.1f} MB"),
    ]
    if wrong := found["clock_was_wrong"]:
        pages = counted(wrong["pages"], "page")
        rows.append(("clock", f"it was wrong: it said {wrong['said']} when {pages} came, which are due now"))
    if found["waiting_changes"]:
        rows.append(("changes", f"{found['waiting_changes']:,} wait to be written to a --changes file"))
    return "\n".join(f"{name:<14} {one_line(str(value))}" for name, value in rows)


def _some(names: list[str], most: int) -> str:
    return ", ".join(names[:most]) + (f" and {len(names) - most:,} more" if len(names) > most else "")
