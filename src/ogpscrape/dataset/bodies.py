"""`pages/`: every body as got, once, under the SHA-256 of its bytes; and the journal of the order in which they came.

The files are gzip (RFC 1952), so that `zcat` shows them. The header of each holds, where the format has a place for it,
the time of the first retrieval, the commitment's name (FNAME) and the address with what the server said of the body
(FCOMMENT). `journal.jsonl` has a line for every page that was got and for the end of every run: with these two alone
the database can be built again. Whatever is in a file's place, a body is read within the size limit or counts as
damaged.
"""

import json
import os
import stat
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from ogpscrape.dataset.database import JOURNAL_NAME, moment_of
from ogpscrape.page import SIZE_LIMIT, Page
from ogpscrape.writing.output import flush_folder

_SUFFIX = ".gz"
_BESIDE = ".new-"
_LEVEL = 6
#: Flags of the gzip header (RFC 1952, section 2.3.1).
_FNAME, _FCOMMENT = 8, 16
#: What the journal has of a page, but for its validators, which later answers change in the database.
WRITTEN_DOWN = (
    *("commitment_id", "sha256", "url", "final_url", "retrieved_at"),
    *("status", "media_type", "charset", "via", "archive_url"),
)
#: The largest file of a body: one that cannot be compressed, with its header.
_FILE_LIMIT = SIZE_LIMIT + SIZE_LIMIT // 100 + 65_536


@dataclass(frozen=True)
class Stored:
    """A file of a body as its header tells of it: whose page it is, and the page."""

    commitment_id: str
    page: Page


class Bodies:
    """The folder of bodies."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.journal = folder / JOURNAL_NAME

    def store(self, page: Page, commitment_id: str) -> None:
        """Keep the body of a page, unless it is there already and whole. It lasts when this returns.

        Raises OSError when it cannot be written; then nothing is left.
        """
        file = self.file(page.sha256)
        if self.load(page.sha256) is not None:
            return
        file.parent.mkdir(parents=True, exist_ok=True)
        if file.is_dir() and not file.is_symlink():
            file.rename(file.with_name(f"{file.name}.aside-{os.getpid()}"))
        beside = file.with_name(f"{_BESIDE}{page.sha256}")
        try:
            with beside.open("wb") as out:
                out.write(_packed(page, commitment_id))
                out.flush()
                os.fsync(out.fileno())
            beside.replace(file)
            flush_folder(file.parent)
        except BaseException:
            beside.unlink(missing_ok=True)
            raise

    def load(self, digest: str) -> bytes | None:
        """Return a body, or None when its file is missing, is none, or does not hold what its name says."""
        data = _regular(self.file(digest))
        body = _unpacked(data) if data is not None else None
        return body if body is not None and sha256(body).hexdigest() == digest else None

    def files(self) -> list[Path]:
        """Return whatever is in the place of a body, in the order of the names."""
        return sorted(self.folder.glob(f"*/*{_SUFFIX}")) if self.folder.is_dir() else []

    def stored(self, file: Path) -> Stored | None:
        """Read a body and what its header tells; None when it is damaged, or not what its name says."""
        body = self.load(file.name.removesuffix(_SUFFIX))
        data = _regular(file) or b""
        if body is None:
            return None
        words = data[10:8192].split(b"\0")
        name, comment = (words[0], words[1]) if data[3] == _FNAME | _FCOMMENT and len(words) > 2 else (b"", b"")
        url, final_url, status, media_type, charset = (comment.decode("latin-1").split("\t") + [""] * 5)[:5]
        seconds = int(struct.unpack("<L", data[4:8])[0])
        page = Page(
            body=body,
            name=url or str(file),
            url=url or None,
            final_url=final_url or None,
            retrieved_at=datetime.fromtimestamp(seconds, UTC) if seconds else None,
            status=int(status) if status.isascii() and status.isdigit() else None,
            media_type=media_type or None,
            charset=charset or None,
            via="live",
        )
        return Stored(name.decode("latin-1").removesuffix(".html"), page)

    def write_down(self, entry: dict[str, Any]) -> None:
        """Append a line to the journal. It lasts when this returns. Raises OSError."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with self.journal.open("ab") as out:
            # A line that a power cut left half-written must not swallow this one.
            cut = out.tell() > 0 and not self._ends_with_a_line()
            out.write(b"\n" * cut + json.dumps(entry, ensure_ascii=True).encode() + b"\n")
            out.flush()
            os.fsync(out.fileno())

    def journaled(self) -> Iterator[dict[str, Any]]:
        """Read the journal; lines that make no sense are left out."""
        if not self.journal.is_file():
            return
        with self.journal.open("rb") as lines:
            for line in lines:
                try:
                    entry = json.loads(line)
                except ValueError:
                    continue
                if isinstance(entry, dict):
                    yield entry

    def clean(self) -> None:
        """Remove what a run left behind that was killed while it wrote."""
        for file in self.folder.glob(f"*/{_BESIDE}*"):
            if file.is_file() or file.is_symlink():
                file.unlink(missing_ok=True)

    def file(self, digest: str) -> Path:
        """Return where a body is kept."""
        return self.folder / digest[:2] / f"{digest}{_SUFFIX}"

    def _ends_with_a_line(self) -> bool:
        with self.journal.open("rb") as file:
            file.seek(-1, os.SEEK_END)
            return file.read(1) == b"\n"


def page_of(bodies: Bodies, row: Any) -> Page | None:
    """Make the page of a row of `fetches`, or None when its body is lost."""
    body = bodies.load(row["sha256"])
    return None if body is None else page_with(body, row)


def page_with(body: bytes, said: Any) -> Page:
    """Make a page of its body and of what a row of `fetches`, or a line of the journal, says of it."""
    return Page(
        body=body,
        name=said["url"] or said["sha256"],
        url=said["url"],
        final_url=said["final_url"],
        retrieved_at=moment_of(said["retrieved_at"]) if said["retrieved_at"] else None,
        status=said["status"],
        media_type=said["media_type"],
        charset=said["charset"],
        via=said["via"],
        archive_url=said["archive_url"],
    )


def _packed(page: Page, commitment_id: str) -> bytes:
    seconds = int(page.retrieved_at.timestamp()) if page.retrieved_at else 0
    said = [page.url, page.final_url, str(page.status or ""), page.media_type, page.charset]
    comment = "\t".join((text or "").replace("\t", " ").replace("\0", "")[:1000] for text in said)
    compress = zlib.compressobj(_LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS)
    return b"".join(
        (
            struct.pack("<4BLBB", 0x1F, 0x8B, 8, _FNAME | _FCOMMENT, max(0, seconds), 0, 255),
            f"{commitment_id}.html\0{comment}\0".encode("latin-1", "replace"),
            compress.compress(page.body),
            compress.flush(),
            struct.pack("<LL", zlib.crc32(page.body), len(page.body) & 0xFFFFFFFF),
        )
    )


def _regular(file: Path) -> bytes | None:
    """Return what is in a regular file within the limit; None for a folder, a device, a pipe, or nothing."""
    try:
        # Not to wait for the other end of a pipe that somebody put there.
        descriptor = os.open(file, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    except OSError:
        return None
    try:
        about = os.fstat(descriptor)
        if not stat.S_ISREG(about.st_mode) or about.st_size > _FILE_LIMIT:
            return None
        with os.fdopen(os.dup(descriptor), "rb") as stream:
            return stream.read(_FILE_LIMIT + 1)
    except OSError:
        return None
    finally:
        os.close(descriptor)


def _unpacked(data: bytes) -> bytes | None:
    """Undo gzip within the size limit; None when it is damaged, breaks off or holds more."""
    unpack = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)
    try:
        body = unpack.decompress(data, SIZE_LIMIT + 1)
    except zlib.error:
        return None
    return body if unpack.eof and not unpack.unused_data and len(body) <= SIZE_LIMIT else None
