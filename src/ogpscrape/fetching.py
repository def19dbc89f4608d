"""Commitments from a source to their records, one by one: what the commands and the library have in common."""

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from ogpscrape.errors import (
    BlockedError,
    BugError,
    GoneError,
    IncompleteError,
    NotACommitmentError,
    OgpscrapeError,
    WrongCommitmentError,
)
from ogpscrape.identifiers import Selector, parse_address, parse_selector
from ogpscrape.sources import Answer, Source
from ogpscrape.warning_codes import WarningCode

if TYPE_CHECKING:
    from ogpscrape.commitment import Commitment
    from ogpscrape.page import Page

#: Takes what is wrong with one page or record; the others are still read.
OnError = Callable[[OgpscrapeError], None]
#: What messages call it, and what returns its record.
Reading = tuple[str, Callable[[], "Commitment"]]


def fetch(selector: str | Selector, source: Source | None = None, *, provenance: bool = False) -> "Commitment":
    """Return the record of a commitment, from the site unless another source is given.

    Arguments:
        selector: an ID in any case, or any spelling of the page's address.
        source: where the page is got; None is the live site, as the configuration says. For more than one page, open a
            `LiveSource` and hand it in, so that robots.txt is read once.
        provenance: whether the record says where in the page's visible text each field is.

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

    Raises what the source and `read_judged` raise.
    """
    return read_judged(source.get(selector), selector.id, source, provenance=provenance)


def read_judged(answer: Answer, commitment_id: str, source: Source, *, provenance: bool = False) -> "Commitment":
    """Read a page that `source` got for an ID, and tell the source what it turned out to be.

    Raises what the reader raises, WrongCommitmentError for another commitment's page, IncompleteError for a page that
    the site broke off, and BugError, with the page's name, for what nobody foresaw: one page never ends a run.
    """
    read = partial(_read, answer.page, commitment_id, provenance=provenance)
    failures: list[OgpscrapeError] = []
    for record in read_each([(answer.page.name, read)], failures.append):
        source.judge(answer)
        return record
    source.judge(answer, failures[0])
    raise failures[0]


def read_each(readings: Iterable[Reading], on_error: OnError) -> Iterator["Commitment"]:
    """Read one thing after the other; the one place where what goes wrong in a page is caught.

    Arguments:
        readings: of each its name for messages, and what returns its record.
        on_error: called for each that fails; what nobody foresaw has become a BugError.

    """
    for name, read in readings:
        try:
            record = read()
        except OgpscrapeError as error:
            error.where = error.where or name
            on_error(error)
        except Exception as error:  # noqa: BLE001 - said to the user as a bug, with the page's name
            bug = BugError.of(error, where=name)
            bug.__cause__ = error
            on_error(bug)
        else:
            yield record


def read_captured(page: "Page", *, provenance: bool = False) -> "Commitment":
    """Read a page out of a WARC file. Raises what the reader raises, WrongCommitmentError for another one's page."""
    selector = parse_address(urlsplit(page.url or "").path)
    if selector is not None:
        return _read(page, selector.id, provenance=provenance)
    from ogpscrape.reading import parse_page

    return parse_page(page, provenance=provenance)


def check_capture(page: "Page") -> None:
    """Raise what says that an archived page is none of a commitment at all: a challenge, a "not found", another page.

    Everything else about it is said when it is read for its record.
    """
    from ogpscrape.reading import parse_page

    try:
        parse_page(page)
    except (BlockedError, GoneError, NotACommitmentError):
        raise
    except OgpscrapeError:
        return


def _read(page: "Page", commitment_id: str, *, provenance: bool) -> "Commitment":
    from ogpscrape.reading import parse_page

    record = parse_page(page, provenance=provenance)
    if record.id != commitment_id:
        raise WrongCommitmentError(
            f"this is the page of {record.id}, not of {commitment_id}",
            where=page.name,
            hint=f"Ask for {record.id} if that is what you want",
        )
    # A saved page that was cut is all that somebody has; the site can be asked again.
    if page.via == "live" and any(warning.code is WarningCode.TRUNCATED for warning in record.warnings):
        raise IncompleteError("the page breaks off before its end", where=page.name, hint="Try later")
    return record


def read_or_none(page: "Page") -> "Commitment | None":
    """Read a page again, or return None when it cannot be read."""
    from ogpscrape.reading import parse_page

    try:
        return parse_page(page)
    except Exception:  # noqa: BLE001 - what no longer can be read is told when it is read for itself
        return None
