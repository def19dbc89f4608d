from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings

from ogpscrape.commitment import Milestone
from ogpscrape.views.outline import parts_of
from ogpscrape.views.terminal.screen import Screen
from ogpscrape.views.terminal.show import commitment_view
from ogpscrape.views.timeline import day_of, place, timeline, years
from tests.records import RECORDS, record
from tests.views.plan import DESCRIPTION, planned

PLAIN = Screen(width=80, plain=True)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2018-02-07", date(2018, 2, 7), date(2018, 2, 7)),
        ("2020-02", date(2020, 2, 1), date(2020, 2, 29)),
        ("2018", date(2018, 1, 1), date(2018, 12, 31)),
        ("2018-13", None, None),
        ("2018-02-30", None, None),
        (None, None, None),
        ("7149050291660839", None, None),
    ],
)
def test_a_date_begins_and_ends_as_precisely_as_it_is(text, first, last):
    assert (day_of(text), day_of(text, last=True)) == (first, last)


def test_the_timeline_has_the_period_and_every_dated_milestone():
    found = timeline(planned())
    assert [(one.label, one.dates) for one in found] == [
        ("Plan", "2018-09 – 2020-08-31"),
        ("1", "2019-01 – 2019-06"),
        ("2", "2020"),
    ]
    span = years(found)
    assert list(span) == [2018, 2019, 2020]
    assert place(date(2018, 1, 1), span) == 0
    assert place(date(2020, 12, 31), span, last=True) == 1


def test_the_description_is_set_out_by_its_headings_and_no_word_is_lost():
    parts = parts_of(planned())
    assert [part.kind for part in parts] == ["problem", "commitment", "milestones", "contact"]
    assert parts[0].text == "Nobody knows how long the queue is."
    words = " ".join(f"{part.heading or ''} {part.text}" for part in parts).split()
    assert words == DESCRIPTION.split()


def test_show_sets_out_the_plan_and_draws_the_timeline():
    text = PLAIN.draw(commitment_view(planned(), PLAIN))
    lines = text.splitlines()
    assert "  Which problem does it address?" in lines
    at = next(number for number, line in enumerate(lines) if "Timeline" in line)
    axis, plan, first, second = lines[at + 1 : at + 5]
    assert axis.split() == ["2018", "2019", "2020"]
    assert "2018-09 – 2020-08-31" in plan
    assert plan.count("━") > first.count("━") > 0
    assert "◆" in second
    assert plan.index("━") < first.index("━") < second.index("◆")
    assert "January to June 2019; The counter office" in text


def test_a_record_without_dates_has_no_timeline():
    whole = record(milestones=[Milestone(number=1, origin="plan", text="x")])
    assert "Timeline" not in PLAIN.draw(commitment_view(whole, PLAIN))


@given(RECORDS)
@settings(suppress_health_check=[HealthCheck.too_slow], max_examples=40, deadline=None)
def test_any_record_can_be_shown(anything):
    for screen in (PLAIN, Screen(width=30, plain=True, ascii_only=True)):
        screen.draw(commitment_view(anything, screen))
