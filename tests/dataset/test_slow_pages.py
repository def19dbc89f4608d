"""No page holds up the others, however long reading it would take: it is named, and the run goes on."""

import json
import re
import signal
import threading

import pytest

from ogpscrape import parse, reading
from ogpscrape.errors import ChangedError, ExitCode
from ogpscrape.reading import limit
from tests.dataset.samplia import korean_page, korean_site
from tests.replica import Site

READ = reading.read_page


@pytest.fixture
def site() -> Site:
    return korean_site()


def loop_for_ever() -> None:
    while True:
        pass


def search_for_ever() -> None:
    """Spend the time in one call of C, as an expression does that is exponential."""
    re.match(r"(a+)+$", "a" * 60 + "b")


@pytest.fixture(params=[loop_for_ever, search_for_ever])
def slow(request, monkeypatch):
    """Return what makes the page of KR0003 never be read to its end; the limit is half a second."""

    def read(page, *, provenance=False):
        if b"KR0003)" in page.body.split(b"</h1>")[0]:
            request.param()
        return READ(page, provenance=provenance)

    def begin() -> None:
        monkeypatch.setattr(reading, "read_page", read)
        monkeypatch.setattr(limit, "SECONDS", 0.5)

    return begin


def test_sync_goes_on_with_the_other_pages(slow, command, data):
    slow()
    code, _, err = command("sync", "KR", "--data", data)
    assert code == ExitCode.SOME_FAILED
    assert "5 new" in err
    assert "1 failed" in err
    assert re.search(r"changed: http://\S+/KR0003/: reading it takes more than 0.5 seconds", err)


def test_reparse_goes_on_with_the_other_pages(slow, sync, command, data):
    sync()
    slow()
    code, _, err = command("reparse", "--data", data, "--jobs", "1")
    assert code == ExitCode.SOME_FAILED
    assert "5 unchanged" in err
    assert re.search(r"KR0003/: reading it takes more than 0.5 seconds", err)


def test_parse_goes_on_with_the_other_pages(slow, site, command, tmp_path):
    slow()
    pages = tmp_path / "pages"
    pages.mkdir()
    for name, page in site.pages.items():
        (pages / f"{name}.html").write_bytes(page.body)
    code, out, err = command("parse", pages, "--format", "jsonl", "--jobs", "1")
    assert code == ExitCode.SOME_FAILED
    assert len([json.loads(line) for line in out.splitlines()]) == 5
    assert re.search(r"changed: \S+KR0003.html: reading it takes more than 0.5 seconds", err)


def test_the_timer_is_left_as_it_was(slow):
    slow()
    with pytest.raises(ChangedError):
        parse(korean_page(3).body)
    assert signal.getsignal(signal.SIGVTALRM) is signal.SIG_DFL
    assert signal.getitimer(signal.ITIMER_VIRTUAL) == (0, 0)


def test_who_uses_the_timer_or_a_thread_reads_without_a_limit(monkeypatch):
    monkeypatch.setattr(limit, "SECONDS", 1e-6)
    found = []
    thread = threading.Thread(target=lambda: found.append(parse(korean_page(1).body).id))
    thread.start()
    thread.join()
    try:
        signal.signal(signal.SIGVTALRM, lambda *_: None)
        found.append(parse(korean_page(2).body).id)
    finally:
        signal.signal(signal.SIGVTALRM, signal.SIG_DFL)
    assert found == ["KR0001", "KR0002"]
