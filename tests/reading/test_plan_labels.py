"""Milestones whose rows have labels of their own, brackets with bars, or dates that slipped out of their rows."""

import pytest

from tests.reading.plans import found, read_plan, with_milestones

_DETAILS = "Indicators for the activity: - two courses Required financial resources: EUR 4,000"
ROWS = [
    f"9.1. Train the officers Holder: Office of Maps, Harbour Directorate {_DETAILS} February 2023 - December 2024",
    f"9.2. Draw the map Holder: Office of Maps {_DETAILS} Source of funding: Gifts January 2023 - April 2023",
]


@pytest.mark.parametrize("gap", ["\n\n", " "])
@pytest.mark.parametrize("rows", [ROWS, ROWS[:1]], ids=["two", "one"])
def test_labels_within_a_milestone_end_its_text_and_name_who_is_responsible(rows, gap):
    reading = read_plan(gap.join(["What is the commitment? A register.", "Activities", *rows]))
    assert [(one.code, one.text, one.responsible, one.end_date) for one in reading.milestones] == [
        ("9.1", "Train the officers", "Office of Maps, Harbour Directorate", "2024-12"),
        ("9.2", "Draw the map", "Office of Maps", "2023-04"),
    ][: len(rows)]
    assert [section.kind for section in reading.plan.outline] == ["commitment", "milestones"]


def test_who_is_responsible_after_the_dates():
    head = "Milestones Start date: End date: Responsible:"
    reading = read_plan(
        f"What is the commitment? A map. {head} 1. List all piers 10/01/2018 02/28/2019 Harbour Office "
        "2. Draw the map 03/01/2019 07/31/2020 Office of Maps"
    )
    assert [(one.text, one.responsible) for one in reading.milestones] == [
        ("List all piers", "Harbour Office"),
        ("Draw the map", "Office of Maps"),
    ]


@pytest.mark.parametrize("gap", ["\n\n", " "])
def test_cells_parted_by_bars_within_brackets(gap):
    head = "Planned Activities (Start Date - End Date | Expected Output(s) | Indicator(s))"
    rows = (
        "1. Set the rules. (January 2023 - December 2024 | Rules (and Non-State Actors | 1. Rules. 2. Views)",
        "2. Train the staff. (March 2023 - June 2024 | Staff trained. | Number of staff.)",
    )
    reading = read_plan(gap.join(["What is the commitment? A map.", head, rows[0].replace("(and", "and"), rows[1]]))
    assert [(one.code, one.text, one.start_date, one.end_date) for one in reading.milestones] == [
        ("1", "Set the rules.", "2023-01", "2024-12"),
        ("2", "Train the staff.", "2023-03", "2024-06"),
    ]


def test_a_column_of_dates_after_all_the_texts_is_given_out_in_order():
    rows = ("1.1. Write the strategy", "1.2. Carry it out 06/2018", "11/2018 10/2018", "12/2019")
    assert found(*rows, head="Milestones New/Old Commitment Start Date: End Date:") == [
        ("1.1", "Write the strategy", "2018-06", "2018-11"),
        ("1.2", "Carry it out", "2018-10", "2019-12"),
    ]


def test_a_later_section_that_says_more_of_a_milestone_does_not_name_it_twice():
    rows = ["11.1. Hold courses for the officers of the registers of piers May 2022 June 2023"]
    again = "Number and title of activities: 11.1. Hold courses for the officers of the registers of piers Budget: 10"
    reading = read_plan(with_milestones(*rows, "Additional information None.", again, head="Activities: Start End"))
    assert [(one.code, one.end_date) for one in reading.milestones] == [("11.1", "2023-06")]


@pytest.mark.parametrize("words", ["In continuation of the 2016-2018 plan, mend laws", "Report for 2017-2020 on it"])
def test_years_that_belong_to_a_sentence_do_not_cut_it(words):
    head = "Milestones Start Date: End Date:"
    items = found(f"1. {words} May 2019 June 2020", "2. Draw the map June 2019 July 2020", head=head)
    assert items[0] == ("1", words, "2019-05", "2020-06")
    assert [one[1] for one in found(f"{words} May 2019 June 2020", "Draw it June 2019 July 2020", head=head)] == [
        words,
        "Draw it",
    ]


@pytest.mark.parametrize("words", ["Is published regularly", "is published on a regular basis", "Ongoing", "regularly"])
def test_a_date_before_what_goes_on_is_a_start(words):
    items = found(f"1. Print it 03/2019 {words}", "2. Map it 04/2019 05/2019", head="Milestones Start Date: End Date:")
    assert items[0][2:] == ("2019-03", None)


@pytest.mark.parametrize(("begin", "end"), [("Data de início", "Data de término"), ("Fecha de inicio", "Fecha de fin")])
def test_dates_with_labels_in_other_languages(begin, end):
    rows = [f"{one} {begin}: 01/10/2018 {end}: 31/03/2019" for one in ("1. Fazer o mapa", "2. Imprimir")]
    items = found(*rows, head="Milestones:")
    assert items[0] == ("1", "Fazer o mapa", "2018-10-01", "2019-03-31")
