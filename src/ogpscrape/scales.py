"""The rating scales: their words in order, and the rank of each. Other spellings are in `vocabulary/scales.toml`."""

from dataclasses import dataclass
from typing import Annotated, Final

from pydantic import GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema


@dataclass(frozen=True, eq=False)  # compared by identity, for annotations must be hashable
class Scale:
    """The words of a rating, the lowest first, each with its rank; None for a word that is outside the order.

    The words are those of OGP's glossary and commitments table. A page's word that is not among them is kept as
    written, with a warning: so the JSON Schema lists the words and allows any other text.
    """

    ranks: dict[str, int | None]

    def rank(self, word: str | None) -> int | None:
        """Return the rank of a word, or None where it has none."""
        return self.ranks.get(word) if word is not None else None

    def __get_pydantic_json_schema__(self, core: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        """Return the schema of a rating: the words in order, or a word that the scale does not have."""
        other = {**handler(core), "description": "A word that the scale does not have, as the page has it."}
        return {"anyOf": [{"enum": [*self.ranks], "type": "string"}, other]}


COMPLETION: Final = Scale(
    {
        "Not Started": 0,
        "Limited": 1,
        "Substantial": 2,
        "Complete": 3,
        "Withdrawn": None,
        "Unclear": None,
        "No Evidence Available": None,
    }
)
EARLY_RESULTS: Final = Scale(
    {
        "Worsens": -1,
        "Did Not Change": 0,
        "Marginal": 1,
        "Major": 2,
        "Outstanding": 3,
        "No early results to report yet": None,
    }
)
POTENTIAL_IMPACT: Final = Scale({"None": 0, "Minor": 1, "Moderate": 2, "Transformative": 3})
#: Two scales that pages show under one label: Low and High, and since 2020 "potential for results", in between.
AMBITION: Final = Scale({"Low": 0, "Modest": 1, "Substantial": 2, "High": 3, "Unclear": None})

Completion = Annotated[str, COMPLETION]
EarlyResults = Annotated[str, EARLY_RESULTS]
PotentialImpact = Annotated[str, POTENTIAL_IMPACT]
Ambition = Annotated[str, AMBITION]
