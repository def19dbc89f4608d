"""Fetching from Python: the library's face over the same source as the command's."""

import pytest

import ogpscrape
from ogpscrape.errors import GoneError, UsageError
from ogpscrape.sources.samples import open_samples
from tests.replica import Replica, Site


def test_one_call_gives_the_record(tmp_path, monkeypatch):
    with Replica(Site.small()) as replica:
        settings = {"url": replica.url, "rate": "off", "cache_folder": tmp_path, "state_folder": tmp_path}
        for name, value in settings.items():
            monkeypatch.setenv(f"OGPSCRAPE_{name.upper()}", str(value))
        record = ogpscrape.fetch("kr0002")
        assert record.id == "KR0002"
        assert record.source.via == "live"
        with pytest.raises(GoneError):
            ogpscrape.fetch("KR0099")
        asked = len(replica.requests)
        assert ogpscrape.fetch("https://www.opengovpartnership.org/members/south-korea/commitments/KR0002") == record
        assert len(replica.requests) == asked, "it is kept"


def test_it_works_where_an_event_loop_runs_already_as_in_a_notebook(tmp_path, monkeypatch):
    import asyncio

    async def cell():
        return ogpscrape.fetch("KR0001")

    with Replica(Site.small()) as replica:
        settings = {"url": replica.url, "rate": "off", "cache_folder": tmp_path, "state_folder": tmp_path}
        for name, value in settings.items():
            monkeypatch.setenv(f"OGPSCRAPE_{name.upper()}", str(value))
        assert asyncio.run(cell()).id == "KR0001"


def test_another_source_can_be_handed_in():
    assert ogpscrape.fetch("KR0017", open_samples()).id == "KR0017"


def test_what_is_no_selector_is_said():
    with pytest.raises(UsageError):
        ogpscrape.fetch("KR")
