"""The milestones of a plan: by marks, rows, dates, bars, in one paragraph or in many."""

import pytest

from ogpscrape.reading.plan.plan import read_plan
from tests.reading.plans import dates, found, texts, with_milestones


def test_the_name_of_a_group_of_milestones_is_not_the_text_of_its_first():
    rows = "Activity 1: The law. 1.1. Write it May 2019 June 2019 1.2. Pass it July 2019 August 2019"
    assert found(rows, head="Milestones Start date End date") == [
        ("1.1", "Write it", "2019-05", "2019-06"),
        ("1.2", "Pass it", "2019-07", "2019-08"),
    ]


def test_rows_lettered_after_their_dates():
    rows = "a) Write it May 2019 June 2019 b) Pass it July 2019 August 2019 c) Open it May 2020 June 2020"
    assert found(rows, head="Milestones Start date End date") == [
        ("a", "Write it", "2019-05", "2019-06"),
        ("b", "Pass it", "2019-07", "2019-08"),
        ("c", "Open it", "2020-05", "2020-06"),
    ]


def test_dashes_in_one_line_part_milestones_where_one_begins_them():
    assert [text for _, text, *_ in found("- Write it - Pass it and the by-law - Open it")] == [
        "Write it",
        "Pass it and the by-law",
        "Open it",
    ]


@pytest.mark.parametrize("gap", ["\n\n", " "])
@pytest.mark.parametrize(
    ("items", "codes"),
    [
        (["1. Draft it", "2. Discuss it", "3. Adopt it"], ["1", "2", "3"]),
        (["1) Draft it", "2) Discuss it"], ["1", "2"]),
        (["3.1 Draft it", "3.2. Discuss it", "3.3 Adopt it"], ["3.1", "3.2", "3.3"]),
        (["4.1.1 Draft it", "4.1.2 Discuss it"], ["4.1.1", "4.1.2"]),
        (["Milestone 1: Draft it", "Milestone 2: Discuss it"], ["1", "2"]),
        (["Hito 1 - Draft it", "Hito 2 - Discuss it"], ["1", "2"]),
        (["Task 1: Draft it", "Task 2: Discuss it"], ["1", "2"]),
        (["a) Draft it", "b) Discuss it"], ["a", "b"]),
        (["• Draft it", "• Discuss it"], [None, None]),
    ],
)
def test_marked_milestones(items, codes, gap):
    text = gap.join(["What is the commitment? A register.", "Key milestones:", *items])
    milestones = read_plan(text).milestones
    assert [one.code for one in milestones] == codes
    assert texts(milestones) == ["Draft it", "Discuss it", "Adopt it"][: len(items)]


def test_names_a_line_are_milestones_and_broken_lines_are_not():
    assert [text for _, text, *_ in found("Draft of the law", "Three hearings in public", head="Milestones")] == [
        "Draft of the law",
        "Three hearings in public",
    ]
    assert len(found("Draft of the law on the", "register of all the people who meet", head="Milestones")) == 1


def test_sentences_that_each_end_with_their_date():
    assert found("Write the law by June 2020. Hold a hearing in public before July 2020. Pass it by May 2021.") == [
        (None, "Write the law", None, "2020-06"),
        (None, "Hold a hearing in public", None, "2020-07"),
        (None, "Pass it", None, "2021-05"),
    ]


def test_numbers_with_dates():
    assert found("1. Draft the law by June 2020", "2. Adopt it 1 July 2020 - 31 March 2021", "3. Apply it") == [
        ("1", "Draft the law", None, "2020-06"),
        ("2", "Adopt it", "2020-07-01", "2021-03-31"),
        ("3", "Apply it", None, None),
    ]


def test_a_date_that_belongs_to_the_sentence_stays_in_it():
    assert found(
        "1. Amend the Law of 27 May 2020", "2. Adopt the rules in May 2021.", "3. Train all staff; March 2022"
    ) == [
        ("1", "Amend the Law of 27 May 2020", None, None),
        ("2", "Adopt the rules in May 2021.", None, "2021-05"),
        ("3", "Train all staff", None, "2022-03"),
    ]


def test_rows_of_text_and_dates_without_a_table():
    line = "draft rules, January 1, 2022 ~ June 30, 2022; it opens, 15 January 2023 - 30 June 2023; data, 18.09.2023."
    assert found(line, head="Milestones with dates:") == [
        (None, "draft rules", "2022-01-01", "2022-06-30"),
        (None, "it opens", "2023-01-15", "2023-06-30"),
        (None, "data", None, "2023-09-18"),
    ]


def test_rows_run_together_with_page_numbers_and_open_dates():
    head = "Milestone Activity with a verifiable deliverable Start Date End Date"
    line = "Draft the law Ongoing Q2 2019 47 Adopt the law Q3 2019 Q4 2019 Train all staff May 2020 On-going"
    assert found(line, head=head)[:2] == [
        (None, "Draft the law", None, "2019-06"),
        (None, "Adopt the law", "2019-07", "2019-12"),
    ]


def test_a_row_whose_text_goes_on_after_its_dates_keeps_every_word():
    head = "Milestone Activity Start Date End Date"
    line = "Talks May 2019 June 2019 with all faiths Build a site July 2019 July 2019"
    assert [text for _, text, _, _ in found(line, head=head)] == [
        "Talks May 2019 June 2019 with all faiths",
        "Build a site",
    ]


def test_who_is_responsible_is_told_from_the_text_in_front():
    head = "Actions Responsible Timeframe Partners Indicator"
    reading = read_plan(
        with_milestones(
            "1. Write the rules Ministry of Ecology May 2020 – June 2020 Two charities Rules written "
            "2. Publish them Office of the Speaker July 2020 – August 2020 None Rules online",
            head=head,
        )
    )
    assert texts(reading.milestones) == ["Write the rules", "Publish them"]
    assert [one.responsible for one in reading.milestones] == ["Ministry of Ecology", "Office of the Speaker"]
    assert dates(reading.milestones) == [("2020-05", "2020-06"), ("2020-07", "2020-08")]


@pytest.mark.parametrize("gap", ["\n\n", " "])
def test_cells_parted_by_bars(gap):
    lines = [
        "What is the commitment? A register.",
        "Commitment Planning (Milestones | Expected Outputs | Expected Completion Date)",
        "Draft a decree | A draft | 31/12/2022",
        "Join two databases | One database | Q3 2023",
        "Tell the public | Ten events | 2024",
    ]
    milestones = read_plan(gap.join(lines)).milestones
    assert texts(milestones) == ["Draft a decree", "Join two databases", "Tell the public"]
    assert dates(milestones) == [(None, "2022-12-31"), (None, "2023-09"), (None, "2024")]


def test_rows_that_nothing_parts_stay_whole_with_a_warning():
    head = "What is the commitment? A register. Commitment Planning (Milestones | Expected Outputs) "
    text = head + "Draft it | A draft Adopt it | A law"
    reading = read_plan(text)
    assert texts(reading.milestones) == ["Draft it | A draft Adopt it | A law"]
    assert [warning.code for warning in reading.warnings] == ["uncertain_milestones"]


def test_a_section_that_nothing_parts_is_one_milestone_with_a_warning():
    body = (
        "The ministry drafts a law and hears the public and adopts it and " + "then trains the staff and " * 8 + "ends"
    )
    reading = read_plan(with_milestones(body))
    assert texts(reading.milestones) == [body]
    assert [warning.code for warning in reading.warnings] == ["uncertain_milestones"]


def test_relative_dates_stay_words():
    head = "Activity with a verifiable deliverable Start Date: End Date:"
    reading = read_plan(
        with_milestones("1. Adopt the law Ongoing Q2 2019", "2. Apply it Two months of the date of adoption", head=head)
    )
    assert texts(reading.milestones) == ["Adopt the law", "Apply it"]
    assert dates(reading.milestones) == [(None, "2019-06"), (None, None)]
    assert reading.milestones[1].dates_text == "Two months of the date of adoption"


def test_a_date_whose_order_only_the_period_tells_is_turned_with_a_warning():
    reading = read_plan(
        "Commitment start and end date: 1/9/2018 - 30/6/2020 What is the commitment? A register. "
        "Milestone Activity Start Date End Date Draft it 09/01/2018 31/08/2019 Adopt it 01/10/2018 30/04/2020"
    )
    assert dates(reading.milestones) == [("2018-09-01", "2019-08-31"), ("2018-10-01", "2020-04-30")]
    assert [warning.code for warning in reading.warnings] == ["ambiguous_date"]


@pytest.mark.parametrize(
    "labels",
    [
        ("Start: ", "End: "),
        ("Start date: ", "End date: "),
        ("Inicio: ", "Fin: "),
        ("Date de début : ", "Date de fin : "),
    ],
)
def test_a_start_and_an_end_with_labels_of_their_own_are_one_items(labels):
    start, end = labels
    lines = (
        f"1. List all piers. {start}May 2019. {end}June 2020.",
        f"2. Draw a map of them. {start}July 2020. {end}August 2021.",
    )
    assert [(text, first, last) for _, text, first, last in found(" ".join(lines))] == [
        ("List all piers.", "2019-05", "2020-06"),
        ("Draw a map of them.", "2020-07", "2021-08"),
    ]


def test_items_that_end_with_dates_set_apart_need_no_other_mark():
    for gap, last in ((": ", "end of 2021"), (" - ", "August 2021")):
        text = f"List all piers{gap}December 2019 Draw a map of them{gap}June 2020 Hand it to fishers{gap}{last}"
        assert [(text, end) for _, text, _, end in found(text)] == [
            ("List all piers", "2019-12"),
            ("Draw a map of them", "2020-06"),
            ("Hand it to fishers", "2021" if "end" in last else "2021-08"),
        ]


def test_the_period_after_a_list_without_dates_is_the_commitments():
    reading = read_plan(
        "What is the commitment? A map. Steps to be taken: 1. List all piers; 2. Draw the map "
        "Implementation dates: 2018-2019 Risks and assumptions: None."
    )
    assert (reading.plan.start_date, reading.plan.end_date) == ("2018", "2019")
    assert texts(reading.milestones) == ["List all piers", "Draw the map"]


def test_dates_in_an_order_that_cannot_be_are_told():
    reading = read_plan(
        "Start date: January 2019 End date: August 2018 What is the commitment? A register. "
        "Milestone Activity Start Date End Date Draft it May 2019 March 2019 Adopt it January 2019 March 2019"
    )
    assert (reading.plan.start_date, reading.plan.end_date) == ("2019-01", "2018-08")
    assert dates(reading.milestones) == [("2019-05", "2019-03"), ("2019-01", "2019-03")]
    assert [(warning.code, warning.field) for warning in reading.warnings] == [
        ("impossible_period", "plan.dates_text"),
        ("impossible_period", "milestones[0].dates_text"),
    ]


def test_a_date_whose_order_stays_open_is_null_with_a_warning():
    reading = read_plan("What is the commitment? A register. Milestone Activity Deadline Draft it 01/02/2020")
    assert dates(reading.milestones) == [(None, None)]
    assert reading.milestones[0].dates_text == "01/02/2020"
    assert [warning.code for warning in reading.warnings] == ["ambiguous_date"]


@pytest.mark.parametrize("gap", ["\n\n", " "])
@pytest.mark.parametrize(
    "marks",
    [
        "M1: M2: M3:", "M1.1 M1.2 M1.3", "(1) (2) (3)", "#1 #2 #3", "1º 2º 3º", "1.A 1.B 1.C", "I. II. III.",
        "i) ii) iii)", "(i) (ii) (iii)", "A. B. C.", "a) b) c)", "Phase_1: Phase_2: Phase_3:",
        "Deliverable_1: Deliverable_2: Deliverable_3:", "Stage_1_- Stage_2_- Stage_3_-",
        "Étape_1_: Étape_2_: Étape_3_:",
        "Meta_1. Meta_2. Meta_3.", "Target_1: Target_2: Target_3:", "• • •", "Hito_1: Hito_2: Hito_3:",
    ],
)  # fmt: skip
@pytest.mark.parametrize("dates", [("", "", ""), (" (May 2020)", " (June 2020)", " (July 2020)")])
def test_marks_of_many_kinds_and_dates_set_apart(marks, dates, gap):
    written = ["Write it", "Pass it and the by-law", "Open it"]
    items = [
        f"{mark.replace('_', ' ')} {one}{date}" for mark, one, date in zip(marks.split(), written, dates, strict=True)
    ]
    reading = read_plan(gap.join(["What is the commitment? A register.", "Milestones:", *items]))
    assert texts(reading.milestones) == written
    ends = ["2020-05", "2020-06", "2020-07"] if dates[0] else [None] * 3
    assert [one.end_date for one in reading.milestones] == ends


def barred(head, *rows):
    reading = read_plan(f"What is the commitment? A map. {head} {' '.join(rows)}")
    return [(" ".join(one.text.split()), one.start_date, one.end_date) for one in reading.milestones], reading.warnings


def test_rows_between_bars_have_the_dates_of_their_own_cells():
    rows = ("List all piers | 09/2019 | 12/2019", "Draw the map | 01/2020 | 10/2020", "Print it | 11/2020 | 08/2021")
    read, warnings = barred("Implementation of activities: Milestones | Begin | End", *rows)
    assert read == [
        ("List all piers", "2019-09", "2019-12"),
        ("Draw the map", "2020-01", "2020-10"),
        ("Print it", "2020-11", "2021-08"),
    ]
    assert warnings == []


def test_a_year_in_the_cell_before_a_date_is_no_start():
    head = "Commitment planning (Milestones | Expected outputs | Expected completion date)"
    rows = ("List all piers | A list as of the law, 2012. | December 2024", "Draw the map | The map | 2025")
    assert barred(head, *rows)[0] == [("List all piers", None, "2024-12"), ("Draw the map", None, "2025")]


def test_rows_with_their_number_in_the_cell_of_the_text_and_one_cell_missing():
    head = "No. Achievements Indicators Activity bearer Starting date End date"
    rows = (
        "1. List all piers | A list | Harbour office | 01/01/2024 | 30/06/2024",
        "2. Draw the map | The map | 01/07/2024 | 31/12/2024",
    )
    assert barred(head, *rows)[0] == [
        ("List all piers", "2024-01-01", "2024-06-30"),
        ("Draw the map", "2024-07-01", "2024-12-31"),
    ]


def test_rows_in_one_line_whose_last_cell_is_no_date_are_not_parted_by_guessing():
    head = "Action implementation plan (Implementation step | Expected practical outcome | End date | Stakeholders)"
    rows = (
        "List all piers | A list | Q1 2024 | Harbour office of the north",
        "Draw the map | The map | Q3 2024 | Office of maps",
    )
    read, warnings = barred(head, *rows)
    assert read == [
        ("List all piers", None, "2024-03"),
        ("Harbour office of the north Draw the map | The map | Q3 2024 | Office of maps", None, None),
    ]
    assert [warning.code for warning in warnings] == ["uncertain_milestones"]
