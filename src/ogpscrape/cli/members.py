"""`ogpscrape members`: the members that are known."""

from typing import Annotated

import typer

from ogpscrape.cli.listing import ListFormat, print_rows
from ogpscrape.errors import UsageError

EXAMPLES = """
ogpscrape members
ogpscrape members korea
ogpscrape members --format json
"""

_COLUMNS = ("prefix", "name", "kind", "slug", "slug_aliases")


def command(
    text: Annotated[
        str | None,
        typer.Argument(
            metavar="TEXT", help="Only members with this in their prefix, name or slug.", show_default=False
        ),
    ] = None,
    form: ListFormat = None,
) -> None:
    """List the members that are known.

    Of each the letters that its commitments' IDs begin with, its name, whether it is national or local, and its part of
    the addresses, with older spellings. Members join every year: one that is missing can still be asked for by its full
    address, or with --member.
    """
    from ogpscrape.vocabulary.members import all_members

    wanted = _key(text or "")
    rows = [
        {name: getattr(member, name) for name in _COLUMNS}
        for member in all_members()
        if any(wanted in _key(part) for part in (member.prefix, member.name, member.slug, *member.slug_aliases))
    ]
    if not rows:
        raise UsageError(f"no member is known with {text!r} in its name", hint="Leave the text out to see all of them")
    print_rows(rows, _COLUMNS, form)


def _key(text: str) -> str:
    """Return a text for comparing: without case, and without accents, as slugs leave them out."""
    from unicodedata import combining, normalize

    return "".join(sign for sign in normalize("NFKD", text.casefold()) if not combining(sign))
