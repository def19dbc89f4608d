"""What every test has: no way to the internet (see `addopts` in pyproject.toml), and no settings of whoever runs it."""

import os
import signal
from pathlib import Path

import pytest

#: Real pages to measure against are here on the maintainers' machines and in CI; a clone by itself has none.
SHARED = Path(__file__).parents[2] / "shared"

# Tests that are run in the background ignore Ctrl-C, and so would every process that they start.
signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(autouse=True)
def _no_settings_of_the_user(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Give each test an empty home and no `OGPSCRAPE_*` variables, so that it finds what a new user has."""
    for name in [name for name in os.environ if name.startswith("OGPSCRAPE_")]:
        monkeypatch.delenv(name)
    home = tmp_path_factory.getbasetemp() / "home"
    home.mkdir(exist_ok=True)
    monkeypatch.setenv("HOME", str(home))
    for name in ("XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "FORCE_COLOR", "NO_COLOR"):
        monkeypatch.delenv(name, raising=False)


def _shared(name: str) -> Path:
    path = SHARED / name
    if not path.is_file():
        if os.environ.get("CI"):
            pytest.fail(f"{path} is missing, and CI=true says that it must be there")
        pytest.skip(f"{path} is not on this machine: real pages and tables are not part of the project")
    return path


@pytest.fixture(scope="session")
def real_page() -> Path:
    """The text of a real page. Must be there in CI; elsewhere its tests are skipped."""
    return _shared("seed/KR0017.txt")


@pytest.fixture(scope="session")
def real_table() -> Path:
    """A part of OGP's own table of commitments. Must be there in CI; elsewhere its tests are skipped."""
    return _shared("ogp/commitments-table-extract.csv")


@pytest.fixture(scope="session")
def recorded_wayback() -> Path:
    """Exchanges with the Wayback Machine, as others recorded them. Must be there in CI; elsewhere tests are skipped."""
    return _shared("archives/wayback-exchanges.json")


@pytest.fixture(scope="session")
def recorded_crawls() -> Path:
    """Exchanges with Common Crawl, as others recorded them. Must be there in CI; elsewhere tests are skipped."""
    return _shared("archives/commoncrawl-exchanges.json")


@pytest.fixture(scope="session")
def real_plans() -> Path:
    """The tool that measures plan readings, beside a folder of real texts with labels. Must be there in CI."""
    return _shared("plan/score.py")
