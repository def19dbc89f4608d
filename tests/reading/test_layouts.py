"""Designs of a page that a web team may well ship, each with the smallest page that was read wrongly in it."""

import pytest

from ogpscrape.commitment import Overview
from ogpscrape.reading import parse
from tests.reading.small_pages import HEADER, LIST, SUMMARY, codes, header_with, page

READ = {
    "action_plan": "Samplia Plan, 2014 – 2016",
    "action_plan_cycle": 2014,
    "lead_institution": "Ministry of Maps",
    "policy_areas": ["E-Government"],
    "irm_reports": ["Samplia End-of-Term Report"],
    "verifiable": True,
    "relevant": True,
    "completion": "Limited",
}


def values_of(overview: Overview) -> dict[str, object]:
    found = {key: getattr(overview, key) for key in READ}
    return found | {
        "action_plan": found["action_plan"] and found["action_plan"].text,
        "irm_reports": [report.text for report in found["irm_reports"]],
    }


def rows(row: str) -> str:
    """Return a header in which each field is in `row`, where @L is its label and @V its value."""
    return "".join(row.replace("@L", label).replace("@V", value) for label, value in HEADER.items())


COLUMNS = "".join(f"<th>{label}</th>" for label in HEADER), "".join(f"<td>{value}</td>" for value in HEADER.values())


@pytest.mark.parametrize(
    "header",
    [
        rows("<div><strong>@V</strong><span>@L</span></div>"),
        rows("<dl><div><dd>@V</dd><dt>@L</dt></div></dl>"),
        rows("<figure><p>@V</p><figcaption>@L</figcaption></figure>"),
        rows("<hgroup><p>@L</p><h3>@V</h3></hgroup>"),
        rows('<div><div><a href="/glossary/#word">@L</a></div><div>@V</div></div>'),
        rows("<p><b>@L</b> – @V</p>"),
        rows("<p><b>@L</b> → @V</p>"),
        rows("<p><b>@L:</b> @V</p>").replace(" Plan", "<wbr> Plan").replace("IRM", "IRM<wbr>"),
        "".join(f"<div><b>{label.upper()}</b> {value}</div>" for label, value in HEADER.items()),
        f"<table><thead><tr>{COLUMNS[0]}</tr></thead><tbody><tr>{COLUMNS[1]}</tr></tbody></table>",
        f'<x-header><template shadowrootmode="open">{rows("<p><b>@L:</b> @V</p>")}</template></x-header>',
        rows('<x-field><template shadowrootmode="open"><b>@L:</b> <slot></slot></template><i>@V</i></x-field>'),
    ],
    ids=range(12),
)
def test_a_header_is_read_in_every_design(header: str) -> None:
    record = parse(page(header=header))
    assert values_of(record.overview) == READ
    assert record.description == "We will draw maps."
    assert codes(record) == []


def test_a_remark_below_a_value_is_none_of_it() -> None:
    record = parse(page(header=rows("<div><div>@L</div><div>@V</div><div>as the reviewers saw it</div></div>")))
    overview = record.overview
    assert (overview.completion, overview.action_plan_cycle, overview.verifiable) == ("Limited", 2014, True)
    assert "misplaced_text" in codes(record)


@pytest.mark.parametrize("text", ["Maps <wbr>of all", 'Maps <embed src="x">of all', "Maps <source>of all"])
def test_what_follows_an_element_without_an_end_is_text(text: str) -> None:
    record = parse(page(f"<p>{text} towns will be drawn.</p>"))
    assert record.description == "We will draw maps.\n\nMaps of all towns will be drawn."
    assert codes(record) == []


@pytest.mark.parametrize("key", ["Completion", "Relevant to OGP Values"])
def test_a_picture_in_several_formats_is_read_by_its_words(key: str) -> None:
    word = {"Completion": "Substantial"}.get(key, "No")
    drawn = f'<picture><source srcset="a.webp"><img src="a.png" alt="{word}"></picture>'
    overview = parse(page(header=header_with(**{key.replace(" ", "_"): drawn}))).overview
    assert (overview.completion if key == "Completion" else overview.relevant) == (False if word == "No" else word)


@pytest.mark.parametrize("name", ["🏛 Ministry of Maps", "Ministry of Maps ·", "★ Ministry of Maps"])
def test_signs_beside_a_name_are_none_of_it(name: str) -> None:
    assert parse(page(header=header_with(Lead_Institution=name))).overview.lead_institution == "Ministry of Maps"


def test_a_bullet_of_an_old_list_stays_in_a_name() -> None:
    names = "● Ministry of Maps ● Ministry of Seas"
    assert parse(page(header=header_with(Lead_Institution=names))).overview.lead_institution == names


def test_words_in_elements_of_their_own_are_one_name() -> None:
    words = " ".join(f"<span>{word}</span>" for word in ["Ministry", "of", "Maps", "and", "Seas"])
    record = parse(page(header=header_with(Lead_Institution=words)))
    assert record.overview.lead_institution == "Ministry of Maps and Seas"


def test_a_heading_that_opens_the_reports_is_no_report() -> None:
    link = '<a href="/documents/x/">Samplia End-of-Term Report</a>'
    opened = f"<details><summary>Reports</summary><ul><li>{link}</li></ul></details>"
    header = "".join(
        f"<div><b>{label}:</b> {opened if label == 'IRM Report' else value}</div>" for label, value in HEADER.items()
    )
    record = parse(page(header=header))
    assert [one.text for one in record.overview.irm_reports] == ["Samplia End-of-Term Report"]
    assert "misplaced_text" in codes(record)


def test_buttons_side_by_side_are_reports_apart() -> None:
    kinds = ("End-of-Term Report 2014-2016", "Progress Report 2014")
    buttons = "".join(f'<a class="btn" href="/documents/{kind[:3]}/">Samplia {kind}</a>' for kind in kinds)
    record = parse(page(header=header_with(IRM_Report=buttons)))
    assert [one.text for one in record.overview.irm_reports] == [f"Samplia {kind}" for kind in kinds]
    assert codes(record) == []


@pytest.mark.parametrize("tags", [("<article><h4>", "</h4></article>"), ("<div><h3>", "</h3></div>")])
def test_a_report_may_be_a_linked_heading(tags: tuple[str, str]) -> None:
    links = [f'<a href="/documents/{kind}/">Samplia {kind} Report</a>' for kind in ("End-of-Term", "Progress")]
    cards = "".join(f"{tags[0]}{link}{tags[1]}" for link in links)
    header = "".join(
        f"<div><b>{label}:</b> {cards if label == 'IRM Report' else value}</div>" for label, value in HEADER.items()
    )
    record = parse(page(header=header))
    assert [one.text for one in record.overview.irm_reports] == [
        "Samplia End-of-Term Report",
        "Samplia Progress Report",
    ]
    assert codes(record) == []


@pytest.mark.parametrize(
    ("mark", "notes"),
    [
        ('<button popovertarget="n1">[1]</button>', '<div popover id="n1">Ibid.</div>'),
        ('<button popovertarget="n1">1</button><span popover id="n1">Ibid.</span>', ""),
        ('<sup title="Ibid.">1</sup>', ""),
        ('<a data-bs-content="Ibid.">[1]</a>', ""),
        ('<sup><a href="#n1">1</a></sup>', '<table><tr id="n1"><td>1</td><td>Ibid.</td></tr></table>'),
    ],
)
def test_notes_are_found_wherever_their_words_are(mark: str, notes: str) -> None:
    record = parse(page(f"<p>Maps help.{mark} They do.</p>{notes}"))
    assert [(note.number, note.text) for note in record.notes] == [(1, "Ibid.")]
    assert record.description == "We will draw maps.\n\nMaps help.[^1] They do."
    assert codes(record) == []


def test_an_empty_footnote_does_not_take_the_next_ones_words() -> None:
    marks = "".join(f'<sup><a href="#n{number}">{number}</a></sup>' for number in (1, 2))
    record = parse(page(f'<p>Maps help.{marks}</p><ol><li id="n1"></li><li id="n2">Atlas, page 3.</li></ol>'))
    assert [(note.number, note.text) for note in record.notes] == [(1, ""), (2, "Atlas, page 3.")]


@pytest.mark.parametrize("label", ["<b>Commitment Text</b> – Maps for all.", "<b>Commitment Text</b>: Maps for all."])
def test_a_dash_parts_a_label_from_its_text_as_a_colon_does(label: str) -> None:
    summary = SUMMARY.replace("Commitment Text: Maps for all.", label)
    assert parse(page(summary)).irm[0].commitment_text == "Maps for all."


def test_facts_that_two_entries_share_are_no_copy_of_each_other() -> None:
    entries = "".join(
        f"<article><h3>{title}</h3><dl><dt>ID</dt><dd>{id_}</dd><dt>Year</dt><dd>{year}</dd>"
        "<dt>Policy Area</dt><dd>Legislation &amp; Regulation</dd></dl></article>"
        for title, id_, year in (("Open Maps", "ZZ0001", 2014), ("Water", "ZZ0002", 2012))
    )
    record = parse(page(foot=f"<h2>Commitments</h2>{entries}"))
    assert [(one.title, one.cycle, one.policy_area) for one in record.related] == [
        ("Open Maps", 2014, "Legislation & Regulation"),
        ("Water", 2012, "Legislation & Regulation"),
    ]


ENTRIES = [
    ("Open Maps", "ZZ0001", 2014, "E-Government"),
    ("Seas", "ZZ0002", 2012, "Open Data"),
    ("Air", "ZZ0003", 2012, "Gender"),
]


@pytest.mark.parametrize(
    "entry",
    [
        "<article><h3>@T</h3><p>@I, @Y, @A</p><a href='/x/'>View commitment</a></article>",
        "<tr><td>@N</td><td>@T</td><td>@I</td><td>@Y</td><td>@A</td></tr>",
        "<article><p>@A</p><h3>@T</h3><p>@I · @Y</p></article>",
        "<article><span>@I</span> <span>@Y</span><h3>@T</h3><p>@A</p></article>",
        "<li>@T<br>@I; @Y; @A</li>",
    ],
    ids=range(5),
)
def test_a_list_is_read_in_every_design(entry: str) -> None:
    found = ""
    for number, (title, id_, year, area) in enumerate(ENTRIES, start=1):
        one = entry.replace("@T", title).replace("@I", id_).replace("@A", area)
        found += one.replace("@Y", str(year)).replace("@N", str(number))
    listed = f"<table>{found}</table>" if entry.startswith("<tr") else found
    record = parse(page(foot=f"<h2>Commitments <span>3</span></h2>{listed}"))
    assert [(one.title, one.id, one.cycle, one.policy_area) for one in record.related] == ENTRIES
    assert codes(record) == []


def test_the_area_of_an_entry_is_not_taken_for_the_next_ones() -> None:
    found = "".join(
        f"<x-item><a>{title}</a><x-meta>{id_}, {year}, {area}</x-meta></x-item>" for title, id_, year, area in ENTRIES
    )
    record = parse(page(foot=f"<h2>Commitments</h2><x-list>{found}</x-list>"))
    right = [(one.title, one.id, one.cycle, one.policy_area) for one in record.related] == ENTRIES
    assert right or "list_broken" in codes(record)


@pytest.mark.parametrize(
    "milestone",
    [
        "<h4>Milestone 1.1 Draw maps</h4><dl><dt>Status</dt><dd>Complete</dd></dl><p>They were drawn.</p>",
        "<h4>Milestone 1.1 Draw maps</h4><dl><dt>Completion</dt><dd>Complete</dd></dl><p>They were drawn.</p>",
    ],
)
def test_a_milestones_rating_may_have_a_label_on_a_line_of_its_own(milestone: str) -> None:
    record = parse(page(SUMMARY + milestone))
    found = [(one.code, one.title, one.completion, one.assessment) for one in record.milestones]
    assert found == [("1.1", "Draw maps", "Complete", "They were drawn.")]


@pytest.mark.parametrize("box", ["<button>Translate</button>", "<div><button>Listen</button> <span>3 min</span></div>"])
def test_a_button_in_a_description_is_told(box: str) -> None:
    plan = "<p>What is the problem? There are no maps.</p>"
    assert "misplaced_text" in codes(parse(page().replace("<p>We will draw maps.</p>", f"{box}{plan}")))


def test_a_caption_in_a_description_of_one_paragraph_is_told() -> None:
    caption = "<figure><img src='a.jpg' alt='A forum'><figcaption>Citizens at a forum</figcaption></figure>"
    plan = "<p>What is the problem? There are no maps.</p>"
    record = parse(page().replace("<p>We will draw maps.</p>", f"{caption}{plan}"))
    assert "misplaced_text" in codes(record)


def test_a_question_that_nobody_knows_may_have_a_colon() -> None:
    question = "<p><b>Who will help?:</b> Many.</p>"
    labels = ("Action Plan", "Commitment Start", "Commitment End", "Institutions involved", "OGP Value")
    header = "".join(f"<p>{label}: NA</p>" for label in labels)
    answers = "<h3>Problem</h3><p>No maps.</p><h3>Action</h3><p>Draw.</p>"
    html = f"<p>Samplia</p><h1>Open Maps (ZZ0001)</h1>{header}<h2>Description</h2>{answers}{question}{LIST}"
    proposal = parse(f"<html><body>{html}</body></html>").proposal
    assert proposal is not None
    assert (proposal.action, [(one.heading, one.text) for one in proposal.others]) == (
        "Draw.",
        [("Who will help?", "Many.")],
    )


@pytest.mark.parametrize("tag", ["span", "em", "b"])
def test_two_names_are_two_where_the_first_ends_in_a_capital(tag: str) -> None:
    names = f"<{tag}>Office of the GoG</{tag}><{tag}>Ministry of Maps</{tag}>"
    read = parse(page(header=header_with(Lead_Institution=names)).encode())
    assert read.overview.lead_institution == "Office of the GoG; Ministry of Maps"
