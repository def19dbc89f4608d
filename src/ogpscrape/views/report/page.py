"""The page put together: templates filled in, style and script inside, and a policy that lets nothing else run.

The Content-Security-Policy names the one script and the one style by their hashes (https://www.w3.org/TR/CSP3/) and
forbids everything else: no other script or style, no request of any kind, no form. Trusted Types forbid the script
itself to make markup out of text (https://www.w3.org/TR/trusted-types/).
"""

from base64 import b64encode
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from importlib.resources import files
from typing import Any

from markupsafe import Markup

from ogpscrape import PROJECT_ADDRESS, __version__
from ogpscrape.commitment import Commitment
from ogpscrape.views.plans import MemberRecords, by_member
from ogpscrape.views.ratings import OUTSIDE, SCALES
from ogpscrape.views.report import data, figures, glance
from ogpscrape.views.report.charts import Timeline, plans_in_time
from ogpscrape.views.report.glance import Changes

#: In the order in which they count.
STYLES = ("colours", "page", "figures", "table", "record", "print")
SCRIPTS = (
    "elements",
    "data",
    "state",
    "search",
    "rows",
    "filters",
    "prose",
    "record",
    "timeline",
    "remainder",
    "download",
    "compare",
    "main",
)


@dataclass(frozen=True)
class MemberPart:
    """What the report says of one member."""

    member: MemberRecords
    cards: list[glance.Card]
    figures: list[figures.Figure]
    timeline: Timeline | None
    starred: list[glance.Entry]
    pending: list[glance.Entry]
    changed: list[glance.Entry]

    @classmethod
    def of(cls, member: MemberRecords, changes: Changes) -> "MemberPart":
        """Count and draw it."""
        found = member.records
        return cls(
            member,
            glance.cards(member),
            figures.of_member(member),
            plans_in_time(member),
            glance.starred(found),
            glance.pending(found),
            glance.changed(found, changes),
        )


def report(
    records: Iterable[Commitment], *, origin: str, changes: Changes | None = None, notice: str | None = None
) -> str:
    """Return the report as one HTML page.

    Arguments:
        records: the commitments, each once.
        origin: where they are from, in words: a dataset, a folder.
        changes: what the last run found changed; None when there are no runs.
        notice: what a reader should know first, as `as of 2026-03-01; 48 newer pages of Samplia are held`.

    """
    members = by_member(records)
    changes = changes or Changes()
    style, script = _joined("style", STYLES, ".css"), _joined("script", SCRIPTS, ".js")
    # Inside a function, and strict: the files' names stay their own.
    script = f"(() => {{\n'use strict';\n{script}}})();\n"
    entries = data.Entries()
    template = _environment().get_template("report.html")
    page: str = template.render(
        title=_title(members),
        policy=_policy(style, script),
        style=Markup(style),  # noqa: S704 - our own file
        script=Markup(script),  # noqa: S704 - our own files
        members=[MemberPart.of(member, changes) for member in members],
        comparison=figures.of_comparison(members) if len(members) > 1 else [],
        several=len(members) > 1,
        changes=changes,
        rows=data.rows(members, changes),
        # In this order: the records fill the entries.
        records=data.records(members, entries),
        entries=entries.embedded,
        source=figures.source([record for member in members for record in member.records]),
        scales={name: (*scale, *OUTSIDE) for name, scale in SCALES.items()},
        origin=origin,
        notice=notice,
        made_at=datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC"),
        version=__version__,
        project=PROJECT_ADDRESS,
    )
    return page


def _environment() -> Any:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    # Everything is escaped, whatever a template's name ends in.
    return Environment(
        loader=PackageLoader("ogpscrape.views.report", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _joined(folder: str, names: Sequence[str], suffix: str) -> str:
    place = files("ogpscrape.views.report").joinpath(folder)
    return "\n".join(place.joinpath(f"{name}{suffix}").read_text(encoding="utf-8") for name in names)


def _policy(style: str, script: str) -> str:
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src '{_hash(script)}'",
            f"style-src '{_hash(style)}'",
            "base-uri 'none'",
            "form-action 'none'",
            "require-trusted-types-for 'script'",
            "trusted-types 'none'",
        )
    )


def _hash(text: str) -> str:
    return f"sha256-{b64encode(sha256(text.encode('utf-8')).digest()).decode('ascii')}"


def _title(members: Sequence[MemberRecords]) -> str:
    if len(members) == 1:
        return f"{members[0].name}: open government commitments"
    return f"Open government commitments of {len(members):,} members"
