"""What -v and -vv say: each request and decision as the rooms below log it, and what the reader saw of a page."""

import logging
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from ogpscrape.cli.console import console, counted

if TYPE_CHECKING:
    from ogpscrape.commitment import Commitment, IrmSummary

#: So much is shown of the beginning of a text, in characters.
_BEGINNING = 60


class _ConsoleHandler(logging.Handler):
    def emit(self, record: logging.LogRecord) -> None:
        """Say one record; the time and the place in the code are of no use to people."""
        fields = {"level": "warning" if record.levelno >= logging.WARNING else "info", **getattr(record, "fields", {})}
        console.event(getattr(record, "event", "note"), record.getMessage(), **fields)


def show_logs() -> None:
    """Send the program's own log to the console, with each request and decision where -v asks for them.

    What libraries log stays off standard error: it names no page and no remedy, our own messages do.
    """
    root, log = logging.getLogger(), logging.getLogger("ogpscrape")
    if not any(isinstance(handler, logging.NullHandler) for handler in root.handlers):
        root.addHandler(logging.NullHandler())
    if not any(isinstance(handler, _ConsoleHandler) for handler in log.handlers):
        log.addHandler(_ConsoleHandler())
    log.setLevel(logging.DEBUG if console.explains else logging.INFO)
    log.propagate = False


def explain(name: str, record: "Commitment", begun: datetime, *, got: bool) -> None:
    """Say of a page where it came from and how long it took; with -vv also what the reader saw in it.

    Arguments:
        name: what messages call the page.
        record: what was read of it.
        begun: when the page was asked for.
        got: whether it was got for itself now; what a file or a dataset has was got by an earlier run.

    """
    source = record.source
    spent = round((datetime.now(UTC) - begun).total_seconds() * 1000)
    kept = got and source.via == "live" and source.retrieved_at is not None and source.retrieved_at < begun
    place = "the cache" if kept else {"live": "the site", "file": "a file"}.get(source.via, source.via)
    status = f"{source.status}, " if source.status else ""
    said = f"{status}from {place}, got and read" if got else "read"
    about = {"id": record.id, "url": source.url, "status": source.status, "milliseconds": spent, "cached": kept}
    console.event("page", f"{name}: {said} in {spent:,} ms", level="info", **about)
    if console.shows_reading:
        for line in seen(record):
            console.event("reading", f"{name}: {line}", id=record.id)


def seen(record: "Commitment") -> Iterator[str]:
    """Return what the reader saw of a page, a line each: its sections in page order, with how their texts begin."""
    yield f"title: {_beginning(record.title)}"
    yield f"form: {record.form}"
    yield from _header(record)
    yield from _texts("description", record.description)
    for part in record.plan.outline if record.plan else ():
        yield f"  plan, {part.kind}, {part.start}-{part.end}: {_beginning(part.heading)}"
    for key, text in record.proposal.model_dump(exclude={"others"}).items() if record.proposal else ():
        yield from _texts(f"proposal, {key}", text)
    for place, summary in enumerate(record.irm):
        yield f"irm[{place}], {summary.stage}: {_beginning(summary.heading)}"
        yield from _review(summary)
    for milestone in record.milestones:
        code = milestone.code or milestone.number
        yield f"milestone {code}, {milestone.completion or 'not rated'}: {_beginning(milestone.title)}"
    yield from (f"note {note.number}, in {note.cited_in}: {_beginning(note.text)}" for note in record.notes)
    yield f"related: {counted(len(record.related), 'commitment')}"
    for section in record.sections:
        yield f"under an unknown heading, {_beginning(section.heading)}: {_beginning(section.text)}"
    yield from (f"unclaimed: {_beginning(text)}" for text in record.unclaimed)
    yield f"account: {', '.join(f'{value:,} {kind}' for kind, value in record.account.model_dump().items())}"


def _header(record: "Commitment") -> Iterator[str]:
    yield f"overview: {counted(len(record.overview.fields), 'label')}"
    for field in record.overview.fields:
        read_from = "" if field.read_from == "text" else f" (read from {field.read_from})"
        yield f"  {field.label}: {_beginning(field.text)}{read_from}"
    for key, why in record.overview.absent.items():
        yield f"  {key} is null: {why}"


def _review(summary: "IrmSummary") -> Iterator[str]:
    for key in ("commitment_text", "editorial_note", "commitment_aim", "carried_forward"):
        yield from _texts(f"  {key}", getattr(summary, key))
    for rated in summary.completion:
        yield f"  completion, {rated.stage}: {rated.rating}; {_beginning(rated.text)}"
    if summary.did_it_open_government:
        ratings = (f"{found.value}: {found.rating}" for found in summary.did_it_open_government.ratings)
        yield f"  did_it_open_government: {'; '.join(ratings)}"
        yield from _texts("  did_it_open_government, text", summary.did_it_open_government.text)


def _texts(name: str, text: str | None) -> Iterator[str]:
    if text:
        yield f"{name}, {counted(len(text), 'character')}: {_beginning(text)}"


def _beginning(text: str | None) -> str:
    words = " ".join((text or "").split()) or "(empty)"
    return words if len(words) <= _BEGINNING else f"{words[: _BEGINNING - 1].rstrip()}…"
