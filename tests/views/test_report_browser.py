"""The report in a real browser: opened from disk, used by mouse and by keyboard, on every width, and on paper."""

import csv
import io
import json
import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from ogpscrape.writing import records_json
from tests.views.samples import samples

SIZES = [(320, "light"), (1440, "light"), (320, "dark"), (1440, "dark")]


def rows(page: Page):
    return page.locator("#commitments > tbody > tr:not(.opened) > th")


NOTHING_FITS = "0 of 24 commitments: nothing fits. “Show all” takes search and filters away."


def ids(page: Page) -> list[str]:
    return rows(page).all_inner_texts()


# What an act brings about comes a moment after it (a new address is an event of its own), so these wait for it.


def expect_ids(page: Page, expected: list[str]) -> None:
    expect(rows(page)).to_have_text(expected, use_inner_text=True)


def expect_focus(page: Page, name: str) -> None:
    expect(page.locator(f"[id='{name}']")).to_be_focused()


def expect_address(page: Page, end: str) -> None:
    expect(page).to_have_url(re.compile(re.escape(end) + "$"))


def unfold(page: Page) -> None:
    """Open everything that can be opened."""
    page.evaluate("document.querySelectorAll('details').forEach((details) => { details.open = true; })")


def opened(page: Page):
    return page.locator("article.record")


def test_it_opens_from_disk_and_asks_for_nothing(open_report):
    page = open_report("samplia")
    expect(page).to_have_title("Samplia: open government commitments")
    expect(rows(page)).to_have_count(24)
    assert [request.url for request in page.requests] == [page.url]  # `watch` fails the test for any other, too


def test_search_as_one_types(open_report):
    page = open_report("samplia")
    page.get_by_label("Search in titles and texts").press_sequentially("lobbying reg")
    expect(page.locator("#count")).to_contain_text("of 24 commitments")
    expect(rows(page).filter(has_text="ZZ0006")).to_have_count(1)
    page.get_by_label("Search in titles and texts").fill("nineteen ministers")  # in the text of a milestone only
    expect(page.locator("#count")).to_have_text("1 of 24 commitments")
    expect_ids(page, ["ZZ0006"])
    page.get_by_label("Search in titles and texts").fill("no such words anywhere")
    expect(page.locator("#count")).to_have_text(NOTHING_FITS)
    expect(page.locator("#commitments")).to_be_hidden()


def test_search_does_not_regard_case_and_accents(open_report):
    page = open_report("all")
    page.get_by_label("Search in titles and texts").fill("국민신문고")
    expect(page.locator("#count")).to_have_text("1 of 27 commitments")
    page.get_by_label("Search in titles and texts").fill("LÓBBYING REGISTER")
    expect(page.locator("#commitments")).to_contain_text("ZZ0006")


@pytest.mark.parametrize(
    ("label", "choice", "expected"),
    [
        ("Action plan", "2012", [f"ZZ000{number}" for number in range(1, 6)]),
        ("Policy area", "Lobbying", ["ZZ0006"]),
        ("Completion", "Withdrawn", ["ZZ0012"]),
        ("Early results", "Outstanding", ["ZZ0006", "ZZ0013", "ZZ0024"]),
    ],
)
def test_filters(open_report, label, choice, expected):
    page = open_report("samplia")
    page.get_by_label(label, exact=True).select_option(choice)
    expect_ids(page, expected)
    page.get_by_role("button", name="Show all").click()
    expect(page.locator("#count")).to_have_text("24 of 24 commitments")


@pytest.mark.parametrize(
    ("label", "field"),
    [("Potential impact", "potential_impact"), ("Ambition", "ambition"), ("Verifiable", "verifiable")],
)
def test_more_filters(open_report, label, field):
    page = open_report("samplia")
    page.get_by_text("More filters").click()
    values = {one.id: getattr(one.overview, field) for one in samples() if one.member.prefix == "ZZ"}
    wanted = next(value for value in values.values() if value is not None)
    word = {True: "Yes", False: "No"}.get(wanted, wanted)
    page.get_by_label(label, exact=True).select_option(word)
    expect_ids(page, [id_ for id_, value in values.items() if value == wanted])


def test_the_lead_institution_is_found_by_its_words(open_report):
    page = open_report("samplia")
    leads = {one.id: one.overview.lead_institution for one in samples() if one.member.prefix == "ZZ"}
    wanted = next(lead for lead in leads.values() if lead)
    page.get_by_text("More filters").click()
    page.get_by_label("Lead institution").fill(wanted.upper())
    expect_ids(page, [id_ for id_, lead in leads.items() if lead and wanted.lower() in lead.lower()])
    page.goto(f"{page.url.partition('#')[0]}#lead=nobody")
    expect(page.locator("#count")).to_have_text(NOTHING_FITS)
    expect(page.locator("#commitments")).to_be_hidden()
    expect(page.get_by_label("Lead institution")).to_be_visible()


def test_found_words_are_marked_in_a_line_of_context_and_in_the_record(open_report):
    page = open_report("samplia", "#search=nineteen%20MINISTERS")
    context = page.locator("#commitments .context")
    expect(context.locator("mark")).to_have_text(["Nineteen", "ministers"], ignore_case=True)
    assert len(context.inner_text()) < 260
    page.get_by_label("Search in titles and texts").fill("lobbying régister")
    expect(page.locator("#row-ZZ0006 mark")).to_have_text(["Lobbying", "Register"])
    page.locator("#row-ZZ0006").click()
    expect(opened(page).locator("h3 mark")).to_have_text(["Lobbying", "Register"])
    page.get_by_label("Search in titles and texts").fill("")
    expect(page.locator("mark")).to_have_count(0)


def test_marks_cover_whole_letters(open_report):
    page = open_report("all", "#search=국민신")
    expect(page.locator("#commitments .context mark").first).to_have_text("국민신")


def test_contents_lead_to_parts_that_fold_and_keep_what_is_chosen(open_report):
    page = open_report("samplia", "#plan=2012")
    part = page.locator("#part-figures-ZZ")
    part.locator("summary").first.click()
    expect(page.get_by_role("figure", name="Completion by plan")).to_be_hidden()
    page.get_by_role("navigation", name="Contents").get_by_role("link", name="Figures").click()
    expect(page.get_by_role("figure", name="Completion by plan")).to_be_visible()
    expect(part).to_be_in_viewport()
    expect(rows(page)).to_have_count(5)
    top = page.locator("#filters").bounding_box()["y"] - page.locator("#part-figures-ZZ").bounding_box()["y"]
    assert top < 0, "search and the table come first"


def test_members_are_sorted_by_share(open_report):
    page = open_report("all")
    table = page.locator("#compared")
    names = table.locator("tbody th")
    table.locator("thead button").nth(2).click()
    expect(names.first).to_have_text("Samplia")
    expect(table.locator("th[aria-sort=descending]")).to_have_count(1)
    table.locator("thead button").first.click()
    expect(names).to_have_text(["Port Veil, Samplia", "Republic of Korea", "Samplia"])


def test_a_plan_is_set_out_and_drawn_in_time(open_report):
    page = open_report("planned", "#ZZ0099")
    expect(opened(page).locator("h5", has_text="Which problem does it address?")).to_be_visible()
    expect(opened(page).get_by_role("img")).to_have_attribute(
        "aria-label", "The commitment: 2018-09 – 2020-08-31; 1: 2019-01 – 2019-06; 2: 2020"
    )
    bar, first = (box.bounding_box() for box in opened(page).locator("svg.bar .span").all())
    assert bar["x"] < first["x"] < first["x"] + first["width"] < bar["x"] + bar["width"]
    expect(opened(page).locator("th", has_text="Responsible")).to_be_visible()
    timeline = page.get_by_role("figure", name="Plans and milestones in time")
    expect(timeline.locator("circle")).to_have_count(2)
    timeline.get_by_text("Milestones by date").click()
    expect(timeline.locator("tbody tr")).to_have_count(4)
    timeline.get_by_role("link", name="ZZ0098").first.click()
    expect(opened(page)).to_contain_text("Open letters (ZZ0098)")


def test_only_starred(open_report):
    page = open_report("samplia")
    page.get_by_role("checkbox", name="starred").check()
    starred = [one.id for one in samples() if one.overview.starred and one.member.prefix == "ZZ"]
    expect_ids(page, starred)
    assert starred


def test_sort(open_report):
    page = open_report("samplia")
    head = page.locator("#commitments th", has_text="Completion")
    head.get_by_role("button").click()
    expect(head).to_have_attribute("aria-sort", "ascending")
    words = page.locator("#commitments td[data-label=Completion]").all_inner_texts()
    assert words[0].endswith("Complete")
    assert words[-1].endswith("No rating")
    head.get_by_role("button").click()
    expect(head).to_have_attribute("aria-sort", "descending")
    expect(page.locator("#commitments td[data-label=Completion]").first).to_have_text(re.compile("No rating$"))


def test_a_commitment_opens_in_place_and_back_closes_it(open_report):
    page = open_report("samplia")
    page.get_by_role("link", name="Lobbying Register").last.click()
    expect(opened(page)).to_contain_text("Lobbying Register (ZZ0006)")
    expect_address(page, "#ZZ0006")
    expect_focus(page, "opened-title")
    for text in (
        "captured 2026-01-02 03:04:05 UTC",
        "https://www.opengovpartnership.org/members/samplia/commitments/ZZ0006/",
        "Mid-term",
        "not on the page",
        "All nineteen ministers publish their meetings.",
    ):
        expect(opened(page)).to_contain_text(text)
    page.go_back()
    expect(opened(page)).to_have_count(0)
    expect_focus(page, "row-ZZ0006")


def test_a_link_with_its_state_can_be_sent(open_report):
    page = open_report("samplia", "#ZZ0006&completion=Complete&sort=-id")
    expect(opened(page)).to_contain_text("Lobbying Register")
    expect(page.get_by_label("Completion", exact=True)).to_have_value("Complete")
    expect(rows(page).first).to_have_text("ZZ0024")
    assert ids(page) == sorted(ids(page), reverse=True)
    page.get_by_role("link", name="Close").click()
    expect_address(page, "#completion=Complete&sort=-id")


def test_a_link_to_a_commitment_opens_it_whatever_is_filtered(open_report):
    expect(opened(open_report("samplia", "#ZZ0001&completion=Withdrawn"))).to_contain_text("Budget Portal")


def test_a_link_to_nothing_known_is_no_error(open_report):
    page = open_report("samplia", "#AA9999&plan=%E0%A4%A&constructor=1")
    expect(opened(page)).to_have_count(0)


def test_notes_are_linked_both_ways(open_report):
    page = open_report("samplia", "#ZZ0006")
    page.get_by_label("Note 48", exact=True).click()
    expect_focus(page, "note-48")
    expect_address(page, "#ZZ0006&note=48")
    page.get_by_label("Back to where note 48 is cited").click()
    expect_focus(page, "cite-48-1")
    assert page.locator(".notes li").count() == page.locator("[role=doc-noteref]").count() == 4


def test_an_opened_commitment_holds_its_whole_record(open_report):
    (expected,) = [one for one in samples() if one.id == "ZZ0006"]
    page = open_report("samplia", "#ZZ0006")
    for title in ("The header as written", "commitments, as this page lists them", "Links on the page", "as JSON"):
        opened(page).locator("summary", has_text=title).click()
    header, related, links = opened(page).locator(".wide tbody").all()
    assert header.locator("td:first-child").all_inner_texts() == [field.label for field in expected.overview.fields]
    assert related.locator("td:first-child").all_inner_texts() == [entry.id for entry in expected.related]
    assert links.locator("td:last-child").all_inner_texts() == [link.field or "" for link in expected.links]
    assert json.loads(opened(page).locator("pre").inner_text()) == json.loads(records_json.dumps(expected))
    related.get_by_role("link", name="Budget Portal").first.click()
    expect(opened(page)).to_contain_text("(ZZ0001)")


def test_everything_by_keyboard_alone(open_report):
    page = open_report("samplia")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the table")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.get_by_label("Search in titles and texts")).to_be_focused()
    page.keyboard.type("lobbying register")
    expect(page.locator("#count")).not_to_have_text("24 of 24 commitments")
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.id") == "row-ZZ0006":
            break
    page.keyboard.press("Enter")
    expect(opened(page)).to_contain_text("Lobbying Register (ZZ0006)")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Close")).to_be_focused()
    page.keyboard.press("Enter")
    expect(opened(page)).to_have_count(0)
    expect_focus(page, "row-ZZ0006")


def test_several_members_are_compared_and_one_can_be_chosen(open_report):
    page = open_report("all")
    expect(page.get_by_role("heading", name="3 members compared")).to_be_visible()
    expect(page.get_by_role("heading", name="Completion by member, by share")).to_be_visible()
    page.get_by_role("navigation", name="Members").get_by_role("link", name="Republic of Korea").click()
    expect_address(page, "#member=KR")
    expect(page.get_by_role("heading", name="Republic of Korea at a glance")).to_be_visible()
    expect(page.get_by_role("heading", name="3 members compared")).to_be_hidden()
    expect_ids(page, ["KR0017"])


def test_numbers_as_a_table_are_those_of_the_records(open_report):
    page = open_report("samplia")
    figure = page.get_by_role("figure", name="Completion by plan")
    figure.get_by_text("Numbers as a table").click()
    head = figure.locator("thead th").all_inner_texts()
    row = figure.locator("tbody tr", has_text="2014–2016").locator("th, td").all_inner_texts()
    numbers = {name: number for name, number in zip(head, row, strict=True) if number != "0"}
    assert numbers == {
        "Action plan": "2014–2016",
        "Complete": "2",
        "Substantial": "3",
        "Limited": "1",
        "Withdrawn": "1",
        "All": "7",
    }
    alternative = figure.get_by_role("img").get_attribute("aria-label")
    assert "2014–2016: 7 commitments, 2 Complete, 3 Substantial, 1 Limited, 1 Withdrawn" in alternative


def test_downloads(open_report):
    page = open_report("samplia")
    page.get_by_label("Action plan").select_option("2014")
    with page.expect_download() as download:
        page.get_by_role("button", name="Download CSV").click()
    text = download.value.path().read_bytes()
    assert text.startswith(b"\xef\xbb\xbf")  # for Excel
    rows = list(csv.DictReader(io.StringIO(text.decode("utf-8-sig"), newline="")))
    assert [row["id"] for row in rows] == [f"ZZ{number:04}" for number in range(6, 13)]
    assert rows[0]["early_results"] == "Outstanding"
    with page.expect_download() as download:
        page.get_by_role("button", name="Download JSON").click()
    records = json.loads(download.value.path().read_text(encoding="utf-8"))
    assert [record["id"] for record in records] == [row["id"] for row in rows]
    assert records == [
        json.loads(records_json.dumps(one)) for one in samples() if one.id in {row["id"] for row in rows}
    ]


@pytest.mark.parametrize(("width", "scheme"), SIZES)
def test_no_window_is_too_narrow_and_colours_follow_the_scheme(open_report, width, scheme):
    for name, fragment in (("samplia", "#ZZ0006"), ("all", ""), ("planned", "#ZZ0099")):
        page = open_report(name, fragment, width=width, scheme=scheme)
        unfold(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert page.evaluate("getComputedStyle(document.body).backgroundColor") == (
            "rgb(16, 20, 23)" if scheme == "dark" else "rgb(246, 245, 241)"
        )


@pytest.mark.parametrize("width", [320, 768, 1024, 1280, 1440])
def test_nothing_reaches_over_the_margin(open_report, width):
    """Matrices, and the tables of numbers that are folded away, scroll in a frame of their own."""
    for name, fragment in (("all", ""), ("samplia", "")):
        page = open_report(name, fragment, width=width)
        over = page.evaluate(
            """() => {
              const edge = document.querySelector('main').getBoundingClientRect().right
                - parseFloat(getComputedStyle(document.querySelector('main')).paddingRight);
              return [...document.querySelectorAll('main *')]
                .filter((one) => !one.closest('.scroll, svg, .visually-hidden, details:not([open])'))
                .filter((one) => one.getBoundingClientRect().right > edge + 1)
                .map((one) => `${one.tagName}.${one.className} ${one.textContent.slice(0, 40)}`);
            }"""
        )
        assert over == []


@pytest.mark.parametrize(
    ("name", "fragment", "width", "scheme"),
    [
        ("samplia", "#ZZ0006", 320, "light"),
        ("samplia", "#ZZ0006", 1440, "dark"),
        ("planned", "#ZZ0099&search=clocks", 320, "dark"),
        ("all", "", 1440, "light"),
        ("all", "#member=KR", 320, "dark"),
    ],
)
def test_axe_finds_nothing(open_report, name, fragment, width, scheme):
    page = open_report(name, fragment, width=width, scheme=scheme)
    unfold(page)
    tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
    results = Axe().run(page, options={"runOnly": tags, "resultTypes": ["violations"]})
    assert results.violations_count == 0, results.generate_report()


def test_it_prints(open_report, tmp_path):
    page = open_report("samplia", "#ZZ0006")
    target = tmp_path / "report.pdf"
    page.pdf(path=target, format="A4")
    assert target.read_bytes().startswith(b"%PDF-")
    page.emulate_media(media="print")
    expect(page.locator("#filters")).to_be_hidden()
    expect(page.locator("#commitments tbody tr").first).to_be_visible()


@pytest.mark.parametrize("name", ["samplia", "all", "planned"])
def test_paper_shows_every_column(open_report, name):
    """Nobody can scroll on paper: A4 has 688 pixels between the margins."""
    page = open_report(name, width=688)
    page.emulate_media(media="print")
    page.evaluate("document.querySelectorAll('.member').forEach((one) => { one.hidden = false; })")
    clipped = page.evaluate(
        """() => [...document.querySelectorAll('.scroll, .list, .figure')]
          .filter((one) => one.checkVisibility() && (one.scrollWidth > one.clientWidth + 1
            || one.getBoundingClientRect().right > document.documentElement.clientWidth))
          .map((one) => `${one.className} ${one.getAttribute('aria-label')} ${one.scrollWidth} > ${one.clientWidth}`)"""
    )
    assert clipped == []


def test_all_rows_are_printed_and_shown_step_by_step(open_report):
    page = open_report("many")
    expect(rows(page)).to_have_count(100)
    page.get_by_role("button", name="Show 100 more of 150").click()
    expect(rows(page)).to_have_count(200)
    expect_focus(page, "row-QQ0101")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    expect(rows(page)).to_have_count(250)
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    expect(rows(page)).to_have_count(200)


@pytest.mark.parametrize("fragment", ["", "#ZZ0001", "#ZZ0001&note=1"])
def test_nothing_from_a_page_runs(open_report, fragment):
    page = open_report("hostile", fragment)
    page.wait_for_timeout(150)
    assert page.evaluate("window.ran") is None
    expect(page.locator("#commitments")).to_contain_text("</script><script>window.ran=1</script>")
    assert page.locator("a[href^='javascript'], a[href^='data'], img, iframe, [onerror], [onclick]").count() == 0
    if fragment:
        expect(opened(page)).to_contain_text("javascript:window.ran=1")
        page.get_by_text("The record as JSON").click()
        expect(page.locator("article.record pre")).to_contain_text("onerror=window.ran=1")


def test_even_a_script_that_gets_in_does_not_run(open_report):
    page = open_report("samplia")
    page.refused = True
    said = page.evaluate(
        """async () => {
            const policy = new Promise((done) => addEventListener(
                'securitypolicyviolation', (event) => done(event.violatedDirective), { once: true }));
            const script = document.createElement('script');
            try {
                script.textContent = 'window.ran = 1';
                document.body.append(script);
            } catch { /* Trusted Types refuse the text itself */ }
            return [await policy, window.ran ?? null];
        }"""
    )
    assert said[0].startswith(("script-src", "require-trusted-types-for"))
    assert said[1] is None
