"""Where the header's labels stand: found by their words, in whatever markup or running text."""

import re
from dataclasses import dataclass, replace

from ogpscrape.reading.document import Document, Line
from ogpscrape.reading.values import known_areas
from ogpscrape.reading.words import HeaderLabel, header_labels, header_pattern, plain, rating_of, why_nothing

_LAST_BULLET = re.compile(r"(?:(?:^|\s)[•●*·-]\s*)?$")
_DESCRIPTION_GLUED = re.compile(r"(?<=[a-z\d)])Description(?=\s*$|\s*[A-Z“\"'‘\d•(])")
#: Small headings that may stand in running text only right before the label that always follows them.
_FOLLOWED_BY = {
    "heading_overview": re.compile(r"\s*(?:At[- ]a[- ]Glance|Action Plan)"),
    "heading_at_a_glance": re.compile(r"\s*Action Plan"),
    "heading_institutions": re.compile(r"\s*(?:Lead|Support(?:ing)?) Institution"),
    "heading_irm_review": re.compile(r"\s*(?:IRM Report|Starred|Early Results)"),
    "heading_design": re.compile(r"\s*(?:i\s*)?(?:Verifiable|Relevant to)"),
}
_AFTER = {
    "policy_areas": {"support_institutions", "lead_institution", "heading_institutions", "status", "action_plan_cycle"},
    "heading_implementation": {"potential_impact", "ambition", "relevant", "verifiable", "heading_design"},
    "heading_irm_review": {"policy_areas"},
}


@dataclass(frozen=True, slots=True)
class Piece:
    """A label of the header, or the text between two labels, with the line that it stands on."""

    start: int
    end: int
    line: int
    label: HeaderLabel | None = None
    #: Whether a label stands at the beginning of a line or of an element.
    leads: bool = False
    colon: bool = False


def split_line(document: Document, line: Line, index: int, before: HeaderLabel | None) -> list[Piece]:
    """Split one line of the header at its labels. `before` is the last label above it."""
    pieces: list[Piece] = []
    position = line.start
    last = before
    while position < line.end:
        found = _next_label(document, line, index, position, last)
        if found is None:
            break
        end = found.start - len(_LAST_BULLET.search(document.text[position : found.start])[0])  # type: ignore[index]
        if end > position:
            pieces.append(Piece(position, end, index))
        if end < found.start:
            found = replace(found, start=end)  # the bullet before a label goes with it
        pieces.append(found)
        last = found.label
        position = found.end
        if last and last.key == "heading_description":
            break  # the header ends here
    if position < line.end:
        pieces.append(Piece(position, line.end, index))
    return pieces


def _next_label(document: Document, line: Line, index: int, position: int, last: HeaderLabel | None) -> Piece | None:
    text = document.text
    for match in header_pattern().finditer(text, position, line.end):
        label = header_labels()[plain(match["words"])]
        leads = match.start() == line.start or document.has_border(match.start())
        if match.start() == position and not match["words"][0].isupper():
            continue
        if _accepted(document, line, match, label, leads=leads, last=last):
            return Piece(match.start(), match.end(), index, label, leads, bool(match["colon"]))
    return _glued_description(document, line, index, position, last)


def _accepted(
    document: Document, line: Line, match: re.Match[str], label: HeaderLabel, *, leads: bool, last: HeaderLabel | None
) -> bool:
    """Tell whether the words of a label are one here, or only words.

    They are at the beginning of a line or element when a colon or the element's end follows; in running text with
    a colon and in order, or, for small headings without one, between the labels that always surround them.
    """
    closed = match.end() == line.end or document.has_border(match.end())
    if leads and (match["colon"] or closed):
        return True
    if (
        leads
        and match.start() == line.start
        and label.takes in ("nothing", "areas")
        and _heading_runs_on(document, match, label)
    ):
        return True
    in_order = last is not None and label.order > last.order
    if match["colon"]:
        return in_order and match["words"][0].isupper()
    return in_order and match["words"][0].isupper() and _between(document, match, label, last)


def _heading_runs_on(document: Document, match: re.Match[str], label: HeaderLabel) -> bool:
    """Tell whether a small heading that begins a line is followed, on the same line, by what always follows it."""
    follower = _FOLLOWED_BY.get(label.key)
    return bool(follower and follower.match(document.text, match.end()))


def _between(document: Document, match: re.Match[str], label: HeaderLabel, last: HeaderLabel | None) -> bool:
    if last is not None and last.key in _AFTER.get(label.key, ()):
        if label.key == "policy_areas":
            return _names_area(document, match)
        return label.key != "heading_implementation" or bool(match["icon"])
    follower = _FOLLOWED_BY.get(label.key)
    return bool(follower and follower.match(document.text, match.end()))


def _names_area(document: Document, match: re.Match[str]) -> bool:
    """Tell whether a policy area follows: "Policy Areas" may be part of an institution's name."""
    glued = document.text[match.start() - 1 : match.start()].isalnum()
    behind = document.text[match.end() : match.end() + 80].strip()
    return glued or behind[:1].isupper() or any(plain(behind).startswith(area) for area in known_areas())


def _glued_description(
    document: Document, line: Line, index: int, position: int, last: HeaderLabel | None
) -> Piece | None:
    """Find the heading Description in running text: glued to the last value, or behind a complete one."""
    if last is None:
        return None
    label = header_labels()["description"]
    text = document.text
    for match in re.finditer(r"Description(?![a-z\d_])", text[position : line.end]):
        start = position + match.start()
        end = position + match.end()
        value = text[position:start]
        glued = bool(_DESCRIPTION_GLUED.match(text, start, line.end))
        if (glued and last.takes != "text") or _complete(value, last):
            return Piece(start, end, index, label, start == line.start, colon=False)
    return None


def _complete(value: str, last: HeaderLabel) -> bool:
    if last.takes == "nothing" or not value.strip():
        return last.takes in ("nothing", "line")
    if last.takes != "line" or last.scale in (None, "year", "month", "relevant"):
        return False
    return rating_of(value, str(last.scale)) is not None or why_nothing(value) is not None
