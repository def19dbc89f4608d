"""The archives as sources: each kind of exchange that was recorded with them, over real HTTP."""

from datetime import date, datetime
from hashlib import sha256
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from ogpscrape.errors import BlockedError, GoneError, NetworkError, RobotsError, ServerError, UsageError
from ogpscrape.fetching import check_capture, fetch
from ogpscrape.identifiers import Selector
from ogpscrape.sources.archive import ArchiveOptions, intervals
from ogpscrape.sources.captures import slugs_of
from ogpscrape.sources.commoncrawl import CommonCrawlSource
from ogpscrape.sources.options import Caching, LiveOptions
from ogpscrape.sources.rate import parse_rate
from ogpscrape.sources.warc import WarcSource
from ogpscrape.sources.wayback import WAYBACK, WaybackSource
from ogpscrape.verification import verify
from tests.replica import Replica, Site, faults
from tests.replica.archives import Archives, Kept

KR1 = Selector("KR0001")
PAGE = "https://www.opengovpartnership.org/members/republic-of-korea/commitments/KR0001/"
BODY = Site.small().pages["KR0001"].body


def version(number: int) -> bytes:
    return BODY.replace(b"Version 1", b"Version %d" % number)


@pytest.fixture
def archives():
    return Archives()


@pytest.fixture
def replica(archives):
    with Replica(archives) as running:
        yield running


@pytest.fixture
def open_archive(replica, tmp_path):
    opened = []

    def make(kind=WaybackSource, caching=Caching.USE, retries=2, pause=0.01, save_warc=None, **chosen):
        live = LiveOptions(
            tmp_path / "cache", tmp_path / "state", timeout=5.0, deadline=10.0, retry_wait=0.005, retries=retries,
            caching=caching, save_warc=save_warc,
        )  # fmt: skip
        options = ArchiveOptions(replica.url, rate=parse_rate("off"), pause=pause, **chosen)
        opened.append(kind(options, live, check_capture))
        return opened[-1]

    yield make
    for source in opened:
        source.close()


def history(source) -> list:
    return [page for one in source.captures(KR1) if (page := source.page_of(one)) is not None]


def captured(replica) -> list[str]:
    return [path for path in replica.paths() if path.startswith("/web/")]


def test_the_newest_capture_is_the_page_and_its_time_is_the_records(archives, replica, open_archive):
    archives.keep("KR0001", "20190501100000", version(1))
    archives.keep("KR0001", "20230501100000", version(2))
    record = fetch("KR0001", open_archive())
    assert record.source.retrieved_at == datetime.fromisoformat("2023-05-01T10:00:00Z")
    assert (record.source.via, record.source.url, record.source.status) == ("wayback", PAGE, 200)
    assert record.source.archive_url == f"{replica.url}/web/20230501100000/{PAGE}"
    assert captured(replica) == [f"/web/20230501100000id_/{PAGE}"]


def test_at_a_day_the_newest_not_after_it_counts(archives, open_archive):
    for time in ("20190501100000", "20210630235959", "20210701000000"):
        archives.keep("KR0001", time, BODY + time.encode())
    page = open_archive(at=date(2021, 6, 30)).get(KR1).page
    assert page.retrieved_at == datetime.fromisoformat("2021-06-30T23:59:59Z")
    with pytest.raises(GoneError, match="not after 2018"):
        open_archive(at=date(2018, 1, 1)).get(KR1)


def test_archived_redirects_errors_and_challenges_are_passed_over(archives, open_archive, caplog):
    archives.keep("KR0001", "20190501100000", version(1))
    challenge = faults.CHALLENGES["cloudflare"].encode()
    archives.keep("KR0001", "20200501100000", b"<title>Page not found</title><h1>Page not found</h1>")
    archives.keep("KR0001", "20210501100000", challenge)
    archives.keep("KR0001", "20220501100000", b"moved", revisit=True, status=301, location=PAGE)
    archives.keep("KR0001", "20230501100000", b"slow down", revisit=True, status=429)
    archives.keep("KR0001", "20240501100000", b"<p>gone</p>", status=404)
    page = open_archive().get(KR1).page
    assert page.retrieved_at == datetime.fromisoformat("2019-05-01T10:00:00Z")
    said = " ".join(caplog.messages)
    assert all(word in said for word in ("a redirect of the site", "(429)", "challenge", "does not exist"))


def test_a_revisit_is_a_page_when_its_body_is(archives, open_archive):
    archives.keep("KR0001", "20190501100000", version(1))
    archives.keep("KR0001", "20220501100000", version(1), revisit=True)
    assert open_archive().get(KR1).page.retrieved_at.year == 2022


def test_the_archive_may_lead_to_a_capture_that_it_can_show(archives, replica, open_archive):
    archives.keep("KR0001", "20190501100000", version(1))
    archives.keep("KR0001", "20220501100000", version(2), shown_as="20190501100000")
    assert open_archive().get(KR1).page.retrieved_at.year == 2019
    assert [path[:23] for path in captured(replica)] == ["/web/20220501100000id_/", "/web/20190501100000id_/"]


@pytest.mark.parametrize("shape", ["//{host}{path}", "{path}"])
def test_such_redirects_come_without_a_scheme_or_a_host_too(archives, replica, open_archive, shape):
    archives.keep("KR0001", "20190501100000", version(1))
    archives.keep("KR0001", "20220501100000", version(2))
    target = shape.format(host=f"127.0.0.1:{replica.port}", path=f"/web/20190501100000id_/{PAGE}")
    replica.fault(f"/web/20220501100000id_/{PAGE}", faults.redirect(target, 302))
    assert open_archive().get(KR1).page.retrieved_at.year == 2019


def test_redirects_in_a_circle_and_to_other_pages_are_no_capture(archives, replica, open_archive):
    archives.keep("KR0001", "20190501100000", version(1))
    for time, target in (("20200501100000", "/web/20200501100000id_/" + PAGE), ("20210501100000", "/web/x/elsewhere")):
        archives.keep("KR0001", time, BODY + time.encode())
        replica.fault(f"/web/{time}id_/{PAGE}", faults.redirect(target, 302))
    assert open_archive().get(KR1).page.retrieved_at.year == 2019


def test_a_blocked_site_is_said_to_be_blocked(archives, open_archive):
    archives.keep("KR0001", "20190501100000", version(1))
    source = open_archive()
    archives.blocked = True
    with pytest.raises(BlockedError, match="403"):
        source.get(KR1)
    archives.blocked = False
    source = open_archive()
    index = source.read_index("republic-of-korea")
    archives.blocked = True
    assert index == [Selector("KR0001", "republic-of-korea")]
    with pytest.raises(BlockedError, match="does not show pages of this site"):
        source.get(KR1)


def test_no_capture_is_gone_and_says_where_else_to_look(archives, open_archive):
    with pytest.raises(GoneError, match="has no capture of it") as caught:
        open_archive().get(KR1)
    assert "--from commoncrawl" in str(caught.value)


def test_asked_too_often_waits_as_long_as_is_said_or_as_is_usual(archives, replica, open_archive):
    archives.keep("KR0001", "20190501100000", version(1))
    replica.fault(f"/web/20190501100000id_/{PAGE}", faults.status(429), times=1)
    source = open_archive(pause=0.3)
    source.get(KR1)
    first, second = [request.time for request in replica.requests if request.path.startswith("/web/")]
    assert second - first >= 0.3
    replica.fault(f"/web/20190501100000id_/{PAGE}", faults.status(429))
    with pytest.raises(BlockedError, match="429"):
        open_archive(caching=Caching.OFF).get(KR1)


def test_faults_of_the_archive_are_named_and_tried_again(archives, replica, open_archive):
    archives.keep("KR0001", "20190501100000", version(1))
    replica.fault("*", faults.status(503), times=2)
    assert open_archive().get(KR1).page.body == version(1)
    replica.fault(f"/web/20190501100000id_/{PAGE}", faults.truncated_gzip())
    with pytest.raises(NetworkError):
        open_archive(caching=Caching.OFF).get(KR1)


def test_robots_is_obeyed(archives, replica, open_archive):
    archives.robots = "User-agent: *\nDisallow: /cdx/\n"
    with pytest.raises(RobotsError):
        open_archive().get(KR1)
    assert replica.paths() == ["/robots.txt"]


def test_the_index_comes_in_pages_with_duplicates(archives, replica, open_archive):
    for month in range(1, 13):
        archives.keep("KR0001", f"2020{month:02d}01000000", version(month))
        archives.kept.append(archives.kept[-1])
    archives.rows = 5
    pages = list(history(open_archive()))
    assert [page.body for page in pages] == [version(month) for month in range(1, 13)]
    assert sum("resumeKey=com" in path or "resumeKey=org" in path for path in replica.paths()) >= 4


def test_history_has_each_capture_that_differs_also_what_came_back(archives, open_archive):
    for year, number in ((2019, 1), (2020, 1), (2021, 2), (2022, 1)):
        archives.keep("KR0001", f"{year}0101000000", version(number))
    times = [page.retrieved_at.year for page in history(open_archive())]
    assert times == [2019, 2021, 2022]
    assert [one.time.year for one in open_archive().captures(KR1, each=True)] == [2019, 2020, 2021, 2022]


def test_finding_makes_spellings_one_and_leaves_translations_out(archives, replica, open_archive):
    site = "opengovpartnership.org/members"
    for address in (
        f"https://www.{site}/republic-of-korea/commitments/KR0001/",
        f"http://{site}:80/republic-of-korea/commitments/kr0001".replace("org:80", "org").replace(site, site),
        f"http://www.{site}/republic-of-korea/commitments/KR0002",
        f"https://www.{site}/south-korea/commitments/KR0003/",
        f"https://www.{site}/republic-of-korea/commitments/KR0004/?utm_source=x",
        f"https://www.{site}/republic-of-korea/commitments/",
        f"https://www.{site}/denmark/commitments/DK0001/",
        "https://www.opengovpartnership.org/es/members/republic-of-korea/commitments/KR0005/",
    ):
        archives.kept.append(Kept(address, "20200101000000", b"x"))
    archives.kept.append(
        Kept(f"https://www.{site}/republic-of-korea/commitments/KR0006/", "20200101000000", status=404)
    )
    source = open_archive()
    assert [one.id for one in source.find("republic-of-korea")] == ["KR0001", "KR0002", "KR0003", "KR0004"]
    assert [one.id for one in source.find(None)] == ["DK0001", "KR0001", "KR0002", "KR0003", "KR0004"]
    assert any("collapse=urlkey" in path for path in replica.paths())


def test_what_was_kept_is_not_asked_for_again(archives, replica, open_archive):
    archives.keep("KR0001", "20190501100000", version(1))
    first = fetch("KR0001", open_archive())
    replica.forget()
    assert fetch("KR0001", open_archive(caching=Caching.OFFLINE)) == first
    assert fetch("KR0001", open_archive()) == first
    assert replica.paths() == []
    with pytest.raises(NetworkError, match="not in the page cache"):
        open_archive(caching=Caching.OFFLINE).get(Selector("KR0002"))


def test_another_commitments_page_is_not_taken_for_it(archives, open_archive):
    archives.keep("KR0001", "20190501100000", Site.small().pages["KR0002"].body)
    with pytest.raises(Exception, match="this is the page of KR0002"):
        fetch("KR0001", open_archive())


def test_each_archive_has_limits_of_its_own_that_no_rate_exceeds():
    assert intervals(WAYBACK, WAYBACK, None, WaybackSource.intervals, WaybackSource.fastest) == {
        "index": 2.5,
        "captures": 1.0,
    }
    assert (
        intervals(WAYBACK, WAYBACK, parse_rate("100/s"), WaybackSource.intervals, WaybackSource.fastest)
        == WaybackSource.fastest
    )
    assert intervals(WAYBACK, WAYBACK, parse_rate("6/min"), WaybackSource.intervals, WaybackSource.fastest) == {
        "index": 10.0,
        "captures": 10.0,
    }
    assert (
        intervals("http://localhost:1", WAYBACK, parse_rate("off"), WaybackSource.intervals, WaybackSource.fastest)[
            "index"
        ]
        == 0
    )
    with pytest.raises(Exception, match="cannot be switched off"):
        intervals(WAYBACK, WAYBACK, parse_rate("off"), WaybackSource.intervals, WaybackSource.fastest)


def test_old_spellings_of_a_member_are_looked_under_too(archives, open_archive):
    assert slugs_of(KR1)[0] == "republic-of-korea"
    archives.keep("KR0001", "20190501100000", version(1), slug="south-korea")
    assert open_archive().get(KR1).page.url == PAGE


def crawl(*captures: tuple[str, bytes], status: int = 200) -> list[Kept]:
    return [Kept(PAGE, time, body, status) for time, body in captures]


def test_common_crawl_gives_the_one_record_by_its_range(archives, replica, open_archive):
    archives.crawls = {
        "CC-MAIN-2025-33": [Kept(PAGE.replace("KR0001", "KR0002"), "20250801000000", version(9))],
        "CC-MAIN-2025-30": [
            Kept(PAGE.replace("KR0001", "KR0003"), "20250701000000", version(8)),
            *crawl(("20250702000000", version(3))),
        ],
        "CC-MAIN-2016-30": crawl(("20160702000000", version(1))),
    }
    record = fetch("KR0001", open_archive(CommonCrawlSource))
    assert (record.source.via, record.source.retrieved_at.isoformat()) == ("commoncrawl", "2025-07-02T00:00:00+00:00")
    assert record.source.archive_url.startswith(f"{replica.url}/CC-MAIN-2025-30-index?url=")
    asked = [request for request in replica.requests if request.path.startswith("/crawl-data/")]
    assert [request.headers["range"].startswith("bytes=") for request in asked] == [True]
    assert asked[0].status == 206
    assert not any("2016" in path for path in replica.paths())


@pytest.mark.parametrize("kind", [WaybackSource, CommonCrawlSource])
def test_what_an_archive_answers_can_be_saved_and_read_back_as_the_page_of_its_time(
    kind, archives, open_archive, tmp_path
):
    archives.keep("KR0001", "20250702000000", version(3))
    archives.crawls = {"CC-MAIN-2025-30": crawl(("20250702000000", version(3)))}
    path = tmp_path / "saved.warc.gz"
    live = fetch("KR0001", open_archive(kind, caching=Caching.REFRESH, save_warc=path))
    back = fetch("KR0001", WarcSource(path))
    assert back.model_dump(exclude={"source"}) == live.model_dump(exclude={"source"})
    assert (back.source.via, back.source.retrieved_at) == ("warc", live.source.retrieved_at)
    assert (back.source.url, back.source.final_url, back.source.sha256) == (
        live.source.url, live.source.final_url, live.source.sha256,
    )  # fmt: skip
    assert list(verify(path)) == ["KR0001"]


def test_a_crawl_can_be_named(archives, open_archive):
    archives.crawls = {
        "CC-MAIN-2025-33": crawl(("20250802000000", version(3))),
        "CC-MAIN-2021-30": crawl(("20210702000000", version(1))),
    }
    assert open_archive(CommonCrawlSource, crawl="CC-MAIN-2021-30").get(KR1).page.retrieved_at.year == 2021
    assert open_archive(CommonCrawlSource, at=date(2022, 1, 1)).get(KR1).page.retrieved_at.year == 2021
    assert [page.retrieved_at.year for page in history(open_archive(CommonCrawlSource))] == [2021, 2025]
    with pytest.raises(UsageError, match="is not a crawl"):
        open_archive(CommonCrawlSource, crawl="newest")
    with pytest.raises(UsageError, match="has no crawl"):
        open_archive(CommonCrawlSource, crawl="CC-MAIN-2011-33").get(KR1)


def test_common_crawls_index_has_pages_empty_ones_and_one_too_high(archives, replica, open_archive):
    archives.rows = 2
    archives.crawls = {
        "CC-MAIN-2025-33": [
            Kept(PAGE.replace("KR0001", f"KR{number:04d}"), "20250801000000", b"x") for number in range(1, 6)
        ]
    }
    found = open_archive(CommonCrawlSource).find("republic-of-korea")
    assert [one.id for one in found] == [f"KR{number:04d}" for number in range(1, 6)]
    index = [request for request in replica.requests if "-index" in request.path]
    assert [request.status for request in index][:4] == [200, 200, 200, 400]
    with pytest.raises(GoneError):
        open_archive(CommonCrawlSource).get(Selector("KR0099"))


def test_a_range_that_is_not_the_records_is_refused(archives, replica, open_archive):
    archives.crawls = {"CC-MAIN-2025-33": crawl(("20250802000000", version(3)))}
    replica.fault(
        "/crawl-data/CC-MAIN-2025-33/segments/1/warc/CC-MAIN-2025-33-00000.warc.gz", faults.status(200, "everything")
    )
    with pytest.raises(ServerError, match="not the record"):
        open_archive(CommonCrawlSource).get(KR1)


def test_an_archives_rate_is_held_with_all_users_of_the_machine(archives, replica, tmp_path):
    archives.keep("KR0001", "20190501100000", version(1))
    live = LiveOptions(tmp_path / "cache", tmp_path / "state", timeout=5.0, deadline=10.0)
    host = urlsplit(replica.url).netloc
    files = [
        Path("/tmp") / f"ogpscrape-{sha256(f'{host} {kind}'.encode()).hexdigest()[:16]}.last-request"
        for kind in ("index", "captures")
    ]
    with WaybackSource(ArchiveOptions(replica.url, rate=parse_rate("50/s")), live, check_capture) as source:
        source.get(KR1)
    try:
        assert all(file.is_file() for file in files)
    finally:
        for file in files:
            file.unlink(missing_ok=True)
