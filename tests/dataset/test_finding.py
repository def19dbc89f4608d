"""Which commitments are found: by lists, by probing, and by nothing that a page says beyond its member."""

import json

import pytest

from ogpscrape.vocabulary.members import member_of
from tests.dataset import running
from tests.dataset.samplia import KOREA, korean_page, korean_site
from tests.replica import Replica, Site, SitePage, faults
from tests.replica.site import template_page


@pytest.fixture
def site() -> Site:
    return korean_site()


def asked(replica: Replica) -> list[str]:
    return [request.path.split("/")[-2] for request in replica.pages_asked()]


def test_a_start_is_found_where_the_known_page_is_gone(sync, replica):
    assert len(sync().ids("new")) == 6
    assert asked(replica)[:2] == ["KR0017", "KR0001"]
    assert len(asked(replica)) == 7


def test_a_member_of_which_no_page_is_found_is_a_failure(sync, replica):
    summary = sync("UY")
    assert [(entry["id"], entry["word"]) for entry in summary.failed] == [("UY", "gone")]
    assert len(asked(replica)) <= 6


def test_a_new_commitment_in_the_lists_is_got_in_the_same_run(sync, site):
    sync()
    for number in range(1, 8):
        site.add(korean_page(number, 7))
    summary = sync()
    assert summary.ids("new") == ["KR0007"]
    assert [(event.kind, event.id) for event in summary.events] == [("new", "KR0007")]


def test_an_id_that_left_the_lists_is_told_once_and_not_forgotten(sync, site, data):
    sync()
    for number in range(1, 7):
        site.add(korean_page(number, 6, leave_out=3))
    assert sync().ids("unlisted") == ["KR0003"]
    assert sync().ids("unlisted") == []
    state = "SELECT state, unlisted_at IS NULL FROM commitments WHERE id = 'KR0003'"
    assert running.query(data, state) == [("present", 0)]
    site.add(korean_page(1))
    assert sync().ids("unlisted") == []
    assert running.query(data, state) == [("present", 1)]


def test_an_id_that_one_list_lacks_and_another_of_the_same_run_has_has_not_left(sync, site):
    sync()
    site.add(korean_page(1, 6, leave_out=3))
    done = sync()
    assert (done.ids("unlisted"), done.events) == ([], [])


def test_a_list_that_names_another_member_leads_nowhere(sync, site, replica, data):
    site.change("KR0001", "KR0005, ", "UY0137, ")
    sync()
    assert "UY0137" not in asked(replica)
    assert running.query(data, "SELECT COUNT(*) FROM commitments WHERE prefix <> 'KR'") == [(0,)]


def test_no_link_is_ever_followed(sync, site, replica):
    site.change("KR0001", "</body>", "<a href='/trap/'>Do not</a><a href='/members/'>KR0009</a></body>")
    sync(probe=True)
    assert not site.trapped
    assert all(path == "/robots.txt" or "/commitments/KR" in path for path in replica.paths())


def test_probing_finds_what_no_list_names_and_ends_after_five_that_are_gone(sync, site, replica, data):
    site.add(template_page(KOREA, 10))
    assert len(sync().ids("new")) == 6
    assert sync(probe=True).ids("new") == ["KR0010"]
    assert asked(replica)[6:] == [f"KR{number:04d}" for number in range(7, 16)]
    assert running.query(data, "SELECT COUNT(*), SUM(state = 'present') FROM commitments") == [(7, 7)]


def test_a_member_with_two_prefixes_is_one(sync, site, replica, data):
    kaduna = member_of("KAD")
    first = template_page(kaduna, 1)
    body = first.body.replace(b"</li>", b"</li><li><a href='/x/'>Other</a><p>NGKD0001, 2023, Open Data</p></li>", 1)
    site.add(SitePage("KAD0001", first.slug, body))
    site.add(template_page(member_of("NGKD"), 1))
    assert sync("NGKD").ids("new") == ["KAD0001", "NGKD0001"]


def test_the_slug_of_a_member_that_nobody_knows_is_remembered(replica, site, data):
    stranger = template_page(KOREA, 1).body.replace(b"KR0001", b"QX0001").replace(b"republic-of-korea", b"quixote")
    site.add(SitePage("QX0001", "quixote", stranger))
    assert running.sync(data, replica.url, "QX", member="quixote").ids("new") == ["QX0001"]
    replica.forget()
    assert running.sync(data, replica.url, "QX", member=None).unchanged == 1
    assert replica.paths()[-1] == "/members/quixote/commitments/QX0001/"


def test_a_member_that_is_renamed_is_asked_for_where_it_is_now(sync, replica, site):
    def moved(number: int, last: int) -> SitePage:
        body = korean_page(number, last).body.replace(b"/republic-of-korea/", b"/korea/")
        return SitePage(f"KR{number:04d}", "korea", body)

    sync()
    before = {number: site.pages[f"KR{number:04d}"].path for number in range(1, 7)}
    for number, path in before.items():
        site.add(moved(number, 6))
        replica.fault(path, faults.redirect(site.pages[f"KR{number:04d}"].path))
    done = sync()
    assert (done.checked, len(replica.pages_asked())) == (6, 12)
    # From then on nothing need be at the old addresses, nor at that of a new commitment.
    for number, path in [*before.items(), (7, before[6].replace("0006", "0007"))]:
        replica.fault(path, faults.status(404))
        site.add(moved(number, 7))
    done = sync()
    assert (done.checked, done.ids("new"), done.ids("gone")) == (7, ["KR0007"], [])
    assert len(replica.pages_asked()) == 7
    assert all("/korea/" in request.path for request in replica.pages_asked())


def test_list_prints_what_the_site_lists(command, replica):
    code, out, _ = command("list", "kr", "--format", "json")
    assert code == 0
    assert [entry["id"] for entry in json.loads(out)] == [f"KR{number:04d}" for number in range(1, 7)]
    assert json.loads(out)[0] == {
        "id": "KR0001",
        "title": "Publish Example Register 1",
        "cycle": 2015,
        "policy_area": "E-Government",
        "state": "listed",
    }
    assert asked(replica) == ["KR0017", "KR0001"]


def test_list_probes_and_prints_what_a_dataset_knows(command, sync, site, data):
    site.add(template_page(KOREA, 8))
    code, out, _ = command("list", "KR", "--probe", "--format", "csv")
    assert code == 0
    assert out.splitlines()[-1].startswith("KR0008,")
    assert out.splitlines()[-1].endswith(",found")
    assert command("list", "KR", "--probe", "--from", "samples")[0] == 2


def test_list_shows_what_a_dataset_holds(command, sync, site, data, replica):
    sync()
    site.remove("KR0002")
    sync()
    replica.forget()
    code, out, _ = command("list", "korea", "--data", data, "--format", "json")
    assert code == 0
    assert {entry["id"]: entry["state"] for entry in json.loads(out)} == {
        "KR0001": "present",
        "KR0002": "gone",
        **{f"KR{number:04d}": "present" for number in range(3, 7)},
    }
    code, out, _ = command("list", "--data", data, "--where", "id>=KR", "--format", "json")
    assert code == 2
    code, out, _ = command("list", "--data", data, "--where", "id=KR0003", "--select", "id,title", "--format", "json")
    assert [list(entry) for entry in json.loads(out)] == [["id", "title"]]
    # What a page says beside what the dataset knows of it: a page that is gone is not present by its record.
    whole = ("--select", "id,cycle,state,form", "--where", "cycle>0", "--format", "json")
    code, out, said = command("list", "korea", "--data", data, *whole)
    assert code == 0, said
    assert [(entry["id"], entry["state"]) for entry in json.loads(out)][:2] == [
        ("KR0001", "present"),
        ("KR0002", "gone"),
    ]
    assert replica.requests == []


def test_all_members_are_asked_for_and_those_without_a_page_are_no_failure(command, data, replica):
    arguments = ("sync", "--all", "--data", data, "--quiet")
    assert command(*arguments) == (0, "", "")
    assert running.query(data, "SELECT DISTINCT prefix, COUNT(*) FROM commitments WHERE state = 'present'") == [
        ("KR", 6)
    ]
    assert running.query(data, "SELECT COUNT(*) FROM failures") == [(0,)]
    replica.forget()
    assert command(*arguments)[0] == 0
    # Neither what was just checked nor members of which nothing was found are asked for again.
    assert replica.requests == []


def test_an_id_that_never_was_is_a_failure_and_not_kept(command, data):
    code, _, err = command("sync", "KR0099", "--data", data)
    assert code == 8
    assert "KR0099: there is no such page" in err
    assert running.query(data, "SELECT COUNT(*) FROM commitments") == [(0,)]


def test_dead_links_in_a_list_break_no_gate(sync, site, data):
    for number in range(1, 7):
        site.add(korean_page(number, 12))
    summary = sync()
    assert (summary.outcome, len(summary.ids("new")), len(summary.ids("gone"))) == ("good", 6, 6)
