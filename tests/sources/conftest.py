"""A replica, and the live source pointed at it: without waits, and with folders of its own."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from ogpscrape.sources.cache import PageCache
from ogpscrape.sources.live import LiveSource
from ogpscrape.sources.options import LiveOptions
from ogpscrape.sources.rate import parse_rate
from tests.replica import Replica, Site

MakeSource = Callable[..., LiveSource]


@pytest.fixture
def replica() -> Iterator[Replica]:
    with Replica(Site.small()) as running:
        yield running


@pytest.fixture
def make_source(replica: Replica, tmp_path: Path) -> Iterator[MakeSource]:
    """Return a function that opens a source; its arguments are options of LiveOptions."""
    opened: list[LiveSource] = []

    def make(**options) -> LiveSource:
        quick = {"rate": parse_rate("off"), "timeout": 5.0, "deadline": 10.0, "retry_wait": 0.005, "retries": 2}
        chosen = {"url": replica.url, **quick, **options}
        source = LiveSource(LiveOptions(tmp_path / "cache", tmp_path / "state", **chosen))
        opened.append(source)
        return source

    yield make
    for source in opened:
        source.close()


@pytest.fixture
def kept(tmp_path: Path) -> Callable[[], int]:
    """Return a function that counts the pages in the page cache."""
    return lambda: PageCache(tmp_path / "cache").count_and_size()[0]
