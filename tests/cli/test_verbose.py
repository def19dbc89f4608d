"""What -v and -vv say, and that nothing of it reaches standard output."""

import json

from tests.cli.running import ogpscrape
from tests.replica import Replica, Site


def test_each_page_says_where_it_came_from_and_how_long_it_took(tmp_path):
    folders = {"OGPSCRAPE_STATE_FOLDER": str(tmp_path / "state"), "OGPSCRAPE_CACHE_FOLDER": str(tmp_path / "cache")}
    with Replica(Site.small()) as replica:
        arguments = ("fetch", "KR0001", "-v", "--url", replica.url, "--rate", "off")
        first, second = ogpscrape(*arguments, **folders), ogpscrape(*arguments, **folders)
    assert "KR0001: 200, from the site, got and read in" in first.stderr
    assert "KR0001: 200, from the cache, got and read in" in second.stderr
    assert json.loads(first.stdout) == json.loads(second.stdout)


def test_twice_tells_what_the_reader_saw():
    done = ogpscrape("fetch", "KR0017", "--from", "samples", "-vv")
    record = json.loads(done.stdout)
    assert f"KR0017: milestones: {len(record['milestones'])}\n" in done.stderr
    assert f"{record['account']['typed']:,} typed" in done.stderr
    assert "milestones" not in ogpscrape("fetch", "KR0017", "--from", "samples", "-v").stderr


def test_programs_get_fields():
    done = ogpscrape("fetch", "KR0017", "--from", "samples", "--log-format", "json")
    pages = [entry for entry in map(json.loads, done.stderr.splitlines()) if entry["event"] == "page"]
    assert [(entry["id"], entry["cached"]) for entry in pages] == [("KR0017", False)]


def test_a_run_of_sync_ends_with_its_figures_as_fields(tmp_path):
    folders = {"OGPSCRAPE_STATE_FOLDER": str(tmp_path / "state"), "OGPSCRAPE_DATA": str(tmp_path / "data")}
    with Replica(Site.small()) as replica:
        arguments = ("sync", "korea", "--log-format", "json", "--url", replica.url, "--rate", "off")
        last = json.loads(ogpscrape(*arguments, **folders).stderr.splitlines()[-1])
    assert last["event"] == "summary"
    assert last["new"] == [f"KR{number:04d}" for number in range(1, 6)]
