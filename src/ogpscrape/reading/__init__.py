"""How a page is read. Never touches the network or the disk."""

from pathlib import Path
from typing import TYPE_CHECKING

from ogpscrape.page import Page
from ogpscrape.reading.limit import limited
from ogpscrape.reading.record import read_page

if TYPE_CHECKING:
    from ogpscrape.commitment import Commitment


def parse(source: str | bytes | Path | Page, *, provenance: bool = False) -> "Commitment":
    """Return the record of a commitment page: its HTML or text, its bytes, a saved file, or a Page.

    A string of one short line without `<` is the path of a file, anything else the page itself. Only for a path is
    a file read; beyond that the function is pure, deterministic and safe to use in threads and processes.

    Raises OgpscrapeError: see `parse_page`; InputError when a file cannot be read.
    """
    return parse_page(_page(source), provenance=provenance)


def parse_page(page: Page, *, provenance: bool = False) -> "Commitment":
    """Return the record of a page, within the time limit for one.

    Raises what `ogpscrape.reading.record.read_page` raises, and ChangedError when reading takes too long.
    """
    with limited(page.name):
        return read_page(page, provenance=provenance)


def _page(source: str | bytes | Path | Page) -> Page:
    if isinstance(source, Page):
        return source
    if isinstance(source, bytes):
        return Page(body=source)
    if isinstance(source, str) and ("\n" in source or "<" in source or len(source) > 1_000):
        return Page(body=source.encode("utf-8", "surrogatepass"))
    from ogpscrape.sources.files import read_file

    return read_file(Path(source))
