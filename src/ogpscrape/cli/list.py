"""`ogpscrape list`: which commitments a member has."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ogpscrape.cli import live
from ogpscrape.cli.listing import ListFormat, print_rows
from ogpscrape.cli.process import hush_libraries
from ogpscrape.errors import UsageError

if TYPE_CHECKING:
    from ogpscrape.dataset.finding import Known
    from ogpscrape.dataset.groups import Group

EXAMPLES = """
ogpscrape list KR
ogpscrape list KR --probe --format json
ogpscrape list KR --in data/
ogpscrape list KR --in data/ --offline --format csv
"""

DECLARES = (live.declared_for_site,)

_COLUMNS = ("id", "title", "cycle", "policy_area", "state")


def command(
    context: typer.Context,
    member: Annotated[
        str,
        typer.Argument(
            metavar="MEMBER|ID",
            help="A member by the letters of its commitments' IDs, as KR, or one of its commitments to begin with.",
            show_default=False,
        ),
    ],
    folder: Annotated[
        str | None, typer.Option("--in", metavar="DIR", help="Also print what this dataset holds.")
    ] = None,
    offline: Annotated[bool, typer.Option("--offline", help="Ask the site for nothing; needs --in.")] = False,
    probe: Annotated[
        bool, typer.Option("--probe", help="Also try the numbers after the highest one, until 5 in a row are gone.")
    ] = False,
    form: ListFormat = None,
) -> None:
    """Print a member's commitments: ID, title, cycle, policy area, state.

    They are found by the list at the foot of a commitment's page, starting from one that is known. A member with two
    prefixes is meant by either. The state is `listed` by the site, `present` in the dataset, `gone`, `unlisted` (it
    stood in the list before and no longer does) or `found` by --probe alone.
    """
    from ogpscrape.dataset.groups import member_group, parse_group
    from ogpscrape.identifiers import prefix_of

    if offline and (folder is None or probe):
        raise UsageError("--offline leaves only what a dataset holds", hint="Name it with --in, and leave out --probe")
    hush_libraries()
    group = parse_group(member)
    whole = member_group(prefix_of(group.id)) if group.id else group
    kept = _in_dataset(folder, whole) if folder else []
    known = kept if offline else _from_site(context, whole, group, kept, probe=probe)
    if not known:
        raise UsageError(f"nothing is known of {whole.name}", hint="`ogpscrape sync` fills the dataset")
    print_rows([{name: getattr(entry, name) for name in _COLUMNS} for entry in known], _COLUMNS, form)


def _in_dataset(folder: str, group: "Group") -> "list[Known]":
    from ogpscrape.dataset import open_dataset
    from ogpscrape.dataset.finding import known_commitments

    with open_dataset(Path(folder)) as dataset:
        return known_commitments(dataset, group)


def _from_site(
    context: typer.Context, whole: "Group", group: "Group", kept: "list[Known]", *, probe: bool
) -> "list[Known]":
    from ogpscrape.dataset.discovery import listed_on_site, merged, probed_on_site

    begin = [group.id] if group.id else [entry.id for entry in kept if entry.state == "present"]
    with live.open_live(context) as source:
        known = merged(listed_on_site(source, whole, begin, group.slug), kept)
        if probe:
            known = sorted([*known, *probed_on_site(source, whole, known)], key=lambda entry: entry.id)
    return known
