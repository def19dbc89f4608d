"""robots.txt: read before anything else, obeyed, never guessed."""

import time

import pytest

from ogpscrape.errors import BlockedError, GoneError, MovedError, NetworkError, RobotsError, ServerError
from ogpscrape.fetching import fetch_record
from ogpscrape.identifiers import Selector
from tests.replica import faults

WANTED = Selector("KR0001")
PAGE = "/members/republic-of-korea/commitments/KR0001/"


def test_it_is_read_first_and_once(replica, make_source):
    source = make_source()
    for number in (1, 2, 3):
        fetch_record(Selector(f"KR000{number}"), source)
    assert replica.paths() == ["/robots.txt", *(f"/members/republic-of-korea/commitments/KR000{n}/" for n in (1, 2, 3))]


@pytest.mark.parametrize(
    "rules",
    [
        "User-agent: *\nDisallow: /\n",
        "User-agent: *\nDisallow: /members/\n",
        "User-agent: *\nAllow: /\n\nUser-agent: ogpscrape\nDisallow: /members/*/commitments/\n",
        "user-agent: OGPscrape\ndisallow: /members\n",
    ],
)
def test_what_it_forbids_is_not_asked_for(rules, replica, make_source):
    replica.site.robots = rules
    source = make_source()
    for _ in range(2):
        with pytest.raises(RobotsError, match=r"robots\.txt does not allow ogpscrape to ask for this page"):
            fetch_record(WANTED, source)
    assert replica.paths() == ["/robots.txt"]


def test_what_it_forbids_to_others_is_asked_for(replica, make_source):
    replica.site.robots = "User-agent: *\nDisallow: /\n\nUser-agent: ogpscrape\nDisallow: /wp-admin/\n"
    assert fetch_record(WANTED, make_source()).id == "KR0001"


def test_a_redirect_does_not_lead_where_it_forbids(replica, make_source):
    replica.site.robots = "User-agent: *\nDisallow: /members/denmark/\n"
    replica.fault("KR0001", faults.redirect("/members/denmark/commitments/KR0001/"))
    with pytest.raises(RobotsError):
        fetch_record(WANTED, make_source())
    assert replica.paths() == ["/robots.txt", PAGE]


@pytest.mark.parametrize(
    "absence", [faults.status(404), faults.status(410), faults.status(200, "", content_type="text/plain")]
)
def test_without_one_everything_is_allowed(absence, replica, make_source):
    replica.fault("/robots.txt", absence)
    assert fetch_record(WANTED, make_source()).id == "KR0001"


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (faults.challenge(200), BlockedError),
        (faults.challenge(403), BlockedError),
        (faults.challenge(503), BlockedError),
        (faults.status(200, "\n  <html>Welcome</html>", content_type="text/plain"), BlockedError),
        (faults.soft_not_found(), BlockedError),
        (faults.status(403), BlockedError),
        (faults.status(400), ServerError),
        (faults.redirect("/"), MovedError),
        (faults.redirect("https://www.example.org/robots.txt"), MovedError),
        (faults.redirect("/robots.txt"), MovedError),
        (faults.status(200, "User-agent: *\nCrawl-delay: 7200\n", content_type="text/plain"), RobotsError),
    ],
)
def test_when_it_cannot_be_had_nothing_is_asked(fault, error, replica, make_source):
    replica.fault("/robots.txt", fault)
    source = make_source()
    for _ in range(2):
        with pytest.raises(error) as caught:
            fetch_record(WANTED, source)
        assert type(caught.value) is error
        assert "robots.txt" in str(caught.value)
        assert caught.value.hint
    assert replica.paths() == ["/robots.txt"], "not even a second time"
    assert source.stopped is not None


def test_errors_of_the_server_are_waited_out(replica, make_source):
    replica.fault("/robots.txt", faults.status(503), times=2)
    assert fetch_record(WANTED, make_source()).id == "KR0001"
    assert replica.paths() == ["/robots.txt"] * 3 + [PAGE]


def test_errors_of_the_server_that_stay_stop_the_run(replica, make_source):
    replica.fault("/robots.txt", faults.status(500))
    source = make_source()
    with pytest.raises(NetworkError, match=r"robots\.txt: .*500.*3 tries"):
        fetch_record(WANTED, source)
    assert replica.paths() == ["/robots.txt"] * 3


def test_its_crawl_delay_is_kept(replica, make_source):
    replica.site.crawl_delay = 0.15
    source = make_source()
    begun = time.monotonic()
    for number in (1, 2, 3):
        source.get(Selector(f"KR000{number}"))
    times = [request.time for request in replica.requests]
    assert len(times) == 4
    assert all(came - begun >= turn * 0.15 - 0.001 for turn, came in enumerate(times))


@pytest.mark.parametrize("delay", ["nan", "-1", "inf", "soon", "1e400"])
def test_a_crawl_delay_that_is_no_number_does_not_count(delay, replica, make_source):
    replica.site.robots = f"User-agent: *\nCrawl-delay: {delay}\nDisallow: /wp-admin/\n"
    begun = time.monotonic()
    assert fetch_record(WANTED, make_source()).id == "KR0001"
    assert time.monotonic() - begun < 5


def test_it_is_not_asked_for_when_the_pages_are_kept(replica, make_source):
    fetch_record(WANTED, make_source())
    replica.forget()
    fetch_record(WANTED, make_source())
    assert replica.paths() == []


def test_a_page_that_is_gone_is_not_a_site_without_rules(replica, make_source):
    with pytest.raises(GoneError):
        fetch_record(Selector("KR9999"), make_source())
