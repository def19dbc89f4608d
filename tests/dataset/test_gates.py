"""Gates: a redesigned site stops the job, and the good records stay."""

import json
import re
import shlex

import pytest

from ogpscrape.dataset import open_dataset
from ogpscrape.dataset.gates import load_gates
from ogpscrape.errors import ChangedError, ConfigurationError
from tests.dataset.running import query, rows_of
from tests.dataset.samplia import KOREA, korean_site, samplia_pages
from tests.replica import Site
from tests.replica.site import template_page

LABELS = ("Action Plan Cycle", "Action Plan", "Status", "Lead Institution", "Support Institution", "Policy Areas")
LABELS += ("IRM Report", "Starred", "Early Results", "Verifiable", "Relevant to OGP Values", "Potential Impact")
LABELS += ("Ambition", "Completion", "At-a-Glance", "Overview", "Implementation")


@pytest.fixture
def redesign(site):
    """Return a function that renames labels on all pages; without names, every label."""

    def rename(*labels):
        for label in labels or LABELS:
            site.rename_label(label, " ".join(f"{word[::-1]}um" for word in label.split()))

    return rename


@pytest.fixture
def site() -> Site:
    return korean_site()


@pytest.fixture
def korean(data):
    return ("sync", "KR", "--data", data, "--max-age", "0")


@pytest.fixture
def samplia(site, data):
    """Put the sample pages in place of the small site, and return how they are asked for."""
    site.pages = {page.id: page for page in samplia_pages()}
    return ("sync", "ZZ", "--member", "samplia", "--data", data, "--max-age", "0")


def test_a_redesign_stops_the_run_and_changes_no_good_record(command, samplia, redesign, data, replica):
    assert command(*samplia)[0] == 0
    good = rows_of(data)["latest"]
    redesign()
    replica.forget()
    code, _, err = command(*samplia, "-v", "--summary", data / "summary.json")
    assert code == 6
    assert re.search(
        r"gate readable: \d+ of \d+ pages can be read as a commitment, .* \(see ZZ\d{4}, ZZ\d{4}, ZZ\d{4}\)", err
    )
    # It stops long before it has asked for all of them.
    assert len(replica.pages_asked()) <= 14
    assert rows_of(data)["latest"] == good
    told = json.loads((data / "summary.json").read_text())
    assert told["outcome"] == "held"
    assert "readable" in [gate["gate"] for gate in told["broken_gates"]]
    with open_dataset(data) as dataset:
        assert dataset.notice()
    code, out, _ = command("check", "--data", data, "--format", "csv")
    assert code == 6
    assert out.splitlines()[1].startswith("readable,,")
    # The new pages are kept for study.
    fetches = query(data, "SELECT sha256 FROM fetches WHERE version_id IS NULL")
    assert len(fetches) >= 10
    assert all((data / "pages" / sha256[:2] / f"{sha256}.gz").is_file() for (sha256,) in fetches)


def test_one_renamed_label_names_the_field_and_three_pages(command, samplia, redesign, data):
    assert command(*samplia)[0] == 0
    good = rows_of(data)["latest"]
    redesign("Lead Institution")
    code, _, err = command(*samplia, "-v")
    assert code == 6
    assert re.search(
        r"gate lost_fields of overview.lead_institution: the field overview.lead_institution was lost on \d+ of \d+ "
        r"pages, and 10% are allowed \(see ZZ\d{4}, ZZ\d{4}, ZZ\d{4}\)",
        err,
    )
    assert rows_of(data)["latest"] == good
    # It stays so until somebody does something: the next run asks again, and says so again.
    assert command(*samplia)[0] == 6
    assert rows_of(data)["latest"] == good
    code, out, err = command("check", "--data", data, "--format", "json")
    assert code == 6
    assert "overview.lead_institution" in [gate["field"] for gate in json.loads(out)]


def test_a_site_that_takes_its_redesign_back_is_good_again(sync, redesign, site, data):
    pages = dict(site.pages)
    sync()
    good = rows_of(data)["latest"]
    redesign("Lead Institution")
    assert sync().outcome == "held"
    site.pages.update(pages)
    assert sync().outcome == "good"
    assert rows_of(data)["latest"] == good
    assert query(data, "SELECT COUNT(*) FROM versions WHERE state = 'accepted'") == [(6,)]


def test_somebody_who_has_looked_can_accept(command, korean, redesign, data):
    command(*korean)
    redesign("Lead Institution")
    assert command(*korean)[0] == 6
    code, out, _ = command("check", "--data", data, "--accept")
    assert (code, out) == (0, "")
    with open_dataset(data) as dataset:
        assert dataset.notice() is None
        assert not any(record.overview.lead_institution for record in dataset.latest(["KR0001", "KR0003"]))


def test_what_is_accepted_reaches_the_changes_file_and_what_is_not_held_is_left_alone(
    command, korean, redesign, data, tmp_path
):
    changes = tmp_path / "changes of the week.jsonl"
    run = ("sync", "KR", "--data", data, "--max-age", "0", "--changes", changes)
    assert command(*run)[0] == 0
    told = len(changes.read_text().splitlines())
    # Nothing is held: nothing is taken, and the window of the gates does not begin anew.
    assert command("check", "KR", "--data", data, "--accept")[0] == 0
    assert query(data, "SELECT COUNT(*) FROM members WHERE baseline_run IS NOT NULL") == [(0,)]
    redesign("Lead Institution", "Early Results")
    code, _, err = command(*run)
    assert code == 6
    (line,) = re.findall(r"To take them:  ogpscrape (.*)", err)
    assert command(*shlex.split(line))[0] == 0
    new = [json.loads(one) for one in changes.read_text().splitlines()[told:]]
    assert new
    assert {event["kind"] for event in new} == {"changed"}
    assert query(data, "SELECT COUNT(*) FROM members WHERE baseline_run IS NOT NULL") == [(1,)]
    assert command("check", "--data", data, "--changes", changes)[0] == 2


def test_many_that_are_gone_break_a_gate_and_keep_their_records(command, korean, site, data):
    command(*korean)
    for number in range(1, 4):
        site.remove(f"KR{number:04d}")
    code, _, err = command(*korean, "-v")
    assert code == 6
    assert "gate still_there: of 6 commitments, 3 are gone, and 80% should be there" in err
    assert query(data, "SELECT DISTINCT state FROM commitments") == [("present",)]
    with open_dataset(data) as dataset:
        assert len(list(dataset.latest())) == 6


def thin_out(site, listed: list[int]) -> None:
    """Let every page's list name only these and the page itself."""
    for number in range(1, 13):
        site.add(template_page(KOREA, number, sorted({*listed, number})))


def test_lists_that_lose_most_entries_break_a_gate_though_every_page_is_there(command, korean, site, data):
    thin_out(site, list(range(1, 13)))
    assert command(*korean)[0] == 0
    whole = dict(site.pages)
    thin_out(site, [])
    for run in (korean, korean):
        code, _, err = command(*run, "-v")
        assert code == 6
        assert "the commitments list lost many of its entries on 12 of 12 pages" in err
        assert "gate still_listed: the commitments list lost more than 20% of its entries on 12 of 12 pages" in err
        assert "12 newer pages are held" in err
    with open_dataset(data) as dataset:
        assert {len(record.related) for record in dataset.latest()} == {12}
        assert {len(record.related) for record in dataset.latest(held=True)} == {1}
    code, out, _ = command("check", "--data", data, "--format", "csv")
    assert (code, "still_listed" in out) == (6, True)
    # The site is as it was: let go. The lists are accepted: no word of them again.
    site.pages.update(whole)
    assert command(*korean)[0] == 0
    assert command("check", "--data", data)[0] == 0
    thin_out(site, [])
    assert command(*korean)[0] == 6
    assert command("check", "--accept", "--data", data)[0] == 0
    assert command(*korean)[0] == 0
    with open_dataset(data) as dataset:
        assert {len(record.related) for record in dataset.latest()} == {1}


def test_a_few_that_leave_the_lists_are_no_fault_of_the_site(command, korean, site):
    thin_out(site, list(range(1, 13)))
    command(*korean)
    thin_out(site, list(range(3, 13)))
    code, _, err = command(*korean)
    assert code == 0, err


def test_gates_are_changed_by_a_file_in_the_dataset_or_by_name(command, korean, redesign, data, tmp_path):
    command(*korean)
    redesign("Lead Institution")
    loose = tmp_path / "loose.toml"
    loose.write_text(
        'unclaimed = 1.0\n[landmarks]\n"overview.lead_institution" = 0\n'
        "[warnings]\nunknown_label = 1\nunclaimed_text = 1\nmissing_landmark = 1\nunknown_heading = 1\n"
        '[lost_fields]\n"overview.lead_institution" = 1\n'
    )
    assert command(*korean)[0] == 6
    assert command("check", "--data", data, "--gates", loose)[0] == 0
    (data / "gates.toml").write_text(loose.read_text())
    assert command(*korean)[0] == 0


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("landmark = 1", "there is no gate 'landmark'"),
        ("readable = 3", "readable is 3, which is not a share"),
        ("landmarks = 1", "landmarks is a table"),
        ("pages = 0", "pages is 0"),
        ("[warnings]\nencoding = 'few'", "warnings.encoding is 'few'"),
        ("readable =", "it cannot be read"),
    ],
)
def test_gates_that_mean_nothing_are_refused(tmp_path, text, words):
    (tmp_path / "gates.toml").write_text(text)
    with pytest.raises(ConfigurationError, match=re.escape(words)):
        load_gates(tmp_path)


def test_the_canary_sings_for_one_page(command, sync, redesign, data):
    assert command("check", "--live", "KR0001")[0] == 0
    sync("KR0001")
    redesign("Lead Institution")
    code, out, _ = command("check", "--live", "KR0001", "--format", "csv")
    assert code == 6
    assert "landmarks,overview.lead_institution," in out
    code, out, _ = command("check", "--data", data, "--live", "KR0001", "--format", "csv")
    assert code == 6
    assert "lost_fields,overview.lead_institution," in out
    redesign()
    assert command("check", "--live", "KR0001")[0] == ChangedError.exit_code


def test_check_wants_something_to_check(command):
    assert command("check", "KR")[0] == 2
    assert command("check", "--accept", "--live", "KR0001")[0] == 2
