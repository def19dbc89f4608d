"""Gates: what a run must find before its records replace the good ones, and what of a record they look at.

Their defaults are in `gates.toml`.
"""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from importlib.resources import files
from pathlib import Path
from typing import Any

from ogpscrape.commitment import Commitment
from ogpscrape.errors import ConfigurationError
from ogpscrape.warning_codes import WarningCode

FILE_NAME = "gates.toml"


@dataclass(frozen=True)
class Gates:
    """The expectations; see the comments in `gates.toml` for what each means."""

    pages: int
    unreadable_in_a_row: int
    gone_at_first: int
    window_runs: int
    window_days: int
    readable: float
    unclaimed: float
    empty: float
    still_there: float
    still_listed: float
    landmarks: Mapping[str, float]
    warnings: Mapping[str, float]
    lost_fields: Mapping[str, float]
    minimum: Mapping[str, int]


@dataclass(frozen=True)
class BrokenGate:
    """An expectation that does not hold.

    Attributes:
        gate: its name in `gates.toml`.
        field: the field's path, the warning's code or the member's prefix; None when it is about all.
        message: what was expected, and what was found.
        examples: up to three IDs of commitments that show it.
        members: the keys of the members whose pages show it, and are held back for it.
        count: how many pages show it.
        pages: of how many.
        first: whether there was nothing to compare with.

    """

    gate: str
    field: str | None
    message: str
    examples: tuple[str, ...] = ()
    members: tuple[str, ...] = ()
    count: int = 0
    pages: int = 0
    first: bool = False

    def as_json(self) -> dict[str, Any]:
        """Return it as `--summary` and `check --format json` write it."""
        return {
            "gate": self.gate,
            "field": self.field,
            "message": self.message,
            "examples": list(self.examples),
            "members": list(self.members),
        }


def load_gates(folder: Path, file: Path | None = None) -> Gates:
    """Read the gates: the defaults, changed by `file`, or by `gates.toml` in the dataset's folder if it is there.

    Raises ConfigurationError when the file cannot be read or has something in it that is not a gate.
    """
    gates = tomllib.loads((files(__package__) / FILE_NAME).read_text(encoding="utf-8"))
    chosen = file or (folder / FILE_NAME if (folder / FILE_NAME).is_file() else None)
    if chosen is not None:
        _change(gates, _read(chosen), chosen)
    return Gates(**gates)


def _read(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ConfigurationError(f"it cannot be read: {error}", where=str(file)) from error


def _change(gates: dict[str, Any], changes: dict[str, Any], file: Path) -> None:
    names = [entry.name for entry in fields(Gates)]
    for name, value in changes.items():
        if name not in names:
            raise ConfigurationError(
                f"there is no gate {name!r}", where=str(file), hint=f"The gates are {', '.join(names)}"
            )
        if isinstance(gates[name], dict):
            if not isinstance(value, dict):
                raise ConfigurationError(f"{name} is a table", where=str(file), hint=f"Write [{name}]")
            for key, share in value.items():
                read = _count if name == "minimum" else _share
                gates[name][key] = read(f"{name}.{key}", share, file)
        elif isinstance(gates[name], int):
            gates[name] = _count(name, value, file)
        else:
            gates[name] = _share(name, value, file)


def _share(name: str, value: Any, file: Path) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
        raise ConfigurationError(f"{name} is {value!r}, which is not a share from 0 to 1", where=str(file))
    return float(value)


def _count(name: str, value: Any, file: Path) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < 1:
        raise ConfigurationError(f"{name} is {value!r}, which is not a number of pages", where=str(file))
    return value


def profile_of(record: dict[str, Any]) -> dict[str, Any]:
    """Return what the gates look at: the fields with a value, the warnings, how many header values the page lacks."""
    warned = {
        f"landmarks {warning['field'] or 'page'}"
        if warning["code"] == WarningCode.MISSING_LANDMARK
        else f"warnings {warning['code']}"
        for warning in record["warnings"]
    }
    overview = record["overview"]
    header = [name for name in overview if name not in ("absent", "fields")]
    lacking = sum(reason in ("not_on_page", "empty") for reason in overview["absent"].values())
    expected = sum(overview[name] not in (None, []) or name in overview["absent"] for name in header)
    return {
        "filled": sorted(set(filled_fields(record))),
        "warned": sorted(warned),
        "lacking": lacking,
        "expected": expected,
    }


def filled_fields(record: dict[str, Any]) -> Iterator[str]:
    """Return the paths of the fields that have a value, without the keys of lists: `irm.commitment_aim`."""
    for name in ("title", "description", "milestones", "irm", "notes"):
        if record[name]:
            yield name
    yield from _filled_in("overview", {k: v for k, v in record["overview"].items() if k not in ("fields", "absent")})
    yield from _filled_in("member", record["member"])
    for name in ("proposal", "plan"):
        yield from _filled_in(name, record[name] or {})
    for name in ("irm", "milestones"):
        for item in record[name]:
            yield from _filled_in(name, item)


def _filled_in(path: str, values: dict[str, Any]) -> Iterator[str]:
    for name, value in values.items():
        if value not in (None, [], {}, ""):
            yield f"{path}.{name}"


def judge_page(record: Commitment, before: Commitment | None, gates: Gates) -> list[BrokenGate]:
    """Return what is wrong with a page, as far as one page can tell.

    Arguments:
        record: of the page as it is now.
        before: its good record, or None. What that has, too, is not wrong.
        gates: the expectations; a share that allows every page to miss something is not asked of this one.

    """
    now = profile_of(record.model_dump(mode="json"))
    good = profile_of(before.model_dump(mode="json")) if before else None
    found = []
    for name in now["warned"]:
        gate, _, field = name.partition(" ")
        known = good is not None and name in good["warned"]
        if gate == "landmarks" and not known and gates.landmarks.get(field, gates.landmarks["default"]) > 0:
            found.append(BrokenGate(gate, field, f"the landmark of {field} is not on the page", (record.id,)))
    account = record.account
    if account.unclaimed > gates.unclaimed * account.characters:
        share = account.unclaimed / account.characters
        found.append(BrokenGate("unclaimed", None, f"no field holds {share:.1%} of the text", (record.id,)))
    lost = set(good["filled"]) - set(now["filled"]) if good else set()
    found += [
        BrokenGate("lost_fields", field, f"the field {field} has no value any more", (record.id,))
        for field in sorted(lost)
        if gates.lost_fields.get(field, gates.lost_fields["default"]) < 1
    ]
    return found
