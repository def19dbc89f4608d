"""The records that `show` and `report` look at: from the site, saved pages, the samples or a dataset."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from ogpscrape.cli.console import console, one_line
from ogpscrape.cli.process import hush_libraries
from ogpscrape.errors import BugError, ExitCode, InputError, OgpscrapeError
from ogpscrape.identifiers import Selector, parse_selectors, prefix_of

if TYPE_CHECKING:
    from ogpscrape.commitment import Commitment
    from ogpscrape.sources import Source

_PREFIX = re.compile(r"[A-Z]{2,5}", re.ASCII)
_SLUG = re.compile(r"[a-z]+(?:-[a-z]+)*", re.ASCII)

#: A name for messages, and what returns the record.
Reading = tuple[str, Callable[[], "Commitment"]]


@dataclass(frozen=True)
class Wanted:
    """What was asked for: single commitments, and members with all of theirs. Nothing at all means everything.

    A member stands as the letters of its IDs, or in lower case as its part of the address.
    """

    commitments: tuple[Selector, ...] = ()
    members: tuple[str, ...] = ()

    @classmethod
    def of(cls, texts: Iterable[str]) -> "Wanted":
        """Read selectors: IDs, ranges, addresses, and members by their IDs' letters or their part of the address.

        Raises UsageError when one is none of these.
        """
        commitments, members = [], []
        for text in texts:
            member = _member(text)
            if member:
                members.append(member)
            else:
                commitments += parse_selectors(text)
        return cls(tuple(commitments), tuple(members))

    @property
    def texts(self) -> list[str]:
        """The selectors in their canonical form."""
        return [*self.members, *(selector.id for selector in self.commitments)]

    def of_members(self, records: Iterable["Commitment"]) -> list["Commitment"]:
        """Return those of the records that are of the members asked for."""
        found = list(records)
        # Not every page tells its member's part of the address; what has the same letters is the same member's.
        prefixes = {prefix_of(one.id) for one in found if one.member.slug in self.members}
        prefixes.update(prefix for member in self.members for prefix in _prefixes(member))
        return [one for one in found if prefix_of(one.id) in prefixes]

    def chosen(self, records: Iterable["Commitment"]) -> list["Commitment"]:
        """Return those of the records that were asked for."""
        found = list(records)
        wanted = {one.id for one in self.of_members(found)} | {selector.id for selector in self.commitments}
        return [one for one in found if one.id in wanted or not self.texts]

    def missing(self, records: Iterable["Commitment"]) -> list[str]:
        """Return the selectors that name none of the records."""
        known = {text for one in records for text in (one.id, *_prefixes(prefix_of(one.id)), one.member.slug)}
        return [text for text in self.texts if text not in known]


def _member(text: str) -> str | None:
    from ogpscrape.vocabulary.members import all_members

    slugs = {slug: member.prefix for member in all_members() for slug in (member.slug, *member.slug_aliases)}
    if text.lower() in slugs:
        return slugs[text.lower()]
    if _PREFIX.fullmatch(text.upper()):
        return text.upper()
    # Members join every year: a slug that is not known yet is looked for in the records.
    return text.lower() if _SLUG.fullmatch(text.lower()) else None


def _prefixes(member: str) -> tuple[str, ...]:
    """Return the letters that a member's IDs begin with: some have had two."""
    from ogpscrape.dataset.groups import member_group

    return member_group(member).prefixes


@dataclass
class Gathering:
    """Records as they are gathered, each commitment once, and what failed on the way."""

    failures: list[ExitCode] = field(default_factory=list)
    gathered: dict[str, "Commitment"] = field(default_factory=dict)

    def add(self, record: "Commitment") -> None:
        """Take a record; of two of one commitment the first stays."""
        first = self.gathered.setdefault(record.id, record)
        if first.source.sha256 != record.source.sha256:
            console.note(f"{record.id} is there more than once; the first is taken")

    def add_all(self, readings: Iterable[Reading], source: "Source | None" = None) -> None:
        """Take all records; say of each that fails why it does.

        Arguments:
            readings: the records by name, and what returns each.
            source: where they come from, when it may say that nothing more can be got.

        """
        hush_libraries()
        for name, read in readings:
            try:
                record = read()
            except OgpscrapeError as error:
                error.where = error.where or name
                self._failed(error)
            except Exception as error:  # noqa: BLE001 - said to the user as a bug, with the page's name
                self._failed(BugError.of(error, where=name))
            else:
                self.add(record)
            if getattr(source, "stopped", None) is not None:
                return

    def _failed(self, error: OgpscrapeError) -> None:
        self.failures.append(error.exit_code)
        console.error(error)

    def keep(self, wanted: Wanted, place: str) -> None:
        """Keep what was asked for, and see that it is there.

        Raises InputError, naming what is not; not when something failed, which has been said and may be just that.
        """
        missing = wanted.missing(self.gathered.values())
        self.gathered = {record.id: record for record in wanted.chosen(self.gathered.values())}
        if missing and not self.failures:
            raise InputError(f"nothing there of {one_line(', '.join(missing))}", where=place)
        if not self.gathered and not self.failures:
            raise InputError("no commitment there", where=place)


def listed_by(source: "Source", members: Iterable[str]) -> list[Selector]:
    """Return the commitments of members, each by its letters, as the list on one of their pages names them.

    Raises UsageError for a member whose letters are not known, GoneError when none of its pages is found to begin with,
    and what the source and the reader raise.
    """
    from ogpscrape.dataset.discovery import listed_on_site
    from ogpscrape.dataset.groups import parse_group

    groups = [parse_group(member) for member in members]
    return [
        Selector(known.id, group.slug) for group in groups for known in listed_on_site(source, group, [], group.slug)
    ]


def readings_of(wanted: Iterable[Selector], source: "Source") -> Iterator[Reading]:
    """Yield what gets and reads the page of each commitment."""
    from ogpscrape.fetching import fetch_record

    for selector in wanted:
        yield selector.id, partial(fetch_record, selector, source)


def all_readings(source: str) -> Iterator[Reading]:
    """Yield what reads each saved page of a source.

    Arguments:
        source: `samples`, or the path of a folder of saved pages.

    Raises UsageError when there is no such folder, InputError when it holds no page or cannot be read.

    """
    from ogpscrape.reading import parse
    from ogpscrape.sources.files import SUFFIXES, FolderSource, pages_below, read_file
    from ogpscrape.sources.samples import open_samples

    samples = source == "samples"
    folder = (open_samples() if samples else FolderSource(Path(source))).folder
    paths = list(pages_below(folder))
    if not paths:
        raise InputError(f"no page in this folder: no {', '.join(SUFFIXES)} below it", where=source)
    for path in paths:
        page = partial(read_file, path, "samples" if samples else "file")
        yield str(path), lambda page=page: parse(page())  # type: ignore[misc]


def is_dataset(place: str) -> bool:
    """Whether a path is a dataset's folder, or its file."""
    from ogpscrape.dataset.database import FILE_NAME

    path = Path(place)
    return path.suffix == ".sqlite" or (path / FILE_NAME).is_file()


def from_dataset(place: str, wanted: Wanted) -> Gathering:
    """Return the records of a dataset that are wanted.

    Raises DatasetError when it cannot be opened or read, InputError when something that was asked for is not there.
    """
    from ogpscrape.dataset import open_dataset

    found = Gathering()
    with open_dataset(Path(place)) as dataset:
        for record in dataset.latest():
            found.add(record)
    found.keep(wanted, place)
    return found
