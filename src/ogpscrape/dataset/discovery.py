"""A member's commitments found on the site itself, without a dataset."""

from ogpscrape.commitment import Commitment
from ogpscrape.dataset.finding import PROBED, Known, numbers_after, starting_points
from ogpscrape.errors import GoneError, MovedError
from ogpscrape.fetching import fetch_record
from ogpscrape.identifiers import Selector, prefix_of
from ogpscrape.selection import Group
from ogpscrape.sources import Source


def listed_on_site(source: Source, group: Group, begin: list[str], slug: str | None) -> list[Known]:
    """Return what the list on a page of the member says, in the order of the IDs.

    Arguments:
        source: where pages are got.
        group: the member.
        begin: the IDs of pages to try; without any, those that are known to have been there.
        slug: the member's part of the address, when the prefix does not tell it.

    Raises GoneError when no page could be found to begin with, and what the source and the reader raise.

    """
    record = _first_page(source, begin or starting_points(group), group, slug)
    found = {
        entry.id: Known(entry.id, entry.title, entry.cycle, entry.policy_area, "listed")
        for entry in record.related
        if prefix_of(entry.id) in group.prefixes
    }
    found.setdefault(record.id, known_of(record, "listed"))
    return [found[commitment_id] for commitment_id in sorted(found)]


def probed_on_site(source: Source, group: Group, known: list[Known]) -> list[Known]:
    """Return the commitments after the highest known number, until some numbers in a row are gone."""
    found = []
    for numbers in numbers_after([entry.id for entry in known], group.prefixes):
        gone = 0
        for commitment_id in numbers:
            if gone == PROBED:
                break
            try:
                found.append(known_of(fetch_record(Selector(commitment_id, group.slug), source), "found"))
                gone = 0
            except (GoneError, MovedError):
                gone += 1
    return found


def _first_page(source: Source, candidates: list[str], group: Group, slug: str | None) -> Commitment:
    for commitment_id in candidates:
        try:
            return fetch_record(Selector(commitment_id, slug or group.slug), source)
        except (GoneError, MovedError):
            continue
    raise GoneError(
        f"no page of {group.name} could be found to begin with",
        where=group.name,
        hint="Name a commitment that is there, as in `ogpscrape list KR0017`",
    )


def known_of(record: Commitment, state: str) -> Known:
    """Return what a record tells of its commitment, as lists have it."""
    areas = "; ".join(record.overview.policy_areas) or None
    return Known(record.id, record.title, record.overview.action_plan_cycle, areas, state)
