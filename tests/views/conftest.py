"""A browser, and reports to open in it. Debian's Chromium is driven; nothing is downloaded."""

import os
import shutil
from functools import cache
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect, sync_playwright

from ogpscrape.commitment import Link, Milestone, Note, Overview
from tests.records import record
from tests.views.plan import planned
from tests.views.samples import samples

CHROMIUM = "/usr/bin/chromium"
#: The browser is to ask for nothing of its own, so that every request seen is the page's.
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
#: How long something may take to appear, in milliseconds: a busy machine is slow, and being slow is not a failure here.
PATIENCE = 20_000
HOSTILE = "</script><script>window.ran=1</script><img src=x onerror=window.ran=1>"


def _hostile():
    """A record that tries to run in every text that it has."""
    link = Link(text=f"{HOSTILE} javascript:window.ran=1", url="javascript:window.ran=1")
    return record(
        title=HOSTILE,
        description=f"{HOSTILE}[^1]\n\n- {HOSTILE}\n\n<!-- <script>",
        overview=Overview(
            action_plan=link,
            action_plan_cycle=2014,
            lead_institution=HOSTILE,
            policy_areas=[HOSTILE, "'\"><svg onload=window.ran=1>"],
            irm_reports=[link, Link(text="data", url="data:text/html,<script>window.ran=1</script>")],
            completion=HOSTILE,
            starred=True,
        ),
        milestones=[Milestone(origin="irm", number=1, title=HOSTILE, completion=HOSTILE, assessment=HOSTILE)],
        notes=[Note(number=1, text=f"{HOSTILE} click", links=[Link(text="click", url="JavaScript:window.ran=1")])],
    )


@cache
def _records(name: str):
    if name == "samplia":
        return [one for one in samples() if one.member.prefix == "ZZ"]
    if name == "many":
        return [record(id=f"QQ{number:04}", title=f"Number {number}") for number in range(1, 251)]
    if name == "planned":
        return [planned(), planned("ZZ0098", title="Open letters", overview=Overview(action_plan_cycle=2018))]
    return [_hostile()] if name == "hostile" else list(samples())


@pytest.fixture(scope="session")
def reports(tmp_path_factory):
    """Return a function that makes a report by name, once, and returns its path."""
    from ogpscrape.views.report.page import report

    folder = tmp_path_factory.mktemp("reports")

    @cache
    def make(name: str) -> Path:
        path = folder / f"{name}.html"
        path.write_text(report(_records(name), origin="the samples"), encoding="utf-8")
        return path

    return make


@pytest.fixture(scope="module")
def browser():
    """Chromium. Must be there in CI; elsewhere the tests that need it are skipped.

    One for each module, since its event loop runs in this thread as long as it does, and other tests have their own.
    """
    if not shutil.which(CHROMIUM):
        if os.environ.get("CI"):
            pytest.fail(f"{CHROMIUM} is missing, and CI=true says that it must be there")
        pytest.skip(f"{CHROMIUM} is not on this machine; on Debian and Ubuntu: apt-get install chromium")
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def open_report(browser, reports):
    """Return a function that opens a report. Errors, words in the console and requests fail the test at its end."""
    pages, said = [], []

    def watch(page: Page, path: Path) -> None:
        page.requests = []
        page.refused = False  # whether the test itself provokes the policy

        def asked(request):
            page.requests.append(request)
            if request.url.partition("#")[0] != path.as_uri() and not request.url.startswith("blob:"):
                said.append(f"asked for {request.url}")

        page.on("request", asked)
        page.on("console", lambda message: page.refused or said.append(f"{message.type}: {message.text}"))
        page.on("pageerror", lambda error: page.refused or said.append(str(error)))
        page.on("dialog", lambda dialog: said.append(f"dialog: {dialog.message}"))

    def open_it(name: str, fragment: str = "", *, width: int = 1440, scheme: str = "light") -> Page:
        path = reports(name)
        page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
        page.set_default_timeout(PATIENCE)
        watch(page, path)
        pages.append(page)
        page.goto(f"{path.as_uri()}{fragment}")
        return page

    yield open_it
    for page in pages:
        page.close()
    assert said == []
