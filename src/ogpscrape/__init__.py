"""The Open Government Partnership's commitment pages as data.

>>> from pathlib import Path
>>> from ogpscrape import load, parse
>>> record = parse(Path("saved/KR0017.html"))    # doctest: +SKIP
>>> for record in load("samples", "KR"):
...     print(record.id, record.overview.completion)
KR0017 Substantial

- `parse`: a saved page (a path, its text or its bytes) becomes a `Commitment`
- `fetch`: the same for a page that is got from the site, by its ID or address
- `load`: the records of a dataset, of a folder of pages, of files of records or of the samples; with `.tables()`,
  `.to_dataframe()`
- `Commitment`: a record, a pydantic model: `record.overview.completion`, `record.milestones`, `record.model_dump()`
- `Page`: the bytes of a page with its address; `Page(body).soup` is BeautifulSoup's tree of it
- `OgpscrapeError`: what every error of ogpscrape is
"""

from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"
#: Where the project lives; requests carry it, so that a site's people can see who asks.
PROJECT_ADDRESS = "https://github.com/ogpscrape/ogpscrape"

if TYPE_CHECKING:
    from ogpscrape.commitment import Commitment as Commitment
    from ogpscrape.errors import OgpscrapeError as OgpscrapeError
    from ogpscrape.fetching import fetch as fetch
    from ogpscrape.library import load as load
    from ogpscrape.page import Page as Page
    from ogpscrape.reading import parse as parse

__all__ = ["Commitment", "OgpscrapeError", "Page", "__version__", "fetch", "load", "parse"]

_HOMES = {
    "Commitment": "ogpscrape.commitment",
    "OgpscrapeError": "ogpscrape.errors",
    "Page": "ogpscrape.page",
    "fetch": "ogpscrape.fetching",
    "load": "ogpscrape.library",
    "parse": "ogpscrape.reading",
}


def __getattr__(name: str) -> Any:
    """Import a public name when it is first used: `import ogpscrape` itself stays cheap."""
    if name in _HOMES:
        from importlib import import_module

        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    """Return the public names, so that notebooks complete them and `help(ogpscrape)` has them."""
    return sorted({*__all__, *(name for name in globals() if name.startswith("__"))})
