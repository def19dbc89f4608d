"""The overview in the terminal: every field of the page's header, and in words why one holds nothing."""

from collections.abc import Iterator

from rich.console import RenderableType
from rich.text import Text

from ogpscrape.commitment import Commitment, Overview
from ogpscrape.views.ratings import NO_RATING, PENDING, SCALES, Scale, rating_of, why_nothing
from ogpscrape.views.terminal.facts import Fact, side_by_side, stacked
from ogpscrape.views.terminal.screen import Screen
from ogpscrape.views.terminal.style import rated
from ogpscrape.views.text import one_line, web_address

#: The fields in the order of the view, with their labels: first what was found, then who and what.
_RATINGS: dict[Scale, str] = {
    "completion": "Completion",
    "early_results": "Early results",
    "potential_impact": "Potential impact",
    "ambition": "Ambition",
}
_YES_NO = {"starred": "Starred", "verifiable": "Verifiable", "relevant": "Relevant"}
_LISTS = {
    "ogp_values": "OGP values",
    "policy_areas": "Policy areas",
}
_LOCAL_LISTS = {
    "institutions_involved": "Institutions",
    "primary_policy_areas": "Policy areas",
    "primary_sectors": "Sectors",
}
_TEXTS = {"status": "Status", "lead_institution": "Lead", "support_institutions": "Support"}
_MONTHS = {"commitment_start": "Start", "commitment_end": "End"}


def overview(record: Commitment, screen: Screen) -> Iterator[RenderableType]:
    """Yield the overview."""
    yield screen.heading("Overview")
    found = record.overview
    if record.form == "local":
        left = [*_texts(found, _MONTHS, screen), *_yes_no(found, ["verifiable"], screen)]
        right = [
            *_lists(found, ["ogp_values"], _LISTS, screen),
            *_lists(found, list(_LOCAL_LISTS), _LOCAL_LISTS, screen),
            Fact("Report", _inception(found, screen)),
        ]
    else:
        left = [*_ratings(found, screen), *_yes_no(found, list(_YES_NO), screen)]
        right = [
            *_lists(found, list(_LISTS), _LISTS, screen),
            *_texts(found, _TEXTS, screen),
            Fact("IRM reports", _reports(found, screen)),
        ]
    yield side_by_side(left, right, screen)


def nothing(found: Overview, field: str, screen: Screen) -> Text:
    """Return in words why a field holds nothing, with the symbol of its kind."""
    pending = found.absent.get(field) == "pending_review"
    return rated(
        (PENDING if pending else NO_RATING)._replace(word=why_nothing(found, field)), ascii_only=screen.ascii_only
    )


def _ratings(found: Overview, screen: Screen) -> Iterator[Fact]:
    for scale in SCALES:
        word = getattr(found, scale)
        value = rated(rating_of(scale, one_line(word)), ascii_only=screen.ascii_only) if word else None
        yield Fact(_RATINGS[scale], value or nothing(found, scale, screen))


def _yes_no(found: Overview, names: list[str], screen: Screen) -> Iterator[Fact]:
    for name in names:
        value = getattr(found, name)
        yield Fact(_YES_NO[name], nothing(found, name, screen) if value is None else Text("Yes" if value else "No"))


def _lists(found: Overview, names: list[str], labels: dict[str, str], screen: Screen) -> Iterator[Fact]:
    for name in names:
        values = [Text(one_line(value)) for value in getattr(found, name)]
        yield Fact(labels[name], stacked(values) if values else nothing(found, name, screen))


def _texts(found: Overview, labels: dict[str, str], screen: Screen) -> Iterator[Fact]:
    for name, label in labels.items():
        value = getattr(found, name)
        yield Fact(label, Text(one_line(value)) if value else nothing(found, name, screen))


def _reports(found: Overview, screen: Screen) -> RenderableType:
    links = [screen.link(one_line(link.text), web_address(link.url)) for link in found.irm_reports]
    return stacked(links) if links else nothing(found, "irm_reports", screen)


def _inception(found: Overview, screen: Screen) -> RenderableType:
    link = found.inception_report
    return (
        screen.link(one_line(link.text), web_address(link.url)) if link else nothing(found, "inception_report", screen)
    )
