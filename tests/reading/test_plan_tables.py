"""A table of HTML within a description: its milestones are read by their columns, whatever its cells hold."""

import pytest

from ogpscrape import parse
from ogpscrape.reading.plan.plan import read_plan
from ogpscrape.reading.plan.rows import TableRow
from tests.reading.plans import dates, texts
from tests.reading.small_pages import page

INTRODUCTION = "<p>What is the commitment? A register.</p>"


def table(*rows, cell="td"):
    lines = ("".join(f"<{cell}>{words}</{cell}>" for words in row) for row in rows)
    return "<table>" + "".join(f"<tr>{line}</tr>" for line in lines) + "</table>"


def read(*parts):
    return parse(page(INTRODUCTION + "".join(parts)))


def found(record):
    return [
        (one.code, " ".join(one.text.split()), one.start_date, one.end_date, one.responsible)
        for one in record.milestones
    ]


def kinds(record):
    return [section.kind for section in record.plan.outline]


NAMES = ("Activity", "Responsible", "Start date", "End date")
ROWS = (
    ("Write the rules of May 2017", "Ministry of Justice", "June 2019", "2020"),
    ("<p>Publish them</p><p>on paper</p>", "All courts", "Ongoing", "31.12.2020"),
)
READ = [
    (None, "Write the rules of May 2017", "2019-06", "2020", "Ministry of Justice"),
    (None, "Publish them on paper", None, "2020-12-31", "All courts"),
]


@pytest.mark.parametrize(
    "heading", ["<p>Milestones</p>", "<p>Milestone Activity with a verifiable deliverable</p>", ""]
)
@pytest.mark.parametrize("cell", ["td", "th"])
def test_a_row_of_names_says_which_column_is_which(heading, cell):
    record = read(heading, table(NAMES, *ROWS, cell=cell), "<p>Contact information: Ann Other</p>")
    assert found(record) == READ
    assert kinds(record) == ["preamble", "commitment", "milestones", "contact"]
    assert record.plan.contact == "Ann Other"


def test_columns_in_another_order_and_one_that_is_not_known():
    names = ("No.", "Start date", "Colour of the file", "Responsible institution", "Milestone", "Indicator")
    rows = (
        ("1", "June 2019", "Green", "Ministry of Justice", "Write the rules", "Ten rules"),
        ("2", "July 2019", "", "All courts", "Publish them", "One book"),
    )
    record = read("<p>Milestones:</p>", table(names, *rows))
    assert found(record) == [
        ("1", "Write the rules", "2019-06", None, "Ministry of Justice"),
        ("2", "Publish them", "2019-07", None, "All courts"),
    ]
    assert kinds(record) == ["preamble", "commitment", "milestones"]


def test_both_dates_in_one_column():
    rows = (("Write the rules", "June 2019 - May 2020"), ("Publish them", "by December 2020"))
    record = read(table(("Milestones", "Timeline"), *rows))
    assert found(record) == [
        (None, "Write the rules", "2019-06", "2020-05", None),
        (None, "Publish them", None, "2020-12", None),
    ]


def test_without_a_row_of_names_the_cells_say_what_they_are():
    rows = (
        ("1.1", "Write the rules of May 2017 with all courts", "Ministry", "June 2019", "May 2020"),
        ("1.2", "Publish them where everybody can read them", "", "", "December 2020"),
    )
    record = read("<p>Milestones:</p>", table(*rows))
    assert found(record) == [
        ("1.1", "Write the rules of May 2017 with all courts", "2019-06", "2020-05", None),
        ("1.2", "Publish them where everybody can read them", None, "2020-12", None),
    ]


def test_an_item_a_line_within_a_cell():
    rows = (("<ul><li>Write the rules</li><li>Publish them</li></ul>", "May 2020"), ("Amend them", "June 2020"))
    record = read(table(("Milestones", "End date"), *rows))
    assert [(text, end) for _, text, _, end, _ in found(record)] == [
        ("Write the rules", "2020-05"),
        ("Publish them", "2020-05"),
        ("Amend them", "2020-06"),
    ]


def test_a_form_of_labels_and_answers_is_read_as_text():
    rows = (
        ("Lead implementing agency", "Ministry of Justice"),
        ("What is the public problem that the commitment will address?", "Nobody knows who meets whom."),
        ("Milestones", "1. Write the rules by May 2020 2. Publish them by June 2020"),
        ("Start and end date of the commitment", "June 2019 - June 2020"),
    )
    record = read(table(*rows))
    assert kinds(record) == ["preamble", "commitment", "lead", "problem", "milestones", "period"]
    assert [(code, end) for code, _, _, end, _ in found(record)] == [("1", "2020-05"), ("2", "2020-06")]
    assert (record.plan.start_date, record.plan.end_date) == ("2019-06", "2020-06")


def test_a_table_around_the_whole_text_changes_nothing():
    inner = f"<p>Milestones</p>{table(NAMES, *ROWS)}"
    assert found(read(f"<table><tr><td>{inner}</td></tr></table>")) == READ
    assert found(read(f"<table><tr><td>{inner}</td><td>Aside</td></tr></table>")) == READ


def test_a_table_of_something_else_is_no_milestone():
    record = read(table(("Court", "Judges"), ("High court", "12"), ("Low court", "40")))
    assert record.milestones == []


@pytest.mark.parametrize(
    "hostile",
    [
        "<table><tr><td>" * 3000 + "Milestones",
        "<table>" + "<tr><td>May 2020</td><td>June 2020</td></tr>" * 3000 + "</table>",
        "<table><tr>" + "<td>Activity</td>" * 5000 + "</tr><tr><td>a</td></tr></table>",
        "<table><tr><th>Milestones</th><th>End date</th></tr><tr></tr><tr><td></td><td></td></tr></table>",
    ],
)
def test_a_hostile_table_is_read_to_its_end(hostile):
    record = read("<p>Milestones:</p>", hostile)
    assert record.plan is not None


def test_a_real_table_is_read_by_its_columns():
    cells = [
        ("Activity", "Responsible", "Start date", "End date"),
        ("Write the rules in May 2019", "Ministry of Justice", "June 2019", "2020"),
        ("Publish them", "All courts", "Ongoing", "31.12.2020"),
    ]
    text, rows = "What is the commitment? A register.\n\nMilestones\n\n", []
    for row in cells:
        start = len(text)
        text += " | ".join(row) + "\n\n"
        rows.append(TableRow(0, start, len(text) - 2, row))
    reading = read_plan(text.strip(), rows=rows)
    assert texts(reading.milestones) == ["Write the rules in May 2019", "Publish them"]
    assert dates(reading.milestones) == [("2019-06", "2020"), (None, "2020-12-31")]
    assert [one.responsible for one in reading.milestones] == ["Ministry of Justice", "All courts"]
