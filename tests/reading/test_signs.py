"""Signs that a page is not as it was: a lost label, a box put in, a broken template. Each is told, none is a value."""

import pytest

from tests.reading.outcome import outcome
from tests.reading.small_pages import HEADER, LIST, header_with, page

REVIEW = (
    "<h2>IRM End of Term Status Summary</h2><h3>Commitment 1. Open Maps</h3>"
    "<p><b>Commitment Text:</b> Maps for all.</p><p><b>Responsible institution:</b> Ministry of Maps</p>"
    "<p><b>Commitment Aim:</b></p><p>It aims at maps that anyone can open.</p>"
    "<p><b>Mid-term: Limited</b></p><p>Few maps were drawn.</p>"
    "<p><b>End of term: Substantial</b></p><p>Most are open.</p>"
    "<p><b>Milestone 1.1 Draw the coast (Complete)</b></p><p>It was drawn.</p>"
    "<p><b>Milestone 1.2 Draw the hills (Limited)</b></p><p>Some were drawn.</p>"
    "<p><b>Did it open government?</b></p><p>Access to Information: Marginal</p><p>Some maps are online.</p>"
    "<p><b>Carried forward?</b></p><p>It was carried forward.</p>"
)
AREAS = "<p><b>Policy Areas:</b> E-Government</p>"
REPORT = "<p><b>IRM Report:</b> Samplia End-of-Term Report</p>"
LINKED = (
    '<p><b>IRM Report:</b> <a href="/documents/a/">Samplia Design Report</a>, '
    '<a href="/documents/b/">Samplia Results Report{}</a></p>'
)


def codes(body: str) -> set[tuple[str, str | None, str]]:
    record = outcome(body).record
    assert record is not None
    return {(one.code.value, one.field, one.message) for one in record.warnings}


BASE = page(REVIEW, foot=LIST)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        # Beside the values of the header
        (AREAS, "<h2>Policy Areas</h2><div>Featured</div><p>E-Government</p>"),
        (AREAS,
         "<table><tr><td>Policy Areas</td><td>E-Government</td></tr><tr><td>Region</td><td>Asia</td></tr></table>"),
        (AREAS, "<table><tr><td>Policy Areas</td><td>E-Government</td><td>Region</td><td>Asia</td></tr></table>"),
        (AREAS, "<p><b>Policy Areas:</b> E-Government (12)</p>"),
        (AREAS, "<p><b>Policy Areas:</b> E-Government, +2 more</p>"),
        ("Ministry of Maps</p>", 'Ministry of Maps <a href="mailto:a@maps.example">Contact</a></p>'),
        ("Ministry of Maps</p>", 'Ministry of Maps <a href="/documents/x/">Samplia Results Report</a></p>'),
        ("Ministry of Maps</p>", "Ministry of Maps <b>Contact:</b> Jane Doe</p>"),
        ("Ministry of Maps</p>", "Ministry of Ma...</p>"),
        ("Ministry of Maps</p>", 'Ministry of Maps <span class="count">3</span></p>'),
        ("<b>Action Plan Cycle:</b> 2014", "<b>Action Plan Cycle:</b> 1970"),
        ("<b>Verifiable:</b> Yes", '<b>Verifiable:</b> <i class="fa fa-check"></i>'),
        (REPORT, LINKED.format('</a>, <a href="/irm/">See all reports')),
        (REPORT, LINKED.format('</a> (<a href="/documents/c/">Samplian</a>)')),
        # A label of the summary that is lost
        ("<p><b>Mid-term: Limited</b></p>", "<p>Limited</p>"),
        ("<p><b>Did it open government?</b></p>", ""),
        ("<b>Milestone 1.1 Draw the coast (Complete)</b>", "<b>Milestone 1.1 Draw the coast</b>"),
        ("<p>It was drawn.</p>", "<p>It was drawn.</p><p>Completion: Complete</p>"),
        ("<h3>Commitment 1. Open Maps</h3>", "<p>I. Better maps</p>"),
        # An unknown one, or a box
        ("<p>Few maps were drawn.</p>", "<p>Few maps were drawn.</p><ul><li><b>Budget:</b> 3 million</li></ul>"),
        ("<p>Few maps were drawn.</p>", "<p>Few maps were drawn.</p><p><b>Main objective</b> Maps for all.</p>"),
        ("<p>We will draw maps.</p>", "<p>We will draw maps.</p><h3>Related stories</h3><p>How a map was made.</p>"),
        ("<p>We will draw maps.</p>", "<p>We will draw maps.</p><h4>At-a-Glance</h4><p>Completion: Limited</p>"),
        ("Maps for all.</p>", 'Maps<span class="tip">Maps show the land.</span> for all.</p>'),
        # Text that is cut, hidden, or left by a template
        ("<p>We will draw maps.</p>", "<p>We will draw...</p>"),
        ("<p>We will draw maps.</p>",
         "<p>We will draw maps.</p><div hidden><p>They will show every hill.</p></div><button>Read more</button>"),
        ("<p>We will draw maps.</p>",
         "<p>We will draw maps of the...</p><p style='display:none'>We will draw maps of the coast and of hills.</p>"),
        ("Ministry of Maps</p>", "undefined</p>"),
        ("<p>We will draw maps.</p>", "<p>[vc_row]We will draw maps.[/vc_row]</p>"),
        ("<p>We will draw maps.</p>", "<p>&lt;p&gt;We will draw maps.&lt;/p&gt;</p>"),
        ("<p>We will draw maps.</p>", "<p>We will draw maps.[Note 1 Of paper.]</p>"),
        # The list, held against the page
        ("<li>Open Maps<br>", "<li>Open Maps for All<br>"),
        ("ZZ0001, 2014", "ZZ0001, 2016"),
        ("2014, E-Government</ol>", "2014, E-Government, Active</ol>"),
        ("<br>ZZ0001, 2014, E-Government", " (ZZ0001)"),
    ],
)  # fmt: skip
def test_it_is_told(old: str, new: str) -> None:
    assert BASE.count(old) >= 1, old
    assert codes(BASE.replace(old, new, 1)) - codes(BASE)


@pytest.mark.parametrize("badge", [" <span class='badge'>PDF</span>", " <small>(PDF, 2 MB)</small>"])
def test_a_badge_in_a_reports_link_is_no_word_of_its_title(badge: str) -> None:
    record = outcome(BASE.replace(REPORT, LINKED.format(badge))).record
    assert record
    assert [report.text for report in record.overview.irm_reports] == [
        "Samplia Design Report",
        "Samplia Results Report",
    ]


def test_a_box_in_a_reports_link_does_not_take_the_report_away() -> None:
    record = outcome(BASE.replace(REPORT, LINKED.format("<div class='ad'>Advertisement</div>"))).record
    assert record
    assert [report.url for report in record.overview.irm_reports if report.url][1:] == [
        "https://www.opengovpartnership.org/documents/b/"
    ]


def test_a_plan_that_is_linked_twice_is_named_once() -> None:
    link = "<a href='/documents/p/'>Samplia Plan</a>"
    header = header_with(Action_Plan=link + link)
    record = outcome(page(header=header)).record
    assert record
    assert record.overview.action_plan
    assert record.overview.action_plan.text == "Samplia Plan"
    assert HEADER["Action Plan"] not in header


@pytest.mark.parametrize("heading", ["<span>Milestone 1.1</span><span>Draw the coast</span> (Complete)",
                                     'Milestone 1.1 Draw the coast <img src="c.svg" alt="Complete">'])  # fmt: skip
def test_a_milestones_heading_of_several_elements(heading: str) -> None:
    old = "<p><b>Milestone 1.1 Draw the coast (Complete)</b></p>"
    record = outcome(BASE.replace(old, f"<h4>{heading}</h4>")).record
    assert record
    one = record.milestones[0]
    assert (one.code, one.title, one.completion) == ("1.1", "Draw the coast", "Complete")


def test_a_button_with_a_paragraph_is_text() -> None:
    text = "We will draw maps of the coast and of all hills, and print them for every school."
    record = outcome(BASE.replace("<p>We will draw maps.</p>", f"<button><p>{text}</p></button>")).record
    assert record
    assert record.description == text
