"""What a page should hold and does not: the warnings that keep a changed site from passing unseen."""

from collections import Counter
from itertools import pairwise

from ogpscrape.identifiers import Selector
from ogpscrape.reading.context import Context
from ogpscrape.reading.encoding import Decoded
from ogpscrape.reading.header import Entry, Header
from ogpscrape.reading.surroundings import is_furniture_anywhere
from ogpscrape.reading.title import TitlePlace
from ogpscrape.reading.words import HeaderLabel, header_labels
from ogpscrape.warning_codes import WarningCode

_REVIEW = frozenset({"heading_irm_review", "irm_reports", "early_results", "verifiable", "relevant"})
_LOCAL_ONLY = frozenset(
    {
        "inception_report",
        "commitment_start",
        "commitment_end",
        "institutions_involved",
        "primary_policy_areas",
        "primary_sectors",
    }
)


def form_of(header: Header) -> str:
    """Return `local` or `national` by the labels of the header."""
    keys = {entry.label.key for entry in header.entries}
    national = {
        label.key for label in header_labels().values() if label.forms == ("national",) and label.takes != "nothing"
    }
    return "local" if len(keys & _LOCAL_ONLY) > len(keys & national) else "national"


def check_header(context: Context, header: Header, form: str) -> None:
    """Warn of landmarks that are missing, labels that are unknown, stand twice or in another order."""
    keys = [entry.label.key for entry in header.entries]
    reviewed = bool(_REVIEW & set(keys))
    for label in dict.fromkeys(header_labels().values()):
        if form in label.forms and label.key not in keys and _expected(label, context, reviewed=reviewed):
            context.ledger.warn(
                WarningCode.MISSING_LANDMARK, f"the label of {label.key} is not on the page", f"overview.{label.key}"
            )
    if (
        reviewed
        and form == "national"
        and context.document.rendering == "html"
        and not {"potential_impact", "ambition"} & set(keys)
    ):
        context.ledger.warn(
            WarningCode.MISSING_LANDMARK, "neither Potential Impact nor Ambition is on the page", "overview"
        )
    if not header.has_description and not _described_below(context, form):
        context.ledger.warn(
            WarningCode.MISSING_LANDMARK,
            "the heading Description is not on the page; what stands below the header was taken as the description",
            "description",
        )
    _check_order(context, header)
    _check_neighbours(context, header)
    _check_leftovers(context, header)


def _expected(label: HeaderLabel, context: Context, *, reviewed: bool) -> bool:
    if label.landmark == "html":
        return reviewed and context.document.rendering == "html"
    return label.landmark == "always" or (label.landmark == "reviewed" and reviewed)


def _described_below(context: Context, form: str) -> bool:
    """On OGP Local pages the heading stands below the inception report's summary."""
    return form == "local" and any(context.document.of(line).strip() == "Description" for line in context.lines)


def _check_order(context: Context, header: Header) -> None:
    orders = [entry.label.order for entry in header.entries]
    if orders != sorted(orders):
        context.ledger.warn(WarningCode.ORDER_CHANGED, "the labels stand in another order than ever seen", "overview")


def _check_neighbours(context: Context, header: Header) -> None:
    """Warn where a value seems to stand under the label next to its own: one has several, the other none."""
    for entry, following in pairwise(header.entries):
        for one, other in ((entry, following), (following, entry)):
            if _has_several(one) and other.label.takes != "nothing" and not other.values:
                context.ledger.warn(
                    WarningCode.MISPLACED_TEXT,
                    f"{context.words(other.start, other.end)!r} is empty, and the label next to it has several values",
                    f"overview.{other.label.key}",
                )


def _has_several(entry: Entry) -> bool:
    return entry.label.takes in ("text", "links") and len({piece.line for piece in entry.values}) > 1


def _check_leftovers(context: Context, header: Header) -> None:
    for piece in header.unknown:
        words = context.words(piece.start, piece.end)
        heading = context.lines[piece.line].kind == "heading"
        context.ledger.warn(
            WarningCode.UNKNOWN_HEADING if heading else WarningCode.UNKNOWN_LABEL,
            f"{words[:120]!r} in the header is not known",
            "overview",
        )
    for piece in header.strays:
        if is_furniture_anywhere(context, context.lines[piece.line]):
            context.ledger.furniture(piece.start, piece.end)
    for entry in header.repeated:
        context.ledger.warn(
            WarningCode.REPEATED_LABEL,
            f"{context.words(entry.start, entry.end)!r} stands twice in the header; the first one counts",
            f"overview.{entry.label.key}",
        )


def check_page(
    context: Context, decoded: Decoded, title: TitlePlace, address: Selector | None, broken_notes: list[int]
) -> None:
    """Warn of what is odd about the page as a whole."""
    warn = context.ledger.warn
    if not context.document.complete:
        warn(WarningCode.TRUNCATED, "the page breaks off: its end (</html>) is missing")
    elif context.document.rendering == "text" and not _has_footer(context):
        warn(WarningCode.TRUNCATED, "the text breaks off: its last line is not the footer, Open Government Partnership")
    if decoded.encoding_doubt:
        warn(WarningCode.ENCODING, decoded.encoding_doubt)
    if decoded.removed:
        warn(WarningCode.INVISIBLE_CHARACTERS, f"{decoded.removed} control characters were taken out")
    if address and address.id != title.id:
        warn(WarningCode.IDS_DIFFER, f"the address says {address.id}, the title {title.id}", "id")
    if broken_notes:
        warn(WarningCode.NOTE_BROKEN, f"{_some(broken_notes)} without a closing bracket; left in the text", "notes")
    counts = Counter(note.number for note in context.notes)
    repeated = [number for number, count in counts.items() if count > 1]
    if repeated:
        warn(WarningCode.NOTE_BROKEN, f"{_some(repeated)} more than once", "notes")


def _some(numbers: list[int]) -> str:
    """Return the first few of the notes' numbers in words."""
    shown = ", ".join(str(number) for number in numbers[:5])
    return f"notes {shown} and {len(numbers) - 5} more" if len(numbers) > 5 else f"note {shown}"


def _has_footer(context: Context) -> bool:
    return any(is_furniture_anywhere(context, line) for line in context.lines[-3:])
