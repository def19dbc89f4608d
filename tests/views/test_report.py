"""`ogpscrape report` as users run it, and what its page is made of; what it does in a browser is tested beside this."""

import base64
import csv
import hashlib
import io
import json
import re
import subprocess
import sys
from datetime import UTC, datetime
from html.parser import HTMLParser

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from ogpscrape.commitment import Link, Milestone, Overview, PageLink, Related
from ogpscrape.views.plans import by_member, by_plan
from ogpscrape.views.ratings import NO_RATING, PENDING
from ogpscrape.views.report import counting, data, figures
from ogpscrape.views.report.changes import in_words
from ogpscrape.views.report.glance import Changes
from ogpscrape.views.report.page import report
from ogpscrape.views.text import web_address
from ogpscrape.writing import records_json
from tests.cli.running import ogpscrape
from tests.records import RECORDS, record
from tests.views.samples import samples


class Parts(HTMLParser):
    """What a page loads, links and runs, as a parser of HTML sees it."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.addresses, self.handlers, self.texts, self.tags = [], [], {}, []
        self._inside = None
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.addresses += [value for name, value in attrs if name in ("src", "href", "xlink:href", "action", "data")]
        self.handlers += [name for name, _ in attrs if name.startswith("on") or name == "style"]
        if tag in ("script", "style"):
            self._inside = dict(attrs).get("id", tag)

    def handle_endtag(self, tag):
        if tag in ("script", "style"):
            self._inside = None

    def handle_data(self, text):
        if self._inside:
            self.texts[self._inside] = self.texts.get(self._inside, "") + text


@pytest.fixture(scope="module")
def page() -> str:
    return report(samples(), origin="the samples")


def test_it_is_one_file_that_loads_nothing(page):
    found = Parts(page)
    assert found.handlers == []
    assert not {"img", "link", "iframe", "object", "embed", "base"} & set(found.tags)
    assert all(address.startswith(("#", "https://github.com/")) for address in found.addresses)


def test_the_head_says_when_newer_pages_are_held():
    notice = "as of 2026-03-01; 48 newer pages of Samplia are held"
    page = report(samples(), origin="a dataset", notice=notice)
    assert "As of 2026-03-01; 48 newer pages of Samplia are held." in page.partition("<main>")[0]


def test_numbers_and_nouns_agree():
    one = record(
        overview=Overview(starred=True, completion="Complete"), milestones=[Milestone(number=1, origin="plan")]
    )
    page = report([one], origin="a test")
    shown = page.partition('<script type="application/json"')[0]
    assert not re.search(r"(?<![\d,.])1 (commitments|pages|milestones|plans|have|say|members)\b", shown)
    assert "Source: 1 commitment page of" in shown


def test_times_have_no_microseconds():
    source = record().source.model_copy(update={"retrieved_at": datetime(2026, 1, 2, 3, 4, 5, 123456, tzinfo=UTC)})
    shown = report([record(source=source)], origin="a test").partition('<script type="application/json"')[0]
    assert "123456" not in shown
    assert re.search(r"Made \d{4}-\d\d-\d\d \d\d:\d\d UTC from a test", shown)


def test_the_policy_names_the_script_and_the_style_by_their_hashes(page):
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', page)[1].replace("&#39;", "'")
    found = Parts(page)
    for name, text in (("script-src", found.texts["script"]), ("style-src", found.texts["style"])):
        digest = base64.b64encode(hashlib.sha256(text.encode("utf-8")).digest()).decode("ascii")
        assert f"{name} 'sha256-{digest}';" in policy
    assert policy.startswith("default-src 'none'; ")
    assert "unsafe" not in policy


def test_the_records_in_the_page_are_the_records_whole(page):
    texts = Parts(page).texts
    entries = json.loads(texts["entries"])
    found = []
    for record_, related, links in json.loads(texts["records"]):
        record_["related"] = [entries[place] for place in related]
        record_["links"] = [entries[place] for place in links]
        found.append(record_)
    assert found == [json.loads(records_json.dumps(one)) for one in samples()]


def test_what_many_records_list_stands_in_the_page_once():
    entries = data.Entries()
    first, second = (Related(position=1, id="ZZ0001", title=title) for title in ("One", "Two"))
    link = PageLink(text="1", url=None, field="ZZ0001")
    assert entries.places_of([first, second, link, first]) == [0, 1, 2, 0]
    assert entries.places_of([second, link]) == [1, 2]
    assert len(json.loads(entries.embedded())) == 3


def test_the_csv_is_the_flat_table():
    embedded = json.loads(data.rows(by_member(samples()), Changes()))
    text = embedded["csv"] + "".join(row["csv"] for row in embedded["rows"])
    rows = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline="")))
    assert [row["id"] for row in rows] == [one.id for one in samples()]
    assert None not in {key for row in rows for key in row}
    assert rows[0]["title"] == samples()[0].title


def test_every_commitment_is_counted_once():
    for member in by_member(samples()):
        for scale in ("completion", "early_results"):
            assert counting.by_plan(member.plans, scale).total == len(member.records)
        named = sum(len(one.milestones) for one in member.records)
        assert counting.milestones_by_plan(member.plans).total == named


def test_what_is_left_out_is_said():
    shown = [
        record(id="ZZ0001", overview=Overview(completion="Complete", absent={})),
        record(id="ZZ0002", overview=Overview(absent={"completion": "pending_review"})),
        record(id="ZZ0003", overview=Overview(absent={"completion": "no_data"})),
    ]
    (member,) = by_member(shown)
    figure = figures.of_member(member)[0]
    assert figure.numbers.count(PENDING) == figure.numbers.count(NO_RATING) == 1
    assert "1 pending review by the IRM, 1 without data on the page" in figure.left_out
    assert "Counts all 3 commitments" in figure.counted
    assert figure.source == "Source: 3 commitment pages of opengovpartnership.org, captured 2026-01-02."


def test_pages_that_call_a_plan_differently_are_one_plan():
    names = ("South Korea Second Action Plan", "Korea Plan 2014-2016", "Korea Plan 2014-2016")
    shown = [
        record(id=f"KR000{number}", overview=Overview(action_plan=Link(text=name), action_plan_cycle=2014))
        for number, name in enumerate(names)
    ]
    (plan,) = by_plan([*shown])
    assert (plan.key, plan.title, plan.label) == ("2014", "Korea Plan 2014-2016", "2014–2016")


@pytest.mark.parametrize(
    ("url", "address"),
    [
        ("https://a.example/b?c=d#e", "https://a.example/b?c=d#e"),
        ("HTTP://a.example/%20é", "HTTP://a.example/%20%C3%A9"),
        ("javascript:alert(1)", None),
        ("java\nscript:alert(1)", None),
        ("data:text/html,x", None),
        ("file:///etc/passwd", None),
        ("//a.example", None),
        ("https://", None),
        ("https://a.example/\x1b]8", None),
        (f"https://a.example/{'x' * 3000}", None),
        ("", None),
        (None, None),
    ],
)
def test_only_web_addresses_become_links(url, address):
    assert web_address(url) == address


class Changed:
    def __init__(self, id_, field, old, new, cause="site", kind="changed"):
        self.id, self.field, self.old, self.new, self.cause, self.kind = id_, field, old, new, cause, kind


def test_changes_are_said_in_words():
    found = in_words(
        [
            Changed("ZZ0002", "overview.early_results", None, "Major"),
            Changed("ZZ0002", "description", "x" * 100, "y" * 100, "parser"),
            Changed("ZZ0001", None, None, None, kind="gone"),
            Changed("ZZ0003", "title", "Old", "New", kind="retitled"),
            Changed("ZZ0002", "overview.policy_areas", ["A"], ["A", "B"]),
        ]
    )
    assert [(item.commitment_id, item.what) for item in found.items] == [
        ("ZZ0001", "gone"),
        (
            "ZZ0002",
            (
                "early results: nothing → Major; description: text changed (read anew by a newer parser); "
                "policy areas: A → A, B"
            ),
        ),
        ("ZZ0003", "retitled: Old → New"),
    ]
    page = report(samples(), origin="a dataset", changes=found)
    assert "early results: nothing → Major" in page
    assert page.count("Not known: saved pages have no earlier run") == 0


@pytest.mark.parametrize("letter", ["\N{PARTY POPPER}", "\ud83c", "\N{HANGUL SYLLABLE HAN}"])
def test_a_long_label_is_shortened_between_letters(letter):
    """Vega cut a letter outside the Basic Multilingual Plane in two, and then could not draw the half."""
    for length in range(40, 46):
        name = "x" * length + letter * 40
        overview = Overview(action_plan=Link(text=name), action_plan_cycle=2014, policy_areas=[name])
        page = report([record(id="ZZ0001", overview=overview)], origin="a test")
        assert "x" * length in page


# Not shrunk: a report takes its time.
@settings(max_examples=4, deadline=None, suppress_health_check=[HealthCheck.too_slow], phases=[Phase.generate])
@given(st.lists(RECORDS, max_size=2, unique_by=lambda one: one.id))
def test_any_records_make_a_report(shown):
    found = Parts(report(shown, origin="a test"))
    assert len(json.loads(found.texts["records"])) == len(shown)
    assert len(json.loads(found.texts["rows"])["rows"]) == len(shown)
    assert found.tags.count("script") == 4
    assert found.handlers == []


def test_the_command(tmp_path):
    target = tmp_path / "report.html"
    done = ogpscrape("report", "--from", "samples", "-o", target, "KR", "zz0006")
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", "")
    found = json.loads(Parts(target.read_text(encoding="utf-8")).texts["records"])
    assert [one["id"] for one, _related, _links in found] == ["KR0017", "ZZ0006"]


def test_what_is_not_there_is_said_and_nothing_is_written(tmp_path):
    target = tmp_path / "report.html"
    for arguments, code in ((("samples", "XX"), 4), ((tmp_path / "no",), 4), ((tmp_path,), 4), (("samples", "1 x"), 2)):
        done = ogpscrape("report", "--from", *arguments, "-o", target)
        assert done.returncode == code, done.stderr
        assert done.stderr.count("\n") == 1
        assert not target.exists()


def test_a_page_that_cannot_be_read_is_named_and_the_others_are_shown(tmp_path):
    (tmp_path / "bad.html").write_text("<p>nothing</p>")
    (tmp_path / "ZZ0001.html").write_bytes((samples_page("ZZ0001.html")).read_bytes())
    done = ogpscrape("report", "--from", tmp_path, "-o", tmp_path / "report.out")
    assert done.returncode == 1
    assert "bad.html" in done.stderr
    assert "Budget Portal" in (tmp_path / "report.out").read_text(encoding="utf-8")


def samples_page(name):
    from ogpscrape.sources.samples import samples_folder

    return samples_folder() / "pages" / name


@pytest.mark.parametrize("package", ["markupsafe", "jinja2"])
def test_without_the_extra_it_is_said_what_to_install(package, tmp_path):
    code = f"import sys; sys.modules[{package!r}] = None\nfrom ogpscrape.cli import main; sys.exit(main(sys.argv[1:]))"
    command = [sys.executable, "-c", code, "report", "--from", "samples", "-o", str(tmp_path / "x.html"), "ZZ0001"]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False, timeout=60)
    assert done.returncode == 18
    assert "pip install 'ogpscrape[report]'" in done.stderr
    assert not (tmp_path / "x.html").exists()
