"""What the action plan says inside a description: headings, milestones and dates, in three layouts."""

import importlib.util
import json
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ogpscrape.reading.plan.plan import read_plan
from tests.reading.plans import dates, texts

PLAN = [
    "Commitment 3: A register of lobbyists",
    "1 September 2018 - 31 August 2020",
    "Lead implementing agency/actor Ministry of Justice",
    "Description of the commitment",
    "What is the public problem that the commitment aims at? Nobody knows who meets whom.",
    "What is the commitment? A public register, kept up to date. The objective of the plan is trust.",
    "How will the commitment contribute to solve the public problem? Meetings become visible.",
    "Why is this commitment relevant to OGP values? It opens files.",
    "Additional information Linked to Goal 16.",
    "Milestone Activity with a verifiable deliverable Start Date: End Date:",
    "Draft the law October 2018 March 2019",
    "Hold three hearings April 2019 June 2019",
    "Open the register July 2019 31 August 2020",
    "Contact information Name of responsible person from implementing agency Ann Other, ann@example.org",
    "Other Actors Involved Two universities",
]
LAYOUTS = {"paragraphs": "\n\n", "breaks": "\n", "run together": " "}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_plan_is_read_the_same_in_every_layout(layout):
    reading = read_plan(LAYOUTS[layout].join(PLAN))
    plan = reading.plan
    assert [section.kind for section in plan.outline] == [
        "preamble", "lead", "other", "problem", "commitment", "contribution", "relevance", "additional_information",
        "milestones", "contact", "supporting",
    ]  # fmt: skip
    assert plan.problem == "Nobody knows who meets whom."
    assert plan.commitment == "A public register, kept up to date. The objective of the plan is trust."
    assert plan.lead == "Ministry of Justice"
    assert plan.supporting == "Two universities"
    assert (plan.start_date, plan.end_date) == ("2018-09-01", "2020-08-31")
    assert plan.dates_text == "1 September 2018 - 31 August 2020"
    assert texts(reading.milestones) == ["Draft the law", "Hold three hearings", "Open the register"]
    assert dates(reading.milestones) == [("2018-10", "2019-03"), ("2019-04", "2019-06"), ("2019-07", "2020-08-31")]
    assert [one.number for one in reading.milestones] == [1, 2, 3]
    assert {one.origin for one in reading.milestones} == {"plan"}
    assert reading.milestones[0].dates_text == "October 2018 March 2019"


def test_words_in_a_sentence_are_no_heading_whatever_their_stems():
    reading = read_plan("What is the commitment? A register. The expected results of it are: trust and order.")
    assert [section.kind for section in reading.plan.outline] == ["commitment"]


@pytest.mark.parametrize("head", ["What they do by the year Start date End date", "Start Date: End Date:"])
def test_rows_after_the_names_of_date_columns_are_milestones_whatever_the_table_is_called(head):
    rows = "Draft the law in public March 2019 May 2019 Pass the law in the house June 2019 July 2020"
    reading = read_plan(f"What is the commitment? A register. {head} {rows}")
    assert [section.heading for section in reading.plan.outline if section.kind == "milestones"] == [head]
    assert dates(reading.milestones) == [("2019-03", "2019-05"), ("2019-06", "2020-07")]


def test_a_label_within_the_rows_of_a_table_is_no_heading_of_the_plan():
    rows = "1.1 Choose a place. Indicator: a lease. May 2019 June 2019 1.2 Open it. July 2019 August 2019"
    reading = read_plan(f"What is the commitment? A register. Milestones Start date End date {rows}")
    assert [section.kind for section in reading.plan.outline] == ["commitment", "milestones"]
    assert [one.code for one in reading.milestones] == ["1.1", "1.2"]


def test_a_period_without_a_label_that_is_said_again_in_brackets():
    lead = "Lead implementing agency Ministry of Justice What is the commitment? A register."
    plan = read_plan(f"A better register Q1 2019 - Q4 2019 (January 2019 - October 2019) {lead}").plan
    assert (plan.start_date, plan.end_date) == ("2019-01", "2019-12")


def test_dates_right_after_their_labels_without_a_colon():
    lead = "Lead implementing agency Ministry of Justice"
    plan = read_plan(f"{lead} Start Date January 2019 End Date June 2020 What is the commitment? A register.").plan
    assert (plan.lead, plan.start_date, plan.end_date) == ("Ministry of Justice", "2019-01", "2020-06")


def test_an_end_date_after_no_start_date():
    reading = read_plan("Main objective: Trust. Start date: Not specified End date: 1 January 2015")
    assert (reading.plan.start_date, reading.plan.end_date) == (None, "2015-01-01")


def test_one_word_in_capitals_is_a_heading_among_words_that_are_not():
    reading = read_plan("CHALLENGE The law is old. PROPOSED SOLUTION A new law. RESULTS Trust")
    assert [section.kind for section in reading.plan.outline] == ["problem", "commitment", "objective"]


def test_each_group_of_the_other_actors_has_a_section():
    reading = read_plan("What is the commitment? A register. Other actors involved Government Ministry of Works")
    assert [(one.kind, one.heading) for one in reading.plan.outline][1:] == [
        ("supporting", "Other actors involved"),
        ("supporting", "Government"),
    ]


def test_a_heading_broken_over_lines_is_one():
    reading = read_plan("What is the\n\npublic problem that the\n\ncommitment will address?\n\nNobody knows.")
    assert reading.plan.problem == "Nobody knows."


def test_a_printed_instruction_belongs_to_its_heading():
    text = "Main objective To know. Ambition Briefly describe what you hope for through more openness. All is known."
    assert read_plan(text).plan.objective == "To know.\n\nAll is known."


@pytest.mark.parametrize(
    "prose",
    [
        "The objective of the plan is to publish data. Its relevance is plain, and its milestones are many.",
        "We promise to do three things: 1. Publish budgets by June 2013. 2. Hold hearings. 3. Train officials.",
        "Impact: high.",
        "",
        "Who knows what the future holds? We do not.",
    ],
)
def test_prose_has_no_plan_and_no_milestones(prose):
    reading = read_plan(prose)
    assert reading.plan is None
    assert reading.milestones == []


def test_a_question_of_no_kind_is_other_and_named():
    text = "What is the commitment? A register. What colour has the commitment? Red."
    reading = read_plan(text)
    assert [section.kind for section in reading.plan.outline] == ["commitment", "other"]
    assert reading.plan.others[0].text == "Red."
    assert [warning.code for warning in reading.warnings] == ["unknown_plan_heading"]
    assert "What colour has the commitment?" in reading.warnings[0].message


@pytest.mark.parametrize(
    "hostile",
    [
        "1.1 " * 20_000,
        "Milestone 1: " * 5_000,
        "Start date: " * 5_000,
        "Milestones: " + "1.1 Ab " * 10_000,
        "Milestones activity: " + "Jan 2020 Feb 2020 aa " * 5_000,
        "Problem to be addressed: a Milestones: " + "x | Jan 2020 " * 8_000,
        "1" * 100_000,
        "(" * 100_000,
        "[" * 100_000,
        "?" * 50_000,
        "Relevance Briefly describe " * 4_000,
        "Problem to be addressed " + " " * 100_000 + "x",
    ],
    ids=lambda text: text[:24],
)
def test_hostile_text_is_read_to_its_end(hostile):
    # a time that grows with the square of the length would be minutes here
    reading = read_plan(hostile)
    assert reading.plan is None or reading.plan.outline[-1].end <= len(hostile)


PIECES = [
    *PLAN,
    "Milestones:", "Relevance", "Ambition:", "1. Draft it", "2. Adopt it May 2020", "• One thing", "- another",
    "What about it?", "47", "Main Objective", "a | b | 2020", "Start date: 1/2/2020", "Responsible: all", "(s)", "[^7]",
    "İstanbul ﬁne", "Phase 1: x", "Commitment Planning (Milestones | Outputs | Date)", "Timeline: Q2 2018 - Q1 2019",
]  # fmt: skip


def bare(text):
    return re.sub(r"\s+", "", text)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=16), st.sampled_from(list(LAYOUTS.values())))
def test_whatever_the_order_nothing_is_reworded_lost_or_read_twice(pieces, gap):
    text = gap.join(pieces)
    reading = read_plan(text)
    if reading.plan is None:
        assert reading.milestones == []
        return
    end = 0
    for section in reading.plan.outline:
        assert end <= section.start < section.end <= len(text)
        assert section.heading is None or text.startswith(section.heading, section.start)
        assert not text[end : section.start].strip(" \n\t;|"), "words between two sections"
        end = section.end
    assert not text[end:].strip(" \n\t;|")
    whole = bare(text)
    values = reading.plan.model_dump(exclude={"outline", "others", "start_date", "end_date", "dates_text"})
    for value in values.values():
        for part in (value or "").split("\n\n"):
            assert bare(part) in whole
    sections = [bare(text[s.start : s.end]) for s in reading.plan.outline if s.kind == "milestones"]
    rest = "".join(sections)
    for number, milestone in enumerate(reading.milestones, start=1):
        assert milestone.number == number
        assert milestone.text.strip()
        for words in (milestone.text, milestone.responsible, milestone.dates_text):
            assert bare(words or "") in whole
    at = 0
    for milestone in reading.milestones:  # in order, and never the same words twice
        if milestone.responsible is None:
            at = rest.index(bare(milestone.text), at) + len(bare(milestone.text))


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=300))
def test_any_text_is_read(text):
    reading = read_plan("What is the commitment? " + text)
    assert reading.plan is not None
    assert reading.plan.outline[-1].end <= len(text) + 24


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(PLAN[4:13]), unique=True, min_size=2))
def test_the_three_layouts_give_the_same_plan(pieces):
    seen = []
    for gap in LAYOUTS.values():
        reading = read_plan(gap.join(pieces))
        seen.append(
            (
                [(section.kind, section.heading) for section in reading.plan.outline] if reading.plan else None,
                texts(reading.milestones),
                dates(reading.milestones),
            )
        )
    assert seen[0] == seen[1] == seen[2]


@pytest.mark.parametrize("layout", LAYOUTS)
def test_real_texts_stay_above_a_floor(real_plans, layout):
    """The figures are in the notes of the change that raised them; they only ever rise."""
    spec = importlib.util.spec_from_file_location("score", real_plans)
    score = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(score)
    count = dict.fromkeys(("right", "given", "wanted", "milestones", "of", "asked", "dates", "all dates"), 0)
    for file in sorted((real_plans.parent / "labelled").glob("*.txt")):
        lines = [" ".join(line.split()) for line in file.read_text(encoding="utf-8").splitlines() if line.strip()]
        text = LAYOUTS[layout].join(lines)
        label = json.loads(file.with_suffix(".json").read_text(encoding="utf-8"))
        reading = read_plan(text)
        record = {"description": text, "plan": reading.plan and reading.plan.model_dump()}
        gold = [one for one in score.gold_sections(text, label) if one[0] not in {"preamble", "other"}]
        got = [one for one in score.read(record)[1] if one[0] not in {"preamble", "other"}]
        count["wanted"] += len(gold)
        count["given"] += len(got)
        count["right"] += sum(any(kind == k and abs(start - s) <= 5 for k, s, _ in got) for kind, start, _ in gold)
        wanted = [score.bare(one["text"]).lower() for one in label["milestones"]]
        pairs = score.pairs(wanted, [score.bare(one.text).lower() for one in reading.milestones])
        count["milestones"] += len(pairs)
        count["of"] += len(reading.milestones)
        count["asked"] += len(wanted)
        for one, other in pairs:
            for want, have in (
                (label["milestones"][one]["start"], reading.milestones[other].start_date),
                (label["milestones"][one]["end"], reading.milestones[other].end_date),
            ):
                count["all dates"] += want is not None or have is not None
                count["dates"] += want == have and want is not None
    assert score.f1(count["right"], count["given"], count["wanted"])[0] >= 0.97
    assert score.f1(count["milestones"], count["of"], count["asked"])[0] >= 0.96
    assert count["dates"] >= 0.97 * count["all dates"]
