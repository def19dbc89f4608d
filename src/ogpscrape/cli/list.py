"""`ogpscrape list`: which commitments a member has."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from operator import attrgetter
from typing import TYPE_CHECKING, Annotated

import typer

from ogpscrape.cli import origin
from ogpscrape.cli.console import console
from ogpscrape.cli.explain import show_logs
from ogpscrape.cli.listing import ListFormat, print_rows
from ogpscrape.cli.live import SiteOptions, open_archive, open_live, state_folder
from ogpscrape.cli.options import (
    Crawl,
    Data,
    From,
    Held,
    MaxAge,
    MemberSlug,
    MostRequests,
    NothingHeld,
    Select,
    Selectors,
    Url,
    Where,
)
from ogpscrape.cli.records import Run
from ogpscrape.errors import InputError, UsageError
from ogpscrape.selection import Group, Selection, member_group, read_selection
from ogpscrape.sources import ARCHIVES

if TYPE_CHECKING:
    from ogpscrape.dataset.finding import Known
    from ogpscrape.writing.columns import Column
    from ogpscrape.writing.table import Row, Table

EXAMPLES = """
ogpscrape list korea
ogpscrape list KR --probe --format json
ogpscrape list KR --data ogp-data
ogpscrape list KR --from wayback
ogpscrape list ZZ --from samples --where "completion>=Substantial"
ogpscrape list ZZ --from samples --select id,completion,title
"""

_COLUMNS = ("id", "title", "cycle", "policy_area", "state")


def command(
    selectors: Selectors = None,
    source: From = None,
    data: Data = None,
    url: Url = None,
    member: MemberSlug = None,
    rate: MostRequests = None,
    max_age: MaxAge = None,
    crawl: Crawl = None,
    probe: Annotated[
        bool, typer.Option("--probe", help="Also try the numbers after the highest one, until 5 in a row are gone.")
    ] = False,
    held: Held = False,
    strict: NothingHeld = False,
    select: Select = None,
    where: Where = None,
    form: ListFormat = None,
) -> None:
    """Print which commitments there are: ID, title, cycle, area, state.

    Of the site they are found by the list at the foot of a commitment's page, starting from one that is known. A member
    with two prefixes is meant by either. The state is `listed` by the site, `found` by --probe alone, or, in a dataset,
    `present`, `gone`, or `unlisted` (it was in the list before and no longer is). An archive knows more than any
    page: every address that it has a capture of, `archived`. `sync` asks the site for these, too, from then on.
    --select and --where take these columns, and every column of the table commitments where there are records: from a
    dataset, saved pages or the samples.
    """
    from ogpscrape.writing.narrowing import narrowed

    wanted = read_selection(selectors or ())
    place = origin.place_of(source, data, "live")
    site = SiteOptions(url, member, rate, max_age, crawl=crawl)
    if held and place in ("live", *ARCHIVES):
        origin.tell_held(place, wanted, held=held)
    if probe and place != "live":
        raise UsageError("--probe asks the site", hint=f"Leave it out, or --from and --data: this is {place}")
    show_logs()
    of_records = place not in ("live", *ARCHIVES) and (
        held or not origin.is_dataset(place) or not _is_known_without_pages(select, where or ())
    )
    # Read before anything is asked for: a column that is not there costs no request.
    known = {one.id: one for one in _in_dataset(place, wanted)} if origin.is_dataset(place) else {}
    table = _record_table(known) if of_records else _known_table()
    table = narrowed(table, select or ",".join(_COLUMNS), where or ())
    if of_records:
        run = Run()
        with origin.opened(place, wanted, run, site, held=held, strict=strict) as records:
            rows = list(table.rows(records))
        if run.done:
            _print(rows, table, form)
        run.finish()
        return
    if place in ARCHIVES:
        found = _from_archive(place, wanted, site)
    elif place == "live":
        found = _from_site(wanted, site, probe=probe)
    else:
        origin.tell_held(place, wanted, strict=strict)
        found = list(known.values())
    _print(table.rows(found), table, form)  # type: ignore[arg-type]  # a row of what is known, not of a record


def _print(rows: "Iterable[Row]", table: "Table", form: str | None) -> None:
    names = [column.name for column in table.columns]
    print_rows([dict(zip(names, row, strict=True)) for row in rows], names, form)


def _is_known_without_pages(select: str | None, where: Sequence[str]) -> bool:
    """Tell whether --select and --where are about the five columns alone."""
    from ogpscrape.writing.narrowing import narrowed

    try:
        narrowed(_known_table(), select, where)
    except UsageError:
        return False
    return True


def _known_table() -> "Table":
    """Return the table of what is known of a commitment without its page."""
    from ogpscrape.writing.table import Table

    return Table("list", "what is known of a commitment without its page", _own_columns(), ("id",), lambda row: (row,))


def _record_table(known: "Mapping[str, Known]") -> "Table":
    """Return the table of commitments with the columns of a list that it does not have; `known` has its rows by ID."""
    from ogpscrape.dataset.finding import known_of
    from ogpscrape.writing.tables import table_named

    table = table_named("commitments")
    names = {column.name for column in table.columns}
    own = (
        replace(column, get=lambda record, get=column.get: get(known.get(record.id) or known_of(record, "present")))  # type: ignore[misc]
        for column in _own_columns()
        if column.name not in names
    )
    return replace(table, columns=(*table.columns, *own))


def _own_columns() -> "tuple[Column, ...]":
    from ogpscrape.writing.columns import Column

    return tuple(Column(name, "integer" if name == "cycle" else "string", "", attrgetter(name)) for name in _COLUMNS)


def _from_site(wanted: Selection, site: SiteOptions, *, probe: bool) -> "list[Known]":
    from ogpscrape.dataset.finding import listed_on_site, probed_on_site
    from ogpscrape.identifiers import prefix_of

    if not wanted:
        raise UsageError(
            "no member is named", hint="Name one: KR, korea, 'Republic of Korea'; --data DIR lists a dataset"
        )
    whole: dict[Group, list[str]] = {}
    for group in wanted.on_site(site.member).groups:
        of_member = member_group(prefix_of(group.id)) if group.id else group
        whole.setdefault(of_member, []).extend([group.id] if group.id else [])
    found: dict[str, Known] = {}
    console.keeps_what_came()
    with open_live(site) as source:
        for group, begin in whole.items():
            known = listed_on_site(source, group, begin, group.slug)
            if probe:
                known += probed_on_site(source, group, known)
            found.update({entry.id: entry for entry in known})
    return [found[commitment_id] for commitment_id in sorted(found)]


def _from_archive(place: str, wanted: Selection, site: SiteOptions) -> "list[Known]":
    """Return what an archive knows: of members, or of all when none is named."""
    from ogpscrape.dataset.finding import Known
    from ogpscrape.sources.remembering import remember

    site.refuse(place)
    console.interrupted_with(lambda: "nothing was printed: run it again")
    slugs = [group.slug for group in wanted.on_site(site.member).groups] or [None]
    with open_archive(site, place) as source:
        there = [one for slug in slugs for one in source.find(slug)]
    # What else is there of a member is worth knowing too: the archive was asked for it.
    remember(state_folder(), there)
    found = {one.id for one in there if wanted.takes(one.id, one.slug)}
    if not found:
        raise InputError(f"nothing is known of {', '.join(group.name for group in wanted.groups)}", where=place)
    return [Known(one, None, None, None, "archived") for one in sorted(found)]


def _in_dataset(place: str, wanted: Selection) -> "list[Known]":
    from pathlib import Path

    from ogpscrape.dataset import open_dataset
    from ogpscrape.dataset.finding import known_commitments

    with open_dataset(Path(place)) as dataset:
        found = known_commitments(dataset, wanted)
    if not found:
        names = ", ".join(group.name for group in wanted.groups) or "any member"
        raise InputError(f"nothing is known of {names}", where=place, hint="`ogpscrape sync` fills the dataset")
    return found
