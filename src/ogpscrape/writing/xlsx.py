"""Excel (.xlsx): one sheet a table, as people read it. Needs XlsxWriter.

Nothing in it is a formula, whatever a page says. Times are real dates in UTC, to the millisecond, booleans and numbers
are real too; what Excel cannot hold as such (a year before 1900, an integer of more than 15 digits) is text. An empty
cell is a null. The entries of a list are joined by `; `. A text of more than 32,767 characters, Excel's limit, is cut,
and its end says how long it was and where the whole text is.
"""

import shutil
from collections.abc import Iterable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, BinaryIO

from ogpscrape.commitment import Commitment
from ogpscrape.errors import OutputError
from ogpscrape.writing import timestamp
from ogpscrape.writing.about import describe
from ogpscrape.writing.columns import Column, Value
from ogpscrape.writing.extras import imported
from ogpscrape.writing.table import Filling, Row, Table
from ogpscrape.writing.tables import TABLES
from ogpscrape.writing.values import fit, fit_text, joined

EXTRA = "excel"
#: Excel's limits: https://support.microsoft.com/office/1672b34d-7043-467e-8e27-269d656771c3
CELL_LIMIT = 32_767  # UTF-16 code units
ROW_LIMIT = 1_048_576  # the header among them
_EXACT_INTEGER = 10**15
_FIRST_YEAR = 1900

#: Widths in characters, for columns whose names end so; the first that fits.
_WIDTHS = (
    (("description", "text", "assessment", "problem", "status_quo", "action", "contribution"), 70),
    (("title", "institutions", "institution"), 45),
    (("sha256",), 68),
    (("url", "links", "reports", "action_plan", "cited_in"), 40),
    (("id", "position", "number", "cycle", "stage", "summary", "prefix", "version", "starred", "form"), 12),
)
_WIDTH = 20
_TIME_WIDTH = 28  # a date that does not fit is shown as ####
_FILTER_BUTTON = 4
_LINE_HEIGHT = 15
_MOST_LINES = 6


class _Sheet:
    """One table on its way into a sheet."""

    def __init__(self, workbook: Any, table: Table, formats: dict[str, Any]) -> None:
        self._sheet = workbook.add_worksheet(table.name)
        self._table = table
        self._filling = Filling(table)
        self._formats = formats
        self._row = 0
        self._widths = [_width(column) for column in table.columns]
        for index, column in enumerate(table.columns):
            self._sheet.set_column(index, index, self._widths[index])
            self._sheet.write_string(0, index, column.name, formats["header"])
        names = [column.name for column in table.columns]
        self._sheet.freeze_panes(1, names.index(table.key[-1]) + 1)
        self._sheet.set_landscape()
        self._sheet.repeat_rows(0)

    def add(self, record: Commitment) -> None:
        """Write the rows of one record."""
        self._add(self._filling.add(record), record)

    def _add(self, rows: Iterable[Row], record: Commitment | None = None) -> None:
        for row in rows:
            self._row += 1
            if self._row >= ROW_LIMIT:
                raise OutputError(
                    f"the table {self._table.name} has more rows than a sheet can hold ({ROW_LIMIT:,})",
                    hint="Choose fewer commitments, or another format such as parquet",
                )
            cells = [self._cell(value, column, record) for value, column in zip(row, self._table.columns, strict=True)]
            # The height comes first, for a row is on the disk once the next begins.
            self._sheet.set_row(self._row, _LINE_HEIGHT * self._lines(cells))
            for index, cell in enumerate(cells):
                self._write(index, cell)

    def _cell(self, value: Value, column: Column, record: Commitment | None) -> Value:
        """Return a value as Excel can hold it."""
        if isinstance(value, int) and abs(value) >= _EXACT_INTEGER:
            return str(value)
        if isinstance(value, datetime) and value.astimezone(UTC).year < _FIRST_YEAR:
            return timestamp(value)
        value = fit(value)
        if isinstance(value, list):
            value = joined(value)
        return cut(value, column, record) if isinstance(value, str) else value

    def _lines(self, cells: list[Value]) -> int:
        """Return how many lines the row shows; more are there, but a row is not a page."""
        texts = ((cell, width) for cell, width in zip(cells, self._widths, strict=True) if isinstance(cell, str))
        return min(_MOST_LINES, max((len(text) // width + 1 + text.count("\n") for text, width in texts), default=1))

    def _write(self, column: int, cell: Value) -> None:
        if isinstance(cell, bool):
            self._sheet.write_boolean(self._row, column, cell, self._formats["cell"])
        elif isinstance(cell, int):
            self._sheet.write_number(self._row, column, cell, self._formats["number"])
        elif isinstance(cell, datetime):
            plain = cell.astimezone(UTC).replace(tzinfo=None)
            self._sheet.write_datetime(self._row, column, plain, self._formats["time"])
        elif cell:
            self._sheet.write_string(self._row, column, cell, self._formats["cell"])

    def end(self) -> None:
        """Add the rows that are of many records, and what needs to know how many there are."""
        self._add(self._filling.end())
        self._sheet.autofilter(0, 0, self._row, len(self._table.columns) - 1)


def write(records: Iterable[Commitment], out: BinaryIO) -> None:
    """Write all tables as one workbook, and a first sheet that says what the columns mean.

    Arguments:
        records: taken one by one; rows wait on the disk, not in memory.
        out: where the workbook goes when all is there.

    Raises MissingExtraError when XlsxWriter is not installed, OutputError when a table has more rows than a sheet.

    """
    xlsxwriter = imported("xlsxwriter", package="XlsxWriter", extra=EXTRA)
    # All is made in a folder of its own, which is gone whatever happens; the package writes to no stream that can fail.
    with TemporaryDirectory(prefix="ogpscrape-") as scratch:
        made = Path(scratch) / "made.xlsx"
        options = {"constant_memory": True, "tmpdir": scratch, "strings_to_formulas": False, "strings_to_urls": False}
        try:
            with closing(xlsxwriter.Workbook(made, {**options, "use_zip64": True})) as workbook:
                _fill(workbook, records)
        except xlsxwriter.exceptions.FileCreateError as error:
            raise error.args[0] from error  # what the system said
        with made.open("rb") as whole:
            shutil.copyfileobj(whole, out)


def _fill(workbook: Any, records: Iterable[Commitment]) -> None:
    formats = {
        "header": workbook.add_format({"bold": True, "bg_color": "#DDE6EE", "bottom": 1, "valign": "top"}),
        "cell": workbook.add_format({"text_wrap": True, "valign": "top"}),
        # To the left, away from the text in the next column.
        "number": workbook.add_format({"valign": "top", "align": "left"}),
        "time": workbook.add_format({"valign": "top", "align": "left", "num_format": 'yyyy-mm-dd hh:mm:ss "UTC"'}),
    }
    sheets = [_Sheet(workbook, table, formats) for table in TABLES.values()]
    for record in records:
        for sheet in sheets:
            sheet.add(record)
    for sheet in sheets:
        sheet.end()
    _explain(workbook.add_worksheet("columns"), formats)


def _explain(sheet: Any, formats: dict[str, Any]) -> None:
    for index, (name, width) in enumerate((("table", 24), ("column", 28), ("type", 10), ("what", 80))):
        sheet.set_column(index, index, width)
        sheet.write_string(0, index, name, formats["header"])
    lines = [(table.name, column) for table in TABLES.values() for column in table.columns]
    for row, (name, column) in enumerate(lines, start=1):
        for index, text in enumerate((name, column.name, column.type, describe(column))):
            sheet.write_string(row, index, text, formats["cell"])
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, len(lines), 3)


def cut(text: str, column: Column, record: Commitment | None = None) -> str:
    """Return `text`, cut where it is longer than a cell can hold, with a pointer to the whole of it."""
    units = text.encode("utf-16-le")
    if len(units) <= 2 * CELL_LIMIT:
        return text
    mark = f" [... cut: {len(text):,} characters"
    if record:
        mark += f"; the whole {column.name} of {record.id} is in its JSON record"
        mark += f" and on {fit_text(record.url)}" if record.url and len(record.url) < 500 else ""
    mark += "]"
    kept = units[: 2 * (CELL_LIMIT - len(mark))]
    # Half a pair of surrogates at the end is dropped.
    return kept.decode("utf-16-le", "ignore") + mark


def _width(column: Column) -> int:
    if column.type == "datetime":
        return _TIME_WIDTH
    wanted = next((width for ends, width in _WIDTHS if column.name.endswith(ends)), _WIDTH)
    return max(wanted, len(column.name) + _FILTER_BUTTON)
