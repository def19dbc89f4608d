"""CSV as RFC 4180 has it: one header line, commas, CRLF, quotes where they are needed; UTF-8 without a BOM.

A cell that is empty is a null. True and false are `true` and `false`, times are ISO 8601 in UTC, the entries of a list
are joined by `; `. NUL and lone surrogates, which many readers of CSV choke on, become U+FFFD.

For spreadsheets (`excel`) two things differ. A BOM is at the start, without which Excel does not take the file for
UTF-8. And a text that a spreadsheet would run as a formula gets an apostrophe in front: what a page says must not run
on the machine of who opens the table (https://owasp.org/www-community/attacks/CSV_Injection). A text that begins with
an apostrophe gets one too, so that the way back is one rule: take one apostrophe off the start of every cell.
"""

import csv
from collections.abc import Iterable
from datetime import datetime

from ogpscrape.commitment import Commitment
from ogpscrape.writing import TextOut, timestamp
from ogpscrape.writing.columns import Value
from ogpscrape.writing.table import Filling, Row, Table
from ogpscrape.writing.values import fit_text, joined

BYTE_ORDER_MARK = "\ufeff"
#: What OWASP lists as the starts of formulas, full-width signs and the line feed among them, and the apostrophe itself.
_NEUTRALISED = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", "'")


class TableWriter:
    """One table on its way into a CSV file. Writes the header line, which does not depend on the records, at once."""

    def __init__(self, out: TextOut, table: Table, *, excel: bool = False) -> None:
        self._filling = Filling(table)
        self._cell = excel_cell if excel else cell
        if excel:
            out.write(BYTE_ORDER_MARK)
        self._rows = csv.writer(out, lineterminator="\r\n")
        self._rows.writerow(column.name for column in table.columns)

    def add(self, record: Commitment) -> None:
        """Write the rows of one record."""
        self._write(self._filling.add(record))

    def end(self) -> None:
        """Write the rows that are of many records."""
        self._write(self._filling.end())

    def _write(self, rows: Iterable[Row]) -> None:
        for row in rows:
            self._rows.writerow(self._cell(value) for value in row)


def write(records: Iterable[Commitment], out: TextOut, table: Table, *, excel: bool = False) -> None:
    """Write the rows that `records` have in `table`.

    Arguments:
        records: taken one by one.
        out: takes text; lines end in CRLF, so a file must be opened with `newline=""`.
        table: which of the flat tables.
        excel: whether spreadsheets are to open it: with a BOM, formulas neutralised.

    """
    writer = TableWriter(out, table, excel=excel)
    for record in records:
        writer.add(record)
    writer.end()


def cell(value: Value) -> str:
    """Return a value as the text of one cell."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return timestamp(value)
    if isinstance(value, list):
        value = joined(value)
    return fit_text(str(value))


def excel_cell(value: Value) -> str:
    """Return a value as the text of a cell that no spreadsheet runs as a formula; numbers stay numbers."""
    text = cell(value)
    return f"'{text}" if isinstance(value, str | list) and text.startswith(_NEUTRALISED) else text


def plain_cell(text: str) -> str:
    """Undo what `excel_cell` did to a text."""
    return text.removeprefix("'")
