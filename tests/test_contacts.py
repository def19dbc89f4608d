import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ogpscrape.commitment import Link, Note, PageLink, Plan, PlanSection, Section
from ogpscrape.contacts import LEFT_OUT, without_contacts
from tests.records import RECORDS, record

PERSON = "Kim Example, Director, +82 2 555 0199, kim@example.org"


def with_plan(*parts, **changes):
    """A record whose description is made of parts: (kind, heading, answer)."""
    text, outline, contacts = "", [], []
    for kind, heading, answer in parts:
        text += "\n\n" if text else ""
        whole = f"{heading}: {answer}" if heading else answer
        outline.append(PlanSection(kind=kind, heading=heading, start=len(text), end=len(text) + len(whole)))
        text += whole
        contacts += [answer] if kind == "contact" else []
    plan = Plan(outline=outline, contact="\n\n".join(contacts) or None)
    return record(**{"description": text, "plan": plan, **changes})


def texts_of(whole):
    return [whole.description[section.start : section.end] for section in whole.plan.outline]


def test_a_contact_goes_from_the_description_and_the_plan_and_the_other_sections_stay():
    whole = with_plan(("problem", "Problem", "Queues."), ("contact", "Contact", PERSON), ("risk", "Risks", "None."))
    left = without_contacts(whole)
    assert left.plan.contact == LEFT_OUT
    assert texts_of(left) == ["Problem: Queues.", f"Contact: {LEFT_OUT}", "Risks: None."]
    assert left.description == f"Problem: Queues.\n\nContact: {LEFT_OUT}\n\nRisks: None."
    assert whole.description.count(PERSON) == 1, "the record itself is not changed"


def test_its_words_go_wherever_they_stand():
    whole = with_plan(
        ("lead", "Lead", f"The office\n{PERSON.replace(' ', '  ')}"),
        ("contact", "Contact", PERSON),
        sections=[Section(heading="More", text=f"Ask {PERSON}.")],
        notes=[Note(number=1, text="kim@example.org", links=[Link(text="write", url="mailto:kim@example.org")])],
        links=[PageLink(text="kim@example.org", url="mailto:kim@example.org", field="description")],
        unclaimed=[f"x {PERSON}"],
    )
    left = without_contacts(whole)
    assert "kim@example.org" not in left.model_dump_json()
    assert "555" not in left.model_dump_json()
    assert left.sections[0].text == f"Ask {LEFT_OUT}."
    assert (left.links[0].url, left.links[0].field) == (None, "description")
    assert texts_of(left) == [f"Lead: The office\n{LEFT_OUT}", f"Contact: {LEFT_OUT}"]


def test_a_short_answer_goes_from_its_own_section_alone():
    left = without_contacts(with_plan(("contact", "Contact", "NA"), ("risk", "Risks", "NA")))
    assert texts_of(left) == [f"Contact: {LEFT_OUT}", "Risks: NA"]


@pytest.mark.parametrize("plan", [None, Plan(problem="x")])
def test_a_record_that_names_no_contact_stays_as_it_is(plan):
    whole = record(plan=plan)
    assert without_contacts(whole) is whole


KINDS = st.sampled_from(["problem", "contact", "lead", "other"])
ANSWERS = st.text("ab @.-", min_size=1, max_size=30).map(str.strip).filter(bool)


@given(st.lists(st.tuples(KINDS, st.sampled_from(["Heading", None]), ANSWERS), min_size=1, max_size=6))
def test_outlines_stay_in_order_inside_the_description_and_no_contact_is_left(parts):
    whole = with_plan(*parts)
    left = without_contacts(whole)
    ends = [place for section in left.plan.outline for place in (section.start, section.end)]
    assert ends == sorted(ends)
    assert ends[-1] <= len(left.description)
    for text, (kind, heading, _) in zip(texts_of(left), parts, strict=True):
        if kind == "contact":
            assert text == (f"{heading}: {LEFT_OUT}" if heading else LEFT_OUT)


@given(RECORDS)
@settings(suppress_health_check=[HealthCheck.too_slow], max_examples=30, deadline=None)
def test_any_record_stays_valid(anything):
    left = without_contacts(anything)
    assert type(left).model_validate(left.model_dump()) == left


@pytest.mark.parametrize("gap", ["\n", " "])
def test_a_name_and_a_telephone_number_go_from_the_other_texts(gap):
    answer = gap.join(["Ann Other", "Title, Department Head of Maps", "Email and Phone a@example.org, +82 2 555 0199"])
    whole = with_plan(
        ("contact", "Name of responsible person from implementing agency", answer),
        ("risk", "Risks", "Ann Other leaves. Heads of Maps stay. Call +82 2 555 0199 in 2019."),
    )
    left = without_contacts(whole)
    assert texts_of(left)[1] == f"Risks: {LEFT_OUT} leaves. Heads of Maps stay. Call {LEFT_OUT} in 2019."
