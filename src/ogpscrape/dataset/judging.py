"""Whether the gates hold: for what is held back since the last good run, and for the dataset as it would become."""

import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from ogpscrape.dataset.gates import BrokenGate, Gates
from ogpscrape.dataset.store import Dataset
from ogpscrape.errors import ChangedError, NotACommitmentError

_EXAMPLES = 3


@dataclass(frozen=True)
class Checked:
    """What a run saw. `unreadable` are the IDs of pages that could not be read as a commitment."""

    readable: int = 0
    unchanged: int = 0
    unreadable: tuple[str, ...] = ()


def checked_last(dataset: Dataset) -> Checked:
    """Return what the last judged run saw."""
    run = dataset.row("SELECT * FROM runs WHERE accepted IS NOT NULL ORDER BY id DESC LIMIT 1")
    if run is None:
        return Checked()
    failures = dataset.connection.execute(
        "SELECT DISTINCT commitment_id FROM failures WHERE run_id = ? AND word IN (?, ?) ORDER BY 1",
        (run["id"], ChangedError.word, NotACommitmentError.word),
    )
    readable = run["new"] + run["changed"] + run["unchanged"]
    return Checked(readable, run["unchanged"], tuple(row[0] for row in failures))


def judge(dataset: Dataset, gates: Gates, checked: Checked) -> list[BrokenGate]:
    """Return the gates that do not hold, with examples."""
    found: dict[tuple[str, str | None], BrokenGate] = {}
    for broken in (
        *_readable(gates, checked),
        *_against_before(dataset, gates, checked),
        *_whole(dataset, gates),
        *_still_there(dataset, gates),
    ):
        found.setdefault((broken.gate, broken.field), broken)
    return list(found.values())


def _readable(gates: Gates, checked: Checked) -> Iterator[BrokenGate]:
    asked = checked.readable + len(checked.unreadable)
    if len(checked.unreadable) >= gates.pages and checked.readable < gates.readable * asked:
        yield BrokenGate(
            "readable",
            None,
            f"{checked.readable} of {asked} pages can be read as a commitment, and {gates.readable:.0%} should",
            checked.unreadable[:_EXAMPLES],
        )


def _against_before(dataset: Dataset, gates: Gates, checked: Checked) -> Iterator[BrokenGate]:
    """Compare each record that is held back with the good one that it is to replace."""
    faults: dict[tuple[str, str], list[str]] = defaultdict(list)
    held = 0
    query = (
        "SELECT candidates.commitment_id, candidates.version_id, commitments.version_id AS good_id "
        "FROM candidates JOIN commitments ON commitments.id = candidates.commitment_id "
        "WHERE held_version_id IS NOT NULL ORDER BY candidates.commitment_id"
    )
    for row in dataset.connection.execute(query):
        held += 1
        for fault in _new_faults(dataset, row["version_id"], row["good_id"]):
            faults[fault].append(row["commitment_id"])
    pages = held + checked.unchanged
    for (gate, name), ids in faults.items():
        limit = _limit(gates, gate, name)
        if len(ids) >= gates.pages and len(ids) > limit * pages:
            yield BrokenGate(gate, name, _words(gate, name, len(ids), pages, limit), tuple(ids[:_EXAMPLES]))


def _limit(gates: Gates, gate: str, name: str) -> float:
    """Return the share of pages that may have a fault."""
    shares = {"landmarks": gates.landmarks, "warnings": gates.warnings, "lost_fields": gates.lost_fields}[gate]
    share = shares.get(name, shares["default"])
    return 1 - share if gate == "landmarks" else share


def _words(gate: str, name: str, count: int, pages: int, limit: float) -> str:
    what = {
        "landmarks": f"the landmark of {name} is not on",
        "warnings": f"the warning {name} is new on",
        "lost_fields": f"the field {name} was lost on",
    }[gate]
    return f"{what} {count} of {pages} pages, and {limit:.0%} are allowed"


def _new_faults(dataset: Dataset, version_id: int, good_id: int | None) -> set[tuple[str, str]]:
    faults = _warnings(dataset, version_id)
    if good_id is not None:
        faults -= _warnings(dataset, good_id)
        lost = _filled(dataset, good_id) - _filled(dataset, version_id)
        faults |= {("lost_fields", name) for name in lost}
    return faults


def _warnings(dataset: Dataset, version_id: int) -> set[tuple[str, str]]:
    rows = dataset.connection.execute("SELECT code, field FROM warnings WHERE version_id = ?", (version_id,))
    return {_gate_of(row["code"], row["field"]) for row in rows}


def _gate_of(code: str, field: str | None) -> tuple[str, str]:
    return ("landmarks", field or "page") if code == "missing_landmark" else ("warnings", code)


def _filled(dataset: Dataset, version_id: int) -> set[str]:
    row = dataset.connection.execute("SELECT record FROM versions WHERE id = ?", (version_id,)).fetchone()
    return set(filled_fields(json.loads(row["record"])))


def filled_fields(record: dict[str, Any]) -> Iterator[str]:
    """Return the paths of the fields that have a value, without the places in lists: `irm.commitment_aim`."""
    for name in ("title", "description", "milestones", "irm", "notes", "related"):
        if record[name]:
            yield name
    yield from _filled_in("overview", {k: v for k, v in record["overview"].items() if k not in ("fields", "absent")})
    yield from _filled_in("member", record["member"])
    yield from _filled_in("proposal", record["proposal"] or {})
    for name in ("irm", "milestones"):
        for item in record[name]:
            yield from _filled_in(name, item)


def _filled_in(path: str, values: dict[str, Any]) -> Iterator[str]:
    for name, value in values.items():
        if value not in (None, [], {}, ""):
            yield f"{path}.{name}"


def _whole(dataset: Dataset, gates: Gates) -> Iterator[BrokenGate]:
    """Look at the dataset as it would become, good records of earlier runs among it."""
    execute = dataset.connection.execute
    total = execute("SELECT COUNT(*) FROM candidates").fetchone()[0]
    rows = execute(
        "SELECT code, CASE code WHEN 'missing_landmark' THEN COALESCE(field, 'page') END AS name, "
        "COUNT(DISTINCT commitment_id) AS pages FROM candidates JOIN warnings USING (version_id) GROUP BY 1, 2"
    ).fetchall()
    for row in rows:
        gate, name = _gate_of(row["code"], row["name"])
        limit = _limit(gates, gate, name)
        if row["pages"] >= gates.pages and row["pages"] > limit * total:
            message = f"{name} is missing on" if gate == "landmarks" else f"the warning {name} is on"
            examples = execute(
                "SELECT DISTINCT commitment_id FROM candidates JOIN warnings USING (version_id) "
                f"WHERE code = ? AND (code <> 'missing_landmark' OR COALESCE(field, 'page') = ?) "
                f"ORDER BY 1 LIMIT {_EXAMPLES}",
                (row["code"], name),
            )
            yield BrokenGate(
                gate,
                name,
                f"{message} {row['pages']} of all {total} pages, and {limit:.0%} are allowed",
                tuple(example[0] for example in examples),
            )
    yield from _unclaimed(dataset, gates)


def _unclaimed(dataset: Dataset, gates: Gates) -> Iterator[BrokenGate]:
    execute = dataset.connection.execute
    row = execute(
        "SELECT TOTAL(unclaimed) AS unclaimed, TOTAL(characters) AS characters, TOTAL(unclaimed > 0) AS pages "
        "FROM candidates JOIN versions ON versions.id = candidates.version_id"
    ).fetchone()
    if row["pages"] >= gates.pages and row["unclaimed"] > gates.unclaimed * row["characters"]:
        examples = execute(
            "SELECT candidates.commitment_id FROM candidates JOIN versions ON versions.id = candidates.version_id "
            f"ORDER BY unclaimed DESC, 1 LIMIT {_EXAMPLES}"
        )
        yield BrokenGate(
            "unclaimed",
            None,
            f"no field holds {row['unclaimed'] / row['characters']:.1%} of the text, "
            f"and {gates.unclaimed:.1%} is allowed",
            tuple(example[0] for example in examples),
        )


def _still_there(dataset: Dataset, gates: Gates) -> Iterator[BrokenGate]:
    """Compare each member's number of commitments with that of the last good run."""
    execute = dataset.connection.execute
    good = execute("SELECT COALESCE(MAX(id), 0) FROM runs WHERE accepted = 1").fetchone()[0]
    rows = execute(
        "SELECT prefix, TOTAL(state = 'present') AS there, TOTAL(gone_run > ?) AS gone FROM commitments "
        "WHERE state = 'present' OR version_id IS NOT NULL GROUP BY prefix",
        (good,),
    ).fetchall()
    for row in rows:
        before = row["there"] + row["gone"]
        if row["gone"] >= gates.pages and row["there"] < gates.still_there * before:
            examples = execute(
                "SELECT id FROM commitments WHERE prefix = ? AND gone_run > ? AND version_id IS NOT NULL "
                f"ORDER BY id LIMIT {_EXAMPLES}",
                (row["prefix"], good),
            )
            yield BrokenGate(
                "still_there",
                row["prefix"],
                f"of {before:.0f} commitments of {row['prefix']}, {row['gone']:.0f} are gone since the last good run, "
                f"and {gates.still_there:.0%} should be there",
                tuple(example[0] for example in examples),
            )
