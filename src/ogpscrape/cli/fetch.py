"""`ogpscrape fetch`: pages by their IDs or addresses become records."""

from pathlib import Path
from typing import Annotated

import typer

from ogpscrape.cli import origin
from ogpscrape.cli.live import SiteOptions
from ogpscrape.cli.options import (
    WHAT_IS_PRINTED,
    At,
    Crawl,
    Data,
    Format,
    From,
    MaxAge,
    MemberSlug,
    MostRequests,
    Offline,
    Output,
    Provenance,
    RecordOptions,
    Refresh,
    SaveWarc,
    Select,
    Selectors,
    Strict,
    Table,
    Url,
    Where,
    WithoutContacts,
)
from ogpscrape.cli.records import Run, bar_is_fit, print_records
from ogpscrape.errors import UsageError
from ogpscrape.selection import read_selection

EXAMPLES = """
ogpscrape fetch KR0017
ogpscrape fetch KR0017-KR0021 uy0137 --format jsonl --rate 30/min
ogpscrape fetch - --format csv -o commitments.csv < ids.txt
ogpscrape fetch KR0017 --from samples
ogpscrape fetch KR17 --from samples --select id,title,completion
ogpscrape fetch KR0017 --from saved/ -o KR0017.json
ogpscrape fetch KR0017 --from wayback --at 2021-06-30
ogpscrape fetch KR0017-KR0021 --save-warc pages.warc.gz
ogpscrape fetch KR0017 --from pages.warc.gz
"""


def command(
    selectors: Selectors = None,
    source: From = None,
    data: Data = None,
    url: Url = None,
    member: MemberSlug = None,
    rate: MostRequests = None,
    max_age: MaxAge = None,
    refresh: Refresh = False,
    offline: Offline = False,
    at: At = None,
    crawl: Crawl = None,
    form: Format = None,
    table: Table = None,
    select: Select = None,
    where: Where = None,
    output: Output = None,
    provenance: Provenance = False,
    strict: Strict = False,
    without_contacts: WithoutContacts = False,
    save_warc: SaveWarc = None,
    save_pages: Annotated[
        Path | None,
        typer.Option(
            "--save-pages",
            metavar="DIR",
            rich_help_panel=WHAT_IS_PRINTED,
            help="Save the pages as they were got, as DIR/KR0017.html.",
        ),
    ] = None,
) -> None:
    """Get the pages of commitments and print their records.

    The site is asked politely: robots.txt first, one request a second, and pages are kept. Records come in the order of
    the selectors. A page that cannot be had, or is another commitment's, is named on standard error, and the others are
    still done; after three blocked pages in a row the site is left alone. More can be set in the configuration file and
    in the environment: see 'ogpscrape config'.
    """
    options = RecordOptions.of(
        form,
        table,
        output,
        provenance=provenance,
        strict=strict,
        select=select,
        where=where,
        without_contacts=without_contacts,
    )
    if not selectors:
        raise UsageError("no commitment is named", hint="Name one as in `ogpscrape fetch KR0017`")
    selection = read_selection(selectors)
    place = origin.place_of(source, data, "live")
    if place == "live" and selection.members:
        name = selection.on_site(member).members[0].name.partition("/")[0]
        raise UsageError(
            f"fetch takes single commitments from the site, and {name} is a member",
            hint=f"`ogpscrape sync {name}` gets all of its commitments; `ogpscrape list {name}` names them",
        )
    run = Run(strict=strict)
    site = SiteOptions(url, member, rate, max_age, refresh, offline, at, crawl, save_warc)
    with origin.opened(
        place, selection, run, site, provenance=provenance, save_pages=save_pages, bar=bar_is_fit(options)
    ) as records:
        print_records(records, run, options, array=not (selection.is_one and "-" not in selectors))
