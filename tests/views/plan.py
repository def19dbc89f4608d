"""A record as pages since 2018 give it: a plan inside the description, dated milestones, no review."""

from ogpscrape.commitment import Commitment, Link, Member, Milestone, Overview, Plan, PlanSection
from tests.records import record

DESCRIPTION = """Which problem does it address?
Nobody knows how long the queue is.

What is the commitment?
Clocks at every counter, and their figures as open data.

Milestones
1. Put up clocks. January to June 2019
2. Publish the figures. By 2020

Contact
The counter office"""


def planned(commitment_id: str = "ZZ0099", **changes: object) -> Commitment:
    """Return that record, with some fields changed."""
    places = [0, *(DESCRIPTION.index(heading) for heading in ("What is", "Milestones", "Contact")), len(DESCRIPTION)]
    headings = ["Which problem does it address?", "What is the commitment?", "Milestones", "Contact"]
    outline = [
        PlanSection(kind=kind, heading=heading, start=start, end=end)
        for kind, heading, start, end in zip(
            ("problem", "commitment", "milestones", "contact"), headings, places, places[1:], strict=False
        )
    ]
    values: dict[str, object] = {
        "id": commitment_id,
        "title": "Clocks at the counters",
        "member": Member(name="Samplia", slug="samplia", prefix="ZZ", kind="national"),
        "description": DESCRIPTION,
        "overview": Overview(action_plan=Link(text="Samplia Action Plan 2018-2020"), action_plan_cycle=2018),
        "plan": Plan(
            outline=outline,
            problem="Nobody knows how long the queue is.",
            commitment="Clocks at every counter, and their figures as open data.",
            contact="The counter office",
            start_date="2018-09",
            end_date="2020-08-31",
        ),
        "milestones": [
            Milestone(
                number=1,
                code="1",
                text="Put up clocks.",
                origin="plan",
                start_date="2019-01",
                end_date="2019-06",
                dates_text="January to June 2019",
                responsible="The counter office",
            ),
            Milestone(number=2, code="2", text="Publish the figures.", origin="plan", end_date="2020"),
            Milestone(number=3, text="Answer letters.", origin="plan"),
        ],
    }
    return record(**{**values, **changes})
