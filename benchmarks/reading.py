"""How long a page takes from bytes to record, held against peers that do the same or less with the same bytes."""

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from unittest.mock import patch

import lxml.html
import trafilatura
from bs4 import BeautifulSoup

from benchmarks import fastest, line
from ogpscrape import Page, parse
from ogpscrape.identifiers import Selector
from ogpscrape.reading import record
from ogpscrape.reading.plan.plan import PlanReading
from ogpscrape.sources.samples import open_samples
from tests.layouts.layouts import render
from tests.layouts.source import parse_source
from tests.reading.small_pages import SUMMARY, page
from tests.reading.test_real_page import source_of

#: A real page, where one is at hand.
SEED = Path(__file__).parents[2] / "shared" / "seed" / "KR0017.txt"

#: What a page of a content management system has around its content; repeated until the page is as long as a real one.
AROUND = """
<style>.menu-{0} {{ color: #{0:06x}; margin: 0 auto; padding: 0.{0}rem }}</style>
<script>window.settings_{0} = {{"id": {0}, "url": "/menu/{0}/", "items": [1, 2, 3]}};</script>
<nav class="menu menu-{0}"><ul>
<li class="item"><a href="/about/{0}/">About us</a></li><li class="item"><a href="/members/{0}/">Members</a></li>
</ul></nav>
"""


def padded(body: bytes, size: int) -> bytes:
    """Return a page of about `size` bytes: the sample with more of what is around the content."""
    head, separator, rest = body.decode("utf-8").partition("<body")
    tag, end, rest = rest.partition(">")
    missing = size - len(body)
    around = "".join(AROUND.format(number) for number in range(max(0, missing) // len(AROUND.format(1000))))
    return f"{head}{separator}{tag}{end}{around}{rest}".encode()


def header_with_beautifulsoup(body: bytes) -> dict[str, str]:
    """What a straightforward scraper would do for the header alone: the words after each label."""
    soup = BeautifulSoup(body, "lxml")
    fields = {"title": soup.h1.get_text(" ", strip=True) if soup.h1 else ""}
    for label in ("Action Plan", "Action Plan Cycle", "Status", "Lead Institution", "Early Results", "Completion"):
        found = soup.find(string=lambda text, label=label: text and text.strip().startswith(f"{label}:"))
        fields[label] = found.find_parent().find_parent().get_text(" ", strip=True) if found else ""
    return fields


def pages() -> Iterator[tuple[str, bytes, tuple[float, float, float] | None]]:
    """Yield pages by what they are, with the aims: to the tree, to trafilatura's extract, to the header's scraper."""
    if SEED.is_file():
        whole = render(parse_source(source_of(SEED.read_text(encoding="utf-8"))), "divs")
        yield "the real KR0017 as HTML", whole, (10, 0.4, 0.4)
    samples = open_samples()
    sample = samples.get(Selector("KR0017")).page.body
    yield "the sample KR0017, padded", padded(sample, 75_000), (7, 0.4, 0.25)
    yield "the sample KR0017, padded", padded(sample, 300_000), (5, 0.4, 0.2)
    yield "an unreviewed page", samples.get(Selector("ZZ0002")).page.body, None


#: A commitment as plans of 2018 to 2024 describe it: questions, a table of milestones that lost its lines, contacts.
PLAN = (
    "Lead implementing agency Ministry of Records Commitment description What public problem will the "
    "commitment address? Registers of small harbours are kept on paper. Nobody outside can see who moors where, "
    "what is paid, and which piers are closed. Fishers have asked for this since 2015, and two audits named it. "
    "What is the commitment? The ministry publishes the harbour register as open data, every month, with an interface "
    "for programs, and trains the clerks of all forty harbours. How will the commitment contribute to solve the public "
    "problem? Everybody sees the same figures. Fees can be compared, and closed piers are known before boats arrive. "
    "Why is this commitment relevant to OGP values? It opens data, and gives fishers a say in what is published. "
    "Additional information The budget is 20,000 a year, from the ministry's own means. It serves goal 16. "
    "Milestone activity with a verifiable deliverable Start Date: End Date: "
    "1. Survey of the paper registers of all harbours September 2018 January 2019 "
    "2. Register as a database, tested with five harbours February 2019 August 2019 "
    "3. Training of clerks, two days in each region September 2019 March 2020 "
    "4. Publication every month, with a report on use April 2020 August 2020 "
    "Contact information Name of responsible person from implementing agency Ann Example Title, Department Registers "
    "Email and Phone ann@example.org Other actors involved State actors Harbour offices CSOs, private sector, "
    "multilaterals, working groups Fishers' union"
)


def with_plan(size: int) -> bytes:
    """Return a page of about `size` bytes with that description."""
    return padded(page(f"<p>{PLAN}</p>").encode(), size)


#: Pages of which one thing is there many times.
MANY: dict[str, Callable[[int], str]] = {
    "notes": lambda n: page("".join(f"<p>Maps.[Note {i}: Office of maps]</p>" for i in range(1, n))),
    "entries": lambda n: page(foot="<h2>Commitments</h2><ol>" + "".join(
        f"<li>Open Maps {i}<br>ZZ{i:04}, 2014, E-Government</li>" for i in range(1, n)) + "</ol>"),
    "milestones": lambda n: page(SUMMARY + "".join(
        f"<p>Milestone 1.{i} Draw maps (Limited)</p><p>Few.</p>" for i in range(n))),
}  # fmt: skip


def without_plan(body: bytes) -> None:
    """Read a page but for the plan in its description."""
    with patch.object(record, "read_plan", lambda *_, **__: PlanReading(None)):
        parse(Page(body))


def main() -> None:
    for name, body, aims in pages():
        assert parse(Page(body)) == parse(Page(body)), "two parses of one body differ"
        ours, tree, text, soup = fastest(
            lambda body=body: parse(Page(body)),
            lambda body=body: lxml.html.document_fromstring(body),
            partial(trafilatura.extract, body.decode()),
            partial(header_with_beautifulsoup, body),
            turns=15,
        )
        to_tree, to_text, to_soup = (f"{aim} or less" for aim in aims) if aims else ("", "", "")
        line(f"{name}, {len(body) // 1000} KB in {ours * 1000:.1f} ms, to lxml's tree", f"{ours / tree:.1f}", to_tree)
        line("  the same, to trafilatura's extract", f"{ours / text:.2f}", to_text)
        line("  the same, to a scraper of the header with BeautifulSoup", f"{ours / soup:.2f}", to_soup)
    for size in (0, 10_000, 75_000):
        body = with_plan(size)
        assert len(parse(Page(body)).milestones) == 4, "the plan is not read"
        both, alone = fastest(partial(parse, Page(body)), partial(without_plan, body), turns=25)
        line(
            f"a plan read on a page of {len(body) // 1000} KB, to the rest of it",
            f"{both / alone - 1:.0%}",
            "33 % or less",
        )
    for name, build in MANY.items():
        few, many = fastest(partial(parse, build(200)), partial(parse, build(800)), turns=5)
        line(f"800 {name} in {many * 1000:.0f} ms, to 200", f"{many / few:.1f}", "4, as the size does")
