"""The tables `members` and `plans`: one row each, however many commitments they have."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from ogpscrape.commitment import Commitment, Member
from ogpscrape.identifiers import SITE
from ogpscrape.writing.columns import Column, columns_of
from ogpscrape.writing.values import fit_text

_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_SHORT_END = re.compile(r"(?<!\d)((?:19|20)\d\d)\s*[-–—/]\s*(\d\d)(?!\d)")


def plan_id(record: Commitment) -> str | None:
    """Return what names a commitment's action plan among all plans, or None where the page names none.

    Pages name a plan in more than one way over time; the year in which it was submitted is always the same. So it is
    the member's letters and that year (`KR-2014`), and only without a year (OGP Local) its name.
    """
    overview = record.overview
    if overview.action_plan_cycle is not None:
        return fit_text(f"{record.member.prefix}-{overview.action_plan_cycle}")
    name = _squeezed(overview.action_plan.text) if overview.action_plan else ""
    return fit_text(f"{record.member.prefix}-{name}") if name else None


def years_of(name: str | None, cycle: int | None = None) -> tuple[int | None, int | None]:
    """Return the first and the last year that a plan's name has (`2016-18` has two); else the cycle and None."""
    text = _SHORT_END.sub(lambda found: f"{found[1]} {found[1][:2]}{found[2]}", name or "")
    years = sorted({int(year) for year in _YEAR.findall(text)})
    if not years:
        return cycle, None
    return years[0], years[-1] if len(years) > 1 else None


def _squeezed(text: str) -> str:
    return " ".join(text.split())


@dataclass
class _Group:
    """A member or a plan: what its pages say, counted, and how many there are."""

    member: Member
    id: str = ""
    cycle: int | None = None
    names: Counter[str] = field(default_factory=Counter)
    urls: Counter[str] = field(default_factory=Counter)
    plans: set[str] = field(default_factory=set)
    commitments: int = 0

    @property
    def name(self) -> str | None:
        return _most(self.names)

    @property
    def url(self) -> str | None:
        return _most(self.urls)


def _most(counter: Counter[str]) -> str | None:
    return counter.most_common(1)[0][0] if counter else None


class Members:
    """The members whose commitments came by."""

    def __init__(self) -> None:
        self._groups: dict[str, _Group] = {}

    def add(self, record: Commitment) -> None:
        """Take note of a record."""
        group = self._groups.setdefault(fit_text(record.member.prefix), _Group(record.member))
        group.commitments += 1
        group.names.update([record.member.name] if record.member.name else [])
        plan = plan_id(record)
        group.plans.update([plan] if plan else [])

    def items(self) -> Iterator[_Group]:
        """Return the members in the order of their letters."""
        return (self._groups[prefix] for prefix in sorted(self._groups))


class Plans:
    """The action plans whose commitments came by."""

    def __init__(self) -> None:
        self._groups: dict[str, _Group] = {}

    def add(self, record: Commitment) -> None:
        """Take note of a record."""
        found = plan_id(record)
        if found is None:
            return
        overview = record.overview
        group = self._groups.setdefault(found, _Group(record.member, found, overview.action_plan_cycle))
        group.commitments += 1
        if overview.action_plan:
            group.names.update([_squeezed(overview.action_plan.text)])
            group.urls.update([overview.action_plan.url] if overview.action_plan.url else [])

    def items(self) -> Iterator[_Group]:
        """Return the plans in the order of their keys."""
        return (self._groups[name] for name in sorted(self._groups))


def _member_url(group: _Group) -> str | None:
    return f"{SITE}/members/{group.member.slug}/" if group.member.slug else None


def _commitments(group: _Group) -> int:
    return group.commitments


def _member_columns() -> Iterator[Column]:
    columns = {column.name: column for column in columns_of(Member, lambda group: group.member)}
    yield columns.pop("prefix")
    yield Column("name", "string", columns.pop("name").description, lambda group: group.name)
    yield from columns.values()
    yield Column("url", "string", "The member's page.", _member_url)
    yield Column("plans", "integer", "How many action plans the commitments here are of.", lambda item: len(item.plans))
    yield Column("commitments", "integer", "How many commitments there are here.", _commitments)


MEMBER_COLUMNS = tuple(_member_columns())
PLAN_COLUMNS = (
    Column(
        "id", "string", "The member's letters with the cycle, as KR-2014, else with the name.", lambda plan: plan.id
    ),
    Column("member_prefix", "string", "The letters of the IDs.", lambda plan: plan.member.prefix),
    Column("cycle", "integer", "The year in which the plan was submitted.", lambda plan: plan.cycle),
    Column("name", "string", "As most of its pages name it.", lambda plan: plan.name),
    Column("url", "string", "Where most of them link.", lambda plan: plan.url),
    Column(
        "start_year",
        "integer",
        "The first year in its name, else its cycle.",
        lambda plan: years_of(plan.name, plan.cycle)[0],
    ),
    Column(
        "end_year",
        "integer",
        "The last year in its name; null where it has one year or none.",
        lambda plan: years_of(plan.name, plan.cycle)[1],
    ),
    Column("commitments", "integer", "How many of its commitments there are here.", _commitments),
)
