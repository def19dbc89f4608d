"""One rate for everything that leaves the machine, between processes too; proved by the replica's log."""

import asyncio
import multiprocessing
import time
from pathlib import Path

import pytest

from ogpscrape.errors import ConfigurationError
from ogpscrape.fetching import fetch_record
from ogpscrape.identifiers import Selector
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
    asyncio.run(Limiter(0.1, tmp_path, clock).turn())
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


def test_the_rate_cannot_be_off_for_the_site_itself(tmp_path):
    with pytest.raises(ConfigurationError, match="cannot be switched off"):
        LiveSource(LiveOptions(tmp_path, tmp_path, rate=parse_rate("off")))
