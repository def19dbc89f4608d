"""Every exchange that was recorded with the archives, played over real HTTP: what each of them means to us.

The recordings are of other sites' pages. Here their addresses become those of commitments, each page a commitment of
its own, so that the sources see what was recorded: status, headers, the beginning of the body, encodings, rows, keys.
"""

import base64
import gzip
import json
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from urllib.parse import parse_qs, unquote, urlencode, urlsplit

import pytest

from ogpscrape.errors import BlockedError, ServerError, UsageError
from ogpscrape.identifiers import Selector
from ogpscrape.page import Page
from ogpscrape.sources.archive import ArchiveOptions
from ogpscrape.sources.captures import Capture, may_be_page
from ogpscrape.sources.commoncrawl import DATA, CommonCrawlSource
from ogpscrape.sources.hosts import Host
from ogpscrape.sources.options import Caching, LiveOptions
from ogpscrape.sources.rate import parse_rate
from ogpscrape.sources.warc_reading import read_record
from ogpscrape.sources.wayback import WAYBACK, WaybackSource
from tests.replica import Replica
from tests.replica.site import Reply

KEPT_AT = "www.opengovpartnership.org/members/republic-of-korea/commitments"
#: The recorded pages. Spellings of one address are one page, as in the recordings.
PAGES = (
    ("fws.gov/birds/", "KR0001"),
    ("fws.gov/", "KR0002"),
    ("epa.gov/climatechange", "KR0003"),
    ("epa.gov/sites/production/files/signpost/cc.html", "KR0004"),
    ("whitehouse.gov/administration/eop/ostp/about/student/faqs", "KR0005"),
    ("whitehouse.gov/ostp/about/student/faqs", "KR0006"),
    ("epa.gov/ghgreporting/san5779-factsheet", "KR0007"),
    (
        "epa.gov/ghgreporting/proposed-rule-fact-sheet-greenhouse-gas-reporting-program-addition-global-warming",
        "KR0008",
    ),
    ("census.gov/geography/gss-initiative.html", "KR0009"),
    ("census.gov/geo/gssi/", "KR0010"),
    ("reddit.com/r/PokemonGiveaway", "KR0011"),
    ("nationalpost.com/health/", "KR0012"),
    ("this-is-not-real-url.whatever/", "KR0013"),
    ("link.springer.com/article/10.1007/s00382-012-1331-2", "KR0014"),
    ("zew.de/", "KR0016"),
)
_ORIGINAL = re.compile(r"(?P<scheme>https?)://(?P<place>[^\s]+)")


def ours(address: str) -> str:
    """Return the commitment's address that takes the place of a recorded one, in the same scheme."""
    found = _ORIGINAL.fullmatch(address)
    place = re.sub(r"^([^/]+?):80(?=/)", r"\1", found["place"]).removeprefix("www.")
    number = dict(PAGES).get(place)
    return f"{found['scheme']}://{KEPT_AT}/{number}/" if number else address


def _moved(text: str, base: str) -> str:
    """Return an address of the archive as it is on the replica, with our page in it."""
    time, sign, address = text.partition("id_/")
    text = time + sign + ours(address) if sign else text
    return text.replace(WAYBACK, base).replace("//web.archive.org", base.removeprefix("http:"))


@dataclass
class Recorded:
    """A site that answers as was recorded, by the path that was asked for; 404 for what was not recorded."""

    exchanges: dict[str, dict] = field(default_factory=dict)
    pages: dict = field(default_factory=dict)
    trapped: bool = False

    def answer(self, path: str, headers: dict[str, str], base: str) -> Reply:
        if path == "/robots.txt":
            return Reply(404)
        exchange = self.exchanges.get(path)
        if exchange is None:
            return Reply(404, b"not recorded", {"content-type": "text/plain"})
        sent = {name: value for name, value in exchange["headers"].items() if name != "content-length"}
        body = exchange["body"]
        if "location" in sent:
            sent["location"] = _moved(sent["location"], base)
        if sent.get("content-encoding") == "gzip":
            body = gzip.compress(body)
        return Reply(exchange["status"], body, sent)


def _loaded(path) -> list[dict]:
    return json.loads(path.read_text(encoding="utf-8"))


@pytest.fixture(scope="session")
def wayback_exchanges(recorded_wayback) -> list[dict]:
    """The Wayback Machine's, as `Recorded` takes them, with the place on the site and a name."""
    found = []
    for one in _loaded(recorded_wayback):
        path = one["request"].removeprefix(f"GET {WAYBACK}")
        time, sign, address = path.partition("id_/")
        found.append(
            {
                "name": f"{one['from'].removeprefix('test_')} {one['step']}",
                "path": time + sign + ours(address) if sign else path,
                "original": address,
                "status": one["status"],
                # A header that came twice is one line here; none of those that are read did.
                "headers": {name: ", ".join(values) for name, values in one["headers"].items()},
                "body": one["body_start"].encode(),
                "whole": len(one["body_start"].encode()) == one["body_length"],
            }
        )
    return found


@pytest.fixture
def play(tmp_path):
    """Return a function that serves exchanges and returns the replica and a way to open sources on it."""
    running = []

    def start(exchanges):
        replica = Replica(Recorded({one["path"]: one for one in exchanges}))
        running.append(replica.__enter__())
        live = LiveOptions(
            tmp_path / "cache", tmp_path / "state", timeout=5.0, deadline=10.0, retry_wait=0.005, retries=0,
            caching=Caching.OFF,
        )  # fmt: skip
        return replica, live

    yield start
    for replica in running:
        replica.__exit__()


def _options(replica) -> ArchiveOptions:
    return ArchiveOptions(replica.url, rate=parse_rate("off"), pause=0.01)


def _accept(page: Page) -> None:
    """Accept every page: the recorded ones are of other sites."""


#: What each recorded answer is by itself: (is it a capture, status).
OWN, CAPTURED = False, True
EACH = {
    "get_memento 0": (CAPTURED, 200),
    "get_memento_follow_redirects_does_not_follow_historical_redirects 0": (OWN, 302),
    "get_memento_follow_redirects_does_not_follow_historical_redirects 1": (CAPTURED, 301),
    "get_memento_follows_historical_redirects 2": (OWN, 302),
    "get_memento_follows_historical_redirects 3": (CAPTURED, 200),
    "get_memento_raises_blocked_error 0": (OWN, 200),
    "get_memento_raises_for_mementos_that_redirect_in_a_loop 0": (CAPTURED, 303),
    "get_memento_raises_for_mementos_that_redirect_in_a_loop 1": (OWN, 302),
    "get_memento_raises_for_mementos_that_redirect_in_a_loop 2": (CAPTURED, 302),
    "get_memento_raises_for_mementos_that_redirect_in_a_loop 3": (OWN, 302),
    "get_memento_raises_no_memento_error 0": (OWN, 404),
    "get_memento_raises_when_memento_is_outside_target_window 0": (OWN, 302),
    "get_memento_returns_memento_with_accurate_url 0": (CAPTURED, 200),
    "get_memento_should_fail_for_non_playbackable_mementos 0": (OWN, 302),
    "get_memento_with_date_datetime 0": (OWN, 302),
    "get_memento_with_inexact_string_datetime 0": (OWN, 302),
    # The archive's view of a page, with its frame around: never asked for. A redirect in it is a page of 200.
    "get_memento_with_mode 0": (CAPTURED, 200),
    "get_memento_with_path_based_redirects 0": (CAPTURED, 301),
    "get_memento_with_path_based_redirects 1": (OWN, 302),
    "get_memento_with_path_based_redirects 2": (CAPTURED, 404),
    "get_memento_with_redirect_in_view_mode 0": (OWN, 200),
    "get_memento_with_redirect_in_view_mode 1": (OWN, 302),
    "get_memento_with_redirect_in_view_mode 2": (CAPTURED, 404),
    "get_memento_with_redirects 0": (CAPTURED, 301),
    "get_memento_with_redirects 1": (OWN, 302),
    "get_memento_with_redirects 2": (CAPTURED, 200),
    "get_memento_with_schemeless_redirects 0": (CAPTURED, 301),
    "get_memento_with_schemeless_redirects 1": (OWN, 302),
    "get_memento_with_schemeless_redirects 2": (CAPTURED, 404),
    "get_memento_works_on_archived_rate_limit_responses 0": (CAPTURED, 429),
    "memento_rate_limits 0": (OWN, 200),
    "memento_rate_limits 1": (CAPTURED, 200),
    "search 0": (OWN, 200),
    "search_does_not_repeat_results 0": (OWN, 200),
    **{f"search_multipage {step}": (OWN, 200) for step in range(6)},
    "search_raises_for_blocked_urls 0": (OWN, 403),
    **{f"search_with_date {step}": (OWN, 200) for step in range(3)},
    "search_with_filter 0": (OWN, 200),
    "search_with_filter 1": (OWN, 200),
    "search_with_filter_list 1": (OWN, 200),
    "search_with_timezone 0": (OWN, 200),
    "search_with_timezone 1": (OWN, 200),
}


def test_every_answer_of_the_wayback_machine_is_the_archives_own_or_a_capture(wayback_exchanges, play):
    assert {one["name"] for one in wayback_exchanges} == set(EACH)
    replica, live = play(wayback_exchanges)
    host = Host(replica.url, {"index": 0.0, "captures": 0.0}, live, 0.01)
    met, refusals = {}, []
    for one in wayback_exchanges:
        kind = "index" if "/cdx/" in one["path"] else "captures"
        try:
            answer = host.ask(kind, replica.url + one["path"])
        except BlockedError as error:
            met[one["name"]] = (OWN, 403)
            refusals.append(error.message)
            continue
        met[one["name"]] = (answer.is_capture, answer.status)
        # Only the beginning of what is no good answer is read.
        assert answer.body == one["body"] or (not answer.good and one["body"].startswith(answer.body))
    host.close()
    assert met == EACH
    assert refusals == ["the archive does not show pages of this site (403)"]


#: What comes of asking for each recorded raw capture: its time, or why it is not a page.
RAW = {
    "get_memento 0": "2017-11-24T15:13:15",
    "get_memento_follow_redirects_does_not_follow_historical_redirects 0": "a redirect of the site was captured (301)",
    "get_memento_follow_redirects_does_not_follow_historical_redirects 1": "a redirect of the site was captured (301)",
    "get_memento_follows_historical_redirects 2": "2020-02-01T02:44:05",
    "get_memento_follows_historical_redirects 3": "2020-02-01T02:44:05",
    "get_memento_raises_blocked_error 0": "blocked",
    "get_memento_raises_for_mementos_that_redirect_in_a_loop 0": "a redirect of the site was captured (303)",
    # Leads to the capture before.
    "get_memento_raises_for_mementos_that_redirect_in_a_loop 3": "a redirect of the site was captured (303)",
    "get_memento_raises_no_memento_error 0": "cannot show this capture (404)",
    "get_memento_raises_when_memento_is_outside_target_window 0": "2017-11-24T15:13:15",
    "get_memento_returns_memento_with_accurate_url 0": "2017-11-24T14:37:28",
    # Leads to a capture that was not recorded.
    "get_memento_should_fail_for_non_playbackable_mementos 0": "cannot show this capture (404)",
    "get_memento_with_date_datetime 0": "2017-11-24T15:13:15",
    "get_memento_with_inexact_string_datetime 0": "2017-11-24T15:13:15",
    "get_memento_with_path_based_redirects 0": "a redirect of the site was captured (301)",
    "get_memento_with_path_based_redirects 1": "an error of the site was captured (404)",
    "get_memento_with_path_based_redirects 2": "an error of the site was captured (404)",
    "get_memento_with_redirects 0": "a redirect of the site was captured (301)",
    "get_memento_with_redirects 1": "2018-08-08T10:45:00",
    "get_memento_with_redirects 2": "2018-08-08T10:45:00",
    "get_memento_with_schemeless_redirects 0": "a redirect of the site was captured (301)",
    "get_memento_with_schemeless_redirects 1": "an error of the site was captured (404)",
    "get_memento_with_schemeless_redirects 2": "an error of the site was captured (404)",
    "get_memento_works_on_archived_rate_limit_responses 0": "an error of the site was captured (429)",
    "memento_rate_limits 1": "1997-04-27T19:19:25",
}
#: Captures of a page that asks who one is, whose address no commitment has: the source never asks for them.
FOREIGN = {
    "get_memento_raises_for_mementos_that_redirect_in_a_loop 1",
    "get_memento_raises_for_mementos_that_redirect_in_a_loop 2",
}


def test_every_recorded_capture_is_a_page_or_passed_over_with_its_reason(wayback_exchanges, play, caplog):
    raw = [one for one in wayback_exchanges if "id_/" in one["path"] and one["name"] not in FOREIGN]
    assert {one["name"] for one in raw} == set(RAW)
    replica, live = play(wayback_exchanges)
    met = {}
    for one in raw:
        time, _, address = one["path"].removeprefix("/web/").partition("id_/")
        commitment = address.rstrip("/").rpartition("/")[2]
        moment = datetime.strptime(time, "%Y%m%d%H%M%S").replace(tzinfo=UTC)
        source = WaybackSource(_options(replica), live, _accept)
        caplog.clear()
        try:
            page = source.page_of(Capture(commitment, "republic-of-korea", address, moment, "digest"))
        except BlockedError:
            met[one["name"]] = "blocked"
            continue
        finally:
            source.close()
        if page is None:
            met[one["name"]] = next((reason for reason in RAW.values() if reason in caplog.text), caplog.text)
            continue
        assert page.via == "wayback"
        shown = next(two for two in wayback_exchanges if two["body"] == page.body)
        assert page.archive_url == f"{replica.url}/web/{page.retrieved_at:%Y%m%d%H%M%S}/{address}"
        assert shown["headers"]["content-type"].partition(";")[0] == page.media_type
        met[one["name"]] = f"{page.retrieved_at:%Y-%m-%dT%H:%M:%S}"
    assert met == RAW
    leads = f"/web/20150503090125id_/http://{KEPT_AT}/KR0001/"
    assert leads in replica.paths()


@dataclass
class Index(Recorded):
    """The recorded pages of one search, whoever's address is asked for: the first, then what its key leads to."""

    steps: list[dict] = field(default_factory=list)

    def answer(self, path: str, headers: dict[str, str], base: str) -> Reply:
        query = parse_qs(urlsplit(path).query, keep_blank_values=True)
        if not path.startswith("/cdx/"):
            return Reply(404)
        assert query["showResumeKey"] == query["resolveRevisits"] == ["true"]
        position = 0
        if "resumeKey" in query:
            keys = [_key(one["body"].decode()) for one in self.steps]
            position = keys.index(query["resumeKey"][0]) + 1
        if position == len(self.steps):
            return Reply(200, b"", {"content-type": "text/plain;charset=UTF-8"})
        one = self.steps[position]
        body = re.sub(r"https?://\S+", f"https://{KEPT_AT}/KR0001/", one["body"].decode())
        return Reply(one["status"], gzip.compress(body.encode()), one["headers"])


def _key(text: str) -> str | None:
    return text.partition("\n\n")[2].strip() or None


def _searches(exchanges: list[dict]) -> dict[str, list[dict]]:
    """Return the recorded searches by their names: those of the same question, one after the other."""
    found: dict[str, list[dict]] = {}
    questions: list[str] = []
    for one in (one for one in exchanges if "/cdx/" in one["path"] and one["status"] == 200):
        question, _, key = one["path"].partition("&resumeKey=")
        if not key:
            questions.append(question)
            name = one["name"]
        else:
            assert questions[-1] == question
            before = found[name][-1]
            if not before["whole"]:
                # Of a long body the beginning was recorded; the key at its end is in the next request.
                before["body"] += f"\n{unquote(key)}\n".encode()
        body = one["body"] if one["whole"] else one["body"].rpartition(b"\n")[0] + b"\n"
        found.setdefault(name, []).append({**one, "body": body})
    return found


#: Each recorded search: the rows in its pages, the captures that may be a page, the time of the first and the last.
SEARCHES = {
    "memento_rate_limits 0": (61, 61, "19970427191925", "20040725082307"),
    "search 0": (3, 1, "19961231235847", "19961231235847"),
    "search_does_not_repeat_results 0": (15, 9, "20200612014014", "20200612232310"),
    "search_multipage 0": (150, 31, "20010410213930", "20010506001027"),
    # Redirects, and revisits of nothing.
    "search_with_date 0": (197, 0, None, None),
    "search_with_filter 0": (10, 6, "20220101003924", "20220101013952"),
    "search_with_filter 1": (10, 0, None, None),
    "search_with_filter_list 1": (6, 0, None, None),
    "search_with_timezone 0": (59, 21, "19961231235847", "19990430035017"),
    "search_with_timezone 1": (59, 21, "19970605230559", "19990430041607"),
}


def test_every_recorded_page_of_an_index_is_read_with_what_its_key_leads_to(wayback_exchanges, play):
    met, keys_met = {}, []
    for name, steps in _searches(wayback_exchanges).items():
        replica, live = play([])
        replica.site = Index(steps=steps)
        with WaybackSource(_options(replica), live, _accept) as source:
            captures = source.captures(Selector("KR0001"), each=True)
        times = [f"{one.time:%Y%m%d%H%M%S}" for one in captures] or [None]
        rows = sum(len(one["body"].partition(b"\n\n")[0].splitlines()) for one in steps)
        met[name] = (rows, len(captures), times[0], times[-1])
        # A key goes back escaped as a whole: so it was asked for in the recordings.
        keys_met += [one["path"].partition("&resumeKey=")[2] for one in steps[1:]]
        for key in keys_met[len(keys_met) - len(steps) + 1 :]:
            assert any(path.endswith(f"&resumeKey={key}") for path in replica.paths()), key
    assert met == SEARCHES
    assert len(keys_met) == 7


def test_a_blocked_sites_index_says_so(wayback_exchanges, play):
    (one,) = [one for one in wayback_exchanges if one["name"] == "search_raises_for_blocked_urls 0"]
    replica, live = play([])
    replica.site = Index(steps=[one])
    with WaybackSource(_options(replica), live, _accept) as source, pytest.raises(BlockedError, match="does not show"):
        source.captures(Selector("KR0001"))


@pytest.fixture(scope="session")
def crawl_exchanges(recorded_crawls) -> list[dict]:
    """Common Crawl's, as `Recorded` takes them."""
    found = []
    for one in _loaded(recorded_crawls):
        parts = urlsplit(one["url"])
        asked = {name: value for name, value in (one["params"] or {}).items() if value is not None}
        headers = {name.lower(): value for name, value in one["response_headers"].items()}
        binary = headers["content-type"] == "application/octet-stream"
        text = one["body_start"]
        found.append(
            {
                "host": parts.netloc,
                "path": parts.path + (f"?{urlencode(asked, doseq=True)}" if asked else ""),
                "status": one["status"],
                "headers": headers,
                "body": base64.b64decode(text) if binary else text.encode(),
                "whole": binary or len(text.encode()) == one["body_length"],
            }
        )
    return found


def _meaning(answer) -> str:
    if answer.status == 404:
        return "none" if b"No Captures found" in answer.body else "not found"
    if answer.status == 400:
        return "too high" if b"First Page is 0, Last Page is 0" in answer.body else "refused"
    return {"application/json": "list", "text/x-ndjson": "rows", "application/octet-stream": "record"}[
        answer.media_type
    ]


def test_every_answer_of_common_crawl_is_rows_a_record_a_list_or_says_that_there_is_none(crawl_exchanges, play):
    assert len(crawl_exchanges) == 29
    replica, live = play(crawl_exchanges)
    host = Host(replica.url, {"index": 0.0}, live, 0.01)
    met = [_meaning(host.ask("index", replica.url + one["path"])) for one in crawl_exchanges]
    host.close()
    # The second is of the Wayback Machine's index, asked for JSON, as the package that recorded it does.
    assert met[:10] == ["list", "list", "rows", "record", "rows", "rows", "none", "too high", "rows", "rows"]
    # Then crawl after crawl for a time when there was nothing, each with a page that is too high.
    assert met[10:] == ["none", "too high"] * 9 + ["none"]


@dataclass
class Crawls(Recorded):
    """Common Crawl with one recorded answer of an index, whoever's address is asked for, and the recorded record."""

    index: dict = field(default_factory=dict)
    too_high: dict = field(default_factory=dict)
    list: dict = field(default_factory=dict)
    record: dict = field(default_factory=dict)

    def answer(self, path: str, headers: dict[str, str], base: str) -> Reply:
        if path == "/collinfo.json":
            # What was recorded breaks off after some crawls.
            body = self.list["body"].rpartition(b"},")[0] + b"}]"
            return Reply(200, body, {"content-type": "application/json"})
        if "-index" in path:
            one = self.index if "page=0" in path else self.too_high
            body = re.sub(r'"url": "[^"]*"', f'"url": "https://{KEPT_AT}/KR0001/"', one["body"].decode())
            return Reply(one["status"], body.encode(), {"content-type": one["headers"]["content-type"]})
        if path == self.record["path"]:
            assert headers["range"] == "bytes=34323482-34324700"
            return Reply(206, self.record["body"], {"content-range": self.record["headers"]["content-range"]})
        return Reply(404)


def test_every_recorded_answer_of_common_crawl_is_read(crawl_exchanges, play, caplog):
    listed, json_rows, found, record = crawl_exchanges[:4]
    too_high = crawl_exchanges[7]
    newest = json.loads(found["body"])
    replica, live = play([])

    def opened(index: dict, crawl: str | None = "CC-MAIN-2025-33") -> CommonCrawlSource:
        if not index["whole"]:
            index = {**index, "body": index["body"].rpartition(b"\n")[0]}
        replica.site = Crawls(index=index, too_high=too_high, list=listed, record=record)
        options = ArchiveOptions(replica.url, rate=parse_rate("off"), pause=0.01, crawl=crawl)
        return CommonCrawlSource(options, live, _accept)

    with opened(found, None) as source:
        crawls = source.crawls()
        assert (crawls[0], len(crawls)) == ("CC-MAIN-2025-33", 10)
        assert crawls == sorted(crawls, reverse=True)
    with opened(found) as source:
        (one,) = source.captures(Selector("KR0001"))
        assert one.place == (newest["filename"], 34323482, 1219)
        assert (one.digest, f"{one.time:%Y%m%d%H%M%S}", one.status) == (newest["digest"], newest["timestamp"], 200)
        # The record is asked for by its range, and is of the page that was recorded: none of the commitment's.
        assert source.page_of(one) is None
        assert "the record is of http://www.example.com/" in caplog.text
    whole = read_record(record["body"], "recorded")
    assert (whole.address, whole.status, whole.time.isoformat()) == (
        "http://www.example.com/", 200, "2025-08-02T23:24:28+00:00",
    )  # fmt: skip
    assert b"<title>Example Domain</title>" in whole.body
    for index, pages in ((4, 3), (5, 3), (8, 7), (9, 0)):
        with opened(crawl_exchanges[index]) as source:
            assert len(source.captures(Selector("KR0001"), each=True)) == pages, index
            # With a page that is too high at the end, as where a member's commitments are looked for.
            assert len(may_be_page(source._look_up_below("republic-of-korea", every=False))) == pages
    for one in (6, *range(10, 29, 2)):
        with opened(crawl_exchanges[one]) as source:
            assert source.find("republic-of-korea") == []
            assert source.captures(Selector("KR0001")) == []
    with opened({**json_rows, "status": 200}) as source, pytest.raises(ServerError):
        source.captures(Selector("KR0001"))
    assert record["host"] == urlsplit(DATA).netloc


@dataclass
class Odd(Recorded):
    """An archive that always answers the same."""

    reply: Reply = field(default_factory=lambda: Reply(404))

    def answer(self, path: str, headers: dict[str, str], base: str) -> Reply:
        return Reply(404) if path == "/robots.txt" else self.reply


@pytest.mark.parametrize("kind", [WaybackSource, CommonCrawlSource])
@pytest.mark.parametrize(
    ("status", "body", "media_type"),
    [
        (400, b'{"message": "Bad filter"}', "application/json"),
        (404, b"<h1>Not Found</h1>", "text/html"),
        (301, b"", "text/html"),
        (200, b"<!DOCTYPE html><html lang='en'><title>Archive</title>We are down for now.</html>", "text/html"),
    ],
)
def test_what_is_no_answer_of_an_index_does_not_look_like_an_empty_one(kind, status, body, media_type, play):
    replica, live = play([])
    replica.site = Odd(reply=Reply(status, body, {"content-type": media_type}))
    options = ArchiveOptions(replica.url, rate=parse_rate("off"), pause=0.01, crawl="CC-MAIN-2025-33")
    with kind(options, live, _accept) as source, pytest.raises((ServerError, UsageError)):
        source.captures(Selector("KR0001"))
