"""Values that every table can hold: what texts and integers become before they are written."""

import re

from ogpscrape.writing.columns import Value

#: NUL, which many readers take for the end of a text, and lone surrogates, which no encoding of Unicode can hold.
_UNFIT = re.compile("[\0\ud800-\udfff]")
_LARGEST = 2**63 - 1

#: What is between the entries of a list where a cell holds text only.
BETWEEN = "; "


def fit_text(text: str) -> str:
    """Return `text` with U+FFFD for each NUL and each lone surrogate. JSON keeps them; no other format can."""
    return _UNFIT.sub("\ufffd", text)


def fit(value: Value) -> Value:
    """Return a value as a typed table can hold it: texts by `fit_text`, integers beyond 64 bits as None."""
    if isinstance(value, str):
        return fit_text(value)
    if isinstance(value, list):
        return [fit_text(entry) for entry in value]
    if isinstance(value, int) and abs(value) > _LARGEST:
        return None
    return value


def joined(entries: list[str]) -> str:
    """Return the entries of a list as one text."""
    return BETWEEN.join(entries)
