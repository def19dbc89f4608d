"""Milestones: the plan's words from an editorial note or a list, joined with the reviewers' assessments."""

import re
from collections.abc import Iterable
from typing import NamedTuple

from ogpscrape.commitment import Milestone, Stage
from ogpscrape.commitment import Warning as RecordWarning
from ogpscrape.reading.date_forms import Role
from ogpscrape.reading.dates import date_order, read_date
from ogpscrape.reading.document import Document
from ogpscrape.reading.drawn import read_drawn
from ogpscrape.reading.labels import CODE, MILESTONE
from ogpscrape.reading.places import Block, Owner, Read, boilerplate, warning
from ogpscrape.reading.scales import find_rating, normalize, rating_of, why_nothing
from ogpscrape.warning_codes import WarningCode

_PLAN_ITEM = re.compile(rf"(?:Milestones?\s+)?(?P<code>{CODE})(?:[.):](?:\s+|(?=[A-Z]))|\s+)(?=\S)", re.IGNORECASE)
_LEADING_CODE = re.compile(rf"(?P<code>{CODE})\s*[.:)–-]*\s+")
_BRACKETED = re.compile(r"[(\[](?P<word>[^()\[\]]{3,40})[)\]]")
#: `Draft: Substantial`, `Draft – Substantial`: the rating after a sign at the end of a title.
_AFTER_SIGN = re.compile(r"\s*[:,–—-]\s+(?P<word>[A-Za-z ]{4,24})$")
#: What may part a title from its rating.
SIGNS = " \n:,;–—-•·|"
#: What may be said before a rating.
SAID = re.compile(r"^(?:Completion|Status)\s*(?::|$)\s*", re.IGNORECASE)
#: So many pairs of milestones are compared by their words at the most.
_MOST_COMPARED = 2_500
_DATES = re.compile(r"(?P<which>Start|End) date\s*:\s*", re.IGNORECASE)
#: A milestone's title is not longer than this, in characters, when neither rating nor border ends it.
LONGEST_TITLE = 300


class Draft(NamedTuple):
    """A milestone before it is joined and numbered. `places` are those of its texts, with the name of the field."""

    position: int
    code: str | None = None
    number: int | None = None
    title: str | None = None
    text: str | None = None
    completion: str | None = None
    assessment: str | None = None
    dates: tuple[str, str] = ("", "")
    irm: Stage | None = None
    places: tuple[tuple[int, int, str], ...] = ()
    odd: str = ""


def has_rating(text: str, start: int, end: int) -> bool:
    """Tell whether a rating in brackets is between two places."""
    found = _BRACKETED.finditer(text, start, min(end, start + 2 * LONGEST_TITLE))
    return any(rating_of(match["word"], "completion") for match in found)


def is_plan_item(document: Document, block: Block) -> bool:
    """Tell whether a block is an item of a numbered list."""
    return block.ordinal is not None or bool(_PLAN_ITEM.match(document.text, block.start, block.end))


def plan_items(document: Document, blocks: list[Block], *, each: bool = False) -> list[Draft]:
    """Return the milestones of a list in the plan's words; an item holds the lines below it. `each`: every block."""
    groups: list[list[Block]] = []
    numbered = any(is_plan_item(document, block) for block in blocks)
    for block in blocks:
        bulleted = not numbered and (block.kind == "item" or document.has_bullet(block))
        begins = is_plan_item(document, block) or bulleted
        dated = _DATES.match(document.text, block.start, block.end)
        if not groups or (
            (begins or (each and not numbered and block.gap and block.kind == "paragraph")) and not dated
        ):
            groups.append([block])
        else:
            groups[-1].append(block)
    return [_plan_item(document, group) for group in groups]


def _plan_item(document: Document, blocks: list[Block]) -> Draft:
    first = blocks[0]
    match = _PLAN_ITEM.match(document.text, first.start, first.end)
    start = match.end() if match else first.start
    code = match["code"].rstrip(".") if match and "." in match["code"] else None
    number = int(match["code"]) if match and match["code"].isdigit() else first.ordinal
    # A mere number is the place in the list, a part of the text; a code is a field.
    places = [(first.start, start, "code" if code else "text")]
    own = Block(start, first.end, "paragraph")
    kept, dates, dated = _without_dates(document, blocks[1:])
    words = document.prose([own, *kept])
    bulleted = re.sub(r"^- ", "", words) if words else None
    places += [(block.start, block.end, "text") for block in (own, *kept)] + dated
    return Draft(first.start, code, number, None, bulleted, dates=dates, places=tuple(places))


def _without_dates(
    document: Document, blocks: list[Block]
) -> tuple[list[Block], tuple[str, str], list[tuple[int, int, str]]]:
    """Return a milestone's lines without its dates, the dates as written, and their places."""
    kept: list[Block] = []
    dates = {"start": "", "end": ""}
    places: list[tuple[int, int, str]] = []
    for block in blocks:
        matches = list(_DATES.finditer(document.text, block.start, block.end))
        if not matches or matches[0].start() != block.start:
            kept.append(block)
            continue
        for index, match in enumerate(matches):
            end = matches[index + 1].start() if index + 1 < len(matches) else block.end
            dates[match["which"].lower()] = document.words(match.end(), end)
            places += [(match.start(), match.end(), ""), (match.end(), end, "dates_text")]
    return kept, (dates["start"], dates["end"]), places


# -- assessed ---------------------------------------------------------------------------------------------------------


def assessed(document: Document, head: Block, blocks: list[Block], stage: Stage) -> Draft:
    """Return the milestone that a heading names, with what the reviewers found."""
    text = document.text
    match = MILESTONE.match(text, head.start, head.end) or _LEADING_CODE.match(text, head.start, head.end)
    title_start = match.end() if match else head.start
    code = match["code"].strip().rstrip(".") if match else None
    title_end, head_end, completion, odd = _title_end(document, head, title_start)
    places = [(head.start, title_start, "code"), (title_start, title_end, "title"), (title_end, head_end, "completion")]
    title = document.words(title_start, title_end).rstrip("●○◐★☆■□▪✓✔✗✘ ") or None
    if completion is None and len(blocks) > 1 and not SAID.sub("", document.of(blocks[0])):
        places.append((blocks[0].start, blocks[0].end, ""))  # what is said before a rating, on a line of its own
        blocks = blocks[1:]
    if completion is None and blocks and title_end == head.end:
        wrapped = _wrapped(document, blocks[0])
        if wrapped:
            more, completion = wrapped
            title = f"{title or ''} {more}".strip() or None
            places.append((blocks[0].start, blocks[0].end, "title" if more else "completion"))
            blocks = blocks[1:]
    if completion is None:
        # In the heading, or right below it.
        below = blocks[0].start if blocks else head.end
        drawn, _ = read_drawn(document.drawings_in(head.start, below), "completion")
        completion = drawn[0] if len(drawn) == 1 else None
    if head_end < head.end and not any(sign.isalnum() for sign in document.text[head_end : head.end]):
        places.append((head_end, head.end, ""))  # the sign of an anchor, or of what opens the text
        head_end = head.end
    rest = Block(head_end, head.end, "paragraph")
    assessment = document.prose([rest, *blocks])
    places += [(block.start, block.end, "assessment") for block in (rest, *blocks)]
    return Draft(head.start, code, None, title, None, completion, assessment, irm=stage, places=tuple(places), odd=odd)


def _wrapped(document: Document, block: Block) -> tuple[str, str] | None:
    """Return the rest of a title that goes on in the next line, and its rating: in brackets, or alone."""
    text = document.of(block)
    if len(text) > LONGEST_TITLE // 2:
        return None
    alone = rating_of(SAID.sub("", text).strip("()[] "), "completion")
    if alone:
        return "", alone
    bracket = re.search(r"[(\[]([^()\[\]]{3,40})[)\]]\s*\.?$", text)
    rating = rating_of(bracket[1], "completion") if bracket else None
    if bracket is None or rating is None or (block.gap and bracket.start()):
        return None
    return text[: bracket.start()].strip(), rating


def _title_end(document: Document, head: Block, start: int) -> tuple[int, int, str | None, str]:
    """Return where the title ends, where its heading ends (after the rating), the rating, and an odd word for one."""
    text = document.text
    last = None
    for match in _BRACKETED.finditer(text, start, head.end):
        last = match
        rating = rating_of(match["word"], "completion")
        after = match.end() == head.end or text[match.end()] in ".:" or not text[match.end() : head.end].strip()
        if rating and (after or match.start() - start < LONGEST_TITLE):
            end = match.end() + (1 if match.end() < head.end and text[match.end()] in ".:" else 0)
            return match.start(), end, rating, ""
    if last and last.end() == head.end and head.end - head.start < LONGEST_TITLE:
        found = find_rating(last["word"], "completion")
        if found:
            return last.start(), last.end(), found, last["word"]
    for border in reversed(document.borders_in(start, head.end)):
        rating = rating_of(text[border : head.end].strip(SIGNS), "completion") if head.end - border < 30 else None
        if rating:
            return border, head.end, rating, ""
    tail = text[max(start, head.end - 32) : head.end]
    signed = _AFTER_SIGN.search(tail)
    if signed and rating_of(signed["word"], "completion"):
        return head.end - len(tail) + signed.start(), head.end, rating_of(signed["word"], "completion"), ""
    end = _unrated_end(document, head, start)
    last_words = re.search(r"(?<=\w )(?:Not )?[A-Z][a-z]+$", text[max(start, end - 32) : end].rstrip())
    return end, end, None, last_words[0] if last_words and rating_of(last_words[0], "completion") else ""


def _unrated_end(document: Document, head: Block, start: int) -> int:
    """Where no rating ends the title: the whole line, or up to the first border or sentence's end of a long one."""
    text = document.text
    run_in = document.borders_in(start, min(head.end, start + LONGEST_TITLE))
    if document.has_border(head.start) and run_in and text[run_in[0] : head.end].strip()[:1].isupper():
        return run_in[0]
    if head.end - start <= LONGEST_TITLE:
        return head.end
    if run_in:
        return run_in[0]
    stop = re.compile(r"[.:]\s").search(text, start, start + LONGEST_TITLE)
    return stop.end() if stop else head.end


# -- joined -----------------------------------------------------------------------------------------------------------


def join(plan: list[Draft], found: list[Draft], path: str) -> tuple[list[Draft], list[RecordWarning]]:
    """Join the plan's milestones with the assessed ones of one summary, one to one.

    By their codes, else by the last part of the code as a number, else by their words; by their order only where no
    codes can disagree and there are as many of each.
    """
    if not plan or not found:
        return plan + found, []
    free = dict(enumerate(plan))
    partners: dict[int, int] = {}
    by_code = _index((one.code, index) for index, one in free.items() if one.code)
    by_number = _index((str(one.number), index) for index, one in free.items() if one.code is None and one.number)
    for index, draft in enumerate(found):
        tail = draft.code.rsplit(".", 1)[-1] if draft.code else ""
        same = [one for one in by_code.get(draft.code or "", []) if one in free][:1]
        numbered = [one for one in by_number.get(tail, []) if one in free] if tail.isdigit() else []
        for partner in same or (numbered if len(numbered) == 1 else []):
            partners[index] = partner
            del free[partner]
    if len(found) * len(free) <= _MOST_COMPARED:
        for index, draft in enumerate(found):
            likely = _by_words(draft, free) if index not in partners else None
            if likely is not None:
                partners[index] = likely
                del free[likely]
    ordered = len(plan) == len(found) and not any(one.code for one in plan)
    if ordered:
        for index in range(len(found)):
            if index not in partners and index in free:
                partners[index] = index
                del free[index]
    warnings = []
    if free or len(partners) < len(found):
        message = f"{len(plan)} milestones in the plan's words, {len(found)} assessed, {len(partners)} joined"
        warnings.append(warning(WarningCode.MILESTONES_DIFFER, message, path))
    joined = [
        _joined(draft, plan[partners[index]]) if index in partners else draft for index, draft in enumerate(found)
    ]
    return sorted([*free.values(), *joined], key=lambda draft: draft.position), warnings


def _joined(draft: Draft, partner: Draft) -> Draft:
    places = (*draft.places, *partner.places)
    return draft._replace(text=partner.text, dates=partner.dates, places=places)


def _index(pairs: Iterable[tuple[str, int]]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for key, index in pairs:
        found.setdefault(key, []).append(index)
    return found


def _by_words(draft: Draft, free: dict[int, Draft]) -> int | None:
    """Return the one that shares most of the title's longer words, when no code says otherwise."""
    words = {word for word in normalize(draft.title or "").split() if len(word) > 3}
    if len(words) < 2:
        return None
    shared = {
        index: len(words & set(normalize(one.text or "").split())) / len(words)
        for index, one in free.items()
        if not (one.code and draft.code)
    }
    best = max(shared, key=lambda index: shared[index], default=None)
    alone = best is not None and sum(value >= shared[best] for value in shared.values()) == 1
    return best if best is not None and alone and shared[best] >= 0.6 else None


def read_dates(written: tuple[str, str], path: str) -> Read[dict[str, str | None]]:
    """Return start and end (`start_date`, `end_date`, `dates_text`) of two dates as written; empty ones are None."""
    words = " – ".join(filter(None, written)) or None
    found: dict[str, str | None] = {"start_date": None, "end_date": None, "dates_text": words}
    warnings = []
    roles: tuple[Role, ...] = ("start", "end")
    order = date_order(" ".join(written))  # one of the two may tell it of the other
    for role, text in zip(roles, written, strict=True):
        if not text or why_nothing(text):
            continue
        reading = read_date(text, role=role, order=order)
        found[f"{role}_date"] = reading.iso
        if reading.warning:
            warnings.append(warning(reading.warning, f"{text[:80]!r} gives no date", f"{path}.{role}_date"))
    return Read(found, (), tuple(warnings))


def finished(drafts: list[Draft]) -> Read[list[Milestone]]:
    """Number the drafts in page order."""
    milestones: list[Milestone] = []
    owners: list[Owner] = []
    warnings: list[RecordWarning] = []
    for index, draft in enumerate(drafts):
        path = f"milestones[{index}]"
        for start, end, key in draft.places:
            if end > start:
                owners.append(Owner(start, end, f"{path}.{key}", "typed") if key else boilerplate(start, end))
        if draft.odd:
            message = (
                f"the rating {draft.odd!r} is not of the scale"
                if draft.completion
                else f"the title ends in {draft.odd!r}, which may be its rating"
            )
            warnings.append(warning(WarningCode.UNKNOWN_WORD, message, f"{path}.completion"))
        dated = read_dates(draft.dates, path)
        warnings += dated.warnings
        milestones.append(
            Milestone(
                number=index + 1,
                code=draft.code,
                title=draft.title,
                text=draft.text,
                completion=draft.completion,
                assessment=draft.assessment,
                **dated.value,
                origin="irm",
                irm=draft.irm,
            )
        )
    return Read(milestones, tuple(owners), tuple(warnings))
