"""`sync` as a process of its own: signals, waiting for another run, and what a terminal shows."""

import json
import os
import signal
import subprocess
import time

import pytest

from ogpscrape.dataset.database import only_run
from ogpscrape.errors import ExitCode
from tests.cli.running import COMMAND, in_terminal, until
from tests.dataset.running import query, rows_of
from tests.dataset.samplia import samplia_site
from tests.replica import faults


@pytest.fixture
def site():
    return samplia_site()


@pytest.fixture
def environment(replica, tmp_path) -> dict[str, str]:
    return {
        "OGPSCRAPE_URL": replica.url,
        "OGPSCRAPE_RATE": "off",
        "OGPSCRAPE_RETRIES": "0",
        "OGPSCRAPE_CACHE_FOLDER": str(tmp_path / "cache"),
        "OGPSCRAPE_STATE_FOLDER": str(tmp_path / "state"),
    }


@pytest.fixture
def begin(environment, data, tmp_path):
    """Return a function that begins a run of `sync` in a process of its own."""

    def begun(*arguments) -> subprocess.Popen:
        arguments = ("sync", "ZZ", "--member", "samplia", "--data", data, "--summary", tmp_path / "summary", *arguments)
        environ = {**os.environ, **environment}
        return subprocess.Popen([*COMMAND, *map(str, arguments)], stderr=subprocess.PIPE, env=environ)

    return begun


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, ExitCode.INTERRUPTED), (signal.SIGTERM, 143)])
def test_a_signal_ends_a_run_at_once_with_what_is_done_kept(number, code, begin, replica, data, tmp_path):
    replica.fault("ZZ0020", faults.silent())
    run = begin("--changes", tmp_path / "changes")
    until(lambda: any(path.endswith("/ZZ0020/") for path in replica.paths()))
    begun = time.monotonic()
    run.send_signal(number)
    _, said = run.communicate(timeout=20)
    assert time.monotonic() - begun < 15, "it is meant to take a second; fifteen allow for a busy machine"
    assert run.returncode == code
    told = json.loads((tmp_path / "summary").read_text())
    assert told["outcome"] == "interrupted"
    done = set(told["new"])
    assert 0 < len(done) < 24
    assert f"{len(done)} new" in said.decode()
    if number == signal.SIGINT:
        assert said.decode().endswith("interrupted; what came is kept: run it again to go on\n")
    assert {one for (one,) in query(data, "SELECT commitment_id FROM versions")} == done
    assert query(data, "SELECT outcome FROM runs") == [("interrupted",)]

    replica.heal()
    replica.forget()
    begin("--max-age", "7d").communicate(timeout=60)
    assert len({row["commitment_id"] for row in rows_of(data)["versions"]}) == 24
    again = {path.split("/")[-2] for path in replica.paths()} & done
    assert again == set(), "what was done is not fetched again"


def test_a_run_that_was_killed_is_told_as_one_that_may_have_been(begin, replica, data):
    replica.fault("ZZ0020", faults.silent())
    run = begin()
    until(lambda: any(path.endswith("/ZZ0020/") for path in replica.paths()))
    run.kill()
    run.communicate(timeout=20)
    replica.heal()
    asked = [*COMMAND, "status", "--data", str(data)]
    assert ": at work, or cut off\n" in subprocess.run(asked, stdout=subprocess.PIPE, text=True, check=True).stdout
    begin("--max-age", "7d").communicate(timeout=60)
    assert query(data, "SELECT outcome FROM runs") == [("interrupted",), ("good",)]
    assert ": good\n" in subprocess.run(asked, stdout=subprocess.PIPE, text=True, check=True).stdout


def test_a_run_that_is_told_to_waits_for_the_other(begin, replica, data):
    data.mkdir()
    with only_run(data):
        run = begin("--wait")
        with pytest.raises(subprocess.TimeoutExpired):
            run.wait(timeout=3)
        assert replica.paths() == [], "nothing is asked for while another run is at work"
    run.communicate(timeout=60)
    assert run.returncode == 0
    assert len(query(data, "SELECT id FROM versions")) == 24


def test_a_terminal_shows_how_far_a_run_is(environment, replica, data):
    replica.delay = 0.05
    said = in_terminal("sync", "ZZ", "--member", "samplia", "--data", data, columns=100, **environment)
    assert "/24" in said
    assert "━" in said
    assert "24 new, 0 changed, 0 unchanged" in said.splitlines()[-1]
