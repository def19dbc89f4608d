"""`ogpscrape reparse`: the stored pages of a dataset, read again."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from ogpscrape.cli.process import hush_libraries
from ogpscrape.cli.runs import DatasetFolder, GatesFile, SummaryFile, Wait, existing, tell, write_summary

EXAMPLES = """
ogpscrape reparse data/
ogpscrape reparse data/ --jobs 1 --summary summary.json
ogpscrape reparse data/ --salvage
"""


def command(
    folder: DatasetFolder,
    jobs: Annotated[
        int | None, typer.Option("--jobs", "-j", metavar="N", min=1, help="Processes.  [default: one a core]")
    ] = None,
    rebuild: Annotated[
        bool,
        typer.Option("--salvage", help="Build a damaged database anew from the kept pages; the old file is set aside."),
    ] = False,
    gates: GatesFile = None,
    summary: SummaryFile = None,
    wait: Wait = False,
) -> None:
    """Read all stored pages of a dataset again with this version's parser, without a network.

    A record that differs becomes a version that is marked as the parser's change, not the site's. The gates are asked
    before it replaces the good one.
    """
    from ogpscrape.dataset import open_dataset
    from ogpscrape.dataset.gates import load_gates
    from ogpscrape.dataset.lock import only_run
    from ogpscrape.dataset.reparse import reparse
    from ogpscrape.dataset.rereading import FEW, cores
    from ogpscrape.dataset.salvage import salvage

    hush_libraries()
    data = Path(folder)
    expected = load_gates(data, Path(gates) if gates else None)
    if rebuild:
        with only_run(data, wait=wait):
            done = salvage(data, expected)
    else:
        with only_run(data, wait=wait), open_dataset(existing(data), create=True) as dataset:
            pages = dataset.row("SELECT COUNT(*) AS number FROM fetches")
            few = pages is None or pages["number"] < FEW
            done = reparse(dataset, expected, lambda: datetime.now(UTC), jobs or (1 if few else cores()))
    if summary:
        write_summary(summary, done)
    tell(done)
