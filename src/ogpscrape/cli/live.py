"""The live site as a command's options and the configuration say."""

from contextlib import AbstractContextManager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from ogpscrape.errors import UsageError
from ogpscrape.sources import ARCHIVES

if TYPE_CHECKING:
    from datetime import date

    from ogpscrape.configuration import Configuration
    from ogpscrape.sources.archive import ArchiveSource
    from ogpscrape.sources.live import LiveSource
    from ogpscrape.sources.options import Caching, LiveOptions

#: What is said of archives alone.
_OF_ARCHIVES = ("at", "crawl")


class SiteOptions(NamedTuple):
    """What was said about the live site, or an archive of it, on the command line; None and False are "not said"."""

    url: str | None = None
    member: str | None = None
    rate: str | None = None
    max_age: str | None = None
    refresh: bool = False
    offline: bool = False
    at: str | None = None
    crawl: str | None = None
    save_warc: Path | None = None

    def refuse(self, source: str, *, captures: bool = False) -> None:
        """Raise UsageError when one was given for another source, where it would do nothing.

        `captures` says that a source on this machine has captures with their times, as WARC files have.
        """
        fitting: tuple[str, ...] = ("at",) if captures else ()
        if source == "live":
            fitting = tuple(name for name in self._fields if name not in _OF_ARCHIVES)
        elif source in ARCHIVES:
            fitting = tuple(name for name in self._fields if name != "url")
        for name, value in self._asdict().items():
            if value and name not in fitting:
                about = "archives" if name in _OF_ARCHIVES else "the live site"
                option = f"--{name.replace('_', '-')}"
                raise UsageError(f"{option} is about {about}, and records come from {source}", hint="Leave one out")

    @property
    def day(self) -> "date | None":
        """The last day whose captures count. Raises UsageError when `at` is none."""
        from ogpscrape.sources.captures import parse_day

        return parse_day(self.at) if self.at else None


def state_folder() -> Path:
    """Return the folder in which what outlives a run is kept, as the configuration says."""
    from ogpscrape.configuration import load

    return load().live_options().state_folder


def open_live(options: SiteOptions, caching: "Caching | None" = None) -> "AbstractContextManager[LiveSource]":
    """Return the live source; it is closed by `with`.

    Arguments:
        options: what the command line says; the configuration says the rest.
        caching: what the page cache is used for, whatever the options say: a dataset keeps pages by itself.

    Raises UsageError for options that exclude each other, ConfigurationError for values that cannot be used.

    """
    from ogpscrape.sources.live import LiveSource

    chosen = _chosen(options)[1]
    return LiveSource(replace(chosen, caching=caching) if caching else chosen)


def open_archive(options: SiteOptions, name: str) -> "AbstractContextManager[ArchiveSource]":
    """Return an archive, `wayback` or `commoncrawl`, as a source; it is closed by `with`.

    Raises UsageError and ConfigurationError as `open_live` does.
    """
    from ogpscrape.sources.opening import open_archive as opened

    configuration, chosen = _chosen(options)
    return opened(name, configuration, chosen, at=options.day, crawl=options.crawl)


def _chosen(options: SiteOptions) -> "tuple[Configuration, LiveOptions]":
    from ogpscrape.configuration import load
    from ogpscrape.sources.options import Caching

    if options.refresh and options.offline:
        raise UsageError("--refresh and --offline exclude each other", hint="Leave one of them out")
    if options.save_warc and options.offline:
        raise UsageError("--save-warc writes what is asked, and --offline asks nothing", hint="Leave one of them out")
    names = ("url", "rate", "max_age")
    configuration = load({name: getattr(options, name) for name in names})
    # What comes from the page cache could not be proved by the WARC file.
    refresh = options.refresh or options.save_warc
    caching = Caching.REFRESH if refresh else Caching.OFFLINE if options.offline else None
    return configuration, replace(configuration.live_options(caching, options.member), save_warc=options.save_warc)
