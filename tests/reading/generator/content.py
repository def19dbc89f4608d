"""What a random page holds, without a word on how it is marked up, and the record that it must give."""

import csv
from dataclasses import dataclass, field, replace
from pathlib import Path
from random import Random
from typing import Any

RATINGS = {
    "early_results": ["Worsens", "Did Not Change", "Marginal", "Major", "Outstanding"],
    "completion": ["Not Started", "Limited", "Substantial", "Complete", "Withdrawn"],
    "potential_impact": ["None", "Minor", "Moderate", "Transformative"],
    "ambition": ["High", "Low"],
}
VALUES = ["Access to Information", "Civic Participation", "Public Accountability", "Technology"]
NOTHING = {"NA": "not_applicable", "N/A": "not_applicable", "---": "not_applicable", "": "empty",
           "Pending IRM Review": "pending_review", "No IRM Data": "no_data", "Not Attached": "not_available",
           "Not available": "not_available", "Not Relevant": "not_relevant"}  # fmt: skip
THINGS = ["Maps", "Roads", "Wells", "Budgets", "Schools", "Rivers", "Archives", "Harbours", "Courts", "Forests"]
DOINGS = ["Open", "Share", "Improve", "Publish", "Renew", "Protect", "Register", "Count"]
PLACES = ["of the Coast", "in Every Town", "for All", "by Law", "of the North", "in Plain Words", "(Phase Two)"]
BODIES = ["Ministry of", "Office of", "Agency for", "Council of", "Institute of"]
AREAS = ["E-Government", "Public Participation", "Legislation & Regulation", "Open Data", "Public Service Delivery",
         "Publication of Budget/Fiscal Information", "Anti-Corruption and Integrity", "Local Commitments",
         "Education", "Health", "Asset and Interest Disclosure"]  # fmt: skip
STARTS = ["The ministry", "Every office", "A working group", "The registry", "The council", "A public body",
          "Each town", "The portal", "A new law", "The status of the register", "The action plan", "The early results",
          "Nobody", "Completion of the works", "The lead institution"]  # fmt: skip
VERBS = ["shows", "publishes", "collects", "counts", "describes", "opens", "will renew", "has closed", "needs"]
ENDS = ["the records of the year", "all that was spent", "more than 40 wells", "a list of every road",
        "what people asked for", "the design of the forms", "a description of each case", "1.5 million pages",
        "the overview of the budget", "whatever is not secret",
        "the plan (in two parts)", "its commitments"]  # fmt: skip


@dataclass(frozen=True)
class Row:
    """One label of the header. `key` is the overview's, or None where the record knows no such field."""

    key: str | None
    label: str
    #: text, areas, reports, plan, rating, institutions, values, items
    kind: str
    parts: tuple[str, ...]


@dataclass(frozen=True)
class Step:
    """One milestone: the plan's words, and the reviewers' code, title, rating and assessment."""

    code: str
    title: str
    text: str
    rating: str
    assessment: str


@dataclass(frozen=True)
class Summary:
    """One IRM status summary."""

    stage: str
    heading: str
    number: str
    title: str
    text: tuple[str, ...]
    responsible: str
    supporting: str
    dates: tuple[str, str] | None
    aim: tuple[str, ...]
    completion: tuple[tuple[str, str, str], ...]
    opened: tuple[tuple[str, str], ...]
    opened_text: str
    carried: str
    steps: tuple[Step, ...] = ()


@dataclass(frozen=True)
class Entry:
    """One entry of the commitments list."""

    id: str
    cycle: int
    title: str
    area: str


@dataclass(frozen=True)
class Content:
    """A page. A text may hold `[Note 3]`, where the page has the note of that number."""

    id: str
    title: str
    member: str
    slug: str
    local: bool
    rows: tuple[Row, ...]
    description: tuple[str, ...]
    answers: tuple[tuple[str, str, str], ...] = ()
    irm: tuple[Summary, ...] = ()
    notes: dict[int, str] = field(default_factory=dict)
    related: tuple[Entry, ...] = ()

    def without_row(self, index: int) -> "Content":
        return replace(self, rows=self.rows[:index] + self.rows[index + 1 :])

    def with_row(self, index: int, row: Row) -> "Content":
        return replace(self, rows=(*self.rows[:index], row, *self.rows[index:]))


class Writer:
    """Makes up the content of pages; `facts` are titles and institutions of OGP's own table, where there is one."""

    def __init__(self, random: Random, facts: dict[str, list[str]] | None = None) -> None:
        self.random = random
        self.facts = facts or {}
        self.pick = random.choice
        self.notes: dict[int, str] = {}

    def sentence(self, *, note: float = 0.0) -> str:
        text = f"{self.pick(STARTS)} {self.pick(VERBS)} {self.pick(ENDS)}."
        if self.random.random() < note:
            number = max(self.notes, default=self.random.choice([0, 0, 45])) + 1
            self.notes[number] = f"{self.name()}, {self.pick(ENDS)}."
            text += f"[Note {number}]"
        return text

    def paragraphs(self, low: int, high: int, *, note: float = 0.0) -> tuple[str, ...]:
        count = self.random.randint(low, high)
        return tuple(" ".join(self.sentence(note=note) for _ in range(self.random.randint(1, 3))) for _ in range(count))

    def title(self) -> str:
        if self.facts and self.random.random() < 0.5:
            return self.pick(self.facts["titles"])
        return f"{self.pick(DOINGS)} {self.pick(THINGS)} {self.pick(PLACES)}"

    def name(self) -> str:
        if self.facts and self.random.random() < 0.5:
            return self.pick(self.facts["institutions"])
        return f"{self.pick(BODIES)} {self.pick(THINGS)}"

    def institutions(self) -> tuple[str, ...]:
        if self.random.random() < 0.25:
            return (self.pick(["NA", "N/A", ""]),)
        return tuple(dict.fromkeys(self.name() for _ in range(self.pick([1, 1, 1, 2, 3]))))

    def some(self, things: list[str], most: int) -> tuple[str, ...]:
        return tuple(self.random.sample(things, self.random.randint(0, most)))

    def rating(self, key: str) -> tuple[str, ...]:
        return (
            self.pick(["Pending IRM Review", "No IRM Data"])
            if self.random.random() < 0.15
            else self.pick(RATINGS[key]),
        )

    def header(self) -> tuple[Row, ...]:
        pick, old = self.pick, self.random.random() < 0.5
        yes = lambda: (pick(["Yes", "No", "No", "Pending IRM Review"]),)  # noqa: E731
        rows = [
            Row("action_plan", "Action Plan", "plan", (f"Samplia Action Plan, {pick(['2014 – 2016', '2018-2020'])}",)),
            Row("action_plan_cycle", "Action Plan Cycle", "text", (pick(["2014", "2016", "2018"]),)),
            Row("status", "Status", "text", (pick(["Active", "Inactive"]) if old else pick(["Active", ""]),)),
            Row(
                "lead_institution",
                pick(["Lead Institution", "Lead Institution(s)"]),
                "institutions",
                self.institutions(),
            ),
            Row("support_institutions", "Support Institution(s)", "institutions", self.institutions()),
            Row("policy_areas", "Policy Areas", "areas", tuple(sorted(self.random.sample(AREAS, pick([1, 2, 2, 3]))))),
        ]
        if self.random.random() < 0.1:
            return tuple(rows)
        reports = [f"Samplia {kind} 2014-2016" for kind in ("End-of-Term Report", "Progress Report", "Design Report")]
        rows.append(
            Row("irm_reports", pick(["IRM Report", "IRM Reports"]), "reports", tuple(reports[: pick([1, 1, 2, 3])]))
        )
        if old:
            rows.append(Row("starred", "Starred", "text", yes()))
        rows.append(Row("early_results", "Early Results", "rating", self.rating("early_results")))
        rows.append(Row("verifiable", "Verifiable", "text", yes()))
        values = tuple(sorted(self.random.sample(VALUES, pick([1, 2, 3])))) if old else (pick(["Yes", "Not Relevant"]),)
        rows.append(Row("relevant", "Relevant to OGP Values", "values", values))
        key = "potential_impact" if old else "ambition"
        label = "Potential Impact" if old else "Ambition (see definition)"
        rows.append(Row(key, label, "rating", self.rating(key)))
        rows.append(Row("completion", "Completion", "rating", self.rating("completion")))
        return tuple(rows)

    def local_header(self) -> tuple[Row, ...]:
        pick = self.pick
        return (
            Row("action_plan", "Action Plan", "plan", ("Action plan – Samplia Bay, Samplia, 2022 – 2025",)),
            Row("inception_report", "Inception Report", "text", ("Not available",)),
            Row("commitment_start", "Commitment Start", "text", (pick(["Mar 2025", "Jan 2023"]),)),
            Row("commitment_end", "Commitment End", "text", (pick(["Apr 2025", "Dec 2026"]),)),
            Row("institutions_involved", "Institutions involved", "items", tuple({self.name(): 1 for _ in range(3)})),
            Row("primary_policy_areas", "Primary Policy Area", "items", self.some(AREAS, 2)),
            Row("primary_sectors", "Primary Sector", "items", self.some(["Land", "Water"], 1)),
            Row("ogp_values", "OGP Value", "items", tuple(sorted(self.random.sample(VALUES, pick([1, 2]))))),
        )  # fmt: skip

    def summary(self, stage: str) -> Summary:
        pick = self.pick
        rate = lambda: pick(RATINGS["completion"][:4])  # noqa: E731
        number = str(self.random.randint(1, 19))
        steps = []
        for index in range(pick([0, 0, 2, 3])):
            title = f"{pick(DOINGS)} {pick(THINGS).lower()} {pick(['1', '2', '3'])}{index}"
            steps.append(
                Step(f"{number}.{index + 1}", title, f"{title} by the office.", rate(), self.sentence(note=0.1))
            )
        heading = {"midterm": "IRM Midterm Status Summary", "end_of_term": "IRM End of Term Status Summary"}[stage]
        stages = [("midterm", "Mid-term"), ("end_of_term", "End of term")][: 2 if stage == "end_of_term" else 1]
        return Summary(
            stage, heading, number, f"{pick(DOINGS)} {pick(THINGS)}", self.paragraphs(1, 2), self.name(),
            pick(["---", self.name()]), pick([None, ("July 2014", "June 2016"), ("1 July 2014", "30 June 2016")]),
            self.paragraphs(1, 2, note=0.3),
            tuple((key, word, f"{rate()}|{self.sentence(note=0.3)}") for key, word in stages),
            tuple((value, pick(RATINGS["early_results"])) for value in self.random.sample(VALUES[:3], pick([1, 2]))),
            self.sentence(note=0.2), self.sentence(), tuple(steps),
        )  # fmt: skip

    def content(self) -> Content:
        local = self.random.random() < 0.12
        rows = self.local_header() if local else self.header()
        title, number = self.title(), self.random.randint(1, 40)
        identifier = f"ZZ{number:04}"
        description = () if local else self.paragraphs(1, 4, note=0.15)
        answers = tuple((key, label, self.sentence()) for key, label in [
            ("problem", "Problem"), ("status_quo", "Status quo"), ("action", "Action")]) if local else ()  # fmt: skip
        stages = (
            self.pick([[], [], ["midterm"], ["end_of_term"], ["end_of_term"]]) if len(rows) > 8 and not local else []
        )
        irm = tuple(self.summary(stage) for stage in stages)
        others = self.random.sample([one for one in range(1, 60) if one != number], self.pick([0, 2, 4]))
        entries = [
            Entry(f"ZZ{one:04}", self.pick([2012, 2014]), self.title(), self.pick([*AREAS, ""])) for one in others
        ]
        entries.insert(self.random.randint(0, len(entries)), Entry(identifier, 2014, title, "Open Data"))
        entries.sort(key=lambda entry: -entry.cycle)
        return Content(identifier, title, "Samplia", "samplia", local, rows, description, answers, irm,
                       dict(self.notes), tuple(entries))  # fmt: skip


def write_content(seed: str, facts: dict[str, list[str]] | None = None) -> Content:
    """Return the content of the page of a seed."""
    return Writer(Random(seed), facts).content()


def facts_of(table: Path) -> dict[str, list[str]]:
    """Return titles and institutions (facts, no sentences) of OGP's own table, those that are short and of one line."""
    with table.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))

    def usable(name: str, longest: int) -> list[str]:
        texts = {" ".join((row.get(name) or "").split()) for row in rows}
        return sorted(one for one in texts if 5 < len(one) <= longest and one.isprintable() and one[0].isupper()
                      and not any(char in one for char in "[]<>;•·|\\") and one[-1].isalpha())  # fmt: skip

    return {"titles": usable("Short Title", 90), "institutions": usable("Lead Institution", 60)}


def expected_value(row: Row, separator: str) -> Any:
    """Return the overview's value of a row; `separator` is what the layout puts between institutions."""
    first = row.parts[0] if row.parts else ""
    if row.kind == "items":
        return list(row.parts)
    if row.kind in ("areas", "reports"):
        return [part for part in row.parts if part not in NOTHING]
    if row.key == "relevant":
        return True if first == "Yes" or first in VALUES else None
    if row.kind == "institutions":
        return None if first in NOTHING else separator.join(row.parts)
    if first in NOTHING:
        return None
    if row.key in ("starred", "verifiable"):
        return first == "Yes"
    if row.key in ("commitment_start", "commitment_end"):
        month, year = first.split()
        return f"{year}-{['Jan', 'Feb', 'Mar', 'Apr', 'Dec'].index(month) + 1 if month != 'Dec' else 12:02}"
    return int(first) if row.key == "action_plan_cycle" else first
