"""How much time and traffic getting 48 pages costs, against a replica of the site in a process of its own."""

import multiprocessing
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection
from pathlib import Path

from benchmarks import fastest, line
from benchmarks.reading import padded
from ogpscrape.fetching import read_judged
from ogpscrape.identifiers import Selector
from ogpscrape.page import Page
from ogpscrape.reading import parse_page
from ogpscrape.sources.live import LiveSource
from ogpscrape.sources.options import LiveOptions
from ogpscrape.sources.rate import parse_rate
from ogpscrape.sources.samples import open_samples
from tests.replica import Replica, Site, SitePage

PAGES = 48
#: Bytes of a page: what a real one has.
SIZE = 190_000


def site() -> Site:
    """Return a site of 48 pages, each the sample of KR0017 under another ID, as long as a real page."""
    body = padded(open_samples().get(Selector("KR0017")).page.body, SIZE)
    ids = [f"KR{number:04d}" for number in range(1, PAGES + 1)]
    return Site([SitePage(each, "republic-of-korea", body.replace(b"KR0017", each.encode())) for each in ids])


def serve(wire: Connection) -> None:
    """Serve the site; for every message, answer with the log so far, and forget it."""
    with Replica(site()) as replica:
        wire.send(replica.url)
        while wire.recv():
            wire.send([(request.path, request.status, request.body_bytes) for request in replica.pages_asked()])
            replica.forget()


@contextmanager
def served() -> Iterator[tuple[str, Connection]]:
    ours, theirs = multiprocessing.Pipe()
    process = multiprocessing.get_context("spawn").Process(target=serve, args=(theirs,), daemon=True)
    process.start()
    yield ours.recv(), ours
    ours.send(None)
    process.join(10)


def at_the_usual_rate(url: str, folder: Path) -> float:
    """Return how much longer the command takes for all pages than the rate alone asks for."""
    script = str(Path(sys.executable).with_name("ogpscrape"))
    environment = {"OGPSCRAPE_CACHE_FOLDER": str(folder / "rate"), "OGPSCRAPE_STATE_FOLDER": str(folder)}
    begun = time.perf_counter()
    subprocess.run(
        [script, "fetch", f"KR0001-KR{PAGES:04d}", "--url", url, "--rate", "1/s", "--format", "jsonl"],
        env=environment,
        stdout=subprocess.DEVNULL,
        check=True,
    )
    return (time.perf_counter() - begun) / PAGES


def get_all(url: str, folder: Path, max_age: float = 86_400.0) -> None:
    options = LiveOptions(folder / "cache", folder / "state", url=url, rate=parse_rate("off"), max_age=max_age)
    with LiveSource(options) as source:
        for number in range(1, PAGES + 1):
            wanted = Selector(f"KR{number:04d}")
            read_judged(source.get(wanted), wanted.id, source)


def without_a_rate(url: str, folder: Path) -> float:
    """Return how much longer getting, reading and keeping all pages takes than reading alone."""
    pages = [Page(page.body) for page in site().pages.values()]
    turns = iter(range(1000))
    reading, everything = fastest(
        lambda: [parse_page(page) for page in pages],
        lambda: get_all(url, folder / f"turn{next(turns)}"),
        turns=5,
    )
    return everything / reading


def main() -> None:
    with served() as (url, wire), tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        line(f"{PAGES} pages, to reading them alone, no rate", f"{without_a_rate(url, folder):.2f}", "1.5 or less")
        get_all(url, folder)
        wire.send("log")
        wire.recv()
        get_all(url, folder)
        wire.send("log")
        line("a second run within --max-age, requests", str(len(wire.recv())), "0")
        get_all(url, folder, max_age=0.0)
        wire.send("log")
        log = wire.recv()
        conditional = sum(status == 304 for _, status, _ in log)
        line(
            "a second run after it, conditional requests of all", f"{conditional} of {len(log)}", f"{PAGES} of {PAGES}"
        )
        line("... and bytes of bodies", str(sum(size for *_, size in log)), "0")
        line(
            f"{PAGES} pages, to {PAGES} times the rate's interval",
            f"{at_the_usual_rate(url, folder):.3f}",
            "1.02 or less",
        )
