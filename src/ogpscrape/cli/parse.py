"""`ogpscrape parse`: saved pages become records."""

import sys
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from ogpscrape.cli.options import Format, Output, Provenance, RecordOptions, Strict, Table
from ogpscrape.cli.records import Job, print_records
from ogpscrape.errors import InputError, UsageError
from ogpscrape.page import Page
from ogpscrape.sources.files import SUFFIXES, pages_below, read_file, read_stream

EXAMPLES = """
ogpscrape parse KR0017.html
ogpscrape parse saved/ --format jsonl -o records.jsonl
ogpscrape parse saved/ --table milestones > milestones.csv
curl -s ADDRESS | ogpscrape parse -
"""


def command(
    files: Annotated[
        list[str],
        typer.Argument(
            metavar="FILE|DIR|-", help="Saved pages, folders of them, or - for standard input.", show_default=False
        ),
    ],
    form: Format = None,
    table: Table = None,
    output: Output = None,
    provenance: Provenance = False,
    strict: Strict = False,
) -> None:
    """Read saved pages, HTML or text, and print their records.

    What a file holds is told by its content, not by its name. Of a folder every .html, .htm and .txt below it is read,
    in the order of their paths. A page that cannot be read is named on standard error, and the others are still done.
    """
    options = RecordOptions.of(form, table, output, provenance=provenance, strict=strict)
    if files.count("-") > 1:
        raise UsageError("standard input can be read only once", hint="Leave out all but one -")
    names = [page for name in files for page in _pages(name)]
    print_records(map(_job, names), len(names), options, array=len(files) > 1 or Path(files[0]).is_dir())


def _pages(name: str) -> list[str | InputError]:
    """Return the names of the pages that one argument stands for: of a folder those below it.

    A folder that has none, or cannot be read, is an error in its place: the other arguments are still done.
    """
    if name == "-" or not Path(name).is_dir():
        return [name]
    try:
        pages = [str(page) for page in pages_below(Path(name))]
    except InputError as error:
        return [error]
    return [*pages] or [InputError(f"no page in this folder: no {', '.join(SUFFIXES)} below it", where=name)]


def _job(page: str | InputError) -> Job:
    if isinstance(page, InputError):
        return Job(page.where or "", partial(_fail, page))
    if page == "-":
        return Job("standard input", _standard_input)
    return Job(page, partial(read_file, Path(page)))


def _fail(error: InputError) -> Page:
    raise error


def _standard_input() -> Page:
    if sys.stdin is None:
        raise InputError("it is closed", where="standard input")
    return read_stream(sys.stdin.buffer)
