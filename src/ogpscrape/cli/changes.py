"""Changes of records, shown to people as words that went and came, to programs as JSON."""

import json
import os
import re
import sys
from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from ogpscrape.cli import completion
from ogpscrape.cli.console import one_line
from ogpscrape.cli.process import DataStream

if TYPE_CHECKING:
    from ogpscrape.dataset import Event

ChangesFormat = Annotated[
    Literal["text", "json", "jsonl"],
    typer.Option("--format", "-f", metavar="text|json|jsonl", help="text shows words; jsonl has one change a line."),
]
ChangedField = Annotated[
    str | None,
    typer.Option(
        "--field",
        metavar="PATH",
        autocompletion=completion.record_fields,
        help="Only this field: overview.early_results.",
    ),
]

#: Words that stay as they are, shown on each side of a change.
_CONTEXT = 6
_WORD = re.compile(r"\s+|[^\s]+")
#: Values up to this length are side by side, in characters; of longer ones the words that differ are shown.
_SHORT = 40
#: What happened, in words.
WORDS = {
    "new": "new",
    "gone": "gone: its page is no longer on the site",
    "back": "back: it is there again",
    "unlisted": "unlisted: it left the member's list, and its page is still there",
    "retitled": "retitled",
    "changed": "changed",
}
_RED, _GREEN, _BOLD, _PLAIN = "\x1b[31m", "\x1b[32m", "\x1b[1m", "\x1b[0m"


def print_changes(changes: Iterable["Event"], form: str) -> int:
    """Print changes one by one as they come, and return how many there were. Raises OutputError."""
    from ogpscrape.writing.output import opened

    painted = form == "text" and _in_colour()
    with opened(None) as target:
        out = DataStream(target, drawn=painted)
        if form == "text":
            return _print_text(changes, out, painted=painted)
        if form == "jsonl":
            return _print_lines(changes, out)
        return _print_array(changes, out)


def _print_lines(changes: Iterable["Event"], out: DataStream) -> int:
    number = 0
    for change in changes:
        number += 1
        out.write(f"{json.dumps(change.as_json(), ensure_ascii=True)}\n")
    return number


def _print_array(changes: Iterable["Event"], out: DataStream) -> int:
    number, before = 0, "[\n"
    for change in changes:
        number += 1
        out.write(f"{before}{json.dumps(change.as_json(), indent=2, ensure_ascii=True)}")
        before = ",\n"
    out.write("[]\n" if not number else "\n]\n")
    return number


def _print_text(changes: Iterable["Event"], out: DataStream, *, painted: bool) -> int:
    number, last = 0, None
    for event in changes:
        number += 1
        if (event.id, event.seen_at) != last:
            when = f"  {event.seen_at:%Y-%m-%d %H:%M}" if event.seen_at else "  held back"
            title = f"{event.id}{when}  {one_line(event.title or '')}".rstrip()
            out.write(f"{_BOLD}{title}{_PLAIN}\n" if painted else f"{title}\n")
            last = (event.id, event.seen_at)
        out.write(f"  {_said(event, painted=painted)}\n")
    return number


def _said(event: "Event", *, painted: bool) -> str:
    """Return an event in words, as the report, `diff` and `history` have them."""
    if event.field is None:
        return WORDS[event.kind]
    by = " (read anew by a newer parser)" if event.cause == "parser" else ""
    name = "retitled" if event.kind == "retitled" else one_line(event.field)
    old, new = _text(event.old), _text(event.new)
    if len(old) <= _SHORT and len(new) <= _SHORT:
        before, after = one_line(old) or "nothing", one_line(new) or "nothing"
        if painted:
            before, after = _painted(before, came=False), _painted(after, came=True)
        return f"{name}: {before} → {after}{by}"
    return f"{name}: {''.join(_difference(old, new, _painted if painted else _marked))}{by}"


def _text(value: Any) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, dict) and isinstance(value.get("text"), str) and value.get("text"):
        return str(value["text"])
    return "" if value is None else json.dumps(value, ensure_ascii=False)


def _difference(old: str, new: str, paint: Any) -> Iterator[str]:
    """Return the new text with what went and what came in it; long stretches that stay are left out."""
    left, right = _WORD.findall(old), _WORD.findall(new)
    blocks = SequenceMatcher(None, left, right, autojunk=False).get_opcodes()
    for index, (kind, a, b, c, d) in enumerate(blocks):
        if kind == "equal":
            yield one_line(_shortened(right[c:d], first=index == 0, last=index == len(blocks) - 1))
            continue
        if gone := one_line("".join(left[a:b])):
            yield paint(gone, came=False)
        if came := one_line("".join(right[c:d])):
            yield paint(came, came=True)


def _shortened(words: list[str], *, first: bool, last: bool) -> str:
    kept = 2 * _CONTEXT  # half of them are white space
    head = [] if first else words[:kept]
    tail = [] if last else words[-kept:]
    if len(head) + len(tail) >= len(words):
        return "".join(words)
    text = f"{''.join(head).rstrip()} … {''.join(tail).lstrip()}"
    return text.lstrip() if first else text.rstrip() if last else text


def _marked(text: str, *, came: bool) -> str:
    return f"{{+{text}+}}" if came else f"[-{text}-]"


def _painted(text: str, *, came: bool) -> str:
    return f"{_GREEN}{text}{_PLAIN}" if came else f"{_RED}{text}{_PLAIN}"


def _in_colour() -> bool:
    terminal = sys.stdout is not None and sys.stdout.isatty() and os.environ.get("TERM") != "dumb"
    return terminal and not os.environ.get("NO_COLOR")
