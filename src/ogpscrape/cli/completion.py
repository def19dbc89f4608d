"""What the shell's Tab key offers: members, the IDs of the dataset, sources, tables, fields."""

from pathlib import Path
from typing import Any


def selectors(incomplete: str) -> list[tuple[str, str]]:
    """Return members by their letters or their part of the address, and the IDs of the dataset at hand."""
    from ogpscrape.vocabulary.members import all_members

    start = incomplete.casefold()
    found = [
        (text, member.name)
        for member in all_members()
        for text in ((member.prefix, member.slug) if start else (member.prefix,))
        if text.casefold().startswith(start)
    ]
    return found + _ids(incomplete.upper())


def _ids(start: str) -> list[tuple[str, str]]:
    from ogpscrape.configuration import load
    from ogpscrape.errors import OgpscrapeError

    if len(start) < 2:
        return []
    try:
        folder = load()["data"]
        if not Path(folder).is_dir():
            return []
        from ogpscrape.dataset import open_dataset

        with open_dataset(folder) as dataset:
            rows = dataset.rows("SELECT id, title FROM commitments WHERE id GLOB ?", (), "id", (f"{start}*",))
            return [(row["id"], row["title"] or "") for row in rows if start.isalnum()]
    except OgpscrapeError:  # no dataset to be read: then there is nothing to offer, and the prompt must stay clean
        return []


def sources(incomplete: str) -> list[str]:
    """Return the words after --from; paths are completed by the shell."""
    from ogpscrape.cli.origin import SOURCES

    return [name for name in SOURCES if name.startswith(incomplete)]


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
