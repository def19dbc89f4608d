"""The header's fields become the record's overview: typed, with a reason for everything that is absent."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from ogpscrape.commitment import HeaderField, Link, Overview, Section
from ogpscrape.commitment import Warning as RecordWarning
from ogpscrape.reading.checks.values import check_empty, check_value
from ogpscrape.reading.date_forms import Role
from ogpscrape.reading.document import Document
from ogpscrape.reading.header import Field, Header
from ogpscrape.reading.labels import HeaderLabel
from ogpscrape.reading.looks import without_edges
from ogpscrape.reading.places import Owner, Read, boilerplate, warning
from ogpscrape.reading.scales import (
    can_be_area,
    is_area,
    leading_rating,
    month_of,
    normalize,
    rating_of,
    split_areas,
    values_in,
    why_nothing,
    without_star,
    words_of_scale,
    year_of,
)
from ogpscrape.reading.written import Written, read_rating, read_written
from ogpscrape.warning_codes import WarningCode

NATIONAL = (
    "action_plan", "action_plan_cycle", "status", "lead_institution", "support_institutions", "policy_areas",
    "irm_reports", "starred", "early_results", "verifiable", "relevant", "ogp_values", "potential_impact", "ambition",
    "completion",
)  # fmt: skip
LOCAL = (
    "action_plan", "inception_report", "commitment_start", "commitment_end", "institutions_involved",
    "primary_policy_areas", "primary_sectors", "ogp_values", "verifiable",
)  # fmt: skip
#: The words that every title of a report holds.
_REPORT = re.compile(r"\b(?:Reports?|Review)\b", re.IGNORECASE)
#: A report's title without a link beside others with links has more words than this: it names the member, too.
_FEWEST_WORDS = 2
#: What comes after a comma within a title.
_LEADS_ON = re.compile(r"(?:See|View|Show|All|More|Download)\b", re.IGNORECASE)
_GOES_ON = re.compile(r"(?:Revised|Final|Updated|Draft|Second|Third|Annex|Summary|Volume|Part|Public)\b")
#: Which month of a stretch of months counts, by key.
_ROLES: Final[dict[str, Role]] = {"commitment_start": "start", "commitment_end": "end"}
#: The year in which OGP began.
_FOUNDED = 2011


@dataclass(frozen=True)
class Typed:
    """What a written value means: values of the record by their key, reasons for what is absent, warnings."""

    values: dict[str, Any]
    absent: dict[str, str]
    warnings: tuple[RecordWarning, ...] = ()


def read_overview(
    document: Document, header: Header, form: str, base: str | None, *, verifiable: bool | None = None
) -> Read[tuple[Overview, list[Section]]]:
    """Return the overview, and the fields that nobody knows yet as sections.

    `verifiable` is what the body of a local page says of it.
    """
    keys = LOCAL if form == "local" else NATIONAL
    values: dict[str, Any] = {}
    absent: dict[str, str] = {}
    fields: list[HeaderField] = []
    sections: list[Section] = []
    owners: list[Owner] = []
    warnings: list[RecordWarning] = []
    repeated = {one.start for one in header.repeated}
    ordered = sorted((*header.fields, *header.repeated), key=lambda one: one.start)
    for one in ordered:
        owners.append(boilerplate(one.start, one.end))
        words = document.words(one.start, one.words_end).rstrip(" :：")
        if one.label is None:
            written, _ = read_written(document, one, base)
            fields.append(HeaderField(label=words, text=written.text, links=list(written.links)))
            owners += (
                Owner(block.start, block.end, f"sections[{len(sections)}].text", "generic") for block in one.values
            )
            sections.append(Section(heading=words, text=document.prose(one.values) or ""))
            heading = any(block.kind == "heading" for block in document.blocks_from(one.start, one.words_end))
            code = WarningCode.UNKNOWN_HEADING if heading else WarningCode.UNKNOWN_LABEL
            warnings.append(warning(code, f"{words[:120]!r} in the header is not known", "overview"))
            continue
        if one.label.takes == "nothing":
            continue
        written, decorations = read_written(document, one, base)
        owners += (Owner(block.start, block.end, f"overview.{one.label.key}", "typed") for block in one.values)
        owners += decorations
        drawn, read_from, several = read_rating(document, one, written.text)
        fields.append(
            HeaderField(label=words, text=drawn or written.text, links=list(written.links), read_from=read_from)
        )
        if one.start in repeated:
            warnings += _repeated(one, words, written, header, document, base)
            continue
        if one.label.key not in keys:
            message = f"the label {words!r} belongs to the other form of page"
            warnings.append(warning(WarningCode.UNKNOWN_LABEL, message, f"overview.{one.label.key}"))
        typed = _ambiguous(one.label.key, several, str(read_from)) if several else _typed(one.label, written, drawn)
        values |= typed.values
        absent |= typed.absent
        warnings += typed.warnings
        if typed.values:
            warnings += check_value(one, one.label, written, document)
    warnings += check_empty(document, ordered, absent, drawn=any(one.read_from != "text" for one in fields))
    if verifiable is not None:
        values["verifiable"] = verifiable
    found = {key: value for key, value in values.items() if value is not None}
    reasons = {key: absent.get(key, "not_on_page") for key in keys if found.get(key) in (None, [])}
    overview = Overview(**found, absent=reasons, fields=fields)
    return Read((overview, sections), tuple(owners), tuple(warnings))


def _repeated(
    one: Field, words: str, written: Written, header: Header, document: Document, base: str | None
) -> Iterator[RecordWarning]:
    """Warn of a label that is there twice, unless its value is the same: a second copy of the header."""
    first = header.get(one.label.key) if one.label else None
    same = first is not None and normalize(read_written(document, first, base)[0].text) == normalize(written.text)
    if not same:
        message = f"{words!r} is there twice in the header; the first one counts"
        yield warning(WarningCode.REPEATED_LABEL, message, f"overview.{one.label.key if one.label else ''}")


# -- what it means ----------------------------------------------------------------------------------------------------


def _typed(label: HeaderLabel, written: Written, drawn: str | None) -> Typed:
    key, text = label.key, drawn or without_edges(written.text, of_name=label.takes == "text")
    if key == "relevant":
        return _relevant(text)
    whys = [why_nothing(part) for part in written.parts]
    if why := why_nothing(text) or (whys[0] if whys and all(whys) else None):
        return Typed({}, {key: why})
    if label.takes == "line":
        return _line(key, text, str(label.scale))
    if label.takes == "links":
        return _links(key, written)
    if label.takes == "areas":
        return _areas(key, written)
    if label.takes == "list":
        return _named_values(key, text) if key == "ogp_values" else _list(key, written)
    return Typed({key: text}, {})


def _unknown(key: str, text: str) -> RecordWarning:
    return warning(WarningCode.UNKNOWN_WORD, f"{text[:120]!r} is not a value known of it", f"overview.{key}")


def _ambiguous(key: str, words: list[str], read_from: str) -> Typed:
    message = f"names {', '.join(word for word in words if word != read_from)} ({read_from}); none was taken"
    return Typed({}, {key: "not_available"}, (warning(WarningCode.AMBIGUOUS_RATING, message, f"overview.{key}"),))


def _line(key: str, text: str, name: str) -> Typed:
    if name in ("year", "month"):
        value: Any = year_of(text) if name == "year" else month_of(text, _ROLES.get(key, "start"))
    elif name == "yes_no":
        word = rating_of(text, name) or rating_of(without_star(text), name)
        value = None if word is None else word == "Yes"
    else:
        value = rating_of(without_star(text), name)
        if value is None and len(words_of_scale(text[:200], name)) > 1:
            return _ambiguous(key, words_of_scale(text[:200], name), "text")
        if value is None:
            leading = leading_rating(text, name)
            short = leading is not None and len(text[leading[1] :].split()) <= 2
            return Typed({key: leading[0] if leading and short else text}, {}, (_unknown(key, text),))
    if value is None:
        return Typed({}, {key: "not_available"}, (_unknown(key, text),))
    early = name == "year" and value < _FOUNDED
    return Typed({key: value}, {}, (_unknown(key, text),) if early else ())


def _relevant(text: str) -> Typed:
    if rating_of(text, "yes_no") == "No":
        return Typed({"relevant": False}, {"ogp_values": "not_relevant"})
    if why := why_nothing(text):
        return Typed({}, {"relevant": why, "ogp_values": why})
    if rating_of(text, "yes_no") == "Yes":
        return Typed({"relevant": True}, {})
    named = _named_values("relevant", text)
    if named.values["ogp_values"]:
        return Typed(named.values | {"relevant": True}, {}, named.warnings)
    return Typed({"relevant": None}, {"relevant": "not_available"}, named.warnings)


def _named_values(key: str, text: str) -> Typed:
    values, rest = values_in(text)
    odd = bool(rest) and rating_of(rest, "yes_no") is None
    return Typed({"ogp_values": values}, {}, (_unknown(key, text),) if odd else ())


def _links(key: str, written: Written) -> Typed:
    if key == "irm_reports":
        return _reports(key, written)
    # The words as written count: a link may hold the plan's title, or only a part of it.
    whole = written.text if written.beside or not written.links else written.links[0].text
    link = Link(text=whole, url=written.links[0].url if written.links else None)
    odd = written.links and written.beside and normalize(written.links[0].text) != normalize(written.text)
    several = len({one.url for one in written.links}) > 1
    warnings = (_beside_warning(key, written.beside),) if odd else ()
    if several:
        warnings = (
            *warnings,
            warning(
                WarningCode.MISPLACED_TEXT, f"{len(written.links)} links where one was ever seen", f"overview.{key}"
            ),
        )
    if odd and written.links[0].text and not several and len(written.beside.split()) <= 3:
        link = Link(text=written.links[0].text, url=written.links[0].url)
    return Typed({key: link}, {}, warnings)


def _beside_warning(key: str, words: str) -> RecordWarning:
    return warning(WarningCode.MISPLACED_TEXT, f"{words[:80]!r} beside the links", f"overview.{key}")


def _reports(key: str, written: Written) -> Typed:
    titles = split_reports(written.beside if written.links else written.text)
    titles = [one for one in titles if not written.links or (_REPORT.search(one) and len(one.split()) > _FEWEST_WORDS)]
    unlinked = [Link(text=title, url=None) for title in titles]
    reports = sorted([*written.links, *unlinked], key=lambda one: written.text.find(one.text))
    odd = [one.text for one in reports if not _REPORT.search(one.text) or _LEADS_ON.match(one.text)]
    rest = written.beside
    for one in unlinked:
        rest = rest.replace(one.text, "", 1)
    left = rest.strip(" ,;")
    warnings = (*([_unknown(key, ", ".join(odd))] if odd else ()), *([_beside_warning(key, left)] if left else ()))
    return Typed({key: reports}, {}, warnings)


def split_reports(text: str) -> list[str]:
    """Return the titles of reports that commas part; some titles hold commas themselves.

    A comma parts two titles when what is before it, since the last such comma, names a kind of report (Progress
    Report, Design Report, Action Plan Review ...) and what follows can begin a title. Source: the titles on the pages.
    """
    titles: list[list[str]] = []
    whole = True
    pieces = [" ".join(piece.split()) for piece in text.split(",") if piece.strip()]
    last = max((index for index, piece in enumerate(pieces) if _REPORT.search(piece)), default=-1)
    for index, part in enumerate(pieces):
        short = index < last and len(part.split()) <= 4 and not _GOES_ON.match(part)
        begins = part[0].isupper() and (bool(_REPORT.search(part)) or short)
        if titles and not (whole and begins):
            titles[-1].append(part)
        else:
            titles.append([part])
            whole = False
        whole = whole or bool(_REPORT.search(part))
    return [", ".join(parts) for parts in titles]


def _areas(key: str, written: Written) -> Typed:
    linked = [link.text for link in written.links]
    names = bool(linked) and not written.beside
    parts = linked if names else [area for part in written.parts for area in split_areas(part)]
    areas = list(dict.fromkeys(area for area in parts if area and not why_nothing(area)))
    odd = [area for area in areas if not is_area(area) and (not can_be_area(area) or _holds_area(area))]
    odd += [area for area in areas if not is_area(area) and values_in(area)[0] and not values_in(area)[1]]
    if "policy_areas" in key:
        odd += [area for area in areas if not is_area(area) and area not in odd]
    return Typed({key: areas}, {}, (_unknown(key, "; ".join(odd)),) if odd else ())


def _holds_area(text: str) -> bool:
    """Tell whether a text that is not a known policy area begins or ends with one: two may be glued."""
    words = text.split()
    pairs = [(" ".join(words[:cut]), " ".join(words[cut:])) for cut in range(1, len(words))]
    return any((is_area(one) and len(other.split()) > 1) or (is_area(other) and is_area(one)) for one, other in pairs)


def _list(key: str, written: Written) -> Typed:
    values = [part for part in written.parts if not why_nothing(part)]
    # The names of areas are the only ones of sectors that are known, too.
    odd = [one for one in values if one.endswith(".") or (key != "institutions_involved" and not is_area(one))]
    return Typed({key: values}, {}, (_unknown(key, "; ".join(odd)),) if odd else ())
