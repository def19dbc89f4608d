"""Faults in IRM summaries and milestones, found in use or in review, each with the smallest page that showed it."""

import pytest

from ogpscrape.reading import parse
from tests.reading.small_pages import SUMMARY, codes, page, text_page


def test_the_smallest_page_has_nothing_wrong() -> None:
    assert codes(parse(page(SUMMARY))) == []
    assert codes(parse(text_page(""))) == []


def test_a_question_with_its_answer_on_the_same_line_is_a_label() -> None:
    record = parse(
        page(
            SUMMARY + "<p>Did it open government? Access to Information: Major</p><p>Carried forward? Yes, it has.</p>"
        )
    )
    opened = record.irm[0].did_it_open_government
    assert opened is not None
    assert [(rating.value, rating.rating) for rating in opened.ratings] == [("Access to Information", "Major")]
    assert record.irm[0].carried_forward == "Yes, it has."


def test_a_milestones_heading_may_be_wrapped() -> None:
    summary = "IRM End of Term Status Summary\n\n1. Open Maps\n\nEnd of term: Limited\n\nFew were drawn.\n\n"
    record = parse(text_page(f"{summary}Milestone 1.a.1 Draw maps of\nall regions (Substantial)\n\nThey were drawn."))
    milestone = record.milestones[0]
    assert (milestone.title, milestone.completion) == ("Draw maps of all regions", "Substantial")
    assert milestone.assessment == "They were drawn."


def test_a_sentence_that_begins_with_milestone_is_no_milestone() -> None:
    record = parse(page(SUMMARY + "<p>Milestone 1 was completed in June. The ministry published it.</p>"))
    assert record.milestones == []
    text = record.irm[0].completion[0].text
    assert text == "Few maps were drawn.\n\nMilestone 1 was completed in June. The ministry published it."


@pytest.mark.parametrize(
    "heading",
    [
        "<p><strong>4.2.1. Draft (Complete).</strong> It was drafted.</p>",
        "<p>Milestone 4.2.1 Draft</p><p>(Complete)</p><p>It was drafted.</p>",
        "<p>Milestone 4.2.1 Draft – Complete</p><p>It was drafted.</p>",
        "<p>Milestone 4.2.1 Draft [Complete]</p><p>It was drafted.</p>",
        "<p>Milestone 4.2.1: Draft: Completed</p><p>It was drafted.</p>",
        "<h4>4.2.1. Draft (COMPLETE)</h4><p>It was drafted.</p>",
    ],
)
def test_a_milestones_rating_stands_in_many_ways(heading: str) -> None:
    milestone = parse(page(SUMMARY + heading)).milestones[0]
    found = (milestone.code, milestone.title, milestone.completion, milestone.assessment)
    assert found == ("4.2.1", "Draft", "Complete", "It was drafted.")


@pytest.mark.parametrize(
    ("heading", "number", "title"),
    [
        ("Commitment 1. Open Maps", "1", "Open Maps"),
        ("3.4 Lobbying Regulation", "3.4", "Lobbying Regulation"),
        ("(✪) 3.4: Lobbying Regulation", "3.4", "Lobbying Regulation"),
        ("Commitment 1.1 Maps", "1.1", "Maps"),
        ("Commitment 12 – 13: Maps", "12 – 13", "Maps"),
        ("Commitments 3, 4 and 5. Maps", "3, 4 and 5", "Maps"),
        ("Commitment #3: Maps", "3", "Maps"),
        ("Compromiso 3. Mapas", "3", "Mapas"),
        ("4: Legal framework...", "4", "Legal framework..."),
        ("Commitment A.1: Maps", "A.1", "Maps"),
        ("12. Develop a draft law", "12", "Develop a draft law"),
    ],
)
def test_the_numbers_of_reviewed_commitments(heading: str, number: str, title: str) -> None:
    summary = parse(page(SUMMARY.replace("Commitment 1. Open Maps", heading))).irm[0]
    assert (summary.number, summary.title) == (number, title)


def test_provenance_and_warnings_name_fields_of_the_record() -> None:
    plan = "<p>Editorial Note: One milestone:</p><ol><li>Draw.</li></ol>"
    record = parse(page(SUMMARY + plan + "<p>Milestone 1.1 Draw (Nearly limited)</p><p>It was.</p>"), provenance=True)
    assert record.provenance is not None
    code = record.provenance["milestones[0].code"]
    assert code.end - code.start < 20
    assert all(warning.field is None or "assessed-" not in warning.field for warning in record.warnings)


def test_a_label_in_the_middle_of_a_sentence_is_none() -> None:
    aim = "The plan gives a start date: July 2014. The responsible institution: the ministry."
    summary = parse(page(SUMMARY + f"<p>Commitment Aim</p><p>{aim}</p>")).irm[0]
    assert (summary.commitment_aim, summary.start_date) == (aim, None)
