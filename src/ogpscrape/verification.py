"""Whether what is kept still says what the records say: every body read again, and compared bit for bit."""

import json
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ogpscrape.errors import ChangedError, DatasetError, InputError, OgpscrapeError
from ogpscrape.page import Page

if TYPE_CHECKING:
    from ogpscrape.commitment import Commitment


def verify(path: Path, records: Path | None = None) -> Iterator[str | OgpscrapeError]:
    """Yield the ID of each page that reads as its record has it, and an error for each that does not.

    Arguments:
        path: a dataset, a WARC file, or a folder of WARC files.
        records: for WARC, the records that its pages must give; without them, that a page can be read is all there is.

    Raises what opening them raises.

    """
    from ogpscrape.sources.warc import is_warc, pages_of

    if not (path.exists() and is_warc(path)):
        yield from _dataset(path)
        return
    wanted = _by_body(records) if records else {}
    for page in pages_of(path):
        if isinstance(page, InputError):
            yield page
            continue
        # One of several captures may be no page any more; what the records have must be there and read the same.
        expected = wanted.pop(page.sha256, None)
        yield _reading(page, expected)
    for record in wanted.values():
        yield InputError(f"the page of {record.id} that the record was made of is not in it", where=str(path))


def _by_body(path: Path) -> "dict[str, Commitment]":
    from ogpscrape.loading import records_of
    from ogpscrape.selection import Selection

    return {record.source.sha256: record for record in records_of(str(path), Selection())}


def _dataset(path: Path) -> Iterator[str | OgpscrapeError]:
    from ogpscrape.dataset import open_dataset

    with open_dataset(path) as dataset:
        for record in dataset.latest():
            source = record.source
            body = dataset.bodies.load(source.sha256)
            if body is None:
                yield DatasetError(
                    f"the body of {record.id} is missing or damaged ({source.sha256})",
                    where=str(path),
                    hint="`ogpscrape sync` gets it again",
                )
                continue
            page = Page(
                body=body,
                name=f"{path}: {record.id}",
                url=source.url,
                final_url=source.final_url,
                retrieved_at=source.retrieved_at,
                status=source.status,
                media_type=source.media_type,
                via=source.via,
                archive_url=source.archive_url,
            )
            yield _reading(page, record)


def _reading(page: Page, expected: "Commitment | None") -> str | OgpscrapeError:
    from ogpscrape.fetching import read_captured, read_each

    if expected is not None and page.sha256 != expected.source.sha256:
        return InputError("the body is not the one that the record was made of", where=page.name)
    provenance = expected is not None and expected.provenance is not None
    failures: list[OgpscrapeError] = []
    read = partial(read_captured, page, provenance=provenance)
    record = next(read_each([(page.name, read)], failures.append), None)
    if record is None:
        return failures[0]
    if expected is None:
        return record.id
    differing = [name for name, value in _content(record).items() if value != _content(expected)[name]]
    if differing:
        return ChangedError(
            f"it reads otherwise than its record: {', '.join(differing)}",
            where=page.name,
            hint=f"The record is of {expected.source.parser}, this is {record.source.parser}",
        )
    return record.id


def _content(record: "Commitment") -> dict[str, str]:
    values: dict[str, Any] = record.model_dump(mode="json", exclude={"source"})
    return {name: json.dumps(value, sort_keys=True) for name, value in values.items()}
