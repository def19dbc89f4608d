"""The columns of a flat table, derived from the models: name, type and meaning are written once, in `commitment.py`.

A rating has its rank as a number in a column beside it, `<name>_rank`: the words sort by the alphabet, and many readers
of tables take the word None for a missing value.
"""

import types
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, Union, get_args, get_origin

from pydantic import AwareDatetime, BaseModel
from pydantic.fields import FieldInfo

from ogpscrape.scales import Scale

#: The types of Table Schema (Frictionless Data); `list` is a list of strings.
ColumnType = Literal["string", "integer", "boolean", "datetime", "list"]
Value = str | int | bool | datetime | list[str] | None

_TYPES: dict[Any, ColumnType] = {
    bool: "boolean",  # before int, of which it is a kind
    int: "integer",
    str: "string",
    datetime: "datetime",
    AwareDatetime: "datetime",
}


@dataclass(frozen=True)
class Column:
    """One column of a table.

    Attributes:
        name: as it is in the header.
        type: what its values are.
        description: what it means.
        get: takes what one row is made of and returns the value, or None where there is none.
        scale: of a rating, its scale.

    """

    name: str
    type: ColumnType
    description: str
    get: Callable[[Any], Value]
    scale: Scale | None = None


def columns_of(
    model: type[BaseModel],
    reach: Callable[[Any], Any] = lambda item: item,
    *,
    rename: dict[str, str] | None = None,
    leave_out: tuple[str, ...] = (),
) -> Iterator[Column]:
    """Make a column of every field of `model` that fits in one cell: scalars, and lists of strings; two of a rating.

    Arguments:
        model: the model whose fields are taken, in their order.
        reach: takes what a row is made of and returns the model's instance, or None.
        rename: column names that differ from the field's.
        leave_out: fields that get no column.

    """
    for name, field in model.model_fields.items():
        kind = _type_of(field.annotation)
        if kind and name not in leave_out:
            column = (rename or {}).get(name, name)
            yield from rated(Column(column, kind, field.description or "", _getter(reach, name), scale_of(field)))


def rated(column: Column) -> Iterator[Column]:
    """Yield a column, and after a rating the column of its rank."""
    yield column
    if column.scale:
        scale = column.scale
        order = ", ".join(f"{word} {rank}" for word, rank in scale.ranks.items() if rank is not None)
        yield Column(
            f"{column.name}_rank",
            "integer",
            f"The rank of `{column.name}`: {order}; null for any other word.",
            lambda item: scale.rank(column.get(item)),  # type: ignore[arg-type]  # a rating is a string
        )


def scale_of(field: FieldInfo) -> Scale | None:
    """Return the scale of a field that is a rating, else None."""
    found = (data for part in (field.annotation, *get_args(field.annotation)) for data in _metadata(part))
    return next((data for data in (*field.metadata, *found) if isinstance(data, Scale)), None)


def _metadata(annotation: Any) -> tuple[Any, ...]:
    return tuple(getattr(annotation, "__metadata__", ()))


def _getter(reach: Callable[[Any], Any], name: str) -> Callable[[Any], Value]:
    def get(item: Any) -> Value:
        owner = reach(item)
        return None if owner is None else getattr(owner, name)

    return get


def _type_of(annotation: Any) -> ColumnType | None:
    """Return the column type that an annotation fits in, or None when it needs a table of its own."""
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin in (Union, types.UnionType):
        kinds = {_type_of(argument) for argument in arguments if argument is not types.NoneType}
        return kinds.pop() if len(kinds) == 1 else None
    if origin is Literal:
        return _TYPES[type(arguments[0])]
    if origin is list:
        return "list" if _type_of(arguments[0]) == "string" else None
    if isinstance(annotation, type):
        return next((kind for base, kind in _TYPES.items() if issubclass(annotation, base)), None)
    # Annotated: what is first is the type, as in CommitmentId.
    return _type_of(arguments[0]) if hasattr(annotation, "__metadata__") else None
