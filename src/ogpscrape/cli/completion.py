"""What the shell's Tab key offers: members, the IDs of the dataset, sources, tables, fields."""

from contextlib import suppress
from pathlib import Path
from typing import Any


def selectors(ctx: Any, incomplete: str) -> list[tuple[str, str]]:
    """Return members by their letters, their part of the address or a word of it, and the IDs of the dataset at hand.

    Whatever is offered begins with what was typed, in any case: shells throw away, or write over, anything else.
    """
    return _members(incomplete.casefold()) + commitments(ctx, incomplete)


def commitments(ctx: Any, incomplete: str) -> list[tuple[str, str]]:
    """Return the IDs of the dataset at hand, with their titles, once two letters are typed."""
    from ogpscrape.configuration import load
    from ogpscrape.errors import OgpscrapeError

    start = incomplete.upper()
    if len(start) < 2 or not start.isalnum():
        return []
    try:
        folder = ctx.params.get("data") or load()["data"]
        if not Path(folder).is_dir():
            return []
        from ogpscrape.dataset import open_dataset

        with open_dataset(Path(folder)) as dataset:
            rows = dataset.rows("SELECT id, title FROM commitments WHERE id GLOB ?", (), "id", (f"{start}*",))
            return [(row["id"], row["title"] or "") for row in rows]
    except OgpscrapeError:  # no dataset to be read: then there is nothing to offer, and the prompt must stay clean
        return []


def _members(start: str) -> list[tuple[str, str]]:
    from ogpscrape.vocabulary.members import all_members

    if not start:
        return [(member.prefix, member.name) for member in all_members()]
    found = {
        text: member.name
        for member in all_members()
        for text in (member.prefix, member.slug)
        if text.casefold().startswith(start)
    }
    if not found:
        return list(_words(start).items())
    return list(found.items())


def _words(start: str) -> dict[str, str]:
    """Return the words of addresses that name one member: `korea` of republic-of-korea."""
    from ogpscrape.errors import UsageError
    from ogpscrape.selection import read_selection
    from ogpscrape.vocabulary.members import all_members

    named: dict[str, str] = {}
    for member in all_members():
        for word in member.slug.split("-"):
            if not word.startswith(start) or len(word) < 4:
                continue
            with suppress(UsageError):  # of several members
                if [group.slug for group in read_selection([word]).members] == [member.slug]:
                    named[word] = member.name
    return named


def sources(incomplete: str) -> list[str]:
    """Return the words after --from; paths are completed by the shell."""
    from ogpscrape.sources import SOURCES

    return [name for name in SOURCES if name.startswith(incomplete)]


def sources_of_sync(incomplete: str) -> list[str]:
    """Return the words after --from of `sync`, which takes what has a page's address and time."""
    from ogpscrape.sources import ARCHIVES

    return [name for name in ("live", *ARCHIVES) if name.startswith(incomplete)]


def tables(incomplete: str) -> list[str]:
    """Return the names of the flat tables."""
    from ogpscrape.writing.tables import TABLES

    return [name for name in TABLES if name.startswith(incomplete)]


def fields(ctx: Any, incomplete: str) -> list[str]:
    """Return the columns of the table at hand; of several with commas between them the last is completed."""
    from ogpscrape.writing.tables import TABLES

    table = TABLES.get(ctx.params.get("table") or "commitments", TABLES["commitments"])
    before, comma, last = incomplete.rpartition(",")
    return [f"{before}{comma}{column.name}" for column in table.columns if column.name.startswith(last)]


def record_fields(incomplete: str) -> list[str]:
    """Return the paths of a record's fields; once a dot is typed also those below."""
    from ogpscrape.dataset.events import known_paths

    fitting = (path for path in known_paths() if path.startswith(incomplete))
    return sorted(path for path in fitting if path.count(".") <= incomplete.count("."))
