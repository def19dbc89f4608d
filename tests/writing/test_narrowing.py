"""`--select` and `--where`: some columns and rows of a flat table."""

from dataclasses import replace

import pytest

from ogpscrape import load
from ogpscrape.errors import UsageError
from ogpscrape.writing.columns import Column
from ogpscrape.writing.narrowing import narrowed, read_condition
from ogpscrape.writing.tables import TABLES

RECORDS = list(load("samples", "ZZ"))
DAYS = ("2020-12-31", "2021-03-15", "2021-03", "2021", "2021-09-01", "2022")


def ids(*where: str) -> list[str]:
    table = narrowed(TABLES["commitments"], "id", where)
    return [row[0] for row in table.rows(RECORDS)]


def expected(column: str, holds) -> list[str]:
    names = [column.name for column in TABLES["commitments"].columns]
    rows = [dict(zip(names, row, strict=True)) for row in TABLES["commitments"].rows(RECORDS)]
    return [row["id"] for row in rows if holds(row[column])]


def test_equal_and_unequal_leave_nothing_out():
    assert ids("completion=limited") == expected("completion", lambda word: word == "Limited") != []
    assert ids("completion!=Limited") == expected("completion", lambda word: word != "Limited")


def test_ranks_are_in_the_order_of_the_scale_and_what_has_none_is_left_out():
    wanted = expected("completion", lambda word: word in ("Substantial", "Complete"))
    assert ids("completion>=Substantial") == wanted != []
    assert ids("completion>Substantial") == expected("completion", lambda word: word == "Complete")
    assert ids("completion<Limited") == expected("completion", lambda word: word == "Not Started")


def test_years_and_parts_of_texts():
    assert ids("action_plan_cycle>=2016") == expected("action_plan_cycle", lambda year: (year or 0) >= 2016) != []
    assert ids("title~BUDGET") == [record.id for record in RECORDS if "budget" in record.title.casefold()] != []
    assert (
        ids("policy_areas=Right to Information")
        == expected("policy_areas", lambda areas: "Right to Information" in areas)
        != []
    )


@pytest.mark.parametrize(
    ("condition", "kept"),
    [
        ("start_date>=2021", {"2021-03-15", "2021-03", "2021", "2021-09-01", "2022"}),
        ("start_date>=2021-09", {"2021-09-01", "2022"}),
        ("start_date>2021-03", {"2021-09-01", "2022"}),
        ("start_date<=2021-03", {"2020-12-31", "2021-03-15", "2021-03", "2021"}),
        ("start_date<2021-03-15", {"2020-12-31", "2021-03", "2021"}),
    ],
)
def test_a_day_is_compared_as_precisely_as_it_is_named(condition, kept):
    table = TABLES["milestones"]
    read = read_condition(condition, replace(table, columns=(Column("start_date", "string", "", str),)))
    assert {day for day in DAYS if read.holds(day)} == kept


@pytest.mark.parametrize(("words", "value"), [(("Yes", "yes", "true"), True), (("no", "False"), False)])
def test_yes_and_no_are_what_pages_say(words, value):
    for word in words:
        assert ids(f"starred={word}") == expected("starred", lambda starred: starred is value) != []


def test_conditions_must_all_hold():
    assert ids("completion=Complete", "title~budget") == [
        one for one in ids("completion=Complete") if one in ids("title~budget")
    ]


def test_columns_stand_in_the_order_asked_for():
    assert [column.name for column in narrowed(TABLES["commitments"], "title, id,id", ()).columns] == ["title", "id"]


@pytest.mark.parametrize(
    ("select", "where", "said"),
    [
        ("titel", (), "Did you mean title"),
        (",", (), "names no column"),
        (None, ("completion",), "not a condition"),
        (None, ("complete=x",), "Did you mean completion"),
        (None, ("completion>=Great",), "In order: Not Started, Limited, Substantial, Complete"),
        (None, ("title>=b",), "takes a number or a year"),
        (None, ("cycle>=2016",), "Did you mean action_plan_cycle"),
        (None, ("completion=Limitd",), "'Limitd' is not a word of completion. Did you mean Limited"),
        (None, ("starred=maybe",), "'maybe' is neither yes nor no"),
        (None, ("action_plan_cycle=soon",), "'soon' is not a number"),
    ],
)
def test_what_is_not_there_is_said(select, where, said):
    with pytest.raises(UsageError) as raised:
        narrowed(TABLES["commitments"], select, where)
    assert said in str(raised.value)
