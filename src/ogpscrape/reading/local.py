"""OGP Local pages: the member's labelled answers under Description become the proposal."""

import re
from functools import cache

from ogpscrape.commitment import Proposal, Section
from ogpscrape.reading.context import Context
from ogpscrape.reading.document import Line
from ogpscrape.reading.starters import begins_something
from ogpscrape.reading.words import vocabulary, words_pattern
from ogpscrape.warning_codes import WarningCode

_QUESTION = re.compile(r"(?:How|What|Why|Who|When|Where|Which|Is|Are|Does|Do|Has|Have|Will|Please)\b.{8,300}\?$")


def read_proposal(context: Context, lines: list[Line]) -> Proposal:
    """Return the labelled answers; claims every line. What stands above the first label is kept under "Description"."""
    groups: list[tuple[str, Line | None, list[Line]]] = []
    for line in lines:
        found = _label(context, line)
        if found:
            key, head, rest = found
            groups.append((key, head, rest))
        elif groups:
            groups[-1][2].append(line)
        else:
            groups.append(("others", None, [line]))
    return _proposal(context, groups)


def _proposal(context: Context, groups: list[tuple[str, Line | None, list[Line]]]) -> Proposal:
    values: dict[str, str | None] = {}
    others: list[Section] = []
    for key, head, lines in groups:
        heading = context.heading(head).rstrip(":") if head else "Description"
        if key == "commitment_id":
            lost = _without_id(context, lines)
            if lost:
                others.append(_misplaced(context, heading, lost, len(others)))
        elif key == "others" or key in values:
            if head is None:
                others.append(_misplaced(context, heading, lines, len(others)))
                continue
            text = context.prose(lines, f"proposal.others[{len(others)}].text")
            others.append(Section(heading=heading, text=text or ""))
        else:
            values[key] = context.prose(lines, f"proposal.{key}")
    for key in ("problem", "action"):
        if key not in values:
            context.ledger.warn(
                WarningCode.MISSING_LANDMARK, f"the label of {key} is not on the page", f"proposal.{key}"
            )
    return Proposal(**values, others=others)


def _misplaced(context: Context, heading: str, lines: list[Line], position: int) -> Section:
    """Keep a text that no label announces, and say so."""
    context.ledger.warn(WarningCode.MISPLACED_TEXT, f"{context.text(lines[0])[:80]!r} under {heading!r}", "proposal")
    return Section(heading=heading, text=context.prose(lines, f"proposal.others[{position}].text") or "")


def _without_id(context: Context, lines: list[Line]) -> list[Line]:
    """Take the ID under its label: the record has it already."""
    for index, line in enumerate(lines[:1]):
        if re.fullmatch(r"[A-Z0-9.-]{1,12}", context.text(line)):
            context.ledger.furniture(line.start, line.end)
            return lines[index + 1 :]
    return lines


def _label(context: Context, line: Line) -> tuple[str, Line, list[Line]] | None:
    """Return the label that begins with a line, or None: a known one, or a question on a line of its own."""
    text = context.document.text
    for key, pattern in _labels():
        match = pattern.match(text, line.start, line.end)
        if match and (match.end() == line.end or match["colon"] or context.document.has_border(match.end())):
            rest = Line(match.end(), line.end, "paragraph", True)
            behind = [rest] if text[match.end() : line.end].strip() else []
            return key, line.part(line.start, match.end(), gap=True), behind
    if line.kind == "heading" and not begins_something(context.text(line)):
        return "others", line, []
    if line.kind != "item" and _QUESTION.fullmatch(context.text(line)):
        return "others", line, []
    return None


@cache
def _labels() -> list[tuple[str, re.Pattern[str]]]:
    rows = vocabulary("body")["proposal"]
    return [
        (row["key"], re.compile(rf"(?:{words_pattern(row['words'])})(?:\s*(?P<colon>[:：]))?", re.IGNORECASE))
        for row in rows
    ]
