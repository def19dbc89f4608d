"""Commitments by member and by action plan, the two ways in which every figure groups them."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from ogpscrape.commitment import Commitment
from ogpscrape.identifiers import prefix_of
from ogpscrape.views.text import one_line
from ogpscrape.writing.members_and_plans import years_of

_YEAR = re.compile(r"\b(?:19|20)\d{2}\b")


@dataclass(frozen=True)
class Plan:
    """The commitments of one action plan of one member.

    Pages name a plan in more than one way over time, and some name none; the year in which it was submitted is always
    the same. So commitments of one cycle are one plan, and only without a cycle (OGP Local) the plan's name decides.

    Attributes:
        key: the cycle, else the plan's name; unique within a member.
        title: the name that most of its pages give it, or None.
        records: in the order of their IDs.

    """

    key: str
    title: str | None
    records: tuple[Commitment, ...]

    @property
    def years(self) -> tuple[int | None, int | None]:
        """The first and the last year of the plan, as the table `plans` has them."""
        return years_of(self.title, int(self.key) if self.key.isdigit() else None)

    @property
    def label(self) -> str:
        """A short name for the axis of a chart: years where there are any."""
        years = list(dict.fromkeys(_YEAR.findall(self.title or self.key)))
        if self.key.isdigit() and self.key not in years:
            years.insert(0, self.key)
        return "–".join(years[:1] + years[-1:] if len(years) > 1 else years) or self.key


@dataclass(frozen=True)
class MemberRecords:
    """The commitments of one member.

    Attributes:
        prefix: the letters of its IDs.
        name: as most of the pages say, else the prefix.
        plans: the oldest first.

    """

    prefix: str
    name: str
    plans: tuple[Plan, ...]

    @property
    def records(self) -> list[Commitment]:
        """All of its commitments, in the order of the plans."""
        return [record for plan in self.plans for record in plan.records]


def by_member(records: Iterable[Commitment]) -> list[MemberRecords]:
    """Group records by member, in the order of the members' names."""
    groups: dict[str, list[Commitment]] = {}
    for record in records:
        groups.setdefault(prefix_of(record.id), []).append(record)
    members = [MemberRecords(prefix, _name(prefix, group), by_plan(group)) for prefix, group in groups.items()]
    return sorted(members, key=lambda member: (member.name.casefold(), member.prefix))


def by_plan(records: Iterable[Commitment]) -> tuple[Plan, ...]:
    """Group the records of one member by plan, the oldest first and what names no plan last."""
    groups: dict[str, list[Commitment]] = {}
    for record in sorted(records, key=lambda record: record.id):
        groups.setdefault(plan_key(record), []).append(record)
    plans = [Plan(key, _title(group), tuple(group)) for key, group in groups.items()]
    return tuple(sorted(plans, key=lambda plan: (not _YEAR.search(plan.label), plan.label, plan.key)))


def plan_key(record: Commitment) -> str:
    """Return what tells a record's plan from the other plans of its member."""
    overview = record.overview
    if overview.action_plan_cycle is not None:
        return str(overview.action_plan_cycle)
    return one_line(overview.action_plan.text) if overview.action_plan else "no plan named"


def _title(records: list[Commitment]) -> str | None:
    names = Counter(one_line(record.overview.action_plan.text) for record in records if record.overview.action_plan)
    return names.most_common(1)[0][0] if names else None


def _name(prefix: str, records: list[Commitment]) -> str:
    names = Counter(one_line(record.member.name) for record in records if record.member.name)
    return names.most_common(1)[0][0] if names else prefix
