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


def test_a_heading_that_opens_the_reports_is_no_report() -> None:
    link = '<a href="/documents/x/">Samplia End-of-Term Report</a>'
    opened = f"<details><summary>Reports</summary><ul><li>{link}</li></ul></details>"
    header = "".join(
        f"<div><b>{label}:</b> {opened if label == 'IRM Report' else value}</div>" for label, value in HEADER.items()
    )
    record = parse(page(header=header))
    assert [one.text for one in record.overview.irm_reports] == ["Samplia End-of-Term Report"]
    assert "misplaced_text" in codes(record)


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


def test_the_list_of_a_page_without_changes_is_read() -> None:
    assert codes(parse(page(foot=LIST))) == []
