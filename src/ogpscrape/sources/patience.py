"""When the site is left alone: it has said no too often, shows nothing that is of use, or does not answer at all."""

from collections import Counter

from ogpscrape.errors import (
    BlockedError,
    ComeBackLaterError,
    IncompleteError,
    MovedError,
    NetworkError,
    OgpscrapeError,
    TooLargeError,
)

#: After so many pages in a row of one kind the site is not asked any more; the first kind that fits an error counts.
_LIMITS: dict[type[OgpscrapeError], tuple[int, str, str]] = {
    BlockedError: (3, "were blocked", "Try again in some hours, with a lower --rate"),
    IncompleteError: (3, "broke off before their end", "Try again later; a proxy on the way may be at fault"),
    TooLargeError: (3, "were too large", "Look at one of the addresses in a browser: this is not what the site shows"),
    MovedError: (5, "had moved", "Look at one of the addresses in a browser: the site may have been rebuilt"),
}
#: Nor after so many in a row that could not be had for whatever reason, each asked for as often as the retries say.
_MOST_FAILED = 10


class Patience:
    """Counts what became of the pages that were asked for."""

    def __init__(self) -> None:
        self._failed = 0
        self._in_a_row: Counter[type[OgpscrapeError]] = Counter()
        #: Why the site is not asked any more in this run, or None.
        self.ended: OgpscrapeError | None = None

    def succeeded(self) -> None:
        """Take note of a page that was had."""
        self._failed = 0
        self._in_a_row.clear()

    def failed(self, error: OgpscrapeError) -> None:
        """Take note of a page that could not be had. Silence between two refusals does not make them forgotten."""
        kind = next((kind for kind in _LIMITS if isinstance(error, kind)), None)
        if kind is None and not isinstance(error, NetworkError):
            self.succeeded()
            return
        self._failed += 1
        if kind is not None:
            self._in_a_row = Counter({kind: self._in_a_row[kind] + 1})
        self.ended = self._end(error, kind)

    def give_up(self, error: OgpscrapeError) -> None:
        """Ask for nothing more, as `error` says."""
        self.ended = error

    def _end(self, error: OgpscrapeError, kind: type[OgpscrapeError] | None) -> OgpscrapeError | None:
        if isinstance(error, ComeBackLaterError):
            return error
        if kind is not None and self._in_a_row[kind] >= _LIMITS[kind][0]:
            most, what, hint = _LIMITS[kind]
            return kind(f"{most} pages in a row {what}, so the site is not asked any more", hint=hint)
        if self._failed >= _MOST_FAILED:
            return NetworkError(
                f"{_MOST_FAILED} pages in a row could not be had, so the site is not asked any more",
                hint="Check your connection, or try again later",
            )
        return None
