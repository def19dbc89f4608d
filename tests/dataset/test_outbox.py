"""Events on their way to a --changes file: none is lost, none arrives twice unmarked, and no file blocks later runs."""

import json
import subprocess
import sys

import pytest

from ogpscrape.dataset.store import open_dataset
from ogpscrape.errors import ExitCode
from tests.dataset.running import query
from tests.dataset.samplia import korean_site
from tests.replica import Site


@pytest.fixture
def site() -> Site:
    return korean_site()


def told_in(file) -> list[tuple]:
    """Return the events in a --changes file: kind, commitment, whether it says that it was told before."""
    events = [json.loads(line) for line in file.read_text().splitlines()]
    return [(event["kind"], event["id"], event.get("again", False)) for event in events]


NEW = [("new", f"KR{number:04d}", False) for number in range(1, 7)]


@pytest.mark.parametrize("target", ["folder", "/dev/full", "missing/changes.jsonl"])
@pytest.mark.parametrize("run", [["sync", "KR"], ["reparse"], ["check", "--accept"]])
def test_what_can_never_be_written_is_said_before_anything_is_done(run, target, sync, command, data, replica):
    sync("KR")
    replica.forget()
    (data / "folder").mkdir()
    code, out, err = command(*run, "--data", data, "--changes", data / target)
    assert (code, out) == (ExitCode.OUTPUT, "")
    assert len(err.splitlines()) == 1
    assert "ame another file" in err
    assert replica.paths() == []
    assert len(query(data, "SELECT id FROM runs")) == 1


@pytest.fixture
def stuck(sync, data, tmp_path):
    """A dataset whose six first events wait for a file in whose place a folder is by now."""
    changes = tmp_path / "changes.jsonl"
    changes.mkdir()
    (failure,) = sync("KR", changes=str(changes)).undelivered
    assert f"{changes}: it cannot be written: Is a directory" in str(failure)
    assert "6 changes wait" in str(failure)
    assert query(data, "SELECT COUNT(*), COUNT(place) FROM outbox") == [(6, 0)]
    return changes


def test_what_waits_arrives_once_when_its_file_can_be_written_again(stuck, command, data):
    stuck.rmdir()
    for _ in range(2):
        code, _, err = command("sync", "KR", "--data", data)
        assert (code, err.count("\n")) == (0, 1)
        assert told_in(stuck) == NEW
    assert query(data, "SELECT COUNT(*) FROM outbox") == [(0,)]


def test_a_run_that_names_no_file_says_what_waits_and_is_no_failure(stuck, command, data):
    for _ in range(2):
        code, _, err = command("sync", "KR", "--data", data, "--max-age", "0")
        assert code == 0
        assert f"output: {stuck}: it cannot be written" in err
        assert "names another --changes FILE" in err
        assert "0 new, 0 changed, 6 unchanged" in err
    assert "6 wait" in command("status", "--data", data)[1]


def test_another_file_takes_what_waits(stuck, sync, site, command, data, tmp_path):
    other = tmp_path / "other.jsonl"
    site.change("KR0001", "Marginal", "Major")
    code, _, err = command("sync", "KR", "--data", data, "--max-age", "0", "--changes", other)
    assert (code, err.count("\n")) == (0, 1)
    assert told_in(other) == [*NEW, ("changed", "KR0001", False)]
    assert query(data, "SELECT COUNT(*) FROM outbox") == [(0,)]
    assert command("sync", "KR", "--data", data)[0] == 0


def test_what_began_to_arrive_in_a_file_that_broke_is_marked_in_the_other_one(stuck, command, data, tmp_path):
    with open_dataset(data, create=True) as dataset, dataset.writing():
        dataset.connection.execute("UPDATE outbox SET place = 0 WHERE event_id <= 3")
    other = tmp_path / "other.jsonl"
    assert command("check", "--accept", "--data", data, "--changes", other)[0] == 0
    assert told_in(other) == [*((kind, one, True) for kind, one, _ in NEW[:3]), *NEW[3:]]


def test_a_summary_that_cannot_be_written_keeps_nothing_back(command, site, data, tmp_path):
    run = ("sync", "KR", "--data", data, "--max-age", "0", "--summary", tmp_path)
    code, _, err = command(*run)
    assert code == ExitCode.OUTPUT
    assert f"output: {tmp_path}: " in err
    assert "6 new" in err
    site.rename_label("Lead Institution", "Leading Body")
    code, _, err = command(*run)
    assert code == ExitCode.CHANGED
    assert "the site seems redesigned" in err


def test_a_run_whose_own_file_breaks_is_told_whole_and_ends_with_the_code_of_outputs(replica, data, tmp_path):
    """A real process on a real limit: no file may grow beyond 20 MB, as on a full disk."""
    changes = tmp_path / "changes.jsonl"
    changes.write_text("x" * 19_999_990 + "\n")
    limit = (
        "import resource, signal, sys; signal.signal(signal.SIGXFSZ, signal.SIG_IGN);"
        "from ogpscrape.dataset import outbox; was = outbox.hand_out\n"
        "def hand_out(*arguments):\n"
        "    resource.setrlimit(resource.RLIMIT_FSIZE, (20_000_000, resource.RLIM_INFINITY))\n"
        "    try: return was(*arguments)\n"
        "    finally: resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY,) * 2)\n"
        "outbox.hand_out = hand_out\n"
        "from ogpscrape.cli import main; sys.exit(main(sys.argv[1:]))"
    )
    arguments = ["sync", "KR", "--data", str(data), "--url", replica.url, "--rate", "off", "--changes", str(changes)]
    arguments += ["--summary", str(tmp_path / "summary.json"), "--max-age", "0"]
    done = subprocess.run([sys.executable, "-c", limit, *arguments], capture_output=True, text=True, check=False)
    assert done.returncode == ExitCode.OUTPUT, done.stderr
    failure, line = done.stderr.splitlines()
    assert f"output: {changes}: it cannot be written: File too large. Its 6 changes wait" in failure
    assert "6 new, 0 changed" in line
    assert len(json.loads((tmp_path / "summary.json").read_text())["new"]) == 6
    # The half line that fitted is completed by the next run.
    assert changes.stat().st_size == 20_000_000
    again = subprocess.run([sys.executable, "-m", "ogpscrape", *arguments], capture_output=True, text=True, check=False)
    assert again.returncode == 0, again.stderr
    lines = changes.read_text().splitlines()[1:]
    assert [json.loads(line)["id"] for line in lines] == [one for _, one, _ in NEW]


class Killed(BaseException):
    """Stands for a kill in the middle of handing out."""


@pytest.mark.parametrize("moment", ["before", "half", "after", "rotated"])
def test_events_reach_the_changes_file_once_or_are_marked(moment, sync, site, data, tmp_path, monkeypatch):
    from ogpscrape.dataset import outbox

    changes = tmp_path / "changes.jsonl"
    sync(changes=str(changes))
    whole = changes.read_text()
    site.change("KR0001", "Marginal", "Major")
    site.change("KR0002", "Marginal", "Major")

    def fail(dataset, path):
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(outbox, "_finish", fail)
        with pytest.raises(Killed):
            sync(changes=str(changes))
    assert query(data, "SELECT COUNT(*) FROM outbox") == [(2,)]
    with open_dataset(data, create=True) as dataset, dataset.writing():
        dataset.connection.execute("UPDATE outbox SET place = ?", (len(whole),))
    with open_dataset(data) as dataset:
        lines = "".join(f"{json.dumps(event.as_json())}\n" for event in dataset.events("kind = 'changed'", ()))
    arrived = {"before": "", "half": lines[: len(lines) // 2], "after": lines, "rotated": ""}[moment]
    changes.write_text(("" if moment == "rotated" else whole) + arrived)
    # Any later run hands out what waits, before what is its own.
    site.change("KR0003", "Marginal", "Major")
    sync(changes=str(changes))
    told = [json.loads(line) for line in changes.read_text().splitlines()]
    new = told if moment == "rotated" else told[6:]
    assert [(event["id"], event.get("again", False)) for event in new] == [
        ("KR0001", moment == "rotated"),
        ("KR0002", moment == "rotated"),
        ("KR0003", False),
    ]
    assert query(data, "SELECT COUNT(*) FROM outbox") == [(0,)]


def test_a_salvage_keeps_what_waits_and_tells_it_as_told_again(stuck, sync, site, data, command, tmp_path):
    other = tmp_path / "other.jsonl"
    site.change("KR0001", "Version 1", "Version 2")
    sync("KR", changes=str(other))  # who names another file gets what waits, once
    assert told_in(other) == [*NEW, ("changed", "KR0001", False)]
    stuck.rmdir()
    stuck.mkdir()
    site.change("KR0001", "Version 2", "Version 3")
    sync("KR", changes=str(stuck))
    (data / "ogp.sqlite").write_bytes(b"")
    assert command("reparse", "--data", data, "--salvage")[0] == 0
    assert json.loads(command("status", "--data", data, "--format", "json")[1])["waiting_changes"] == 1
    stuck.rmdir()
    for _ in range(2):
        assert command("sync", "KR", "--data", data)[0] == 0
        assert told_in(stuck) == [("changed", "KR0001", True)]
        assert len(told_in(other)) == 7
    assert command("check", "--data", data)[0] == 0
