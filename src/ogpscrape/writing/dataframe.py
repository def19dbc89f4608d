"""The rows of a flat table as a DataFrame of pandas or polars, with ratings as ordered categoricals."""

from collections.abc import Iterable
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from ogpscrape.commitment import Commitment
from ogpscrape.errors import MissingExtraError
from ogpscrape.scales import Scale
from ogpscrape.writing.columns import Value
from ogpscrape.writing.table import Table
from ogpscrape.writing.values import fit

_PANDAS = {
    "string": "string",
    "integer": "Int64",
    "boolean": "boolean",
    "datetime": "datetime64[us, UTC]",
    "list": object,
}


def dataframe(table: Table, records: Iterable[Commitment]) -> Any:
    """Return the rows that `records` have in `table` as a DataFrame of pandas, else of polars.

    Raises MissingExtraError when neither is installed.
    """
    make = next((make for name, make in (("pandas", _pandas), ("polars", _polars)) if find_spec(name)), None)
    if make is None:
        raise MissingExtraError(
            "a DataFrame needs pandas or polars, and neither is installed", hint="Run `pip install pandas`"
        )
    rows = [tuple(map(fit, row)) for row in table.rows(records)]
    return make(table, {column.name: [row[at] for row in rows] for at, column in enumerate(table.columns)})


def _categories(scale: Scale, values: Iterable[Value]) -> list[str]:
    """Return the words of a scale in order, and after them those of pages that it does not have."""
    others = {value for value in values if isinstance(value, str)} - set(scale.ranks)
    return [*scale.ranks, *sorted(others)]


def _pandas(table: Table, values: dict[str, list[Value]]) -> Any:
    pd: Any = import_module("pandas")

    def series(name: str, kind: str, scale: Scale | None) -> Any:
        if scale:
            return pd.Categorical(values[name], categories=_categories(scale, values[name]), ordered=True)
        return pd.Series(values[name], dtype=_PANDAS[kind])

    return pd.DataFrame({column.name: series(column.name, column.type, column.scale) for column in table.columns})


def _polars(table: Table, values: dict[str, list[Value]]) -> Any:
    pl: Any = import_module("polars")

    types = {
        "string": pl.String,
        "integer": pl.Int64,
        "boolean": pl.Boolean,
        "datetime": pl.Datetime("us", "UTC"),
        "list": pl.List(pl.String),
    }
    schema = {
        column.name: pl.Enum(_categories(column.scale, values[column.name])) if column.scale else types[column.type]
        for column in table.columns
    }
    return pl.DataFrame(values, schema=schema)
