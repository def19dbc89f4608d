"""The data inside the page: a short row of every commitment for the table, and every record as one line of JSON.

Both are JSON in `script` elements that no browser runs. The page reads the rows when it opens, and a record when it is
opened or searched: so it opens fast however many there are.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import replace
from io import StringIO
from typing import Any

from markupsafe import Markup

from ogpscrape.commitment import Commitment
from ogpscrape.identifiers import prefix_of
from ogpscrape.views.plans import MemberRecords, Plan
from ogpscrape.views.ratings import (
    OUTSIDE,
    SCALES,
    WHY_NOTHING,
    Rating,
    category_of,
    completion_of,
    is_pending,
    rating_of,
)
from ogpscrape.views.report.counting import areas_of
from ogpscrape.views.report.glance import Changes
from ogpscrape.writing import records_csv
from ogpscrape.writing.records_json import dumps
from ogpscrape.writing.tables import Table, table_named

#: What a record in the page is without: the list of the member's other commitments, which is the report itself, and
#: what the header and the links say a second time.
LEFT_OUT = "related, links, overview.fields and provenance"
#: Texts, which stand in the records: the CSV is of what can be counted.
_TEXTS = ("description", "proposal_problem", "proposal_status_quo", "proposal_action", "proposal_contribution")


def rows(members: Sequence[MemberRecords], changes: Changes) -> Markup:
    """Return the rows of the table, and what the script has to know of scales and words."""
    table = _table()
    changed = {change.commitment_id for change in changes.items}
    head = StringIO()
    writer = records_csv.TableWriter(head, table, excel=True)
    found = []
    for member in members:
        for plan in member.plans:
            found += [_row(record, plan, record.id in changed) for record in plan.records]
            for record, row in zip(plan.records, found[-len(plan.records) :], strict=True):
                start = head.tell()
                writer.add(record)
                head.seek(start)
                row["csv"] = head.read()
    head.seek(0)
    return _embedded(
        json.dumps(
            {
                "members": {member.prefix: member.name for member in members},
                "scales": {name: [_shown(rating) for rating in (*scale, *OUTSIDE)] for name, scale in SCALES.items()},
                "why": WHY_NOTHING,
                "csv": head.readline(),
                "rows": sorted(found, key=lambda row: str(row["id"])),
            },
            ensure_ascii=False,
            separators=(",", ":"),
        )
    )


def _table() -> Table:
    whole = table_named("commitments")
    return replace(whole, columns=tuple(column for column in whole.columns if column.name not in _TEXTS))


def _row(record: Commitment, plan: Plan, changed: bool) -> dict[str, Any]:
    word, results = completion_of(record), record.overview.early_results
    return {
        "id": record.id,
        "title": record.title,
        "member": prefix_of(record.id),
        "plan": plan.key,
        "years": plan.label,
        "areas": areas_of(record),
        "completion": (rating_of("completion", word) if word else category_of(record, "completion")).word,
        "results": (rating_of("early_results", results) if results else category_of(record, "early_results")).word,
        "starred": bool(record.overview.starred),
        "pending": is_pending(record),
        "changed": changed,
    }


def _shown(rating: Rating) -> list[str]:
    return [rating.word, rating.symbol, rating.tone]


def records(members: Iterable[MemberRecords]) -> Markup:
    """Return every record as JSON, one a line in the order of the rows, as one array."""
    found = sorted((record for member in members for record in member.records), key=lambda record: record.id)
    return _embedded("[\n" + ",\n".join(dumps(_reduced(record)) for record in found) + "\n]")


def _reduced(record: Commitment) -> Commitment:
    overview = record.overview.model_copy(update={"fields": []})
    return record.model_copy(update={"overview": overview, "related": [], "links": [], "provenance": None})


def _embedded(text: str) -> Markup:
    """Make JSON safe inside a `script` element: no `<` can end it or open a comment, and it is the same JSON."""
    escaped = text.replace("<", "\\u003c").encode("utf-8", "surrogatepass").decode("utf-8", "replace")
    return Markup(escaped)  # noqa: S704 - JSON without any <
