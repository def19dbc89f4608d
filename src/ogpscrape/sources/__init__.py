"""How a page is got. Knows nothing of records."""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from pathlib import Path

from ogpscrape.errors import OgpscrapeError
from ogpscrape.identifiers import Selector
from ogpscrape.page import Page

#: The archives that pages can come from, and all that has a name to give with `--from`.
ARCHIVES = ("wayback", "commoncrawl")
SOURCES = ("live", *ARCHIVES, "samples")


@dataclass(frozen=True)
class Answer:
    """What a source has to say of one commitment: its page, and how to ask whether that changed.

    Attributes:
        page: the page. When the site said that it is as it was, the very one that the asker held.
        etag: the validators that came with it, as the site wrote them, each byte as the character of its number; they
            are only ever sent back. None where there are none.
        last_modified: see `etag`.
        not_modified: whether the site said that the page is as the asker holds it.
        may_be_kept: whether the site lets the body be kept in a cache.
        asked: whether the site was asked; what comes from a cache or a folder says nothing about the site's mood.

    """

    page: Page
    etag: str | None = None
    last_modified: str | None = None
    not_modified: bool = False
    may_be_kept: bool = True
    asked: bool = False


class Source(ABC):
    """Anything that can get the page of a commitment."""

    @property
    def stopped(self) -> OgpscrapeError | None:
        """Why nothing more can be got in this run, or None."""
        return None

    @abstractmethod
    def get(self, selector: Selector, held: Answer | None = None) -> Answer:
        """Return the page of the commitment that `selector` names.

        Arguments:
            selector: the commitment.
            held: what the asker has of that page, from an earlier answer; a source that can asks only whether it
                changed, and says `not_modified` if it did not.

        Raises an OgpscrapeError that says why the page cannot be had, and nothing else.

        """

    def judge(self, answer: Answer, error: OgpscrapeError | None = None) -> None:  # noqa: B027 - most need not know
        """Hear what an answer turned out to be: the whole page of that commitment, or what `error` says."""


class FindingSource(Source):
    """A source that knows by itself which commitments a member has, as archives do."""

    @abstractmethod
    def find(self, slug: str | None) -> list[Selector]:
        """Return the commitments of a member, by its part of the address, or of all when it is None."""


def open_source(name: str) -> Source:
    """Return the source that `--from` names.

    Arguments:
        name: `samples` for the pages that come with ogpscrape, else the path of a folder of saved pages.

    Raises InputError when there is no such folder, or it cannot be read.

    """
    if name == "samples":
        from ogpscrape.sources.samples import open_samples

        return open_samples()
    from ogpscrape.sources.files import FolderSource

    return FolderSource(Path(name))
