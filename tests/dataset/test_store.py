"""The store: what is in a body's place, damage that `check` names, salvage in the journal's order, --changes."""

import json
import os
import random
import shutil
import sqlite3
import tracemalloc

import pytest

from ogpscrape.dataset import open_dataset
from ogpscrape.dataset.bodies import Bodies
from ogpscrape.dataset.condition import check_store
from ogpscrape.dataset.reparse import salvage
from ogpscrape.errors import DatasetError
from ogpscrape.page import SIZE_LIMIT
from tests.dataset.running import query, rows_of
from tests.dataset.samplia import korean_site, samplia_site
from tests.dataset.torture import Torture
from tests.replica import Replica, Site


@pytest.fixture
def site() -> Site:
    return korean_site()


def bomb() -> bytes:
    """Return a small gzip file that unpacks to far more than a page may have."""
    import gzip

    return gzip.compress(bytes(40 * SIZE_LIMIT), 9)


def folder_in(file):
    file.mkdir()


HARMS = {
    "zeros": lambda file, body: file.write_bytes(bytes(len(body))),
    "empty": lambda file, body: file.write_bytes(b""),
    "cut": lambda file, body: file.write_bytes(body[: len(body) // 2]),
    "another's": lambda file, body: shutil.copy(min(file.parents[1].rglob("*.gz")), file),
    "a bomb": lambda file, body: file.write_bytes(bomb()),
    "a folder": lambda file, body: file.mkdir(),
    "a device": lambda file, body: file.symlink_to("/dev/zero"),
    "a dangling link": lambda file, body: file.symlink_to("nowhere"),
    "a pipe": lambda file, body: os.mkfifo(file),
}


@pytest.mark.parametrize("harm", HARMS)
def test_whatever_stands_in_a_bodys_place_is_named_and_the_others_are_done(harm, sync, command, data):
    sync()
    (digest,) = (one for (one,) in query(data, "SELECT sha256 FROM fetches WHERE commitment_id = 'KR0004'"))
    file = Bodies(data / "pages").file(digest)
    body = file.read_bytes()
    file.unlink()
    HARMS[harm](file, body)
    code, out, err = command("check", "--data", data, "--format", "json")
    assert (code, digest in out) == (14, True)
    code, _, err = command("reparse", "--data", data)
    assert (code, digest in err) == (1, True)
    assert "5 unchanged, 1 failed" in err
    code, _, err = command("reparse", "--data", data, "--salvage")
    assert (code, digest in err) == (1, True)
    with open_dataset(data) as dataset:
        assert [record.id for record in dataset.latest()] == ["KR0001", "KR0002", "KR0003", "KR0005", "KR0006"]
    # The next run gets it again, and puts aside what was there.
    assert command("sync", "KR", "--data", data, "--max-age", "0")[0] == 0
    assert command("check", "--data", data)[0] == 0


def test_a_bomb_in_a_bodys_place_takes_no_memory_to_speak_of(tmp_path):
    bodies = Bodies(tmp_path)
    file = bodies.file("ab" * 32)
    file.parent.mkdir()
    file.write_bytes(bomb())
    tracemalloc.start()
    assert bodies.load("ab" * 32) is None
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 4 * SIZE_LIMIT


READ = (("list",), ("diff",), ("history", "KR0002"))
#: An index that lacks rows: quick_check, with which every reader begins, does not see it.
THIN_INDEX = """
CREATE INDEX thin ON versions (cause) WHERE id > 3;
PRAGMA writable_schema = 1;
UPDATE sqlite_master SET sql = 'CREATE INDEX thin ON versions (cause)' WHERE name = 'thin';
"""


@pytest.mark.parametrize(
    ("harm", "word"),
    [
        ("UPDATE versions SET record = replace(record, 'Marginal', 'Major') WHERE id = 2", "digest"),
        ("UPDATE lists SET entries = replace(entries, 'KR0003', 'KR0009')", "digest"),
        ("UPDATE commitments SET version_id = 1 WHERE id = 'KR0002'", "seal"),
        ("UPDATE commitments SET title = title || '!' WHERE id = 'KR0002'", "seal"),
        ("UPDATE events SET title = title || '!' WHERE id = 2", "seal"),
        ("DELETE FROM versions WHERE id = 3", "refer to what is not there"),
        ("DELETE FROM events WHERE id = 3", "events"),
        (THIN_INDEX, "SQLite finds damage"),
    ],
)
def test_check_names_what_was_damaged_and_readers_never_give_it(harm, word, sync, command, data):
    sync()
    before = command("export", "--data", data, "--to", "json")[1]
    connection = sqlite3.connect(data / "ogp.sqlite")
    connection.executescript(harm)
    connection.commit()
    connection.close()
    code, out, _ = command("check", "--data", data, "--format", "csv")
    assert (code, word in out) == (14, True)
    code, out, err = command("export", "--data", data, "--to", "json")
    shown = [command(*one, "--data", data, "--format", "csv" if one[0] == "list" else "json") for one in READ]
    assert not any("!" in out for _, out, _ in shown)
    # Records are written as they are read: those before the damage are right.
    right = before.startswith(out.removesuffix("\n]\n").removesuffix("[]\n"))
    assert (code == 14 and right) or (code, out) == (0, before), err


@pytest.mark.parametrize(
    ("harm", "word"),
    [
        (lambda journal: journal.unlink(), "lacks 6 of the pages that were got and the end of a run"),
        (lambda journal: journal.write_bytes(b"\0" * journal.stat().st_size), "lacks 6 of the pages"),
        (lambda journal: journal.write_bytes(journal.read_bytes()[:-20]), "lacks the end of a run"),
        (lambda journal: journal.write_text(journal.read_text().split("\n", 1)[1]), "lacks 1 of the pages"),
        (lambda journal: journal.write_text(journal.read_text().replace('"KR0003"', "[]")), "lacks 1 of the pages"),
    ],
)
def test_check_names_what_the_journal_lacks(harm, word, sync, command, data):
    sync()
    journal = data / "pages" / "journal.jsonl"
    whole = journal.read_bytes()
    # A line that a kill left half-written, and one of a page that the kill kept from the database.
    journal.write_bytes(whole + b'{"got": 9, "commi\n{"got": 9, "commitment_id": "KR0009", "sha256": "00"}\n')
    assert command("check", "--data", data)[0] == 0
    journal.write_bytes(whole)
    harm(journal)
    code, out, err = command("check", "--data", data, "--format", "csv")
    assert (code, word in out) == (14, True), out
    assert "Keep copies of ogp.sqlite" in err
    assert command("export", "--data", data, "--to", "jsonl")[0] == 0
    # What a salvage makes of it has nothing else to be compared with.
    assert command("reparse", "--data", data, "--salvage")[0] == 0
    assert command("check", "--data", data)[0] == 0
    assert command("sync", "KR", "--data", data, "--max-age", "0")[0] == 0
    assert command("check", "--data", data)[0] == 0


def test_check_sees_any_flipped_byte_of_the_journal_that_a_salvage_would_read(sync, site, command, data):
    sync()
    site.remove("KR0006")
    sync()
    journal = data / "pages" / "journal.jsonl"
    whole = journal.read_bytes()
    content = _told(whole)
    for seed in range(150):
        place = random.Random(seed).randrange(len(whole))
        flipped = bytearray(whole)
        flipped[place] ^= 1 << seed % 8
        journal.write_bytes(flipped)
        if _told(bytes(flipped)) != content:
            with open_dataset(data) as dataset:
                assert [gate.field for gate in check_store(dataset)] == ["journal"], (
                    place,
                    flipped[place - 20 : place + 20],
                )


SALVAGED = ("commitment_id", "sha256", "url", "final_url", "retrieved_at", "status", "media_type", "charset", "via")
SALVAGED += ("archive_url", "gone", "at", "ended", "accepted", "refused", "by_person", "changes")


def _told(journal: bytes) -> list:
    """Return what a journal says, but for the validators of pages, which may be others by now."""
    found = []
    for line in journal.splitlines():
        try:
            entry = json.loads(line)
        except ValueError:
            continue
        found.append({"got" in entry: {name: entry.get(name) for name in SALVAGED}})
    return found


@pytest.mark.parametrize("which", ["id <= 5", "id > 3"])
def test_nothing_is_written_to_a_database_that_lacks_versions(which, sync, command, data):
    sync()
    connection = sqlite3.connect(data / "ogp.sqlite")
    connection.execute(f"DELETE FROM versions WHERE {which}")
    connection.commit()
    connection.close()
    for arguments in (("check",), ("reparse",), ("sync", "KR", "--max-age", "0"), ("check", "--accept")):
        code, _, err = command(*arguments, "--data", data)
        assert (code, "refer to what is not there" in err) == (14, True), err
    assert command("reparse", "--data", data, "--salvage")[0] == 0
    assert command("check", "--data", data)[0] == 0
    with open_dataset(data) as dataset:
        assert len(list(dataset.latest())) == 6


def test_all_bodies_gone_and_an_empty_database_beside_them_are_noticed(sync, command, data):
    sync()
    kept = data.parent / "kept"
    shutil.copytree(data, kept)
    for file in (data / "pages").rglob("*.gz"):
        file.unlink()
    assert command("check", "--data", data)[0] == 14
    for name in ("ogp.sqlite-wal", "ogp.sqlite-shm"):
        (kept / name).unlink(missing_ok=True)
    (kept / "ogp.sqlite").write_bytes(b"")
    for arguments in (("check",), ("status",), ("sync", "KR"), ("diff",)):
        code, _, err = command(*arguments, "--data", kept)
        assert (code, "--salvage" in err) == (14, True)


def test_salvage_keeps_the_order_in_which_bodies_were_seen(sync, site, data):
    sync()
    page = site.pages["KR0001"]
    site.change("KR0001", "Version 1", "Version 2")
    sync()
    site.add(page)
    site.remove("KR0006")
    sync()
    before = rows_of(data)
    salvage(data)
    after = rows_of(data)
    assert [row["title"] for row in after["latest"]] == [row["title"] for row in before["latest"]]
    assert sorted(row["content_sha256"] for row in after["versions"]) == sorted(
        row["content_sha256"] for row in before["versions"]
    )
    with open_dataset(data) as dataset:
        assert "Version 1" in next(dataset.latest(["KR0001"])).description
    assert query(data, "SELECT state FROM commitments WHERE id = 'KR0006'") == [("gone",)]
    assert (data / "ogp.sqlite.damaged-1").is_file()


def test_salvage_holds_back_what_was_held(sync, site, data):
    sync()
    good = rows_of(data)["latest"]
    site.rename_label("Lead Institution", "Responsible Body")
    assert sync().outcome == "held"
    salvage(data)
    assert rows_of(data)["latest"] == good
    with open_dataset(data) as dataset:
        assert "6 newer pages of Republic of Korea are held" in dataset.notice()
        assert not any(record.overview.lead_institution for record in dataset.latest(held=True))


def test_salvage_without_a_journal_goes_by_the_bodies(sync, data):
    sync()
    (data / "pages" / "journal.jsonl").unlink()
    (data / "ogp.sqlite").write_bytes(b"not a database at all")
    salvage(data)
    with open_dataset(data) as dataset:
        assert len(list(dataset.latest())) == 6


def test_salvage_needs_pages(data):
    data.mkdir()
    with pytest.raises(DatasetError, match="no pages to build the database from"):
        salvage(data)


def test_a_second_run_killed_near_its_end_loses_no_event(tmp_path):
    with Replica(samplia_site()) as replica:
        torture = Torture(replica, tmp_path, 20260302)
        for commits in (26, 27, 28, 29):
            torture.kill_second(0, commits)
        for number in range(20):
            torture.damage("flip", number)
            torture.damage("cut", number)
        torture.kill_offline("salvage", 0, 14)
        torture.kill_offline("reparse", 0, 14)


def test_bodies_that_are_lost_are_no_fault_of_the_site(sync, command, data):
    sync()
    files = sorted((data / "pages").rglob("*.gz"))
    for file in files[:4]:
        file.write_bytes(b"")
    code, out, _ = command("check", "--data", data, "--format", "json")
    assert (code, all(file.name in out for file in files[:4])) == (14, True)
    code, _, err = command("reparse", "--data", data)
    assert code == 1
    assert all(str(file) in err for file in files[:4])
    assert "gate" not in err
    assert "held" not in err
    assert command("status", "--data", data, "--strict")[0] == 0
    code, _, err = command("sync", "KR", "--data", data, "--max-age", "0", "-v")
    assert (code, err.count("its body is missing or damaged")) == (0, 4), err
    assert command("check", "--data", data)[0] == 0
