"""What archives knew of members: IDs found there are remembered, and serve later runs on the site."""

import json
from collections.abc import Iterable
from pathlib import Path

from ogpscrape.errors import ConfigurationError, UsageError
from ogpscrape.identifiers import Selector, parse_id

_NAME = "found-in-archives.json"


def remember(folder: Path, found: Iterable[Selector]) -> None:
    """Add commitments to those that are remembered in the state folder.

    Raises ConfigurationError when it cannot be written.
    """
    known = {one.id: one.slug for one in [*remembered(folder), *found]}
    file = folder / _NAME
    try:
        folder.mkdir(parents=True, exist_ok=True)
        new = file.with_suffix(".new")
        new.write_text(json.dumps(dict(sorted(known.items())), indent=0), encoding="utf-8")
        new.replace(file)
    except OSError as error:
        raise ConfigurationError(
            f"what was found cannot be remembered: {error.strerror or error}",
            where=str(file),
            hint="Name a folder that can be written in OGPSCRAPE_STATE_FOLDER",
        ) from error


def remembered(folder: Path) -> list[Selector]:
    """Return the commitments that are remembered in the state folder; a damaged file is as none."""
    try:
        found = json.loads((folder / _NAME).read_text(encoding="utf-8"))
        return [Selector(parse_id(key), slug) for key, slug in found.items() if slug is None or isinstance(slug, str)]
    except (OSError, ValueError, AttributeError, UsageError):
        return []
