"""`ogpscrape verify`: whether what is kept still says what the records say."""

import json
from pathlib import Path
from typing import Annotated

import typer

from ogpscrape.cli.console import console
from ogpscrape.cli.explain import show_logs
from ogpscrape.cli.process import exit_code_of
from ogpscrape.errors import ExitCode, OgpscrapeError

EXAMPLES = """
ogpscrape verify data/
ogpscrape verify pages.warc.gz
ogpscrape verify pages.warc.gz --records records.jsonl
"""


def command(
    kept: Annotated[
        str,
        typer.Argument(metavar="DATA|WARC", help="A dataset, a WARC file, or a folder of them.", show_default=False),
    ],
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

    show_logs()
    good = 0
    failures: list[ExitCode] = []
    for outcome in verify(Path(kept), Path(records) if records else None):
        if isinstance(outcome, OgpscrapeError):
            failures.append(outcome.exit_code)
            console.error(outcome)
        else:
            good += 1
            console.progress("verified", id=outcome)
    console.say(json.dumps({"verified": good, "failed": len(failures)})[1:-1].replace('"', ""))
    if failures:
        raise typer.Exit(exit_code_of(failures, good))
