"""Where records come from: what `--from` and `--data` name, opened in one place for every command.

A new source of pages plugs in here: its name in `ogpscrape.sources`, and a case in `_pages_of`.
"""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from ogpscrape.cli.console import console
from ogpscrape.cli.explain import show_logs
from ogpscrape.cli.live import SiteOptions, open_archive, open_live
from ogpscrape.errors import ChangedError, InputError, UsageError
from ogpscrape.identifiers import Selector
from ogpscrape.selection import Selection
from ogpscrape.sources import ARCHIVES, SOURCES, FindingSource

if TYPE_CHECKING:
    from ogpscrape.cli.records import Run
    from ogpscrape.commitment import Commitment
    from ogpscrape.sources import Source


def place_of(source: str | None, data: Path | None, default: str | None = None) -> str:
    """Return where records come from: what `--from` says, or `--data`, or the default.

    Arguments:
        source: what `--from` says, if anything.
        data: the dataset that `--data` names, if any.
        default: a name in `SOURCES`; None is the dataset that the configuration names.

    Raises UsageError when both are given, InputError for a path that is not there, DatasetError for a folder that
    `--data` names and that has no dataset in it.

    """
    if source is not None and data is not None:
        raise UsageError("--data and --from exclude each other", hint="Leave one of them out")
    if data is None and (source or default):
        place = source or str(default)
        if place not in (*SOURCES, "-") and not Path(place).exists():
            raise InputError.missing(place, f"Records also come from {', '.join(SOURCES)}")
        return place
    from ogpscrape.dataset import open_dataset

    folder = data_folder(data)
    open_dataset(folder).close()
    return str(folder)


def data_folder(data: Path | None) -> Path:
    """Return the dataset's folder: what `--data` says, else the configuration."""
    from ogpscrape.configuration import load

    folder: Path = load({"data": None if data is None else str(data)})["data"]
    return folder


@contextmanager
def opened(
    place: str,
    selection: Selection,
    run: "Run",
    site: SiteOptions | None = None,
    *,
    provenance: bool = False,
    save_pages: Path | None = None,
    held: bool = False,
    strict: bool = False,
    bar: bool = True,
) -> Iterator[Iterator["Commitment"]]:
    """Give the records of a place one by one, as they are asked for.

    Arguments:
        place: what `place_of` returned.
        selection: what is wanted.
        run: hears of each failure, and counts.
        site: what was said of the live site.
        provenance: whether records say where in the page each field is.
        save_pages: a folder in which pages are saved as they were got.
        held: of a dataset, whether to read what its gates hold back in the place of the good records.
        strict: of a dataset, whether newer pages that are held back are an error.
        bar: whether a bar may show how far the run is.

    Raises UsageError for what does not fit together, ChangedError when `strict` asks for it, and what the sources raise
    when they cannot be opened.

    """
    show_logs()
    names = ", ".join(group.name for group in selection.groups) or "everything"
    console.decision(f"{names}: records come from {place}")
    said = site or SiteOptions()
    if place in ("live", *ARCHIVES):
        selection = selection.on_site(said.member)
    said.refuse(place, captures=_is_warc(place))
    tell_held(place, selection, held=held, strict=strict)
    run.of_site = place == "live"
    with ExitStack() as stack:
        source = _pages_of(place, selection, said, stack)
        if source is None:
            if provenance or save_pages:
                option = "--provenance" if provenance else "--save-pages"
                raise UsageError(f"{option} is about pages that are named by their IDs", hint="Name single IDs")
            from ogpscrape.loading import records_of

            yield run.taken(records_of(place, selection, held=held, on_error=run.failed))
            return
        if save_pages:
            from ogpscrape.sources.saving import SavingSource

            source = SavingSource(source, save_pages)
        from ogpscrape.fetching import fetch_record

        wanted = [*selection.commitments, *_listed(source, selection)]
        readings = ((one.id, partial(fetch_record, one, source, provenance=provenance)) for one in wanted)
        yield run.each(readings, len(wanted), source, bar=bar)


def is_dataset(place: str) -> bool:
    """Tell whether a place is a dataset."""
    from ogpscrape import loading

    return place not in (*SOURCES, "-") and loading.is_dataset(Path(place))


def notice_of(place: str, selection: Selection) -> str | None:
    """Return what a reader of the good records of a dataset should know: that newer pages are held. None elsewhere."""
    from ogpscrape import loading

    return loading.notice_of(Path(place), selection) if is_dataset(place) else None


def tell_held(place: str, selection: Selection, *, held: bool = False, strict: bool = False) -> None:
    """Say once what a reader of the good records of a dataset should know: that newer pages are held back.

    Arguments:
        place: where records come from.
        selection: what is wanted of it.
        held: whether what is held back is read itself; then there is nothing to say.
        strict: whether newer pages that are held back are an error.

    Raises UsageError when `held` is said of another place than a dataset, ChangedError when `strict` asks for it.

    """
    if held and not is_dataset(place):
        raise UsageError(f"--held is about a dataset, and records come from {place}", hint="Leave one out")
    notice = None if held else notice_of(place, selection)
    if notice and strict:
        raise ChangedError(notice, where=place, hint="Without --strict the good records are read")
    if notice:
        console.inform(notice)


def _pages_of(place: str, selection: Selection, site: SiteOptions, stack: ExitStack) -> "Source | None":
    """Return a source that gets pages by their IDs, or None for a place that is read from its beginning to its end."""
    if place == "live":
        if not selection:
            raise UsageError("the site has no list of all commitments", hint="Name members or IDs")
        return stack.enter_context(open_live(site))
    if place in ARCHIVES:
        if not selection:
            raise UsageError("an archive has too much to get it all", hint="Name members or IDs")
        return stack.enter_context(open_archive(site, place))
    if _is_warc(place) and selection and not selection.members:
        from ogpscrape.sources.warc import WarcSource

        return WarcSource(Path(place), site.day)
    if selection.members or not selection:
        return None
    if place == "samples":
        from ogpscrape.sources.samples import open_samples

        return open_samples()
    return _folder_of_pages(Path(place))


def _is_warc(place: str) -> bool:
    if place in SOURCES or not Path(place).exists():
        return False
    from ogpscrape.sources.warc import is_warc

    return is_warc(Path(place))


def _folder_of_pages(path: Path) -> "Source | None":
    from ogpscrape.sources.files import FolderSource, pages_below

    if not path.is_dir() or is_dataset(str(path)):
        return None
    holds_records = any(path.glob("*.json*")) and not any(pages_below(path))
    return None if holds_records else FolderSource(path)


def _listed(source: "Source", selection: Selection) -> list[Selector]:
    """Return the commitments of the members asked for: as the list on one of their pages names them, or an archive."""
    if not selection.members:
        return []
    if isinstance(source, FindingSource):
        return [one for group in selection.members for one in source.find(group.slug)]
    from ogpscrape.dataset.finding import listed_on_site

    return [
        Selector(known.id, group.slug)
        for group in selection.members
        for known in listed_on_site(source, group, [], group.slug)
    ]
