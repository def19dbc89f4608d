"""Records for tests of everything that comes after reading: one made by hand, and any that the models allow."""

import types
from datetime import UTC, datetime
from enum import Enum
from typing import Any, Literal, Union, get_args, get_origin

from hypothesis import strategies as st
from pydantic import AwareDatetime, BaseModel

from ogpscrape.commitment import Account, Commitment, CommitmentId, Member, Month, Overview, Source

_TRICKY = ("", "a,b", '"', "a\r\nb", "=1+1", "\0", "\ud800", "\u2028", "\x85", "\x9b31m", "漢字", "עברית", "x" * 5000)
TEXTS = st.one_of(st.sampled_from(_TRICKY), st.text(max_size=30))

_BY_ANNOTATION: dict[Any, st.SearchStrategy[Any]] = {
    str: TEXTS,
    int: st.integers(-(2**53), 2**53),
    bool: st.booleans(),
    AwareDatetime: st.datetimes(timezones=st.just(UTC)),
    CommitmentId: st.from_regex(r"[A-Z]{2,5}[0-9]{4}", fullmatch=True),
    Month: st.from_regex(r"[0-9]{4}-[0-9]{2}", fullmatch=True),
}


def instances(model: type[BaseModel]) -> st.SearchStrategy[Any]:
    """Any instance that `model` allows; a field with a bound or pattern of its own needs an entry above."""
    fields = {}
    for name, field in model.model_fields.items():
        # Pydantic takes the metadata out of an annotation; put back together it is the alias again.
        whole = next((alias for alias in (CommitmentId, Month) if _is(field, alias)), field.annotation)
        fields[name] = _values(whole)
    return st.builds(model, **fields)


def _is(field: Any, alias: Any) -> bool:
    return field.annotation is str and any(
        getattr(data, "pattern", None) == alias.__metadata__[0].metadata[0].pattern for data in field.metadata
    )


def _values(annotation: Any) -> st.SearchStrategy[Any]:
    for known, strategy in _BY_ANNOTATION.items():
        if annotation == known:
            return strategy
    if isinstance(annotation, type) and get_origin(annotation) is None:
        return _values_of_class(annotation)
    return _values_of_alias(get_origin(annotation), get_args(annotation))


def _values_of_class(annotation: type) -> st.SearchStrategy[Any]:
    if annotation is types.NoneType:
        return st.none()
    if issubclass(annotation, Enum):
        return st.sampled_from(list(annotation))
    assert issubclass(annotation, BaseModel), f"{annotation} needs an entry above"
    return st.deferred(lambda: instances(annotation))


def _values_of_alias(origin: Any, arguments: tuple[Any, ...]) -> st.SearchStrategy[Any]:
    if origin is Literal:
        return st.sampled_from(arguments)
    if origin is list:
        return st.lists(_values(arguments[0]), max_size=2)
    if origin is dict:
        return st.dictionaries(_values(arguments[0]), _values(arguments[1]), max_size=2)
    assert origin in (Union, types.UnionType), f"{origin} needs a case here"
    return st.one_of(*map(_values, arguments))


RECORDS = instances(Commitment)


def record(**changes: Any) -> Commitment:
    """A small record made by hand, with some fields changed."""
    values: dict[str, Any] = {
        "id": "ZZ0001",
        "title": "A title",
        "member": Member(name="Samplia", slug="samplia", prefix="ZZ"),
        "url": "https://www.opengovpartnership.org/members/samplia/commitments/ZZ0001/",
        "form": "national",
        "overview": Overview(),
        "account": Account(characters=3, typed=1, generic=0, furniture=2, unclaimed=0),
        "source": Source(
            sha256="0" * 64, via="file", parser="ogpscrape 0", retrieved_at=datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
        ),
    }
    return Commitment(**{**values, **changes})
