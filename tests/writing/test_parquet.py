import io
import subprocess
import sys

import duckdb
import polars
import pyarrow.parquet as pq
import pytest

from ogpscrape import load
from ogpscrape.writing import parquet
from ogpscrape.writing.formats import Choices, export
from ogpscrape.writing.tables import TABLES
from tests.records import record
from tests.writing import reading_back


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    path = tmp_path_factory.mktemp("parquet") / "tables"
    export(load("samples"), "parquet", str(path), Choices())
    return path


def test_polars_and_duckdb_read_what_the_records_say(folder):
    records = list(load("samples"))
    wanted = {name: list(table.rows(records)) for name, table in TABLES.items()}
    assert len(wanted["related"]) > 600
    assert reading_back.from_polars(folder) == wanted
    assert reading_back.from_duckdb(folder) == wanted


def test_types_are_real(folder):
    schema = polars.read_parquet_schema(folder / "commitments.parquet")
    assert schema["policy_areas"] == polars.List(polars.String)
    assert schema["starred"] == polars.Boolean
    assert schema["action_plan_cycle"] == polars.Int64
    assert schema["retrieved_at"] == polars.Datetime("us", "UTC")
    areas = duckdb.sql(
        f"SELECT unnest(policy_areas) FROM '{folder}/commitments.parquet' WHERE id = 'KR0017'"
    ).fetchall()
    assert areas == [("E-Government",), ("Public Participation",)]


def test_columns_are_described_and_compressed_by_zstd(folder):
    file = pq.ParquetFile(folder / "milestones.parquet")
    assert file.schema_arrow.field("assessment").metadata == {b"description": b"The reviewers' assessment, prose."}
    assert {file.metadata.row_group(0).column(index).compression for index in range(file.metadata.num_columns)} == {
        "ZSTD"
    }
    assert not file.schema_arrow.field("commitment_id").nullable


def test_a_table_without_rows_has_its_columns(tmp_path):
    export([record()], "parquet", str(tmp_path / "tables"), Choices())
    assert polars.read_parquet(tmp_path / "tables" / "notes.parquet").shape == (0, len(TABLES["notes"].columns))


def test_rows_are_put_together_in_groups(monkeypatch):
    monkeypatch.setattr(parquet, "ROWS_TOGETHER", 10)
    out = io.BytesIO()
    parquet.write((record(id=f"ZZ{number:04}") for number in range(25)), out, TABLES["commitments"])
    file = pq.ParquetFile(io.BytesIO(out.getvalue()))
    assert (file.metadata.num_rows, file.metadata.num_row_groups) == (25, 3)


def test_one_table_goes_through_a_pipe():
    command = [
        sys.executable,
        "-m",
        "ogpscrape",
        "export",
        "--from",
        "samples",
        "KR",
        "--to",
        "parquet",
        "--table",
        "notes",
    ]
    done = subprocess.run(command, stdout=subprocess.PIPE, check=True)
    assert polars.read_parquet(io.BytesIO(done.stdout))["number"].to_list() == list(range(1, 18))
