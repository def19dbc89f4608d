"""The options and arguments that several commands share: a type each, to be read in a command's own signature."""

from pathlib import Path
from typing import Annotated, Literal, NamedTuple

import typer

from ogpscrape.cli import completion
from ogpscrape.errors import UsageError

FormatName = Literal["json", "jsonl", "csv"]
ExportFormatName = Literal["json", "jsonl", "csv", "sqlite", "parquet", "xlsx", "markdown"]
#: What the end of a file's name says about the format.
FORMAT_OF_ENDING: dict[str, ExportFormatName] = {
    ".json": "json",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".csv": "csv",
    ".sqlite": "sqlite",
    ".db": "sqlite",
    ".parquet": "parquet",
    ".xlsx": "xlsx",
    ".md": "markdown",
}

#: The groups of options in `--help`, in their order.
WHERE_FROM, OF_THE_SITE, WHAT_IS_PRINTED = "Where records come from", "The live site", "What is printed"
OF_ARCHIVES = "Archives"

Selectors = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="SELECTOR",
        help="A commitment's ID in any case (kr17 is KR0017), a range (KR0017-KR0021), an address, or a member by any "
        "name: KR, korea, 'Republic of Korea'. - reads one a line from standard input.",
        show_default=False,
        autocompletion=completion.selectors,
    ),
]
From = Annotated[
    str | None,
    typer.Option(
        "--from",
        metavar="SOURCE",
        show_default=False,
        autocompletion=completion.sources,
        rich_help_panel=WHERE_FROM,
        help="live: the site; wayback or commoncrawl: what these archives have of it; samples: the pages that come "
        "with ogpscrape; or a path: saved pages, WARC files, records as JSON or JSON Lines, a dataset.",
    ),
]
Data = Annotated[
    Path | None,
    typer.Option(
        "--data",
        metavar="DIR",
        show_default=False,
        rich_help_panel=WHERE_FROM,
        help="The dataset's folder.  [default: the setting `data`, else ogp-data]",
    ),
]
Held = Annotated[
    bool,
    typer.Option(
        "--held",
        rich_help_panel=WHERE_FROM,
        help="Of a dataset: what its gates hold back, in the place of the good records.",
    ),
]
NothingHeld = Annotated[
    bool,
    typer.Option(
        "--strict",
        rich_help_panel=WHERE_FROM,
        help="End with exit code 6 when newer pages of the dataset are held back.",
    ),
]
Url = Annotated[
    str | None,
    typer.Option(
        "--url",
        metavar="BASE",
        rich_help_panel=OF_THE_SITE,
        help="Ask this mirror in place of the site; only its host.",
    ),
]
MemberSlug = Annotated[
    str | None,
    typer.Option(
        "--member",
        metavar="SLUG",
        rich_help_panel=OF_THE_SITE,
        help="The member's part of the address, for IDs whose letters nobody knows.",
    ),
]
MostRequests = Annotated[
    str | None,
    typer.Option(
        "--rate",
        metavar="N/UNIT",
        rich_help_panel=OF_THE_SITE,
        help="At most so many requests: 1/s, 0.5/s, 30/min.  [default: 1/s]",
    ),
]
MaxAge = Annotated[
    str | None,
    typer.Option(
        "--max-age",
        metavar="TIME",
        rich_help_panel=OF_THE_SITE,
        help="A page that is kept is used so long without asking the site: 7d, 12h, 0.  [default: 7d]",
    ),
]
Refresh = Annotated[
    bool, typer.Option("--refresh", rich_help_panel=OF_THE_SITE, help="Ask for every page, kept or not.")
]
Offline = Annotated[
    bool, typer.Option("--offline", rich_help_panel=OF_THE_SITE, help="Ask for nothing: use the pages that are kept.")
]
At = Annotated[
    str | None,
    typer.Option(
        "--at",
        metavar="DAY",
        rich_help_panel=OF_ARCHIVES,
        help="The newest capture that is not after this day, as 2021-06-30.",
    ),
]
Crawl = Annotated[
    str | None,
    typer.Option(
        "--crawl",
        metavar="NAME",
        rich_help_panel=OF_ARCHIVES,
        help="The one crawl of Common Crawl to look in, as CC-MAIN-2025-33.  [default: the newest that has the page]",
    ),
]
SaveWarc = Annotated[
    Path | None,
    typer.Option(
        "--save-warc",
        metavar="FILE",
        rich_help_panel=WHAT_IS_PRINTED,
        help="Ask for every page, and add all that is asked and answered to this WARC file.",
    ),
]
Format = Annotated[
    FormatName | None,
    typer.Option(
        "--format",
        "-f",
        metavar="json|jsonl|csv",
        rich_help_panel=WHAT_IS_PRINTED,
        help="json: one object, an array for several; jsonl: one record a line; csv: a flat table.  "
        "[default: as the name after -o ends, else json]",
    ),
]
Table = Annotated[
    str | None,
    typer.Option(
        "--table",
        "-t",
        metavar="NAME",
        autocompletion=completion.tables,
        rich_help_panel=WHAT_IS_PRINTED,
        help="Print a flat table: commitments, milestones ... ('ogpscrape tables' has all). As CSV; in a terminal "
        "aligned to the window.",
    ),
]
Select = Annotated[
    str | None,
    typer.Option(
        "--select",
        metavar="FIELD,...",
        autocompletion=completion.fields,
        rich_help_panel=WHAT_IS_PRINTED,
        help="Only these columns of the table, in this order: id,title,completion.",
    ),
]
Where = Annotated[
    list[str] | None,
    typer.Option(
        "--where",
        metavar="CONDITION",
        autocompletion=completion.fields,
        rich_help_panel=WHAT_IS_PRINTED,
        help="Only rows for which this holds: completion=Limited, completion!=Complete, title~budget, "
        "completion>=Substantial. Several must all hold.",
    ),
]
Output = Annotated[
    str | None,
    typer.Option(
        "--output",
        "-o",
        metavar="FILE",
        rich_help_panel=WHAT_IS_PRINTED,
        help="Write to FILE, replaced only when all is done; - is standard output.",
    ),
]
Provenance = Annotated[
    bool,
    typer.Option(
        "--provenance",
        rich_help_panel=WHAT_IS_PRINTED,
        help="Add where in the page's visible text each field is.",
    ),
]
Strict = Annotated[
    bool,
    typer.Option("--strict", rich_help_panel=WHAT_IS_PRINTED, help="Take any warning of a page for an error."),
]
WithoutContacts = Annotated[
    bool,
    typer.Option(
        "--without-contacts",
        rich_help_panel=WHAT_IS_PRINTED,
        help="Leave out the contact persons that action plans name.",
    ),
]


class RecordOptions(NamedTuple):
    """How records are written, as the options say it.

    Attributes:
        format: json, jsonl, csv, or table: aligned to the window.
        table: the name of the flat table.
        output: a path, or None for standard output.
        provenance: whether records say where each field is in the page.
        strict: whether a warning is an error.
        select: the columns that are wanted, none for whole records.
        where: the conditions that must hold.
        without_contacts: whether contact persons are left out.

    Raises UsageError when the options contradict each other or name no table.

    """

    format: Literal["json", "jsonl", "csv", "table"]
    table: str
    output: str | None
    provenance: bool = False
    strict: bool = False
    select: str | None = None
    where: tuple[str, ...] = ()
    without_contacts: bool = False

    @property
    def flat(self) -> bool:
        """Whether rows of a table are written, and not whole records."""
        return self.format in ("csv", "table") or self.select is not None

    @classmethod
    def of(
        cls,
        form: FormatName | None,
        table: str | None,
        output: str | None,
        *,
        provenance: bool = False,
        strict: bool = False,
        select: str | None = None,
        where: list[str] | None = None,
        without_contacts: bool = False,
    ) -> "RecordOptions":
        """Read the options as given on the command line; `--table` alone means a table."""
        asked = f"--format asks for {form}" if form else f"{output} asks for it by its name"
        form = form or _told_by(output)
        if table is not None and form not in (None, "csv") and select is None:
            raise UsageError(f"--table prints CSV, not {form}: {asked}", hint="Leave one of them out, or add --select")
        if table is not None or select is not None or where:
            from ogpscrape.writing.narrowing import narrowed
            from ogpscrape.writing.tables import table_named

            narrowed(table_named(table or "commitments"), select, where or ())
        chosen = form or (_terminal_or_csv(output) if table else "json")
        return cls(
            chosen, table or "commitments", output, provenance, strict, select, tuple(where or ()), without_contacts
        )


def format_told_by(output: str | None) -> ExportFormatName | None:
    """Return the format that a file's name tells, or None."""
    return FORMAT_OF_ENDING.get(Path(output or "").suffix.lower())


def _told_by(output: str | None) -> FormatName | None:
    told = format_told_by(output)
    if told in ("json", "jsonl", "csv", None):
        return told
    raise UsageError(
        f"{output} asks for {told} by its name, and records are printed as json, jsonl or csv",
        hint="`ogpscrape export -o` writes it; --format overrules the name",
    )


def _terminal_or_csv(output: str | None) -> Literal["table", "csv"]:
    import sys

    return "table" if output is None and sys.stdout is not None and sys.stdout.isatty() else "csv"
