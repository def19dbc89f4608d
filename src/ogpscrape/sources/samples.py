"""The sample pages that come with ogpscrape: written for it, so that everything can be tried without a network."""

from functools import cache
from pathlib import Path

from ogpscrape.errors import InputError
from ogpscrape.sources.files import FolderSource


@cache
def samples_folder() -> Path:
    """Return the folder that holds `pages/` and `records/`: in an installed package, else in a checkout.

    Raises InputError when there is neither.
    """
    installed = Path(__file__).parents[1] / "samples"
    checkout = Path(__file__).parents[3] / "samples"
    for folder in (installed, checkout):
        if (folder / "pages").is_dir():
            return folder
    raise InputError(
        "the sample pages are not there", where=str(installed), hint="Install ogpscrape again: they are part of it"
    )


def open_samples() -> FolderSource:
    """Return the source that has the sample pages. Raises InputError when they are missing."""
    return FolderSource(samples_folder() / "pages", via="samples")
