"""`ogpscrape parse`: saved pages become records."""

import os
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ogpscrape.cli.explain import show_logs
from ogpscrape.cli.options import (
    Format,
    Output,
    Provenance,
    RecordOptions,
    Select,
    Strict,
    Table,
    Where,
    WithoutContacts,
)
from ogpscrape.cli.records import Run, bar_is_fit, print_records
from ogpscrape.errors import InputError, OgpscrapeError, UsageError
from ogpscrape.page import Page
from ogpscrape.sources.files import SUFFIXES, WARC_SUFFIXES, pages_below, read_file, read_stream

if TYPE_CHECKING:
    from concurrent.futures import Executor, Future

    from ogpscrape.commitment import Commitment
    from ogpscrape.fetching import Reading

#: With fewer pages than this, one process is done before others have started.
_FEWEST_AT_ONCE = 64
#: How many pages a worker is given at once.
_AT_ONCE = 16

EXAMPLES = """
ogpscrape parse KR0017.html
ogpscrape parse saved/ --format jsonl -o records.jsonl
ogpscrape parse pages.warc.gz -o records.json
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
    select: Select = None,
    where: Where = None,
    output: Output = None,
    provenance: Provenance = False,
    strict: Strict = False,
    without_contacts: WithoutContacts = False,
    jobs: Annotated[
        int | None,
        typer.Option("--jobs", "-j", min=1, help="How many pages are read at once; all cores unless it is said."),
    ] = None,
) -> None:
    """Read saved pages, HTML or text, and print their records.

    What a file holds is told by its content, not by its name; only WARC files (.warc, .warc.gz, .wacz) are known by it.
    Of a folder every .html, .htm and .txt below it is read, in the order of their paths, then its WARC files. A page
    that cannot be read is named on standard error, and the others are still done.
    """
    options = RecordOptions.of(
        form,
        table,
        output,
        provenance=provenance,
        strict=strict,
        select=select,
        where=where,
        without_contacts=without_contacts,
    )
    if files.count("-") > 1:
        raise UsageError("standard input can be read only once", hint="Leave out all but one -")
    names = [page for name in files for page in _pages(name)]
    show_logs()
    run = Run(strict=strict)
    with _readings(names, jobs or os.cpu_count() or 1, provenance=provenance) as readings:
        records = run.each(readings, len(names), bar=bar_is_fit(options))
        print_records(records, run, options, array=len(files) > 1 or Path(files[0]).is_dir() or _is_warc(files[0]))


@contextmanager
def _readings(names: list[str | InputError], jobs: int, *, provenance: bool) -> "Iterator[Iterator[Reading]]":
    """Yield of each page its name and what returns its record; with several jobs pages are read ahead, in order."""
    if any(map(_is_warc, names)):
        yield (
            reading
            for captured, part in groupby(names, _is_warc)
            for reading in (_captured if captured else _one_by_one)(part, provenance=provenance)
        )
        return
    if jobs == 1 or len(names) < _FEWEST_AT_ONCE or "-" in names:
        yield _one_by_one(names, provenance=provenance)
        return
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_context

    # Started afresh, not copied: what the command has open (output, progress) is not a worker's.
    with ProcessPoolExecutor(min(jobs, len(names)), get_context("spawn"), _ignore_interrupts) as workers:
        try:
            yield _ahead(workers, names, jobs, provenance=provenance)
        finally:
            workers.shutdown(wait=False, cancel_futures=True)


def _one_by_one(names: Iterable[str | InputError], *, provenance: bool) -> "Iterator[Reading]":
    return (_reading(page, provenance=provenance) for page in names)


def _is_warc(name: str | InputError) -> bool:
    return isinstance(name, str) and name.lower().endswith(WARC_SUFFIXES) and Path(name).is_file()


def _captured(names: Iterable[str | InputError], *, provenance: bool) -> "Iterator[Reading]":
    """Yield readings of the pages in WARC files, one after the other: such a file may be larger than the memory."""
    from ogpscrape.fetching import read_captured
    from ogpscrape.sources.warc import pages_of

    for name in names:
        for page in pages_of(Path(str(name))):
            if isinstance(page, InputError):
                yield page.where or str(name), partial(_fail, page)
            else:
                yield page.name, partial(read_captured, page, provenance=provenance)


def _ahead(workers: "Executor", names: list[str | InputError], jobs: int, *, provenance: bool) -> "Iterator[Reading]":
    """Yield readings in the order of their names, with few enough read ahead that memory stays flat."""
    waiting: deque[Reading] = deque()
    for chunk in _chunks(names, _AT_ONCE):
        files = [page for page in chunk if isinstance(page, str)]
        task = workers.submit(_parse_files, files, provenance=provenance)
        place = iter(range(len(files)))
        for page in chunk:
            if isinstance(page, InputError):
                waiting.append((page.where or "", partial(_fail, page)))
            else:
                waiting.append((page, partial(_outcome, task, next(place))))
        while len(waiting) > _AT_ONCE * jobs * 2:
            yield waiting.popleft()
    yield from waiting


def _chunks(names: list[str | InputError], size: int) -> Iterator[list[str | InputError]]:
    for start in range(0, len(names), size):
        yield names[start : start + size]


def _ignore_interrupts() -> None:
    """Leave Ctrl-C to the command itself, which then ends its workers."""
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _parse_files(files: list[str], *, provenance: bool) -> "list[Commitment | OgpscrapeError]":
    """Read some pages in a worker; of a page that fails its error comes back."""
    from ogpscrape.fetching import read_each

    found: list[Commitment | OgpscrapeError] = []
    for name in files:
        reading = partial(_parse, partial(read_file, Path(name)), provenance=provenance)
        found += read_each([(name, reading)], found.append)
    return found


def _outcome(task: "Future[list[Commitment | OgpscrapeError]]", place: int) -> "Commitment":
    outcome = task.result()[place]
    if isinstance(outcome, OgpscrapeError):
        raise outcome
    return outcome


def _pages(name: str) -> list[str | InputError]:
    """Return the names of the pages, or WARC files, that one argument stands for: of a folder those below it.

    A folder that has none, or cannot be read, is an error in its place: the other arguments are still done.
    """
    from ogpscrape.sources.warc import warc_files_below

    if name == "-" or not Path(name).is_dir():
        return [name]
    try:
        pages = [str(page) for page in (*pages_below(Path(name)), *warc_files_below(Path(name)))]
    except InputError as error:
        return [error]
    return [*pages] or [InputError(f"no page in this folder: no {', '.join(SUFFIXES)} below it", where=name)]


def _reading(page: str | InputError, *, provenance: bool) -> "Reading":
    if isinstance(page, InputError):
        return page.where or "", partial(_fail, page)
    get = _standard_input if page == "-" else partial(read_file, Path(page))
    return "standard input" if page == "-" else page, partial(_parse, get, provenance=provenance)


def _parse(get: Callable[[], Page], *, provenance: bool) -> "Commitment":
    from ogpscrape.reading import parse_page

    return parse_page(get(), provenance=provenance)


def _fail(error: InputError) -> "Commitment":
    raise error


def _standard_input() -> Page:
    if sys.stdin is None:
        raise InputError("it is closed", where="standard input")
    return read_stream(sys.stdin.buffer)
