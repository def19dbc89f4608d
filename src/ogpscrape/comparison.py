"""A second opinion: records held against OGP's own table of commitments, field by field.

OGP publishes the table as CSV. The two are made by different people from the same plans and reports, so they need not
agree; what is told is where they do not. Column names and what the table writes for "nothing" are in
`vocabulary/table_columns.toml`.
"""

import csv
import re
import tomllib
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from ogpscrape.errors import InputError, UsageError
from ogpscrape.identifiers import parse_id
from ogpscrape.vocabulary.policy_areas import policy_areas

if TYPE_CHECKING:
    from ogpscrape.commitment import Commitment

Verdict = Literal["agree", "differ", "only_here", "only_there"]
VERDICTS: tuple[Verdict, ...] = ("agree", "differ", "only_here", "only_there")

_NOTE = re.compile(r"\[\^\d+\]")
_DATE = re.compile(r"(\d{1,2})[/.](\d{1,2})[/.](\d{2}|\d{4})")
_ISO = re.compile(r"\d{4}(-\d{2}){0,2}")
_YES, _NO = ("yes", "1", "true"), ("no", "0", "false")
#: A page that leaves the label out, or nothing after it, does not contradict any reason.
_SILENT = ("not_on_page", "empty", None)


@dataclass(frozen=True)
class Side:
    """What one side says of a field: its values (any of several will do), or why it says nothing."""

    values: tuple[str, ...] = ()
    #: As it is there.
    shown: str = ""
    reason: str | None = None


@dataclass(frozen=True)
class Difference:
    """One field of one commitment in which the two do not agree. `here` is the record's, `there` the table's."""

    id: str
    field: str
    verdict: Verdict
    here: str
    there: str


@dataclass
class Comparison:
    """What came of it.

    Attributes:
        here: how many records there are.
        there: how many rows the table has.
        only_here: the IDs that the table does not have.
        only_there: the IDs of which there is no record.
        fields: for each field, how many agree, differ, are only here, only there; not those that the table lacks.
        differences: each value that does not agree.

    """

    here: int = 0
    there: int = 0
    only_here: list[str] = field(default_factory=list)
    only_there: list[str] = field(default_factory=list)
    fields: dict[str, dict[Verdict, int]] = field(default_factory=dict)
    differences: list[Difference] = field(default_factory=list)


class Table:
    """OGP's table by the IDs of its rows."""

    def __init__(self, path: Path) -> None:
        """Read a table.

        Raises InputError when it cannot be read as CSV in UTF-8, has no column of IDs, or an ID twice.
        """
        self.rows: dict[str, dict[str, str]] = {}
        try:
            with path.open(encoding="utf-8-sig", newline="") as file:
                reader = csv.DictReader(file)
                self._names = {_key(name): name for name in reader.fieldnames or ()}
                id_column = next(iter(self.columns("id")), None)
                if id_column is None:
                    names = ", ".join(_vocabulary()["id"]["columns"])
                    raise InputError("there is no column of IDs", where=str(path), hint=f"It is called one of: {names}")
                for row in reader:
                    self._add(row, id_column, f"{path}, line {reader.line_num:,}")
        except OSError as error:
            raise InputError.unreadable(path, error) from error
        except (UnicodeDecodeError, csv.Error) as error:
            raise InputError(f"not a table in UTF-8: {error}", where=str(path), hint="Save it as CSV UTF-8") from error

    def columns(self, name: str) -> list[str]:
        """Return the columns that this extract has for a field, in the order in which they count."""
        if name == "policy_areas":
            return [self._names[key] for key in _areas() if key in self._names]
        return [self._names[_key(one)] for one in _vocabulary()[name]["columns"] if _key(one) in self._names]

    def _add(self, row: dict[str, str | Any], id_column: str, where: str) -> None:
        text = (row[id_column] or "").strip()
        if not text:
            return
        try:
            commitment_id = parse_id(text)
        except UsageError as error:
            raise InputError(error.message, where=where, hint=error.hint) from error
        if commitment_id in self.rows:
            raise InputError(f"{commitment_id} is in it twice", where=where)
        self.rows[commitment_id] = {name: value or "" for name, value in row.items() if isinstance(name, str)}


def compare(records: Iterable["Commitment"], table: Table) -> Comparison:
    """Hold records against the table, joined by ID, and return what came of it."""
    found = Comparison(there=len(table.rows))
    names = [name for name in _vocabulary() if name not in ("id", "nothing") and table.columns(name)]
    found.fields = {name: dict.fromkeys(VERDICTS, 0) for name in names}
    seen = set()
    for record in records:
        found.here += 1
        seen.add(record.id)
        row = table.rows.get(record.id)
        if row is None:
            found.only_here.append(record.id)
            continue
        for name in names:
            here, there = _here(record, name), _there(table, row, name)
            verdict = _verdict(here, there, name)
            if verdict is None:
                continue
            found.fields[name][verdict] += 1
            if verdict != "agree":
                shown = _shown_areas(here, there) if name == "policy_areas" else (_shown(here), _shown(there))
                found.differences.append(Difference(record.id, name, verdict, *shown))
    found.only_there = sorted(set(table.rows) - seen)
    return found


def _verdict(here: Side, there: Side, name: str) -> Verdict | None:
    """Return the verdict on two sides; None when both say nothing and neither says why."""
    if here.values and there.values:
        kind = _vocabulary()[name]["kind"]
        same = _same_date if kind == "date" else lambda one, other: one == other
        return "agree" if any(same(one, other) for one in here.values for other in there.values) else "differ"
    if here.values or there.values:
        return "only_here" if here.values else "only_there"
    if there.reason is None and here.reason in _SILENT:
        return None
    fitting = _vocabulary()["nothing"].get(there.reason, [])
    return "agree" if there.reason is None or here.reason in _SILENT or here.reason in fitting else "differ"


def _here(record: "Commitment", name: str) -> Side:
    overview = record.overview
    reason = overview.absent.get("action_plan_cycle" if name == "cycle" else name)
    value = _FIELDS[name](record)
    if value is None or value in ("", []):
        return Side(reason=str(reason) if reason else None)
    if isinstance(value, list):
        return Side((_flags({_key(area) for area in value}),), "; ".join(value))
    if isinstance(value, bool):
        return Side(("yes" if value else "no",), "yes" if value else "no")
    return Side((_folded(str(value), _vocabulary()[name]["kind"]),), str(value))


def _carried_forward(record: "Commitment") -> bool | None:
    texts = [summary.carried_forward for summary in record.irm if summary.carried_forward]
    if not texts:
        return None
    return not texts[-1].strip().lower().startswith(("no", "not "))


def _completion(record: "Commitment") -> str | None:
    latest = [entry.rating for summary in record.irm for entry in summary.completion if entry.rating]
    return record.overview.completion or (latest[-1] if latest else None)


def _date(name: str, record: "Commitment") -> str | None:
    own = record.overview.commitment_start if name == "start_date" else record.overview.commitment_end
    places = [getattr(summary, name) for summary in reversed(record.irm)]
    planned = getattr(record.plan, name) if record.plan else None
    return own or planned or next((place for place in places if place), None)


_FIELDS: Mapping[str, Any] = {
    "title": lambda record: record.title,
    "cycle": lambda record: record.overview.action_plan_cycle,
    "lead_institution": lambda record: record.overview.lead_institution,
    "support_institutions": lambda record: record.overview.support_institutions,
    "description": lambda record: record.description,
    "policy_areas": lambda record: record.overview.policy_areas,
    "early_results": lambda record: record.overview.early_results,
    "completion": _completion,
    "verifiable": lambda record: record.overview.verifiable,
    "potential_impact": lambda record: record.overview.potential_impact,
    "ambition": lambda record: record.overview.ambition,
    "start_date": lambda record: _date("start_date", record),
    "end_date": lambda record: _date("end_date", record),
    "carried_forward": _carried_forward,
}


def _there(table: Table, row: dict[str, str], name: str) -> Side:
    entry = _vocabulary()[name]
    columns = table.columns(name)
    if entry["kind"] == "flags":
        areas = [column for column in columns if row[column].strip() == "1"]
        return Side((_flags({_key(area) for area in areas}),), "; ".join(areas)) if areas else Side()
    reason = None
    values: list[tuple[str, str]] = []
    for column in columns:
        text = row[column].strip()
        nothing = _nothing(text)
        if nothing is not None or not text:
            reason = reason or nothing
            continue
        values.append((_folded(text, entry["kind"]), text))
        if not entry.get("any"):
            break
    if not values:
        return Side(reason=reason)
    return Side(tuple(value for value, _ in values), values[0][1])


def _folded(text: str, kind: str) -> str:
    """Return a value so that two that mean the same are the same."""
    if kind == "yes_no":
        word = text.lower()
        return "yes" if word in _YES else "no" if word in _NO else word
    if kind == "date":
        return _iso(text)
    folded = unicodedata.normalize("NFKD", _NOTE.sub("", text)).casefold()
    return "".join(letter for letter in folded if letter.isalnum())


def _iso(text: str) -> str:
    """Read a date as the table writes it: month first, but where that is none; years of two digits are of 2000."""
    match = _DATE.fullmatch(text.strip())
    if match is None:
        return text.strip()
    month, day, year = int(match[1]), int(match[2]), int(match[3])
    if month > 12:
        month, day = day, month
    return f"{year + 2000 if year < 100 else year}-{month:02d}-{day:02d}"


def _same_date(one: str, other: str) -> bool:
    """Tell whether two dates are the same as far as the less precise of them goes."""
    if not (_ISO.fullmatch(one) and _ISO.fullmatch(other)):
        return one == other
    return one.startswith(other) or other.startswith(one)


def _flags(keys: set[str]) -> str:
    return "; ".join(sorted(keys & set(_areas())))


def _shown_areas(here: Side, there: Side) -> tuple[str, str]:
    mine, theirs = here.shown.split("; "), there.shown.split("; ")
    only = [
        [name for name in names if _key(name) not in {_key(one) for one in others}]
        for names, others in ((mine, theirs), (theirs, mine))
    ]
    return "; ".join(filter(None, only[0])), "; ".join(filter(None, only[1]))


def _shown(side: Side) -> str:
    return side.shown if side.values else f"({side.reason or 'nothing'})"


def _nothing(text: str) -> str | None:
    return next((word for word in _vocabulary()["nothing"] if word.casefold() == text.casefold()), None)


def _key(name: str) -> str:
    # A column `_Potential Impact` holds the rank of what is in `Potential Impact`.
    return "".join(letter for letter in name.casefold() if letter.isalnum() or letter == "_")


@cache
def _vocabulary() -> dict[str, Any]:
    text = files("ogpscrape.vocabulary").joinpath("table_columns.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


@cache
def _areas() -> tuple[str, ...]:
    return tuple(dict.fromkeys(map(_key, policy_areas())))


def as_json(found: Comparison) -> dict[str, Any]:
    """Return a comparison as what `compare --format json` prints."""
    return {
        "records": found.here,
        "rows": found.there,
        "joined": found.here - len(found.only_here),
        "only_here": found.only_here,
        "only_there": found.only_there,
        "fields": found.fields,
        "differences": [vars(one) for one in found.differences],
    }


def lines(found: Comparison) -> Iterator[str]:
    """Yield the counts in words, one line a field."""
    joined = found.here - len(found.only_here)
    yield f"{joined:,} commitments in both, {len(found.only_here):,} only here, {len(found.only_there):,} only there"
    for name, counts in found.fields.items():
        said = ", ".join(f"{count:,} {verdict.replace('_', ' ')}" for verdict, count in counts.items() if count)
        yield f"{name.replace('_', ' ')}: {said or 'nothing on either side'}"
