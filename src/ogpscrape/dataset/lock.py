"""One run at a time: a lock that the system releases when the process dies, however it dies."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ogpscrape.errors import BusyError, DatasetError

_FILE_NAME = ".lock"


@contextmanager
def only_run(folder: Path, *, wait: bool = False, create: bool = False) -> Iterator[None]:
    """Hold the lock of a dataset while the block lasts.

    Arguments:
        folder: the dataset's.
        wait: whether to wait for another run to end, however long.
        create: whether the folder is made when it is not there.

    Raises BusyError when another run holds it, DatasetError when the lock cannot be made.

    """
    from filelock import FileLock, Timeout

    lock = FileLock(folder / _FILE_NAME)
    try:
        if create:
            folder.mkdir(parents=True, exist_ok=True)
        elif not folder.is_dir():
            raise DatasetError("there is no such folder", where=str(folder))
        lock.acquire(timeout=-1 if wait else 0)
    except Timeout as error:
        raise BusyError(
            "another run is at work on this dataset", where=str(folder), hint="Wait for it, or give --wait"
        ) from error
    except OSError as error:
        raise DatasetError(
            f"it cannot be written: {error.strerror or error}", where=str(folder), hint="Check who may write there"
        ) from error
    try:
        yield
    finally:
        lock.release()
