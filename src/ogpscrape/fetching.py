"""One commitment from a source to its record: what the commands and the library have in common."""

from typing import TYPE_CHECKING

from ogpscrape.errors import OgpscrapeError, WrongCommitmentError
from ogpscrape.identifiers import Selector, parse_selector
from ogpscrape.sources import JudgedSource, Source
from ogpscrape.warning_codes import WarningCode

if TYPE_CHECKING:
    from ogpscrape.commitment import Commitment
    from ogpscrape.page import Page


def fetch(selector: str | Selector, source: Source | None = None, *, provenance: bool = False) -> "Commitment":
    """Return the record of a commitment, from the site unless another source is given.

    Arguments:
        selector: an ID in any case, or any spelling of the page's address.
        source: where the page is got; None is the live site, as the configuration says. For more than one page, open a
            `LiveSource` and hand it in, so that robots.txt is read once.
        provenance: whether the record says where in the page's visible text each field stands.

    Raises an OgpscrapeError that says why there is no record.

    """
    wanted = parse_selector(selector) if isinstance(selector, str) else selector
    if source is not None:
        return fetch_record(wanted, source, provenance=provenance)
    from ogpscrape.configuration import load
    from ogpscrape.sources.live import LiveSource

    with LiveSource(load().live_options()) as live:
        return fetch_record(wanted, live, provenance=provenance)


def fetch_record(selector: Selector, source: Source, *, provenance: bool = False) -> "Commitment":
    """Get a page, read it, and tell the source what it turned out to be.

    Raises what the source and the reader raise, and WrongCommitmentError for another commitment's page.
    """
    return read_judged(source.get(selector), selector.id, source, provenance=provenance)


def read_judged(page: "Page", commitment_id: str, source: Source, *, provenance: bool = False) -> "Commitment":
    """Read a page that `source` got for an ID, and tell the source what it turned out to be."""
    from ogpscrape.reading import parse_page

    judged = source if isinstance(source, JudgedSource) else None
    try:
        record = parse_page(page, provenance=provenance)
        _check_id(record, commitment_id, page)
    except OgpscrapeError as error:
        if judged:
            judged.refuse(page, error)
        raise
    except Exception:
        if judged:
            judged.refuse(page)
        raise
    if judged:
        if any(warning.code is WarningCode.TRUNCATED for warning in record.warnings):
            judged.refuse(page)
        else:
            judged.keep(page)
    return record


def _check_id(record: "Commitment", commitment_id: str, page: "Page") -> None:
    if record.id != commitment_id:
        raise WrongCommitmentError(
            f"this is the page of {record.id}, not of {commitment_id}",
            where=page.name,
            hint=f"Ask for {record.id} if that is what you want",
        )
