"""`ogpscrape fetch` as users run it, against the replica."""

import csv
import io
import json
import signal
import subprocess
import time
from collections.abc import Callable, Iterator

import pytest

from ogpscrape.errors import ExitCode
from ogpscrape.reading import parse_page
from ogpscrape.sources.files import read_file
from tests.cli.running import COMMAND, in_terminal, ogpscrape, until
from tests.replica import Replica, Site, faults

Fetch = Callable[..., subprocess.CompletedProcess]


@pytest.fixture(scope="module")
def running() -> Iterator[Replica]:
    with Replica(Site.small(count=12)) as replica:
        yield replica


@pytest.fixture
def replica(running, tmp_path, monkeypatch) -> Replica:
    """A healthy replica that the environment points at, without waits, and with folders of this test's own."""
    settings = {"url": running.url, "rate": "off", "retry_wait": "0.01s", "retries": "1", "timeout": "10s"}
    folders = {"cache_folder": tmp_path / "cache", "state_folder": tmp_path / "state"}
    for name, value in {**settings, **folders}.items():
        monkeypatch.setenv(f"OGPSCRAPE_{name.upper()}", str(value))
    running.heal()
    running.forget()
    running.site = Site.small(count=12)
    return running


def test_one_commitment_is_one_object_and_quiet(replica):
    done = ogpscrape("fetch", "kr0001")
    assert (done.returncode, done.stderr) == (0, "")
    record = json.loads(done.stdout)
    assert record["id"] == "KR0001"
    assert record["url"] == "https://www.opengovpartnership.org/members/republic-of-korea/commitments/KR0001/"
    assert record["source"]["url"] == f"{replica.url}/members/republic-of-korea/commitments/KR0001/"
    assert record["source"]["status"] == 200
    assert record["source"]["via"] == "live"


def test_ranges_addresses_and_standard_input_each_once_and_in_order(replica):
    lines = b"\xef\xbb\xbfkr0009\n\n# a remark\nKR0001-KR0002  # these again\n"
    done = ogpscrape(
        "fetch", "KR0003-KR0005", "https://opengovpartnership.org/members/south-korea/commitments/kr0002", "-",
        "KR0004", "--format", "jsonl", stdin=lines,
    )  # fmt: skip
    ids = [json.loads(line)["id"] for line in done.stdout.splitlines()]
    assert ids == ["KR0003", "KR0004", "KR0005", "KR0002", "KR0009", "KR0001"]
    assert done.returncode == 0
    assert [request.path[-7:-1] for request in replica.pages_asked()] == ids


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["KR0005-KR0001"], "not a range"),
        (["KR0001-UY0005"], "not a range"),
        (["KR0005-1"], "not a range"),
        (["united"], "'united' may be UK (United Kingdom) or US (United States)"),
        (["kroea"], "Did you mean KR (Republic of Korea)"),
        (["korea"], "`ogpscrape sync KR` gets all of its commitments"),
        (["-", "-"], "only once"),
        (["KR0001", "--offline", "--refresh"], "exclude each other"),
        (["KR0001", "--from", "samples", "--rate", "1/s"], "--rate is about the live site"),
        (["KR0001", "--url", "nowhere"], "cannot be the site's address"),
        (["KR0001", "--rate", "fast"], "--rate: 'fast' is not a rate"),
    ],
)
def test_a_slip_is_said_before_anything_is_asked(arguments, message, replica, here):
    done = here("fetch", *arguments)
    assert done.returncode in (ExitCode.USAGE, ExitCode.CONFIGURATION)
    assert done.stdout == ""
    assert message in done.stderr
    assert replica.requests == []


@pytest.mark.parametrize(
    ("stdin", "message"),
    [
        (b"# nothing\n", "names no commitment"),
        (b"KR0001\nKR00001\n", "standard input, line 2: 'KR00001' is not a commitment ID"),
        (b"\xff\xfe", "standard input: it cannot be read"),
    ],
)
def test_a_slip_on_standard_input_is_said_before_anything_is_asked(stdin, message, replica):
    done = ogpscrape("fetch", "-", stdin=stdin)
    assert done.returncode in (ExitCode.USAGE, ExitCode.INPUT)
    assert done.stdout == b""
    assert message in done.stderr
    assert replica.requests == []


@pytest.mark.parametrize("form", ["json", "jsonl", "csv"])
def test_what_failed_is_named_and_the_others_are_printed(form, replica, here):
    replica.fault("KR0002", faults.challenge(403))
    done = here("fetch", "KR0001-KR0003", "--format", form)
    assert done.returncode == ExitCode.SOME_FAILED
    text = done.stdout
    if form == "csv":
        ids = [row["id"] for row in csv.DictReader(io.StringIO(text))]
    else:
        records = json.loads(text) if form == "json" else [json.loads(line) for line in text.splitlines()]
        ids = [record["id"] for record in records]
    assert ids == ["KR0001", "KR0003"]
    (line,) = done.stderr.splitlines()
    assert line == (
        f"ogpscrape: blocked: {replica.url}/members/republic-of-korea/commitments/KR0002/: the site answered with a "
        "challenge page of Cloudflare (403). Try later, lower --rate, or read a saved page with --from; an archive may "
        "have it: --from wayback"
    )


FAILURES = {
    "blocked": (faults.challenge(200), ExitCode.BLOCKED),
    "gone": (faults.soft_not_found(), ExitCode.GONE),
    "moved": (faults.redirect("/"), ExitCode.MOVED),
    "network": (faults.status(503), ExitCode.NETWORK),
    "no commitment": (faults.member("republic-of-korea"), ExitCode.NOT_A_COMMITMENT),
    "translated": (faults.translated(Site.small().pages["KR0001"]), ExitCode.TRANSLATED),
    "bad input": (faults.large(), ExitCode.INPUT),
}


@pytest.mark.parametrize("word", FAILURES)
def test_each_failure_has_its_word_and_its_exit_code(word, replica, here):
    fault, code = FAILURES[word]
    replica.fault("KR0001", fault)
    done = here("fetch", "KR0001")
    assert done.returncode == code
    assert done.stdout == ""
    (line,) = done.stderr.splitlines()
    assert line.startswith(f"ogpscrape: {word}: ")


def test_a_site_that_changed_is_said_with_its_own_exit_code(replica, here):
    for label in ("Action Plan:", "Lead Institution:", "Support Institution(s):", "IRM Report:", "Early Results:",
                  "Verifiable:", "Relevant to OGP Values:", "Ambition (see definition):", "Completion:", "Status:",
                  "Action Plan Cycle:", "Policy Areas", "IRM Review", "Overview", "At-a-Glance", "Institutions",
                  "Design", "Implementation", "Description"):  # fmt: skip
        replica.site.rename_label(label, "Something Else")
    done = here("fetch", "KR0001")
    assert done.returncode == ExitCode.CHANGED
    assert done.stderr.startswith("ogpscrape: changed: ")


def test_robots_has_its_own_exit_code(replica, here):
    replica.site.robots = "User-agent: ogpscrape\nDisallow: /\n"
    done = here("fetch", "KR0001", "KR0002")
    assert done.returncode == ExitCode.ROBOTS
    assert replica.paths() == ["/robots.txt"]


def test_failures_for_different_reasons_are_all_of_them(replica, here):
    replica.fault("KR0001", faults.status(404))
    replica.fault("KR0002", faults.redirect("/"))
    assert here("fetch", "KR0001", "KR0002").returncode == ExitCode.NOTHING_SUCCEEDED


def test_the_run_stops_after_three_blocked_pages_with_what_it_has(replica, here):
    replica.block_after = 2
    try:
        done = here("fetch", "KR0001-KR0012", "--format", "jsonl")
    finally:
        replica.block_after = None
    assert done.returncode == ExitCode.SOME_FAILED
    assert len(done.stdout.splitlines()) == 2
    assert len(replica.pages_asked()) == 5
    why, rest = done.stderr.splitlines()[-2:]
    assert why.startswith("ogpscrape: blocked: 3 pages in a row were blocked, so the site is not asked any more. Try ")
    assert rest == "ogpscrape: the run stops here; 7 of 12 were not asked for"


def test_robots_that_cannot_be_had_stops_the_run_at_once(replica, here):
    replica.fault("/robots.txt", faults.challenge(200))
    done = here("fetch", "KR0001-KR0012")
    assert done.returncode == ExitCode.BLOCKED
    assert len(done.stderr.splitlines()) == 2
    assert done.stdout == ""
    assert replica.paths() == ["/robots.txt"]


def test_a_second_run_asks_nothing_and_a_later_one_only_whether_it_changed(replica, here):
    first = here("fetch", "KR0001-KR0003")
    replica.forget()
    second = here("fetch", "KR0001-KR0003")
    assert replica.requests == []
    third = here("fetch", "KR0001-KR0003", "--max-age", "0")
    assert [request.status for request in replica.pages_asked()] == [304, 304, 304]
    assert first.stdout == second.stdout == third.stdout


def test_an_unknown_prefix_is_said_and_member_helps(replica, here):
    site = Site.small("QQ")
    replica.site = site
    done = here("fetch", "QQ0001")
    assert done.returncode == ExitCode.USAGE
    assert "no member is known for the prefix QQ" in done.stderr
    assert "--member SLUG" in done.stderr
    assert replica.requests == []
    assert json.loads(here("fetch", "QQ0001", "--member", "place-qq").stdout)["id"] == "QQ0001"
    address = "https://www.opengovpartnership.org/members/place-qq/commitments/QQ0002/"
    assert json.loads(here("fetch", address).stdout)["id"] == "QQ0002"


def test_pages_are_saved_as_they_were_got(replica, tmp_path, here):
    replica.fault("KR0002", faults.member("republic-of-korea"))
    folder = tmp_path / "new" / "pages"
    done = here("fetch", "KR0001-KR0003", "--save-pages", folder)
    assert done.returncode == ExitCode.SOME_FAILED
    assert sorted(file.name for file in folder.iterdir()) == ["KR0001.html", "KR0002.html.refused", "KR0003.html"]
    assert (folder / "KR0001.html").read_bytes() == replica.site.pages["KR0001"].body
    assert parse_page(read_file(folder / "KR0003.html")).id == "KR0003"
    again = here("fetch", "KR0001", "--from", folder)
    assert json.loads(again.stdout)["title"] == "Publish Example Register 1"


def test_a_page_that_fails_later_does_not_take_the_place_of_a_saved_one(replica, tmp_path, here):
    here("fetch", "KR0001", "--save-pages", tmp_path)
    replica.fault("KR0001", faults.challenge(200))
    assert here("fetch", "KR0001", "--save-pages", tmp_path, "--refresh").returncode == ExitCode.BLOCKED
    assert (tmp_path / "KR0001.html").read_bytes() == replica.site.pages["KR0001"].body
    assert b"Just a moment" in (tmp_path / "KR0001.html.refused").read_bytes()


def test_pages_that_cannot_be_saved_are_said(replica, tmp_path, here):
    (tmp_path / "file").write_text("")
    done = here("fetch", "KR0001", "--save-pages", tmp_path / "file")
    assert done.returncode == ExitCode.OUTPUT
    assert "cannot be saved" in done.stderr


def test_records_are_streamed_as_they_come(replica):
    replica.fault("KR0002", faults.silent())
    process = subprocess.Popen(
        [*COMMAND, "fetch", "KR0001", "KR0002", "--format", "jsonl"], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    try:
        assert json.loads(process.stdout.readline())["id"] == "KR0001", "while the second is still awaited"
    finally:
        process.kill()
        process.communicate()


@pytest.mark.parametrize("waiting", ["silence", "retry", "rate", "name"])
def test_ctrl_c_ends_within_a_second_with_what_is_done_printed_whole(waiting, replica, tmp_path):
    arguments = ["fetch", "KR0001", "KR0002"]
    if waiting == "silence":
        replica.fault("KR0002", faults.silent())
    elif waiting == "retry":
        replica.fault("KR0002", faults.status(503, retry_after="60"))
    else:
        arguments += ["--rate", "2/min"]
    if waiting == "name":
        arguments = ["fetch", "KR0001", "KR0002", "--url", "http://blackhole.invalid"]
    code = "import sys, socket, time\nfrom ogpscrape.cli import main\n"
    if waiting == "name":
        asked = tmp_path / "asked"
        code += f"socket.getaddrinfo = lambda *_, **__: open({str(asked)!r}, 'w').close() or time.sleep(60)\n"
    process = subprocess.Popen(
        [COMMAND[0], "-c", f"{code}sys.exit(main({arguments}))"], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    printed = b""
    if waiting in ("silence", "retry"):
        while b'"parser"' not in printed:
            printed += process.stdout.read1()
    else:
        until(asked.exists if waiting == "name" else lambda: replica.requests)
    time.sleep(0.5)
    begun = time.monotonic()
    process.send_signal(signal.SIGINT)
    rest, said = process.communicate(timeout=20)
    assert time.monotonic() - begun < 10, "it is meant to take well under a second; ten allow for a busy machine"
    assert process.returncode == ExitCode.INTERRUPTED
    assert said.startswith(b"ogpscrape: interrupted")
    if waiting != "rate":
        assert b"Pages that came from the site are kept: run it again to go on" in said
    records = json.loads(printed + rest or b"[]")
    assert [record["id"] for record in records] == (["KR0001"] if printed else [])


def test_ctrl_c_in_list_says_how_to_go_on(replica):
    replica.fault("KR0001", faults.silent())
    process = subprocess.Popen([*COMMAND, "list", "KR0001"], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    until(lambda: any(path.endswith("/KR0001/") for path in replica.paths()))
    process.send_signal(signal.SIGINT)
    printed, said = process.communicate(timeout=20)
    assert (process.returncode, printed) == (ExitCode.INTERRUPTED, b"")
    assert said == b"ogpscrape: interrupted; what came is kept: run it again to go on\n"


def test_machines_get_one_object_a_line(replica, here):
    replica.fault("KR0002", faults.status(410))
    replica.fault("KR0003", faults.status(503), times=1)
    done = here("fetch", "KR0001-KR0003", "--log-format", "json", "--format", "jsonl")
    events = [json.loads(line) for line in done.stderr.splitlines()]
    before = ["decision", "request", "request", "page", "record"]
    after = ["request", "error", "request", "retry", "request", "page", "record", "summary"]
    assert [event["event"] for event in events] == before + after
    assert all({"time", "level"} <= event.keys() for event in events)
    asked = [event for event in events if event["event"] == "request"]
    assert [event["status"] for event in asked] == [200, 200, 410, 503, 200]
    assert all(event["url"].startswith(replica.url) and event["bytes"] >= 0 for event in asked)
    (gone,) = (event for event in events if event["event"] == "error")
    assert gone["word"] == "gone"
    assert gone["exit_code"] == ExitCode.GONE
    assert gone["where"].endswith("/KR0002/")
    assert (events[-1]["records"], events[-1]["failed"]) == (2, 1)


def test_a_terminal_gets_progress_and_pipes_get_none(replica):
    replica.delay = 0.3
    replica.fault("KR0002", faults.challenge(403))
    try:
        said = in_terminal("fetch", "KR0001-KR0005", "--format", "jsonl", columns=100)
    finally:
        replica.delay = 0.0
    assert "━" in said
    assert "/5" in said
    assert "1 blocked" in said
    assert said.rstrip().endswith("4 records, 1 failed")


def test_one_page_shows_no_progress(replica):
    replica.delay = 0.7
    try:
        said = in_terminal("fetch", "KR0001")
    finally:
        replica.delay = 0.0
    assert "━" not in said


def test_nothing_but_what_was_asked_for_is_ever_requested(replica, here):
    here("fetch", "KR0001-KR0012", "--format", "jsonl")
    wanted = [f"/members/republic-of-korea/commitments/KR{number:04d}/" for number in range(1, 13)]
    assert replica.paths() == ["/robots.txt", *wanted]
    assert not replica.site.trapped
