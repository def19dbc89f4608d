"""`ogpscrape cache`: the pages that are kept."""

from typing import Annotated

import typer

from ogpscrape.cli.console import console, counted
from ogpscrape.cli.listing import ListFormat, print_rows
from ogpscrape.errors import OutputError

EXAMPLES = """
ogpscrape cache
ogpscrape cache --clear
"""


def command(
    clear: Annotated[bool, typer.Option("--clear", help="Remove all of them.")] = False,
    form: ListFormat = None,
) -> None:
    """Show where pages of the site are kept, and how much room they take.

    Every page can be got again, so clearing costs nothing but requests. Another folder can be set: see 'ogpscrape
    config'.
    """
    from ogpscrape.configuration import load
    from ogpscrape.sources.cache import PageCache

    cache = PageCache(load()["cache_folder"])
    try:
        if clear:
            console.say(f"{counted(cache.clear(), 'page')} removed from {cache.folder}")
            return
        count, size = cache.count_and_size()
    except OSError as error:
        raise OutputError(f"the page cache: {error.strerror or error}", where=str(cache.folder)) from error
    print_rows([{"place": str(cache.folder), "pages": count, "bytes": size}], ("place", "pages", "bytes"), form)
