"""When the site says no for good, the run ends with what it has."""

import pytest

from ogpscrape.errors import (
    BlockedError,
    ComeBackLaterError,
    GoneError,
    IncompleteError,
    MovedError,
    NetworkError,
    OgpscrapeError,
    TooLargeError,
)
from ogpscrape.fetching import fetch_record
from ogpscrape.identifiers import Selector
from tests.replica import Replica, Site, faults


def _fetch(numbers, source) -> list[str]:
    results = []
    for number in numbers:
        try:
            results.append(fetch_record(Selector(f"KR000{number}"), source).id)
        except OgpscrapeError as error:
            results.append(error.word)
    return results


@pytest.mark.parametrize("fault", [faults.challenge(403), faults.challenge(200), faults.status(429)])
def test_three_blocked_pages_in_a_row_are_enough(fault, replica, make_source):
    source = make_source(retries=0)
    assert _fetch([1], source) == ["KR0001"]
    for number in (2, 3, 4):
        replica.fault(f"KR000{number}", fault)
    assert _fetch([2, 3], source) == ["blocked", "blocked"]
    assert source.stopped is None
    assert _fetch([4], source) == ["blocked"]
    assert isinstance(source.stopped, BlockedError)
    asked = len(replica.requests)
    with pytest.raises(BlockedError, match="3 pages in a row were blocked"):
        source.get(Selector("KR0005"))
    assert len(replica.requests) == asked, "it is not asked again"
    assert _fetch([1], source) == ["KR0001"], "what is kept can still be had"


@pytest.mark.parametrize("between", [None, faults.status(404), faults.soft_not_found(), faults.redirect("/")])
def test_an_answer_between_them_starts_the_count_again(between, replica, make_source):
    for number in (1, 2, 4, 5):
        replica.fault(f"KR000{number}", faults.challenge(403))
    if between:
        replica.fault("KR0003", between)
    source = make_source()
    _fetch([1, 2, 3, 4, 5], source)
    assert source.stopped is None
    assert len(replica.pages_asked()) == 5


def test_a_page_that_is_kept_between_them_tells_nothing_about_the_site(replica, make_source):
    source = make_source()
    _fetch([3], source)
    for number in (1, 2, 4):
        replica.fault(f"KR000{number}", faults.challenge(403))
    _fetch([1, 2, 3, 4], source)
    assert source.stopped is not None


def test_silence_between_them_does_not(replica, make_source):
    for number in (1, 2, 4):
        replica.fault(f"KR000{number}", faults.challenge(403))
    replica.fault("KR0003", faults.reset_before_headers())
    source = make_source(retries=0)
    assert _fetch([1, 2, 3, 4], source) == ["blocked", "blocked", "network", "blocked"]
    assert source.stopped is not None


def test_ten_pages_that_cannot_be_had_are_enough(replica, make_source):
    replica.site = Site.small(count=30)
    source = make_source(retries=0)
    for number in range(10, 30):
        replica.fault(f"KR00{number}", faults.reset_before_headers())
    source.get(Selector("KR0001"))
    for number in range(10, 20):
        assert source.stopped is None
        with pytest.raises(NetworkError):
            source.get(Selector(f"KR00{number}"))
    asked = len(replica.requests)
    with pytest.raises(NetworkError, match="10 pages in a row could not be had"):
        source.get(Selector("KR0020"))
    assert len(replica.requests) == asked


def test_a_time_that_is_far_off_ends_the_run_and_is_named(replica, make_source):
    replica.fault("KR0001", faults.status(429, retry_after="86400"))
    source = make_source()
    with pytest.raises(
        ComeBackLaterError, match=r"does not want to be asked \(429\) before \d{4}-\d\d-\d\d \d\d:\d\d UTC"
    ):
        fetch_record(Selector("KR0001"), source)
    with pytest.raises(ComeBackLaterError):
        fetch_record(Selector("KR0002"), source)
    assert len(replica.pages_asked()) == 1


def test_whoever_follows_the_trap_is_banned_and_we_are_not(replica, make_source):
    source = make_source()
    for number in range(1, 6):
        fetch_record(Selector(f"KR000{number}"), source)
    assert not replica.site.trapped
    with pytest.raises(GoneError):
        fetch_record(Selector("KR0009"), source)
    wanted = [f"/members/republic-of-korea/commitments/KR000{number}/" for number in (1, 2, 3, 4, 5, 9)]
    assert replica.paths() == ["/robots.txt", *wanted], "nothing but what was asked for"


@pytest.mark.parametrize(
    ("fault", "most", "error", "words"),
    [
        (faults.redirect("/"), 5, MovedError, "had moved"),
        (faults.large(6), 3, TooLargeError, "were too large"),
        (faults.cut(), 3, IncompleteError, "broke off before their end"),
        (faults.cut_before(), 3, IncompleteError, "broke off before their end"),
    ],
)
def test_a_site_that_answers_everything_alike_is_left_alone(fault, most, error, words, make_source):
    with Replica(Site.small(count=9)) as site:
        for number in range(1, 10):
            site.fault(f"KR000{number}", fault)
        source = make_source(url=site.url, retries=0)
        assert len(set(_fetch(range(1, most + 1), source))) == 1
        with pytest.raises(error, match=f"{most} pages in a row {words}, so the site is not asked any more"):
            source.get(Selector("KR0009"))
        assert len(site.pages_asked()) == most


def test_a_page_that_was_only_guessed_at_may_have_moved(replica, make_source):
    replica.site = Site.small(count=9)
    replica.fault("*", faults.redirect("/"))
    replica.fault("/robots.txt", faults.status(404))
    source = make_source()
    for number in range(1, 10):
        with pytest.raises(MovedError):
            source.get(Selector(f"KR000{number}"), guess=True)
    assert source.stopped is None


def test_failures_of_different_kinds_in_a_row_are_counted_together(make_source):
    with Replica(Site.small(count=20)) as site:
        kinds = (faults.redirect("/"), faults.challenge(403), faults.status(500))
        for number in range(1, 20):
            site.fault(f"KR{number:04d}", kinds[number % 2] if number % 3 else kinds[2])
        source = make_source(url=site.url, retries=0)
        for number in range(1, 20):
            with pytest.raises(OgpscrapeError):
                source.get(Selector(f"KR{number:04d}"))
        assert len(site.pages_asked()) == 10
