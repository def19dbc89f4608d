"""What all export formats have in common: how outputs are replaced, what is refused, that bytes repeat."""

import json
import sys
import tracemalloc
from pathlib import Path

import pytest

from ogpscrape.errors import InputError, MissingExtraError, OutputError, UsageError
from ogpscrape.writing import folder as folders
from ogpscrape.writing.folder import replaced_folder
from ogpscrape.writing.formats import FORMATS, Choices, export
from tests.records import record

FOLDERS = ["csv", "parquet", "markdown"]


def content(path: Path) -> dict[str, bytes]:
    files = [path] if path.is_file() else sorted(path.rglob("*"))
    return {file.name: file.read_bytes() for file in files}


def breaking():
    yield record()
    raise KeyboardInterrupt


@pytest.mark.parametrize("form", FORMATS)
def test_an_output_is_replaced_whole_or_stays(tmp_path, form):
    target = tmp_path / "output"
    export([record()], form, str(target), Choices())
    before = content(target)
    with pytest.raises(KeyboardInterrupt):
        export(breaking(), form, str(target), Choices())
    assert content(target) == before
    export([record(id="ZZ0002")], form, str(target), Choices())
    assert content(target) != before
    left = {path.name for path in tmp_path.iterdir()} - {"output", "metadata.yaml"}
    assert not left, "nothing stays beside it"


@pytest.mark.parametrize("form", FORMATS)
def test_a_first_output_that_fails_is_not_there(tmp_path, form):
    with pytest.raises(KeyboardInterrupt):
        export(breaking(), form, str(tmp_path / "output"), Choices())
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("form", FORMATS)
def test_a_missing_place_is_named_with_what_to_do(tmp_path, form):
    with pytest.raises(OutputError, match="Make its folder first"):
        export([record()], form, str(tmp_path / "missing" / "output"), Choices())


@pytest.mark.parametrize("form", ["json", "jsonl", "xlsx", "csv", "parquet"])
def test_a_full_disk_is_an_error_of_the_output(form):
    table = "notes" if form in ("csv", "parquet") else None
    with pytest.raises(OutputError, match="/dev/full: it cannot be written: No space left on device"):
        export([record()], form, "/dev/full", Choices(table=table))


@pytest.mark.parametrize("form", FORMATS)
def test_a_commitment_that_stands_twice_is_refused_where_ids_are_keys(tmp_path, form):
    if form in ("json", "jsonl"):
        export([record(), record()], form, str(tmp_path / "output"), Choices())
        return
    with pytest.raises(InputError, match="ZZ0001: this commitment is there twice"):
        export([record(), record()], form, str(tmp_path / "output"), Choices())
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("form", FOLDERS)
def test_a_folder_with_anything_else_in_it_is_never_replaced(tmp_path, form):
    (tmp_path / "thesis.txt").write_text("mine")
    with pytest.raises(OutputError, match=r"holds thesis.txt, which no such export wrote.*Name a new folder"):
        export([record()], form, str(tmp_path), Choices())
    assert content(tmp_path) == {"thesis.txt": b"mine"}


@pytest.mark.parametrize("form", FOLDERS)
def test_a_folder_is_not_put_in_the_place_of_a_file(tmp_path, form):
    (tmp_path / "notes").write_text("mine")
    with pytest.raises(OutputError, match="it is a file, and this output is a folder"):
        export([record()], form, str(tmp_path / "notes"), Choices())


@pytest.mark.parametrize("exchange", [True, False])
def test_a_folder_keeps_its_permissions_and_a_link_to_it_stays(tmp_path, exchange, monkeypatch):
    if not exchange:
        monkeypatch.setattr(folders, "_exchange", lambda *_: False)
    real, link = tmp_path / "real", tmp_path / "link"
    real.mkdir(mode=0o750)
    link.symlink_to(real)
    for number in range(2):
        with replaced_folder(str(link), lambda name: name == "file") as new:
            (new / "file").write_text(str(number))
    assert link.is_symlink()
    assert content(real) == {"file": b"1"}
    assert real.stat().st_mode & 0o777 == 0o750
    assert sorted(path.name for path in tmp_path.iterdir()) == ["link", "real"]


def test_an_old_folder_comes_back_when_the_new_one_cannot_take_its_place(tmp_path, monkeypatch):
    monkeypatch.setattr(folders, "_exchange", lambda *_: False)
    target = tmp_path / "target"
    target.mkdir()
    (target / "file").write_text("old")
    rename = Path.rename

    def failing(path, to):
        if path.suffix == ".part":
            raise PermissionError(13, "Permission denied")
        return rename(path, to)

    monkeypatch.setattr(Path, "rename", failing)
    with pytest.raises(OutputError, match="Permission denied"), replaced_folder(str(target), lambda _: True) as new:
        (new / "file").write_text("new")
    assert content(tmp_path / "target") == {"file": b"old"}
    assert list(tmp_path.iterdir()) == [target]


@pytest.mark.parametrize("form", ["sqlite", "xlsx", "csv", "parquet"])
@pytest.mark.parametrize("target", [None, "-", "/dev/stdout"])
def test_what_cannot_be_streamed_says_so(form, target):
    with pytest.raises(UsageError, match=r"cannot be streamed\. Name a (file|folder) with -o"):
        export([record()], form, target, Choices())


@pytest.mark.parametrize("name", ["milestones.csv", "x.parquet", "x.md"])
def test_a_folder_that_is_named_like_a_file_is_asked_about(tmp_path, name):
    form = {".csv": "csv", ".md": "markdown"}.get(Path(name).suffix, "parquet")
    with pytest.raises(UsageError, match="looks like a file"):
        export([record()], form, str(tmp_path / name), Choices())


@pytest.mark.parametrize(
    ("form", "choices", "message"),
    [
        ("xml", Choices(), "no format 'xml'.*The formats are json, jsonl, csv"),
        ("json", Choices(table="notes"), "--table is for csv and parquet, not for json"),
        ("parquet", Choices(excel=True), "--excel is for csv, not for parquet"),
        ("csv", Choices(compact=True), "--compact is for json and jsonl, not for csv"),
        ("csv", Choices(table="x"), "no table 'x'"),
    ],
)
def test_choices_that_do_not_fit_are_refused(form, choices, message):
    with pytest.raises(UsageError, match=message):
        export([record()], form, None, choices)


@pytest.mark.parametrize(
    ("form", "module", "extra"), [("parquet", "pyarrow", "parquet"), ("xlsx", "xlsxwriter", "excel")]
)
def test_a_missing_package_is_named_with_what_brings_it(tmp_path, monkeypatch, form, module, extra):
    for name in [name for name in sys.modules if name.partition(".")[0] == module]:
        monkeypatch.setitem(sys.modules, name, None)
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(MissingExtraError, match=rf"is not installed\. pip install 'ogpscrape\[{extra}\]' brings it"):
        export([record()], form, str(tmp_path / "output"), Choices())
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("form", ["json", "jsonl"])
@pytest.mark.parametrize("compact", [True, False])
def test_a_thousand_records_need_no_more_memory_than_ten(form, compact):
    def peak(count: int) -> int:
        records = (record(title=f"{number} {'x' * 10_000}") for number in range(count))
        tracemalloc.start()
        try:
            export(records, form, "/dev/null", Choices(compact=compact))
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    peak(1)  # what is loaded once
    # The smallest of three: threads of tests before this one may still end, and are measured, too.
    most = min(peak(1000) for _ in range(3))
    assert most < peak(10) + 1_000_000, "ten thousand characters of each of 1000 records would be 10,000,000"


def test_compact_json_is_one_record_a_line_without_blanks(tmp_path):
    export([record(), record(id="ZZ0002")], "json", str(tmp_path / "x"), Choices(compact=True))
    lines = (tmp_path / "x").read_text().splitlines()
    assert [line[:20] for line in lines] == ["[", '{"schema_version":2,', '{"schema_version":2,', "]"]
    assert [one["id"] for one in json.loads((tmp_path / "x").read_text())] == ["ZZ0001", "ZZ0002"]
