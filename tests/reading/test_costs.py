"""What a page holds does not make the reader's cost grow faster than the page: a ratio of sizes, never a speed."""

import time
from collections.abc import Callable
from itertools import takewhile

import pytest

from tests.reading.outcome import outcome
from tests.reading.small_pages import SUMMARY, header_with, page, text_page

#: Large pages, in characters: a real one has 75 to 300 KB. The small one first: a cost that explodes fails soon.
LARGE = (30_000, 600_000)

HOSTILE: dict[str, tuple[int, Callable[[int], str]]] = {
    "notes": (500, lambda n: page("".join(f"<p>Maps.[Note {i}: Office of maps]</p>" for i in range(1, n)))),
    "notes of a text": (500, lambda n: text_page(
        "\n\n".join(f"Maps.[Note {i}: Office\nof maps]" for i in range(1, n)))),
    "notes that do not end": (1_000, lambda n: page("<p>" + "[Note 1: maps " * n + "</p>")),
    "closing brackets in a milestone": (500, lambda n: page(f"{SUMMARY}<p>Milestone 1.1 Draw {')' * n}</p>")),
    "opening brackets in a milestone": (500, lambda n: page(f"{SUMMARY}<p>Milestone 1.1 Draw {'(' * n}</p>")),
    "ratings of a stage": (500, lambda n: page(f"{SUMMARY}<p>{'End-of-term: Substantial ' * n}</p>")),
    "another stage's": (500, lambda n: page(f"{SUMMARY}<p>{'Mid-term: Complete ' * n}</p>")),
    "stages without ratings": (1_000, lambda n: page(f"{SUMMARY}<p>{'End of term ' * n}</p>")),
    "nested elements": (500, lambda n: page("<div>" * n + "<p>Maps.</p>" + "</div>" * n)),
    "nested inline elements": (500, lambda n: page("<p>" + "<b><i>" * n + "Maps." + "</i></b>" * n + "</p>")),
    "nested lists": (300, lambda n: page("<ul><li>Maps" * n + "</ul>" * n)),
    "nested tables": (150, lambda n: page("<table><tr><td>Maps" * n + "</table>" * n)),
    "nested custom elements": (500, lambda n: page("<x-y>" * n + "Maps." + "</x-y>" * n)),
    "elements that are not closed": (500, lambda n: page("<a href=x><b><font><i>Maps" * n)),
    "entries": (500, lambda n: page(foot="<h2>Commitments</h2><ol>" + "".join(
        f"<li>Open Maps {i}<br>ZZ{i:04}, 2014, E-Government</li>" for i in range(1, n)) + "</ol>")),
    "milestones": (200, lambda n: page(SUMMARY + "".join(
        f"<p>Milestone 1.{i} Draw maps (Limited)</p><p>Few.</p>" for i in range(n)))),
    "milestones of plan and summary": (100, lambda n: page(
        SUMMARY.replace("<p>End", "<p>Editorial Note: Some milestones:</p><ol>"
                        + "".join(f"<li>Draw map {i}</li>" for i in range(n)) + "</ol><p>End")
        + "".join(f"<p>Milestone 1.{i} Draw map {i} (Limited)</p><p>Few.</p>" for i in range(n)))),
    "labels on a line": (200, lambda n: page("<p>" + "Status: Lead Institution Completion: Limited " * n + "</p>")),
    "labels in a value": (200, lambda n: page(header=header_with(
        Lead_Institution="Status: Lead Institution Completion: Limited " * n))),
    "areas": (500, lambda n: page(header=header_with(Policy_Areas=", ".join(["E-Government", "Maps"] * n)))),
    "reports": (300, lambda n: page(header=header_with(IRM_Report="".join(
        f'<a href="/documents/r{i}/">Samplia Report</a>, ' for i in range(n))))),
    "one long word": (20_000, lambda n: page(f"<p>{'x' * n}</p>")),
    "white space": (20_000, lambda n: page(f"<p>maps{' ' * n}maps</p>")),
    "colons": (5_000, lambda n: page(f"<p>{'a: ' * n}</p>")),
    "commas and years": (3_000, lambda n: page(f"<p>{'ZZ0001, 2014, ' * n}</p>")),
    "numbers": (3_000, lambda n: page(f"<p>{'1.1. ' * n}</p>")),
    "headings": (500, lambda n: page("<h3>Maps of the coast</h3><p>Green.</p>" * n)),
    "tooltips": (300, lambda n: page("<p>" + "action planAction plans are at the core. More " * n + "</p>")),
    "More and More": (2_000, lambda n: page(f"<p>{'commitmentMore ' * n}</p>")),
    "hidden panels": (300, lambda n: page("".join(
        f"<a href='#p{i}'>More</a><div id='p{i}' hidden><p>Maps {i}.</p></div>" for i in range(n)))),
    "style rules": (500, lambda n: page("<style>" + "".join(f".c{i}{{display:none}}" for i in range(n)) + "</style>"
                                        + "".join(f"<p class='c{i}'>Maps.</p>" for i in range(n)))),
    "copies": (200, lambda n: page("<div><p>We will draw maps of the coast.</p></div>" * n)),
    "footnotes": (300, lambda n: page("".join(f'<p>Maps<sup><a href="#fn{i}">{i}</a></sup></p>' for i in range(n))
                                      + "".join(f'<p id="fn{i}">Office {i}</p>' for i in range(n)))),
    "dates": (500, lambda n: page("<p>" + "September 1, 2018 ~ August 31, 2020 " * n + "</p>")),
    "drawn words": (500, lambda n: page(header=header_with(
        Completion='<i class="limited"></i><i class="rating-complete"></i>' * n))),
    "titles": (200, lambda n: page("<h1>Open Roads (ZZ0002)</h1>" * n)),
    "parentheses in the title": (300, lambda n: page(title=f"<h1>{'Maps (of) ' * n}(ZZ0001)</h1>")),
    "comments": (2_000, lambda n: page("<!-- maps -->" * n)),
    "angle brackets": (5_000, lambda n: page(f"<p>{'< ' * n}</p>")),
}  # fmt: skip


def seconds(body: str) -> float:
    began = time.process_time()
    outcome(body)
    return time.process_time() - began


def grows_too_fast(small: str, large: str) -> str | None:
    """Return the two times in words when a text four times as large takes more than ten times as long."""
    cost, four = seconds(small), seconds(large)
    if four < 0.1 or four <= 10 * max(cost, 0.01):
        return None
    return f"{len(small)} bytes {cost:.2f} s, {len(large)} bytes {four:.2f} s"


@pytest.mark.parametrize("name", HOSTILE)
def test_four_times_the_size_is_not_ten_times_the_work(name: str) -> None:
    size, build = HOSTILE[name]
    outcome(build(5))
    for characters in LARGE:
        while len(large := build(4 * size)) < characters:
            size *= 2
        # A busy machine disturbs one measurement, not each of three.
        small = build(size)
        times = list(takewhile(bool, (grows_too_fast(small, large) for _ in range(3))))
        assert len(times) < 3, f"{name}: {times}"
