"""A folder as output: replaced whole or not at all, and never one that holds anything of somebody else's."""

import ctypes
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from ogpscrape.errors import OutputError
from ogpscrape.writing.output import reported

_AT_FDCWD = -100
_RENAME_EXCHANGE = 2


@contextmanager
def replaced_folder(target: str, ours: Callable[[str], bool]) -> Iterator[Path]:
    """Give a new, empty folder to write in, which takes the place of `target` when the block ends without an error.

    It is beside its place until then. When the block raises, `target` stays as it was and nothing is left behind.
    On Linux the two change places in one step; elsewhere there is a moment in which neither is there.

    Arguments:
        target: the path of the folder; it may exist, empty or with an earlier output of the same kind.
        ours: tells by its name whether a file is of that kind. A folder that holds anything else is not replaced.

    Raises OutputError when it cannot be written, is a file, or holds what is not `ours`.

    """
    path = Path(os.path.realpath(target))
    beside = path.parent / f".ogpscrape-{os.urandom(4).hex()}.part"
    with reported(target):
        _check(path, target, ours)
        beside.mkdir()
        try:
            yield beside
            _flush(beside)
            _check(path, target, ours)
            _put_in_place(beside, path)
        finally:
            # What is here now is the old folder, or what the block had written when it raised.
            shutil.rmtree(beside, ignore_errors=True)


def _check(path: Path, target: str, ours: Callable[[str], bool]) -> None:
    if not path.exists():
        return
    if not path.is_dir():
        raise OutputError("it is a file, and this output is a folder", where=target, hint="Name a folder")
    for entry in sorted(path.iterdir()):
        if not (entry.is_file() and ours(entry.name)):
            raise OutputError(
                f"this folder holds {entry.name}, which no such export wrote, and would be replaced whole",
                where=target,
                hint="Name a new folder",
            )


def _flush(folder: Path) -> None:
    for entry in folder.iterdir():
        with entry.open("rb") as file:
            os.fsync(file.fileno())


def _put_in_place(new: Path, path: Path) -> None:
    if not path.exists():
        new.rename(path)
        return
    new.chmod(path.stat().st_mode & 0o7777)
    if _exchange(new, path):
        return
    old = new.with_suffix(".old")
    path.rename(old)
    try:
        new.rename(path)
    except BaseException:
        old.rename(path)
        raise
    shutil.rmtree(old, ignore_errors=True)


def _exchange(one: Path, other: Path) -> bool:
    """Let two folders change places in one step (renameat2(2)); return False where the system cannot do that."""
    if sys.platform != "linux":
        return False
    try:
        renameat2 = ctypes.CDLL(None, use_errno=True).renameat2
    except (OSError, AttributeError):  # a C library without it, such as an old musl
        return False
    return bool(renameat2(_AT_FDCWD, os.fsencode(one), _AT_FDCWD, os.fsencode(other), _RENAME_EXCHANGE) == 0)
