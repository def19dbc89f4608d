"""Bytes that are wrong in every way give the record and a warning, or an error that says why not."""

import gzip
import random
import re
from functools import cache

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ogpscrape.errors import BinaryInputError, EmptyInputError, OgpscrapeError, TooLargeError
from ogpscrape.page import SIZE_LIMIT, Page
from ogpscrape.reading import parse_page
from tests.layouts.layouts import render
from tests.layouts.source import load


@cache
def korean() -> str:
    return render(load("KR0017"), "definition_list").decode()


def codes(page: Page) -> list[str]:
    return [warning.code.value for warning in parse_page(page).warnings]


def without_declaration(page: str) -> str:
    return re.sub(r"<meta charset[^>]*>", "", page)


HANGUL = "열린정부파트너십자체평가보고서"


@pytest.mark.parametrize(
    ("encoding", "declared"),
    [("euc-kr", "utf-8"), ("euc-kr", None), ("euc-kr", "windows-1252"), ("euc-kr", "euc-kr"), ("utf-16", "utf-8")],
)
def test_korean_pages_are_read_whatever_they_declare(encoding: str, declared: str | None) -> None:
    page = without_declaration(korean())
    if declared:
        page = page.replace("<head>", f'<head><meta charset="{declared}">', 1)
    record = parse_page(Page(page.encode(encoding, "xmlcharrefreplace")))
    assert HANGUL in record.notes[1].text
    doubted = "encoding" in [warning.code for warning in record.warnings]
    assert doubted == (encoding == "euc-kr" and declared != "euc-kr")


def test_the_servers_charset_counts() -> None:
    body = without_declaration(korean()).encode("euc-kr", "xmlcharrefreplace")
    assert codes(Page(body, charset="euc-kr")) == ["empty_values"]


@pytest.mark.parametrize("declared", ["utf-8", None])
def test_windows_1252_declared_as_utf_8(declared: str | None) -> None:
    page = without_declaration(korean()).replace(HANGUL, "“Café” – naïve")
    if declared:
        page = page.replace("<head>", f'<head><meta charset="{declared}">', 1)
    record = parse_page(Page(page.encode("windows-1252", "xmlcharrefreplace")))
    assert "“Café” – naïve" in record.notes[1].text
    assert [warning.code.value for warning in record.warnings] == ["empty_values", "encoding"]


def test_a_stray_byte_in_utf_8_is_marked_and_told() -> None:
    record = parse_page(Page(korean().encode().replace(b"A White Paper", b"A White \xff Paper")))
    assert "A White \ufffd Paper" in (record.milestones[2].assessment or "")
    assert [warning.code.value for warning in record.warnings] == ["empty_values", "encoding"]


def test_nul_bytes_are_taken_out_and_told() -> None:
    record = parse_page(Page(korean().encode().replace(b"Inactive", b"In\0active")))
    assert record.overview.status == "Inactive"
    assert [warning.code.value for warning in record.warnings] == ["empty_values", "invisible_characters"]


@pytest.mark.parametrize(
    ("body", "error"),
    [
        (b"", EmptyInputError),
        (b" \n\t\xef\xbb\xbf".strip() + b"\xef\xbb\xbf", EmptyInputError),
        (b"%PDF-1.7\n%\xe2\xe3", BinaryInputError),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", BinaryInputError),
        (gzip.compress(b"<html>", mtime=0), BinaryInputError),
        (random.Random(7).randbytes(20_000), BinaryInputError),
        (b"a" * (SIZE_LIMIT + 1), TooLargeError),
    ],
)
def test_what_is_no_text_is_refused(body: bytes, error: type[OgpscrapeError]) -> None:
    with pytest.raises(error, match=r"saved\.html"):
        parse_page(Page(body, name="saved.html"))


@pytest.mark.parametrize("opening", ["<div>", "<span>", "<b><i>", "<ul><li>", "<table><tr><td>", "<font><p>"])
def test_a_hundred_thousand_nested_elements(opening: str) -> None:
    deep = opening * (100_000 // opening.count("<"))
    record = parse_page(Page(korean().replace("</body>", f"{deep}</body>").encode()))
    assert len(record.related) == 48
    assert len(record.milestones) == 4


@pytest.mark.parametrize("opening", ["<!-- ", "<script>", "<style>", "<textarea>", "<svg>", "<template>", "<iframe>"])
def test_what_is_never_closed_is_never_silently_short(opening: str) -> None:
    body = korean().replace("Did it open government?", f"{opening} Did it open government?")
    assert {"missing_landmark", "readers_disagree", "truncated"} & set(codes(Page(body.encode())))


HOSTILE = {
    "notes": "[Note 1: " * 20_000,
    "brackets": "[" * 100_000,
    "ids": "(KR0017) " * 20_000,
    "entries": "\nKR0017, 2018, A" * 5_000,
    "tooltips": " action planAction plans More" * 10_000,
    "labels": "\nStatus: Active" * 5_000,
    "numbers": "1." * 100_000,
    "word": "a" * 1_000_000,
    "dashes": "- " * 100_000,
    "milestones": "\nMilestone 1.1 x (Limited)" * 3_000,
}


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("layout", ["spaced", "definition_list"])
def test_hostile_repetition_ends(name: str, layout: str) -> None:
    """Not a measure of speed: what grows with the square of its input would not end within the test's patience."""
    page = render(load("KR0017"), layout).decode()
    body = page.replace("Two government reports", f"{HOSTILE[name]} Two government reports").encode()
    record = parse_page(Page(body))
    account = record.account
    assert account.characters == account.typed + account.generic + account.furniture + account.unclaimed


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
@given(body=st.binary(max_size=3_000))
def test_any_bytes_give_an_error_or_a_record(body: bytes) -> None:
    try:
        parse_page(Page(body))
    except OgpscrapeError as error:
        message = str(error)
        assert message
        assert "\n" not in message


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
@given(seed=st.integers(0, 2**32), layout=st.sampled_from(["spaced", "divs", "table", "line_breaks"]))
def test_a_page_with_bytes_changed_gives_an_error_or_a_record(seed: int, layout: str) -> None:
    chance = random.Random(seed)
    body = bytearray(render(load("ZZ0006"), layout))
    for _ in range(chance.randrange(1, 60)):
        place = chance.randrange(len(body))
        if chance.random() < 0.5:
            body[place] = chance.randrange(256)
        else:
            body[place : place + chance.randrange(40)] = chance.randbytes(chance.randrange(6))
    try:
        record = parse_page(Page(bytes(body)))
    except OgpscrapeError:
        return
    account = record.account
    assert account.characters == account.typed + account.generic + account.furniture + account.unclaimed
    assert account.unclaimed >= 0
    record.model_dump_json()


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
@given(text=st.text(max_size=400), tag=st.sampled_from(["p", "li", "td", "span", "h3", "b", "!--", "a href=x", "svg"]))
def test_any_text_in_a_description_is_kept(text: str, tag: str) -> None:
    body = korean().replace("Meetings and websites", f"<{tag}>{text} Meetings and websites")
    record = parse_page(Page(body.encode("utf-8", "surrogatepass")))
    assert record.id == "KR0017"
    record.model_dump_json()
