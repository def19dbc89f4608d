"""`reparse`: what a newer parser reads differently is the parser's change, and is judged like any other."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from ogpscrape import reading
from ogpscrape.dataset import open_dataset
from ogpscrape.dataset.gates import load_gates
from ogpscrape.dataset.reparse import reparse
from tests.dataset.running import query, rows_of
from tests.dataset.samplia import korean_site
from tests.replica import Site

TODAYS = reading.parse_page


@pytest.fixture
def site() -> Site:
    return korean_site()


@pytest.fixture
def another_parser(monkeypatch):
    """Return a function that puts another parser in place of today's, until `None` puts that back."""

    def use(change) -> None:
        def parse_page(page, *, provenance=False):
            record = change(TODAYS(page, provenance=provenance))
            source = record.source.model_copy(update={"parser": "ogpscrape 0.0.1"})
            return record.model_copy(update={"source": source})

        monkeypatch.setattr(reading, "parse_page", parse_page if change else TODAYS)

    return use


def without_status(record):
    overview = record.overview.model_copy(update={"early_results": None})
    return record.model_copy(update={"overview": overview})


def run_reparse(data, processes=1):
    with open_dataset(data, create=True) as dataset:
        return reparse(dataset, load_gates(data), lambda: datetime.now(UTC), processes)


@pytest.mark.parametrize("processes", [1, 2])
def test_what_differs_is_the_parsers_change(sync, another_parser, replica, data, processes):
    another_parser(without_status)
    sync()
    another_parser(None)
    replica.forget()
    summary = run_reparse(data, processes)
    assert replica.requests == []
    assert len(summary.changed) == 6
    assert summary.changed["KR0001"] == ["overview.early_results"]
    with open_dataset(data) as dataset:
        changes = list(dataset.last_events())
        assert {(change.cause, change.field, change.old, change.new) for change in changes} == {
            ("parser", "overview.early_results", None, "Marginal")
        }
        assert all(record.overview.early_results == "Marginal" for record in dataset.latest())
    assert run_reparse(data).unchanged == 6
    rows_of(data)


def test_todays_parser_changes_nothing(sync, data):
    sync()
    before = query(data, "SELECT * FROM versions")
    summary = run_reparse(data)
    assert (summary.unchanged, summary.changed, summary.outcome) == (6, {}, "good")
    assert query(data, "SELECT * FROM versions") == before


def test_the_newest_page_is_read_and_what_older_ones_said_stays(sync, another_parser, site, data):
    another_parser(without_status)
    sync("KR0001")
    site.change("KR0001", "Version 1", "Version 2")
    sync("KR0001")
    another_parser(None)
    run_reparse(data)
    versions = query(data, "SELECT id, previous_id, cause, state FROM versions ORDER BY id")
    assert versions == [(1, None, "site", "accepted"), (2, 1, "site", "accepted"), (3, 2, "parser", "accepted")]
    assert query(data, "SELECT version_id FROM fetches ORDER BY id") == [(1,), (3,)]
    assert query(data, "SELECT version_id FROM commitments WHERE id = 'KR0001'") == [(3,)]


def test_a_page_that_changes_after_an_upgrade_is_not_charged_with_the_parsers_change(sync, another_parser, site, data):
    another_parser(without_status)
    sync("KR0001")
    another_parser(None)
    site.change("KR0001", "Version 1", "Version 2")
    sync("KR0001")
    with open_dataset(data) as dataset:
        causes = {change.field: change.cause for change in dataset.last_events()}
    assert causes == {"overview.early_results": "parser", "description": "site"}


def test_a_worse_parser_is_held_back_and_its_readings_are_dropped_later(sync, another_parser, command, data):
    sync()
    good = rows_of(data)
    another_parser(lambda record: record.model_copy(update={"description": None}))
    code, _, err = command("reparse", "--data", data, "-v")
    assert code == 6
    assert "gate lost_fields of description: the field description was lost on 6 of 6 pages" in err
    assert rows_of(data)["latest"] == good["latest"]
    another_parser(None)
    assert command("reparse", "--data", data)[0] == 0
    after = rows_of(data)
    assert after["latest"] == good["latest"]
    assert after["fetches"] == good["fetches"]
    assert {row["state"] for row in after["versions"]} == {"accepted", "dropped"}


def test_a_parser_that_learns_a_redesign_takes_what_was_held_back(sync, site, data, monkeypatch):
    sync()
    site.rename_label("Lead Institution", "Responsible Body")
    site.change("KR0001", "Version 1", "Version 2")
    assert sync().outcome == "held"

    def parse_page(page, *, provenance=False):
        return TODAYS(replace(page, body=page.body.replace(b"Responsible Body", b"Lead Institution")))

    monkeypatch.setattr(reading, "parse_page", parse_page)
    summary = run_reparse(data)
    assert summary.outcome == "good"
    with open_dataset(data) as dataset:
        assert dataset.notice() is None
        assert all(record.overview.lead_institution == "Ministry of Examples" for record in dataset.latest())
        assert {(change.id, change.cause) for change in dataset.last_events()} == {("KR0001", "site")}


def test_a_page_that_can_no_longer_be_read_is_named_and_its_record_stays(sync, data, command):
    sync()
    lost = next((data / "pages").rglob("*.gz"))
    lost.unlink()
    code, _, err = command("reparse", "--data", data)
    assert code == 1
    assert "the body is missing or damaged" in err
    with open_dataset(data) as dataset:
        assert len(list(dataset.latest())) == 6
