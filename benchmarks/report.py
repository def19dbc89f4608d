"""The report with 5,000 commitments in Chromium: how long it takes to make, to open, to filter and to search.

The records are those of the samples under other IDs, in 50 members. Times of filters are measured inside the page,
from the event to the end of layout; opening is from the navigation until all is loaded and the first rows are there.
The peer of opening is Chromium itself with an empty file, in the same run.
"""

import json
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks import line
from ogpscrape.commitment import Commitment, Member

COMMITMENTS, MEMBERS = 5_000, 50
RECORDS = Path(__file__).parents[1] / "samples" / "records"
FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking")
TURNS = 7

#: Sets a field as a user does, and returns how long it takes until all is laid out again, in milliseconds.
SET = """([name, value]) => {
    const field = document.getElementById('filters').elements[name];
    const begun = performance.now();
    field.value = value;
    field.dispatchEvent(new Event('input', { bubbles: true }));
    document.body.offsetHeight;
    return performance.now() - begun;
}"""
OPENED = """() => {
    document.body.offsetHeight;
    return document.querySelectorAll('#commitments > tbody > tr').length ? performance.now() : null;
}"""


def records() -> list[Commitment]:
    """As many records as the benchmark takes, with texts as long as those of the samples."""
    source = {"sha256": "0" * 64, "via": "samples", "parser": "ogpscrape", "retrieved_at": "2026-01-02T03:04:05Z"}
    samples = [
        Commitment.model_validate({**json.loads(path.read_text(encoding="utf-8")), "source": source})
        for path in sorted(RECORDS.glob("*.json"))
    ]
    made = []
    for number in range(COMMITMENTS):
        sample = samples[number % len(samples)]
        member = number % MEMBERS
        prefix = f"X{chr(65 + member // 26)}{chr(65 + member % 26)}"
        of = Member(name=f"Member {member + 1}", slug=f"member-{member + 1}", prefix=prefix)
        title = f"{sample.title} {number}"
        made.append(sample.model_copy(update={"id": f"{prefix}{number:04}", "member": of, "title": title}))
    return made


def main() -> None:
    from playwright.sync_api import sync_playwright

    from ogpscrape.views.report.page import report

    begun = time.perf_counter()
    page = report(records(), origin="a benchmark")
    took = time.perf_counter() - begun
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        file = Path(folder, "report.html")
        file.write_text(page, encoding="utf-8")
        empty = Path(folder, "empty.html")
        empty.write_text("<!doctype html><title>empty</title>", encoding="utf-8")
        size = file.stat().st_size / 1e6
        print(f"{COMMITMENTS:,} commitments of {MEMBERS} members: {size:.1f} MB, made in {took:.1f} s")
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        _measure(browser, file, empty)
        browser.close()


def _measure(browser: Any, file: Path, empty: Path) -> None:
    def open_page(path: Path) -> tuple[Any, float]:
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        begun = time.perf_counter()
        page.goto(path.as_uri())
        return page, time.perf_counter() - begun

    times, peers, inside = [], [], []
    for _ in range(TURNS):
        page, seconds = open_page(file)
        inside.append(page.evaluate(OPENED))
        times.append(seconds)
        page.close()
        page, seconds = open_page(empty)
        peers.append(seconds)
        page.close()
    line("open, until rows are laid out, in seconds", f"{min(times):.2f}", "2 or less")
    line("the same as a multiple of an empty file", f"{min(times) / min(peers):.1f}", "-")
    page, _ = open_page(file)
    page.set_default_timeout(120_000)
    begun = time.perf_counter()
    while not page.evaluate("document.documentElement.dataset.ready"):  # the page's policy forbids wait_for_function
        time.sleep(0.05)
    line("until all texts can be searched, in seconds", f"{time.perf_counter() - begun:.1f}", "-")

    def worst(*settings: tuple[str, str]) -> float:
        """The slowest of several settings, each at its fastest."""
        return max(min(page.evaluate(SET, [name, value]) for _ in range(TURNS)) for name, value in settings)

    measured: dict[str, Callable[[], float]] = {
        "filter by a plan, an area, a rating, in milliseconds": lambda: worst(
            ("plan", "2014"),
            ("area", "Open Data"),
            ("completion", "Complete"),
            ("completion", ""),
            ("area", ""),
            ("plan", ""),
        ),
        "search in titles and texts, a letter more each time": lambda: worst(
            *(("search", "lobbying register"[:length]) for length in range(1, 18)), ("search", "")
        ),
    }
    for what, measure in measured.items():
        line(what, f"{measure():.0f}", "100 or less")
