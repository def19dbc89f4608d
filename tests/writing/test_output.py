import os
import stat
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from ogpscrape.errors import OutputError
from ogpscrape.writing.output import opened


def write(target: Path | str, content: bytes = b"new") -> None:
    with opened(str(target)) as out:
        out.write(content)


def test_a_file_is_there_whole_when_the_block_ends(tmp_path):
    target = tmp_path / "records.json"
    target.write_bytes(b"old")
    with opened(str(target)) as out:
        out.write(b"new")
        out.flush()
        assert target.read_bytes() == b"old"
    assert target.read_bytes() == b"new"
    assert list(tmp_path.iterdir()) == [target]


@pytest.mark.parametrize("failure", [ValueError, KeyboardInterrupt, SystemExit])
def test_a_failure_leaves_the_old_file_and_nothing_else(tmp_path, failure):
    target = tmp_path / "records.json"
    target.write_bytes(b"old")

    def break_off():
        with opened(str(target)) as out:
            out.write(b"half")
            raise failure

    with pytest.raises(failure):
        break_off()
    assert target.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [target]


def test_a_new_file_has_the_permissions_that_the_umask_leaves(tmp_path):
    before = os.umask(0o027)
    try:
        write(tmp_path / "new")
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "new").stat().st_mode) == 0o640


def test_an_existing_file_keeps_its_permissions(tmp_path):
    target = tmp_path / "records.json"
    target.touch()
    target.chmod(0o604)
    write(target)
    assert stat.S_IMODE(target.stat().st_mode) == 0o604


def test_a_symbolic_link_stays_one(tmp_path):
    (tmp_path / "elsewhere").mkdir()
    real = tmp_path / "elsewhere" / "real.json"
    link = tmp_path / "link.json"
    link.symlink_to(real)
    write(link)
    assert link.is_symlink()
    assert real.read_bytes() == b"new"
    assert list((tmp_path / "elsewhere").iterdir()) == [real]


def test_a_name_as_long_as_names_can_be(tmp_path):
    target = tmp_path / ("n" * 255)
    write(target)
    assert target.read_bytes() == b"new"


def test_a_folder_is_no_file(tmp_path):
    with pytest.raises(OutputError, match="it is a folder"):
        write(tmp_path)


def test_a_missing_folder_is_named_with_what_to_do(tmp_path):
    with pytest.raises(OutputError, match=r"No such file or directory\. Make its folder first"):
        write(tmp_path / "missing" / "records.json")


def test_a_device_is_written_to_and_never_replaced():
    write("/dev/null")
    assert stat.S_ISCHR(Path("/dev/null").stat().st_mode)


def test_a_full_device_is_an_error():
    with pytest.raises(OutputError, match="No space left"):
        write("/dev/full")


def test_a_named_pipe_is_written_to(tmp_path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    got = []
    reader = threading.Thread(target=lambda: got.append(pipe.read_bytes()))
    reader.start()
    write(pipe)
    reader.join(timeout=10)
    assert got == [b"new"]
    assert stat.S_ISFIFO(pipe.stat().st_mode)


@pytest.mark.parametrize("name", [None, "-", "/dev/stdout"])
def test_standard_output_is_appended_to_and_not_cut_off(tmp_path, name):
    target = tmp_path / "log"
    target.write_bytes(b"old\n")
    code = f"from ogpscrape.writing.output import opened\nwith opened({name!r}) as out: out.write(b'new\\n')"
    with target.open("ab") as out:
        subprocess.run([sys.executable, "-c", code], stdout=out, check=True)
    assert target.read_bytes() == b"old\nnew\n"
    assert list(tmp_path.iterdir()) == [target]


def test_another_descriptor_is_appended_to_and_not_cut_off(tmp_path):
    target = tmp_path / "log"
    target.write_bytes(b"old\n")
    with target.open("ab") as out:
        write(f"/dev/fd/{out.fileno()}", b"new\n")
    assert target.read_bytes() == b"old\nnew\n"
    assert list(tmp_path.iterdir()) == [target]
