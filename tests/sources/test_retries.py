"""Retry-After in all its forms."""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ogpscrape.sources.retries import parse_retry_after, time_after


@pytest.mark.parametrize(("text", "seconds"), [("0", 0), ("120", 120), (" 7 ", 7), ("86400", 86_400)])
def test_seconds(text, seconds):
    assert parse_retry_after(text) == seconds


def test_a_date_to_come():
    when = datetime.now(UTC) + timedelta(seconds=90)
    assert parse_retry_after(format_datetime(when, usegmt=True)) == pytest.approx(90, abs=2)


@pytest.mark.parametrize(
    "text",
    ["Wed, 21 Oct 2015 07:28:00 GMT", "Wednesday, 21-Oct-15 07:28:00 GMT", "Wed Oct 21 07:28:00 2015"],
)
def test_a_date_that_has_been_is_no_wait_in_each_form_of_http(text):
    assert parse_retry_after(text) == 0


@pytest.mark.parametrize(
    "text",
    [None, "", "soon", "-5", "1.5", "٣", "Wed, 99 Oct 2015 07:28:00 GMT", "Wed, 21 Oct 12345678901 07:28:00 GMT"],
)
def test_nonsense_is_not_there(text):
    assert parse_retry_after(text) is None


@given(st.text())
def test_whatever_it_says_it_is_a_wait_or_nothing(text):
    seconds = parse_retry_after(text)
    assert seconds is None or seconds >= 0
    assert seconds is None or time_after(seconds)


@given(st.integers(min_value=0))
def test_however_long_it_is(number):
    seconds = parse_retry_after(str(number))
    assert seconds is not None
    assert time_after(seconds)
