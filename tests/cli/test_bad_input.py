"""Input that is not a page: one line on standard error names file and reason, and the others are still done."""

import json
import os
import re
from pathlib import Path

import pytest

from ogpscrape.errors import ExitCode
from ogpscrape.page import SIZE_LIMIT
from tests.cli.running import KOREA, TEXT, ogpscrape

HTML = KOREA.read_bytes()

BAD = {
    "empty": (b"", ExitCode.INPUT),
    "white space": (b" \r\n\t\n", ExitCode.INPUT),
    "pdf": (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj", ExitCode.INPUT),
    "png": (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", ExitCode.INPUT),
    "gzip": (b"\x1f\x8b\x08\0\0\0\0\0\0\x03\x4b\x4c\x04\0", ExitCode.INPUT),
    "another site": (b"<html><title>Cats</title><h1>All about cats</h1><p>They purr.", ExitCode.NOT_A_COMMITMENT),
    "nested": (b"<div>" * 100_000 + b"hello", ExitCode.NOT_A_COMMITMENT),
    "comment": (b"<html><!-- " + b"never closed " * 1000, None),
    "random": (bytes(range(256)) * 40, ExitCode.INPUT),
}


@pytest.mark.parametrize("kind", BAD)
def test_one_line_names_the_file_and_its_reason(tmp_path, kind):
    content, code = BAD[kind]
    page = tmp_path / "bad.html"
    page.write_bytes(content)
    done = ogpscrape("parse", page)
    assert done.stdout == b""
    assert re.fullmatch(rf"ogpscrape: [a-z ]+: {re.escape(str(page))}: [^\n]+\n", done.stderr), done.stderr
    assert done.returncode == code if code else done.returncode in (ExitCode.INPUT, ExitCode.NOT_A_COMMITMENT)


def test_a_bad_page_among_good_ones(tmp_path):
    page = tmp_path / "empty.html"
    page.touch()
    done = ogpscrape("parse", KOREA, page, TEXT)
    assert done.returncode == ExitCode.SOME_FAILED
    assert [record["id"] for record in json.loads(done.stdout)] == ["KR0017", "ZZ0005"]
    assert done.stderr.count("\n") == 1


def test_all_fail_for_one_reason_or_for_several(tmp_path):
    empty, cats = tmp_path / "empty.html", tmp_path / "cats.html"
    empty.touch()
    cats.write_bytes(BAD["another site"][0])
    same = ogpscrape("parse", empty, tmp_path / "missing.html")
    assert (same.returncode, same.stdout) == (ExitCode.INPUT, b"")
    assert ogpscrape("parse", empty, cats).returncode == ExitCode.NOTHING_SUCCEEDED


def test_an_empty_folder_among_pages(tmp_path):
    (tmp_path / "empty").mkdir()
    done = ogpscrape("parse", TEXT, tmp_path / "empty", KOREA)
    assert done.returncode == ExitCode.SOME_FAILED
    assert [record["id"] for record in json.loads(done.stdout)] == ["ZZ0005", "KR0017"]
    assert (
        done.stderr
        == f"ogpscrape: bad input: {tmp_path}/empty: no page in this folder: no .html, .htm, .txt below it\n"
    )


def test_a_file_that_vanished(tmp_path):
    done = ogpscrape("parse", tmp_path / "gone.html")
    assert done.returncode == ExitCode.INPUT
    assert done.stderr == f"ogpscrape: bad input: {tmp_path}/gone.html: there is no such file or folder\n"


def test_a_broken_link_in_a_folder_is_named(tmp_path):
    (tmp_path / "a.html").symlink_to(tmp_path / "gone")
    (tmp_path / "b.html").write_bytes(HTML)
    (tmp_path / "c.html").symlink_to(tmp_path / "c.html")
    done = ogpscrape("parse", tmp_path)
    assert done.returncode == ExitCode.SOME_FAILED
    assert f"{tmp_path}/a.html: there is no such file or folder" in done.stderr
    assert f"{tmp_path}/c.html: cannot be read: too many levels of symbolic links" in done.stderr


def test_pipes_in_a_folder_are_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "a.html")
    (tmp_path / "b.html").write_bytes(HTML)
    assert len(json.loads(ogpscrape("parse", tmp_path).stdout)) == 1


def test_a_file_that_cannot_be_read():
    # As root every permission is granted; the memory of a process at address 0 is an error for root too.
    done = ogpscrape("parse", "/proc/self/mem")
    assert done.returncode == ExitCode.INPUT
    assert "/proc/self/mem: cannot be read: input/output error" in done.stderr


def test_a_100_mb_file_is_refused_without_reading_it(tmp_path):
    huge = tmp_path / "huge.html"
    huge.touch()
    os.truncate(huge, 100_000_000)
    done = ogpscrape("parse", huge)
    assert done.returncode == ExitCode.INPUT
    assert f"100,000,000 bytes, and the limit is {SIZE_LIMIT:,}" in done.stderr


def test_an_endless_stream_is_refused_at_the_limit():
    done = ogpscrape("parse", "/dev/zero")
    assert done.returncode == ExitCode.INPUT
    assert f"/dev/zero: more than {SIZE_LIMIT:,} bytes" in done.stderr


def test_an_endless_standard_input_is_refused_at_the_limit():
    done = ogpscrape("parse", "-", stdin=b"<p>" * (SIZE_LIMIT // 3 + 1))
    assert done.returncode == ExitCode.INPUT
    assert f"standard input: more than {SIZE_LIMIT:,} bytes" in done.stderr


def test_nul_bytes_are_no_obstacle_and_are_named(tmp_path):
    page = tmp_path / "nul.html"
    page.write_bytes(HTML.replace(b"Action Plan", b"Ac\0tion Plan"))
    record = json.loads(ogpscrape("parse", page).stdout)
    assert record["id"] == "KR0017"
    assert "invisible_characters" in [warning["code"] for warning in record["warnings"]]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig"])
def test_other_encodings_with_a_byte_order_mark(tmp_path, encoding):
    page = tmp_path / "page.html"
    page.write_bytes(HTML.decode("utf-8").encode(encoding))
    expected = json.loads(ogpscrape("parse", KOREA).stdout)
    record = json.loads(ogpscrape("parse", page).stdout)
    assert record["title"] == expected["title"]
    assert record["notes"] == expected["notes"]


def test_a_name_with_control_characters_does_not_command_the_terminal(tmp_path):
    page = tmp_path / "a\x1b[31m\nb.html"
    page.touch()
    done = ogpscrape("parse", page)
    assert "\x1b" not in done.stderr
    assert r"a\x1b[31m b.html" in done.stderr
    assert done.stderr.count("\n") == 1


def test_a_name_that_is_no_utf_8(tmp_path):
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xff.html")).touch()
    done = ogpscrape("parse", tmp_path)
    assert done.returncode == ExitCode.INPUT
    assert r"\udcff.html" in done.stderr
