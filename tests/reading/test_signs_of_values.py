"""Signs that a value of the header is not whole, or not alone: what looks otherwise beside it, or is not text."""

import pytest

from ogpscrape.reading import parse
from tests.reading.small_pages import LIST, codes, header_with, page
from tests.reading.test_signs import codes as sayings

BASE = page()
LEAD = "Ministry of Maps</p>"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        # Something beside a name is in an element of its own
        (LEAD, "Ministry of Maps <span class='chip'>Featured</span></p>"),
        (LEAD, "<span>Ministry of Maps</span><a href='https://maps.example'>Website</a></p>"),
        (LEAD, "Ministry of Maps <em>Confirmed</em></p>"),
        (LEAD, "Ministry of Maps <span>★</span></p>"),
        ("<b>Lead Institution:</b>", "<b>Lead Institution:</b> <code>v2</code>"),
        ("<p><b>Lead Institution:</b> Ministry of Maps</p>",
         "<div><b>Lead Institution</b><div>Ministry of Maps<div class='ad'>Advertisement</div></div></div>"),
        ("<p><b>Lead Institution:</b> Ministry of Maps</p>",
         "<x-field><x-label>Lead Institution</x-label><x-value>Ministry of Maps</x-value><b>Score</b>High</x-field>"),
        ("<p><b>Policy Areas:</b> E-Government</p>",
         "<div><b>Policy Areas</b><ul><li>E-Government</li></ul><div>Gender</div></div>"),
        (LEAD, "The works show how the forms are made. A group opens what was spent.</p>"),
        # What is there is no text
        (LEAD, "<img src='/a.svg' alt='Ministry of Maps'></p>"),
        (LEAD, "<input value='Ministry of Maps' readonly></p>"),
        (LEAD, "<span hidden>Ministry of Maps</span></p>"),
        ("E-Government</p>", "<img src='/a.svg' alt='E-Government'></p>"),
        ("<b>Verifiable:</b> Yes", "<b>Verifiable:</b> <input type='checkbox' checked disabled>"),
        ("<b>Action Plan Cycle:</b> 2014", "<b>Action Plan Cycle:</b> <canvas></canvas>"),
        ("<b>Early Results:</b> Marginal", "<b>Early Results:</b> <span data-text='Marginal'></span>"),
        ("<b>Relevant to OGP Values:</b> Yes", "<b>Relevant to OGP Values:</b>"),
        # The value went to the label beside it
        ("<b>Lead Institution:</b> Ministry of Maps</p><p><b>Support Institution(s):</b> NA",
         "<b>Lead Institution:</b></p><p><b>Support Institution(s):</b> Ministry of Maps"),
        ("<b>Status:</b> Inactive</p><p><b>Lead Institution:</b> Ministry of Maps",
         "<b>Status:</b></p><p><b>Lead Institution:</b> Inactive"),
        ("<b>Lead Institution:</b> Ministry of Maps</p><p><b>Support Institution(s):</b> NA",
         "<b>Lead Institution:</b> NA</p><p><b>Support Institution(s):</b>"),
    ],
)  # fmt: skip
def test_it_is_told(old: str, new: str) -> None:
    assert BASE.count(old) == 1, old
    assert sayings(BASE.replace(old, new)) - sayings(BASE)


@pytest.mark.parametrize(
    "institutions",
    [
        "<ul><li>Ministry of Maps</li><li>Office of Hills</li></ul>",
        "Ministry of Maps<br>Office of Hills",
        "<span class='pill'>Ministry of Maps</span><span class='pill'>Office of Hills</span>",
        "<div class='row odd'>Ministry of Maps</div><div class='row even'>Office of Hills</div>",
        "<ogp-item>Ministry of Maps</ogp-item><ogp-item>Office of Hills</ogp-item>",
    ],
)
def test_what_looks_alike_is_alike(institutions: str) -> None:
    header = header_with().replace("<p><b>Lead Institution:</b> Ministry of Maps</p>",
                                   f"<div><b>Lead Institution:</b> {institutions}</div>")  # fmt: skip
    record = parse(page(header=header))
    assert record.overview.lead_institution == "Ministry of Maps; Office of Hills"
    assert codes(record) == []


def test_classes_without_a_rule_are_no_looks() -> None:
    names = [f"c{one} d{one}" for one in "abcdefghijklmnop"]
    noise = "".join(f"<span class='{name}'>x</span>" for name in names)
    areas = "<a class='title col' href='/a/'>E-Government</a>, <a href='/b/'>Gender</a>"
    body = page(f"<p>{noise}</p>", header=header_with(Policy_Areas=areas), foot=LIST)
    assert "suspicious_value" not in codes(parse(body))


TITLE = "<h1>Open Maps (ZZ0001)</h1>"
PLAN = "<p><b>Action Plan:</b> Samplia Plan, 2014 – 2016</p>"
REPORTS = "<p><b>IRM Report:</b> Samplia End-of-Term Report</p>"
LINKED = "<p><b>IRM Report:</b> <a href='/documents/a/'>Samplia Design Report</a></p>"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        # Title and member
        (TITLE, "<h1><span class='badge'>Priority</span> Open Maps (ZZ0001)</h1>"),
        (TITLE, "<h1>Open Maps <a href='/about/'>Learn more</a> (ZZ0001)</h1>"),
        ("<p>Samplia</p>", "<p>Samplia <a href='/x/'>Website</a></p>"),
        ("<p>Samplia</p>", "<p><x-badge>Priority</x-badge>Samplia</p>"),
        ("<p>Samplia</p>", "<p>Featured Story</p>"),
        # Plan and reports
        (PLAN, "<p><b>Action Plan:</b> <a href='/documents/p/'>Samplia Plan <small>Draft of May</small></a></p>"),
        (PLAN, "<div><b>Action Plan:</b> <a href='/documents/p/'><div class='m'>By staff</div>Samplia Plan</a></div>"),
        (REPORTS, LINKED.replace("</p>", "<a href='/x.pdf'>Download PDF</a>, Samplia Results Report</p>")),
        (REPORTS, LINKED.replace("</a>", "<x-badge>Priority</x-badge></a>")),
        # The list
        ("ZZ0001, 2014, E-Government", "ENZZ0001, 2014, E-Government"),
    ],
)
def test_a_name_that_is_not_alone_is_told(old: str, new: str) -> None:
    assert BASE.count(old) == 1, old
    before = BASE.replace(REPORTS, LINKED) if "<a " in new and old == REPORTS else BASE
    assert sayings(BASE.replace(old, new)) - sayings(before)


@pytest.mark.parametrize(
    "title",
    [
        "✪ Open Maps",
        "› Open Maps",
        "<span>|</span>Open Maps",
        "Open Maps <i class='icon'>star</i>",
        "<i class='material-icons'>star</i>Open Maps",
    ],
)
def test_signs_beside_the_title_are_none_of_it(title: str) -> None:
    record = parse(page(title=f"<h1>{title} (ZZ0001)</h1>"))
    assert (record.title, codes(record)) == ("Open Maps", [])


def test_a_members_name_is_found_among_words() -> None:
    link = "<a href='/members/south-korea/'>South Korea</a>"
    body = page(title="<h1>Open Maps (KR0001)</h1>").replace("ZZ0001", "KR0001")
    record = parse(body.replace("<p>Samplia</p>", f"<div><span class='badge'>Member</span>{link}</div>"))
    assert record.member.name == "South Korea"


def test_a_second_copy_of_a_value_is_no_second_value() -> None:
    twice = "<div class='wide'>Ministry of Maps</div><div class='narrow'>Ministry of Maps</div>"
    header = header_with().replace("<p><b>Lead Institution:</b> Ministry of Maps</p>",
                                   f"<div><b>Lead Institution:</b>{twice}</div>").replace(REPORTS, LINKED)  # fmt: skip
    link = "<a href='/documents/a/'>Samplia Design Report</a>"
    header = header.replace(link, f"{link} {link}")
    record = parse(page(header=header))
    assert record.overview.lead_institution == "Ministry of Maps"
    assert [report.text for report in record.overview.irm_reports] == ["Samplia Design Report"]


LOCAL = {
    "Action Plan": "<a href='/documents/p/'>Action plan – Samplia, 2022 – 2025</a>",
    "Inception Report": "Not available",
    "Commitment Start": "Mar 2025",
    "Commitment End": "Apr 2025",
    "Institutions involved": "<ul><li>Planning Office</li><li>Budget Office</li></ul>",
    "Primary Policy Area": "Open Data",
    "Primary Sector": "",
    "OGP Value": "<ul><li>Civic participation</li></ul>",
}


def local(**changed: str) -> str:
    rows = LOCAL | {label.replace("_", " "): value for label, value in changed.items()}
    header = "".join(f"<div><b>{label}</b><div>{value}</div></div>" for label, value in rows.items())
    answers = "".join(f"<h3>{label}</h3><p>Text of {label}.</p>" for label in ("Problem", "Status quo", "Action"))
    answers += "<h3>How will the commitment contribute to solving the public problem described above?</h3><p>So.</p>"
    body = f"<p>Samplia</p><h1>Open Maps (ZZ0001)</h1>{header}<h2>Description</h2>{answers}{LIST}"
    return f"<html><body>{body}</body></html>"


@pytest.mark.parametrize(
    ("label", "value"),
    [
        ("Inception Report", "Not available<label>Follow</label>"),
        ("Institutions involved", "Open Data"),
        (
            "Institutions involved",
            "<ul><li>Planning Office</li><li>Budget Office</li></ul><div>2 of 3 are offices</div>",
        ),
        ("Institutions involved", "<ul><li>Planning Office</li><li>Budget Office 3</li></ul>"),
        ("Primary Sector", "<span>Official</span>"),
        ("OGP Value", ""),
        ("Commitment Start", "<input value='Mar 2025'>"),
    ],
)
def test_local_values_that_are_none_are_told(label: str, value: str) -> None:
    assert sayings(local(**{label.replace(" ", "_"): value})) - sayings(local())


def test_an_area_with_the_sectors_is_told() -> None:
    assert sayings(local(Primary_Policy_Area="", Primary_Sector="Open Data")) - sayings(local())


def test_an_area_after_the_institutions_is_told() -> None:
    institutions = f"{LOCAL['Institutions involved']}<ul><li>Open Data</li></ul>"
    assert sayings(local(Primary_Policy_Area="", Institutions_involved=institutions)) - sayings(local())


@pytest.mark.parametrize("bar", ["<span>|</span>", "<span>★</span>"])
def test_a_sign_alone_is_no_institution(bar: str) -> None:
    record = parse(local(Institutions_involved=f"{bar}<ul><li>Planning Office</li></ul>"))
    assert record.overview.institutions_involved == ["Planning Office"]
    assert codes(parse(local())) == []
