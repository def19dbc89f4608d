"""Two sites of one member: Samplia's 24 sample pages, and a smaller one of the replica's own pages."""

from pathlib import Path

from ogpscrape.vocabulary.members import member_of
from tests.replica import Site, SitePage
from tests.replica.site import template_page

PAGES = Path(__file__).parents[2] / "samples" / "pages"


def samplia_pages(prefix: str = "ZZ") -> list[SitePage]:
    """Return the sample pages whose IDs are `prefix` and four digits, HTML and text alike."""
    files = [file for file in sorted(PAGES.iterdir()) if file.stem.rstrip("0123456789") == prefix]
    slug = "samplia" if prefix == "ZZ" else "port-veil-samplia"
    return [SitePage(file.stem, slug, file.read_bytes()) for file in files]


def samplia_site() -> Site:
    return Site(samplia_pages())


KOREA = member_of("KR")


def korean_page(number: int, last: int = 6, leave_out: int | None = None, version: int = 1) -> SitePage:
    """Return a page that lists the numbers up to `last`, but one."""
    numbers = [each for each in range(1, last + 1) if each != leave_out]
    return template_page(KOREA, number, numbers, version)


def korean_site() -> Site:
    return Site([korean_page(number) for number in range(1, 7)])
