"""Real texts and institutions, from OGP's own table, in pages of three renderings: nothing is lost or moved.

The table is not part of the project; where it is not at hand the test is skipped, but never in continuous integration.
"""

import csv
import html
import re
from pathlib import Path

import pytest

from ogpscrape.reading import parse

csv.field_size_limit(10**9)
PRELUDE = [("Action Plan", "A Plan, 2014 – 2016"), ("Action Plan Cycle", "2014"), ("Status", "Inactive")]
REVIEW = [
    ("IRM Report", "A Progress Report 2014-2015"), ("Starred", "No"), ("Early Results", "Marginal"),
    ("Verifiable", "Yes"),
    ("Relevant to OGP Values", "Access to Information , Civic Participation"), ("Potential Impact", "Minor"),
    ("Completion", "Limited"),
]  # fmt: skip
NOTHING = {"", "NA", "N/A", "ND", "-", "None"}


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as table:
        rows = [{key: value.strip() for key, value in row.items()} for row in csv.DictReader(table)]
    return [row for row in rows if row["Full Text"]]


def squeezed(text: str) -> str:
    return " ".join(text.split())


def paragraphs(row: dict[str, str]) -> list[str]:
    return [squeezed(part) for part in re.split(r"\r?\n\s*\n", row["Full Text"]) if part.strip()]


def header(row: dict[str, str]) -> list[tuple[str, str]]:
    institutions = [(name, squeezed(row[column])) for name, column in INSTITUTIONS]
    return [*PRELUDE, *institutions, ("", "Policy Areas"), ("", "E-Government, Public Participation"), *REVIEW]


INSTITUTIONS = [("Lead Institution", "Lead Institution"), ("Support Institution(s)", "Supporting Institution(s)")]


def as_text(row: dict[str, str]) -> str:
    title = f"{squeezed(row['Short Title'])} ({row['Commitment Unique Identifier']})"
    lines = [f"{label}: {value}" if label else value for label, value in header(row)]
    entry = [f"  1. {squeezed(row['Short Title'])}", f"     {row['Commitment Unique Identifier']}, 2014, E-Government"]
    parts = [row["Country/Locality"], title, *lines, "Description", *paragraphs(row), "Commitments", *entry]
    return "\n\n".join(["Skip Navigation", *parts, "Open Government Partnership"])


def as_html(row: dict[str, str]) -> str:
    title = html.escape(f"{squeezed(row['Short Title'])} ({row['Commitment Unique Identifier']})")
    lines = [
        f"<div><b>{label}:</b> {html.escape(value)}</div>" if label else f"<h3>{html.escape(value)}</h3>"
        if value == "Policy Areas" else f"<p>{html.escape(value)}</p>"
        for label, value in header(row)
    ]  # fmt: skip
    text = "".join(f"<p>{html.escape(part)}</p>" for part in paragraphs(row))
    name = html.escape(squeezed(row["Short Title"]))
    entry = f"<ol><li>{name}<br>{row['Commitment Unique Identifier']}, 2014, E-Government</ol>"
    body = f"<h1>{title}</h1>{''.join(lines)}<h2>Description</h2>{text}<h2>Commitments</h2>{entry}"
    return f"<html><body>{body}<footer>Open Government Partnership</footer></body></html>"


RENDERINGS = {"spaced": as_text, "flat": lambda row: re.sub(r"\n\n+", "\n", as_text(row)), "html": as_html}


@pytest.mark.parametrize("rendering", RENDERINGS)
def test_real_texts_are_kept_whole_and_in_their_field(rendering: str, real_table: Path) -> None:
    rows = rows_of(real_table)
    assert len(rows) > 200
    for row in rows:
        record = parse(RENDERINGS[rendering](row))
        name = row["Commitment Unique Identifier"]
        # Bullets of lists may be written otherwise; every other character is as it was.
        bare = [re.sub(r"[\s•●▪◦‣-]+", "", text or "") for text in (record.description, "".join(paragraphs(row)))]
        assert bare[0] == bare[1], name
        assert record.title == squeezed(row["Short Title"]), name
        found = (record.overview.lead_institution, record.overview.support_institutions)
        for (_, column), value in zip(INSTITUTIONS, found, strict=True):
            written = squeezed(row[column])
            assert value == written or written in NOTHING, (name, column)
        assert record.account.unclaimed == 0, name
        odd = [one for one in record.warnings if not (one.field or "").startswith(("plan", "milestones"))]
        assert not odd, (name, odd)
