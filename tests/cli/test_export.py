import json
import sqlite3
from contextlib import closing

import pytest

from ogpscrape.writing.tables import TABLES
from tests.cli.running import KOREA, PAGES, in_terminal, ogpscrape
from tests.writing import reading_back


def test_records_come_from_a_pipe_and_go_into_one():
    records = ogpscrape("parse", KOREA, "--format", "jsonl").stdout
    done = ogpscrape("export", "--from", "-", "--to", "csv", "--table", "milestones", stdin=records)
    assert (done.returncode, done.stderr) == (0, "")
    rows = reading_back.csv_rows(done.stdout, "milestones")
    assert [row[6] for row in rows] == ["Substantial", "Substantial", "Substantial", "Limited"]


@pytest.mark.parametrize("form", ["json", "jsonl"])
def test_what_parse_prints_is_what_export_takes_and_prints(form):
    printed = ogpscrape("parse", PAGES / "ZZ0001.html", PAGES / "ZZ0002.txt", "--format", form).stdout
    assert ogpscrape("export", "--from", "-", "--to", form, stdin=printed).stdout == printed


def test_a_bad_page_is_named_and_the_others_are_exported(tmp_path):
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages" / "KR0017.html").write_bytes(KOREA.read_bytes())
    (tmp_path / "pages" / "empty.html").touch()
    done = ogpscrape("export", "--from", tmp_path / "pages", "--to", "sqlite", "-o", tmp_path / "x.sqlite")
    assert done.returncode == 1
    assert done.stderr.startswith(f"ogpscrape: bad input: {tmp_path}/pages/empty.html: ")
    assert len(done.stderr.splitlines()) == 1
    with closing(sqlite3.connect(tmp_path / "x.sqlite")) as database:
        assert database.execute("SELECT id FROM commitments").fetchall() == [("KR0017",)]


def test_when_every_page_is_bad_nothing_is_replaced(tmp_path):
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages" / "empty.html").touch()
    (tmp_path / "x.jsonl").write_text("before")
    done = ogpscrape("export", "--from", tmp_path / "pages", "--to", "jsonl", "-o", tmp_path / "x.jsonl")
    assert done.returncode == 4
    assert (tmp_path / "x.jsonl").read_text() == "before"


def test_a_bad_record_is_named_by_its_line(tmp_path):
    lines = ogpscrape("export", "--from", "samples", "KR", "ZZ0001", "--to", "jsonl").stdout.splitlines(keepends=True)
    (tmp_path / "x.jsonl").write_bytes(lines[0] + b'{"id": 1}\n{half\n' + lines[1])
    done = ogpscrape("export", "--from", tmp_path / "x.jsonl", "--to", "csv", "--table", "irm_reports")
    assert done.returncode == 1
    second, third = done.stderr.splitlines()
    assert second.startswith(f"ogpscrape: bad input: {tmp_path}/x.jsonl, line 2: not a record: ")
    assert third.startswith(f"ogpscrape: bad input: {tmp_path}/x.jsonl, line 3: not a record: ")
    assert {row[0] for row in reading_back.csv_rows(done.stdout, "irm_reports")} == {"KR0017", "ZZ0001"}


def test_a_selector_that_nothing_fits_is_named(tmp_path):
    done = ogpscrape(
        "export", "--from", "samples", "ZZPV", "zz0001", "ZZ0099", "--to", "markdown", "-o", tmp_path / "md"
    )
    assert done.returncode == 1
    assert done.stderr == "ogpscrape: bad input: samples: nothing there of ZZ0099\n"
    names = sorted(path.name for path in (tmp_path / "md").iterdir())
    assert names == ["ZZ0001.md", "ZZPV0001.md", "ZZPV0002.md", "index.md"]


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["--from", "samples", "--to", "xml"], 2, "Invalid value for '--to'"),
        (["--from", "samples", "--to", "xlsx"], 2, "xlsx is a file and cannot be streamed"),
        (["--from", "samples", "--to", "csv"], 2, "csv is a folder and cannot be streamed"),
        (["--from", "samples", "--to", "json", "--excel"], 2, "--excel is for csv, not for json"),
        (["--from", "samples"], 2, "no format is named. Give --to FORMAT, or a file after -o that ends in .json"),
        (["--from", "samples", "-o", "x.doc"], 2, "the name x.doc tells no format"),
        (["--from", "samples", "--where", "completion>Great", "-o", "x.json"], 2, "In order: Not Started, Limited"),
        (["--from", "samples", "--where", "complete=1", "-o", "x.json"], 2, "Did you mean completion"),
        (["--to", "json"], 4, "ogp-data: there is no such file or folder. `ogpscrape sync KR --data FOLDER`"),
        (["--from", "missing", "--to", "json"], 4, "missing: there is no such file or folder"),
        (
            ["--from", "samples", "KR0099", "--to", "csv", "-o", "tables"],
            4,
            "KR0099: the collection of samples has no page of it",
        ),
        (["--from", "samples", "--to", "json", "-o", "/proc/x/y"], 15, "cannot be written"),
    ],
)
def test_what_goes_wrong_is_one_line(arguments, code, message):
    done = ogpscrape("export", *arguments)
    assert done.returncode == code
    assert message in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_people_are_told_what_was_done(tmp_path):
    said = in_terminal(
        "export", "--from", "samples", "ZZ0006", "--to", "csv", "-o", tmp_path / "t", columns=400, NO_COLOR="1"
    )
    assert said == f"ogpscrape: 1 record exported to {tmp_path}/t\n"


def test_tables_prints_every_column_in_80_columns():
    text = ogpscrape("tables").stdout.decode()
    assert max(map(len, text.splitlines())) <= 80
    flowing = " ".join(text.split())
    for table in TABLES.values():
        assert f"{table.name}: {table.description}" in flowing
        for column in table.columns:
            assert f"{column.name} {column.type} {' '.join(column.description.split())}" in flowing


def test_tables_as_json_are_table_schemas():
    (table,) = json.loads(ogpscrape("tables", "notes", "--format", "json").stdout)
    assert table["name"] == "notes"
    assert [field["name"] for field in table["schema"]["fields"]] == [column.name for column in TABLES["notes"].columns]


def test_tables_knows_which_there_are():
    done = ogpscrape("tables", "x")
    assert done.returncode == 2
    assert "there is no table 'x'. The tables are commitments, milestones" in done.stderr


def test_a_single_file_of_rows_has_the_table_of_commitments(tmp_path):
    done = ogpscrape("export", "KR", "--from", "samples", "-o", tmp_path / "korea.csv")
    assert (done.returncode, done.stdout) == (0, b"")
    head, row, _ = (tmp_path / "korea.csv").read_text(encoding="utf-8").split("\n")
    assert head.startswith("schema_version,id,title,")
    assert ",KR0017," in row


def test_conditions_are_about_the_rows_of_the_table(tmp_path):
    arguments = ("--from", "samples", "--to", "csv", "--table", "milestones", "--select", "commitment_id,code")
    done = ogpscrape("export", "KR", *arguments, "--where", "completion=Limited")
    assert done.stdout == b"commitment_id,code\r\nKR0017,1.a.4\r\n"
    same = ogpscrape("fetch", "KR", *arguments[:2], *arguments[4:], "--format", "csv", "--where", "completion=Limited")
    assert same.stdout == done.stdout


def test_another_format_than_the_name_tells(tmp_path):
    done = ogpscrape("export", "KR", "--from", "samples", "--to", "csv", "-o", tmp_path / "korea.txt")
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "korea.txt").read_text(encoding="utf-8").startswith("schema_version,id,title,")
    done = ogpscrape("export", "KR", "--from", "samples", "--to", "jsonl", "-o", tmp_path / "korea.csv")
    assert done.returncode == 0, done.stderr
    assert json.loads((tmp_path / "korea.csv").read_text(encoding="utf-8"))["id"] == "KR0017"
