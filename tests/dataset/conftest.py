"""Samplia's site (a test may bring its own), served while a test lasts, and a place for a dataset."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from ogpscrape.cli import main
from tests.dataset import running
from tests.dataset.samplia import samplia_site
from tests.replica import Replica, Site


@pytest.fixture
def site() -> Site:
    return samplia_site()


@pytest.fixture
def replica(site: Site) -> Iterator[Replica]:
    with Replica(site) as served:
        yield served


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture
def sync(site: Site, replica: Replica, data: Path) -> Callable[..., running.Summary]:
    """Return a function that runs `sync` for the site's member, with the requests of earlier runs forgotten."""
    prefix = next(iter(site.pages)).rstrip("0123456789")

    def run(*selectors: str, **options) -> running.Summary:
        replica.forget()
        known = {"member": "samplia"} if prefix == "ZZ" else {}
        return running.sync(data, replica.url, *selectors or (prefix,), **{**known, **options})

    return run


@pytest.fixture
def command(replica: Replica, capfd: pytest.CaptureFixture, tmp_path: Path, monkeypatch) -> Callable[..., tuple]:
    """Return a function that runs a command line in this process: its exit code, output and words."""
    for name, value in (("URL", replica.url), ("RATE", "off"), ("RETRIES", "0"), ("CACHE_FOLDER", tmp_path / "cache")):
        monkeypatch.setenv(f"OGPSCRAPE_{name}", str(value))
    monkeypatch.setenv("OGPSCRAPE_STATE_FOLDER", str(tmp_path / "state"))

    def run(*arguments) -> tuple[int, str, str]:
        capfd.readouterr()
        code = main([str(argument) for argument in arguments])
        said = capfd.readouterr()
        return code, said.out, said.err

    return run


def bodies(replica: Replica) -> list[str]:
    """Return the paths of the pages that were sent in full."""
    return [request.path for request in replica.pages_asked() if request.status == 200]
