"""Right or loud, below the header: each case is the smallest page that shows a fault."""

from html import escape

import pytest

from tests.reading.outcome import outcome, same_or_loud, unchanged
from tests.reading.small_pages import HEADER, LIST, SUMMARY, codes, page

TEXT = "We will draw maps."
LONG = "The office keeps a register of every map that was ever drawn and lends it to whoever asks. " * 12
IRM = "<h2>IRM End of Term Status Summary</h2><p>Commitment 1. Open Maps</p>"


def description_of(html: str) -> str | None:
    return outcome(html).good.description


# -- 4: what an eye sees, and what it can open ------------------------------------------------------------------------


@pytest.mark.parametrize(
    "shown",
    [
        '<p aria-hidden="true">Second words.</p>',
        "<p><span aria-hidden='true'>Second words.</span></p>",
        "<svg viewBox='0 0 9 9'><text x='1' y='1'>Second words.</text></svg>",
        "<textarea>Second words.</textarea>",
        "<div role='dialog'><p>Second words.</p></div>",
        "<details><summary>Details</summary><p>Second words.</p></details>",
        "<iframe srcdoc='&lt;p&gt;Second words.&lt;/p&gt;'></iframe>",
        "<p role='alert'>Second words.</p>",
        "<aside><p>Second words.</p></aside>",
        "<p role='note'>Second words.</p>",
        "<form><p>Second words.</p></form>",
        "<fieldset><legend>Second words.</legend></fieldset>",
        "<table><caption>Second words.</caption><tr><td>x</td></tr></table>",
        "<x-card>Second words.</x-card>",
    ],
)
def test_visible_text_is_in_the_record(shown: str) -> None:
    found = outcome(page(shown))
    assert found.holds("Second words.") or found.new(unchanged(page()))


def test_a_frame_that_holds_its_page_is_seen_by_both_readers() -> None:
    inner = escape("<p>Second words.</p>" + f"<iframe srcdoc='{escape('<p>Third words.</p>')}'></iframe>")
    found = outcome(page(f'<iframe srcdoc="{inner}"></iframe>'))
    assert found.holds("Second words.")
    assert found.holds("Third words.")
    assert not found.new(unchanged(page()))


@pytest.mark.parametrize("gone", ["<script>Second words.</script>", "<style>Second words.</style>",
                                  "<!-- Second words. -->", "<template><p>Second words.</p></template>"])  # fmt: skip
def test_text_that_no_eye_can_see_is_not_in_the_record(gone: str) -> None:
    found = outcome(page(gone))
    assert not found.holds("Second words.")
    assert found.good.description == TEXT


@pytest.mark.parametrize(
    "panel",
    [
        '<button aria-controls="more">Read more</button><div id="more" hidden>{}</div>',
        '<a href="#more">Read more</a><div id="more" style="display: none">{}</div>',
        '<button data-target="#more">Read more</button><div id="more" class="collapse">{}</div>',
        '<style>.closed {{ display: none }}</style><a href="#more">Read more</a><div id="more" class="closed">{}</div>',
        '<style>#more{{display:none}}</style><button data-bs-target="#more">Read more</button><div id="more">{}</div>',
        '<div class="accordion"><button aria-controls="m">More</button><div id="m" hidden>{}</div></div>',
        "<details><summary>Read more</summary>{}</details>",
        '<div role="tabpanel" aria-hidden="true" hidden>{}</div>',
        '<div role="tabpanel" style="display:none">{}</div>',
        '<div class="tab-pane fade" hidden="until-found">{}</div>',
    ],
)
def test_what_an_eye_can_open_is_text(panel: str) -> None:
    record = outcome(page(panel.format("<p>Second words.</p>" + SUMMARY))).good
    assert record.description is not None
    assert record.description.startswith(TEXT)
    assert record.description.endswith("Second words.")
    assert record.irm[0].completion[0].text == "Few maps were drawn."


ROWS = "".join(f"<p><b>{label}:</b> {value}</p>" for label, value in HEADER.items())


@pytest.mark.parametrize(
    "copies",
    [
        "<div class='d-none d-md-block'>{0}</div><div class='d-md-none'>{0}</div>",
        "<div class='desktop'>{0}</div><div class='mobile' hidden>{0}</div>",
        "<div class='desktop'>{0}</div><div class='mobile' style='display:none'>{0}</div>",
        "<style>@media(max-width:600px){{.a{{display:none}}}}</style><div class=a>{0}</div><div class=b>{0}</div>",
    ],
)
def test_a_second_copy_of_the_header_is_read_once(copies: str) -> None:
    record = outcome(page(header=copies.format(ROWS))).good
    overview = record.overview
    assert (overview.lead_institution, overview.support_institutions) == ("Ministry of Maps", None)
    assert (overview.policy_areas, overview.completion) == (["E-Government"], "Limited")
    assert [report.text for report in overview.irm_reports] == ["Samplia End-of-Term Report"]
    assert len(overview.fields) == len(HEADER)
    assert record.description == TEXT
    assert codes(record) == []


@pytest.mark.parametrize("hide", ["class='print-only' style='display:none'", "hidden", "class='mobile'"])
def test_a_second_copy_of_the_description_is_read_once_or_told(hide: str) -> None:
    found = outcome(page(f"<div {hide}><h2>Description</h2><p>{TEXT}</p></div>"))
    same_or_loud(found.good.description, TEXT, found, unchanged(page()))


@pytest.mark.parametrize(
    "inside",
    [
        "<p>Lead Institution: Ministry of Fish</p><p>Status: Active</p>",
        f"<p>{LONG}</p>",
        "<h2>IRM Midterm Status Summary</h2><p>Commitment 1. Open Maps</p><p>Commitment Text: Fish.</p>",
    ],
)
@pytest.mark.parametrize("hide", ["hidden", 'style="display:none"', 'class="visually-hidden" hidden'])
def test_other_hidden_text_is_told(inside: str, hide: str) -> None:
    found = outcome(page(f"<div {hide}>{inside}</div>"))
    told = "hidden_text" in [code for code, _, _ in found.new(unchanged(page()))]
    read = [place for place in found.where("Fish") + found.where("The office keeps") if "overview" not in place]
    assert told or read


# -- 5: tooltips ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "<p><b>Commitment</b>The ministry will publish it every month. More data will follow.</p>",
        "<p><b>Action plan</b>Every ministry writes one. More are expected.</p>",
        "<p><b>Open data</b>Data of all offices are shown. More on the portal</p>",
        "<p><b>Transparency</b>Transparency will grow. More</p>",
    ],
)
def test_text_up_to_the_next_more_is_no_tooltip_in_silence(text: str) -> None:
    found = outcome(page(text))
    words = text.split("</b>")[1].removesuffix("</p>").split(".")[0]
    assert words in (found.good.description or "") or found.new(unchanged(page()))


@pytest.mark.parametrize(
    "tip",
    [
        '<span role="tooltip">A plan of two years.</span>',
        '<span class="tooltip-content" role="tooltip" hidden>A plan of two years.</span>',
        '<span class="tooltiptext">A plan of two years. <a href="/glossary/">More</a></span>',
    ],
)
def test_what_the_markup_says_is_a_tooltip_is_in_no_field(tip: str) -> None:
    found = outcome(page(f"<p>The <span>action plan</span>{tip} is short.</p>"))
    same_or_loud(found.good.description, f"{TEXT}\n\nThe action plan is short.", found, unchanged(page()))


# -- 6, 7: short lines ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "first",
    [
        "Description of the problem: there are no maps.",
        "Status: nobody knows.",
        "Completion of the maps is due in May.",
        "Design: the maps are green.",
        "Early results: few maps were drawn.",
        "Overview of all maps.",
        "Commitments of the ministry: all maps.",
        "Action Plan: the third one.",
        "Policy areas of the ministry: roads.",
        "Verifiable: by anyone who looks.",
        "Implementation: by the office.",
    ],
)
@pytest.mark.parametrize("heading", ["<h2>Description</h2>", ""])
def test_the_first_line_of_a_description_keeps_its_first_word(first: str, heading: str) -> None:
    html = page().replace("<h2>Description</h2>", f"{heading}<p>{first}</p>")
    before = page().replace("<h2>Description</h2>", heading)
    found = outcome(html)
    same_or_loud(found.good.description, f"{first}\n\n{TEXT}", found, unchanged(before))
    assert found.holds(first) or found.new(unchanged(before))


@pytest.mark.parametrize("word", ["Download", "Email", "Search", "More", "Share", "Print", "Close", "Menu", "Contents"])
def test_a_short_line_of_the_body_is_not_boilerplate_because_it_is_short(word: str) -> None:
    found = outcome(page(f"<p>There are ways to get a map:</p><p>{word}</p><p>Or by post.</p>"))
    assert found.holds(word)


@pytest.mark.parametrize("fact", ["Population: 5 million", "Joined in 2011", "Accounts for privacy"])
def test_a_fact_above_the_title_is_in_the_record(fact: str) -> None:
    found = outcome(page().replace("<p>Samplia</p>", f"<p>Samplia</p><p>{fact}</p>"))
    assert found.holds(fact)


@pytest.mark.parametrize("badge", ["Flagship", "Featured commitment", "In the news", "Beta"])
def test_a_badge_under_the_title_is_in_the_record(badge: str) -> None:
    found = outcome(page(title=f"<h1>Open Maps (ZZ0001)</h1><span class='badge'>{badge}</span>"))
    assert found.holds(badge)
    assert found.good.title == "Open Maps"


@pytest.mark.parametrize("box", ["<div><h3>Contact</h3><p>Office of maps</p></div>", "<p>Office of maps</p>",
                                 "<aside><p>Office of maps, contact us</p></aside>"])  # fmt: skip
def test_a_box_after_the_list_is_in_the_record(box: str) -> None:
    found = outcome(page(foot=LIST + box))
    assert found.holds("Office of maps")
    assert [entry.id for entry in found.good.related] == ["ZZ0001"]
