import json
import subprocess
import sys

import pandas
import polars
import pytest

from ogpscrape import load
from ogpscrape.errors import EmptyInputError, InputError
from ogpscrape.library import tables
from ogpscrape.writing import records_json
from ogpscrape.writing.tables import TABLES
from tests.cli.running import KOREA, PAGES


def test_records_are_read_one_at_a_time_and_as_often_as_wanted(tmp_path):
    (tmp_path / "a.html").write_bytes(KOREA.read_bytes())
    (tmp_path / "b.html").touch()
    records = load(tmp_path)
    assert next(iter(records)).id == next(iter(records)).id == "KR0017"
    with pytest.raises(EmptyInputError, match=r"b\.html"):
        list(records)


def test_a_page_that_cannot_be_read_may_be_left_out(tmp_path):
    (tmp_path / "a.html").touch()
    (tmp_path / "b.html").write_bytes(KOREA.read_bytes())
    met = []
    assert [record.id for record in load(tmp_path, on_error=met.append)] == ["KR0017"]
    assert [type(error) for error in met] == [EmptyInputError]


@pytest.mark.parametrize("name", ["x.jsonl", "x.json", "one.json", "folder", "page.html", "pretty.txt"])
def test_a_source_is_told_by_its_content(tmp_path, name):
    (record,) = load("samples", "KR0017")
    path = tmp_path / name
    line = records_json.dumps(record)
    if name == "folder":
        path.mkdir()
        (path / "KR0017.json").write_text(line)
    elif name == "page.html":
        path.write_bytes(KOREA.read_bytes())
    else:
        texts = {"x.jsonl": f"{line}\n", "x.json": f"[{line}]", "one.json": line}
        path.write_text(texts.get(name) or f" \n{json.dumps(json.loads(line), indent=2)}", encoding="utf-8-sig")
    assert [one.milestones for one in load(path)] == [record.milestones]


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda path: None, "no such file"),
        (lambda path: path.mkdir(), "no pages, no records and no dataset in this folder"),
        (lambda path: path.write_text("[]"), "no commitment there"),
        (lambda path: path.write_text("[1]"), "not a record: "),
        (lambda path: path.write_text('{"id": '), "not a record: "),
        (lambda path: path.write_bytes(b'{"id": "\xff"}'), "not a record: "),
    ],
)
def test_what_is_no_source_is_said(tmp_path, make, message):
    make(tmp_path / "x")
    with pytest.raises(InputError, match=message):
        list(load(tmp_path / "x"))


def test_rows_are_dicts_with_the_same_keys():
    found = load("samples", "KR").tables()
    assert list(found) == list(TABLES)
    for name, rows in found.items():
        keys = [column.name for column in TABLES[name].columns]
        assert [column.name for column in rows.columns] == keys
        assert all(list(row) == keys for row in rows)
    assert [row["position"] for row in found["milestones"]] == [1, 2, 3, 4]
    assert [row["position"] for row in found["milestones"]] == [1, 2, 3, 4], "and once more"


def test_packages_take_rows_as_they_are():
    rows = load("samples").tables()["commitments"]
    frame = polars.DataFrame(rows)
    assert frame.schema["policy_areas"] == polars.List(polars.String)
    assert (
        pandas.DataFrame(rows)["id"].tolist() == frame["id"].to_list() == sorted(path.stem for path in PAGES.iterdir())
    )
    assert rows.arrow().num_rows == 27


def test_rows_come_of_any_records():
    records = list(load("samples", "ZZPV"))
    assert [row["id"] for row in tables(records)["commitments"]] == ["ZZPV0001", "ZZPV0002"]


def test_importing_the_library_stays_cheap():
    code = "import sys; from ogpscrape import load; load('samples'); print({'lxml', 'pydantic'} & {*sys.modules})"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "set()\n"


def test_the_examples_in_the_docstring_are_so():
    import doctest

    import ogpscrape.library

    assert doctest.testmod(ogpscrape.library).failed == 0
