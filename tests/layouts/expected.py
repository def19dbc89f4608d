"""The record that a page source asks for, worked out from the source without any of the parser's code.

What the text belongs to is written in the source (its field marks); numbers, codes and ratings are in its `expect`.
"""

import re
from collections.abc import Iterator
from copy import deepcopy
from itertools import pairwise
from typing import Any

from tests.layouts import content as c
from tests.layouts.markup import SITE
from tests.layouts.overview import header_links, local_overview, national_overview
from tests.layouts.related import address
from tests.layouts.surroundings import page_path

NOTE = re.compile(r"\[Note (\d+):([^\]]*)\]")
#: Bullets that word processors leave: private-use characters, and the letters that stand for them.
BULLETED = re.compile(r"[\uf000-\uf0ff§o] ")
#: The dates of the samples' summaries, by their words; what is none of these is not a date.
DATES = {"September 2014": "2014-09", "July 2014": "2014-07", "1 July 2014": "2014-07-01", "Q3 2014": "2014-07",
         "June 2016": "2016-06", "30 June 2016": "2016-06-30", "30.06.2016": "2016-06-30"}  # fmt: skip
_STEP = re.compile(r"(\w+)|\[(\d+)\]")
_IRM: dict[str, Any] = {
    "theme": None,
    "number": None,
    "title": None,
    "starred": False,
    "commitment_text": None,
    "editorial_note": None,
    "responsible_institutions": None,
    "supporting_institutions": None,
    "start_date": None,
    "end_date": None,
    "commitment_aim": None,
    "completion": [],
    "did_it_open_government": None,
    "carried_forward": None,
    "sections": [],
}
_MILESTONE: dict[str, Any] = dict.fromkeys(
    ("code", "title", "text", "completion", "assessment", "start_date", "end_date", "irm")
)


def squeeze(text: str) -> str:
    """Return text with its white space squeezed and its notes replaced by their marks."""
    return " ".join(NOTE.sub(lambda match: f"[^{match[1]}]", text).replace("\u00a0", " ").split())


def expected_record(page: c.Content, *, html: bool) -> dict[str, Any]:
    """Return what the record of a page must hold; `html` tells whether the page shows links, addresses and drawings."""
    expect = deepcopy(page.expect)
    local = bool(expect.get("local"))
    # A text has no addresses: there the slug comes from the member's name.
    known = html or page.slug == re.sub(r"[^a-z]+", "-", page.member.lower())
    record: dict[str, Any] = {
        "schema_version": 2,
        "id": page.id,
        "title": squeeze(page.title),
        "member": {"name": page.member or expect.get("member"), "slug": page.slug if known else None},
        "url": SITE + page_path(page) if known else None,
        "form": "local" if local else "national",
        "overview": (local_overview if local else national_overview)(page, html=html),
        "description": None,
        "proposal": {"others": []} if local else None,
        "irm": [{**deepcopy(_IRM), **_summary(given)} for given in expect.get("irm", [])],
        "milestones": [{"number": n, **_MILESTONE, **given} for n, given in enumerate(expect.get("milestones", []), 1)],
        "notes": [],
        "related": _related(page, known=known),
        "sections": [],
        "unclaimed": [],
    }
    record["overview"].update(expect.get("overview", {}))
    record["overview"]["absent"].update(expect.get("absent", {}))
    for path, text in _texts(page):
        put(record, path, DATES.get(text) if path.endswith("_date") else text)
    record["notes"] = list(_notes(page, html=html))
    record["links"] = list(_links(page)) if html else []
    return record


def _summary(given: dict[str, Any]) -> dict[str, Any]:
    """Spell out the short forms of a page source: pairs instead of objects."""
    completion = [{"stage": stage, "rating": rating, "text": None} for stage, rating in given.pop("completion", [])]
    opened = given.pop("opened", None)
    ratings = [{"value": value, "rating": rating} for value, rating in opened or []]
    opening = {"ratings": ratings, "text": None} if opened is not None else None
    return {**given, "completion": completion, "did_it_open_government": opening}


def _related(page: c.Content, *, known: bool) -> list[dict[str, Any]]:
    return [
        {
            "position": position,
            "id": entry.id,
            "title": squeeze(entry.title) if entry.title else None,
            "cycle": entry.cycle,
            "policy_area": entry.policy_area or None,
            "starred": entry.starred and entry.title is not None,
            "url": SITE + address(page, entry) if known else None,
        }
        for position, entry in enumerate(page.related, start=1)
    ]


def _texts(page: c.Content) -> Iterator[tuple[str, str]]:
    """Give each field's path and text, the blocks of one field together."""
    gathered: dict[str, list[str]] = {}
    for placed in page.body:
        for path, text in _values(placed):
            if text:
                gathered.setdefault(path, []).append(text)
    for path, texts in gathered.items():
        if not (path.endswith("_institutions") and texts == ["---"]):
            yield path, prose(texts)


def prose(texts: list[str]) -> str:
    """Return paragraphs with a blank line between them; the items of a list are one a line, whatever their bullet."""
    parts = texts[:1]
    for before, text in pairwise(texts):
        parts += ["\n" if BULLETED.match(before) and BULLETED.match(text) else "\n\n", text]
    return "".join(parts)


def _values(placed: c.Placed) -> Iterator[tuple[str, str]]:
    block, fields = placed.block, placed.fields
    if not fields:
        return
    if isinstance(block, c.Heading):
        if fields[0].endswith("].text") and "sections[" in fields[0]:
            yield fields[0].removesuffix("text") + "heading", squeeze(c.flat(block.inlines))
    elif isinstance(block, c.Listing):
        yield from _items(block, fields[0])
    elif fields[0].endswith(".heading"):
        yield fields[0], squeeze(c.flat(block.inlines))
    else:
        yield from zip(fields, _after_labels(block.inlines), strict=False)


def _items(block: c.Listing, path: str) -> Iterator[tuple[str, str]]:
    if path == "milestones[].text":
        for at, item in enumerate(block.items):
            yield f"milestones[{at}].text", squeeze(c.flat(item.inlines))
        return
    marks = (f"{item.number}." if item.number is not None else "-" for item in block.items)
    lines = [f"{mark} {squeeze(c.flat(item.inlines))}" for mark, item in zip(marks, block.items, strict=True)]
    yield path, "\n".join(lines)


def _after_labels(inlines: c.Inlines) -> list[str]:
    """Return the text after each label of a paragraph, or the whole text where there is none."""
    parts: list[list[c.Inline]] = [[]]
    for inline in inlines:
        if isinstance(inline, c.Label):
            parts.append([])
        else:
            parts[-1].append(inline)
    texts = [squeeze(c.flat(tuple(part))) for part in parts]
    return texts if len(texts) == 1 else texts[1:]


def _links(page: c.Content) -> Iterator[dict[str, Any]]:
    """Give every link of the content but those of the list, in page order, with the field that it is in."""
    if page.member:
        yield {"text": page.member, "url": f"{SITE}/members/{page.slug}/", "field": "member.name"}
    yield from header_links(page)
    notes = 0
    for inlines, path in _inlines(page):
        text = ""
        for inline in inlines:
            if isinstance(inline, c.Link):
                opened = [match.start() for match in re.finditer(r"\[Note \d+:", text)]
                noted = bool(opened) and "]" not in text[opened[-1] :]
                field = f"notes[{notes + len(opened) - 1}].text" if noted else path
                yield {"text": inline.text, "url": whole(inline.url), "field": field}
            text += c.flat((inline,))
        notes += len(NOTE.findall(text))


def _inlines(page: c.Content) -> Iterator[tuple[c.Inlines, str | None]]:
    """Give the words of each heading, paragraph and item of the body, with the field that they belong to."""
    for placed in page.body:
        path = placed.fields[0] if placed.fields else None
        if isinstance(placed.block, c.Listing):
            for at, item in enumerate(placed.block.items):
                yield item.inlines, path and path.replace("[]", f"[{at}]")
        else:
            yield placed.block.inlines, path


def _notes(page: c.Content, *, html: bool) -> Iterator[dict[str, Any]]:
    """Give the notes in page order, with their links and the field that cites them."""
    for inlines, path in _inlines(page):
        yield from _notes_in(inlines, path, html=html)


def _notes_in(inlines: c.Inlines, path: str | None, *, html: bool) -> Iterator[dict[str, Any]]:
    text = ""
    links: list[tuple[int, c.Link]] = []
    for inline in inlines:
        if isinstance(inline, c.Link):
            links.append((len(text), inline))
        text += c.flat((inline,))
    for match in NOTE.finditer(text):
        within = [link for position, link in links if match.start() <= position < match.end()]
        shown = [{"text": link.text, "url": whole(link.url)} for link in within] if html else []
        yield {"number": int(match[1]), "text": squeeze(match[2]), "links": shown, "cited_in": path}


def whole(url: str) -> str:
    """Return an absolute address."""
    return SITE + url if url.startswith("/") else url


def put(record: dict[str, Any], path: str, value: str | None) -> None:
    """Set the value at a path as `irm[0].completion[1].text`; lists and objects on the way are made."""
    steps = [name or int(index) for name, index in _STEP.findall(path)]
    place: Any = record
    for step, following in pairwise(steps):
        if isinstance(step, int):
            while len(place) <= step:
                place.append({})
        elif place.get(step) is None:
            place[step] = [] if isinstance(following, int) else {}
        place = place[step]
    place[steps[-1]] = value


def differences(expected: Any, actual: Any, path: str = "") -> Iterator[str]:
    """Give one line for each expected value that is not in the record at its place."""
    if isinstance(expected, dict) and isinstance(actual, dict):
        for key, value in expected.items():
            yield from differences(value, actual.get(key, "<no such key>"), f"{path}.{key}" if path else key)
    elif isinstance(expected, list) and isinstance(actual, list) and len(expected) == len(actual):
        for at, (want, got) in enumerate(zip(expected, actual, strict=True)):
            yield from differences(want, got, f"{path}[{at}]")
    elif expected != actual or isinstance(expected, bool) is not isinstance(actual, bool):
        yield f"{path}: expected {expected!r}, got {actual!r}"
