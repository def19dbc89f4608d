import json

import pytest
from frictionless import Package

from ogpscrape import load
from ogpscrape.commitment import Link, Milestone, Note, Overview
from ogpscrape.writing import records_csv
from ogpscrape.writing.formats import Choices, export
from ogpscrape.writing.tables import TABLES
from tests.records import record

HARD = record(
    title='=1+1 "quoted", and\r\nmore',
    description="'apostrophe\tand 한글 \0 \ud800",
    overview=Overview(policy_areas=["-A", "B; C"], irm_reports=[Link(text="@r", url="u")], starred=False),
    milestones=[Milestone(origin="irm", number=1, title="\ttab"), Milestone(origin="irm", number=2, title="+")],
    notes=[Note(number=46, text="")],
)


@pytest.fixture(scope="module", params=[False, True], ids=["plain", "for spreadsheets"])
def folder(request, tmp_path_factory):
    path = tmp_path_factory.mktemp("package") / "tables"
    export(
        [*load("samples"), HARD.model_copy(update={"id": "YY0001"})],
        "csv",
        str(path),
        Choices(excel=request.param),
    )
    return path


def errors(folder) -> list[tuple[str, str]]:
    report = Package(str(folder / "datapackage.json")).validate()
    found = [(task.name, error.type) for task in report.tasks for error in task.errors]
    return found + [("", error.type) for error in report.errors]


def test_the_frictionless_validator_passes_it(folder):
    assert errors(folder) == []


def test_it_has_every_table_with_types_meanings_and_keys(folder):
    package = json.loads((folder / "datapackage.json").read_text("utf-8"))
    assert [resource["name"] for resource in package["resources"]] == list(TABLES)
    for resource in package["resources"]:
        fields = resource["schema"]["fields"]
        assert all(field["type"] and field["description"] for field in fields)
        assert resource["schema"]["primaryKey"] == list(TABLES[resource["name"]].key)
        found = {
            key["fields"][0]: (key["reference"]["resource"], key["reference"]["fields"][0])
            for key in resource["schema"].get("foreignKeys", [])
        }
        assert found == TABLES[resource["name"]].references
    assert package["sources"]
    assert package["licenses"]


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ("XX0001,1,1,,,,,,,,\r\n", "foreign-key"),
        ("KR0017,1,1,,,,,,,,\r\n", "primary-key"),
        ("KR0017,9,one,,,,,,,,\r\n", "type-error"),
        ("KR0017,9\r\n", "missing-cell"),
    ],
)
def test_the_validator_would_find_what_is_wrong(tmp_path, row, expected):
    export(load("samples", "KR"), "csv", str(tmp_path / "tables"), Choices())
    with (tmp_path / "tables" / "milestones.csv").open("a", encoding="utf-8", newline="") as file:
        file.write(row)
    found = errors(tmp_path / "tables")
    assert ("milestones", expected) in found
    assert ("milestones", "hash-count") in found or ("milestones", "byte-count") in found


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", "'", "''="])
def test_what_a_spreadsheet_would_run_gets_an_apostrophe_and_loses_it_again(start):
    text = f"{start}cmd|' /C calc'!A0"
    assert records_csv.excel_cell(text) == f"'{text}"
    assert records_csv.excel_cell([text, "b"]) == f"'{text}; b"
    assert records_csv.plain_cell(records_csv.excel_cell(text)) == text


@pytest.mark.parametrize("value", ["text", "a=b", "", None, True, -5, 3])
def test_what_no_spreadsheet_would_run_stays_as_it_is(value):
    assert records_csv.excel_cell(value) == records_csv.cell(value)


def test_only_for_spreadsheets_there_is_a_byte_order_mark(tmp_path):
    export([HARD], "csv", str(tmp_path / "x"), Choices(table="notes", excel=True))
    export([HARD], "csv", str(tmp_path / "y"), Choices(table="notes"))
    assert (tmp_path / "x").read_bytes().startswith(b"\xef\xbb\xbfcommitment_id,")
    assert (tmp_path / "y").read_bytes().startswith(b"commitment_id,")
