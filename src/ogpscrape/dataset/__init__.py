"""The dataset that `sync` keeps: pages, records, versions, runs, in one SQLite file and a folder of bodies.

with open_dataset(Path("data")) as dataset:
    for record in dataset.latest(["KR"]):
        ...
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ogpscrape.dataset.events import Event as Event
    from ogpscrape.dataset.store import Dataset as Dataset
    from ogpscrape.dataset.store import open_dataset as open_dataset

__all__ = ["Dataset", "Event", "open_dataset"]


def __getattr__(name: str) -> Any:
    """Import a public name when it is first used."""
    if name in __all__:
        from ogpscrape.dataset import events, store

        return getattr(events if name == "Event" else store, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
