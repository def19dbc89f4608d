"""Tables for people: they fit the window, and no column goes."""

from hypothesis import given
from hypothesis import strategies as st

from ogpscrape.cli.listing import _width, aligned
from tests.cli.running import in_terminal

HEAD = ["id", "title", "cycle", "policy_area", "state"]


@given(
    st.lists(st.lists(st.text(max_size=200), min_size=5, max_size=5), max_size=8),
    st.integers(min_value=5 * 5 + 4 * 2, max_value=200),
)
def test_a_table_fits_its_window_and_every_column_stays(rows, window):
    lines = aligned(HEAD, rows, window).splitlines()
    assert len(lines) == len(rows) + 1
    assert max(map(_width, lines)) <= window
    assert len(lines[0].split()) == len(HEAD)


def test_a_long_text_is_cut_and_the_columns_beside_it_stand_straight():
    text = aligned(HEAD, [["KR0017", "a long title " * 20, "2014", "公共" * 30, "listed"]], 80)
    head, row = text.splitlines()
    assert row.startswith("KR0017  a long title")
    assert row.endswith("listed")
    assert "…" in row
    assert _width(row) <= 80
    assert head.index("CYCLE") == row.index("2014")


def test_more_columns_than_the_window_has_room_for_stand_below_each_other():
    head = [f"column_{number}" for number in range(15)]
    text = aligned(head, [["words " * 40] * 15, [""] * 15], 80)
    lines = text.splitlines()
    assert max(map(_width, lines)) <= 80
    assert [line.split()[0] for line in lines if line] == [name.upper() for name in head] * 2


def test_nothing_to_show_is_said():
    wanted = ("list", "ZZ0001", "--from", "samples", "--format", "table", "--where")
    assert in_terminal(*wanted, "title~no such title", NO_COLOR="1") == "ogpscrape: no rows\n"
    assert in_terminal(*wanted, "title~budget") == ""
