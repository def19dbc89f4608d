"""Keeping the bodies that a source gives, as got, in a folder for people: `fetch --save-pages`."""

from pathlib import Path

from ogpscrape.errors import OgpscrapeError, OutputError
from ogpscrape.identifiers import Selector
from ogpscrape.page import Page
from ogpscrape.sources import Answer, Source
from ogpscrape.sources.files import replace_file

#: What is added to the name of a body that turned out to be no commitment's page: `--from` passes over such files.
REFUSED = ".refused"


class SavingSource(Source):
    """Gives what another source gives, and saves each body once it is known what it is.

    A good page becomes `<ID>.html` (or `.txt`). What is refused becomes `<ID>.html.refused` beside it, to be looked at:
    it never takes the place of a good one.
    """

    def __init__(self, inner: Source, folder: Path) -> None:
        """Save what `inner` gives in `folder`, which is made.

        Raises OutputError when the folder cannot be made.
        """
        self._inner = inner
        self._folder = folder
        self._ids: dict[str, str] = {}
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise _cannot_save(folder, error) from error

    @property
    def stopped(self) -> OgpscrapeError | None:
        """Why nothing more can be got in this run, or None."""
        return self._inner.stopped

    def get(self, selector: Selector, held: Answer | None = None) -> Answer:
        """Return the page from the other source, whose errors it raises."""
        answer = self._inner.get(selector, held)
        self._ids = {answer.page.name: selector.id}
        return answer

    def judge(self, answer: Answer, error: OgpscrapeError | None = None) -> None:
        """Save the page, one that is no good under a name that says so. Raises OutputError when that fails."""
        self._save(answer.page, REFUSED if error else "")
        self._inner.judge(answer, error)

    def _save(self, page: Page, ending: str) -> None:
        suffix = ".txt" if page.media_type == "text/plain" or page.name.endswith(".txt") else ".html"
        file = self._folder / f"{self._ids[page.name]}{suffix}{ending}"
        try:
            replace_file(file, page.body)
        except OSError as error:
            raise _cannot_save(file, error) from error


def _cannot_save(path: Path, error: OSError) -> OutputError:
    return OutputError(f"the page cannot be saved: {error.strerror or error}", where=str(path), hint="See --save-pages")
