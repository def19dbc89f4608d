"""Right or loud, in the header: each case is the smallest page that shows a fault.

A value is right, or null or another with a warning (or an error) that the page without the fault has not.
"""

import pytest

from tests.reading.outcome import Outcome, outcome, same_or_loud, unchanged
from tests.reading.small_pages import HEADER, LIST, codes, header_with, page

ROW = {
    "paragraphs": "<p><b>{}:</b> {}</p>",
    "paragraphs without colons": "<p><b>{}</b> {}</p>",
    "dl": "<dt>{}:</dt><dd>{}</dd>",
    "dl without colons": "<dt>{}</dt><dd>{}</dd>",
    "th": "<tr><th>{}</th><td>{}</td></tr>",
    "td": "<tr><td>{}</td><td>{}</td></tr>",
    "divs": "<div><div>{}:</div><div>{}</div></div>",
    "spans": "<div><span>{}:</span><span>{}</span></div>",
    "items": "<li><strong>{}:</strong> {}</li>",
    "headings": "<h3>{}</h3><p>{}</p>",
    "breaks": "<b>{}:</b> {}<br>",
}
AROUND = {"dl": "<dl>{}</dl>", "dl without colons": "<dl>{}</dl>", "th": "<table>{}</table>", "td": "<table>{}</table>",
          "items": "<ul>{}</ul>", "breaks": "<p>{}</p>"}  # fmt: skip
SCALARS = {
    "Status": ("status", "Inactive"),
    "Lead Institution": ("lead_institution", "Ministry of Maps"),
    "Support Institution(s)": ("support_institutions", None),
    "Policy Areas": ("policy_areas", ["E-Government"]),
    "Early Results": ("early_results", "Marginal"),
    "Verifiable": ("verifiable", True),
    "Completion": ("completion", "Limited"),
}


def in_layout(layout: str, rows: list[tuple[str, str]]) -> str:
    inner = "".join(ROW[layout].format(label, value) for label, value in rows)
    return page(header=AROUND.get(layout, "{}").format(inner))


def with_row_after(layout: str, label: str, row: tuple[str, str]) -> str:
    rows: list[tuple[str, str]] = []
    for known in HEADER.items():
        rows.append(known)
        if known[0] == label:
            rows.append(row)
    return in_layout(layout, rows)


def assert_header_of_the_small_page(found: Outcome, *, but: str = "") -> None:
    overview = found.good.overview
    for field, right in SCALARS.values():
        if field != but:
            assert getattr(overview, field) == right, field
    assert [report.text for report in overview.irm_reports] == ["Samplia End-of-Term Report"]
    assert overview.action_plan is not None
    assert (overview.action_plan.text, overview.action_plan_cycle) == ("Samplia Plan, 2014 – 2016", 2014)


# -- 1: a field that nobody knows yet ---------------------------------------------------------------------------------


@pytest.mark.parametrize("layout", ROW)
def test_the_small_page_has_nothing_wrong_in_any_layout(layout: str) -> None:
    found = outcome(in_layout(layout, list(HEADER.items())))
    assert_header_of_the_small_page(found)
    assert codes(found.good) == []


@pytest.mark.parametrize("label", ["Action Plan", "Action Plan Cycle", *SCALARS, "IRM Report", "Potential Impact"])
@pytest.mark.parametrize("layout", ROW)
def test_an_unknown_field_is_no_part_of_the_field_before(layout: str, label: str) -> None:
    found = outcome(with_row_after(layout, label, ("Contact Person", "the registry")))
    assert_header_of_the_small_page(found)
    assert found.new(unchanged(in_layout(layout, list(HEADER.items()))))
    places = found.where("the registry")
    assert places
    assert all(place.startswith(("overview.fields[", "sections[")) for place in places)


@pytest.mark.parametrize("row", ["<p><b>Budget</b></p><p>50,000 EUR</p>", "<p>Budget: 50,000 EUR</p>"])
@pytest.mark.parametrize("label", ["Lead Institution", "Policy Areas", "IRM Report"])
def test_an_unknown_field_in_a_form_of_its_own(label: str, row: str) -> None:
    value = HEADER[label]
    found = outcome(page().replace(f"<p><b>{label}:</b> {value}</p>", f"<p><b>{label}:</b> {value}</p>{row}"))
    assert_header_of_the_small_page(found)
    assert found.new(unchanged(page()))
    assert found.holds("50,000 EUR")


def test_an_unknown_field_in_a_table_of_labels_over_values() -> None:
    rows = list(HEADER.items())
    rows.insert(4, ("Contact Person", "the registry"))
    cells = ["".join(f"<td>{row[index]}</td>" for row in rows) for index in (0, 1)]
    found = outcome(page(header="<table>" + "".join(f"<tr>{row}</tr>" for row in cells) + "</table>"))
    assert_header_of_the_small_page(found)
    assert "unknown_label" in codes(found.good)


def test_an_unknown_field_among_the_lists_of_a_local_page() -> None:
    def local(extra: str) -> str:
        items = {"Institutions involved": ["Office", "Lead"], "Primary Policy Area": [], "Primary Sector": [],
                 "OGP Value": ["Access to information"]}  # fmt: skip
        header = (
            "<p>Action Plan: Plan</p><p>Inception Report: Not available</p>"
            "<p>Commitment Start: Mar 2025</p><p>Commitment End: Apr 2025</p>"
        )
        for label, values in items.items():
            header += f"<p>{label}:</p><ul>{''.join(f'<li>{value}</li>' for value in values)}</ul>"
            if label == "Institutions involved":
                header += extra
        body = f"<p>Samplia</p><h1>Open Maps (ZZ0001)</h1>{header}<h2>Description</h2><p>Problem</p><p>No maps.</p>"
        return f"<html><body>{body}{LIST}</body></html>"

    found = outcome(local("<p>Contact Persons:</p><ul><li>the registry</li></ul>"))
    assert found.good.overview.institutions_involved == ["Office", "Lead"]
    assert found.good.overview.ogp_values == ["Access to Information"]
    assert found.new(unchanged(local("")))
    assert found.holds("the registry")


# -- 2: a label that is lost ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "lost", "value"),
    [
        ("Action Plan Cycle", "Status", "Inactive"),
        ("IRM Report", "Starred", "Not available"),
        ("IRM Report", "Starred", "No"),
        ("Lead Institution", "Support Institution(s)", "Office of Roads"),
        ("Action Plan", "Action Plan Cycle", "2014"),
        ("Policy Areas", "IRM Report", "Samplia End-of-Term Report"),
        ("Early Results", "Verifiable", "Yes"),
        ("Potential Impact", "Completion", "Limited"),
    ],
)
@pytest.mark.parametrize("left", ["<p>{}</p>", "<p><b></b> {}</p>", "<div><span>{}</span></div>"])
def test_a_value_whose_label_is_lost_is_not_glued_to_the_one_before(
    before: str, lost: str, value: str, left: str
) -> None:
    rows = dict(HEADER)
    rows.pop(lost, None)
    parts = {label: f"<p><b>{label}:</b> {value}</p>" for label, value in rows.items()}
    parts[before] += left.format(value)
    found, without = outcome(page(header="".join(parts.values()))), unchanged(page())
    field = {"Action Plan": "action_plan", "Action Plan Cycle": "action_plan_cycle", "IRM Report": "irm_reports",
             "Potential Impact": "potential_impact"}.get(before) or SCALARS[before][0]  # fmt: skip
    assert getattr(found.good.overview, field) == getattr(without.good.overview, field)
    assert found.new(without)


def test_a_row_with_an_empty_label_is_not_a_part_of_the_row_before() -> None:
    rows = [("" if label == "Support Institution(s)" else label, value) for label, value in HEADER.items()]
    found = outcome(in_layout("th", rows))
    assert_header_of_the_small_page(found)
    assert found.new(unchanged(in_layout("th", list(HEADER.items()))))


# -- 3: ratings -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "drawn",
    [
        '<span title="How complete is it?"></span>',
        '<img alt="A complete map" src="x.png">',
        '<span aria-label="Less than substantial"></span>',
        '<img class="lazyload complete" src="x.png">',
        '<i class="completed-0"></i>',
        '<i class="complete-half"></i>',
        '<img alt="Scale from Not Started to Complete" src="x.png">',
        '<i data-state="complete"></i>',
        '<img src="/img/limited-edition.png" alt="">',
        '<i class="not-complete"></i>',
        '<span title="Substantial changes may follow"></span>',
    ],
)
def test_a_word_of_the_scale_in_something_else_is_no_rating(drawn: str) -> None:
    record = outcome(page(header=header_with(Completion=drawn))).good
    assert record.overview.completion is None


@pytest.mark.parametrize("label", ["Verifiable", "Starred"])
@pytest.mark.parametrize(
    "drawn",
    [
        '<img alt="No image available" src="x.png">',
        '<i class="icon-starred off"></i>',
        '<i class="no-icon"></i>',
        '<img src="/img/no-image.png">',
        '<i title="Yes or no?"></i>',
        '<i data-toggle="yes"></i>',
    ],
)
def test_a_word_for_yes_in_something_else_is_no_answer(label: str, drawn: str) -> None:
    record = outcome(page(header=header_with(**{label: drawn}))).good
    assert getattr(record.overview, label.lower()) is None


@pytest.mark.parametrize(
    "outside",
    [
        '<figure><img alt="Substantial" src="x.png"></figure>',
        '<div class="ad"><i class="rating-substantial"></i></div>',
        '<h3><img alt="Complete" src="x.png"></h3>',
    ],
)
def test_a_picture_outside_of_the_value_is_no_rating_in_silence(outside: str) -> None:
    found = outcome(page(header=header_with(Completion="") + outside))
    same_or_loud(found.good.overview.completion, None, found, unchanged(page(header=header_with(Completion=""))))


@pytest.mark.parametrize(
    "drawn",
    [
        '<img src="data:image/gif;base64,R0lGODlhAQABAAAAACw=" data-src="/img/completion-substantial.svg">',
        '<img class="lazy" src="/blank.gif" data-src="/img/substantial.png" alt="">',
        '<svg viewBox="0 0 9 9"><text x="1" y="1">Substantial</text></svg>',
        '<div role="meter" aria-valuenow="2" aria-valuemax="3" aria-valuetext="Substantial"></div>',
        '<i class="icon-limited"></i><i class="icon-substantial active"></i><i class="icon-complete"></i>',
        '<ol><li title="Limited"></li><li title="Substantial" class="is-active"></li><li title="Complete"></li></ol>',
        '<img alt="Limited"><img alt="Substantial" aria-current="true"><img alt="Complete">',
        "<b>Substantial</b> <img alt='Substantial'>",
    ],
)
def test_a_rating_is_read_where_an_eye_sees_it(drawn: str) -> None:
    record = outcome(page(header=header_with(Completion=drawn))).good
    assert record.overview.completion == "Substantial"
    assert codes(record) == []


@pytest.mark.parametrize("written", ["Less than substantial", "How complete is it?", "Complete by 2020, they say"])
def test_a_sentence_is_no_rating_in_silence(written: str) -> None:
    found = outcome(page(header=header_with(Completion=written)))
    assert found.new(unchanged(page()))
