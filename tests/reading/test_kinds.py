"""Pages that are not a commitment are errors of their own, never empty records; and other odd input."""

import pickle
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from pathlib import Path

import pytest

from ogpscrape import Page, parse
from ogpscrape.errors import (
    BlockedError,
    ChangedError,
    ExitCode,
    GoneError,
    InputError,
    NotACommitmentError,
    OgpscrapeError,
)
from ogpscrape.reading import parse_page
from tests.layouts.layouts import render
from tests.layouts.source import load

SAMPLES = Path(__file__).parents[2] / "samples" / "pages"


def page(title: str, body: str, head: str = "") -> bytes:
    return f"<!DOCTYPE html><html><head><title>{title}</title>{head}</head><body>{body}</body></html>".encode()


@pytest.mark.parametrize(
    ("body", "error"),
    [
        (page("Just a moment...", "<h1>Checking your browser before accessing the site</h1>"), BlockedError),
        (page("Attention Required! | Cloudflare", "<h1>Sorry, you have been blocked</h1>"), BlockedError),
        (
            page("Page not found | Open Government Partnership", "<h1>Page not found</h1><p>Try a search.</p>"),
            GoneError,
        ),
        (page("Samplia", "<h1>Samplia</h1><h2>Commitments</h2><p>Samplia joined in 2011.</p>"), NotACommitmentError),
        (
            page("Weather", "<h1>Weather</h1><p>Tomorrow there will be rain in the north of the country.</p>"),
            NotACommitmentError,
        ),
        (page("", "<div id=app></div><script>start()</script>"), NotACommitmentError),
        (b"Weather\n\nTomorrow there will be rain in the north.\n", NotACommitmentError),
        (
            page("Open Data (KR0044) | Commitment from Korea", "<h1>Open Data (KR0044)</h1><p>A new page.</p>"),
            ChangedError,
        ),
    ],
)
def test_other_pages_are_errors_of_their_own(body: bytes, error: type[OgpscrapeError]) -> None:
    with pytest.raises(error) as caught:
        parse_page(Page(body, name="here.html"))
    assert type(caught.value) is error
    assert str(caught.value).startswith("here.html: ")
    assert caught.value.exit_code not in (ExitCode.OK, ExitCode.SOME_FAILED)


def test_a_string_is_a_page_or_the_path_of_one() -> None:
    path = SAMPLES / "KR0017.html"
    of_path, of_text, of_bytes = parse(path), parse(path.read_text(encoding="utf-8")), parse(path.read_bytes())
    assert parse(str(path)) == of_path
    assert of_path == of_text == of_bytes


def test_a_path_that_is_not_there_is_an_error_of_input() -> None:
    with pytest.raises(InputError, match=r"nowhere\.html"):
        parse("nowhere.html")


def test_two_readings_of_one_body_differ_in_nothing() -> None:
    body = (SAMPLES / "ZZ0006.html").read_bytes()
    assert parse(body, provenance=True) == parse(body, provenance=True)


def test_reading_runs_in_threads_and_processes() -> None:
    bodies = [path.read_bytes() for path in sorted(SAMPLES.iterdir())[:6]]
    expected = [parse(body) for body in bodies]
    with ThreadPoolExecutor(4) as threads:
        assert list(threads.map(parse, bodies)) == expected
    with ProcessPoolExecutor(2) as processes:
        assert list(processes.map(parse, bodies)) == expected
    assert pickle.loads(pickle.dumps(expected)) == expected


def test_an_error_survives_the_way_between_processes() -> None:
    with pytest.raises(GoneError) as caught:
        parse_page(Page(page("Page not found", "<h1>Page not found</h1>"), name="x"))
    assert str(pickle.loads(pickle.dumps(caught.value))) == str(caught.value)


def test_page_gives_the_soup_that_people_know() -> None:
    found = Page((SAMPLES / "KR0017.html").read_bytes()).soup.find("title")
    assert found is not None
    assert "KR0017" in found.get_text()


def test_ids_that_differ_are_told() -> None:
    body = (SAMPLES / "KR0017.html").read_bytes()
    url = "https://www.opengovpartnership.org/members/republic-of-korea/commitments/KR0018/"
    codes = [warning.code.value for warning in parse(Page(body, url=url, final_url=url)).warnings]
    assert codes == ["empty_values", "ids_differ"]


def test_the_slug_of_an_address_does_not_decide_the_member() -> None:
    body = render(load("KR0017"), "divs")
    url = "https://www.opengovpartnership.org/members/denmark/commitments/KR0017/"
    record = parse(Page(body, url=url, final_url=url))
    assert record.member.slug == "republic-of-korea"
    assert record.url == "https://www.opengovpartnership.org/members/republic-of-korea/commitments/KR0017/"


@pytest.mark.parametrize(
    ("address", "kept"),
    [
        ("javascript:alert(1)", None),
        ("JaVa\tScRipt:alert(1)", None),
        ("data:text/html,x", None),
        ("vbscript:x", None),
        ("file:///etc/passwd", None),
        ("//evil.example/x", "https://evil.example/x"),
        ("/documents/x/", "https://www.opengovpartnership.org/documents/x/"),
        ("mailto:a@example.org", "mailto:a@example.org"),
        ("http://[broken", None),
    ],
)
def test_addresses_that_could_run_are_left_out_and_told(address: str, kept: str | None) -> None:
    body = render(load("KR0017"), "divs").replace(
        b"Two government reports", f'<a href="{address}">Two</a> reports'.encode()
    )
    record = parse(body)
    link = next(link for link in record.links if link.text == "Two")
    assert link.url == kept
    assert link.field == "irm[0].completion[1].text"
    assert ("unsafe_link" in [warning.code for warning in record.warnings]) == (kept is None)


def test_provenance_names_the_place_of_every_text() -> None:
    body = (SAMPLES / "ZZ0006.html").read_bytes()
    record = parse(body, provenance=True)
    assert record.provenance is not None
    for path in ("title", "description", "overview.lead_institution", "irm[0].completion[0].text", "notes[0].text"):
        assert record.provenance[path].end > record.provenance[path].start
    assert all(f"milestones[{index}].assessment" in record.provenance for index in range(len(record.milestones)))
    assert not any(path.startswith(("plan-", "assessed-")) for path in record.provenance)
    assert parse(body).provenance is None
