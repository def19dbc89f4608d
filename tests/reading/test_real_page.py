"""The real page in every HTML layout gives the record that its text gives.

The page is not part of the project; where it is not at hand the test is skipped, but never in continuous integration.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ogpscrape.reading import parse
from tests.layouts.layouts import LAYOUTS, render
from tests.layouts.source import parse_source

FRONT = """+++
id = "KR0017"
title = "Strengthening Public-Private Collaboration"
member = "Republic of Korea"
slug = "republic-of-korea"
layout = "divs"
related = "republic-of-korea"
+++
== header
# Overview
# At-a-Glance
"""
GROUPS = {"Lead Institution": "Institutions", "IRM Report": "IRM Review"}
LABEL = r"(Commitment Text|Editorial Note|Responsible institution|Commitment Aim|Mid-term|End of term):"
HEADING = re.compile(r"I\. |Commitment 1\.|Did it open|Carried|Milestone |IRM End")


def source_of(page: str) -> str:
    """Return the text of the real page as a page source, so that the layouts can show it."""
    head, rest = page.split("Implementation i\n")
    body = rest.split("\n\n\n  1. ")[0]
    body = re.sub(r"\[Note \d+:[^\]]*\]", lambda note: note[0].replace("\n", "{br}"), body)
    lines = [line for part in re.split(r"\n\s*\n", body.strip("\n")) for line in [*block_of(part), ""]]
    return FRONT + "\n".join([*header_of(head), "# Implementation {i}", "== body", "# Description", *lines])


def header_of(head: str) -> Iterator[str]:
    for line in head[head.index("Action Plan:") :].split("\n"):
        label = line.split(":")[0]
        if label in GROUPS:
            yield f"# {GROUPS[label]}"
        if line.startswith("IRM Report"):
            # In HTML links part the reports: the comma between them is theirs.
            yield re.sub(r"(?<=: )(.*?), (South.*)", r"[\1](/documents/1/), [\2](/documents/2/)", line)
        elif line in ("Policy Areas", "Design i"):
            yield f"# {line.replace(' i', ' {i}')}"
        elif line.startswith("E-Government"):
            yield f"= {line}"
        elif line and line != "IRM Review":
            yield line


def block_of(part: str) -> Iterator[str]:
    lines = part.split("\n")
    for index, full in enumerate(lines):
        line = full.strip()
        goes_on = "\\" if index + 1 < len(lines) else ""
        if HEADING.match(line):
            yield f"## {line}{goes_on}"
        elif re.match(LABEL, line):
            yield re.sub(LABEL, r"[[\1:]]", line)
        elif re.match(r"\d\. ", line):
            yield re.sub(r"^(\d\.)\s+", r"\1 ", line)
        else:
            yield f"- {line}" if full != full.lstrip() else f"{line}{goes_on}"


def words_of(record: Any) -> Any:
    """Return a record without what a text cannot have (addresses) and what differs by rendering."""
    if isinstance(record, dict):
        left_out = ("url", "links", "fields", "account", "warnings", "source", "provenance", "related")
        return {key: words_of(value) for key, value in record.items() if key not in left_out}
    return [words_of(one) for one in record] if isinstance(record, list) else record


@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_real_page_gives_one_record_in_every_layout(layout: str, real_page: Path) -> None:
    expected = parse(real_page)
    record = parse(render(parse_source(source_of(real_page.read_text(encoding="utf-8"))), layout))
    assert words_of(record.model_dump()) == words_of(expected.model_dump())
    assert [entry.id for entry in record.related] == [entry.id for entry in expected.related]
    assert record.account.unclaimed == 0
    # The page, captured before it was drawn, has no label of its completion; in HTML that is told.
    assert [warning.field for warning in record.warnings] == ["overview.completion"]
