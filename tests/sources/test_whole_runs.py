"""Whole runs of `sync` and `fetch` against sites at fault: no page ends a run, and what broke off is never taken."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
import trustme

from ogpscrape.cli import main
from ogpscrape.errors import ExitCode
from tests.replica import Replica, Site, faults
from tests.sources.conftest import EVERY_WIRE


@pytest.fixture
def run(tmp_path: Path, trusted: trustme.CA):
    """Return a function that runs the command against a replica and gives its exit code, its output and its words."""

    def command(replica: Replica, *arguments: str) -> tuple[int, str, str]:
        settings = {"CACHE_FOLDER": "cache", "STATE_FOLDER": "state"}
        environment = {f"OGPSCRAPE_{name}": str(tmp_path / value) for name, value in settings.items()}
        environment |= {
            "OGPSCRAPE_RETRY_WAIT": "0.01s",
            "OGPSCRAPE_RETRIES": "1",
            "SSL_CERT_FILE": os.environ["SSL_CERT_FILE"],
        }
        environment |= {name: os.environ[name] for name in ("PATH", "HOME", "PYTHONPATH") if name in os.environ}
        done = subprocess.run(
            [sys.executable, "-m", "ogpscrape", *arguments, "--url", replica.url, "--rate", "off"],
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        return done.returncode, done.stdout, done.stderr

    return command


@EVERY_WIRE
def test_pages_at_fault_are_failures_of_their_own_and_the_run_ends_properly(wired, run, tmp_path):
    wired.site = Site.small(count=8)
    wired.fault("KR0002", faults.wrong_length(-100))
    wired.fault("KR0003", faults.headers(etag='"\xff"', last_modified="\xe9"))
    wired.fault("KR0004", faults.status(503, retry_after="Wed, 21 Oct 12345678901 07:28:00 GMT"))
    wired.fault("KR0005", faults.truncated())
    for _ in range(2):  # and the same on the next night
        wired.forget()
        code, _, words = run(wired, "sync", "KR", "--data", str(tmp_path / "data"), "--max-age", "0")
        assert code == ExitCode.SOME_FAILED
        assert "fault of ogpscrape" not in words
        assert words.count("ogpscrape: network: ") == 3
        assert {path[-7:-1] for path in wired.paths()} >= set(wired.site.pages)
    wired.heal()
    assert run(wired, "sync", "KR", "--data", str(tmp_path / "data"), "--max-age", "0")[0] == 0


@EVERY_WIRE
@pytest.mark.parametrize("fault", [faults.cut(), faults.cut_before()])
def test_a_first_page_that_is_cut_is_no_index_and_is_asked_for_again(fault, wired, run, tmp_path):
    wired.fault("KR0001", fault)
    code, _, words = run(wired, "sync", "KR0001", "--data", str(tmp_path / "data"))
    assert code == ExitCode.NETWORK, words
    assert "breaks off" in words
    wired.heal()
    wired.forget()
    code, _, words = run(wired, "sync", "KR0001", "--data", str(tmp_path / "data"))
    assert code == 0, words
    assert len(wired.pages_asked()) == 1


def test_fetching_a_page_that_is_cut_fails_and_says_so(replica, run):
    replica.fault("KR0001", faults.cut())
    code, output, words = run(replica, "fetch", "KR0001")
    assert (code, output) == (ExitCode.NETWORK, "")
    assert "network: " in words
    assert "breaks off after" in words


@pytest.mark.parametrize(
    "address", ["http://me:hunter2#@x", "http://me:hunter2/@x", "http://me:hunter2@x", "me:hunter2@x"]
)
@pytest.mark.parametrize(
    "arguments",
    [("fetch", "KR0001", "--url"), ("fetch",), ("parse",), ("show", "KR0001", "--from"), ("sync", "KR", "--data"), ()],
    ids=" ".join,
)
def test_no_command_prints_what_comes_before_an_at(arguments, address, tmp_path, monkeypatch, capfd):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("OGPSCRAPE_URL", "http://127.0.0.1:1")
    assert main([*arguments, address, "-vv"]) != 0
    said = capfd.readouterr()
    assert "hunter2" not in said.out + said.err
    assert "x" in said.err


@pytest.mark.parametrize(
    ("fault", "code", "most"), [(faults.redirect("/"), ExitCode.MOVED, 5), (faults.large(6), ExitCode.INPUT, 3)]
)
def test_a_site_that_answers_everything_alike_is_not_asked_to_the_end(fault, code, most, run, tmp_path):
    with Replica(Site.small(count=48)) as site:
        assert run(site, "sync", "KR", "--data", str(tmp_path / "data"))[0] == 0
        for commitment_id in site.site.pages:
            site.fault(commitment_id, fault)
        site.forget()
        found, _, words = run(site, "sync", "KR", "--data", str(tmp_path / "data"), "--max-age", "0")
        assert found == code
        assert f"{most} pages in a row" in words
        assert len(site.pages_asked()) == most
