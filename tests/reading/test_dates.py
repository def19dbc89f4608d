"""Dates in every form that plans write: right, or null with a warning, never wrong."""

import re
from calendar import month_name, monthrange
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ogpscrape.reading.dates import date_order, find_dates, read_date, read_period
from ogpscrape.reading.milestones import read_dates
from ogpscrape.reading.scales import month_of

FORMS = [
    [cell.strip() for cell in line.rsplit("|", 3)]
    for line in (Path(__file__).parent / "date_forms.txt").read_text(encoding="utf-8").splitlines()
    if not line.startswith("#")
]
ISO = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")


def test_the_table_is_long_enough():
    assert len(FORMS) >= 200


@pytest.mark.parametrize(("words", "start", "end", "warnings"), FORMS, ids=[form[0] for form in FORMS])
def test_a_form_of_the_table(words, start, end, warnings):
    reading = read_period(words)
    found = (reading.start or "-", reading.end or "-", " ".join(reading.warnings) or "-")
    assert found == (start, end, warnings)
    assert reading.dates_text is None or reading.dates_text in words


@pytest.mark.parametrize(
    ("words", "start", "end"),
    [
        ("Q2 2018", "2018-04", "2018-06"),
        ("First half of 2021", "2021-01", "2021-06"),
        ("Spring 2019", "2019-03", "2019-05"),
        ("Winter 2019/2020", "2019-12", "2020-02"),
        ("2019/2020", "2019", "2020"),
        ("Mar 2025", "2025-03", "2025-03"),
        ("30 June 2019", "2019-06-30", "2019-06-30"),
        ("1 July 2016 to 30 June 2018", "2016-07-01", "2018-06-30"),
    ],
)
def test_a_date_has_a_first_month_as_a_start_and_a_last_as_an_end(words, start, end):
    assert read_date(words, role="start").iso == start
    assert read_date(words, role="end").iso == end


@pytest.mark.parametrize(
    ("text", "order"),
    [
        ("from 1/9/2018 to 30/6/2020", "day_first"),
        ("from 9/1/2018 to 6/30/2020", "month_first"),
        ("1/9/2018 and 2/10/2018", None),
        ("13/1/2018 and 1/13/2018", None),
        ("18.03.2016", None),
        ("no date at all", None),
    ],
)
def test_the_other_dates_of_a_text_tell_the_order(text, order):
    assert date_order(text) == order


def test_an_order_that_is_given_settles_a_date():
    assert read_date("1/9/2018", role="end", order="day_first").iso == "2018-09-01"
    assert read_date("1/9/2018", role="end", order="month_first").iso == "2018-01-09"
    assert read_date("1/9/2018", role="end").warning == "ambiguous_date"


@pytest.mark.parametrize("words", ["March", "next Monday", "today", "in two weeks", "the 15th", "12", "Q3", "spring"])
def test_a_date_without_a_year_gets_none_from_today(words):
    assert read_date(words, role="end").iso is None


def written(day: date) -> list[str]:
    month = month_name[day.month]
    return [
        f"{day.day} {month} {day.year}",
        f"{month} {day.day}, {day.year}",
        f"{day.day}.{day.month}.{day.year}",
        f"{day.day:02}-{month[:3]}-{day.year}",
        day.isoformat(),
        f"{day.day}th of {month.upper()} {day.year}",
    ]


@given(st.dates(date(2008, 1, 1), date(2045, 12, 31)))
def test_a_day_reads_back_from_each_way_of_writing_it(day):
    for words in written(day):
        assert read_date(f"by {words}", role="end").iso == day.isoformat(), words


@given(st.dates(date(2008, 1, 1), date(2045, 12, 31)), st.dates(date(2008, 1, 1), date(2045, 12, 31)))
def test_two_days_side_by_side_are_a_start_and_an_end(one, other):
    for first, second in zip(written(one), written(other), strict=True):
        reading = read_period(f"{first} – {second}")
        assert (reading.start, reading.end) == (one.isoformat(), other.isoformat()), (first, second)


@pytest.mark.parametrize(
    ("words", "dates"),
    [
        ("September 2078 - August 2020", (None, "2020-08")),
        ("September 2018 - August 2098", ("2018-09", "2098-08")),  # odd, but in order
        ("September 2020 - August 1918", ("2020-09", None)),
        ("September 2020 - August 2019", ("2020-09", "2019-08")),  # nobody knows which of them is wrong
    ],
)
def test_a_start_after_its_end_is_told_and_a_year_that_no_plan_has_is_not_taken(words, dates):
    reading = read_period(words)
    assert (reading.start, reading.end) == dates
    assert reading.dates_text is not None
    assert ("impossible_period" in reading.warnings) == (words[-4:] in {"2020", "1918", "2019"})


@given(
    st.lists(
        st.sampled_from(["2019", "31", "/", ".", "-", " ", "May", "Q2", "of", "'18", "II", "quarter", "٣", "İ", "12"])
    )
)
def test_whatever_is_written_what_is_read_is_a_date_that_exists(parts):
    text = " ".join(parts)
    for found in find_dates(text):
        assert text[found.start : found.end].strip()
        for role in ("start", "end"):
            iso = found.iso(role)
            assert iso is None or ISO.fullmatch(iso)
            if iso and len(iso) == 10:
                year, month, day = map(int, iso.split("-"))
                assert day <= monthrange(year, month)[1]


@pytest.mark.parametrize(
    ("words", "start", "end"),
    [
        ("Mar 2025", "2025-03", "2025-03"),
        ("Q1 2025", "2025-01", "2025-03"),
        ("marzo de 2025", "2025-03", "2025-03"),
        ("15 March, 2025", "2025-03", "2025-03"),
        ("2025", None, None),
        ("Mar 2025 and more", None, None),
        ("3/4/2025", None, None),
    ],
)
def test_a_month_of_a_local_page_is_read_as_any_other_date(words, start, end):
    assert (month_of(words, "start"), month_of(words, "end")) == (start, end)


def test_the_order_of_a_summarys_start_is_told_by_its_end():
    read = read_dates(("01/09/2014", "31/08/2016"), "irm[0]")
    assert (read.value["start_date"], read.value["end_date"], read.warnings) == ("2014-09-01", "2016-08-31", ())


@pytest.mark.parametrize(
    "words",
    ["End of 2024", "by the end of 2024", "Mid-2021", "early 2020", "finales de 2020", "fin juin 2020", "Q2 2018"],
)
def test_the_words_keep_what_part_of_a_year_they_say(words):
    assert read_period(f"Planned: {words}.").dates_text == words
