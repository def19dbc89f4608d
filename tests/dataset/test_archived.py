"""A member's history out of an archive: versions with the dates at which the site was so, then live without a jump."""

import sqlite3

import pytest

from ogpscrape.dataset.archived import TakeOptions, take_captures
from ogpscrape.dataset.database import only_run
from ogpscrape.dataset.gates import load_gates
from ogpscrape.dataset.store import open_dataset
from ogpscrape.fetching import check_capture
from ogpscrape.selection import read_selection
from ogpscrape.sources.archive import ArchiveOptions
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
def replica_kr():
    with Replica(Site.small(count=3)) as served:
        yield served


@pytest.fixture
def archive(monkeypatch):
    with Replica(Archives()) as served:
        monkeypatch.setenv("OGPSCRAPE_WAYBACK_URL", served.url)
        yield served


@pytest.fixture
def take(archive, data, tmp_path):
    def run(*selectors: str, every: bool = True):
        live = LiveOptions(tmp_path / "cache", tmp_path / "state", retries=0, timeout=10)
        options = ArchiveOptions(archive.url, rate=parse_rate("off"))
        source = WaybackSource(options, live, check_capture)
        with only_run(data, create=True), open_dataset(data, create=True) as dataset, source:
            groups = read_selection(selectors or ("KR",)).groups
            return take_captures(dataset, source, groups, TakeOptions(load_gates(data), every))

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
    assert taken.left_out == 6
    assert len(rows(data, VERSIONS)) == 4


def test_captures_older_than_what_the_dataset_has_are_put_before_it(archive, live_site, data, take):
    keep_history(archive, live_site.site)
    running.sync(data, live_site.url, "KR")
    good = rows(data, "SELECT id, version_id, seal FROM commitments ORDER BY id")
    taken = take()
    assert (taken.left_out, [run.outcome for run in taken.runs]) == (0, ["good"])
    by_time = "SELECT first_seen_at FROM versions WHERE commitment_id = 'KR0001' ORDER BY 1"
    assert [time[:10] for (time,) in rows(data, by_time)] == ["2019-05-01", "2020-06-01", "2021-07-01", "2023-08-01"]
    assert rows(data, "SELECT substr(first_seen_at, 1, 10) FROM versions WHERE commitment_id = 'KR0002'") == [
        ("2019-05-01",)
    ]
    assert rows(data, "SELECT id, version_id, seal FROM commitments ORDER BY id") == good
    chain = rows(data, "SELECT id, previous_id FROM versions WHERE commitment_id = 'KR0001' ORDER BY first_seen_at")
    assert [previous for _, previous in chain] == [None, *[version for version, _ in chain[:-1]]]
    events = "SELECT substr(seen_at, 1, 10) FROM events WHERE kind = 'changed' AND field = 'description' ORDER BY 1"
    assert [time for (time,) in rows(data, events)] == ["2020-06-01", "2021-07-01", "2023-08-01"]
    # The site goes on from what it said itself.
    summary = running.sync(data, live_site.url, "KR")
    assert (summary.events, summary.checked, summary.unchanged) == ([], 3, 3)
    again = take()
    assert (again.runs[0].events, again.left_out) == ([], 6)


def test_a_history_that_was_filled_in_outlives_the_loss_of_the_database(archive, live_site, data, take, command):
    keep_history(archive, live_site.site)
    running.sync(data, live_site.url, "KR")
    take()
    versions = "SELECT commitment_id, first_seen_at, content_sha256 FROM versions ORDER BY 1, 2"
    latest = "SELECT commitments.id, content_sha256 FROM commitments JOIN versions ON versions.id = version_id"
    before = rows(data, versions), rows(data, latest)
    assert command("check", "--data", data)[0] == 0
    (data / "ogp.sqlite").write_bytes(b"no longer a database, and longer than nothing at all" * 100)
    assert command("reparse", "--salvage", "--data", data)[0] == 0
    assert (rows(data, versions), rows(data, latest)) == before


def test_what_the_site_has_dropped_gets_its_record_from_the_archive(archive, live_site, data, take):
    keep_history(archive, Site.small(count=3))
    gone = live_site.site.pages.pop("KR0003")
    running.sync(data, live_site.url, "KR")
    assert rows(data, "SELECT state, version_id FROM commitments WHERE id = 'KR0003'") == [("gone", None)]
    take(every=False)
    with open_dataset(data) as dataset:
        records = {record.id: record for record in dataset.latest()}
    assert records["KR0003"].source.retrieved_at.year == 2023
    assert rows(data, "SELECT state FROM commitments WHERE id = 'KR0003'") == [("gone",)]
    live_site.site.add(gone)
    summary = running.sync(data, live_site.url, "KR")
    assert [(event.kind, event.id) for event in summary.events] == [("back", "KR0003")]


def test_the_newest_capture_of_each_is_taken_unless_all_are_wanted(archive, live_site, data, take):
    keep_history(archive, live_site.site)
    archive.site.keep("KR0001", "20240101000000", b"<title>Just a moment...</title>", status=200)
    taken = take(every=False)
    assert len(taken.runs) == 1
    seen = rows(data, "SELECT commitment_id, substr(first_seen_at, 1, 10) FROM versions ORDER BY 1")
    assert seen == [(f"KR000{number}", "2023-08-01") for number in (1, 2, 3)]
    # One request for each page, and one for what turned out to be a challenge.
    assert len([path for path in archive.paths() if path.startswith("/web/")]) == 4
    assert running.sync(data, live_site.url, "KR").events == []
    assert take(every=True).left_out == 2  # the one that was taken, and the challenge


def test_all_members_of_an_archive_are_found_by_one_question(archive, live_site, data, command):
    keep_history(archive, live_site.site)
    samplia = Site.small(count=1).pages["KR0001"].body.replace(b"KR0001", b"ZZ0001")
    archive.site.keep("ZZ0001", DATES[0], samplia, slug="samplia")
    code, _, said = command("sync", "--all", "--from", "wayback", "--data", data)
    assert code == 0, said
    assert rows(data, "SELECT id FROM commitments ORDER BY 1") == [("KR0001",), ("KR0002",), ("KR0003",), ("ZZ0001",)]
    assert len([path for path in archive.paths() if path.startswith("/cdx/")]) < 8


def test_what_list_found_in_an_archive_is_asked_for_on_the_site(archive, replica_kr, data, command):
    hidden = Site.small(count=9).pages["KR0009"]
    replica_kr.site.add(hidden)  # there, and in no list
    keep_history(archive, Site.small(count=3))
    archive.site.keep("KR0009", DATES[0], hidden.body)
    code, out, said = command("list", "KR", "--from", "wayback", "--format", "json")
    assert (code, "KR0009" in out) == (0, True), said
    code, _, said = command("sync", "KR", "--data", data, "--url", replica_kr.url)
    assert code == 0, said
    assert rows(data, "SELECT state FROM commitments WHERE id = 'KR0009'") == [("present",)]


def test_a_dataset_is_made_of_warc_files_and_its_run_on_the_site_can_be_proved(live_site, data, tmp_path, command):
    warc = tmp_path / "pages" / "run.warc.gz"
    warc.parent.mkdir()
    arguments = ("--data", data, "--url", live_site.url)
    assert command("sync", "KR", *arguments, "--max-age", "0")[0] == 0
    # Every page is asked for in full: "not changed" proves nothing.
    code, _, said = command("sync", "KR", *arguments, "--max-age", "0", "--save-warc", warc)
    assert (code, "3 unchanged" in said) == (0, True), said
    assert command("export", "--data", data, "-o", tmp_path / "records.jsonl")[0] == 0
    code, _, said = command("verify", "--from", warc, "--records", tmp_path / "records.jsonl")
    assert (code, "verified: 3, failed: 0" in said) == (0, True), said
    other = tmp_path / "other"
    for place in (warc, warc.parent):
        code, _, said = command("sync", "KR", "--from", place, "--data", other, "--captures", "all")
        assert code == 0, said
    code, _, said = command("sync", "--all", "--from", warc, "--data", other)
    assert code == 0, said
    assert rows(other, "SELECT COUNT(*), MIN(via) FROM fetches") == [(3, "warc")]
    warc.write_bytes(warc.read_bytes()[:-900])
    code, _, said = command("sync", "KR", "--from", warc, "--data", tmp_path / "third")
    assert (code, "breaks off" in said or "broken" in said) == (1, True), said
    for place, wanted in ((tmp_path / "none.warc", 4), (tmp_path, 1), (data, 4)):
        assert command("sync", "KR", "--from", place, "--data", tmp_path / "fourth")[0] == wanted
    assert command("sync", "KR", "--captures", "all")[0] == 2


def test_pages_of_an_archive_are_saved_as_warc_and_read_back(archive, live_site, data, tmp_path, command):
    keep_history(archive, live_site.site)
    warc = tmp_path / "kept.warc.gz"
    chosen = ("--from", "wayback")
    code, _, said = command("sync", "KR", *chosen, "--captures", "all", "--data", data, "--save-warc", warc)
    assert code == 0, said
    other = tmp_path / "other"
    code, _, said = command("sync", "KR", "--from", warc, "--captures", "all", "--data", other)
    assert code == 0, said
    same = "SELECT commitment_id, substr(first_seen_at, 1, 10), content_sha256 FROM versions ORDER BY 1, 2"
    assert rows(other, same) == rows(data, same)


def test_the_command_says_what_came_and_names_the_source(archive, live_site, command, data):
    keep_history(archive, live_site.site)
    arguments = ("--data", data)
    code, _, said = command("sync", "KR", "--from", "wayback", "--captures", "all", *arguments)
    assert code == 0
    assert "3 new, 1 changed" in said
    assert [time[:10] for (time,) in rows(data, VERSIONS)] == ["2019-05-01", "2020-06-01", "2021-07-01", "2023-08-01"]
    code, _, said = command("sync", "KR", "--at", "2021-07-01", *arguments)
    assert code == 2
    assert "--at is about archives" in said
    code, _, said = command("sync", "KR", "--from", "wayback", "--probe", "--data", data)
    assert code == 2
