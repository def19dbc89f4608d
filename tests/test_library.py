import importlib.util
import json
import subprocess
import sys

import pandas
import polars
import pytest

import ogpscrape
from ogpscrape import load
from ogpscrape.commitment import Milestone, Overview
from ogpscrape.errors import EmptyInputError, InputError, MissingExtraError
from ogpscrape.library import tables
from ogpscrape.writing import dataframe, records_json
from ogpscrape.writing.tables import TABLES
from tests.cli.running import KOREA, PAGES
from tests.records import record


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


def test_reprs_are_short_and_read_nothing():
    records = load("does/not/exist", "KR")
    assert repr(records) == "<records of does/not/exist, KR>"
    assert repr(records.tables()["milestones"]).startswith("<rows of milestones, ")
    (korea,) = load("samples", "KR0017")
    assert repr(korea) == str(korea) == "<Commitment KR0017 'Strengthening Public-Private Collaboration'>"
    assert all(len(repr(one)) < 1000 for one in (*korea.milestones, *korea.notes, *korea.irm, korea.overview))
    assert repr(korea.milestones[0]).startswith("Milestone(number=1, code='1.a.1', title='Establish ch...")


def test_a_notebook_shows_tables_in_which_a_page_is_text():
    hostile = record(
        title="<script>alert(1)</script>",
        url="javascript:alert(1)",
        milestones=[Milestone(number=1, origin="plan", text="<img src=x>" * 40, end_date="2019-06")],
    )
    for shown in (hostile._repr_html_(), tables([hostile])["milestones"]._repr_html_()):
        assert "<img" not in shown
        assert "<script" not in shown
        assert "javascript" not in shown
        assert "2019-06" in shown
        assert "…" in shown
    assert "&lt;script&gt;" in hostile._repr_html_()
    many = load("samples")
    assert "there are more" in many._repr_html_()
    assert "there are more" in many.tables()["commitments"]._repr_html_()
    assert "there are more" not in load("samples", "KR")._repr_html_()


RATED = [
    record(id="ZZ0001", overview=Overview(potential_impact="Transformative", completion="Complete", starred=True)),
    record(id="ZZ0002", overview=Overview(potential_impact="None", completion="Nearly there", action_plan_cycle=2014)),
    record(id="ZZ0003", overview=Overview(potential_impact="Minor", policy_areas=["Aid", "Health"])),
]


def test_a_dataframe_of_pandas_has_ordered_ratings_and_real_types():
    frame = tables(RATED)["commitments"].to_dataframe()
    assert isinstance(frame, pandas.DataFrame)
    assert frame["potential_impact"].cat.ordered
    assert list(frame["potential_impact"].cat.categories) == ["None", "Minor", "Moderate", "Transformative"]
    assert frame.sort_values("potential_impact")["id"].tolist() == ["ZZ0002", "ZZ0003", "ZZ0001"]
    assert frame["completion"].isna().tolist() == [False, False, True]
    assert frame["completion_rank"].dropna().tolist() == [3]
    assert (str(frame["action_plan_cycle"].dtype), str(frame["starred"].dtype)) == ("Int64", "boolean")
    assert frame["policy_areas"].tolist() == [[], [], ["Aid", "Health"]]
    assert frame["retrieved_at"].dt.year.tolist() == [2026] * 3
    assert load("samples", "KR").to_dataframe()["milestones"].tolist() == [4]


def test_without_pandas_it_is_one_of_polars_and_without_both_the_remedy_is_said(monkeypatch):
    def without(*names):
        real = importlib.util.find_spec
        monkeypatch.setattr(dataframe, "find_spec", lambda name: None if name in names else real(name))

    without("pandas")
    frame = tables(RATED)["commitments"].to_dataframe()
    assert isinstance(frame, polars.DataFrame)
    assert frame.sort("potential_impact")["id"].to_list() == ["ZZ0002", "ZZ0003", "ZZ0001"]
    assert frame["policy_areas"].to_list()[2] == ["Aid", "Health"]
    without("pandas", "polars")
    with pytest.raises(MissingExtraError, match="pandas or polars"):
        tables(RATED)["commitments"].to_dataframe()


def printed_by(code):
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout


def test_the_package_names_what_it_has_before_any_of_it_is_used():
    shown = printed_by("import ogpscrape; print(*[name for name in dir(ogpscrape) if not name.startswith('_')])")
    assert shown.split() == sorted(name for name in ogpscrape.__all__ if not name.startswith("_"))
    told = printed_by("help('ogpscrape')")
    assert all(f"`{name}`: " in told for name in shown.split())
    assert "fetch(selector" in told
