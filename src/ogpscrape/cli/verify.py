"""`ogpscrape verify`: whether what is kept still says what the records say."""

import json
from pathlib import Path
from typing import Annotated

import typer

from ogpscrape.cli.console import console
from ogpscrape.cli.explain import show_logs
from ogpscrape.cli.options import WHERE_FROM, Data
from ogpscrape.cli.origin import place_of
from ogpscrape.cli.process import exit_code_of
from ogpscrape.errors import ExitCode, OgpscrapeError, UsageError
from ogpscrape.sources import SOURCES

EXAMPLES = """
ogpscrape verify
ogpscrape verify --data korea/
ogpscrape verify --from pages.warc.gz --records records.jsonl
"""


def command(
    source: Annotated[
        str | None,
        typer.Option(
            "--from",
            metavar="WARC",
            rich_help_panel=WHERE_FROM,
            help="Pages in the place of a dataset's: a WARC file (also .wacz), or a folder of them.",
        ),
    ] = None,
    data: Data = None,
    records: Annotated[
        str | None,
        typer.Option("--records", metavar="FILE", help="Of WARC: the records to compare with, as JSON or JSON Lines."),
    ] = None,
) -> None:
    """Read every page that is kept again, and compare the records.

    Both must be the same bit for bit; of a dataset the record is each commitment's latest. In WARC files every digest
    is checked as well. What does not hold is named on standard error, and the exit code is that of its reason. Where,
    when and how a page was got is left out of the comparison, and so is the version of the program.
    """
    from ogpscrape.verification import verify

    place = place_of(source, data)
    if place in (*SOURCES, "-"):
        raise UsageError(f"what is kept is verified, and {place} is not", hint="Name a WARC file, or --data DIR")
    show_logs()
    good = 0
    failures: list[ExitCode] = []
    for outcome in verify(Path(place), Path(records) if records else None):
        if isinstance(outcome, OgpscrapeError):
            failures.append(outcome.exit_code)
            console.error(outcome)
        else:
            good += 1
            console.progress("verified", id=outcome)
    console.say(json.dumps({"verified": good, "failed": len(failures)})[1:-1].replace('"', ""))
    if failures:
        raise typer.Exit(exit_code_of(failures, good))
