"""A page as it was got: the bytes, the address, the time. All that reading needs, and all that is kept."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from hashlib import sha256
from typing import TYPE_CHECKING, Literal

from ogpscrape.decoding import Decoded, decode
from ogpscrape.errors import TooLargeError

if TYPE_CHECKING:
    from bs4 import BeautifulSoup

Via = Literal["live", "samples", "file", "warc", "wayback", "commoncrawl"]

#: The largest body that is read, in bytes. A real page is 75 to 300 KB.
SIZE_LIMIT = 5_000_000


@dataclass(frozen=True)
class Page:
    """The body of one page and where it came from. It is never changed after it was got.

    Attributes:
        body: the bytes as got, after the content encoding (gzip, br, zstd) is undone.
        name: what messages call it: the address or the file's path.
        url: the address asked for, or None for a file.
        final_url: the address that answered, after redirects, or None for a file.
        retrieved_at: when it was got from the site (UTC); None when nobody knows, as for a file.
        status: the HTTP status, or None for a file.
        media_type: as the server said it (`text/html`), or None.
        charset: the `charset` parameter of the content type, or None.
        via: the kind of source.
        archive_url: the address of the capture that a person can open, when an archive has it; else None.

    """

    body: bytes
    name: str = "<page>"
    url: str | None = None
    final_url: str | None = None
    retrieved_at: datetime | None = None
    status: int | None = None
    media_type: str | None = None
    charset: str | None = None
    via: Via = "file"
    archive_url: str | None = None

    @cached_property
    def sha256(self) -> str:
        """The SHA-256 of the body, in hexadecimal."""
        return sha256(self.body).hexdigest()

    def decode(self) -> Decoded:
        """Return the body as text, with what was odd about its bytes.

        Raises TooLargeError above `SIZE_LIMIT` bytes, EmptyInputError when there is nothing but white space,
        BinaryInputError for what is not text.
        """
        if len(self.body) > SIZE_LIMIT:
            raise TooLargeError(
                f"{len(self.body):,} bytes, more than the limit of {SIZE_LIMIT:,}",
                where=self.name,
                hint="A commitment page has 75 to 300 KB; is this the right file?",
            )
        return decode(self.body, self.charset, self.name)

    @cached_property
    def text(self) -> str:
        """The body as text, its encoding decided as the reader decides it. Raises what `decode` raises."""
        return self.decode().text

    @property
    def soup(self) -> "BeautifulSoup":
        """The page as a BeautifulSoup tree, for those who want to look for themselves."""
        from bs4 import BeautifulSoup

        return BeautifulSoup(self.text, "lxml")
