"""The records of the sample pages, as the views get them: with a source, which expected records leave out."""

import json
from functools import cache
from pathlib import Path

from ogpscrape.commitment import Commitment

RECORDS = Path(__file__).parents[2] / "samples" / "records"
SOURCE = {
    "url": None,
    "final_url": None,
    "retrieved_at": "2026-01-02T03:04:05Z",
    "status": 200,
    "media_type": "text/html",
    "sha256": "0" * 64,
    "via": "samples",
    "parser": "ogpscrape 0",
}


@cache
def sample(commitment_id: str) -> Commitment:
    """The record expected of one sample page."""
    expected = json.loads((RECORDS / f"{commitment_id}.json").read_text(encoding="utf-8"))
    return Commitment.model_validate({**expected, "source": SOURCE})


@cache
def samples() -> tuple[Commitment, ...]:
    """All of them, in the order of their IDs."""
    return tuple(sample(path.stem) for path in sorted(RECORDS.glob("*.json")))
