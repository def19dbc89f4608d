"""Faults that were found in use or in review, each with the smallest page that showed it."""

import pytest

from ogpscrape.reading import parse
from tests.reading.small_pages import HEADER, LIST, codes, header_with, page, text_page


def test_a_capture_with_a_margin_has_paragraphs_and_lists() -> None:
    indented = "\n".join(f"   {line}" if line else "" for line in text_page("Second.\n\n   One thing.").splitlines())
    assert parse(indented).description == "We will draw maps.\n\nSecond.\n\n- One thing."


def test_a_policy_area_that_nobody_knows_stays_in_its_row() -> None:
    rows = [
        ("Open Maps", "ZZ0001", "2014", "Space Exploration"),
        ("Water", "ZZ0002", "2014", ""),
        ("Air", "ZZ0003", "2012", "Wind"),
    ]
    table = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows)
    record = parse(page(foot=f"<h2>Commitments</h2><table>{table}</table>"))
    assert [(entry.title, entry.policy_area) for entry in record.related] == [
        ("Open Maps", "Space Exploration"),
        ("Water", None),
        ("Air", "Wind"),
    ]


@pytest.mark.parametrize("title", ["<h1>Open<br>Maps<br>(ZZ0001)</h1>", "<h1>Open Maps</h1><p>(ZZ0001)</p>"])
def test_a_title_may_stand_on_several_lines(title: str) -> None:
    assert parse(page(title=title)).title == "Open Maps"


def test_a_title_of_a_text_may_be_wrapped() -> None:
    record = parse(text_page("", title="Open Maps of Samplia and\nits parts (ZZ0001)"))
    assert record.title == "Open Maps of Samplia and its parts"
    assert record.member.name == "Samplia"


def test_a_labels_colon_may_be_an_element_of_its_own() -> None:
    rows = "".join(f"<div>{label}</div><div>:</div><div>{value}</div>" for label, value in HEADER.items())
    overview = parse(page(header=rows)).overview
    assert (overview.lead_institution, overview.status, overview.completion) == (
        "Ministry of Maps",
        "Inactive",
        "Limited",
    )


def test_a_label_and_its_value_may_be_glued() -> None:
    rows = "".join(f"<li><span>{label}</span>{value}</li>" for label, value in HEADER.items())
    record = parse(page(header=f"<ul>{rows}</ul>"))
    assert [report.text for report in record.overview.irm_reports] == ["Samplia End-of-Term Report"]
    assert codes(record) == []


def test_buttons_for_sharing_are_furniture() -> None:
    share = (
        '<p><a href="https://twitter.com/share?url=x">Tell the world</a></p><p><a href="/x">Share on Facebook</a></p>'
    )
    record = parse(page(share))
    assert record.description == "We will draw maps."
    assert record.account.unclaimed == 0


@pytest.mark.parametrize(
    ("drawn", "read_from"),
    [
        ('<img alt="Substantial">', "alt"),
        ('<img alt="" src="/img/completion-substantial@2x.png?v=3">', "file-name"),
        ('<span role="img" aria-label="Completion: Substantial"></span>', "aria-label"),
        ("<svg><title>Substantial</title><path/></svg>", "title"),
        ('<i class="bar bar--substantial"></i>', "class"),
        ('<i data-rating="substantial"></i>', "data"),
        ('<svg><use href="#icon-completion-substantial"/></svg>', "file-name"),
    ],
)
def test_a_drawn_rating_is_read_by_its_words(drawn: str, read_from: str) -> None:
    record = parse(page(header=header_with(Completion=drawn)))
    field = next(field for field in record.overview.fields if field.label == "Completion")
    assert record.overview.completion == "Substantial"
    assert field.read_from == read_from


def test_a_drawing_of_several_words_is_not_guessed() -> None:
    bar = '<i class="limited"></i><i class="substantial"></i><i class="complete"></i>'
    record = parse(page(header=header_with(Completion=bar)))
    assert record.overview.completion is None
    assert codes(record) == ["ambiguous_rating"]


def test_a_word_in_bold_and_a_sentence_with_more_are_no_tooltip() -> None:
    text = (
        "<p><strong>Transparency</strong> The ministry will publish all budgets. More than 500 offices take part.</p>"
    )
    expected = (
        "We will draw maps.\n\nTransparency The ministry will publish all budgets. More than 500 offices take part."
    )
    assert parse(page(text)).description == expected


@pytest.mark.parametrize("written", ["Not Started Limited Substantial Complete", "Limited Complete"])
def test_several_words_of_a_scale_are_not_guessed(written: str) -> None:
    record = parse(page(header=header_with(Completion=written)))
    assert record.overview.completion is None
    assert codes(record) == ["ambiguous_rating"]


@pytest.mark.parametrize(
    "layout",
    [
        '<i class="no-gutters"></i>',
        '<i data-settings=\'{"_animation":"none"}\'></i>',
        '<i class="d-none"></i>',
        '<i class="limited-width"></i>',
        '<img class="img-complete">',
        '<i data-lazy-state="complete"></i>',
        '<img alt="Not complete">',
    ],
)
@pytest.mark.parametrize("label", ["Completion", "Potential Impact", "Verifiable"])
def test_names_of_layout_are_no_ratings(layout: str, label: str) -> None:
    overview = parse(page(header=header_with(**{label.replace(" ", "_"): layout}))).overview
    assert {
        "Completion": overview.completion,
        "Potential Impact": overview.potential_impact,
        "Verifiable": overview.verifiable,
    }[label] is None


def test_policy_areas_may_be_links_side_by_side() -> None:
    links = (
        '<a href="/policy-area/e-government/">E-Government</a> <a href="/policy-area/leg/">Legislation & Regulation</a>'
    )
    overview = parse(page(header=header_with(Policy_Areas=links))).overview
    assert overview.policy_areas == ["E-Government", "Legislation & Regulation"]


def test_a_report_without_a_link_stands_beside_one_with() -> None:
    reports = '<a href="/documents/r1/">Samplia Results Report</a>, Samplia Progress Report 2013'
    overview = parse(page(header=header_with(IRM_Report=reports))).overview
    assert [(report.text, bool(report.url)) for report in overview.irm_reports] == [
        ("Samplia Results Report", True),
        ("Samplia Progress Report 2013", False),
    ]


def test_items_of_a_list_are_text_whatever_they_say() -> None:
    record = parse(page("<p>The portal offers:</p><ul><li>Search</li><li>Download</li><li>Print</li></ul>"))
    assert record.description == "We will draw maps.\n\nThe portal offers:\n\n- Search\n- Download\n- Print"


def test_headings_below_description_belong_to_it() -> None:
    record = parse(page("<h3>What is the problem?</h3><p>No maps.</p>"))
    assert record.description == "We will draw maps.\n\nWhat is the problem?\n\nNo maps."
    assert record.sections == []


def test_a_summary_may_have_all_its_headings_on_one_level() -> None:
    lines = [
        "IRM End of Term Status Summary",
        "II. Maps",
        "(✪) 3.4: Open Maps",
        "Commitment Text",
        "-Maps for all.",
        "Responsible institution: Office",
        "Mid-term: Limited",
        "-Few.",
        "End of term: Complete",
        "-Many.",
        "Did it open government?",
        "Access to Information: Major",
        "-Yes.",
        "Carried forward?",
        "-No.",
    ]
    html = "".join(f"<p>{line[1:]}</p>" if line[0] == "-" else f"<h2>{line}</h2>" for line in lines)
    record = parse(page(html))
    summary = record.irm[0]
    assert (summary.theme, summary.number, summary.starred) == ("II. Maps", "3.4", True)
    assert [(one.stage, one.rating, one.text) for one in summary.completion] == [
        ("midterm", "Limited", "Few."),
        ("end_of_term", "Complete", "Many."),
    ]
    assert (summary.responsible_institutions, summary.carried_forward, record.sections) == ("Office", "No.", [])


def test_a_strip_of_tabs_is_not_the_header() -> None:
    tabs = "<ul><li><span>Overview</span></li><li><span>Description</span></li></ul>"
    record = parse(page(title=f"<h1>Open Maps (ZZ0001)</h1>{tabs}"))
    assert (record.overview.status, record.description) == ("Inactive", "We will draw maps.")


def test_policy_areas_in_an_institutions_name() -> None:
    flat = "\n".join(f"{label}: {value}" for label, value in HEADER.items())
    flat = flat.replace("Ministry of Maps", "Office for Policy Areas and Institutions")
    record = parse(text_page("").replace("\n\n".join(f"{label}: {value}" for label, value in HEADER.items()), flat))
    assert record.overview.lead_institution == "Office for Policy Areas and Institutions"
    assert record.overview.policy_areas == ["E-Government"]


def test_bullets_before_labels_belong_to_no_value() -> None:
    record = parse(text_page("").replace("Lead Institution", "• Lead Institution").replace("Status", "• Status"))
    assert (record.overview.action_plan_cycle, record.overview.status) == (2014, "Inactive")
    assert record.overview.lead_institution == "Ministry of Maps"


def test_a_list_whose_ids_come_first_is_read() -> None:
    record = parse(
        page(foot="<h2>Commitments</h2><ol><li>ZZ0001 · 2014 · Open Maps</li><li>ZZ0002 · 2012 · Fish</li></ol>")
    )
    assert [(entry.id, entry.cycle, entry.title) for entry in record.related] == [
        ("ZZ0001", 2014, "Open Maps"),
        ("ZZ0002", 2012, "Fish"),
    ]


def test_a_list_that_cannot_be_read_is_unclaimed() -> None:
    record = parse(page(foot="<h2>Commitments</h2><ol><li>1 / Open Maps</li><li>2 / Fish</li></ol>"))
    assert {"empty_list", "unclaimed_text"} <= set(codes(record))


def test_pieces_of_a_sentence_stay_together() -> None:
    record = parse(page("<div><span>We will </span><span>publish </span><span>maps.</span></div>"))
    assert record.description == "We will draw maps.\n\nWe will publish maps."


@pytest.mark.parametrize("level", [3, 4, 6])
def test_answers_of_a_local_proposal_may_be_headings(level: int) -> None:
    header = "".join(
        f"<p>{label}: {value}</p>"
        for label, value in {
            "Action Plan": "Plan",
            "Inception Report": "Not available",
            "Commitment Start": "Mar 2025",
            "Commitment End": "Apr 2025",
            "Institutions involved": "Office",
            "Primary Policy Area": "",
            "Primary Sector": "",
            "OGP Value": "Access to information",
        }.items()
    )
    answers = [
        ("Problem", "No maps."),
        ("Status quo", "None."),
        ("Action", "Draw."),
        ("Early results expected", "Few."),
    ]
    body = "".join(f"<h{level}>{label}</h{level}><p>{text}</p>" for label, text in answers)
    html = f"<p>Samplia</p><h1>Open Maps (ZZ0001)</h1>{header}<h2>Description</h2>{body}{LIST}"
    proposal = parse(f"<html><body>{html}</body></html>").proposal
    assert proposal is not None
    assert (proposal.problem, proposal.status_quo, proposal.action) == ("No maps.", "None.", "Draw.")
    assert [(one.heading, one.text) for one in proposal.others] == [("Early results expected", "Few.")]
