"""The options of commands that ask the live site, declared once, and the source that they make.

A command that wants them names `declared` in its `DECLARES`. They are not parameters of the command: what was given is
noted here, and `open_live` makes the source of it.
"""

from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ogpscrape.errors import UsageError

if TYPE_CHECKING:
    from ogpscrape.sources.keeping import PageStore
    from ogpscrape.sources.live import LiveSource

_NOTED = "ogpscrape.live"


def _note(context: typer.Context, parameter: typer.CallbackParam, value: Any) -> Any:
    if value not in (None, False):
        context.meta.setdefault(_NOTED, {})[parameter.name] = value
    return value


def _option(name: str, metavar: str | None, text: str) -> Any:
    return typer.Option(name, metavar=metavar, help=text, expose_value=False, callback=_note)


Url = Annotated[str | None, _option("--url", "BASE", "Ask this mirror in place of the site; then only its host.")]
MemberSlug = Annotated[
    str | None, _option("--member", "SLUG", "The member's part of the address, for IDs whose letters nobody knows.")
]
MostRequests = Annotated[
    str | None, _option("--rate", "N/UNIT", "At most so many requests: 1/s, 0.5/s, 30/min.  [default: 1/s]")
]
Retries = Annotated[str | None, _option("--retries", "N", "How often to ask again when that may help.  [default: 4]")]
Timeout = Annotated[str | None, _option("--timeout", "TIME", "The longest silence of the site.  [default: 30s]")]
Deadline = Annotated[
    str | None, _option("--deadline", "TIME", "The longest time on the network for one page.  [default: 2min]")
]
Contact = Annotated[str | None, _option("--contact", "ADDRESS", "Where you can be reached, sent with every request.")]


def declared_for_site(
    url: Url = None,
    member: MemberSlug = None,
    rate: MostRequests = None,
    retries: Retries = None,
    timeout: Timeout = None,
    deadline: Deadline = None,
    contact: Contact = None,
) -> None:
    """Declare the options of commands that keep pages in a place of their own."""


def declared(
    url: Url = None,
    member: MemberSlug = None,
    rate: MostRequests = None,
    retries: Retries = None,
    timeout: Timeout = None,
    deadline: Deadline = None,
    max_age: Annotated[
        str | None, _option("--max-age", "TIME", "Use a kept page so long without asking the site.  [default: 1d]")
    ] = None,
    refresh: Annotated[bool, _option("--refresh", None, "Ask for every page, kept or not.")] = False,
    offline: Annotated[bool, _option("--offline", None, "Ask for nothing: use the pages that are kept.")] = False,
    no_cache: Annotated[bool, _option("--no-cache", None, "Neither use nor keep pages.")] = False,
    contact: Contact = None,
) -> None:
    """Declare the options; see `configuration.py` for those that can also be set elsewhere."""


def given(context: typer.Context) -> dict[str, Any]:
    """Return the live options that were given on the command line, by the names of their parameters."""
    noted: dict[str, Any] = context.meta.get(_NOTED, {})
    return noted


def refuse_given(context: typer.Context, source: str) -> None:
    """Raise UsageError when a live option was given for another source, where it would do nothing."""
    from ogpscrape.configuration import option_of

    for name in given(context):
        raise UsageError(
            f"{option_of(name)} is about the live site, and --from asks for {source}", hint="Leave one out"
        )


def open_live(context: typer.Context, store: "PageStore | None" = None) -> "AbstractContextManager[LiveSource]":
    """Return the live source as the command's options and the configuration say; it is closed by `with`.

    Raises UsageError for options that exclude each other, ConfigurationError for values that cannot be used.
    """
    from ogpscrape.cli.logs import show_logs
    from ogpscrape.configuration import SETTINGS, load
    from ogpscrape.sources.live import LiveSource
    from ogpscrape.sources.options import Caching

    noted = given(context)
    ways: dict[str, Caching] = {"refresh": Caching.REFRESH, "offline": Caching.OFFLINE, "no_cache": Caching.OFF}
    chosen = [name for name in ways if name in noted]
    if len(chosen) > 1:
        raise UsageError(
            f"--{chosen[0].replace('_', '-')} and --{chosen[1].replace('_', '-')} exclude each other",
            hint="Leave one of them out",
        )
    configuration = load({key: noted[key] for key in SETTINGS if key in noted})
    caching = ways[chosen[0]] if chosen else None
    show_logs()
    return LiveSource(configuration.live_options(caching, noted.get("member")), store)
