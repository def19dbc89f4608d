"""Where output goes: standard output, or a file that is replaced whole or not at all."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from ogpscrape.errors import OutputError

#: Names of standard output itself. Opening one of these anew would cut off what a shell appends to.
_STANDARD_OUTPUT = frozenset({"-", "/dev/stdout", "/dev/fd/1", "/proc/self/fd/1"})


@contextmanager
def opened(target: str | None) -> Iterator[BinaryIO]:
    """Open where output goes, for bytes.

    A regular file is written beside its place, flushed to the disk and renamed when the block ends without an error:
    whoever reads the file sees the old one or the new one, never a part. When the block raises, the file stays as it
    was and nothing is left behind. An existing file keeps its permissions, and a symbolic link stays one. Pipes and
    devices (`/dev/null`, `/dev/fd/3`) are written to directly.

    Arguments:
        target: a path; None or `-` is standard output.

    Raises OutputError when it cannot be opened or written. BrokenPipeError passes: the reader of a pipe may leave.

    """
    if is_standard_output(target):
        yield from _standard_output()
        return
    assert target is not None  # noqa: S101 - for the type checker: None is standard output
    # A link's own place must not be taken by the file: the link's target is what is replaced.
    path = Path(os.path.realpath(target))
    with reported(target):
        if _is_special(target, path):
            with path.open("ab") as out:
                yield out
        else:
            yield from _replacing(path)


@contextmanager
def reported(where: str) -> Iterator[None]:
    """Say what the system has against an output at `where` as an OutputError; a pipe's reader may leave."""
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        raise OutputError(_reason(error), where=where, hint=_hint(error)) from error


def is_standard_output(target: str | None) -> bool:
    """Tell whether `target` names standard output."""
    return target is None or target in _STANDARD_OUTPUT


def _standard_output() -> Iterator[BinaryIO]:
    if sys.stdout is None:
        raise OutputError("it is closed", where="standard output", hint="Name a file with -o")
    with reported("standard output"):
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()


def _is_special(target: str, path: Path) -> bool:
    return target.startswith(("/dev/", "/proc/")) or (path.exists() and not path.is_file() and not path.is_dir())


def _replacing(path: Path) -> Iterator[BinaryIO]:
    if path.is_dir():
        raise OutputError("it is a folder", where=str(path), hint="Name a file in it")
    # The name is short, for the final one may be as long as the file system allows.
    beside = path.with_name(f".ogpscrape-{os.urandom(4).hex()}.part")
    # Opened by hand, for its permissions are then those that the umask leaves; tempfile's would be the owner's alone.
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o666)
    try:
        with os.fdopen(descriptor, "wb") as out:
            with suppress(FileNotFoundError):
                beside.chmod(path.stat().st_mode & 0o7777)
            yield out
            out.flush()
            os.fsync(out.fileno())
        beside.replace(path)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
    flush_folder(path.parent)


def flush_folder(folder: Path) -> None:
    """Make a new name last a power cut, where the system can do that for a folder (not on Windows)."""
    if os.name == "posix":
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _reason(error: OSError) -> str:
    return f"it cannot be written: {error.strerror or error}"


def _hint(error: OSError) -> str | None:
    if isinstance(error, FileNotFoundError):
        return "Make its folder first"
    if isinstance(error, PermissionError):
        return "Name a place that you may write to"
    return None
