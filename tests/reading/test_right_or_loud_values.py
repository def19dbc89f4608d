"""Right or loud, in the values of the header and in whose page it is: each case is the smallest page with a fault."""

import pytest

from ogpscrape.errors import OgpscrapeError
from tests.reading.outcome import codes_new, outcome, same_or_loud, unchanged
from tests.reading.small_pages import HEADER, codes, header_with, page
from tests.reading.test_right_or_loud import SCALARS, assert_header_of_the_small_page, in_layout

# -- 8: policy areas, institutions, decorations -----------------------------------------------------------------------


@pytest.mark.parametrize(
    "written",
    [
        "<span>E-Government</span><span>Public Participation</span>",
        "<span>E-Government</span> <span>Public Participation</span>",
        '<span class="badge">E-Government</span> <span class="badge">Public Participation</span>',
        '<a href="/tag/1/">E-Government</a> <a href="/tag/2/">Public Participation</a>',
        '<a href="/?area=1">E-Government</a><a href="/?area=2">Public Participation</a>',
        "E-Government · Public Participation",
        "E-Government / Public Participation",
        "E-Government • Public Participation",
        "E-Government | Public Participation",
        "E-Government; Public Participation",
        "E-Government<br>Public Participation",
        "<ul><li>E-Government</li><li>Public Participation</li></ul>",
        '<div class="pills"><div>E-Government</div><div>Public Participation</div></div>',
        "<button>E-Government</button><button>Public Participation</button>",
    ],
)
def test_policy_areas_are_several_however_they_are_parted(written: str) -> None:
    record = outcome(page(header=header_with(Policy_Areas=written))).good
    assert record.overview.policy_areas == ["E-Government", "Public Participation"]
    assert codes(record) == []


@pytest.mark.parametrize(
    "area", ["Publication of Budget/Fiscal Information", "Legislation & Regulation", "Anti-Corruption and Integrity"]
)
def test_a_policy_area_is_one_whatever_it_holds(area: str) -> None:
    record = outcome(page(header=header_with(Policy_Areas=f"{area.replace('&', '&amp;')}, E-Government"))).good
    assert record.overview.policy_areas == [area, "E-Government"]


@pytest.mark.parametrize("label", ["Lead_Institution", "Support_Institution(s)"])
@pytest.mark.parametrize(
    "written",
    [
        "<ul><li>Ministry of Maps</li><li>Office of Roads</li></ul>",
        "Ministry of Maps<br>Office of Roads",
        "<span class='pill'>Ministry of Maps</span><span class='pill'>Office of Roads</span>",
    ],
)
def test_institutions_on_lines_of_their_own_keep_a_separator(label: str, written: str) -> None:
    overview = outcome(page(header=header_with(**{label: written}))).good.overview
    value = overview.lead_institution if label.startswith("Lead") else overview.support_institutions
    assert value == "Ministry of Maps; Office of Roads"


@pytest.mark.parametrize("decoration", ["<button>Copy</button>", "<span class='badge'>New</span>", "<sup>?</sup>",
                                        "<i class='material-icons'>account_balance</i>"])  # fmt: skip
@pytest.mark.parametrize("label", ["Lead Institution", "Policy Areas", "Action Plan Cycle"])
def test_a_decoration_does_not_get_into_a_value_in_silence(label: str, decoration: str) -> None:
    found = outcome(page(header=header_with(**{label.replace(" ", "_"): f"{HEADER[label]} {decoration}"})))
    before = unchanged(page())
    field = "action_plan_cycle" if label == "Action Plan Cycle" else SCALARS[label][0]
    same_or_loud(getattr(found.good.overview, field), getattr(before.good.overview, field), found, before)


# -- 9: reports -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "word"),
    [
        ('<a href="/documents/r1/">Samplia Results Report</a> (PDF, 2 MB)', "(PDF, 2 MB)"),
        ('<a href="/documents/r1/">Samplia Results Report</a> Download', "Download"),
        ('Download <a href="/documents/r1/">Samplia Results Report</a>', "Download"),
        ('<a href="/documents/r1/">Samplia Results Report</a> No', "No"),
        ('<a href="/documents/r1/">Samplia Results Report</a>: public comment version', "public comment version"),
    ],
)
def test_a_word_beside_a_report_does_not_vanish(written: str, word: str) -> None:
    record = outcome(page(header=header_with(IRM_Report=written))).good
    assert [report.url for report in record.overview.irm_reports if "Samplia Results Report" in report.text] == [
        "https://www.opengovpartnership.org/documents/r1/"
    ]
    field = next(field for field in record.overview.fields if field.label == "IRM Report")
    told = [field.text, *(report.text for report in record.overview.irm_reports), *record.unclaimed]
    assert any(word in text for text in told)


def test_reports_as_items_with_words_beside_them_are_as_many_as_the_links() -> None:
    items = "".join(f'<li><a href="/documents/r{n}/">Samplia Report {n}</a> (PDF)</li>' for n in (1, 2))
    overview = outcome(page(header=header_with(IRM_Report=f"<ul>{items}</ul>"))).good.overview
    assert [(report.text, (report.url or "")[-4:]) for report in overview.irm_reports if report.url] == [
        ("Samplia Report 1", "/r1/"),
        ("Samplia Report 2", "/r2/"),
    ]


# -- 10: values that are not there ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "value", ["", "<span data-bind='x'></span>", "<input value='Ministry'>", "<span class='value'></span>", "…"]
)
@pytest.mark.parametrize("layout", ["paragraphs", "dl without colons", "th", "divs"])
def test_a_page_whose_values_are_all_empty_is_loud(layout: str, value: str) -> None:
    empty = in_layout(layout, [(label, value) for label in HEADER])
    assert outcome(empty).new(unchanged(in_layout(layout, list(HEADER.items()))))


def test_two_terms_with_two_values_each_get_their_own() -> None:
    rows = list(HEADER.items())
    pairs = [rows[index : index + 2] for index in range(0, len(rows), 2)]
    inner = "".join("".join(f"<dt>{one}</dt>" for one, _ in two) + "".join(f"<dd>{one}</dd>" for _, one in two)
                    for two in pairs)  # fmt: skip
    found = outcome(page(header=f"<dl>{inner}</dl>"))
    assert_header_of_the_small_page(found)
    assert codes(found.good) == []


def test_a_row_of_labels_over_a_row_of_values() -> None:
    cells = [
        "".join(f"<{tag}>{row[index]}</{tag}>" for row in HEADER.items()) for index, tag in enumerate(("th", "td"))
    ]
    found = outcome(page(header="<table>" + "".join(f"<tr>{row}</tr>" for row in cells) + "</table>"))
    assert_header_of_the_small_page(found)
    assert codes(found.good) == []


# -- 11: whose page it is ---------------------------------------------------------------------------------------------

TWICE = page().replace("</body>", "") + page(title="<h1>Open Roads (ZZ0002)</h1>").removeprefix("<html><body>")


@pytest.mark.parametrize(
    "changed",
    [
        TWICE,
        page(title="<h1>Open Maps (ZZ0001)</h1><h1>Open Roads (ZZ0002)</h1>"),
        page(title="<h1>Open Maps (ZZ0001)</h1><h2>Open Roads (ZZ0002)</h2>"),
        page().replace("<body>", "<head><title>Open Roads (ZZ0002) | Commitment from Samplia</title></head><body>"),
        page().replace("<body>", "<head><title>Closed Maps (ZZ0001) | Commitment from Samplia</title></head><body>"),
        page().replace(
            "<body>",
            "<head><link rel=canonical href='https://www.opengovpartnership.org/members/samplia/commitments/ZZ0002/'></head><body>",
        ),
        page(title="<h1>Open Maps (ZZ0001)</h1>").replace(
            "<p>Samplia</p>", "<h1>Open Roads (ZZ0002)</h1><p>Samplia</p>"
        ),
    ],
)
def test_two_titles_or_ids_are_told(changed: str) -> None:
    found = outcome(changed)
    assert found.new(unchanged(page()))
    if found.record is not None:
        assert found.record.id == "ZZ0001" or "ids_differ" in codes(found.record)


# -- 16: other sites --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "labels",
    [
        ["Status", "Completion", "Starred"],
        ["Overview", "Status", "Completion", "Description"],
        ["Status", "Design", "Implementation", "Completion"],
        ["Action Plan", "Status", "Completion"],
    ],
)
def test_a_foreign_page_with_an_id_and_three_labels_is_refused(labels: str) -> None:
    rows = "".join(f"<p><b>{label}:</b> Active</p>" for label in labels)
    foreign = f"<html><body><h1>Bridge works (BR2018)</h1>{rows}<p>The bridge is closed.</p></body></html>"
    assert isinstance(outcome(foreign).error, OgpscrapeError)


def test_all_labels_renamed_is_never_silent() -> None:
    rows = "".join(f"<p><b>New {label} here:</b> {value}</p>" for label, value in HEADER.items())
    assert codes_new(page(header=rows), page())
