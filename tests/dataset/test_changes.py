"""Changes: between records, in words, over time; and the database as other tools see it."""

import asyncio
import json
import os
import pty
import sqlite3
import subprocess

import pytest
from hypothesis import given, settings

from ogpscrape.dataset.events import differences, digest_of
from ogpscrape.writing.records_json import dumps
from tests.cli.running import COMMAND, said_in
from tests.dataset.running import query
from tests.dataset.samplia import korean_site
from tests.records import RECORDS, record
from tests.replica import Site


@pytest.fixture
def site() -> Site:
    return korean_site()


def as_json(one) -> dict:
    return json.loads(dumps(one))


@given(RECORDS, RECORDS)
@settings(max_examples=40, deadline=None)
def test_records_differ_in_fields_exactly_when_their_content_does(one, other):
    fields = [difference.field for difference in differences(as_json(one), as_json(other))]
    assert bool(fields) == (digest_of(as_json(one)) != digest_of(as_json(other)))
    assert differences(as_json(one), as_json(one)) == []


def test_the_source_is_not_content():
    one = record()
    other = one.model_copy(update={"source": one.source.model_copy(update={"sha256": "0" * 64})})
    assert digest_of(as_json(one)) == digest_of(as_json(other))
    assert list(differences(as_json(one), as_json(other))) == []


@pytest.fixture
def changed(sync, site):
    """A dataset in which the description of KR0001 changed twice, and its rating once."""
    sync()
    site.change("KR0001", "The ministry will write page 1", "The ministry wrote page 1")
    sync()
    site.change("KR0001", "keep it in order", "keep it in good order")
    site.change("KR0001", "Marginal", "Major")
    sync()


def test_history_shows_words(changed, command, data):
    code, out, _ = command("history", "kr0001", "--data", data)
    assert code == 0
    assert out.startswith("KR0001  20")
    assert "  description: The ministry [-will write-]{+wrote+} page 1 of this replica," in out
    assert "  description: … replica, and will keep it in {+good +}order for whoever tests against it. …\n" in out
    assert "  overview.early_results: Marginal → Major\n" in out
    assert "account." not in out


def test_history_of_one_field_begins_with_its_first_value(changed, command, data):
    code, out, _ = command("history", "KR0001", "--data", data, "--field", "overview.early_results", "--format", "json")
    assert code == 0
    assert [(change["old"], change["new"]) for change in json.loads(out)] == [(None, "Marginal"), ("Marginal", "Major")]


def test_history_takes_what_every_command_takes(changed, command, data):
    alone = command("history", "KR0001", "--data", data, "--format", "jsonl")[1]
    for names in (
        ("korea",),
        ("KR0001-KR0002",),
        ("kr2", "https://www.opengovpartnership.org/members/republic-of-korea/commitments/KR0001/"),
    ):
        code, out, err = command("history", *names, "--data", data, "--format", "jsonl")
        assert code == 0, err
        assert alone in out
        ids = [json.loads(line)["id"] for line in out.splitlines()]
        assert ids == sorted(ids)
        assert {"KR0001", "KR0002"} <= set(ids)
    assert command("history", "--data", data)[0] == 2


def test_history_of_nothing_is_an_error(changed, command, data):
    code, out, err = command("history", "KR0099", "--data", data)
    assert (code, out) == (2, "")
    assert "the dataset has nothing of KR0099" in err


def test_diff_shows_the_last_run_or_since_a_day(changed, command, data):
    lines = [json.loads(line) for line in command("diff", "--data", data, "--format", "jsonl")[1].splitlines()]
    assert "overview.early_results" in [line["field"] for line in lines]
    assert not any("wrote" in str(line["new"]) and "will write" in str(line["old"]) for line in lines)
    since = [
        json.loads(line)
        for line in command("diff", "--data", data, "--since", "2026-01-01", "--format", "jsonl")[1].splitlines()
    ]
    assert len(since) > len(lines)
    assert command("diff", "--data", data, "KR", "--since", "2026-01-01", "--format", "jsonl")[1].count("\n") == len(
        since
    )
    assert command("diff", "--data", data, "UY", "--since", "2026-01-01")[1] == ""
    assert command("diff", "--data", data, "--since", "2999-01-01", "--format", "json")[1] == "[]\n"
    code, _, err = command("diff", "--data", data, "--since", "yesterday")
    assert code == 2
    assert "'yesterday' is not a date" in err


def test_what_a_page_says_cannot_command_the_terminal(sync, site, command, data):
    sync("KR0001")
    site.change("KR0001", "Version 1", "\u009b31mVersion \u202e2")
    sync("KR0001")
    assert {"\x9b", "\u202e"}.isdisjoint(command("history", "KR0001", "--data", data)[1])


def test_changes_on_a_terminal_are_in_colours_and_not_in_codes_spelt_out(sync, site, data):
    sync("KR0001")
    site.change("KR0001", "Version 1", "\u009b31mVersion \u202e2")
    sync("KR0001")
    ours, theirs = pty.openpty()
    environment = {**os.environ, "TERM": "xterm-256color"}
    environment.pop("NO_COLOR", None)
    process = subprocess.Popen([*COMMAND, "history", "KR0001", "--data", str(data)], stdout=theirs, env=environment)
    os.close(theirs)
    said = said_in(ours)
    assert process.wait(timeout=60) == 0
    assert "\x1b[32m" in said
    assert "\\x1b" not in said
    assert {"\x9b", "\u202e"}.isdisjoint(said)


def test_the_database_is_readable_as_it_is(changed, data):
    row = query(
        data,
        "SELECT title, member_name, action_plan_cycle, early_results, policy_areas, state FROM commitments_latest "
        "WHERE id = 'KR0001'",
    )
    assert row == [("Publish Example Register 1", "Republic of Korea", 2015, "Major", "E-Government", "present")]
    found = query(
        data,
        "SELECT latest.id FROM latest_search JOIN latest ON latest.rowid = latest_search.rowid "
        "WHERE latest_search MATCH 'good order'",
    )
    assert found == [("KR0001",)]
    assert query(data, "SELECT COUNT(*) FROM latest_search WHERE latest_search MATCH 'ministry'") == [(6,)]
    connection = sqlite3.connect(data / "ogp.sqlite")
    assert connection.execute("PRAGMA encoding").fetchone() == ("UTF-8",)
    assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    keys = {table for (table,) in query(data, "SELECT name FROM sqlite_master WHERE sql LIKE '%REFERENCES%'")}
    assert {"fetches", "versions", "commitments", "latest"} <= keys
    times = query(data, "SELECT first_seen_at FROM versions UNION SELECT started_at FROM runs")
    assert all(len(time) == 20 and time.endswith("Z") for (time,) in times)
    connection.close()


def test_the_flat_table_is_made_again_when_its_columns_changed(sync, data):
    sync("KR0001")
    with sqlite3.connect(data / "ogp.sqlite") as connection:
        connection.execute("ALTER TABLE latest RENAME COLUMN title TO name")
    connection.close()
    sync("KR0001")
    assert query(data, "SELECT title FROM commitments_latest") == [("Publish Example Register 1",)]


def test_datasette_serves_it_as_it_is(changed, data):
    from datasette.app import Datasette

    served = Datasette([data / "ogp.sqlite"])

    async def ask(path: str):
        answer = await served.client.get(path)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def look():
        await served.invoke_startup()
        return (
            await ask("/ogp/commitments_latest.json?_shape=array&id=KR0001"),
            await ask("/ogp/latest.json?_shape=array&_search=order&_sort=id"),
            await ask("/ogp/versions.json?_shape=array&_col=id&_col=commitment_id"),
        )

    (one,), found, versions = asyncio.run(look())
    assert one["title"] == "Publish Example Register 1"
    assert [row["id"] for row in found] == [f"KR{number:04d}" for number in range(1, 7)]
    assert len(versions) == 8
