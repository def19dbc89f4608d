import csv
import io
import json
import shutil
import subprocess
import sys

import pytest

from ogpscrape.commitment import Commitment
from ogpscrape.errors import ExitCode
from tests.cli.running import COMMAND, KOREA, PAGES, TEXT, ogpscrape

THREE = [PAGES / f"ZZ000{number}.{suffix}" for number, suffix in ((1, "html"), (2, "txt"), (3, "html"))]


def ids(printed: bytes) -> list[str]:
    return [json.loads(line)["id"] for line in printed.decode().splitlines()]


def test_one_file_is_one_object():
    done = ogpscrape("parse", KOREA)
    assert (done.returncode, done.stderr) == (0, "")
    record = Commitment.model_validate(json.loads(done.stdout))
    assert (record.id, record.source.via) == ("KR0017", "file")


def test_the_real_page(real_page):
    done = ogpscrape("parse", real_page)
    assert done.returncode == 0
    check = real_page.parents[1] / "accept" / "check.py"
    subprocess.run([sys.executable, check], input=done.stdout, check=True, stdout=subprocess.DEVNULL)


def test_several_files_are_one_array_in_the_order_given():
    done = ogpscrape("parse", THREE[2], THREE[0], THREE[1])
    assert [record["id"] for record in json.loads(done.stdout)] == ["ZZ0003", "ZZ0001", "ZZ0002"]


def test_a_folder_is_every_page_below_it_in_the_order_of_their_paths(tmp_path):
    for name, page in {"b.HTML": THREE[0], "a/z.txt": THREE[1], "a/b/c.htm": THREE[2], "c.md": KOREA}.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(page, tmp_path / name)
    (tmp_path / "a" / "round").symlink_to(tmp_path)
    assert ids(ogpscrape("parse", tmp_path, "--format", "jsonl").stdout) == ["ZZ0003", "ZZ0002", "ZZ0001"]


def test_a_folder_is_an_array_even_when_it_has_one_page(tmp_path):
    shutil.copy(KOREA, tmp_path)
    assert [record["id"] for record in json.loads(ogpscrape("parse", tmp_path).stdout)] == ["KR0017"]


def test_standard_input():
    done = ogpscrape("parse", "-", stdin=KOREA.read_bytes())
    assert json.loads(done.stdout)["id"] == "KR0017"


def test_standard_input_twice_is_a_mistake():
    done = ogpscrape("parse", "-", "-")
    assert done.returncode == ExitCode.USAGE
    assert "standard input can be read only once" in done.stderr


def test_what_a_file_holds_is_told_by_its_content(tmp_path):
    shutil.copy(KOREA, tmp_path / "page.txt")
    shutil.copy(TEXT, tmp_path / "page.html")
    shutil.copy(TEXT, tmp_path / "page")
    done = ogpscrape("parse", tmp_path / "page.txt", tmp_path / "page.html", tmp_path / "page", "-f", "jsonl")
    assert ids(done.stdout) == ["KR0017", "ZZ0005", "ZZ0005"]


def test_a_named_pipe_is_read(tmp_path):
    script = f'cat "{KOREA}" | {" ".join(COMMAND)} parse /dev/stdin'
    done = subprocess.run(["bash", "-c", script], capture_output=True, check=True)
    assert json.loads(done.stdout)["id"] == "KR0017"


def test_csv_is_the_commitments_table_and_table_names_another():
    done = ogpscrape("parse", *THREE, "--format", "csv")
    table = list(csv.DictReader(io.StringIO(done.stdout.decode("utf-8"), newline="")))
    assert [row["id"] for row in table] == ["ZZ0001", "ZZ0002", "ZZ0003"]
    related = ogpscrape("parse", KOREA, "--table", "related").stdout.decode("utf-8")
    assert related.startswith("commitment_id,position,related_id,")
    assert "KR0017,1," in related


def test_a_table_does_not_go_with_json():
    done = ogpscrape("parse", KOREA, "--table", "notes", "--format", "jsonl")
    assert (done.returncode, done.stdout) == (ExitCode.USAGE, b"")
    assert "--table prints CSV, not jsonl: --format asks for jsonl" in done.stderr


def test_an_output_file_has_what_standard_output_would_have(tmp_path):
    target = tmp_path / "records.jsonl"
    done = ogpscrape("parse", *THREE, "-f", "jsonl", "-o", target)
    assert (done.returncode, done.stdout) == (0, b"")
    assert target.read_bytes() == ogpscrape("parse", *THREE, "-f", "jsonl").stdout
    assert list(tmp_path.iterdir()) == [target]


def test_an_output_file_stays_when_nothing_succeeds(tmp_path):
    target = tmp_path / "records.json"
    target.write_text("old")
    done = ogpscrape("parse", tmp_path / "missing.html", "-o", target)
    assert done.returncode == ExitCode.INPUT
    assert target.read_text() == "old"
    assert list(tmp_path.iterdir()) == [target]


def test_an_output_file_has_the_rest_when_some_fail(tmp_path):
    target = tmp_path / "records.json"
    done = ogpscrape("parse", KOREA, tmp_path / "missing.html", "-o", target)
    assert done.returncode == ExitCode.SOME_FAILED
    assert [record["id"] for record in json.loads(target.read_text(encoding="utf-8"))] == ["KR0017"]


def test_an_output_that_cannot_be_written_is_named(tmp_path):
    done = ogpscrape("parse", KOREA, "-o", tmp_path / "missing" / "records.json")
    assert done.returncode == ExitCode.OUTPUT
    assert done.stderr.startswith(f"ogpscrape: output: {tmp_path}/missing/records.json: it cannot be written: ")
    assert done.stderr.count("\n") == 1


def test_provenance_is_there_when_asked_for():
    assert json.loads(ogpscrape("parse", KOREA).stdout)["provenance"] is None
    spans = json.loads(ogpscrape("parse", KOREA, "--provenance").stdout)["provenance"]
    assert spans["title"]["end"] > spans["title"]["start"] >= 0


@pytest.fixture
def odd(tmp_path):
    """A page that can be read and gives a warning."""
    text = KOREA.read_text(encoding="utf-8")
    assert "Marginal" in text
    page = tmp_path / "odd.html"
    page.write_text(text.replace("Marginal", "Splendid"), encoding="utf-8")
    return page


def test_strict_takes_a_warning_for_an_error(odd):
    assert ogpscrape("parse", odd).returncode == 0
    done = ogpscrape("parse", odd, "--strict")
    assert (done.returncode, done.stdout) == (ExitCode.WARNINGS, b"")
    assert f"strict: {odd}: unknown_word: " in done.stderr
    assert ogpscrape("parse", odd, PAGES / "ZZ0006.html", "--strict").returncode == ExitCode.SOME_FAILED
    assert ogpscrape("parse", PAGES / "ZZ0006.html", "--strict").returncode == 0


def test_warnings_are_said_with_verbose_and_always_stand_in_the_record(odd):
    quiet, loud = ogpscrape("parse", odd), ogpscrape("parse", odd, "-v")
    assert quiet.stderr == ""
    assert f"warning: {odd}: unknown_word: " in loud.stderr
    assert quiet.stdout == loud.stdout
    assert "unknown_word" in [warning["code"] for warning in json.loads(quiet.stdout)["warnings"]]


def test_records_come_while_later_pages_are_still_to_be_read(tmp_path):
    """The second input is a pipe that nobody has written to yet: the first record must not wait for it."""
    import os

    later = tmp_path / "later.html"
    os.mkfifo(later)
    with subprocess.Popen([*COMMAND, "parse", KOREA, later], stdout=subprocess.PIPE) as process:
        printed = b""
        while b'"parser"' not in printed:
            printed += process.stdout.read1()
        assert process.poll() is None
        later.write_bytes(TEXT.read_bytes())
        printed += process.stdout.read()
    assert [record["id"] for record in json.loads(printed)] == ["KR0017", "ZZ0005"]


def test_an_empty_folder_is_an_error(tmp_path):
    done = ogpscrape("parse", tmp_path)
    assert done.returncode == ExitCode.INPUT
    assert done.stderr == f"ogpscrape: bad input: {tmp_path}: no page in this folder: no .html, .htm, .txt below it\n"
