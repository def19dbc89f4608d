"""What is kept, for how long it is used, and that a broken entry is never a failure."""

import json
import os
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ogpscrape.errors import BlockedError, GoneError, NetworkError, NotACommitmentError
from ogpscrape.fetching import fetch_record
from ogpscrape.identifiers import Selector
from ogpscrape.page import Page
from ogpscrape.sources import Answer
from ogpscrape.sources.cache import Keeper, PageCache
from ogpscrape.sources.options import Caching
from tests.replica import faults

WANTED = Selector("KR0001")


def _asked(replica) -> list[tuple[str, int | None]]:
    return [(request.path[-7:-1], request.status) for request in replica.pages_asked()]


@pytest.fixture
def entry(tmp_path: Path):
    """Return a function that gives the one file of the page cache."""
    return lambda: next((tmp_path / "cache").rglob("*.page"))


def test_within_max_age_nothing_is_asked(replica, make_source):
    first = fetch_record(WANTED, make_source())
    replica.forget()
    second = fetch_record(WANTED, make_source())
    assert replica.requests == []
    assert second == first


def test_after_max_age_it_is_asked_whether_the_page_changed(replica, make_source):
    first = fetch_record(WANTED, make_source())
    replica.forget()
    second = fetch_record(WANTED, make_source(max_age=0.0))
    assert _asked(replica) == [("KR0001", 304)]
    headers = replica.requests[-1].headers
    assert headers["if-none-match"] == replica.site.pages["KR0001"].etag
    assert headers["if-modified-since"] == "Sun, 01 Mar 2026 12:00:00 GMT"
    assert second.source == first.source, "when it was got stays"
    replica.forget()
    fetch_record(WANTED, make_source(max_age=60))
    assert replica.requests == [], "the answer says that it is current"


def test_a_page_that_changed_is_got_again(replica, make_source):
    fetch_record(WANTED, make_source())
    replica.site.change("KR0001", "Publish Example Register 1", "Publish Another Register")
    assert fetch_record(WANTED, make_source(max_age=0.0)).title == "Publish Another Register"
    assert fetch_record(WANTED, make_source()).title == "Publish Another Register"


def test_refresh_asks_without_conditions_and_keeps_what_comes(replica, make_source):
    fetch_record(WANTED, make_source())
    replica.site.change("KR0001", "Version 1", "Version 2")
    replica.forget()
    fetch_record(WANTED, make_source(caching=Caching.REFRESH))
    assert _asked(replica) == [("KR0001", 200)]
    assert "if-none-match" not in replica.requests[-1].headers
    replica.forget()
    assert "Version 2" in fetch_record(WANTED, make_source()).description
    assert replica.requests == []


def test_no_cache_neither_reads_nor_writes(replica, make_source, kept):
    fetch_record(WANTED, make_source(caching=Caching.OFF))
    assert kept() == 0
    fetch_record(WANTED, make_source())
    assert kept() == 1
    replica.fault("KR0001", faults.status(404))
    with pytest.raises(GoneError):
        fetch_record(WANTED, make_source(caching=Caching.OFF))
    assert kept() == 1


def test_offline_uses_what_is_there_of_any_age_and_asks_nothing(replica, make_source):
    fetch_record(WANTED, make_source())
    replica.forget()
    source = make_source(caching=Caching.OFFLINE, max_age=0.0)
    assert fetch_record(WANTED, source).id == "KR0001"
    with pytest.raises(NetworkError, match=r"not in the page cache\. Leave out --offline"):
        fetch_record(Selector("KR0002"), source)
    assert replica.requests == []


@pytest.mark.parametrize("header", ["no-store", "private, No-Store , max-age=0"])
def test_no_store_is_obeyed(header, replica, make_source, kept):
    replica.site.set_headers("KR0001", cache_control=header)
    fetch_record(WANTED, make_source())
    assert kept() == 0


def test_no_store_is_obeyed_for_what_was_kept_before(replica, make_source, kept):
    fetch_record(WANTED, make_source())
    replica.site.set_headers("KR0001", cache_control="no-store")
    assert fetch_record(WANTED, make_source(max_age=0.0)).id == "KR0001"
    assert kept() == 0


def test_no_cache_of_the_server_does_not_shorten_max_age(replica, make_source, kept):
    replica.site.set_headers("KR0001", cache_control="no-cache, must-revalidate, max-age=0")
    fetch_record(WANTED, make_source())
    assert kept() == 1


@pytest.mark.parametrize(
    ("fault", "error", "left"),
    [
        (faults.status(404), GoneError, 0),
        (faults.soft_not_found(), GoneError, 0),
        (faults.member("republic-of-korea"), NotACommitmentError, 0),
        (faults.challenge(200), BlockedError, 0),
        (faults.challenge(403), BlockedError, 1),
        (faults.status(503), NetworkError, 1),
    ],
)
def test_what_was_kept_goes_when_the_site_says_otherwise(fault, error, left, replica, make_source, kept):
    fetch_record(WANTED, make_source())
    replica.fault("KR0001", fault)
    with pytest.raises(error):
        fetch_record(WANTED, make_source(max_age=0.0))
    assert kept() == left


def test_a_304_that_was_not_asked_for_is_an_error(replica, make_source, kept):
    replica.fault("KR0001", faults.status(304, etag='"x"'))
    with pytest.raises(NetworkError, match="did not ask for that"):
        fetch_record(WANTED, make_source(max_age=0.0))
    assert kept() == 0


def test_a_site_without_validators_is_asked_for_the_whole_page(replica, make_source):
    replica.fault("KR0001", faults.status(200, replica.site.pages["KR0001"].body.decode()))
    fetch_record(WANTED, make_source())
    fetch_record(WANTED, make_source(max_age=0.0))
    assert _asked(replica) == [("KR0001", 200)] * 2


def _damage(file: Path, how: str) -> None:
    data = file.read_bytes()
    head, _, body = data.partition(b"\n")
    table = json.loads(head)
    if how in ("sha256", "checked_at", "format", "address"):
        table[how] = {"sha256": "0" * 64, "checked_at": "yesterday", "format": 99, "address": "http://x/"}[how]
        data = json.dumps(table).encode() + b"\n" + body
    elif how == "no zone":
        table["checked_at"] = "2026-01-01T00:00:00"
        data = json.dumps(table).encode() + b"\n" + body
    elif how == "key missing":
        del table["etag"]
        data = json.dumps(table).encode() + b"\n" + body
    else:
        data = {"empty": b"", "half": data[: len(data) // 2], "list": b"[]\n" + body, "zeros": bytes(len(data))}[how]
    file.write_bytes(data)


@pytest.mark.parametrize(
    "how", ["empty", "half", "list", "zeros", "sha256", "checked_at", "no zone", "format", "address", "key missing"]
)
def test_a_broken_entry_counts_as_not_there(how, replica, make_source, entry, kept):
    fetch_record(WANTED, make_source())
    replica.forget()
    _damage(entry(), how)
    with pytest.raises(NetworkError, match="not in the page cache"):
        fetch_record(WANTED, make_source(caching=Caching.OFFLINE))
    assert kept() == 0
    assert fetch_record(WANTED, make_source()).id == "KR0001"
    assert _asked(replica) == [("KR0001", 200)]
    assert kept() == 1


def test_an_entry_from_the_future_is_not_fresh(replica, make_source, entry):
    fetch_record(WANTED, make_source())
    head, _, body = entry().read_bytes().partition(b"\n")
    table = json.loads(head) | {"checked_at": "2999-01-01T00:00:00+00:00"}
    entry().write_bytes(json.dumps(table).encode() + b"\n" + body)
    replica.forget()
    fetch_record(WANTED, make_source())
    assert _asked(replica) == [("KR0001", 304)]


def test_a_cache_that_cannot_be_written_does_not_fail_the_run(replica, make_source, tmp_path, caplog):
    (tmp_path / "cache").write_text("a file where the folder should be")
    source = make_source()
    for number in (1, 2):
        assert fetch_record(Selector(f"KR000{number}"), source).id == f"KR000{number}"
    said = [
        record.getMessage() for record in caplog.records if record.name == "ogpscrape" and record.levelname == "WARNING"
    ]
    assert len([line for line in said if "cannot be written" in line]) == 1


def test_nothing_half_written_is_left(replica, make_source, tmp_path, monkeypatch):
    def fail(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", fail)
    monkeypatch.setattr(Path, "replace", fail)
    assert fetch_record(WANTED, make_source()).id == "KR0001"
    assert [file for file in (tmp_path / "cache").rglob("*") if file.is_file()] == []


def test_a_mirror_has_entries_of_its_own(replica, make_source, kept):
    fetch_record(WANTED, make_source())
    fetch_record(WANTED, make_source(url=replica.url.replace("127.0.0.1", "localhost")))
    assert kept() == 2


def test_clearing_tells_how_many_there_were(replica, make_source, tmp_path):
    source = make_source()
    for number in (1, 2, 3):
        fetch_record(Selector(f"KR000{number}"), source)
    cache = PageCache(tmp_path / "cache")
    count, size = cache.count_and_size()
    assert count == 3
    assert size == sum(file.stat().st_size for file in (tmp_path / "cache").rglob("*.page"))
    unfinished = next((tmp_path / "cache").rglob("*.page")).with_name(".new-killed")
    unfinished.write_bytes(b"half a")
    assert cache.clear() == 3
    assert not unfinished.exists()
    assert cache.count_and_size() == (0, 0)
    assert fetch_record(WANTED, make_source()).id == "KR0001"


@given(body=st.binary(max_size=2000), etag=st.none() | st.text(max_size=50), media_type=st.none() | st.text())
def test_what_is_kept_comes_back_as_it_was(tmp_path_factory, body, etag, media_type):
    keeper = Keeper(PageCache(tmp_path_factory.mktemp("cache")), Caching.USE, 60)
    page = Page(body, "http://x/p", "http://x/p", "http://x/q", datetime.now(UTC), 200, media_type, None, "live")
    assert keeper.find("http://x/p") is None
    keeper.keep(Answer(page, etag, asked=True))
    stored = keeper.find("http://x/p")
    assert stored is not None
    assert stored.answer == Answer(page, etag)
    assert keeper.is_fresh(stored)
