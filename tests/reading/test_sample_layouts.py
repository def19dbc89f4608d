"""Every sample page in every layout, HTML and text: its source's record, every character accounted for, no warning."""

from functools import cache
from typing import Any

import pytest

from ogpscrape.errors import TranslatedError
from ogpscrape.page import Page
from ogpscrape.reading import parse_page
from tests.layouts.expected import differences, expected_record
from tests.layouts.layouts import LAYOUTS, TEXT_LAYOUTS, render, what_remains
from tests.layouts.source import load, sample_ids
from tests.layouts.style import STYLES
from tests.layouts.write_samples import read_record

TRANSLATED = {
    "translated/es-ZZ0006": "https://www.opengovpartnership.org/members/samplia/commitments/ZZ0006/",
    "translated/fr-ZZ0001": "https://www.opengovpartnership.org/members/samplia/commitments/ZZ0001/",
}
READ_FROM = {"svg": "title", "file-name": "file-name"}
#: What is odd about a sample: no member anywhere, a date that says "Not specified".
EXPLAINED = {
    "KR0017": {"empty_values"},
    "ZZ0002": {"unknown_member"},
    "ZZ0022": {"empty_values"},
    "ZZ0007": {"unreadable_date"},
}
#: Texts that lose nothing which a page always has.
WHOLE = {"spaced", "flat", "stacked"}


@cache
def record_of(identifier: str, layout: str) -> dict[str, Any]:
    return read_record(f"{identifier} as {layout}", render(load(identifier), layout))


def faults(identifier: str, layout: str) -> list[str]:
    record, html = record_of(identifier, layout), layout in LAYOUTS
    expected = expected_record(load(identifier) if html else what_remains(layout, load(identifier)), html=html)
    found = []
    if not html:
        # In text, nothing parts a comma in a report's title from the comma after it: the titles are compared as one.
        reports = (expected["overview"].pop("irm_reports", []), record["overview"]["irm_reports"])
        one, other = (", ".join(report["text"] for report in side) for side in reports)
        found += [f"reports {other!r}"] if one != other else []
    found += [str(one) for one in differences(expected, record)]
    account, told = record["account"], {warning["code"] for warning in record["warnings"]}
    parts = [account[part] for part in ("typed", "generic", "furniture", "unclaimed")]
    if account["characters"] != sum(parts) or account["unclaimed"] or told & {"readers_disagree", "unclaimed_text"}:
        found.append(f"account {account}")
    if (html or layout in WHOLE) and told - EXPLAINED.get(identifier, set()):
        found.append(f"warnings {told}")
    return found


@pytest.mark.parametrize("identifier", sample_ids())
def test_a_sample_is_read_right_in_every_layout(identifier: str) -> None:
    found = {layout: faults(identifier, layout) for layout in LAYOUTS | TEXT_LAYOUTS}
    assert not {layout: faults for layout, faults in found.items() if faults}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_drawn_rating_says_where_it_was_read(layout: str) -> None:
    fields = record_of("ZZ0001", layout)["overview"]["fields"]
    read_from = {field["label"]: field["read_from"] for field in fields}
    drawing = STYLES[layout].drawing
    assert read_from["Completion"] == READ_FROM.get(drawing, drawing)
    assert read_from["Potential Impact"] == READ_FROM.get(drawing, drawing)
    assert read_from["Verifiable"] == "text"


@pytest.mark.parametrize("layout", LAYOUTS | TEXT_LAYOUTS)
@pytest.mark.parametrize("name", TRANSLATED)
def test_translations_are_refused_and_name_the_english_page(name: str, layout: str) -> None:
    with pytest.raises(TranslatedError) as caught:
        parse_page(Page(body=render(load(name), layout), name=name))
    assert layout in TEXT_LAYOUTS or TRANSLATED[name] in str(caught.value)
