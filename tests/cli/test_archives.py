"""The command line with archives: blocked on the site, found in an archive; WARC written and read."""

import json
import zipfile

import pytest

from tests.cli.running import ogpscrape
from tests.replica import Replica, Site, faults
from tests.replica.archives import Archives, Kept, warc_record

BODY = Site.small().pages["KR0001"].body
PAGE = "https://www.opengovpartnership.org/members/republic-of-korea/commitments/KR0001/"


@pytest.fixture
def site():
    with Replica(Site.small()) as running:
        yield running


@pytest.fixture
def archive():
    with Replica(Archives()) as running:
        yield running


@pytest.fixture
def places(site, archive, tmp_path):
    """Return the environment that points every source here."""
    return {
        "OGPSCRAPE_URL": site.url,
        "OGPSCRAPE_WAYBACK_URL": archive.url,
        "OGPSCRAPE_COMMONCRAWL_URL": archive.url,
        "OGPSCRAPE_RATE": "off",
        "OGPSCRAPE_RETRIES": "0",
        "OGPSCRAPE_CACHE_FOLDER": str(tmp_path / "cache"),
        "OGPSCRAPE_STATE_FOLDER": str(tmp_path / "state"),
    }


def record_of(done) -> dict:
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_blocked_on_the_site_and_found_in_an_archive(site, archive, places):
    archive.site.keep("KR0001", "20210501000000", BODY)
    site.fault("KR0001", faults.challenge(403))
    blocked = ogpscrape("fetch", "KR0001", **places)
    assert (blocked.returncode, blocked.stdout) == (7, b"")
    assert blocked.stderr.count("--from wayback") == 1
    assert not archive.requests  # never by itself
    record = record_of(ogpscrape("fetch", "KR0001", "--from", "wayback", **places))
    assert record["source"]["via"] == "wayback"
    assert record["source"]["retrieved_at"].startswith("2021-05-01T00:00:00")
    assert record["source"]["archive_url"] == f"{archive.url}/web/20210501000000/{PAGE}"


@pytest.mark.parametrize("how", ["unreachable", "robots"])
def test_whoever_cannot_get_at_the_site_hears_of_the_archives_in_one_line(how, site, places):
    if how == "robots":
        site.site.robots = "User-agent: *\nDisallow: /\n"
    else:
        places = {**places, "OGPSCRAPE_URL": "http://127.0.0.1:9"}
    done = ogpscrape("fetch", "KR0001", **places)
    assert done.returncode == (11 if how == "robots" else 10)
    assert done.stderr.count("--from wayback") == 1


def test_a_page_that_is_gone_does_not_send_anybody_to_the_archives(places):
    assert "wayback" not in ogpscrape("fetch", "KR0099", **places).stderr


def test_at_and_crawl_choose(archive, places):
    archive.site.keep("KR0001", "20190501000000", BODY)
    archive.site.keep("KR0001", "20230501000000", BODY + b" ")
    archive.site.crawls = {
        "CC-MAIN-2025-33": [Kept(PAGE, "20250801000000", BODY)],
        "CC-MAIN-2021-10": [Kept(PAGE, "20210301000000", BODY)],
    }
    record = record_of(ogpscrape("fetch", "KR0001", "--from", "wayback", "--at", "2021-06-30", **places))
    assert record["source"]["retrieved_at"].startswith("2019")
    record = record_of(ogpscrape("fetch", "KR0001", "--from", "commoncrawl", "--crawl", "CC-MAIN-2021-10", **places))
    assert record["source"]["retrieved_at"].startswith("2021")
    for arguments, said in (
        (["--from", "wayback", "--at", "June"], "is not a day"),
        (["--at", "2021-06-30"], "about archives"),
        (["--from", "wayback", "--crawl", "CC-MAIN-2021-10"], "about Common Crawl"),
        (["--from", "samples", "--at", "2021-06-30"], "about archives"),
    ):
        done = ogpscrape("fetch", "KR0001", *arguments, **places)
        assert (done.returncode, said in done.stderr) == (2, True), done.stderr


@pytest.mark.parametrize("name", ["report.html", "records.csv"])
def test_a_report_and_an_export_are_made_of_an_archive(name, archive, places, tmp_path):
    for number in (1, 2):
        archive.site.keep(f"KR{number:04d}", "20190501000000", Site.small(count=2).pages[f"KR{number:04d}"].body)
    command = "report" if name.endswith("html") else "export"
    made = ogpscrape(command, "KR", "--from", "wayback", "-o", tmp_path / name, **places)
    assert made.returncode == 0, made.stderr
    text = (tmp_path / name).read_text(encoding="utf-8")
    assert "KR0002" in text
    assert command == "export" or "from the Wayback Machine" in " ".join(text.split())


def test_a_member_can_be_shown_from_an_archive(archive, places):
    for number in (1, 2):
        archive.site.keep(f"KR{number:04d}", "20190501000000", Site.small(count=2).pages[f"KR{number:04d}"].body)
    shown = ogpscrape("show", "KR", "--from", "wayback", **places)
    assert shown.returncode == 0, shown.stderr
    assert shown.stdout.decode().count("Publish Example Register") == 2


def test_a_warc_is_written_and_read_back_to_the_same_record(tmp_path, places):
    path = tmp_path / "pages.warc.gz"
    live = record_of(ogpscrape("fetch", "KR0001", "KR0002", "--save-warc", path, **places))
    back = record_of(ogpscrape("fetch", "KR0001", "KR0002", "--from", path, **places))
    for one in (*live, *back):
        del one["source"]
    assert back == live


def wacz(path, *kept):
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("archive/data.warc.gz", b"".join(map(warc_record, kept)))
        package.writestr("datapackage.json", "{}")
    return path


def test_every_command_reads_warc_files_wacz_and_folders_of_them(tmp_path):
    pages = Site.small(count=2).pages
    kept = [Kept(PAGE.replace("KR0001", one), "20210101000000", page.body) for one, page in pages.items()]
    folder = tmp_path / "kept"
    folder.mkdir()
    (folder / "a.warc.gz").write_bytes(warc_record(kept[0]))
    wacz(folder / "b.wacz", kept[1])
    (tmp_path / "both.warc.gz").write_bytes(b"".join(map(warc_record, kept)))
    for place in (tmp_path / "both.warc.gz", wacz(tmp_path / "both.wacz", *kept), folder):
        commands = (
            ("parse", place),
            ("fetch", "KR0001", "KR0002", "--from", place),
            ("fetch", "KR", "--from", place),
        )
        for command in commands:
            done = ogpscrape(*command)
            assert done.returncode == 0, (command, done.stderr)
            assert [one["id"] for one in json.loads(done.stdout)] == ["KR0001", "KR0002"], command
        assert b"Publish Example Register" in ogpscrape("show", "KR0002", "--from", place).stdout
        assert ogpscrape("export", "--from", place, "-o", tmp_path / "out.jsonl").returncode == 0
        synced = ogpscrape("sync", "KR", "--from", place, "--data", tmp_path / f"data-{place.name}")
        assert (synced.returncode, "2 new" in synced.stderr) == (0, True), synced.stderr


@pytest.mark.parametrize("command", ["parse", "fetch", "verify"])
def test_each_kind_of_bad_input_is_named_and_the_others_done(command, tmp_path):
    good = warc_record(Kept(PAGE, "20210101000000", BODY))
    broken = bytearray(warc_record(Kept(PAGE, "20200101000000", BODY)))
    broken[len(broken) // 2] ^= 0xFF
    page_of_another = warc_record(Kept(PAGE.replace("KR0001", "KR0002"), "20210101000000", BODY))
    other = warc_record(Kept("https://www.opengovpartnership.org/about/", "20210101000000", BODY))
    cases = {"truncated": (good * 2)[:-40], "broken": bytes(broken) + good, "none": other, "empty": b"", "good": good}
    cases["another"] = page_of_another + good
    said = {"truncated": "break", "broken": "broken", "none": "no page", "empty": "empty", "another": "not of KR0002"}
    for name, data in cases.items():
        path = tmp_path / f"{name}.warc.gz"
        path.write_bytes(data)
        words = {"parse": ("parse",), "fetch": ("fetch", "KR", "--from"), "verify": ("verify", "--from")}[command]
        done = ogpscrape(*words, path)
        if name == "good":
            assert done.returncode == 0, done.stderr
            continue
        assert said[name] in done.stderr, (name, done.stderr)
        assert done.returncode == (4 if name in ("none", "empty") else 1), (name, done.stderr)
        if done.returncode == 1 and command != "verify":
            assert b'"KR0001"' in done.stdout


def test_bad_records_are_named_and_the_others_done(tmp_path, places):
    other = PAGE.replace("KR0001", "KR0002")
    path = tmp_path / "pages.warc.gz"
    path.write_bytes(b"".join(warc_record(Kept(address, "20210101000000", BODY)) for address in (PAGE, other))[:-300])
    done = ogpscrape("fetch", "KR0001", "KR0002", "--from", path, **places)
    assert done.returncode == 1
    assert [one["id"] for one in json.loads(done.stdout)] == ["KR0001"]
    assert "breaks off" in done.stderr
    path.write_bytes(warc_record(Kept(other, "20210101000000", BODY)))
    done = ogpscrape("fetch", "KR0002", "--from", path, **places)
    assert (done.returncode, "this is the page of KR0001" in done.stderr) == (5, True)
    assert ogpscrape("fetch", "KR0001", "--from", tmp_path / "none.warc.gz").returncode == 4
