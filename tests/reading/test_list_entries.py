"""Entries of the commitments list: title, ID, year and area in any order and any elements, and what is beside them."""

import pytest

from ogpscrape.reading import parse
from tests.reading.small_pages import codes, page

ENTRIES = [("Open Maps", "ZZ0001", 2014, "E-Government"), ("Open Roads: A Plan", "ZZ0002", 2012, "Gender")]
LINK = "https://www.opengovpartnership.org/members/samplia/commitments/{1}/"


def listed(entry: str, heading: str = "<h2>Commitments</h2>") -> str:
    return page(foot=f"{heading}<ul>{''.join(f'<li>{entry.format(*one)}</li>' for one in ENTRIES)}</ul>")


@pytest.mark.parametrize(
    "entry",
    [
        f"<a href='{LINK}'>{{1}} – {{0}}</a> ({{2}}), {{3}}",
        "{1}: {0} ({2}), {3}",
        "<span>{0}</span> <span>{1}</span> <span>{2}</span> <span>{3}</span>",
        "<b>{1}</b> <b>{0}</b> <i>{2}</i> <i>{3}</i>",
        "<x-title>{0}</x-title> <x-id>{1}</x-id> <x-year>{2}</x-year> <x-area>{3}</x-area>",
        "<span>{0}</span> <small>({1}, {2}, {3})</small>",
        f"<div><a href='{LINK}'>{{0}}</a></div><div><a href='{LINK}'>{{0}}</a></div><div>{{1}}, {{2}}, {{3}}</div>",
        f"<a href='{LINK}'>{{0}}</a><a href='{LINK}'>{{0}}</a><p>{{1}}, {{2}}, {{3}}</p>",
    ],
)
def test_it_is_read(entry: str) -> None:
    record = parse(listed(entry))
    assert [(one.title, one.id, one.cycle, one.policy_area) for one in record.related] == ENTRIES
    assert codes(record) == []


@pytest.mark.parametrize(
    "entry",
    [
        "<span>{0}</span> <span class='badge'>Verified</span><p>{1}, {2}, {3}</p>",
        "<label>Follow</label><a href='/x/'>{0}</a><p>{1}, {2}, {3}</p>",
        "<a href='/x/'>{0}</a> <a href='/y/'>All policy areas</a><p>{1}, {2}, {3}</p>",
        "{0} <em>Updated in May</em><p>{1}, {2}, {3}</p>",
        "<p>{0}</p><p>Last edited by staff</p><p>{1}, {2}, {3}</p>",
        "<code>v2</code>{0}<br>{1}, {2}, {3}",
        f"<a href='{LINK}' aria-label='{{0}}'></a><p>{{1}}, {{2}}, {{3}}</p>",
    ],
)
def test_what_is_no_title_is_told(entry: str) -> None:
    assert "list_broken" in codes(parse(listed(entry)))
