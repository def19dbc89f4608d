"""Records and tables as a notebook shows them: small HTML tables. What a page says is text in them, never markup."""

from collections.abc import Iterable, Iterator
from html import escape
from itertools import islice
from typing import TYPE_CHECKING, Any

from ogpscrape.views.ratings import completion_of
from ogpscrape.views.text import one_line, web_address

if TYPE_CHECKING:
    from ogpscrape.commitment import Commitment
    from ogpscrape.library import Rows

#: How many rows are shown, and how many characters of each cell.
ROWS, CHARACTERS = 10, 80


def record_html(record: "Commitment") -> str:
    """Return a record as a table of two columns, and a table of its milestones."""
    overview = record.overview
    facts = {
        "Member": record.member.name,
        "Action plan": overview.action_plan.text if overview.action_plan else overview.action_plan_cycle,
        "Lead institution": overview.lead_institution,
        "Policy areas": ", ".join(overview.policy_areas),
        "Completion": completion_of(record),
        "Early results": overview.early_results,
    }
    address = web_address(record.url)
    name = escape(record.id)
    linked = f'<a href="{escape(address)}">{name}</a>' if address else name
    shown = [(escape(label), _cell(value)) for label, value in facts.items() if value]
    parts = [f"<p><strong>{linked} {_cell(record.title)}</strong></p>", _table([], shown)]
    if record.milestones:
        rows = [
            [_cell(value) for value in (one.code or one.number, one.title or one.text, one.end_date, one.completion)]
            for one in record.milestones
        ]
        parts.append(_table(["Milestone", "", "Until", "Completion"], rows))
    return "".join(parts)


def records_html(records: Iterable["Commitment"]) -> str:
    """Return the first records as a table."""
    shown = [
        [_cell(value) for value in (one.id, one.title, one.member.name, completion_of(one), len(one.milestones))]
        for one in islice(records, ROWS + 1)
    ]
    return _first(["ID", "Title", "Member", "Completion", "Milestones"], shown)


def rows_html(rows: "Rows") -> str:
    """Return the first rows of a table, with all of its columns."""
    shown = [[_cell(value) for value in row.values()] for row in islice(rows, ROWS + 1)]
    return _first([column.name for column in rows.columns], shown)


def _first(head: list[str], rows: list[list[str]]) -> str:
    more = f"<p>The first {ROWS}; there are more.</p>" if len(rows) > ROWS else ""
    return _table(head, rows[:ROWS]) + more


def _table(head: list[str], rows: Iterable[Iterable[str]]) -> str:
    heads = f"<thead><tr>{''.join(f'<th>{escape(name)}</th>' for name in head)}</tr></thead>" if head else ""
    return f"<table>{heads}<tbody>{''.join(_lines(rows))}</tbody></table>"


def _lines(rows: Iterable[Iterable[str]]) -> Iterator[str]:
    return (f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows)


def _cell(value: Any) -> str:
    text = "" if value is None else "; ".join(value) if isinstance(value, list) else str(value)
    line = one_line(text)
    return escape(line if len(line) <= CHARACTERS else f"{line[: CHARACTERS - 1]}…")
