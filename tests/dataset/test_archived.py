"""A member's history out of an archive: versions with the dates at which the site was so, then live without a jump."""

import sqlite3

import pytest

from ogpscrape.dataset.archived import take_history
from ogpscrape.dataset.database import only_run
from ogpscrape.dataset.gates import load_gates
from ogpscrape.dataset.store import open_dataset
from ogpscrape.fetching import check_capture
from ogpscrape.selection import read_selection
from ogpscrape.sources.captures import ArchiveOptions
from ogpscrape.sources.options import LiveOptions
from ogpscrape.sources.rate import parse_rate
from ogpscrape.sources.wayback import WaybackSource
from tests.dataset import running
from tests.replica import Replica, Site
from tests.replica.archives import Archives

DATES = ("20190501100000", "20200601100000", "20210701100000", "20230801100000")


@pytest.fixture
def live_site():
    with Replica(Site.small(count=3)) as served:
        yield served


@pytest.fixture
def archive():
    with Replica(Archives()) as served:
        yield served


@pytest.fixture
def take(archive, data, tmp_path):
    def run(*selectors: str):
        live = LiveOptions(tmp_path / "cache", tmp_path / "state", retries=0, timeout=10)
        options = ArchiveOptions(archive.url, rate=parse_rate("off"))
        source = WaybackSource(options, live, check_capture)
        with only_run(data, create=True), open_dataset(data, create=True) as dataset, source:
            groups = read_selection(selectors or ("KR",)).groups
            return take_history(dataset, source, groups, load_gates(data))

    return run


def rows(data, query: str) -> list[tuple]:
    connection = sqlite3.connect(data / "ogp.sqlite")
    try:
        return connection.execute(query).fetchall()
    finally:
        connection.close()


def keep_history(archive, site) -> None:
    for number, time in enumerate(DATES):
        for page in site.pages.values():
            body = page.body.replace(b"Version 1", b"Version %d" % (number - 3)) if page.id == "KR0001" else page.body
            archive.site.keep(page.id, time, body.replace(b"Version 0", b"Version 1"))
    archive.site.keep("KR0044", DATES[0], b"<p>no</p>", status=404)


VERSIONS = "SELECT first_seen_at FROM versions WHERE commitment_id = 'KR0001' AND state = 'accepted' ORDER BY id"


def test_four_captures_are_four_versions_with_their_dates_and_live_goes_on_from_there(archive, live_site, data, take):
    keep_history(archive, live_site.site)
    taken = take()
    assert taken.known == ["KR0001", "KR0002", "KR0003"]
    assert [summary.outcome for summary in taken.runs] == ["good"] * 4
    assert [time[:10] for (time,) in rows(data, VERSIONS)] == ["2019-05-01", "2020-06-01", "2021-07-01", "2023-08-01"]
    assert rows(data, "SELECT COUNT(*) FROM versions WHERE commitment_id = 'KR0002'") == [(1,)]
    events = rows(data, "SELECT kind, seen_at FROM events WHERE commitment_id = 'KR0001' AND field = 'description'")
    assert [time[:10] for _, time in events] == ["2020-06-01", "2021-07-01", "2023-08-01"]
    assert {via for (via,) in rows(data, "SELECT via FROM fetches")} == {"wayback"}
    before = rows(data, "SELECT url, archive_url, retrieved_at FROM fetches ORDER BY 3, 1")
    assert all(url and url.startswith(f"{archive.url}/web/") for _, url, _ in before)

    summary = running.sync(data, live_site.url, "KR", max_age=7)
    assert summary.outcome == "good", summary.errors
    assert (summary.checked, summary.waiting) == (3, 0)  # all are due at once
    assert summary.events == []
    assert len(rows(data, VERSIONS)) == 4
    live_site.site.change("KR0002", "Version 1", "Version 2")
    summary = running.sync(data, live_site.url, "KR")
    assert {(event.kind, event.id) for event in summary.events} == {("changed", "KR0002")}


def test_what_the_archive_knows_and_the_site_no_longer_lists_is_asked_for_live(archive, live_site, data, take):
    live_site.site.add(Site.small(count=9).pages["KR0009"])  # there, and in no list
    keep_history(archive, Site.small(count=3))
    archive.site.keep("KR0009", DATES[0], live_site.site.pages["KR0009"].body, status=200)
    take()
    running.sync(data, live_site.url, "KR")
    assert live_site.site.pages["KR0009"].path in live_site.paths()


def test_what_is_there_already_is_not_taken_again_and_older_captures_are_left_out(archive, live_site, data, take):
    keep_history(archive, live_site.site)
    take()
    archive.forget()
    taken = take()
    assert not [path for path in archive.paths() if path.startswith("/web/")]
    assert taken.older == 6
    assert len(rows(data, VERSIONS)) == 4


def test_captures_older_than_what_the_dataset_has_are_left_out(archive, live_site, data, take):
    keep_history(archive, live_site.site)
    running.sync(data, live_site.url, "KR")
    taken = take()
    assert taken.older == 6
    assert len(rows(data, VERSIONS)) == 1


def test_the_command_says_what_came_and_names_the_source(archive, live_site, command, data):
    keep_history(archive, live_site.site)
    arguments = ("--data", data, "--wayback-url", archive.url)
    code, _, said = command("sync", "KR", "--from", "wayback", *arguments)
    assert code == 0
    assert "3 new, 1 changed" in said
    assert [time[:10] for (time,) in rows(data, VERSIONS)] == ["2019-05-01", "2020-06-01", "2021-07-01", "2023-08-01"]
    code, _, said = command("sync", "KR", *arguments)
    assert code == 2
    assert "--wayback-url is about archives" in said
    code, _, said = command("sync", "KR", "--from", "wayback", "--probe", "--data", data)
    assert code == 2
