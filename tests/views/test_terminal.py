"""The terminal view: what it says, how wide it is, and that a page commands no terminal."""

import re

import pytest
from hypothesis import HealthCheck, given, settings
from rich.cells import cell_len

from ogpscrape.cli.show import SECTION_NAMES
from ogpscrape.commitment import Link, Milestone, Note, Overview
from ogpscrape.views.plans import by_member
from ogpscrape.views.ratings import SCALES, WHY_NOTHING
from ogpscrape.views.terminal.screen import Screen
from ogpscrape.views.terminal.show import SECTIONS, commitment_view, member_view
from ogpscrape.views.terminal.style import COLOURS
from tests.records import RECORDS, record
from tests.views.samples import sample, samples

PLAIN = Screen(width=80, plain=True)
COLOURED = re.compile("\x1b\\[[0-9;]*3[0-9]")


def drawn(shown, screen=PLAIN, sections=()) -> str:
    return screen.draw(commitment_view(shown, screen, sections))


def of_member(shown, screen=PLAIN) -> str:
    return screen.draw(member_view(by_member(shown), screen))


def widest(text: str) -> int:
    """The width of the longest line but those that hold the page's address, which is never broken."""
    return max(cell_len(line) for line in text.splitlines() if "/commitments/" not in line)


@pytest.mark.parametrize("width", [30, 80, 200])
@pytest.mark.parametrize("shown", samples(), ids=lambda shown: shown.id)
def test_no_line_is_wider_than_the_window(shown, width):
    assert widest(drawn(shown, Screen(width=width, plain=True))) <= width


@pytest.mark.parametrize("width", [30, 80, 200])
def test_no_line_of_a_member_is_wider_than_the_window(width):
    assert widest(of_member(samples(), Screen(width=width, plain=True))) <= width


def test_a_commitment_is_shown_whole():
    text = drawn(sample("KR0017"))
    lines = [" ".join(line.split()) for line in text.splitlines()]
    assert lines[0] == "KR0017 Strengthening Public-Private Collaboration"
    assert lines[1] == "Republic of Korea · South Korea Second Action Plan for 2014-2016 · cycle 2014"
    for line in (
        "Completion ◕ Substantial",
        "Early results ▵ Marginal",
        "Potential impact – left empty on the page",
        "Lead – not applicable, says the page",
        "Mid-term ◔ Limited → End of term ◕ Substantial",
        "1.a.4 Online discussions of state projects ◔ Limited",
        "Civic Participation ▵ Marginal",
        "captured 2026-01-02 03:04 UTC, from the samples, read by ogpscrape 0",
    ):
        assert line in lines


@pytest.mark.parametrize("reason", WHY_NOTHING)
def test_every_reason_for_nothing_is_said_in_words(reason):
    shown = record(overview=Overview(absent={"completion": reason}))
    assert re.search(f"Completion +[–…] {WHY_NOTHING[reason]}\n", drawn(shown))


@pytest.mark.parametrize("name", SCALES)
def test_ratings_differ_without_colours(name):
    scale = SCALES[name]
    assert len({rating.symbol for rating in scale}) == len(scale)
    assert len({rating.ascii for rating in scale}) == len(scale)


def test_sections_are_those_of_the_help():
    assert tuple(SECTIONS) == SECTION_NAMES


def test_a_section_brings_the_notes_that_it_cites():
    text = drawn(sample("KR0017"), sections=["milestones"])
    assert "Description" not in text
    notes = text[text.index("\nNotes") :]
    assert re.findall(r"^ +([⁰¹²³⁴⁵⁶⁷⁸⁹]+) ", notes, re.MULTILINE) == [*list("²³⁴⁵⁶⁷⁸⁹"), "¹⁰"]


def test_a_section_that_is_not_there_says_so():
    assert "The page has none." in drawn(sample("ZZ0001"), sections=["milestones"])


def test_each_note_is_cited_and_explained():
    text = drawn(sample("ZZ0006"))
    for mark in ("⁴⁶", "⁴⁷", "⁴⁸", "⁴⁹"):
        assert text.count(mark) == 2, mark


def test_wide_text_keeps_columns_straight():
    titles = ["Register", "국민신문고 통합운영체계", "議員との面会を公開", "e\u0301te\u0301"]
    milestones = [
        Milestone(origin="irm", number=number, code=f"1.{number}", title=title, completion="Limited")
        for number, title in enumerate(titles, 1)
    ]
    rows = [
        line
        for line in drawn(record(milestones=milestones), sections=["milestones"]).splitlines()
        if line.startswith(" 1.")
    ]
    assert len({cell_len(line[: line.index("◔")]) for line in rows}) == 1
    assert len(rows) == len(titles)


def test_a_member_is_one_line_a_commitment_and_a_bar_a_plan():
    text = of_member([one for one in samples() if one.member.prefix == "ZZ"])
    assert text.splitlines()[:2] == [" ZZ  Samplia", " 24 commitments, 4 plans"]
    assert len(re.findall(r"^ ZZ\d{4} ", text, re.MULTILINE)) == 24
    bars = dict(re.findall(r"^  (\d{4}–\d{4})  (\S+) +\d+$", text, re.MULTILINE))
    assert bars["2014–2016"] == "█" * 12 + "▓" * 18 + "▒" * 6 + "×" * 6
    assert len(bars) == 4


def test_the_columns_of_all_plans_stand_below_each_other():
    rows = re.findall(r"^ ZZ\d{4} .*", of_member([one for one in samples() if one.member.prefix == "ZZ"]), re.MULTILINE)
    assert len({re.search("[●◕◔○×?∅…–] (?=Com|Sub|Lim|Not|With|Unc|No |Pend)", row).start() for row in rows}) == 1


def test_links_open_what_they_say_and_keep_their_style():
    text = of_member([sample("KR0017")], Screen())
    address = "https://www.opengovpartnership.org/members/republic-of-korea/commitments/KR0017/"
    assert re.search(f"\x1b]8;id=\\d+;{address}\x1b\\\\\x1b\\[[0-9;]*3[0-9][0-9;]*mKR0017\x1b\\[0m", text)
    assert f";{address}\x1b" in drawn(sample("KR0017"), Screen())


def test_colours_are_left_out_when_asked_and_links_stay():
    text = drawn(sample("KR0017"), Screen(colours=False))
    assert not COLOURED.search(text)
    assert "\x1b]8;" in text
    assert COLOURED.search(drawn(sample("KR0017"), Screen()))


def test_a_file_gets_no_escape_sequences_but_addresses():
    text = drawn(sample("KR0017"))
    assert "\x1b" not in text
    assert "<https://awards.example.org/248>" in text


def test_a_dumb_terminal_gets_ascii():
    screen = Screen(plain=True, ascii_only=True)
    shown = record(
        milestones=[Milestone(origin="irm", number=1, title="One", completion="Complete", assessment="Done.[^1]")],
        notes=[Note(number=1, text="A note")],
        overview=Overview(completion="Limited", starred=True),
        description="- a\n- b",
    )
    assert drawn(shown, screen).isascii()
    assert of_member([shown], screen).isascii()


@pytest.mark.parametrize("colour", COLOURS.values())
def test_colours_can_be_read_on_black_and_on_white(colour):
    channels = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    # The relative luminance of WCAG 2.2.
    red, green, blue = (value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in channels)
    luminance = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    assert min((luminance + 0.05) / 0.05, 1.05 / (luminance + 0.05)) >= 4


def test_a_page_commands_no_terminal():
    shown = record(
        title="\x1b[31mred\x1b]8;;file:///etc/passwd\x1b\\ \x9b2J\u202e",
        overview=Overview(action_plan=Link(text="[red]plan[/red]", url="javascript:alert(1)")),
        notes=[Note(number=1, text="x y", links=[Link(text="x", url="https://a.example/\x1b\\\x1b[2J")])],
    )
    text = drawn(shown, Screen())
    assert "file:///etc/passwd\x1b" not in text
    assert "[red]plan[/red]" in text
    assert "javascript:" not in text
    assert not re.search("\x1b\\[2J|\x9b|\u202e|\x1b\\[31m", text)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(RECORDS)
def test_any_record_can_be_shown(shown):
    text = drawn(shown) + of_member([shown])
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\ud800-\udfff]", text)
