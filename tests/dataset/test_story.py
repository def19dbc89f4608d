"""What an operator lives through: changes that mean something, a redesign of one member, slow loss."""

import json
import os
import re
import subprocess
from datetime import UTC, datetime

import pytest

from ogpscrape import reading
from ogpscrape.dataset import open_dataset
from ogpscrape.dataset.gates import load_gates
from ogpscrape.dataset.reparse import reparse
from ogpscrape.vocabulary.members import member_of
from tests.cli.running import COMMAND, in_terminal
from tests.dataset.running import query, sync
from tests.replica import Site, faults
from tests.replica.site import template_page

KOREA, URUGUAY = member_of("KR"), member_of("UY")
LABELS = ("Lead Institution", "Early Results", "Completion", "Verifiable", "Action Plan Cycle")
TODAYS = reading.parse_page


def page(number: int, last: int = 48, member=KOREA, leave_out: int | None = None):
    return template_page(member, number, [each for each in range(1, last + 1) if each != leave_out])


@pytest.fixture
def site() -> Site:
    return Site([page(number) for number in range(1, 49)])


def redesign(site: Site, prefix: str) -> None:
    for one in [one for one in site.pages if one.startswith(prefix)]:
        for label in LABELS:
            if label.encode() in site.pages[one].body:
                site.change(one, label, f"Neo{label[::-1]}")


@pytest.fixture
def changed(site, sync):
    """One new, one gone, one retitled, one changed commitment among 48, as the lists of all pages say too."""
    sync()
    site.add(page(49, 49))
    for number in range(1, 49):
        site.add(page(number, 49, leave_out=5))
        body = site.pages[f"KR{number:04d}"].body
        site.change(f"KR{number:04d}", "Publish Example Register 7<", "Publish Example Register Seven<")
        assert body != site.pages[f"KR{number:04d}"].body
    site.change("KR0007", "Publish Example Register 7 (", "Publish Example Register Seven (")
    site.change("KR0009", "Marginal", "Major")
    site.remove("KR0005")


EVENTS = [
    ("gone", "KR0005", None, None, None),
    ("retitled", "KR0007", "title", "Publish Example Register 7", "Publish Example Register Seven"),
    ("changed", "KR0009", "overview.early_results", "Marginal", "Major"),
    ("new", "KR0049", None, None, None),
]


def of(event: dict) -> tuple:
    return tuple(event[name] for name in ("kind", "id", "field", "old", "new"))


def test_four_changes_among_48_are_four_events_everywhere(changed, command, data, tmp_path):
    changes, summary = tmp_path / "changes.jsonl", tmp_path / "summary.json"
    arguments = ("sync", "KR", "--data", data, "--max-age", "0", "--changes", changes, "--summary", summary)
    code, _, err = command(*arguments)
    assert code == 0, err
    assert [of(json.loads(line)) for line in changes.read_text().splitlines()] == EVENTS
    told = json.loads(summary.read_text())
    assert (told["new"], told["gone"], told["retitled"]) == (["KR0049"], ["KR0005"], ["KR0007"])
    assert told["changed"] == {"KR0009": ["overview.early_results"]}
    assert (told["unlisted"], told["back"]) == ([], [])
    assert "1 new, 1 changed, 45 unchanged, 1 gone, 1 retitled" in err
    code, out, _ = command("diff", "--data", data, "--format", "json")
    assert [of(event) for event in json.loads(out)] == EVENTS
    code, out, _ = command("diff", "--data", data)
    assert "overview.early_results: Marginal → Major" in out
    code, out, _ = command("history", "KR0009", "--data", data, "--format", "json")
    assert [event["kind"] for event in json.loads(out)] == ["new", "changed"]
    with open_dataset(data) as dataset:
        from ogpscrape.views.report.changes import in_words

        shown = in_words(dataset.last_events())
        assert [item.commitment_id for item in shown.items] == [one for _, one, *_ in EVENTS]
        listed = {entry.id: entry.title for entry in next(dataset.latest(["KR0001"])).related}
    assert "KR0005" not in listed
    assert listed["KR0007"] == "Publish Example Register Seven"
    # Nothing more is told in the next run, and a list is kept once: before, after, and that of KR0049.
    assert command(*arguments)[0] == 0
    assert len(changes.read_text().splitlines()) == 4
    assert query(data, "SELECT COUNT(*) FROM lists") == [(3,)]
    assert query(data, "SELECT COUNT(*) FROM versions") == [(51,)]


def test_since_and_names_that_are_nearly_right(changed, command, sync, data):
    sync()
    code, out, _ = command("diff", "--data", data, "--since", "7d", "--format", "jsonl")
    assert (code, len(out.splitlines())) == (0, 52)
    code, _, err = command("diff", "--data", data, "--field", "overview.early_result")
    assert (code, "overview.early_results" in err) == (2, True)
    code, _, err = command("history", "KR0009", "--data", data, "--field", "early_results")
    assert (code, "overview.early_results" in err) == (2, True)
    code, _, err = command("diff", "KX", "--data", data)
    assert (code, "Near it are KR" in err) == (2, True)
    code, _, err = command("history", "KR0099", "--data", data)
    assert (code, "Near it are KR00" in err) == (2, True)
    code, out, _ = command("diff", "--data", data, "--since", "7d", "--field", "overview.early_results")
    assert out.count("→") == 1


def test_the_whole_story_of_a_redesign(  # noqa: PLR0915 - it is one story
    site, replica, command, data, tmp_path
):
    for number in range(1, 13):
        site.add(page(number, 12, URUGUAY))
    run = ("sync", "KR", "UY", "--data", data)
    assert command(*run)[0] == 0
    good = dict(site.pages)
    before = command("export", "--data", data, "--to", "json")[1]

    redesign(site, "KR")
    site.change("UY0003", "Marginal", "Major")
    refusals = [command(*run, "--max-age", "0") for _ in range(2)]
    code, _, err = refusals[0]
    assert code == 6
    # One screen, the same each time but for the time that it took; two commands that work as they are.
    plain = [re.sub(r"\n.*requests.*", "", one[2]) for one in refusals]
    assert plain[0].replace("Taken: Uruguay", "") == plain[1].replace("Taken: Uruguay", "")
    assert len(err.splitlines()) <= 8
    assert "Republic of Korea: the site seems redesigned: " in err
    assert "gone on 48 of 48 pages: " in err
    assert "Taken: Uruguay" in err
    commands = re.findall(r"ogpscrape ((?:diff|check) .*)", err)
    assert len(commands) == 2

    # Readers serve the good records, and say so once; strict readers end with 6. The other member is taken.
    code, out, _ = command("export", "--data", data, "--to", "json")
    assert code == 0
    assert [one for one in json.loads(out) if one["id"].startswith("KR")] == [
        one for one in json.loads(before) if one["id"].startswith("KR")
    ]
    assert next(one for one in json.loads(out) if one["id"] == "UY0003")["overview"]["early_results"] == "Major"
    with open_dataset(data) as dataset:
        today = datetime.now(UTC).date()
        assert dataset.notice() == f"as of {today}; 48 newer pages of Republic of Korea are held"
    code, out, err = command("diff", "UY", "--data", data)
    assert (code, "held" in err) == (0, False)
    code, out, err = command("diff", "--data", data)
    assert (code, err.count("48 newer pages of Republic of Korea are held")) == (0, 1)
    assert command("diff", "--data", data, "--strict")[0] == 6
    code, out, _ = command(*commands[0].split())
    assert (code, "held back" in out) == (0, True)
    assert "overview.early_results: Marginal → nothing" in out
    told = json.loads(command("status", "--data", data, "--format", "json")[1])
    assert [(one["member"], one["pages"]) for one in told["held"]] == [("KR", 48)]
    assert command("check", "--data", data)[0] == 6

    # The site is mended: what is held is asked for again though it is not due, and is let go.
    site.pages.update({one: kept for one, kept in good.items() if one.startswith("KR")})
    replica.forget()
    code, _, err = command(*run, "--max-age", "7d")
    assert code == 0, err
    assert len(replica.pages_asked()) == 48
    assert command("check", "--data", data)[0] == 0
    with open_dataset(data) as dataset:
        assert dataset.notice() is None
        assert list(dataset.last_events()) == []

    # Redesigned for good: somebody looks, and takes it; later runs do not complain of it.
    redesign(site, "KR")
    assert command(*run, "--max-age", "0")[0] == 6
    assert command("check", "UX", "--data", data, "--accept")[0] == 2
    assert command(*commands[1].split())[0] == 0
    with open_dataset(data) as dataset:
        assert not any(record.overview.early_results for record in dataset.latest(["KR"]))
    for number in (1, 2, 3):
        site.change(f"KR{number:04d}", "The ministry will", "The office will")
    code, _, err = command(*run, "--max-age", "0", "-v")
    assert code == 0, err


def test_a_refusal_fits_a_screen_of_80_columns(site, replica, command, data, tmp_path):
    command("sync", "KR", "--data", data)
    redesign(site, "KR")
    environment = {"OGPSCRAPE_URL": replica.url, "OGPSCRAPE_RATE": "off", "OGPSCRAPE_STATE_FOLDER": str(tmp_path)}
    said = in_terminal("sync", "KR", "--max-age", "0", "--data", data, columns=80, **environment)
    words = said[said.index("ogpscrape:") :].splitlines()  # after the progress bar
    assert len(words) <= 12, said
    # No word is broken in two; what is to be copied may be longer than a line.
    assert all(len(re.sub(r"\x1b\[[\d;]*m", "", line)) <= 80 or "--data" in line for line in words), said
    assert "redesigned" in said


def test_a_refusal_of_pages_that_are_none_fits_a_screen_too(site, replica, command, data, tmp_path):
    command("sync", "KR", "--data", data)
    for one in site.pages.values():
        replica.fault(one.path, faults.status(200, "<title>Maintenance</title><p>We will be back soon.</p>"))
    environment = {"OGPSCRAPE_URL": replica.url, "OGPSCRAPE_RATE": "off", "OGPSCRAPE_STATE_FOLDER": str(tmp_path)}
    said = in_terminal("sync", "KR", "--max-age", "0", "--data", data, columns=80, **environment)
    words = said[said.index("ogpscrape:") :].splitlines()
    assert sum(1 + len(line) // 80 for line in words) <= 24, said
    assert "and 8 more, in the table `failures`" in said
    assert "10 of 10 pages can no longer be read as commitments" in " ".join(said.split())


def test_the_lines_of_gates_have_one_order_in_every_process(site, replica, command, data, tmp_path):
    for number in range(1, 13):
        site.add(page(number, 12, URUGUAY))
    command("sync", "KR", "UY", "--data", data)
    redesign(site, "KR")
    redesign(site, "UY")
    names = []
    for seed in ("1", "2", "3"):
        environment = {**os.environ, "PYTHONHASHSEED": seed, "OGPSCRAPE_STATE_FOLDER": str(tmp_path)}
        arguments = ["sync", "UY", "KR", "--max-age", "0", "-v", "--data", data, "--url", replica.url, "--rate", "off"]
        summary = tmp_path / "summary.json"
        done = run_process([*arguments, "--summary", summary], environment)
        assert done.returncode == 6
        names.append(re.findall(r"gate (.*)", done.stderr))
        checked = run_process(["check", "--data", data, "--format", "json"], environment)
        for gates in (json.loads(summary.read_text())["broken_gates"], json.loads(checked.stdout)):
            order = [(gate["gate"], gate["field"] or "") for gate in gates]
            assert order == sorted(order)
            assert len(order) == len(names[-1]) > len(LABELS)
            assert [line.split(" ")[0] for line in names[-1]] == [gate for gate, _ in order]
    assert names[0] == names[1] == names[2]


def run_process(arguments, environment) -> subprocess.CompletedProcess:
    command = [*COMMAND, *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, env=environment, check=False)


def test_a_first_run_against_a_redesigned_site_is_refused_and_says_that_it_has_nothing_to_compare_with(
    site, command, data
):
    redesign(site, "KR")
    code, _, err = command("sync", "KR", "--data", data)
    assert code == 6
    assert "There is nothing to compare with: this is the first run" in err
    assert command("export", "--data", data, "--to", "json")[0] != 0


def test_drift_of_9_percent_a_run_is_refused_by_the_third_run(site, sync, data):
    sync()
    outcomes = []
    for batch in range(4):
        for number in range(batch * 4 + 1, batch * 4 + 5):
            site.change(
                f"KR{number:04d}", "<strong>Early Results:</strong> Marginal", "<strong>Early Results:</strong>"
            )
        outcomes.append(sync().outcome)
        if outcomes[-1] == "held":
            break
    assert outcomes[0] == "good"
    assert outcomes[-1] == "held"
    assert len(outcomes) <= 3


def test_slow_loss_two_pages_a_run_is_refused_however_few_pages_a_run_has(site, replica, data):
    sync(data, replica.url)
    outcomes = []
    for run in range(12):
        ids = [f"KR{2 * run + each:04d}" for each in (1, 2)]
        for one in ids:
            site.change(one, "<strong>Early Results:</strong> Marginal", "<strong>Early Results:</strong>")
        outcomes.append(sync(data, replica.url, *ids).outcome)
        if outcomes[-1] == "held":
            break
    assert outcomes[-1] == "held"
    assert len(outcomes) <= 4


def test_a_reparse_that_loses_a_field_is_refused_with_60_old_bodies_in_the_way(site, sync, data, monkeypatch):
    sync()
    for version in range(10):
        for number in range(1, 7):
            site.change(f"KR{number:04d}", "</body>", f"<!-- {version} --></body>")
        sync()
    assert query(data, "SELECT COUNT(*) FROM fetches") == [(108,)]

    def worse(page, *, provenance=False):
        return TODAYS(page, provenance=provenance).model_copy(update={"description": None})

    monkeypatch.setattr(reading, "parse_page", worse)
    with open_dataset(data, create=True) as dataset:
        summary = reparse(dataset, load_gates(data), lambda: datetime.now(UTC), 1)
    assert summary.outcome == "held"
    assert [gate.field for gate in summary.broken_gates] == ["description"]
    with open_dataset(data) as dataset:
        assert all(record.description for record in dataset.latest())
