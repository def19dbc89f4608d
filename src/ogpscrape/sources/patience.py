"""When the site is left alone: it has said no too often, or nothing at all."""

from ogpscrape.errors import BlockedError, ComeBackLaterError, NetworkError, OgpscrapeError

#: After so many blocked pages in a row the site is not asked any more.
MOST_BLOCKED = 3
#: Nor after so many pages in a row that could not be had, each asked for as often as the retries say.
MOST_FAILED = 10


class Patience:
    """Counts what became of the pages that were asked for."""

    def __init__(self) -> None:
        self._blocked = self._failed = 0
        #: Why the site is not asked any more in this run, or None.
        self.ended: OgpscrapeError | None = None

    def succeeded(self) -> None:
        """Take note of a page that was had."""
        self._blocked = self._failed = 0

    def failed(self, error: OgpscrapeError) -> None:
        """Take note of a page that could not be had. Silence between two refusals does not make them forgotten."""
        if isinstance(error, BlockedError):
            self._blocked, self._failed = self._blocked + 1, 0
        elif isinstance(error, NetworkError):
            self._failed += 1
        else:
            self.succeeded()
        self.ended = self._end(error)

    def give_up(self, error: OgpscrapeError) -> None:
        """Ask for nothing more, as `error` says."""
        self.ended = error

    def _end(self, error: OgpscrapeError) -> OgpscrapeError | None:
        if isinstance(error, ComeBackLaterError):
            return error
        if self._blocked >= MOST_BLOCKED:
            return BlockedError(
                f"{MOST_BLOCKED} pages in a row were blocked, so the site is not asked any more",
                hint="Try again in some hours, with a lower --rate",
            )
        if self._failed >= MOST_FAILED:
            return NetworkError(
                f"{MOST_FAILED} pages in a row could not be had, so the site is not asked any more",
                hint="Check your connection, or try again later",
            )
        return None
