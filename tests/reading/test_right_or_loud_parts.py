"""Right or loud, in milestones, notes, tabs and the list: each case is the smallest page that shows a fault."""

import pytest

from tests.reading.outcome import outcome, same_or_loud, unchanged
from tests.reading.small_pages import SUMMARY, page

TEXT = "We will draw maps."
IRM = "<h2>IRM End of Term Status Summary</h2><p>Commitment 1. Open Maps</p>"


# -- 12: milestones ---------------------------------------------------------------------------------------------------


def milestones_of(html: str) -> list[tuple[str | None, str | None, str | None]]:
    return [(one.code, one.text, one.completion) for one in outcome(page(html)).good.milestones]


def test_milestones_join_by_code_first() -> None:
    plan = "<p>Milestones:</p><p>1.1. Draw the coast.</p><p>1.3. Print the maps.</p>"
    assessed = "<p>Milestone 1.2 Hills (Limited)</p><p>Few.</p><p>Milestone 1.3 Print (Complete)</p><p>All.</p>"
    record = outcome(page(IRM + plan + "<p>End of term: Limited</p><p>Few maps were drawn.</p>" + assessed)).good
    found = [(one.code, one.text, one.title, one.completion) for one in record.milestones]
    assert sorted(found, key=lambda one: one[0] or "") == [
        ("1.1", "Draw the coast.", None, None),
        ("1.2", None, "Hills", "Limited"),
        ("1.3", "Print the maps.", "Print", "Complete"),
    ]


@pytest.mark.parametrize(
    "heading",
    [
        "<h4>Milestone 1.1 Draw maps</h4><p><span class='rating'>Limited</span></p>",
        "<h4>Milestone 1.1 Draw maps <span>Limited</span></h4>",
        "<div><div>Milestone 1.1 Draw maps</div><div>Limited</div></div>",
        "<p><b>Milestone 1.1 Draw maps</b> <em>Limited</em></p>",
        "<h4>Milestone 1.1 Draw maps</h4><p>Completion: Limited</p>",
    ],
)
def test_a_rating_in_an_element_of_its_own_is_a_rating(heading: str) -> None:
    record = outcome(page(SUMMARY + heading + "<p>Few.</p>")).good
    found = [(one.code, one.title, one.completion, one.assessment) for one in record.milestones]
    assert found == [("1.1", "Draw maps", "Limited", "Few.")]


@pytest.mark.parametrize(
    "steps",
    [
        "<p>Draw the coast.</p><p>Print the maps.</p>",
        "<ul><li>Draw the coast.</li><li>Print the maps.</li></ul>",
        "<p>• Draw the coast.</p><p>• Print the maps.</p>",
        "<p>- Draw the coast.<br>- Print the maps.</p>",
        "<ol><li>Draw the coast.</li><li>Print the maps.</li></ol>",
    ],
)
def test_milestones_without_numbers_are_milestones(steps: str) -> None:
    html = f"{IRM}<p><b>Milestones:</b></p>{steps}<p>Responsible institution: Office</p>"
    record = outcome(page(html)).good
    assert [one.text for one in record.milestones] == ["Draw the coast.", "Print the maps."]
    assert record.irm[0].responsible_institutions == "Office"


@pytest.mark.parametrize(
    "table",
    [
        (
            "<tr><th>Milestone</th><th>Completion</th></tr><tr><td>1.1 Draw maps</td><td>Limited</td></tr>"
            "<tr><td>1.2 Print maps</td><td>Complete</td></tr>"
        ),
        (
            "<tr><th>No.</th><th>Milestone</th><th>Status</th></tr>"
            "<tr><td>1.1</td><td>Draw maps</td><td>Limited</td></tr>"
            "<tr><td>1.2</td><td>Print maps</td><td>Complete</td></tr>"
        ),
    ],
)
def test_milestones_as_rows_of_a_table(table: str) -> None:
    found = outcome(page(f"{SUMMARY}<p>Milestones:</p><table>{table}</table>"))
    read = [(one.code, one.title or one.text, one.completion) for one in found.good.milestones]
    right = [("1.1", "Draw maps", "Limited"), ("1.2", "Print maps", "Complete")]
    same_or_loud(read, right, found, unchanged(page(SUMMARY)))


def test_an_unknown_label_of_a_summary_is_no_part_of_the_one_before() -> None:
    summary = SUMMARY.replace("<p>End of", "<p><b>Responsible institution:</b> Office</p><p>{}</p><p>End of")
    found = outcome(page(summary.format("<b>Budget:</b> 50,000 EUR")))
    assert found.good.irm[0].responsible_institutions == "Office"
    assert found.holds("50,000 EUR")


# -- 13: the list -----------------------------------------------------------------------------------------------------

OTHERS = [("ZZ0001", "2014", "E-Government", "Open Maps"), ("ZZ0002", "2012", "Open Data", "Open Roads")]


def related_of(foot: str) -> list[tuple[str, int | None, str | None, str | None]]:
    return [(one.id, one.cycle, one.policy_area, one.title) for one in outcome(page(foot=foot)).good.related]


RIGHT = [(one, int(cycle), area, title) for one, cycle, area, title in OTHERS]


@pytest.mark.parametrize(
    "entry",
    [
        "<li>{3}<br>{0}, {1}, {2}</li>",
        "<li><a href='/members/samplia/commitments/{0}/'>{3}</a><br>{0}, {1}, {2}</li>",
        "<li><b>{0}</b> {3} <small>{1}, {2}</small></li>",
        "<li>{3} ({0}), {1}, {2}</li>",
        "<li>{3} ({0}, {1}, {2})</li>",
        "<tr><td>{0}</td><td>{3}</td><td>{1}</td><td>{2}</td></tr>",
        "<tr><td>{3}</td><td>{0}</td><td>{1}</td><td>{2}</td></tr>",
        "<div><p>{0}, {1}, {2}</p><h4>{3}</h4></div>",
        "<p>{0}, {1}, {2}: {3}</p>",
    ],
)
def test_entries_of_the_list_in_many_forms(entry: str) -> None:
    inner = "".join(entry.format(*one) for one in OTHERS)
    wrapped = f"<table>{inner}</table>" if entry.startswith("<tr") else inner
    wrapped = f"<ol>{inner}</ol>" if entry.startswith("<li") else wrapped
    foot = f"<h2>Commitments</h2>{wrapped}"
    found = outcome(page(foot=foot))
    same_or_loud(related_of(foot), RIGHT, found, unchanged(page()))
    assert [one[0] for one in related_of(foot)] == ["ZZ0001", "ZZ0002"]


@pytest.mark.parametrize(
    "entry",
    [
        "<a href='/members/samplia/commitments/{0}/'>{3}</a>",
        "<p><a href='/members/samplia/commitments/{0}/'>{3}</a></p>",
        "<option value='/members/samplia/commitments/{0}/'>{3}</option>",
        "<option value='{0}'>{3} ({0})</option>",
    ],
)
def test_a_list_of_links_or_options_alone_has_its_ids(entry: str) -> None:
    inner = "".join(entry.format(*one) for one in OTHERS)
    inner = f"<select>{inner}</select>" if entry.startswith("<option") else inner
    found = outcome(page(foot=f"<h2>Commitments</h2>{inner}"))
    ids = [(one.id, one.title) for one in found.good.related]
    same_or_loud(ids, [("ZZ0001", "Open Maps"), ("ZZ0002", "Open Roads")], found, unchanged(page()))


@pytest.mark.parametrize("ending", ["as first set out in UK0007, 2013", "This goes on from ZZ0002, 2012, Open Data"])
def test_a_paragraph_that_ends_like_an_entry_stays_in_its_text(ending: str) -> None:
    record = outcome(page(f"<p>We go on with the maps, {ending}</p>")).good
    assert record.description == f"{TEXT}\n\nWe go on with the maps, {ending}"
    assert [entry.id for entry in record.related] == ["ZZ0001"]


@pytest.mark.parametrize(
    "between",
    ["<h2>Past Commitments</h2>", "<h3>2012</h3>", "<p>-</p>", "<p>2012 – 2014</p>", "<hr><p>Second plan</p>"],
)
def test_what_stands_between_entries_is_no_part_of_a_title(between: str) -> None:
    one, two = ("<div>{3}<br>{0}, {1}, {2}</div>".format(*entry) for entry in OTHERS)
    foot = f"<h2>Commitments</h2>{one}{between}{two}"
    assert related_of(foot) == RIGHT


# -- 14: notes --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "body",
    [
        '<p>Maps for all.<sup><a href="#fn1">1</a></sup></p><ol><li id="fn1">Office of Maps. <a>↩</a></li></ol>',
        '<p>Maps for all.<sup title="Office of Maps.">1</sup></p>',
        '<p>Maps for all.<sup class="tip"><a href="#">1</a><span role="tooltip">Office of Maps.</span></sup></p>',
        '<p>Maps for all.<sup><a href="#fn1">[1]</a></sup></p><div id="fn1"><p>1. Office of Maps.</p></div>',
    ],
)
def test_footnotes_of_other_forms_are_notes_with_their_place(body: str) -> None:
    record = outcome(page(body)).good
    assert [(one.number, one.text, one.cited_in) for one in record.notes] == [(1, "Office of Maps.", "description")]
    assert record.description == f"{TEXT}\n\nMaps for all.[^1]"


# -- 15: a heading that is in a tab strip only --------------------------------------------------------------------


@pytest.mark.parametrize("tab", ['<li><a href="#irm">{}</a></li>', '<li><button aria-controls="irm">{}</button></li>'])
def test_a_summary_whose_heading_is_a_tab_is_found(tab: str) -> None:
    strip = "".join(tab.format(name) for name in ("Description", "IRM End of Term Status Summary"))
    strip = strip.replace("#irm", "#text", 1).replace('"irm"', '"text"', 1)
    summary = SUMMARY.split("</h2>")[1]
    html = page().replace(
        f"<h2>Description</h2><p>{TEXT}</p>",
        f'<ul>{strip}</ul><div id="text"><p>{TEXT}</p><p>All of it.</p></div><div id="irm">{summary}</div>',
    )
    record = outcome(html).good
    assert record.description == f"{TEXT}\n\nAll of it."
    assert [(one.stage, one.commitment_text) for one in record.irm] == [("end_of_term", "Maps for all.")]
