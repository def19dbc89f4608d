"""Runs over pages and records: what came, what failed, and how it is printed."""

import sys
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from itertools import chain
from typing import TYPE_CHECKING

import typer

from ogpscrape.cli.console import console, counted
from ogpscrape.cli.options import RecordOptions
from ogpscrape.cli.process import DataStream, exit_code_of
from ogpscrape.errors import ExitCode, OgpscrapeError, WarningsError

if TYPE_CHECKING:
    from ogpscrape.commitment import Commitment
    from ogpscrape.fetching import Reading
    from ogpscrape.sources import Source
    from ogpscrape.writing.table import Table

#: The site did not let us, or did not answer: what an archive has kept is not concerned.
_REFUSED = frozenset({ExitCode.BLOCKED, ExitCode.ROBOTS, ExitCode.NETWORK})


class Run:
    """What became of the pages or records of one run. The only place that counts them.

    Attributes:
        done: how many records came.
        failures: the exit code of each page or record that failed.
        of_site: whether the live site is asked: the archives are named, once, when it refuses or cannot be reached,
            and after Ctrl-C a second run finds kept what came.

    """

    def __init__(self, *, strict: bool = False) -> None:
        """Begin. With `strict` a warning of a page is a failure."""
        self.done = 0
        self.failures: list[ExitCode] = []
        self.of_site = False
        self._strict = strict
        self._last: OgpscrapeError | None = None
        console.interrupted_with(self._so_far)

    def failed(self, error: OgpscrapeError) -> None:
        """Take note of a page or record that failed, and say why it did."""
        self._last = error
        if self.of_site and error.exit_code in _REFUSED and not _REFUSED.intersection(self.failures):
            error.hint = f"{error.hint or 'Try later'}; an archive may have it: --from wayback"
        self.failures.append(error.exit_code)
        console.error(error)

    def each(
        self, readings: "Iterable[Reading]", total: int, source: "Source | None" = None, *, bar: bool = True
    ) -> Iterator["Commitment"]:
        """Read pages one by one and yield their records; say of the others why they do not come.

        Arguments:
            readings: of each page its name and what returns its record.
            total: how many there are.
            source: where they come from, when it may say that nothing more can be got.
            bar: whether a bar may show how far the run is.

        """
        from ogpscrape.fetching import read_each

        for reading in console.tracked(readings, total, shown=bar):
            yield from self.taken(read_each([reading], self.failed), reading[0])
            if self._is_over(source, total):
                return

    def taken(self, records: Iterable["Commitment"], name: str | None = None) -> Iterator["Commitment"]:
        """Count records as they come, and say what they warn of; `name` is what messages call them, else their IDs."""
        begun = datetime.now(UTC)
        for record in records:
            where = name or record.id
            if console.explains:
                from ogpscrape.cli.explain import explain

                explain(where, record, begun, got=name is not None)
            for warning in record.warnings:
                console.warning(where, warning.code, warning.message)
            if self._strict and record.warnings:
                first, more = record.warnings[0], len(record.warnings) - 1
                text = f"{first.code}: {first.message}{f' (and {more} more)' if more else ''}"
                self.failed(WarningsError(text, where=where, hint="Without --strict the record is printed"))
                continue
            self.done += 1
            console.progress("record", id=record.id, source=record.source.url, via=record.source.via)
            yield record
            begun = datetime.now(UTC)

    def finish(self) -> None:
        """End the command with the exit code of what failed, if anything did. Raises typer.Exit."""
        if self.failures:
            raise typer.Exit(exit_code_of(self.failures, self.done))

    def _is_over(self, source: "Source | None", total: int) -> bool:
        """Tell whether nothing more can be got, and say so when something was still to come."""
        stopped: OgpscrapeError | None = getattr(source, "stopped", None)
        left = total - self.done - len(self.failures)
        if stopped is None or not left:
            return False
        if stopped is not self._last:
            console.error(stopped)
        console.say(f"the run stops here; {left:,} of {total:,} were not asked for")
        return True

    def _so_far(self) -> str:
        """Return what is said when Ctrl-C ends the run."""
        kept = "Pages that came from the site are kept: run it again to go on"
        return f"{counted(self.done, 'record')} done. {kept if self.of_site else 'Run it again for the rest'}"


def print_records(records: Iterable["Commitment"], run: Run, options: RecordOptions, *, array: bool) -> None:
    """Print records as they come. A file given as output is left as it was when nothing succeeded.

    Arguments:
        records: taken one by one.
        run: what counts them.
        options: how they are written.
        array: whether JSON is one array; else a single object.

    Raises typer.Exit with the exit code when any page failed, OutputError when the output cannot be written.

    """
    from ogpscrape.writing.output import opened

    if options.without_contacts:
        from ogpscrape.contacts import without_contacts

        records = map(without_contacts, records)
    with opened(options.output) as out:
        try:
            _write(begun(records, run), DataStream(out), options, array=array)
        finally:  # after Ctrl-C too
            if run.done + len(run.failures) > 1:
                console.summary(run.done, len(run.failures))
    run.finish()


def begun(records: Iterable["Commitment"], run: Run) -> Iterator["Commitment"]:
    """Return records with the first of them taken already, before anything is written.

    So a run that is not written as it must be, or of which all fails, prints nothing in any format, and replaces no
    file by one that holds nothing. Raises typer.Exit when all failed.
    """
    coming = iter(records)
    first = next(coming, None)
    if first is None:
        run.finish()
        return iter(())
    return chain((first,), coming)


def bar_is_fit(options: RecordOptions) -> bool:
    """Whether a bar does not get in the way of what is printed."""
    return options.output is not None or not (sys.stdout and sys.stdout.isatty())


def _write(records: Iterable["Commitment"], out: DataStream, options: RecordOptions, *, array: bool) -> None:
    from ogpscrape.writing import records_json

    if options.flat or options.where:
        from ogpscrape.writing.narrowing import narrowed
        from ogpscrape.writing.tables import table_named

        table = narrowed(table_named(options.table), options.select, options.where)
        if options.flat:
            _write_rows(records, table, out, options, array=array)
            return
        # Whole records: those of which a row of the table fits.
        records = (record for record in records if any(True for _ in table.rows([record])))
    if options.format == "jsonl":
        records_json.write_lines(records, out)
    elif array:
        records_json.write_array(records, out)
    else:
        records_json.write_object(records, out)


def _write_rows(
    records: Iterable["Commitment"], table: "Table", out: DataStream, options: RecordOptions, *, array: bool
) -> None:
    if options.format == "csv":
        from ogpscrape.writing import records_csv

        records_csv.write(records, out, table)
        return
    from ogpscrape.cli.listing import print_table_rows

    # One commitment has one row of its own table, and any number of rows of the others.
    print_table_rows(records, table, out, options.format, array=array or options.table != "commitments")
