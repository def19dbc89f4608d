"""`sync` against the replica: what is got, what is not got again, and what is told of it."""

import json

import pytest

from ogpscrape.dataset import open_dataset
from ogpscrape.errors import BlockedError, ExitCode
from ogpscrape.reading import parse
from tests.dataset.conftest import bodies
from tests.dataset.running import query
from tests.dataset.samplia import PAGES, korean_page, korean_site, samplia_pages
from tests.replica import Site, faults

IDS = [f"KR{number:04d}" for number in range(1, 7)]


@pytest.fixture
def site() -> Site:
    return korean_site()


@pytest.fixture
def samplia(site):
    """The sample pages in place of the small site."""
    site.pages = {page.id: page for page in samplia_pages()}


def test_a_first_run_gets_every_commitment_of_the_member_once(samplia, sync, replica, data):
    ids = [f"ZZ{number:04d}" for number in range(1, 25)]
    summary = sync("ZZ", member="samplia")
    assert sorted(summary.ids("new")) == ids
    assert (summary.changed, summary.unchanged, summary.failed, summary.outcome) == ({}, 0, [], "good")
    assert sorted(bodies(replica)) == [f"/members/samplia/commitments/{one}/" for one in ids]
    assert summary.requests == 25
    with open_dataset(data) as dataset:
        records = list(dataset.latest())
        assert dataset.notice() is None
        assert [record.id for record in records] == ids
        for record in records:
            page = next(PAGES.glob(f"{record.id}.*"))
            assert record.title == parse(page).title
            assert dataset.bodies.load(record.source.sha256) == page.read_bytes()
    before = query(data, "SELECT id, commitment_id, content_sha256, first_seen_at FROM versions")
    summary = sync("ZZ", member="samplia")
    assert bodies(replica) == []
    assert (summary.unchanged, len(replica.pages_asked())) == (24, 24)
    assert query(data, "SELECT id, commitment_id, content_sha256, first_seen_at FROM versions") == before


def test_what_is_not_due_is_not_asked_for_at_all(sync, replica):
    sync()
    summary = sync(max_age=7)
    assert replica.requests == []
    assert summary.waiting == 6


def test_a_site_without_validators_costs_bodies_but_no_versions(sync, replica, site, data):
    for one in IDS:
        site.set_headers(one, etag="", last_modified="")
    sync()
    summary = sync()
    assert len(bodies(replica)) == 6
    assert summary.unchanged == 6
    assert query(data, "SELECT COUNT(*) FROM fetches") == [(6,)]


def test_a_changed_page_is_a_version_and_names_its_fields(sync, site, data):
    sync()
    site.change("KR0001", "The ministry will write", "The office will write")
    summary = sync()
    assert list(summary.changed) == ["KR0001"]
    assert "description" in summary.changed["KR0001"]
    with open_dataset(data) as dataset:
        change = next(change for change in dataset.last_events() if change.field == "description")
        assert (change.id, change.cause) == ("KR0001", "site")
        assert change.old.startswith("The ministry")
        assert change.new.startswith("The office")
        assert next(dataset.latest(["KR0001"])).description == change.new
    assert query(data, "SELECT COUNT(*) FROM versions WHERE commitment_id = 'KR0001'") == [(2,)]


def test_a_page_that_changes_without_its_words_is_no_version(sync, site, data):
    sync()
    site.change("KR0001", "</body>", "<!-- served by machine 7 --></body>")
    assert sync().unchanged == 6
    assert query(data, "SELECT COUNT(*) FROM fetches WHERE commitment_id = 'KR0001'") == [(2,)]
    assert query(data, "SELECT COUNT(*) FROM versions WHERE commitment_id = 'KR0001'") == [(1,)]


def test_a_gone_page_is_told_once_and_its_record_stays(sync, site, data):
    sync()
    site.remove("KR0005")
    assert sync().ids("gone") == ["KR0005"]
    assert sync().ids("gone") == []
    assert query(data, "SELECT state FROM commitments WHERE id = 'KR0005'") == [("gone",)]
    with open_dataset(data) as dataset:
        assert len(list(dataset.latest(["KR0005"]))) == 1
    site.add(korean_page(5))
    summary = sync()
    assert summary.unchanged == 6
    assert summary.ids("back") == ["KR0005"]
    assert query(data, "SELECT state, gone_at FROM commitments WHERE id = 'KR0005'") == [("present", None)]


def test_a_page_that_says_it_is_gone_with_status_200_is_gone(sync, replica):
    sync()
    replica.fault("KR0005", faults.soft_not_found())
    assert sync().ids("gone") == ["KR0005"]
    assert sync().ids("gone") == []


def test_one_commitment_alone(sync, replica):
    assert sync("KR0004").ids("new") == ["KR0004"]
    assert len(replica.pages_asked()) == 1


def test_blocked_half_way_stops_and_goes_on_the_next_time(sync, replica, data):
    replica.block_after = 4  # the first try, at KR0017, counts
    summary = sync()
    assert (summary.outcome, len(summary.ids("new"))) == ("blocked", 3)
    assert isinstance(summary.stopped, BlockedError)
    assert len(summary.blocked) == 3
    with open_dataset(data) as dataset:
        assert len(list(dataset.latest())) == 3
    replica.block_after = None
    rest = sync(max_age=7)
    assert len(rest.ids("new")) == 3
    assert len(bodies(replica)) == 3


def test_one_page_that_fails_does_not_end_the_run(sync, replica, data):
    replica.fault("KR0004", faults.status(500))
    summary = sync()
    assert [failure["id"] for failure in summary.failed] == ["KR0004"]
    assert len(summary.ids("new")) == 5
    assert query(data, "SELECT commitment_id, word FROM failures") == [("KR0004", "network")]
    replica.heal()
    assert sync(max_age=7).ids("new") == ["KR0004"]


def test_a_fault_of_ours_on_every_page_is_not_tried_on_all_of_them(command, site, replica, data, monkeypatch):
    site.pages = {page.id: page for page in (korean_page(number, 24) for number in range(1, 25))}
    run = ("sync", "--data", data)
    assert command(*run, "KR0001")[0] == 0
    replica.forget()

    def fail(*_, **__):
        raise KeyError("what nobody foresaw")

    monkeypatch.setattr("ogpscrape.reading.parse_page", fail)
    code, _, err = command(*run, "KR", "--probe")
    assert code == ExitCode.BUG
    assert "10 pages in a row could not be read as commitments" in err
    assert len(replica.pages_asked()) == 10
    assert query(data, "SELECT outcome FROM runs WHERE id = 2") == [("stopped",)]


def test_a_page_that_breaks_off_does_not_replace_a_whole_one(sync, site, data):
    sync()
    page = site.pages["KR0001"]
    site.pages["KR0001"] = type(page)("KR0001", page.slug, page.body[: page.body.rindex(b"<li")])
    summary = sync()
    assert [failure["id"] for failure in summary.failed] == ["KR0001"]
    assert query(data, "SELECT COUNT(*) FROM versions WHERE commitment_id = 'KR0001'") == [(1,)]
    site.add(page)
    assert sync().unchanged == 6


def test_the_summary_and_the_changes_are_files(command, site, data, tmp_path):
    arguments = ("sync", "KR", "--data", data, "--max-age", "0")
    files = ("--summary", tmp_path / "summary.json", "--changes", tmp_path / "changes.jsonl")
    code, out, err = command(*arguments, *files)
    assert (code, out) == (0, "")
    assert err.startswith("ogpscrape: 6 new, 0 changed, 0 unchanged, 0 not due, 8 requests, ")
    told = json.loads((tmp_path / "summary.json").read_text())
    assert sorted(told["new"]) == IDS
    site.change("KR0002", "Register", "List")
    site.change("KR0001", "Marginal", "Major")
    assert command(*arguments, *files)[0] == 0
    lines = [json.loads(line) for line in (tmp_path / "changes.jsonl").read_text().splitlines()]
    assert {"KR0001", "KR0002"} <= {line["id"] for line in lines}
    assert all(
        set(line) == {"event", "kind", "id", "title", "field", "old", "new", "seen_at", "cause"} for line in lines
    )


def test_quiet_says_nothing_when_nothing_is_wrong(command, replica, data):
    arguments = ("sync", "KR", "--data", data, "--max-age", "0")
    assert command(*arguments, "--quiet") == (0, "", "")
    replica.fault("KR0004", faults.status(500))
    code, out, err = command(*arguments, "--quiet")
    assert (code, out) == (1, "")
    assert "KR0004" in err


def test_verbose_explains_each_decision_and_json_makes_it_a_log(command, data):
    arguments = ("sync", "KR", "--data", data)
    _, _, err = command(*arguments, "-v")
    assert "ogpscrape: KR0004: due, never checked\n" in err
    _, _, err = command(*arguments, "--log-format", "json")
    lines = [json.loads(line) for line in err.splitlines()]
    assert any(line["event"] == "decision" and line["message"].startswith("KR0004: not due") for line in lines)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((), "no member is named"),
        (("--all", "KR"), "Leave out --all"),
        (("kroea",), "Did you mean KR (Republic of Korea)"),
    ],
)
def test_selectors_that_say_nothing_are_refused(command, data, arguments, words):
    code, _, err = command("sync", *arguments, "--data", data)
    assert code == 2
    assert words in err
    assert not data.exists()


def test_a_member_whose_pages_all_seem_gone_is_not_asked_to_the_end(samplia, sync, site, replica, data, command):
    known = {"member": "samplia"}
    sync("ZZ", **known)
    pages, site.pages = site.pages, {}
    for _ in range(2):  # what is held is asked for again, and no more than that
        summary = sync("ZZ", **known)
        assert len(replica.pages_asked()) == 10
        assert summary.outcome == "held"
        assert summary.refusal[0].endswith(
            "all 10 commitments that were asked for are gone, and nothing more was asked for"
        )
    assert len(command("export", "--data", data, "--to", "jsonl")[1].splitlines()) == 24
    code, out, _ = command("check", "--data", data)
    assert code == 6
    assert "all 10 commitments that were asked for are gone" in " ".join(out.split())
    site.pages = pages
    assert sync("ZZ", **known).outcome == "good"
    assert command("status", "--data", data, "--strict")[0] == 0


def test_single_pages_that_are_gone_stop_nothing(samplia, sync, site, replica):
    known = {"member": "samplia"}
    sync("ZZ", **known)
    last = site.pages.pop("ZZ0024")
    assert sync("ZZ", **known).ids("gone") == ["ZZ0024"]
    # One that comes is enough to go on for, wherever it is among the first.
    site.pages = {"ZZ0009": site.pages["ZZ0009"], "ZZ0024": last}
    summary = sync("ZZ", **known)
    assert len(replica.pages_asked()) == 24
    assert "gone at once" in summary.refusal[0]
