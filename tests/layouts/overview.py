"""The header's values as a record has them, worked out from a page source without any of the parser's code."""

from collections.abc import Callable
from typing import Any

from tests.layouts import content as c
from tests.layouts.markup import SITE

NOTHING = {
    "": "empty",
    "NA": "not_applicable",
    "N/A": "not_applicable",
    "---": "not_applicable",
    "ND": "no_data",
    "No Data": "no_data",
    "No IRM Data": "no_data",
    "Pending IRM Review": "pending_review",
    "Not Attached": "not_available",
    "Not available": "not_available",
    "Not Relevant": "not_relevant",
}
VALUES = ("Access to Information", "Civic Participation", "Public Accountability", "Technology")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

NATIONAL = {
    "Action Plan": "action_plan",
    "Action Plan Cycle": "action_plan_cycle",
    "Status": "status",
    "Lead Institution": "lead_institution",
    "Support Institution(s)": "support_institutions",
    "Policy Areas": "policy_areas",
    "IRM Report": "irm_reports",
    "Starred": "starred",
    "Early Results": "early_results",
    "Verifiable": "verifiable",
    "Relevant to OGP Values": "relevant",
    "Potential Impact": "potential_impact",
    "Ambition (see definition)": "ambition",
    "Completion": "completion",
}
LOCAL = {
    "Action Plan": "action_plan",
    "Inception Report": "inception_report",
    "Inception Report Summary": "inception_report",
    "Commitment Start": "commitment_start",
    "Commitment End": "commitment_end",
    "Institutions involved": "institutions_involved",
    "Primary Policy Area": "primary_policy_areas",
    "Primary Sector": "primary_sectors",
    "OGP Value": "ogp_values",
}
LISTS = frozenset(
    ["policy_areas", "irm_reports", "ogp_values", "institutions_involved", "primary_policy_areas", "primary_sectors"]
)


def words_of(inlines: c.Inlines) -> str:
    """Return a value as one line."""
    return " ".join(c.flat(inlines).replace("\u00a0", " ").split())


def once(value: str) -> str:
    """Return `Major` for `Major Major`."""
    words = value.split()
    half = len(words) // 2
    return " ".join(words[:half]) if words and words[:half] == words[half:] else value


def _links(inlines: c.Inlines, *, html: bool) -> list[dict[str, Any]]:
    return [
        {"text": link.text, "url": (SITE + link.url if link.url.startswith("/") else link.url) if html else None}
        for link in inlines
        if isinstance(link, c.Link)
    ]


def _yes(value: str) -> bool:
    return value.split(maxsplit=1)[0] == "Yes"


def _month(value: str) -> str:
    name, year = value.split()
    return f"{year}-{MONTHS.index(name[:3]) + 1:02}"


_TYPES: dict[str, Callable[[str], Any]] = {
    "action_plan_cycle": int,
    "starred": _yes,
    "verifiable": _yes,
    "commitment_start": _month,
    "commitment_end": _month,
}


def _pairs(page: c.Content) -> list[tuple[str, c.Inlines, tuple[c.Inlines, ...]]]:
    """Return label, value and list of values for each label of the header; policy areas are under a heading."""
    pairs = []
    areas = False
    for entry in page.header:
        if isinstance(entry, c.HeaderLabel):
            areas = False
            pairs.append((words_of(entry.label), entry.value, entry.items))
        elif isinstance(entry, c.HeaderHeading):
            areas = words_of(entry.inlines) == "Policy Areas"
            if areas:
                pairs.append(("Policy Areas", (), ()))
        elif areas:
            pairs[-1] = ("Policy Areas", entry.value, ())
    return pairs


def header_fields(page: c.Content, *, html: bool) -> list[dict[str, Any]]:
    """Return every label with its value as written: pictures beside words count in text captures alone."""
    fields = []
    for label, value, items in _pairs(page):
        shown = tuple(inline for inline in value if not (html and isinstance(inline, c.Icon)))
        drawn = "".join(inline.word for inline in value if isinstance(inline, c.Drawn))
        words = [words_of(shown) or drawn, *(words_of(item) for item in items)]
        links = _links(value, html=True) if html else []
        fields.append({"label": label, "text": " ".join(filter(None, words)), "links": links})
    return fields


def header_links(page: c.Content) -> list[dict[str, Any]]:
    """Return the links of the header with the fields that they are in."""
    table = LOCAL | NATIONAL
    return [
        {**link, "field": f"overview.{table[label]}"}
        for label, value, _ in _pairs(page)
        for link in _links(value, html=True)
    ]


def _overview(page: c.Content, table: dict[str, str], *, html: bool) -> dict[str, Any]:
    keys = list(dict.fromkeys(table.values()))
    found: dict[str, Any] = {key: [] if key in LISTS else None for key in keys}
    absent = dict.fromkeys(keys, "not_on_page")
    for label, value, items in _pairs(page):
        key = table[label]
        drawn = [inline.word for inline in value if isinstance(inline, c.Drawn)]
        text = drawn[0] if drawn else once(words_of(value))
        why = NOTHING.get(text)
        if why and not items:
            absent[key] = why
            continue
        absent.pop(key, None)
        if items:
            found[key] = [words_of(item) for item in items]
        elif key in ("action_plan", "inception_report"):
            found[key] = _links(value, html=html)[0]
        elif key == "irm_reports":
            found[key] = _links(value, html=html)
        elif key in LISTS:
            found[key] = text.split(", ")
        else:
            found[key] = _TYPES.get(key, str)(text)
    return {**found, "absent": absent, "fields": header_fields(page, html=html)}


def national_overview(page: c.Content, *, html: bool) -> dict[str, Any]:
    """Return the overview of a page of the national form."""
    found = _overview(page, NATIONAL, html=html)
    words = found["relevant"]
    values = [value for value in VALUES if words and value in words]
    found["ogp_values"] = values
    found["relevant"] = None if words is None else bool(values) or words == "Yes"
    if words is None:
        found["absent"]["ogp_values"] = found["absent"]["relevant"]
    return found


def local_overview(page: c.Content, *, html: bool) -> dict[str, Any]:
    """Return the overview of an OGP Local page."""
    found = _overview(page, LOCAL, html=html)
    spelled = {value.lower(): value for value in VALUES}
    found["ogp_values"] = [spelled.get(value.lower(), value) for value in found["ogp_values"]]
    return found
