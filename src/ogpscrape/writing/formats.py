"""Every export format by its name, and the one way to write any of them."""

import re
import shutil
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import BinaryIO, Literal

from ogpscrape.commitment import Commitment
from ogpscrape.errors import InputError, OutputError, UsageError
from ogpscrape.writing import TextOut, csv_folder, datasette, markdown, parquet, records_csv, records_json, sqlite, xlsx
from ogpscrape.writing.folder import replaced_folder
from ogpscrape.writing.narrowing import narrowed
from ogpscrape.writing.output import is_standard_output, opened
from ogpscrape.writing.table import Table
from ogpscrape.writing.tables import table_named


@dataclass(frozen=True)
class Choices:
    """What may be chosen beside the format.

    Attributes:
        table: the one flat table to write, for csv and parquet; None for all.
        compact: JSON without white space.
        excel: CSV for spreadsheets.
        select: the columns of the one table, with commas between them; None for all.
        where: the conditions that rows of the one table must fit.

    """

    table: str | None = None
    compact: bool = False
    excel: bool = False
    select: str | None = None
    where: tuple[str, ...] = ()

    @property
    def chosen(self) -> Table:
        """The one table, with its columns and rows."""
        return narrowed(table_named(self.table or "commitments"), self.select, self.where)


TextOf = Callable[[BinaryIO], TextOut]


class Utf8:
    """Takes text and hands on UTF-8."""

    def __init__(self, out: BinaryIO) -> None:
        """Take what bytes go to."""
        self._out = out

    def write(self, text: str, /) -> None:
        """Write `text`."""
        self._out.write(text.encode("utf-8"))


def export(
    records: Iterable[Commitment], form: str, target: str | None, choices: Choices, text_of: TextOf = Utf8
) -> None:
    """Write records in one of the formats. What was there before is replaced whole, or stays when anything fails.

    Arguments:
        records: taken one by one; no ID may be there twice, but in json and jsonl.
        form: a name in `FORMATS`.
        target: the path of a file or folder; None or `-` is standard output, where the format can be streamed.
        choices: see there.
        text_of: makes of a stream of bytes what text is written to.

    Raises UsageError when these do not fit together, OutputError when the output cannot be written,
    MissingExtraError when a package is not installed, InputError when an ID is there twice.

    """
    shape = checked(form, target, choices)
    if form not in ("json", "jsonl"):
        records = _each_once(records)
    if shape == "stream":
        with opened(target) as out:
            _STREAMS[form](records, out, choices, text_of)
        return
    assert target is not None  # noqa: S101 - checked; for the type checker
    _WHOLE[form](records, target, choices)


def checked(form: str, target: str | None, choices: Choices) -> Literal["stream", "file", "folder"]:
    """Return what an export will be. Raises UsageError when what was chosen does not fit together."""
    if form not in FORMATS:
        raise UsageError(f"there is no format {form!r}", hint=f"The formats are {', '.join(FORMATS)}")
    _check_choices(form, choices)
    shape: Literal["stream", "file", "folder"] = "file" if form in ("sqlite", "xlsx") else "folder"
    if form in ("json", "jsonl") or choices.table or (form == "markdown" and is_standard_output(target)):
        return "stream"
    if target is None or is_standard_output(target):
        one = "; or one table with --table" if form in ("csv", "parquet") else ""
        raise UsageError(f"{form} is a {shape} and cannot be streamed", hint=f"Name a {shape} with -o{one}")
    if shape == "folder" and re.search(r"\.(csv|parquet|md)$", target) and not Path(target).is_dir():
        one = "; --table NAME writes one table to a file" if form != "markdown" else ""
        raise UsageError(f"{form} is a folder, and {target} looks like a file", hint=f"Name a folder{one}")
    return shape


def _check_choices(form: str, choices: Choices) -> None:
    for name, forms in (("table", ("csv", "parquet")), ("excel", ("csv",)), ("compact", ("json", "jsonl"))):
        if getattr(choices, name) and form not in forms:
            raise UsageError(f"--{name} is for {' and '.join(forms)}, not for {form}")
    if choices.select and not choices.table:
        raise UsageError("--select takes columns of one table", hint="Name it with --table")
    if choices.table:
        _ = choices.chosen


def _each_once(records: Iterable[Commitment]) -> Iterator[Commitment]:
    seen: set[str] = set()
    for record in records:
        if record.id in seen:
            raise InputError("this commitment is there twice", where=record.id, hint="Leave one of the two out")
        seen.add(record.id)
        yield record


def _json(records: Iterable[Commitment], out: BinaryIO, choices: Choices, text_of: TextOf) -> None:
    records_json.write_array(records, text_of(out), indent=None if choices.compact else 2)


def _jsonl(records: Iterable[Commitment], out: BinaryIO, _: Choices, text_of: TextOf) -> None:
    records_json.write_lines(records, text_of(out))


def _csv(records: Iterable[Commitment], out: BinaryIO, choices: Choices, text_of: TextOf) -> None:
    records_csv.write(records, text_of(out), choices.chosen, excel=choices.excel)


def _parquet(records: Iterable[Commitment], out: BinaryIO, choices: Choices, _: TextOf) -> None:
    if out.isatty():
        raise UsageError("parquet is not for a terminal", hint="Name a file with -o")
    parquet.write(records, out, choices.chosen)


def _markdown(records: Iterable[Commitment], out: BinaryIO, _: Choices, text_of: TextOf) -> None:
    markdown.write(records, text_of(out))


def _csv_folder(records: Iterable[Commitment], target: str, choices: Choices) -> None:
    with replaced_folder(target, csv_folder.NAMES.__contains__) as folder:
        csv_folder.write(records, folder, excel=choices.excel)


def _parquet_folder(records: Iterable[Commitment], target: str, _: Choices) -> None:
    parquet.pyarrow()
    with replaced_folder(target, parquet.NAMES.__contains__) as folder:
        parquet.write_folder(records, folder)


def _markdown_folder(records: Iterable[Commitment], target: str, _: Choices) -> None:
    with replaced_folder(target, markdown.is_ours) as folder:
        markdown.write_folder(records, folder)


def _xlsx(records: Iterable[Commitment], target: str, _: Choices) -> None:
    with opened(target) as out:
        xlsx.write(records, out)


def _sqlite(records: Iterable[Commitment], target: str, _: Choices) -> None:
    """Write the database, and `metadata.yaml` beside it unless one of somebody else's is there."""
    beside = Path(target).with_name(datasette.FILE_NAME)
    if beside.exists() and not beside.read_text(encoding="utf-8", errors="replace").startswith(datasette.FIRST_LINE):
        raise OutputError(
            "this file would be replaced, and no export wrote it", where=str(beside), hint="Name another folder"
        )
    with opened(target) as out, TemporaryDirectory(prefix=".ogpscrape-", dir=Path(target).parent) as scratch:
        made = Path(scratch) / "made.sqlite"
        sqlite.write(records, made)
        with made.open("rb") as whole:
            shutil.copyfileobj(whole, out)
    with opened(str(beside)) as out:
        Utf8(out).write(datasette.metadata(Path(target).stem))


_STREAMS: dict[str, Callable[[Iterable[Commitment], BinaryIO, Choices, TextOf], None]] = {
    "json": _json,
    "jsonl": _jsonl,
    "csv": _csv,
    "parquet": _parquet,
    "markdown": _markdown,
}
_WHOLE: dict[str, Callable[[Iterable[Commitment], str, Choices], None]] = {
    "csv": _csv_folder,
    "sqlite": _sqlite,
    "parquet": _parquet_folder,
    "xlsx": _xlsx,
    "markdown": _markdown_folder,
}

#: Every format, with what it gives.
FORMATS: dict[str, str] = {
    "json": "one array of records",
    "jsonl": "one record a line",
    "csv": "a folder with a file a table and datapackage.json; with --table one table",
    "sqlite": "a database with keys, indexes and full-text search, and metadata.yaml for Datasette beside it",
    "parquet": "a folder with a file a table; with --table one table; needs the extra 'parquet'",
    "xlsx": "an Excel workbook with a sheet a table; needs the extra 'excel'",
    "markdown": "a folder with a readable document a commitment; to standard output one after the other",
}
