"""Records against OGP's own table: pages made from its own rows agree with it, and planted differences are found."""

import csv
import html
import json

import pytest

from ogpscrape.comparison import Table, compare
from ogpscrape.errors import InputError
from ogpscrape.page import Page
from ogpscrape.reading import parse_page
from ogpscrape.vocabulary.members import member_of
from ogpscrape.vocabulary.policy_areas import policy_areas
from tests.cli.running import ogpscrape

ID, TITLE, LEAD = "Commitment Unique Identifier", "Commitment Title", "Lead Institution"
RESULTS = "Did It Open Government (Overall)"
COMPLETION = ("Completion (End Of Term)", "Completion (Progress Report)")
WORDS = {"NA": "NA", "ND": "No Data", "NR": "Pending IRM Review"}


def said(value: str) -> str:
    return html.escape(WORDS.get(value, value))


def page_of(row: dict[str, str]) -> Page:
    """Return the page that the site would show for a row: its labels, in their order."""
    prefix = row[ID].rstrip("0123456789")
    member = member_of(prefix)
    slug = member.slug if member else "somewhere"
    completion = next((row[name] for name in COMPLETION if row[name] not in WORDS), row[COMPLETION[0]])
    areas = "".join(f"<p>{html.escape(name)}</p>" for name in row if name in policy_areas() and row[name] == "1")
    text = "".join(f"<p>{html.escape(line)}</p>" for line in row["Full Text"].splitlines() if line.strip())
    labels = {
        "Action Plan": "Plan",
        "Action Plan Cycle": row["Year Of Submission"],
        "Status": "Inactive",
        "Lead Institution": said(row[LEAD]),
        "Support Institution(s)": said(row["Supporting Institution(s)"]),
    }
    header = "".join(f"<p><strong>{name}:</strong> {value}</p>\n" for name, value in labels.items())
    ratings = {
        "Early Results": said(row[RESULTS]),
        "Verifiable": "Yes" if row["Verifiable"] == "1" else said(row["Verifiable"]),
        "Potential Impact": said(row["Potential Impact"]),
        "Completion": said(completion),
    }
    reviewed = "".join(f"<p><strong>{name}:</strong> {value}</p>\n" for name, value in ratings.items())
    title = html.escape(f"{row[TITLE]} ({row[ID]})")
    address = f"/members/{slug}/commitments/{row[ID]}/"
    body = (
        f"<!DOCTYPE html>\n<html lang='en'><title>{title} | Commitment from Somewhere</title>\n<body><main>"
        f"<h1>{title}</h1>\n<h2>Overview</h2>\n<h3>At-a-Glance</h3>\n{header}<h3>Policy Areas</h3>\n{areas}"
        f"<h3>IRM Review</h3>\n{reviewed}<h2>Description</h2>\n{text}<h2>Commitments</h2>\n<ol><li>"
        f"<a href='{address}'>{html.escape(row[TITLE])}</a><p>{row[ID]}, {row['Year Of Submission']}, Open Data</p>"
        "</li></ol></main></body></html>"
    )
    return Page(body.encode(), name=row[ID])


@pytest.fixture(scope="module")
def rows(real_table) -> list[dict[str, str]]:
    """Return rows whose texts hold no labels of the site, which the reader would rightly take for labels."""
    with real_table.open(encoding="utf-8-sig", newline="") as file:
        found = list(csv.DictReader(file))
    plain = [row for row in found if all("\n" not in row[name] for name in (TITLE, LEAD, "Supporting Institution(s)"))]
    return [row for row in plain if row["Full Text"] not in WORDS][:60]


def written(path, rows):
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, rows[0].keys())
        writer.writeheader()
        writer.writerows(rows)
    return path


#: Fields whose text on the page is the table's own.
EXACT = (
    "title",
    "cycle",
    "lead_institution",
    "verifiable",
    "potential_impact",
    "early_results",
    "completion",
    "policy_areas",
)


def test_pages_made_from_the_tables_rows_agree_with_it(rows, tmp_path):
    records = [parse_page(page_of(row)) for row in rows]
    found = compare(records, Table(written(tmp_path / "table.csv", rows)))
    assert (found.here, found.only_here, found.only_there) == (len(rows), [], [])
    wrong = [one for one in found.differences if one.field in EXACT]
    assert [(one.id, one.field, one.verdict) for one in wrong] == []
    assert all(found.fields[name]["agree"] == len(rows) for name in EXACT)
    counts = found.fields["description"]
    assert counts["agree"] >= len(rows) * 0.9


def test_planted_differences_are_found_each_where_it_is(rows, tmp_path):
    records = [parse_page(page_of(row)) for row in rows]
    before = compare(records, Table(written(tmp_path / "table.csv", rows)))
    planted = [dict(row) for row in rows]
    planted[0][TITLE] = planted[0]["Short Title"] = "Another Title"
    planted[1]["Year Of Submission"] = "1999"
    planted[2][LEAD] = "Ministry of Elsewhere"
    planted[3]["Full Text"] = "Another text altogether."
    planted[4]["Verifiable"] = "No" if planted[4]["Verifiable"] == "Yes" else "Yes"
    planted[5]["Potential Impact"] = "Minor" if planted[5]["Potential Impact"] != "Minor" else "Moderate"
    planted[6][RESULTS] = "Outstanding"
    for name in COMPLETION:
        planted[7][name] = "Withdrawn"
    planted[8]["Open Data"] = "0" if planted[8]["Open Data"] == "1" else "1"
    removed, added = planted.pop()[ID], {**planted[0], ID: "ZZ9999"}
    found = compare(records, Table(written(tmp_path / "table.csv", [*planted, added])))
    assert (found.only_here, found.only_there) == ([removed], ["ZZ9999"])
    new = {(one.id, one.field) for one in found.differences} - {(one.id, one.field) for one in before.differences}
    fields = ("title", "cycle", "lead_institution", "description", "verifiable", "potential_impact")
    wanted = [*fields, "early_results", "completion", "policy_areas"]
    assert {(planted[place][ID], name) for place, name in enumerate(wanted)} - {
        (one.id, one.field) for one in found.differences
    } == set()
    assert {name for _, name in new} <= set(wanted)


def row(**values: str) -> dict[str, str]:
    blank = {
        ID: "KR0001", TITLE: "A title", "Short Title": "A Title", "Full Text": "A text.", "Year Of Submission": "2018",
        LEAD: "Ministry", "Supporting Institution(s)": "NA", RESULTS: "ND", "Verifiable": "Yes",
        "Potential Impact": "Minor", COMPLETION[0]: "NR", COMPLETION[1]: "Limited", "Open Data": "1", "Gender": "0",
    }  # fmt: skip
    return blank | values


@pytest.mark.parametrize(
    ("there", "on_page", "verdict"),
    [
        ("NA", "NA", "agree"),
        ("ND", "No Data", "agree"),
        ("NR", "Pending IRM Review", "agree"),
        ("ND", "", "agree"),
        ("NA", "Pending IRM Review", "differ"),
        ("Minor", "No Data", "only_there"),
        ("NR", "Minor", "only_here"),
        ("Minor", "Moderate", "differ"),
        ("MINOR", "Minor", "agree"),
    ],
)
def test_what_says_nothing_is_held_against_the_reason(there, on_page, verdict, tmp_path):
    record = parse_page(page_of(row(**{"Potential Impact": on_page})))
    found = compare([record], Table(written(tmp_path / "t.csv", [row(**{"Potential Impact": there})])))
    assert found.fields["potential_impact"][verdict] == 1


@pytest.mark.parametrize(
    ("there", "here", "same"),
    [
        ("10/1/18", "2018-10-01", True),
        ("31/12/2014", "2014-12", True),
        ("12/31/2021", "2021", True),
        ("1/2/2020", "2020-02", False),
    ],
)
def test_dates_agree_as_far_as_the_less_precise_goes(there, here, same):
    from ogpscrape.comparison import _iso, _same_date

    assert _same_date(_iso(there), here) is same


def test_column_names_vary(tmp_path):
    table = [{"unique identifier": "kr0001", "COMMITMENT TITLE": "A title", "Lead  Institution": "Ministry"}]
    found = compare([parse_page(page_of(row()))], Table(written(tmp_path / "t.csv", table)))
    assert found.fields["title"]["agree"] == found.fields["lead_institution"]["agree"] == 1
    assert set(found.fields) == {"title", "lead_institution"}


def test_what_is_no_table_is_said_to_be_none(tmp_path):
    path = tmp_path / "t.csv"
    for data, message in ((b"a,b\n1,2\n", "no column of IDs"), (b"\xff\xfe\x00", "UTF-8"), (b"", "no column of IDs")):
        path.write_bytes(data)
        with pytest.raises(InputError, match=message):
            Table(path)
    with pytest.raises(InputError, match="twice"):
        Table(written(path, [row(), row()]))
    with pytest.raises(InputError, match="line 2"):
        Table(written(path, [row(**{ID: "nothing"})]))


def test_the_command_prints_json_and_csv(tmp_path):
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages" / "KR0001.html").write_bytes(page_of(row()).body)
    table = written(tmp_path / "t.csv", [row(**{LEAD: "=HYPERLINK(1)"}), row(**{ID: "KR0002"})])
    done = ogpscrape("compare", table, "--from", tmp_path / "pages", "-v")
    told = json.loads(done.stdout)
    assert (done.returncode, told["joined"], told["only_there"]) == (0, 1, ["KR0002"])
    assert told["fields"]["lead_institution"] == {"agree": 0, "differ": 1, "only_here": 0, "only_there": 0}
    assert "1 commitments in both" in done.stderr
    rows = list(
        csv.DictReader(
            ogpscrape("compare", table, "--from", tmp_path / "pages", "-f", "csv").stdout.decode().splitlines()
        )
    )
    assert [one["there"] for one in rows if one["field"] == "lead_institution"] == ["'=HYPERLINK(1)"]
    assert ogpscrape("compare", tmp_path / "none.csv", "--from", tmp_path / "pages").returncode == 4


#: Of each field the table's column, a value that agrees with the record below, and one that does not.
COLUMNS = {
    "title": (TITLE, "A title", "Another one"),
    "cycle": ("Year Of Submission", "2018", "2019"),
    "lead_institution": (LEAD, "Ministry of Examples", "Ministry of Elsewhere"),
    "support_institutions": ("Supporting Institution(s)", "Two agencies", "Three agencies"),
    "description": ("Full Text", "A text.", "A text, and more."),
    "policy_areas": ("Gender", "0", "1"),
    "early_results": (RESULTS, "Marginal", "Major"),
    "completion": (COMPLETION[0], "Limited", "Complete"),
    "verifiable": ("Verifiable", "Yes", "No"),
    "potential_impact": ("Potential Impact", "Minor", "Moderate"),
    "ambition": ("Potential for Results", "Modest", "Substantial"),
    "start_date": ("Start Date", "10/1/18", "11/1/18"),
    "end_date": ("End Date", "8/31/20", "8/31/21"),
    "carried_forward": ("Carried Forward", "1", "0"),
}


def whole_record():
    from ogpscrape.commitment import IrmSummary

    record = parse_page(page_of(row(**{name: agreed for name, agreed, _ in COLUMNS.values()})))
    given = {
        "ambition": "Modest",
        "commitment_start": "2018-10-01",
        "commitment_end": "2020-08-31",
        "support_institutions": "Two agencies",
        "early_results": "Marginal",
    }
    summary = IrmSummary.model_construct(
        **{name: field.get_default(call_default_factory=True) for name, field in IrmSummary.model_fields.items()}
    ).model_copy(update={"carried_forward": "Yes, into the next plan."})
    return record.model_copy(update={"overview": record.overview.model_copy(update=given), "irm": [summary]})


@pytest.mark.parametrize("name", COLUMNS)
def test_of_every_field_a_planted_difference_is_found_and_nothing_else(name, tmp_path):
    agreed = row(**{column: value for column, value, _ in COLUMNS.values()}) | {"Short Title": ""}
    record = whole_record()
    found = compare([record], Table(written(tmp_path / "same.csv", [agreed])))
    assert set(found.fields) == set(COLUMNS)
    assert found.differences == []
    column, _, planted = COLUMNS[name]
    found = compare([record], Table(written(tmp_path / "other.csv", [agreed | {column: planted}])))
    assert [(one.id, one.field, one.verdict) for one in found.differences] == [("KR0001", name, "differ")]
    assert found.fields[name] == {"agree": 0, "differ": 1, "only_here": 0, "only_there": 0}
    missing = {**agreed, column: "0" if name in ("policy_areas", "verifiable", "carried_forward") else ""}
    if name not in ("policy_areas", "verifiable", "carried_forward"):
        if name == "completion":
            missing[COMPLETION[1]] = ""
        found = compare([record], Table(written(tmp_path / "empty.csv", [missing])))
        assert [(one.field, one.verdict) for one in found.differences] == [(name, "only_here")]
