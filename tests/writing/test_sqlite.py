import sqlite3
from contextlib import closing

import pytest
import yaml

from ogpscrape import load
from ogpscrape.errors import OutputError
from ogpscrape.writing.formats import Choices, export
from ogpscrape.writing.tables import TABLES
from tests.records import record


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    path = tmp_path_factory.mktemp("sqlite") / "ogp.sqlite"
    export(load("samples"), "sqlite", str(path), Choices())
    return path


@pytest.fixture
def database(path):
    with closing(sqlite3.connect(path)) as database:
        yield database


def test_every_table_has_its_key_and_leads_to_its_commitment(database):
    for name, table in TABLES.items():
        columns = database.execute(f"PRAGMA table_info({name})").fetchall()
        assert [column[1] for column in columns] == [column.name for column in table.columns]
        assert tuple(column[1] for column in sorted(columns, key=lambda one: one[5]) if column[5]) == table.key
        keys = database.execute(f"PRAGMA foreign_key_list({name})").fetchall()
        wanted = {(other, column, key) for column, (other, key) in table.references.items()}
        assert {key[2:5] for key in keys} == wanted
        assert wanted or name == "members", "every other table leads to one"
    assert database.execute("PRAGMA foreign_key_check").fetchall() == []
    assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


def search(database, table, words):
    found = f"SELECT rowid FROM {table}_fts WHERE {table}_fts MATCH ?"
    query = f"SELECT {TABLES[table].key[0]} FROM {table} WHERE rowid IN ({found})"
    return [row[0] for row in database.execute(query, (words,))]


def test_a_search_finds_words_in_any_form_and_in_hangul(database):
    def found(table, words):
        return search(database, table, words)

    assert found("commitments", "collaborate") == ["KR0017"]
    assert found("milestones", "assessment: petition") == ["KR0017"]
    assert found("milestones", "국민신문고") == ["KR0017"]
    assert found("commitments", "nowhere") == []


def test_what_people_choose_by_is_indexed(database):
    plan = database.execute("EXPLAIN QUERY PLAN SELECT * FROM milestones WHERE completion = 'Limited'").fetchall()
    assert "USING INDEX milestones_completion" in plan[0][3]


def test_search_is_still_right_after_vacuum(path, tmp_path):
    copy = tmp_path / "copy.sqlite"
    copy.write_bytes(path.read_bytes())
    with closing(sqlite3.connect(copy)) as database:
        database.execute("VACUUM")
        assert search(database, "commitments", "lobbying") == ["ZZ0006"]


def test_metadata_names_titles_facets_licence_and_source(path):
    text = (path.parent / "metadata.yaml").read_text("utf-8")
    metadata = yaml.safe_load(text)
    assert {"title", "description", "license", "license_url", "source", "source_url"} <= set(metadata)
    tables = metadata["databases"]["ogp"]["tables"]
    assert list(tables) == list(TABLES)
    for name, about in tables.items():
        columns = {column.name for column in TABLES[name].columns}
        assert set(about["columns"]) == columns
        assert set(about.get("facets", [])) <= columns


def test_somebody_elses_metadata_is_not_replaced(tmp_path):
    (tmp_path / "metadata.yaml").write_text("title: Mine\n")
    with pytest.raises(OutputError, match=r"metadata\.yaml.*would be replaced, and no export wrote it"):
        export([record()], "sqlite", str(tmp_path / "x.sqlite"), Choices())
    assert [path.name for path in tmp_path.iterdir()] == ["metadata.yaml"]
