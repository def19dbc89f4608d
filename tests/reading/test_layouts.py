"""Every sample page in every layout gives the record that its source asks for."""

from functools import cache
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ogpscrape.errors import TranslatedError
from ogpscrape.page import Page
from ogpscrape.reading import parse_page
from tests.layouts.expected import differences, expected_record
from tests.layouts.html import write_styled
from tests.layouts.layouts import LAYOUTS, TEXT_LAYOUTS, render, what_remains
from tests.layouts.source import load, sample_ids
from tests.layouts.style import STYLES, Style
from tests.layouts.text import run_together, without_drawings
from tests.layouts.write_samples import read_record

TRANSLATED = {
    "translated/es-ZZ0006": "https://www.opengovpartnership.org/members/samplia/commitments/ZZ0006/",
    "translated/fr-ZZ0001": "https://www.opengovpartnership.org/members/samplia/commitments/ZZ0001/",
}
READ_FROM = {
    "alt": "alt",
    "aria-label": "aria-label",
    "title": "title",
    "svg": "title",
    "file-name": "file-name",
    "class": "class",
    "data": "data",
}


@cache
def record_of(identifier: str, layout: str) -> dict[str, Any]:
    """Return a page's record; tests share it and leave it as it is."""
    return read_record(f"{identifier} as {layout}", render(load(identifier), layout))


def said(reports: list[dict[str, Any]]) -> str:
    return ", ".join(report["text"] for report in reports)


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("identifier", sample_ids())
def test_html_gives_the_record_of_its_source(identifier: str, layout: str) -> None:
    record = record_of(identifier, layout)
    assert list(differences(expected_record(load(identifier), html=True), record)) == []


@pytest.mark.parametrize("layout", TEXT_LAYOUTS)
@pytest.mark.parametrize("identifier", sample_ids())
def test_text_gives_what_the_capture_shows(identifier: str, layout: str) -> None:
    expected = expected_record(what_remains(layout, load(identifier)), html=False)
    record = record_of(identifier, layout)
    # In text, nothing parts a comma in a report's title from the comma after it: the titles are compared as one.
    reports = expected["overview"].pop("irm_reports", [])
    assert said(record["overview"]["irm_reports"]) == said(reports)
    assert list(differences(expected, record)) == []


@settings(max_examples=150, deadline=None)
@given(identifier=st.sampled_from(sample_ids()), style=st.from_type(Style), seed=st.integers(0, 9))
def test_any_mixture_of_styles_gives_the_record(identifier: str, style: Style, seed: int) -> None:
    record = read_record(identifier, write_styled(load(identifier), style, str(seed)))
    expected = expected_record(load(identifier), html=True)
    if style.values == "list":
        for one in (*expected["overview"]["fields"], *record["overview"]["fields"]):
            one["text"] = one["text"].replace(",", "")
    assert list(differences(expected, record)) == []


@settings(max_examples=100, deadline=None)
@given(identifier=st.sampled_from([one for one in sample_ids() if not one.startswith("ZZPV")]), random=st.randoms())
def test_the_lines_of_a_header_may_run_together(identifier: str, random: Random) -> None:
    # Not on OGP Local pages: the entries of a list have nothing but their lines to part them.
    page = without_drawings(load(identifier))
    share = random.choice([0.1, 0.5, 1])
    record = read_record(identifier, run_together(page, iter(lambda: random.random() < share, None)))
    expected = expected_record(page, html=False)
    assert said(record["overview"]["irm_reports"]) == said(expected["overview"].pop("irm_reports"))
    assert list(differences(expected, record)) == []


@pytest.mark.parametrize("layout", LAYOUTS | TEXT_LAYOUTS)
@pytest.mark.parametrize("identifier", sample_ids())
def test_every_character_is_accounted_for(identifier: str, layout: str) -> None:
    record = record_of(identifier, layout)
    account = record["account"]
    assert account["characters"] == sum(account[part] for part in ("typed", "generic", "furniture", "unclaimed"))
    assert account["unclaimed"] == 0
    codes = {warning["code"] for warning in record["warnings"]}
    assert not codes & {"readers_disagree", "unclaimed_text"}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_drawn_rating_says_where_it_was_read(layout: str) -> None:
    fields = record_of("ZZ0001", layout)["overview"]["fields"]
    read_from = {field["label"]: field["read_from"] for field in fields}
    assert read_from["Completion"] == READ_FROM[STYLES[layout].drawing]
    assert read_from["Potential Impact"] == READ_FROM[STYLES[layout].drawing]
    assert read_from["Verifiable"] == "text"


@pytest.mark.parametrize("layout", [*LAYOUTS, "spaced", "flat", "stacked"])
@pytest.mark.parametrize("identifier", sample_ids())
def test_a_page_with_nothing_wrong_gives_no_warning(identifier: str, layout: str) -> None:
    codes = [warning["code"] for warning in record_of(identifier, layout)["warnings"]]
    assert codes == ([] if load(identifier).member else ["unknown_member"])


@pytest.mark.parametrize("layout", LAYOUTS | TEXT_LAYOUTS)
@pytest.mark.parametrize("name", TRANSLATED)
def test_translations_are_refused_and_name_the_english_page(name: str, layout: str) -> None:
    body = render(load(name), layout)
    with pytest.raises(TranslatedError) as caught:
        parse_page(Page(body=body, name=name))
    if layout in LAYOUTS:
        assert TRANSLATED[name] in str(caught.value)
