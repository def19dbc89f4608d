"""Nothing that was reported done is lost: kills, full disks, folders that cannot be written, damage, odd clocks."""

import json
import sqlite3
import subprocess
import sys
import threading
import time
from datetime import UTC, datetime, timedelta

import pytest

from ogpscrape.dataset import open_dataset
from ogpscrape.dataset.bodies import Bodies
from ogpscrape.dataset.database import only_run
from ogpscrape.errors import BusyError, DatasetError
from tests.dataset.running import query, rows_of
from tests.dataset.torture import Torture


def test_a_run_killed_at_any_moment_loses_nothing(replica, tmp_path):
    torture = Torture(replica, tmp_path, seed=20260301)
    for number in range(25):
        torture.kill_one(number)
    # The moments are spread over the run, or this shows nothing.
    assert len({recorded for recorded in torture.recorded if 0 < recorded < 24}) >= 5


def test_two_runs_at_once(command, data):
    data.mkdir()
    arguments = ("sync", "ZZ", "--member", "samplia", "--data", data)
    with only_run(data):
        code, _, err = command(*arguments)
        assert code == 13
        assert "another run is at work" in err
    with only_run(data), pytest.raises(BusyError), only_run(data):
        pass
    assert command(*arguments)[0] == 0


def test_waiting_for_another_run(data):
    data.mkdir()
    order = []

    def late():
        with only_run(data, wait=True):
            order.append("late")

    with only_run(data):
        waiting = threading.Thread(target=late)
        waiting.start()
        time.sleep(0.2)
        order.append("first")
    waiting.join(5)
    assert order == ["first", "late"]


def in_own_mounts(script: str, *arguments) -> subprocess.CompletedProcess:
    """Run a shell script with mounts of its own, in which `$0` is Python and `$@` the arguments."""
    if subprocess.run(["unshare", "-rm", "true"], check=False, capture_output=True).returncode:
        pytest.skip("this machine lets nobody make mounts of their own (unshare -rm)")
    return subprocess.run(
        ["unshare", "-rm", "sh", "-c", script, sys.executable, *map(str, arguments)],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def test_a_full_disk_loses_nothing_and_the_next_run_goes_on(replica, data, command, monkeypatch):
    data.mkdir()
    kept = data.parent / "kept"
    # On a disk of 700 KB the run ends half-way; what is there is copied out, for the mount ends with the script.
    script = (
        'mount -t tmpfs -o size=700k none "$1" && '
        '{ "$0" -m ogpscrape sync ZZ --member samplia --data "$1" --url "$3" --rate off; code=$?; '
        'cp -r "$1" "$2"; exit $code; }'
    )
    monkeypatch.setenv("OGPSCRAPE_STATE_FOLDER", str(data.parent / "state"))
    done = in_own_mounts(script, data, kept, replica.url)
    assert done.returncode == 14, done.stderr
    assert "the disk is full" in done.stderr or "No space left" in done.stderr
    assert "Traceback" not in done.stderr
    recorded = {one for (one,) in query(kept, "SELECT commitment_id FROM fetches")}
    assert 0 < len(recorded) < 24
    replica.forget()
    assert command("sync", "ZZ", "--member", "samplia", "--data", kept)[0] == 0
    assert not [path for path in replica.paths() if path.split("/")[-2] in recorded]
    assert command("sync", "ZZ", "--member", "samplia", "--data", data)[0] == 0
    assert _latest(rows_of(kept)) == _latest(rows_of(data))


def test_a_folder_that_cannot_be_written_can_be_read(sync, data, replica):
    sync("ZZ0001")
    script = (
        'mount --bind "$1" "$1" && mount -o remount,ro,bind "$1" && '
        '{ "$0" -m ogpscrape history ZZ0001 --data "$1" --field title && '
        '"$0" -m ogpscrape check --data "$1" && "$0" -m ogpscrape sync ZZ --data "$1" --url "$2"; }'
    )
    done = in_own_mounts(script, data, replica.url)
    assert "Budget Portal" in done.stdout
    assert done.returncode == 14, done.stderr
    assert "it cannot be written: Read-only file system" in done.stderr


@pytest.mark.parametrize("harm", ["the middle", "the beginning"])
def test_a_damaged_database_is_named_and_can_be_salvaged(sync, site, data, command, harm):
    sync()
    site.change("ZZ0001", "Every year the budget fills", "Each year the budget fills")
    sync()
    before = rows_of(data)
    file = data / "ogp.sqlite"
    content = bytearray(file.read_bytes())
    place = len(content) // 3 if harm == "the middle" else 0
    content[place : place + 8192] = bytes(range(256)) * 32
    file.write_bytes(content)
    code, _, err = command("sync", "ZZ", "--member", "samplia", "--data", data)
    assert code == 14
    assert "damaged" in err
    assert f"`ogpscrape reparse --data {data} --salvage`" in err
    assert command("reparse", "--data", data, "--salvage")[0] == 0
    assert (data / "ogp.sqlite.damaged-1").read_bytes() == bytes(content)
    after = rows_of(data)
    assert _latest(after) == _latest(before)
    assert _contents(after) == _contents(before)
    assert command("sync", "ZZ", "--member", "samplia", "--data", data, "--max-age", "0")[0] == 0
    assert _latest(rows_of(data)) == _latest(before)


def _latest(rows) -> list[dict]:
    """Return the latest records in the order of their IDs; in which order they were got does not count."""
    return sorted(({**row, "version_id": None} for row in rows["latest"]), key=lambda row: row["id"])


def _contents(rows) -> list[tuple]:
    """Return the contents of all versions, each commitment's in the order in which they came."""
    return sorted(((row["commitment_id"], row["content_sha256"]) for row in rows["versions"]), key=lambda row: row[0])


def test_a_body_that_is_lost_is_got_again(sync, site, data, replica):
    sync("ZZ0001")
    file = next((data / "pages").rglob("*.gz"))
    file.write_bytes(b"\x1f\x8b damaged")
    assert sync("ZZ0001").unchanged == 1
    assert replica.pages_asked()[0].status == 200
    assert Bodies(data / "pages").load(file.name.removesuffix(".gz")) == site.pages["ZZ0001"].body


def test_a_clock_that_was_ahead_is_told_and_waited_for_by_nobody(sync, site, data, command):
    sync("ZZ0001")
    site.change("ZZ0001", "Budget Portal", "Budget Gate")
    sync("ZZ0001", clock=lambda: datetime(2040, 1, 1, tzinfo=UTC))
    code, out, _ = command("status", "--data", data)
    assert code == 0
    assert "it was wrong: it said 2040-01-01T00:00:00Z when 1 page came, which are due now" in " ".join(out.split())
    found = json.loads(command("status", "--data", data, "--format", "json")[1])
    assert (found["next_due"], found["clock_was_wrong"]["pages"]) == (None, 1)
    site.change("ZZ0001", "Budget Gate", "Budget Door")
    assert list(sync("ZZ0001", max_age=7).ids("retitled")) == ["ZZ0001"]
    titles = command("history", "ZZ0001", "--data", data, "--field", "title", "--format", "jsonl")[1].splitlines()
    assert [json.loads(line)["new"].split()[-1] for line in titles][-2:] == ["Gate", "Door"]
    found = json.loads(command("status", "--data", data, "--format", "json")[1])
    assert found["clock_was_wrong"] is None
    assert found["next_due"] < "2040"
    since = command("diff", "--since", "2039-01-01", "--data", data, "--format", "jsonl")[1]
    assert since == ""


def test_a_clock_that_goes_back_does_no_harm(sync, site, data):
    today = datetime(2026, 3, 1, tzinfo=UTC)
    sync("ZZ0001", clock=lambda: today)
    site.change("ZZ0001", "Every year the budget fills", "Each year the budget fills")
    assert list(sync("ZZ0001", max_age=7, clock=lambda: today - timedelta(days=400)).changed) == ["ZZ0001"]
    times = query(data, "SELECT first_seen_at FROM versions ORDER BY id")
    assert times == [("2026-03-01T00:00:00Z",)] * 2
    with open_dataset(data) as dataset:
        assert next(dataset.latest()).description.startswith("Each year")
    assert sync("ZZ0001", clock=lambda: today - timedelta(days=399)).unchanged == 1


def test_a_newer_version_is_refused(data):
    open_dataset(data, create=True).close()
    connection = sqlite3.connect(data / "ogp.sqlite")
    connection.execute("PRAGMA user_version = 99")
    connection.close()
    for create in (False, True):
        with pytest.raises(DatasetError, match="of version 99, and this ogpscrape knows versions up to 1"):
            open_dataset(data, create=create)


def test_another_programs_database_is_left_alone(data):
    data.mkdir()
    connection = sqlite3.connect(data / "ogp.sqlite")
    connection.execute("CREATE TABLE mine (id)")
    connection.close()
    with pytest.raises(DatasetError, match="another program's database"):
        open_dataset(data, create=True)


def test_migrations_run_in_one_transaction_and_readers_run_none(sync, data, monkeypatch):
    from ogpscrape.dataset import database

    sync("ZZ0001")
    scripts = [*database.migrations(), "ALTER TABLE runs ADD COLUMN machine TEXT;"]
    monkeypatch.setattr(database, "migrations", lambda: [*scripts, "CREATE TABLE half (id);\nSELECT no_such_thing;"])
    with pytest.raises(DatasetError, match="no_such_thing"):
        open_dataset(data, create=True)
    assert query(data, "PRAGMA user_version") == [(1,)]
    assert query(data, "SELECT name FROM sqlite_master WHERE name = 'half'") == []
    monkeypatch.setattr(database, "migrations", lambda: scripts)
    with pytest.raises(DatasetError, match="of version 1, older than this ogpscrape"):
        open_dataset(data)
    assert query(data, "PRAGMA user_version") == [(1,)]
    open_dataset(data, create=True).close()
    with open_dataset(data) as dataset:
        assert [record.id for record in dataset.latest()] == ["ZZ0001"]
    assert query(data, "SELECT machine FROM runs") == [(None,)]


def test_who_reads_beside_a_first_run_is_told_that_nothing_is_there_yet(data):
    data.mkdir()
    (data / "ogp.sqlite").touch()
    with pytest.raises(DatasetError, match="nothing is in this dataset yet"):
        open_dataset(data)
    assert (data / "ogp.sqlite").stat().st_size == 0


def test_there_is_no_dataset(command, tmp_path):
    for arguments in (
        ("check", "--data", tmp_path),
        ("check", "--data", tmp_path, "--accept"),
        ("status", "--data", tmp_path),
        ("diff", "--data", tmp_path),
        ("reparse", "--data", tmp_path),
        ("history", "KR0017", "--data", tmp_path),
    ):
        code, out, err = command(*arguments)
        assert (code, out) == (14, "")
        assert "there is no dataset" in err
    assert list(tmp_path.rglob("ogp.sqlite")) == []
