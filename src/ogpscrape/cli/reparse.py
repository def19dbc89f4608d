"""`ogpscrape reparse`: the stored pages of a dataset, read again."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from ogpscrape.cli.console import console
from ogpscrape.cli.explain import show_logs
from ogpscrape.cli.options import Data
from ogpscrape.cli.origin import data_folder
from ogpscrape.cli.runs import (
    ChangesFile,
    GatesFile,
    SummaryFile,
    Wait,
    changes_file,
    existing,
    stay_small,
    tell,
)

EXAMPLES = """
ogpscrape reparse
ogpscrape reparse --data ogp-data --jobs 1 --summary summary.json
ogpscrape reparse --salvage
"""


def command(
    data: Data = None,
    jobs: Annotated[
        int | None, typer.Option("--jobs", "-j", metavar="N", min=1, help="Processes.  [default: one a core]")
    ] = None,
    rebuild: Annotated[
        bool,
        typer.Option("--salvage", help="Build a damaged database anew from the kept pages; the old file is set aside."),
    ] = False,
    gates: GatesFile = None,
    summary: SummaryFile = None,
    changes: ChangesFile = None,
    wait: Wait = False,
) -> None:
    """Read the stored pages of a dataset again with this version.

    The newest page of every commitment is read, without a network. A record that differs becomes a version that is
    marked as the parser's change, not the site's. The gates are asked, for each member by itself, before it replaces
    the good one.
    """
    from ogpscrape.dataset import open_dataset
    from ogpscrape.dataset.database import only_run
    from ogpscrape.dataset.gates import load_gates
    from ogpscrape.dataset.reparse import FEW, cores, reparse, salvage

    show_logs()
    console.interrupted_with(lambda: "the dataset is whole, with the good records it had: run it again")
    folder = data_folder(data)
    expected = load_gates(folder, Path(gates) if gates else None)
    target = changes_file(changes)
    stay_small()
    if rebuild:
        with only_run(folder, wait=wait):
            done = salvage(folder)
    else:
        with only_run(existing(folder), wait=wait), open_dataset(folder, create=True) as dataset:
            pages = dataset.row("SELECT COUNT(*) AS number FROM commitments")
            few = pages is None or pages["number"] < FEW
            processes = jobs or (1 if few else cores())
            done = reparse(dataset, expected, lambda: datetime.now(UTC), processes, target)
    tell(done, summary, target)
