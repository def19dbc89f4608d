"""How long a page takes from bytes to record, held against peers that do the same or less with the same bytes."""

from functools import partial

import lxml.html
import trafilatura
from bs4 import BeautifulSoup

from benchmarks import fastest, line
from ogpscrape import Page, parse
from ogpscrape.identifiers import Selector
from ogpscrape.sources.samples import open_samples

#: What a page of a content management system has around its content; repeated until the page is as long as a real one.
AROUND = """
<style>.menu-{0} {{ color: #{0:06x}; margin: 0 auto; padding: 0.{0}rem }}</style>
<script>window.settings_{0} = {{"id": {0}, "url": "/menu/{0}/", "items": [1, 2, 3]}};</script>
<nav class="menu menu-{0}"><ul>
<li class="item"><a href="/about/{0}/">About us</a></li><li class="item"><a href="/members/{0}/">Members</a></li>
</ul></nav>
"""


def padded(body: bytes, size: int) -> bytes:
    """Return a page of about `size` bytes: the sample with more of what stands around the content."""
    head, separator, rest = body.decode("utf-8").partition("<body")
    tag, end, rest = rest.partition(">")
    missing = size - len(body)
    around = "".join(AROUND.format(number) for number in range(max(0, missing) // len(AROUND.format(1000))))
    return f"{head}{separator}{tag}{end}{around}{rest}".encode()


def header_with_beautifulsoup(body: bytes) -> dict[str, str]:
    """What a straightforward scraper would do for the header alone: the words after each label."""
    soup = BeautifulSoup(body, "lxml")
    fields = {"title": soup.h1.get_text(" ", strip=True)}
    for label in ("Action Plan", "Action Plan Cycle", "Status", "Lead Institution", "Early Results", "Completion"):
        found = soup.find(string=lambda text, label=label: text and text.strip().startswith(f"{label}:"))
        fields[label] = found.find_parent().find_parent().get_text(" ", strip=True) if found else ""
    return fields


def main() -> None:
    sample = open_samples().get(Selector("KR0017")).page.body
    for size in (75_000, 300_000):
        body = padded(sample, size)
        record = parse(Page(body))
        assert record == parse(Page(body)), "two parses of one body differ"
        assert len(record.milestones) == 4, "the padded page is no longer read as the sample is"
        ours, tree, soup, text = fastest(
            partial(parse, Page(body)),
            lambda body=body: lxml.html.document_fromstring(body),
            partial(header_with_beautifulsoup, body),
            partial(trafilatura.extract, body.decode()),
            turns=15,
        )
        page = f"a page of {len(body) // 1000} KB in {ours * 1000:.0f} ms"
        line(f"{page}, to lxml's tree of it", f"{ours / tree:.2f}", "3 or less")
        line(f"{page}, to its header with BeautifulSoup", f"{ours / soup:.2f}", "0.2 or less")
        line(f"{page}, to trafilatura's extract", f"{ours / text:.2f}", "0.1 or less")
