"""The replica itself: what the tests of everything else are built on."""

import socket

import httpx
import pytest

from ogpscrape.page import Page
from ogpscrape.reading import parse_page
from ogpscrape.vocabulary.members import member_of
from tests.replica import Replica, Site, faults
from tests.replica.site import template_page

PAGE = "/members/republic-of-korea/commitments/KR0001/"


@pytest.fixture
def replica():
    with Replica(Site.small()) as running:
        yield running


@pytest.mark.parametrize(
    "path",
    [
        "/members/republic-of-korea/commitments/KR0001",
        "/members/republic-of-korea/commitments/kr0001/",
        "/members/Republic-Of-Korea/commitments/KR0001/",
        "/members/south-korea/commitments/KR0001/",
    ],
)
def test_other_spellings_lead_to_the_right_address(path, replica):
    answer = httpx.get(replica.url + path)
    assert (answer.status_code, answer.headers["location"]) == (301, replica.url + PAGE)


def test_the_id_decides_and_not_the_slug(replica):
    assert httpx.get(f"{replica.url}/members/denmark/commitments/KR0001/").status_code == 200


def test_validators_are_understood(replica):
    first = httpx.get(replica.url + PAGE)
    headers = {"if-none-match": first.headers["etag"]}
    assert httpx.get(replica.url + PAGE, headers=headers).status_code == 304
    headers = {"if-modified-since": first.headers["last-modified"]}
    assert httpx.get(replica.url + PAGE, headers=headers).status_code == 304
    replica.site.change("KR0001", "Version 1", "Version 2")
    assert httpx.get(replica.url + PAGE, headers=headers).status_code == 200


def test_a_members_page_lists_nothing(replica):
    answer = httpx.get(f"{replica.url}/members/republic-of-korea/")
    assert answer.status_code == 200
    assert "KR0001" not in answer.text


def test_what_is_not_there_is_not_found(replica):
    for path in ("/members/republic-of-korea/commitments/KR9999/", "/members/atlantis/", "/wp-json/"):
        assert httpx.get(replica.url + path).status_code == 404


def test_robots_has_its_crawl_delay(replica):
    replica.site.crawl_delay = 10
    assert "Crawl-delay: 10" in httpx.get(f"{replica.url}/robots.txt").text


def test_a_fault_lasts_as_often_as_it_should(replica):
    replica.fault("KR0001", faults.status(503), times=2)
    assert [httpx.get(replica.url + PAGE).status_code for _ in range(3)] == [503, 503, 200]
    assert [request.status for request in replica.requests] == [503, 503, 200]
    times = [request.time for request in replica.requests]
    assert times == sorted(times)


def test_it_blocks_after_so_many_pages(replica):
    replica.block_after = 1
    assert [httpx.get(replica.url + PAGE).status_code for _ in range(3)] == [200, 403, 403]


def test_whoever_follows_the_trap_is_banned(replica):
    assert b"/trap/" in httpx.get(replica.url + PAGE).content
    httpx.get(f"{replica.url}/trap/")
    assert httpx.get(replica.url + PAGE).status_code == 403


def test_pages_come_and_go(replica):
    korea = member_of("KR")
    assert korea is not None
    replica.site.add(template_page(korea, 77))
    replica.site.remove("KR0002")
    assert httpx.get(f"{replica.url}/members/republic-of-korea/commitments/KR0077/").status_code == 200
    assert httpx.get(f"{replica.url}/members/republic-of-korea/commitments/KR0002/").status_code == 404


def test_the_samples_can_be_served():
    site = Site.from_samples()
    assert len(site.pages) > 20
    with Replica(site) as replica:
        assert httpx.get(replica.url + site.pages["KR0017"].path).content == site.pages["KR0017"].body


def test_a_whole_site_can_be_made():
    site = Site.synthetic(6000)
    assert len(site.pages) == 6000
    record = parse_page(Page(site.pages["KR0050"].body))
    assert record.id == "KR0050"
    assert record.warnings == []
    assert len(record.related) > 1


def test_nothing_is_left_when_it_ends():
    with Replica(Site.small()) as replica:
        connection = socket.create_connection((replica.host, replica.port))
        connection.sendall(b"GET / HTTP/1.1\r\n")
    with pytest.raises(ConnectionRefusedError), socket.create_connection((replica.host, replica.port)):
        pass
    connection.close()
