"""The bundled samples: pages are current, records are what the pages hold, field by field."""

import json
from functools import cache
from typing import Any

import pytest

from ogpscrape.commitment import Commitment, Overview
from tests.layouts.expected import differences
from tests.layouts.layouts import LAYOUTS, TEXT_LAYOUTS
from tests.layouts.source import load, sample_ids
from tests.layouts.write_samples import PAGES, RECORDS, derived, read_record, sample_page

LEFT_OUT = ("source", "provenance", "overview")
FIELDS = [name for name in Commitment.model_fields if name not in LEFT_OUT]
OVERVIEW = [f"overview.{name}" for name in Overview.model_fields]
SAMPLIA = [f"ZZ{number:04}" for number in range(1, 25)]


@cache
def written(identifier: str) -> dict[str, Any]:
    path = RECORDS / f"{identifier}.json"
    if not path.exists():
        pytest.fail(f"{path} is missing: run python -m tests.layouts.write_samples --records, and review it")
    record: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return record


@cache
def read(identifier: str) -> dict[str, Any]:
    name, _ = sample_page(identifier)
    return read_record(name, (PAGES / name).read_bytes())


def at(record: dict[str, Any], path: str) -> Any:
    for key in path.split("."):
        record = record[key]
    return record


@pytest.mark.parametrize("field", [*FIELDS, *OVERVIEW])
@pytest.mark.parametrize("identifier", sample_ids())
def test_field(identifier: str, field: str) -> None:
    assert at(read(identifier), field) == at(written(identifier), field)


@pytest.mark.parametrize("identifier", sample_ids())
def test_written_record_holds_what_the_source_says(identifier: str) -> None:
    assert list(differences(derived(identifier), written(identifier))) == []


@pytest.mark.parametrize("identifier", sample_ids())
def test_written_record_has_every_key_in_order(identifier: str) -> None:
    assert list(written(identifier)) == [name for name in Commitment.model_fields if name not in LEFT_OUT[:2]]


@pytest.mark.parametrize("identifier", sample_ids())
def test_page_is_current(identifier: str) -> None:
    name, body = sample_page(identifier)
    assert (PAGES / name).read_bytes() == body, "run python -m tests.layouts.write_samples"


@pytest.mark.parametrize("name", sorted(path.name for path in PAGES.glob("*.txt")))
def test_a_text_is_counted_to_its_last_character(name: str) -> None:
    text = (PAGES / name).read_text(encoding="utf-8")
    account = written(name.removesuffix(".txt"))["account"]
    assert account["characters"] == len("".join(text.split()))


def test_no_sample_is_left_over() -> None:
    assert {path.name for path in PAGES.iterdir()} == {sample_page(identifier)[0] for identifier in sample_ids()}
    assert {path.stem for path in RECORDS.iterdir()} == set(sample_ids())


def test_every_layout_occurs() -> None:
    assert {load(identifier).layout for identifier in sample_ids()} == set(LAYOUTS) | set(TEXT_LAYOUTS)


@pytest.mark.parametrize("identifier", SAMPLIA)
def test_each_page_lists_all_the_others(identifier: str) -> None:
    page = load(identifier)
    assert sorted(entry.id for entry in page.related) == SAMPLIA
    titles = {entry.id: entry.title for entry in load("ZZ0001").related}
    assert titles[identifier] == page.title
