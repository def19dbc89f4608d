r"""JSON and JSON Lines: keys in the models' order, text as UTF-8 and not as escapes.

Control characters that JSON allows unescaped (DEL, U+0080 to U+009F), the line and paragraph separators and lone
surrogates are written as `\uXXXX`: the value stays the same, no terminal obeys them, no reader that splits at every
kind of line end cuts a record, and the file is always valid UTF-8.
"""

import json
import re
from collections.abc import Iterable

from ogpscrape.commitment import Commitment, Model
from ogpscrape.writing import TextOut, timestamp

_ESCAPED = re.compile("[\x7f-\x9f\u2028\u2029\ud800-\udfff]")


def dumps(record: Model, *, indent: int | None = None) -> str:
    """Return a record, or a part of one, as JSON: one line, or `indent` spaces a level. Has no line end of its own."""
    # Not pydantic's own JSON mode: it cannot write lone surrogates, and in keys it replaces them.
    text = json.dumps(
        record.model_dump(),
        default=timestamp,
        ensure_ascii=False,
        indent=indent,
        separators=(",", ": ") if indent else (",", ":"),
    )
    return _ESCAPED.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def write_lines(records: Iterable[Commitment], out: TextOut) -> None:
    """Write JSON Lines: one record a line."""
    for record in records:
        out.write(f"{dumps(record)}\n")


def write_object(records: Iterable[Commitment], out: TextOut) -> None:
    """Write each record as an indented object of its own; meant for one record."""
    for record in records:
        out.write(f"{dumps(record, indent=2)}\n")


def write_array(records: Iterable[Commitment], out: TextOut, *, indent: int | None = 2) -> None:
    """Write one array, each element as soon as it comes, indented or, with None, one a line.

    An array that was begun is closed even when `records` ends in an error, so that what was written stays valid JSON.
    """
    begun = False
    try:
        for record in records:
            text = f"{',' if begun else '['}\n{dumps(record, indent=indent)}"
            # Noted before, for Ctrl-C may come out of `write` when the element is already written.
            begun = True
            out.write(text)
    finally:
        if begun:
            out.write("\n]\n")
    if not begun:
        out.write("[]\n")
