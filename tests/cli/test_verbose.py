"""What -v and -vv say, and that nothing of it reaches standard output."""

import json
import re

from tests.cli.running import ogpscrape
from tests.replica import Replica, Site


def test_each_request_and_each_page_from_the_cache_is_a_line(tmp_path):
    folders = {"OGPSCRAPE_STATE_FOLDER": str(tmp_path / "state"), "OGPSCRAPE_CACHE_FOLDER": str(tmp_path / "cache")}
    with Replica(Site.small()) as replica:
        arguments = ("fetch", "KR0001", "-v", "--url", replica.url, "--rate", "off")
        first, second = ogpscrape(*arguments, **folders), ogpscrape(*arguments, **folders)
        third = ogpscrape(*arguments, "--max-age", "0", **folders)
    page = f"{replica.url}/members/republic-of-korea/commitments/KR0001/"
    asked = re.findall(r"GET (\S+): (\d+), ([\d,]+) bytes, [\d,]+ ms\n", first.stderr)
    assert [(address, status) for address, status, _ in asked] == [(f"{replica.url}/robots.txt", "200"), (page, "200")]
    assert int(asked[1][2].replace(",", "")) > 1000
    assert "KR0001: 200, from the site, got and read in" in first.stderr
    assert "GET " not in second.stderr
    assert f"{page}: from the cache, last checked 20" in second.stderr
    assert "KR0001: 200, from the cache, got and read in" in second.stderr
    assert f"GET {page}: 304, 0 bytes" in third.stderr
    assert f"{page}: did not change: what is kept is used" in third.stderr
    assert json.loads(first.stdout) == json.loads(second.stdout)


def test_a_request_without_an_answer_is_a_line(tmp_path):
    with Replica(Site.small()) as replica:
        address = replica.url
    done = ogpscrape(
        "fetch", "KR0001", "-v", "--url", address, OGPSCRAPE_STATE_FOLDER=str(tmp_path), OGPSCRAPE_RETRIES="0"
    )
    assert f"GET {address}/robots.txt: no answer, 0 bytes, " in done.stderr
    assert done.stdout == b""


def test_without_it_nothing_is_said_of_requests(tmp_path):
    with Replica(Site.small()) as replica:
        done = ogpscrape("fetch", "KR0001", "--url", replica.url, "--rate", "off", OGPSCRAPE_STATE_FOLDER=str(tmp_path))
    assert done.stderr == ""


def test_a_decision_of_sync_is_a_line_for_each_page(tmp_path):
    folders = {"OGPSCRAPE_STATE_FOLDER": str(tmp_path / "state"), "OGPSCRAPE_DATA": str(tmp_path / "data")}
    with Replica(Site.small()) as replica:
        done = ogpscrape("sync", "korea", "-v", "--url", replica.url, "--rate", "off", **folders)
    for number in range(1, 6):
        assert f"/KR{number:04d}/: 200, " in done.stderr
        assert f"KR{number:04d}: new" in done.stderr


def test_twice_tells_what_the_reader_saw_section_by_section():
    done = ogpscrape("fetch", "KR0017", "--from", "samples", "-vv")
    record = json.loads(done.stdout)
    for field in record["overview"]["fields"]:
        assert f"KR0017:   {field['label']}: " in done.stderr
    assert "KR0017:   potential_impact is null: empty\n" in done.stderr
    assert f"characters: {record['description'][:50]}" in done.stderr
    assert f"KR0017: irm[0], end_of_term: {record['irm'][0]['heading']}\n" in done.stderr
    for milestone in record["milestones"]:
        assert f"milestone {milestone['code']}, {milestone['completion']}: {milestone['title'][:50]}" in done.stderr
    assert f"{record['account']['typed']:,} typed" in done.stderr
    assert "milestone" not in ogpscrape("fetch", "KR0017", "--from", "samples", "-v").stderr


def test_twice_reads_every_form_of_page():
    for name in ("ZZ", "KR0017"):
        done = ogpscrape("fetch", name, "--from", "samples", "-vv", "-f", "jsonl")
        assert done.returncode == 0
        assert done.stderr.count(" characters, ") == done.stdout.count(b"\n")


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
