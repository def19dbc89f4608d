"""Records for tests of everything that comes after reading: one made by hand, and any that the models allow."""

import types
from collections.abc import Iterable
from datetime import UTC, datetime
from enum import Enum
from typing import Any, Literal, Union, get_args, get_origin

from hypothesis import strategies as st
from pydantic import AwareDatetime, BaseModel
from pydantic.fields import FieldInfo

from ogpscrape.commitment import Account, Commitment, Member, Overview, Source
from ogpscrape.scales import Scale

_TRICKY = ("", "a,b", '"', "a\r\nb", "=1+1", "\0", "\ud800", "\u2028", "\x85", "\x9b31m", "漢字", "עברית", "x" * 5000)
TEXTS = st.one_of(st.sampled_from(_TRICKY), st.text(max_size=30))

_BY_ANNOTATION: dict[Any, st.SearchStrategy[Any]] = {
    str: TEXTS,
    int: st.integers(-(2**53), 2**53),
    bool: st.booleans(),
    AwareDatetime: st.datetimes(timezones=st.just(UTC)),
}


def instances(model: type[BaseModel]) -> st.SearchStrategy[Any]:
    """Any instance that `model` allows."""
    return st.builds(model, **{name: _of_field(field) for name, field in model.model_fields.items()})


def _of_field(field: FieldInfo) -> st.SearchStrategy[Any]:
    fitting = _with(field.metadata)
    if fitting is None:
        return _values(field.annotation)
    return fitting if field.annotation is str else st.none() | fitting


def _with(metadata: Iterable[Any]) -> st.SearchStrategy[str] | None:
    """Return texts as a pattern or a scale wants them, or None where there is neither."""
    for data in metadata:
        if isinstance(data, Scale):
            return st.sampled_from(list(data.ranks)) | TEXTS
        if isinstance(data, FieldInfo):
            return _with(data.metadata)
        if pattern := getattr(data, "pattern", None):
            return st.from_regex(pattern.strip("^$").replace(r"\d", "[0-9]"), fullmatch=True)
    return None


def _values(annotation: Any) -> st.SearchStrategy[Any]:
    if hasattr(annotation, "__metadata__"):
        fitting = _with(annotation.__metadata__)
        return _values(get_args(annotation)[0]) if fitting is None else fitting
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
