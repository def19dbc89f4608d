"""Rows of milestones that lost their table: where the dates are, what is after them, and what has no date."""

import pytest

from tests.reading.plans import found, read_plan

TABLE = "Milestone Activity with a verifiable deliverable Start Date: End Date:"
GAPS = pytest.mark.parametrize("gap", ["\n\n", "\n", " "])


def read(gap, head, *rows):
    reading = read_plan(gap.join(["What is the commitment? A register.", head, *rows, "Contact information Ann Other"]))
    items = [(one.text, one.start_date, one.end_date, one.responsible) for one in reading.milestones]
    return items, [warning.code.value for warning in reading.warnings]


@GAPS
@pytest.mark.parametrize(
    "word", ["Ongoing", "on-going", "Continue", "Continuous", "– Permanent", "En curso", "En cours"]
)
def test_a_word_in_the_place_of_the_end_ends_a_row(gap, word):
    rows = (f"Draft the law May 2019 {word}", "Hold hearings July 2019 August 2019", f"Print it 1 May 2020 {word}")
    assert read(gap, TABLE, *rows)[0] == [
        ("Draft the law", "2019-05", None, None),
        ("Hold hearings", "2019-07", "2019-08", None),
        ("Print it", "2020-05-01", None, None),
    ]


@GAPS
def test_rows_whose_dates_are_before_their_texts(gap):
    rows = ("May 2019 June 2019 Draft the law", "July 2019 August 2019 Hold hearings")
    assert read(gap, "Start date End date Activity", *rows) == (
        [("Draft the law", "2019-05", "2019-06", None), ("Hold hearings", "2019-07", "2019-08", None)],
        [],
    )


@GAPS
def test_cells_after_the_dates_belong_to_their_line_or_a_warning_says_that_nobody_knows(gap):
    rows = ("Draft the law May 2019 – June 2019 Office of Maps", "Hold hearings July – August 2019 Parliament")
    items, warnings = read(gap, "Activities Timeline Responsible", *rows)
    if gap == " ":
        assert warnings == ["uncertain_milestones"]
        assert items[1][0] == "Office of Maps Hold hearings"
    else:
        assert warnings == []
        assert items == [
            ("Draft the law", "2019-05", "2019-06", "Office of Maps"),
            ("Hold hearings", "2019-07", "2019-08", "Parliament"),
        ]


@GAPS
def test_the_name_of_the_next_group_is_not_the_end_of_an_item(gap):
    rows = ("1. Laws", "1.1. Find the words", "1.2. Write them down", "2. Hearings", "2.1. Invite all")
    assert [item[0] for item in read(gap, "Milestones", *rows)[0]] == [
        "Find the words",
        "Write them down",
        "Invite all",
    ]


@GAPS
def test_times_that_count_from_an_event_part_lines_and_are_told(gap):
    rows = ("Draft the law 3 months after the budget", "Hold hearings 12 months after the law")
    items, warnings = read(gap, TABLE, *rows)
    if gap == " ":
        assert items == [(" ".join(rows), None, None, None)]
        assert warnings == ["uncertain_milestones"]
    else:
        assert items == [("Draft the law", None, None, None), ("Hold hearings", None, None, None)]
        assert warnings == ["unreadable_date", "unreadable_date"]


@GAPS
def test_the_period_after_rows_with_dates_of_their_own_is_the_commitments(gap):
    rows = ("1. Draft the law January 2021 June 2021", "2. Open it July 2021 May 2022")
    text = gap.join(
        ["What is the commitment? A map.", "Hitos", *rows, "Fecha de inicio y fin: enero 2021 – junio 2022"]
    )
    plan = read_plan(text).plan
    assert (plan.start_date, plan.end_date) == ("2021-01", "2022-06")


def test_an_open_end_is_not_taken_out_of_a_sentence():
    assert found("1. Draft laws in May 2019 continuing those of old", "2. Hold talks")[0][1:] == (
        "Draft laws in May 2019 continuing those of old",
        None,
        None,
    )
