"""From pages to printed records: what `parse` and `fetch` have in common."""

import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import typer

from ogpscrape.cli.console import console
from ogpscrape.cli.options import RecordOptions
from ogpscrape.cli.process import DataStream, exit_code_of, hush_libraries
from ogpscrape.errors import BugError, ExitCode, OgpscrapeError, WarningsError

if TYPE_CHECKING:
    from ogpscrape.commitment import Commitment
    from ogpscrape.page import Page
    from ogpscrape.sources import Source


@dataclass(frozen=True)
class Job:
    """One page to get and to read.

    Attributes:
        name: what messages call it: a file, an address, an ID.
        get: returns the page, or raises an OgpscrapeError.
        id: the ID that the record must have, when one was asked for.
        source: what hears whether the page was good, and may say that nothing more can be got.

    """

    name: str
    get: Callable[[], "Page"]
    id: str | None = None
    source: "Source | None" = None


def print_records(jobs: Iterable[Job], total: int, options: RecordOptions, *, array: bool) -> None:
    """Read all pages and print their records in the order of `jobs`, one at a time.

    A page that fails is named on standard error, and the others are still done. A file given as output is left as it
    was when nothing succeeded.

    Arguments:
        jobs: the pages.
        total: how many there are.
        options: how records are made and written.
        array: whether JSON is one array; else a single object.

    Raises typer.Exit with the exit code when any page failed, OutputError when the output cannot be written.

    """
    from ogpscrape.writing.output import opened

    hush_libraries()
    run = _Run(options, total)
    bar = options.output is not None or not (sys.stdout and sys.stdout.isatty())
    with opened(options.output) as out:
        try:
            _write(run.records(console.tracked(jobs, total, shown=bar)), DataStream(out), options, array=array)
        finally:  # after Ctrl-C too
            if total > 1:
                console.summary(run.printed, len(run.failures))
        if not run.printed:
            # Raised in here, so that a file is not replaced by one that holds nothing.
            raise typer.Exit(exit_code_of(run.failures, run.printed))
    if run.failures:
        raise typer.Exit(exit_code_of(run.failures, run.printed))


def _write(records: Iterable["Commitment"], out: DataStream, options: RecordOptions, *, array: bool) -> None:
    from ogpscrape.writing import records_csv, records_json, tables

    if options.format == "csv":
        records_csv.write(records, out, tables.table_named(options.table))
    elif options.format == "jsonl":
        records_json.write_lines(records, out)
    elif array:
        records_json.write_array(records, out)
    else:
        records_json.write_object(records, out)


@dataclass
class _Run:
    """What became of the pages of one run."""

    options: RecordOptions
    total: int
    printed: int = 0
    failures: list[ExitCode] = field(default_factory=list)
    last: OgpscrapeError | None = None

    def records(self, jobs: Iterable[Job]) -> Iterator["Commitment"]:
        """Yield the record of each page that gives one; say of the others why they do not."""
        for job in jobs:
            try:
                record = self._record(job)
            except OgpscrapeError as error:
                error.where = error.where or job.name
                self._failed(error)
            except Exception as error:  # noqa: BLE001 - said to the user as a bug, with the page's name
                self._failed(_caused(BugError.of(error, where=job.name), error))
            else:
                self.printed += 1
                console.progress("record", id=record.id, source=record.source.url, via=record.source.via)
                yield record
            if self._is_over(job):
                return

    def _is_over(self, job: Job) -> bool:
        """Tell whether nothing more can be got, and say so when something was still to come."""
        stopped: OgpscrapeError | None = getattr(job.source, "stopped", None)
        left = self.total - self.printed - len(self.failures)
        if stopped is None or not left:
            return False
        if stopped is not self.last:
            console.error(stopped)
        console.say(f"the run stops here; {left:,} of {self.total:,} were not asked for")
        return True

    def _record(self, job: Job) -> "Commitment":
        record = self._read(job)
        for warning in record.warnings:
            console.warning(job.name, warning.code, warning.message)
        if self.options.strict and record.warnings:
            first, more = record.warnings[0], len(record.warnings) - 1
            raise WarningsError(
                f"{first.code}: {first.message}{f' (and {more} more)' if more else ''}",
                where=job.name,
                hint="Without --strict the record is printed",
            )
        return record

    def _read(self, job: Job) -> "Commitment":
        if job.source is not None and job.id is not None:
            from ogpscrape.fetching import read_judged

            return read_judged(job.get(), job.id, job.source, provenance=self.options.provenance)
        from ogpscrape.reading import parse_page

        return parse_page(job.get(), provenance=self.options.provenance)

    def _failed(self, error: OgpscrapeError) -> None:
        self.last = error
        self.failures.append(error.exit_code)
        console.error(error)


def _caused(error: BugError, cause: Exception) -> BugError:
    error.__cause__ = cause
    return error
