"""Opening an archive as the configuration says."""

from datetime import date
from typing import TYPE_CHECKING

from ogpscrape.errors import UsageError

if TYPE_CHECKING:
    from ogpscrape.configuration import Configuration
    from ogpscrape.sources.archive import ArchiveSource
    from ogpscrape.sources.options import LiveOptions


def open_archive(
    name: str, configuration: "Configuration", live: "LiveOptions", *, at: date | None = None, crawl: str | None = None
) -> "ArchiveSource":
    """Return an archive as a source; it is closed by `with`.

    Arguments:
        name: `wayback` or `commoncrawl`.
        configuration: says where the archive is; a rate counts only when it was set somewhere.
        live: timeouts, retries, folders, caching, as for the live site.
        at: the last day (UTC) whose captures count.
        crawl: the one crawl to look in; of Common Crawl only.

    Raises UsageError for a crawl of another archive, ConfigurationError for an address or a rate of no use.

    """
    from ogpscrape.fetching import check_capture
    from ogpscrape.sources.archive import ArchiveOptions
    from ogpscrape.sources.commoncrawl import CommonCrawlSource
    from ogpscrape.sources.wayback import WaybackSource

    if crawl is not None and name != "commoncrawl":
        raise UsageError("--crawl is about Common Crawl", hint="Give --from commoncrawl, or leave it out")
    value = configuration.values["rate"]
    rate = None if value.origin == "default" else value.read
    options = ArchiveOptions(configuration[f"{name}_url"], at, rate, crawl=crawl)
    kind = CommonCrawlSource if name == "commoncrawl" else WaybackSource
    return kind(options, live, check_capture)
