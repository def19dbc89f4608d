"""When pages are due: spread evenly, none older than allowed."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from ogpscrape.dataset.finding import is_due

START = datetime(2026, 3, 1, 4, tzinfo=UTC)
IDS = [f"KR{number:04d}" for number in range(1, 701)]
IDENTIFIERS = st.builds(
    lambda prefix, number: f"{prefix}{number:04d}",
    st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=2, max_size=5),
    st.integers(0, 9999),
)
AGES = st.timedeltas(timedelta(minutes=1), timedelta(days=400))


def test_a_daily_run_checks_a_seventh_and_none_is_older_than_a_week():
    checked = dict.fromkeys(IDS, START)
    counts = []
    for day in range(1, 22):
        now = START + timedelta(days=day)
        due = [one for one in IDS if is_due(one, checked[one], now, timedelta(days=7))]
        counts.append(len(due))
        checked |= dict.fromkeys(due, now)
        assert min(checked.values()) > now - timedelta(days=7)
    assert all(60 <= count <= 140 for count in counts), counts
    assert sum(counts) == 3 * len(IDS)


@given(IDENTIFIERS, st.timedeltas(timedelta(0), timedelta(days=20_000)).map(lambda passed: START + passed), AGES)
def test_what_is_too_old_is_due_and_what_was_just_checked_is_not(one, now, age):
    assert is_due(one, None, now, age)
    assert is_due(one, now - age - timedelta(seconds=1), now, age)
    assert not is_due(one, now, now, age)
    assert is_due(one, now, now, timedelta(0))


@given(IDENTIFIERS, AGES)
def test_a_check_in_the_future_does_not_count(one, age):
    assert is_due(one, START + timedelta(seconds=1), START, age)
