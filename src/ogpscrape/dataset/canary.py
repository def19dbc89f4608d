"""One page checked by itself, or against the good record that the dataset has of it."""

from collections.abc import Iterator

from ogpscrape.commitment import Commitment
from ogpscrape.dataset.gates import BrokenGate, Gates
from ogpscrape.dataset.judging import filled_fields
from ogpscrape.sources.cache import Stored
from ogpscrape.warning_codes import WarningCode


class NoPages:
    """Keeps nothing, so that the site itself is asked."""

    def load(self, address: str) -> Stored | None:  # noqa: ARG002 - the live source's signature
        """Return None."""
        return None

    def store(self, address: str, stored: Stored) -> None:
        """Keep nothing."""

    def drop(self, address: str) -> None:
        """Keep nothing."""


def judge_page(record: Commitment, before: Commitment | None, gates: Gates) -> list[BrokenGate]:
    """Return what is wrong with a page, as far as one page can tell.

    Arguments:
        record: of the page as it is now.
        before: its good record, or None. What that has, too, is not wrong.
        gates: the expectations; a share that allows every page to miss something is not asked of this one.

    """
    return [*_landmarks(record, before, gates), *_unclaimed(record, gates), *_lost(record, before, gates)]


def _landmarks(record: Commitment, before: Commitment | None, gates: Gates) -> Iterator[BrokenGate]:
    known = _missing(before) if before else set()
    for name in sorted(_missing(record) - known):
        if gates.landmarks.get(name, gates.landmarks["default"]) > 0:
            yield BrokenGate("landmarks", name, f"the landmark of {name} is not on the page", (record.id,))


def _missing(record: Commitment) -> set[str]:
    return {warning.field or "page" for warning in record.warnings if warning.code is WarningCode.MISSING_LANDMARK}


def _unclaimed(record: Commitment, gates: Gates) -> Iterator[BrokenGate]:
    account = record.account
    if account.unclaimed > gates.unclaimed * account.characters:
        share = account.unclaimed / account.characters
        yield BrokenGate("unclaimed", None, f"no field holds {share:.1%} of the text", (record.id,))


def _lost(record: Commitment, before: Commitment | None, gates: Gates) -> Iterator[BrokenGate]:
    if before is None:
        return
    there = set(filled_fields(record.model_dump()))
    for name in filled_fields(before.model_dump()):
        if name not in there and gates.lost_fields.get(name, gates.lost_fields["default"]) < 1:
            there.add(name)
            yield BrokenGate("lost_fields", name, f"the field {name} has no value any more", (record.id,))
