"""How a page is got. Knows nothing of records."""

from pathlib import Path
from typing import Protocol, runtime_checkable

from ogpscrape.errors import OgpscrapeError
from ogpscrape.identifiers import Selector
from ogpscrape.page import Page


class Source(Protocol):
    """Anything that can get the page of a commitment."""

    def get(self, selector: Selector) -> Page:
        """Return the page of the commitment that `selector` names.

        Raises an OgpscrapeError that says why it cannot be had.
        """
        ...


@runtime_checkable
class JudgedSource(Source, Protocol):
    """A source that wants to hear what its pages turned out to be, for it keeps the good ones."""

    @property
    def stopped(self) -> OgpscrapeError | None:
        """Why nothing more can be got in this run, or None."""
        ...

    def keep(self, page: Page) -> None:
        """Hear that a page is the commitment's that was asked for, and whole."""
        ...

    def refuse(self, page: Page, error: OgpscrapeError | None = None) -> None:
        """Hear that a page is broken, or is what `error` says."""
        ...


def open_source(name: str) -> Source:
    """Return the source that `--from` names.

    Arguments:
        name: `samples` for the pages that come with ogpscrape, else the path of a folder of saved pages.

    Raises UsageError when there is no such folder, InputError when it cannot be read.

    """
    if name == "samples":
        from ogpscrape.sources.samples import open_samples

        return open_samples()
    from ogpscrape.sources.files import FolderSource

    return FolderSource(Path(name))
