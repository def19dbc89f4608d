"""One rate for everything that leaves the machine, between processes too; proved by the replica's log."""

import asyncio
import multiprocessing
import os
import stat
import time
from pathlib import Path

import pytest

from ogpscrape.errors import ConfigurationError
from ogpscrape.fetching import fetch_record
from ogpscrape.identifiers import Selector
from ogpscrape.sources import rate
from ogpscrape.sources.live import LiveSource
from ogpscrape.sources.options import LiveOptions
from ogpscrape.sources.rate import Limiter, parse_rate
from tests.replica import faults


def _kept(requests, begun: float, interval: float) -> bool:
    """Tell whether the rate was kept: no request came before its turn, counted from when everything began.

    The gaps between two requests say less: on a busy machine one can be held up on its way, and the next one not.
    """
    times = sorted(request.time for request in requests)
    return all(came - begun >= turn * interval - 0.001 for turn, came in enumerate(times))


@pytest.mark.parametrize(
    ("text", "interval"),
    [("1/s", 1.0), ("0.5/s", 2.0), (".5/s", 2.0), ("30/min", 2.0), ("30 / MIN", 2.0), ("100/h", 36.0), ("off", 0.0)],
)
def test_a_rate_is_read(text, interval):
    assert parse_rate(text).interval == pytest.approx(interval)


@pytest.mark.parametrize(
    "text", ["", "1", "0/s", "-1/s", "1/day", "1/w", "inf/s", "nan/s", "1e9/s", "0.0001/h", "x" * 500]
)
def test_what_is_no_rate_is_refused(text):
    with pytest.raises(ConfigurationError, match=r"is not a rate\. A rate reads 1/s"):
        parse_rate(text)


def test_retries_redirects_and_robots_keep_the_rate(replica, make_source):
    make_source().get(Selector("KR0005"))  # what has to be imported is not to look like waiting
    replica.forget()
    replica.fault("/robots.txt", faults.status(503), times=1)
    replica.fault("KR0001", faults.status(503), times=1)
    replica.fault("KR0002", faults.redirect("/members/korea/commitments/KR0002/"))
    replica.fault("KR0003", faults.status(429, retry_after="0"), times=1)
    source = make_source(rate=parse_rate("10/s"))
    begun = time.monotonic()
    for number in (1, 2, 3):
        source.get(Selector(f"KR000{number}"))
    assert len(replica.requests) == 8
    assert _kept(replica.requests, begun, 0.1)


def test_a_retry_after_is_waited_for(replica, make_source):
    replica.fault("KR0001", faults.status(503, retry_after="1"), times=1)
    begun = time.monotonic()
    fetch_record(Selector("KR0001"), make_source())
    assert _kept(replica.pages_asked(), begun, 1.0)


def _fetch_in_a_process(url: str, folder: Path, numbers: list[int]) -> None:
    options = LiveOptions(folder / f"cache{numbers[0]}", folder / "state", url=url, rate=parse_rate("5/s"))
    with LiveSource(options) as source:
        for number in numbers:
            source.get(Selector(f"KR000{number}"))


def test_two_processes_together_keep_the_rate(replica, tmp_path):
    context = multiprocessing.get_context("spawn")
    processes = [
        context.Process(target=_fetch_in_a_process, args=(replica.url, tmp_path, numbers))
        for numbers in ([1, 2, 3], [3, 4, 5])
    ]
    begun = time.monotonic()
    for process in processes:
        process.start()
    for process in processes:
        process.join(30)
    assert [process.exitcode for process in processes] == [0, 0]
    assert len(replica.requests) == 8
    first = min(request.time for request in replica.requests)
    assert _kept(replica.requests, begun, 0.2)
    assert max(request.time for request in replica.requests) - first > 1.0, (
        "starting the processes is not what took long"
    )


class _Clock:
    def __init__(self, now: float) -> None:
        self.now = now

    def __call__(self) -> float:
        return self.now


@pytest.mark.parametrize("written", ["999999999.0", "inf", "nan", "1e308", "", "no time", "é", "\x00" * 50])
def test_a_time_from_the_future_costs_one_interval_and_no_more(written, tmp_path):
    (tmp_path / "last-request").write_text(written, encoding="utf-8")
    begun = time.monotonic()
    asyncio.run(Limiter(0.1, tmp_path).turn())
    assert 0.09 < time.monotonic() - begun < 5


def test_the_first_turn_is_free_and_the_next_waits(tmp_path):
    limiter = Limiter(1.0, tmp_path / "made" / "when needed")
    begun = time.monotonic()
    asyncio.run(limiter.turn())
    first = time.monotonic()
    asyncio.run(limiter.turn())
    assert first - begun < 0.7 <= time.monotonic() - first


def test_a_clock_that_started_again_does_not_hold_anybody_up(tmp_path):
    clock = _Clock(50_000.0)
    asyncio.run(Limiter(0.1, tmp_path, clock=clock).turn())
    rebooted = Limiter(0.1, tmp_path)
    rebooted._clock = lambda: time.monotonic() % 1000 - 1000
    begun = time.monotonic()
    asyncio.run(rebooted.turn())
    assert time.monotonic() - begun < 5


def test_it_can_only_become_slower(tmp_path):
    limiter = Limiter(1.0, tmp_path)
    limiter.slow_to(0.5)
    assert limiter.interval == 1.0
    limiter.slow_to(10.0)
    assert limiter.interval == 10.0


def test_a_folder_that_cannot_be_used_is_named(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(ConfigurationError, match=r"cannot be kept between processes.*OGPSCRAPE_STATE_FOLDER"):
        asyncio.run(Limiter(1.0, tmp_path / "file").turn())


@pytest.mark.parametrize("text", ["100000/s", "11/s", "off"])
def test_the_site_itself_is_never_asked_more_than_ten_times_a_second(text, tmp_path):
    with pytest.raises(ConfigurationError, match=r"too fast for .* own site: at most 10/s"):
        LiveSource(LiveOptions(tmp_path, tmp_path, rate=parse_rate(text)))
    LiveSource(LiveOptions(tmp_path, tmp_path, rate=parse_rate("10/s"))).close()


@pytest.fixture
def everybodys(tmp_path, monkeypatch):
    """A folder as /tmp is."""
    folder = tmp_path / "everybodys"
    folder.mkdir()
    folder.chmod(0o1777)
    monkeypatch.setattr(rate, "_MACHINE_FOLDER", folder)
    return folder


def _stamp(folder: Path) -> Path:
    (found,) = folder.iterdir()
    return found


def test_users_with_state_folders_of_their_own_keep_one_rate(everybodys, tmp_path):
    users = [Limiter(0.2, tmp_path / f"user{number}", "example.org") for number in range(4)]
    begun = time.monotonic()
    for user in users:
        asyncio.run(user.turn())
    assert time.monotonic() - begun >= 0.59
    assert stat.S_IMODE(_stamp(everybodys).stat().st_mode) == 0o666


def test_the_rate_of_one_host_is_not_that_of_another(everybodys, tmp_path):
    for number in range(4):
        asyncio.run(Limiter(3600.0, tmp_path / f"user{number}", f"example{number}.org").turn())
    assert len(list(everybodys.iterdir())) == 4


def test_without_a_rate_nothing_is_left_where_everybody_writes(everybodys, tmp_path):
    asyncio.run(Limiter(0.0, tmp_path / "user", "example.org").turn())
    assert list(everybodys.iterdir()) == []


@pytest.mark.parametrize("what", ["a link", "a dangling link", "a second name", "a folder", "a pipe", "a device"])
def test_what_others_put_in_place_of_the_file_is_not_touched(what, everybodys, tmp_path, caplog):
    asyncio.run(Limiter(0.01, tmp_path / "user", "example.org").turn())
    file = _stamp(everybodys)
    file.unlink()
    target = tmp_path / "letter"
    if what != "a dangling link":
        target.write_text("dear reader")
    if what == "a second name":
        os.link(target, file)
    elif what == "a folder":
        file.mkdir()
    elif what == "a pipe":
        os.mkfifo(file)
    else:
        file.symlink_to("/dev/full" if what == "a device" else target)
    limiter = Limiter(0.01, tmp_path / "user", "example.org")
    asyncio.run(limiter.turn())
    asyncio.run(limiter.turn())
    assert what == "a dangling link" or target.read_text() == "dear reader"
    assert what != "a dangling link" or not target.exists()
    said = [record.getMessage() for record in caplog.records if "other users of this machine" in record.getMessage()]
    assert len(said) == 1


def test_whoever_holds_the_lock_for_ever_does_not_stop_others(everybodys, tmp_path, monkeypatch, caplog):
    import fcntl

    asyncio.run(Limiter(0.01, tmp_path / "one", "example.org").turn())
    monkeypatch.setattr(rate, "_LOCKED_FOR_LONG", 0.1)
    with _stamp(everybodys).open("rb") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        asyncio.run(Limiter(0.01, tmp_path / "two", "example.org").turn())
    assert "somebody holds its lock" in caplog.text


@pytest.mark.parametrize("target", ["letter", "missing", "/dev/full", "/dev/zero"])
def test_a_link_in_place_of_the_last_request_is_not_followed(target, tmp_path):
    (tmp_path / "letter").write_text("dear reader")
    state = tmp_path / "state"
    state.mkdir()
    (state / "last-request").symlink_to(tmp_path / target)
    asyncio.run(Limiter(0.01, state).turn())
    assert (tmp_path / "letter").read_text() == "dear reader"
    assert not (tmp_path / "missing").exists()
    assert not (state / "last-request").is_symlink()


@pytest.mark.parametrize("size", [10_000_000])
def test_a_large_file_in_place_of_the_last_request_costs_an_interval(size, tmp_path):
    with (tmp_path / "last-request").open("wb") as file:
        file.truncate(size)
    asyncio.run(Limiter(0.01, tmp_path).turn())
    assert (tmp_path / "last-request").stat().st_size < 100
