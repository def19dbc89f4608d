import zipfile
from datetime import datetime

import openpyxl
import pytest

from ogpscrape import load
from ogpscrape.errors import OutputError
from ogpscrape.writing import xlsx
from ogpscrape.writing.formats import Choices, export
from ogpscrape.writing.tables import TABLES
from tests.records import record


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    path = tmp_path_factory.mktemp("xlsx") / "ogp.xlsx"
    hostile = record(id="YY0001", title='=HYPERLINK("http://evil.example","x")', description="@SUM(1)\n\n+1")
    export([*load("samples"), hostile], "xlsx", str(path), Choices())
    return path


@pytest.fixture(scope="module")
def workbook(path):
    return openpyxl.load_workbook(path)


def test_there_is_a_sheet_a_table_and_one_that_explains_them(workbook):
    assert workbook.sheetnames == [*TABLES, "columns"]
    explained = {row[:2]: row[3] for row in workbook["columns"].iter_rows(min_row=2, values_only=True)}
    assert explained["milestones", "assessment"] == "The reviewers' assessment, prose."
    assert len(explained) == sum(len(table.columns) for table in TABLES.values())


@pytest.mark.parametrize("name", TABLES)
def test_the_header_stays_in_sight_and_every_column_can_be_filtered(workbook, name):
    sheet = workbook[name]
    wanted = "B2" if name in ("members", "plans") else "C2"
    assert sheet.freeze_panes == wanted, "the header, and the columns of the key"
    assert sheet.auto_filter.ref == sheet.dimensions
    widths = {
        number: group.width for group in sheet.column_dimensions.values() for number in range(group.min, group.max + 1)
    }
    assert all(widths[cell.column] > len(cell.value) for cell in sheet[1])
    assert sheet["C1"].font.bold


def test_long_texts_are_wrapped_in_rows_of_bounded_height(workbook):
    sheet = workbook["milestones"]
    columns = {cell.value: cell.column_letter for cell in sheet[1]}
    assert sheet.column_dimensions[columns["assessment"]].width >= 60
    assert sheet[f"{columns['assessment']}2"].alignment.wrap_text
    heights = {sheet.row_dimensions[row].height or 15 for row in range(2, sheet.max_row + 1)}
    assert {15, 90} <= heights <= {15, 30, 45, 60, 75, 90}


def test_nothing_is_a_formula_or_a_link(path, workbook):
    assert {cell.data_type for sheet in workbook for row in sheet.iter_rows() for cell in row} <= {
        "s",
        "n",
        "b",
        "d",
        "inlineStr",
    }
    with zipfile.ZipFile(path) as parts:
        sheets = [parts.read(name) for name in parts.namelist() if name.startswith("xl/worksheets/sheet")]
    assert len(sheets) == len(TABLES) + 1
    assert not [sheet for sheet in sheets if b"<f>" in sheet or b"<hyperlink" in sheet]


def test_numbers_dates_and_booleans_are_real(workbook):
    sheet = workbook["commitments"]
    columns = {cell.value: cell.column for cell in sheet[1]}
    row = next(row for row in range(2, sheet.max_row + 1) if sheet.cell(row, columns["id"]).value == "YY0001")
    time = sheet.cell(row, columns["retrieved_at"])
    assert time.value == datetime(2026, 1, 2, 3, 4, 5)  # noqa: DTZ001 - Excel knows no zones
    assert time.number_format == 'yyyy-mm-dd hh:mm:ss "UTC"'
    assert sheet.cell(row, columns["milestones"]).value == 0
    assert sheet.cell(2, columns["starred"]).value is False


@pytest.mark.parametrize(("text", "limit"), [("한", 32_767), ("🏛", 16_383)])
def test_a_text_is_cut_only_above_the_limit_and_says_where_the_whole_is(text, limit):
    column = next(column for column in TABLES["commitments"].columns if column.name == "description")
    assert xlsx.cut(text * limit, column, record()) == text * limit
    cut = xlsx.cut(text * (limit + 1), column, record())
    assert len(cut.encode("utf-16-le")) // 2 in (xlsx.CELL_LIMIT, xlsx.CELL_LIMIT - 1)
    assert cut.endswith(
        f" [... cut: {limit + 1:,} characters; the whole description of ZZ0001 is in its JSON record "
        "and on https://www.opengovpartnership.org/members/samplia/commitments/ZZ0001/]"
    )


def test_what_a_page_says_of_its_address_cannot_break_the_mark():
    column = next(column for column in TABLES["commitments"].columns if column.name == "description")
    assert xlsx.cut("x" * 40_000, column, record(url="\ud800")).endswith(" and on \ufffd]")


def test_more_rows_than_a_sheet_holds_are_an_error_that_names_the_table(tmp_path, monkeypatch):
    monkeypatch.setattr(xlsx, "ROW_LIMIT", 3)
    with pytest.raises(OutputError, match=r"table commitments has more rows than a sheet can hold.*parquet"):
        export((record(id=f"ZZ000{n}") for n in range(3)), "xlsx", str(tmp_path / "x.xlsx"), Choices())
    assert list(tmp_path.iterdir()) == []
