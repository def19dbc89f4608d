import json
import shutil

import pytest

from ogpscrape.errors import ExitCode
from tests.cli.running import KOREA, PAGES, ogpscrape

ADDRESS = "https://www.opengovpartnership.org/members/republic-of-korea/commitments/KR0017/"


@pytest.mark.parametrize(
    "selector", ["KR0017", "kr0017", ADDRESS, ADDRESS.lower().removesuffix("/"), ADDRESS.replace("https://www.", "")]
)
def test_a_sample_by_any_spelling_of_its_name(selector):
    done = ogpscrape("fetch", selector, "--from", "samples")
    assert (done.returncode, done.stderr) == (0, "")
    record = json.loads(done.stdout)
    assert (record["id"], record["source"]["via"]) == ("KR0017", "samples")


def test_fetching_and_parsing_a_page_give_the_same_record():
    fetched = json.loads(ogpscrape("fetch", "KR0017", "--from", "samples").stdout)
    parsed = json.loads(ogpscrape("parse", KOREA).stdout)
    del fetched["source"], parsed["source"]
    assert fetched == parsed


def test_several_selectors_are_an_array_in_their_order():
    done = ogpscrape("fetch", "ZZ0003", "zz0001", "--from", "samples")
    assert [record["id"] for record in json.loads(done.stdout)] == ["ZZ0003", "ZZ0001"]


def test_a_folder_has_pages_by_the_ids_in_their_names(tmp_path):
    (tmp_path / "2024").mkdir()
    shutil.copy(KOREA, tmp_path / "2024" / "kr0017.HTM")
    shutil.copy(PAGES / "ZZ0002.txt", tmp_path / "ZZ0002.txt")
    done = ogpscrape("fetch", "KR0017", "zz0002", "--from", tmp_path, "-f", "jsonl")
    records = [json.loads(line) for line in done.stdout.splitlines()]
    assert [(record["id"], record["source"]["via"]) for record in records] == [("KR0017", "file"), ("ZZ0002", "file")]


def test_a_folder_without_the_page(tmp_path):
    done = ogpscrape("fetch", "KR0017", "--from", tmp_path)
    assert done.returncode == ExitCode.INPUT
    assert f"KR0017: {tmp_path} has no page of it. A page there is named by its ID: KR0017.html" in done.stderr


def test_a_folder_with_two_pages_of_one_id(tmp_path):
    shutil.copy(KOREA, tmp_path / "KR0017.html")
    shutil.copy(KOREA, tmp_path / "kr0017.txt")
    done = ogpscrape("fetch", "KR0017", "--from", tmp_path)
    assert done.returncode == ExitCode.INPUT
    assert "has several pages of it" in done.stderr


def test_another_commitments_page_under_this_name(tmp_path):
    shutil.copy(KOREA, tmp_path / "KR0018.html")
    done = ogpscrape("fetch", "KR0018", "--from", tmp_path)
    assert (done.returncode, done.stdout) == (ExitCode.NOT_A_COMMITMENT, b"")
    assert "KR0018" in done.stderr
    assert ": this is the page of KR0017, not of KR0018" in done.stderr


def test_a_sample_that_is_not_there_among_others():
    done = ogpscrape("fetch", "KR0017", "KR9999", "--from", "samples", "-f", "jsonl")
    assert done.returncode == ExitCode.SOME_FAILED
    assert done.stdout.count(b"\n") == 1
    assert "KR9999: the collection of samples has no page of it" in done.stderr


@pytest.mark.parametrize(
    "selector", ["KR00177", "../KR0017", "https://example.org/members/x/commitments/KR0017/", "-x"]
)
def test_what_is_no_selector_is_a_mistake(selector):
    done = ogpscrape("fetch", "--from", "samples", "--", selector)
    assert (done.returncode, done.stdout) == (ExitCode.USAGE, b"")


def test_a_folder_that_is_not_there(tmp_path):
    done = ogpscrape("fetch", "KR0017", "--from", tmp_path / "missing")
    assert done.returncode == ExitCode.INPUT
    assert "there is no such file or folder. Records also come from live, wayback, commoncrawl, samples" in done.stderr


def test_output_options_are_those_of_parse(tmp_path):
    target = tmp_path / "milestones.csv"
    done = ogpscrape("fetch", "KR0017", "--from", "samples", "--table", "milestones", "-o", target)
    assert (done.returncode, done.stdout) == (0, b"")
    assert target.read_bytes() == ogpscrape("parse", KOREA, "--table", "milestones").stdout


@pytest.mark.parametrize(
    ("name", "begin"),
    [
        ("one.json", "{\n"),
        ("one.jsonl", '{"schema_version":'),
        ("one.ndjson", '{"schema_version":'),
        ("one.csv", "schema_"),
    ],
)
def test_the_format_follows_the_name_of_the_file(name, begin, here, tmp_path):
    assert here("fetch", "KR0017", "--from", "samples", "-o", tmp_path / name).returncode == 0
    assert (tmp_path / name).read_text(encoding="utf-8").startswith(begin)
    assert here("fetch", "KR0017", "--from", "samples", "-o", tmp_path / name, "-f", "json").returncode == 0
    assert (tmp_path / name).read_text(encoding="utf-8").startswith("{\n")


def test_rows_of_another_table_are_one_array(here):
    done = here("fetch", "KR0017", "--from", "samples", "-f", "json", "-t", "milestones", "--select", "code")
    assert [row["code"] for row in json.loads(done.stdout)] == ["1.a.1", "1.a.2", "1.a.3", "1.a.4"]
