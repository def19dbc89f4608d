"""Writes the bundled samples from their sources.

python -m tests.layouts.write_samples              the pages
python -m tests.layouts.write_samples --records    the pages, and the records as the parser reads them: only those that
                                                   hold what the sources ask for are written; review the rest by hand
"""

import json
import sys
from pathlib import Path
from typing import Any

from ogpscrape.page import Page
from tests.layouts.expected import differences, expected_record
from tests.layouts.layouts import TEXT_LAYOUTS, render, what_remains
from tests.layouts.source import load, sample_ids

SAMPLES = Path(__file__).parent.parent.parent / "samples"
PAGES = SAMPLES / "pages"
RECORDS = SAMPLES / "records"


def sample_page(identifier: str) -> tuple[str, bytes]:
    """Return the file name of a sample page under `samples/pages`, and its bytes."""
    content = load(identifier)
    ending = "txt" if content.layout in TEXT_LAYOUTS else "html"
    return f"{identifier}.{ending}", render(content, content.layout)


def derived(identifier: str) -> dict[str, Any]:
    """Return what the source of a sample page asks of its record."""
    content = load(identifier)
    return expected_record(what_remains(content.layout, content), html=content.layout not in TEXT_LAYOUTS)


def read_record(name: str, body: bytes) -> dict[str, Any]:
    """Return the record that the parser makes of a page, without what differs from run to run."""
    from ogpscrape.reading import parse_page

    record = parse_page(Page(body=body, name=name)).model_dump(mode="json")
    return {key: value for key, value in record.items() if key not in ("source", "provenance")}


def write_pages() -> None:
    """Write every sample page; pages without a source are named, never deleted."""
    PAGES.mkdir(parents=True, exist_ok=True)
    pages = dict(sample_page(identifier) for identifier in sample_ids())
    for name, body in pages.items():
        (PAGES / name).write_bytes(body)
    for path in sorted(PAGES.iterdir()):
        if path.name not in pages:
            sys.stderr.write(f"{path}: has no source in tests/pages\n")
    sys.stderr.write(f"{len(pages)} pages written to {PAGES}\n")


def write_records() -> None:
    """Write the record of every sample page that holds what its source asks for; say what is wrong with the others."""
    RECORDS.mkdir(parents=True, exist_ok=True)
    for identifier in sample_ids():
        record = read_record(*sample_page(identifier))
        faults = list(differences(derived(identifier), record))
        if faults:
            sys.stderr.write(f"{identifier}: not written\n" + "".join(f"  {fault}\n" for fault in faults))
        else:
            text = json.dumps(record, ensure_ascii=False, indent=2) + "\n"
            (RECORDS / f"{identifier}.json").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    write_pages()
    if "--records" in sys.argv[1:]:
        write_records()
