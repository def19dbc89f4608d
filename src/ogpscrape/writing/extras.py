"""Packages that only some formats need: each comes with an extra, and a missing one says which."""

from importlib import import_module
from typing import Any

from ogpscrape.errors import MissingExtraError


def imported(module: str, *, package: str, extra: str) -> Any:
    """Import a module of an optional package.

    Arguments:
        module: as in an import statement.
        package: what brings it, as people know it.
        extra: the extra of ogpscrape that installs it.

    Raises MissingExtraError when it is not installed.

    """
    try:
        return import_module(module)
    except ImportError as error:
        raise MissingExtraError(
            f"{package} is not installed", hint=f"pip install 'ogpscrape[{extra}]' brings it"
        ) from error
