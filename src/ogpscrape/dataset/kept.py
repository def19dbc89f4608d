"""What the live source asks with: the dataset's own pages and validators, in place of a page cache."""

import sqlite3
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from ogpscrape.dataset.bodies import Bodies
from ogpscrape.dataset.database import moment_of
from ogpscrape.dataset.store import Dataset
from ogpscrape.page import Page
from ogpscrape.sources.cache import Stored

Row = sqlite3.Row | Mapping[str, Any]

#: The dataset decides what is due: what is asked for at all is never fresh enough to be used unasked.
_LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


class KeptPages:
    """Answers the live source what is kept for an address, and takes down the validators of what it gets.

    It writes nothing: a page lands in the dataset together with its record, and not before.
    """

    def __init__(self, dataset: Dataset) -> None:
        self._dataset = dataset
        self._commitment_id: str | None = None
        #: The page that was kept and asked about last, or None.
        self.asked_about: Page | None = None
        #: The validators of the page that was got last: its ETag and its Last-Modified.
        self.validators: tuple[str | None, str | None] = (None, None)

    def expect(self, commitment_id: str) -> None:
        """Say whose page is asked for next."""
        self._commitment_id = commitment_id
        self.asked_about = None
        self.validators = (None, None)

    def load(self, address: str) -> Stored | None:
        """Return the newest readable page of the commitment that is asked for; None when its body is lost."""
        row = self._dataset.row(
            "SELECT * FROM fetches WHERE commitment_id = ? AND (version_id IS NOT NULL OR held_version_id IS NOT NULL) "
            "ORDER BY id DESC LIMIT 1",
            (self._commitment_id,),
        )
        if row is None or not (row["etag"] or row["last_modified"]) or row["url"] != address:
            return None
        page = page_of(self._dataset.bodies, row)
        if page is None:
            return None
        self.asked_about = page
        return Stored(page, _LONG_AGO, row["etag"], row["last_modified"])

    def store(self, address: str, stored: Stored) -> None:  # noqa: ARG002 - the live source's signature
        """Take down the validators."""
        self.validators = (stored.etag, stored.last_modified)

    def drop(self, address: str) -> None:  # noqa: ARG002 - the live source's signature
        """Ask without conditions the next time."""
        self.validators = (None, None)


def page_of(bodies: Bodies, row: Row) -> Page | None:
    """Make the page of a row of `fetches`, or None when its body is lost."""
    body = bodies.load(row["sha256"])
    if body is None:
        return None
    return Page(
        body=body,
        name=row["url"] or row["sha256"],
        url=row["url"],
        final_url=row["final_url"],
        retrieved_at=moment_of(row["retrieved_at"]) if row["retrieved_at"] else None,
        status=row["status"],
        media_type=row["media_type"],
        charset=row["charset"],
        via=row["via"],
    )
