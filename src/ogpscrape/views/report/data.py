"""The data inside the page: a short row of every commitment for the table, and every record as one line of JSON.

All of it is JSON in `script` elements that no browser runs. The page reads the rows when it opens, and a record when it
is opened or searched: so it opens fast however many there are.

Every page of a member lists all its commitments, so what the records say of those lists grows with the square of their
number. The lists' entries, and the links, are therefore written once for all records, which name them by their place.
"""

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from io import StringIO
from typing import Any

from markupsafe import Markup

from ogpscrape.commitment import Commitment, PageLink, Related
from ogpscrape.identifiers import prefix_of
from ogpscrape.views.plans import MemberRecords, Plan
from ogpscrape.views.ratings import (
    OUTSIDE,
    SCALES,
    WHY_NOTHING,
    Rating,
    Scale,
    category_of,
    completion_of,
    is_pending,
    rating_of,
)
from ogpscrape.views.report.counting import areas_of
from ogpscrape.views.report.glance import Changes
from ogpscrape.views.text import one_line
from ogpscrape.writing import records_csv
from ogpscrape.writing.records_json import dumps
from ogpscrape.writing.table import Table
from ogpscrape.writing.tables import table_named

#: The columns of texts, which are in the records: the CSV is of what can be counted.
_TEXTS = re.compile(r"description|proposal_.*|plan_(?!id$|status$|start_date$|end_date$|dates_text$).*")


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
    return replace(whole, columns=tuple(column for column in whole.columns if not _TEXTS.fullmatch(column.name)))


def _row(record: Commitment, plan: Plan, changed: bool) -> dict[str, Any]:
    overview = record.overview
    return {
        "id": record.id,
        "title": record.title,
        "member": prefix_of(record.id),
        "plan": plan.key,
        "years": plan.label,
        "areas": areas_of(record),
        "completion": _word(record, "completion", completion_of(record)),
        "results": _word(record, "early_results", overview.early_results),
        "impact": _word(record, "potential_impact", overview.potential_impact),
        "ambition": _word(record, "ambition", overview.ambition),
        "verifiable": {True: "Yes", False: "No", None: "Not said"}[overview.verifiable],
        "lead": one_line(overview.lead_institution or ""),
        "starred": bool(overview.starred),
        "pending": is_pending(record),
        "changed": changed,
    }


def _word(record: Commitment, scale: Scale, word: str | None) -> str:
    return (rating_of(scale, word) if word else category_of(record, scale)).word


def _shown(rating: Rating) -> list[str]:
    return [rating.word, rating.symbol, rating.tone]


class Entries:
    """The entries of all commitments lists, and all links, each once."""

    def __init__(self) -> None:
        """Begin with none."""
        self._places: dict[tuple[object, ...], int] = {}
        self._lines: list[str] = []

    def places_of(self, entries: Iterable[Related | PageLink]) -> list[int]:
        """Return the place of each entry, counted from 0; one that is new comes at the end."""
        return [self._place_of(entry) for entry in entries]

    def _place_of(self, entry: Related | PageLink) -> int:
        values = tuple(value for _, value in entry)
        place = self._places.setdefault(values, len(self._lines))
        if place == len(self._lines):
            self._lines.append(dumps(entry))
        return place

    def embedded(self) -> Markup:
        """Return them as one array of JSON, one entry a line."""
        return _embedded("[\n" + ",\n".join(self._lines) + "\n]")


def records(members: Iterable[MemberRecords], entries: Entries) -> Markup:
    """Return every record as JSON, one a line in the order of the rows, as one array.

    A line is an array of three: the record without its lists of commitments and links, and the places in `entries` of
    the one and of the other.
    """
    found = sorted((record for member in members for record in member.records), key=lambda record: record.id)
    return _embedded("[\n" + ",\n".join(_line(record, entries) for record in found) + "\n]")


def _line(record: Commitment, entries: Entries) -> str:
    reduced = dumps(record.model_copy(update={"related": [], "links": []}))
    return f"[{reduced},{entries.places_of(record.related)},{entries.places_of(record.links)}]"


def _embedded(text: str) -> Markup:
    """Make JSON safe inside a `script` element: no `<` can end it or open a comment, and it is the same JSON."""
    escaped = text.replace("<", "\\u003c").encode("utf-8", "surrogatepass").decode("utf-8", "replace")
    return Markup(escaped)  # noqa: S704 - JSON without any <
