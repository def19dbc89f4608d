"""What can be chosen about the live site, in one place and in plain types."""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from ogpscrape import PROJECT_ADDRESS, __version__
from ogpscrape.errors import ConfigurationError
from ogpscrape.identifiers import SITE
from ogpscrape.sources.rate import Rate

if TYPE_CHECKING:
    from ogpscrape.sources.warc_writing import WarcWriter

ONE_A_SECOND = Rate(1.0, "1/s")


class Caching(StrEnum):
    """What the page cache is used for."""

    USE = "use"
    #: Ask in any case, and keep what comes.
    REFRESH = "refresh"
    #: Ask nothing: what is kept is all there is.
    OFFLINE = "offline"
    #: Neither read nor write.
    OFF = "off"


@dataclass(frozen=True)
class LiveOptions:
    """How the live site is asked. All times are in seconds.

    Attributes:
        cache_folder: where the page cache is.
        state_folder: where the processes of one user agree on the rate.
        url: the site, or the mirror to ask in its place; then only that host is asked.
        member: the slug for IDs whose prefix nobody knows.
        rate: the limit for everything that leaves the machine.
        timeout: the longest silence: for a connection, and between two pieces of an answer.
        deadline: the longest time on the network for one page, all its tries together, waits not counted.
        retries: how often a page is asked for again.
        retry_wait: the first wait before asking again; each further one is twice as long.
        max_age: how long a kept page is used without asking the site.
        caching: what the page cache is used for.
        contact: an address at which the site's people can reach whoever runs this.
        save_warc: the WARC file to which everything is added that is asked and answered, or None.

    """

    cache_folder: Path
    state_folder: Path
    url: str = SITE
    member: str | None = None
    rate: Rate = ONE_A_SECOND
    timeout: float = 30.0
    deadline: float = 120.0
    retries: int = 4
    retry_wait: float = 1.0
    max_age: float = 86_400.0
    caching: Caching = Caching.USE
    contact: str | None = None
    save_warc: Path | None = None

    def warc_writer(self) -> "WarcWriter | None":
        """Return what writes `save_warc`, if it is set.

        Raises OutputError when it cannot be written, MissingExtraError without FastWARC.
        """
        if self.save_warc is None:
            return None
        from ogpscrape.sources.warc_writing import WarcWriter

        return WarcWriter(self.save_warc)


def user_agent(contact: str | None) -> str:
    """Return what this program calls itself, with the address at which whoever runs it can be reached.

    Raises ConfigurationError when `contact` cannot be in a header.
    """
    if contact is not None and not (contact.isascii() and contact.isprintable() and not set(contact) & set("()\\")):
        raise ConfigurationError(f"{contact[:80]!r} cannot be a contact", hint="It reads like you@example.org")
    return f"ogpscrape/{__version__} (+{PROJECT_ADDRESS}{f'; {contact}' if contact else ''})"
