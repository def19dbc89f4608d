"""`pages/`: every body as got, once, under the SHA-256 of its bytes.

The files are gzip (RFC 1952), so that `zcat` shows them. The header of each holds, where the format has a place for it,
the time of the first retrieval, the commitment's name (FNAME) and the address with what the server said of the body
(FCOMMENT): with these alone the database can be built again.
"""

import gzip
import os
import struct
import zlib
from datetime import UTC, datetime
from hashlib import sha256
from io import BytesIO
from pathlib import Path

from ogpscrape.page import SIZE_LIMIT, Page

_SUFFIX = ".gz"
_BESIDE = ".new-"
_LEVEL = 6
#: Flags of the gzip header (RFC 1952, section 2.3.1).
_FNAME, _FCOMMENT = 8, 16


class Bodies:
    """The folder of bodies."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def store(self, page: Page, commitment_id: str) -> None:
        """Keep the body of a page, unless it is there already and whole. It lasts when this returns.

        Raises OSError when it cannot be written; then nothing is left.
        """
        file = self._file(page.sha256)
        if _read(file) is not None:
            return
        file.parent.mkdir(parents=True, exist_ok=True)
        beside = file.with_name(f"{_BESIDE}{page.sha256}")
        try:
            with beside.open("wb") as out:
                out.write(_packed(page, commitment_id))
                out.flush()
                os.fsync(out.fileno())
            beside.replace(file)
            _flush_folder(file.parent)
        except BaseException:
            beside.unlink(missing_ok=True)
            raise

    def load(self, digest: str) -> bytes | None:
        """Return a body, or None when its file is missing or damaged."""
        found = _read(self._file(digest))
        return found[1] if found else None

    def files(self) -> list[Path]:
        """Return every body's file, those first that were got first."""
        found = self.folder.glob(f"*/*{_SUFFIX}") if self.folder.is_dir() else ()
        return [file for _, _, file in sorted((_time_of(file), file.stat().st_mtime_ns, file) for file in found)]

    def page(self, file: Path) -> tuple[str, Page] | None:
        """Read the commitment's name and the page from a file; None when it is damaged, or not what its name says."""
        found = _read(file)
        if found is None:
            return None
        data, body = found
        words = data[10:4096].split(b"\0")
        name, comment = (words[0], words[1]) if data[3] == _FNAME | _FCOMMENT and len(words) > 2 else (b"", b"")
        url, final_url, status, media_type, charset = (comment.decode("latin-1").split("\t") + [""] * 5)[:5]
        seconds = _time_of(file)
        return name.decode("latin-1").removesuffix(".html"), Page(
            body=body,
            name=url or str(file),
            url=url or None,
            final_url=final_url or None,
            retrieved_at=datetime.fromtimestamp(seconds, UTC) if seconds else None,
            status=int(status) if status.isdigit() else None,
            media_type=media_type or None,
            charset=charset or None,
            via="live",
        )

    def clean(self) -> None:
        """Remove what a run left behind that was killed while it wrote."""
        for file in self.folder.glob(f"*/{_BESIDE}*"):
            file.unlink(missing_ok=True)

    def _file(self, digest: str) -> Path:
        return self.folder / digest[:2] / f"{digest}{_SUFFIX}"


def _packed(page: Page, commitment_id: str) -> bytes:
    seconds = int(page.retrieved_at.timestamp()) if page.retrieved_at else 0
    said = [page.url, page.final_url, str(page.status or ""), page.media_type, page.charset]
    comment = "\t".join((text or "").replace("\t", " ").replace("\0", "") for text in said)
    compress = zlib.compressobj(_LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS)
    return b"".join(
        (
            struct.pack("<4BLBB", 0x1F, 0x8B, 8, _FNAME | _FCOMMENT, seconds, 0, 255),
            f"{commitment_id}.html\0{comment}\0".encode("latin-1", "replace"),
            compress.compress(page.body),
            compress.flush(),
            struct.pack("<LL", zlib.crc32(page.body), len(page.body) & 0xFFFFFFFF),
        )
    )


def _flush_folder(folder: Path) -> None:
    """Make a new name last a power cut, where the system can do that for a folder (not on Windows)."""
    if os.name == "posix":
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _read(file: Path) -> tuple[bytes, bytes] | None:
    """Return a file and the body in it."""
    try:
        data = file.read_bytes()
        with gzip.GzipFile(fileobj=BytesIO(data)) as packed:
            body = packed.read(SIZE_LIMIT + 1)
    except (OSError, EOFError, zlib.error):
        return None
    return (data, body) if sha256(body).hexdigest() == file.name.removesuffix(_SUFFIX) else None


def _time_of(file: Path) -> int:
    """Return the time in a gzip header, in seconds since 1970; 0 when there is none."""
    with file.open("rb") as stream:
        head = stream.read(8)
    return int(struct.unpack("<L", head[4:8])[0]) if len(head) == 8 else 0
