"""Milestones: the plan's words from the editorial note or a list, joined with the reviewers' assessments."""

import re
from dataclasses import dataclass, field

from ogpscrape.commitment import Milestone, Stage
from ogpscrape.reading.context import Context
from ogpscrape.reading.document import Line
from ogpscrape.reading.starters import CODE, MILESTONE
from ogpscrape.reading.words import plain, rating_of, scale, scale_pattern
from ogpscrape.warning_codes import WarningCode

_PLAN_ITEM = re.compile(rf"(?P<code>{CODE})(?:[.)](?:\s+|(?=[A-Z]))|\s+)(?=\S)")
_LEADING_CODE = re.compile(rf"(?P<code>{CODE})\s*[.:)–-]*\s+")
_BRACKETED = re.compile(r"[(\[](?P<word>[^()\[\]]{3,40})[)\]]")
#: `Draft: Substantial`, `Draft – Substantial`: the rating behind a sign at the end of a title.
_BEHIND_SIGN = re.compile(r"\s*[:–—-]\s+(?P<word>[A-Za-z ]{4,24})$")
_DATES = re.compile(r"(?P<which>Start|End) date\s*:\s*", re.IGNORECASE)
#: A milestone's title is not longer than this, in characters, when neither rating nor border ends it.
_LONGEST_TITLE = 300


@dataclass
class Draft:
    """A milestone before it is joined and numbered; `name` stands for `milestones[n]` in the ledger."""

    name: str
    position: int
    code: str | None = None
    number: int | None = None
    title: str | None = None
    text: str | None = None
    completion: str | None = None
    assessment: str | None = None
    start_date: str | None = None
    end_date: str | None = None
    irm: Stage | None = None
    merged: list[str] = field(default_factory=list)


def has_rating(text: str, start: int, end: int, *, at_end: bool = False) -> bool:
    """Tell whether a rating in brackets stands between two places; with `at_end`, as the last thing there."""
    return any(
        rating_of(match["word"], "completion") and (not at_end or not text[match.end() : end].strip(" ."))
        for match in _BRACKETED.finditer(text, start, min(end, start + 2 * _LONGEST_TITLE))
    )


def is_plan_item(context: Context, line: Line) -> bool:
    """Tell whether a line is an item of a numbered list."""
    return line.ordinal is not None or bool(_PLAN_ITEM.match(context.document.text, line.start, line.end))


def plan_items(context: Context, lines: list[Line]) -> list[Draft]:
    """Return the milestones of a list in the plan's words; each item holds the lines below it, too."""
    groups: list[list[Line]] = []
    for line in lines:
        if is_plan_item(context, line) or not groups:
            groups.append([line])
        else:
            groups[-1].append(line)
    return [_plan_item(context, group) for group in groups]


def _plan_item(context: Context, lines: list[Line]) -> Draft:
    first = lines[0]
    draft = Draft(f"plan-{first.start}", first.start)
    match = _PLAN_ITEM.match(context.document.text, first.start, first.end)
    text_start = first.start
    if match:
        text_start = match.end()
        draft.code = match["code"] if "." in match["code"] else None
        # A mere number is the place in the list, a part of the text; a code is a field.
        context.ledger.claim(first.start, text_start, f"{draft.name}.{'code' if draft.code else 'text'}")
        draft.number = int(match["code"]) if match["code"].isdigit() else None
    else:
        draft.number = first.ordinal
    own = Line(text_start, first.end, "paragraph", True)
    draft.text = context.prose([own, *_without_dates(context, lines[1:], draft)], f"{draft.name}.text")
    return draft


def _without_dates(context: Context, lines: list[Line], draft: Draft) -> list[Line]:
    """Take the lines of dates from a milestone's lines."""
    kept: list[Line] = []
    for line in lines:
        if not _DATES.match(context.document.text, line.start, line.end):
            kept.append(line)
            continue
        matches = list(_DATES.finditer(context.document.text, line.start, line.end))
        for index, match in enumerate(matches):
            end = matches[index + 1].start() if index + 1 < len(matches) else line.end
            which = f"{match['which'].lower()}_date"
            context.ledger.furniture(match.start(), match.end())
            context.ledger.claim(match.end(), end, f"{draft.name}.{which}")
            setattr(draft, which, context.words(match.end(), end) or None)
    return kept


def assessed(context: Context, head: Line, lines: list[Line], stage: Stage) -> Draft:
    """Return the milestone that a heading names, with what the reviewers found."""
    draft = Draft(f"assessed-{head.start}", head.start, irm=stage)
    text = context.document.text
    match = MILESTONE.match(text, head.start, head.end) or _LEADING_CODE.match(text, head.start, head.end)
    title_start = head.start
    if match:
        title_start = match.end()
        draft.code = match["code"].strip().rstrip(".")
        context.ledger.claim(head.start, title_start, f"{draft.name}.code")
    title_end, head_end = _title_end(context, head, title_start, draft)
    draft.title = context.words(title_start, title_end) or None
    context.ledger.claim(title_start, title_end, f"{draft.name}.title")
    context.ledger.claim(title_end, head_end, f"{draft.name}.completion")
    if draft.completion is None and lines and title_end == head.end:
        lines = _wrapped_title(context, lines, draft)
    rest = Line(head_end, head.end, "paragraph", True)
    draft.assessment = context.prose([rest, *lines], f"{draft.name}.assessment")
    return draft


def _wrapped_title(context: Context, lines: list[Line], draft: Draft) -> list[Line]:
    """Take the rest of a title that goes on in the next line, up to its rating; returns the lines below it."""
    text = context.text(lines[0])
    bracket = re.search(r"\(([^()]*)\)\s*\.?$", text)
    rating = rating_of(bracket[1], "completion") if bracket else None
    if bracket is None or rating is None or len(text) > _LONGEST_TITLE // 2 or (lines[0].gap and bracket.start()):
        return lines
    context.ledger.claim(lines[0].start, lines[0].end, f"{draft.name}.title")
    draft.title = f"{draft.title or ''} {text[: bracket.start()]}".strip()
    draft.completion = rating
    return lines[1:]


def _title_end(context: Context, head: Line, start: int, draft: Draft) -> tuple[int, int]:
    """Return where the title ends, and where what belongs to the heading ends: behind the rating in brackets."""
    text = context.document.text
    for match in _BRACKETED.finditer(text, start, head.end):
        rating = rating_of(match["word"], "completion")
        behind = match.end() == head.end or text[match.end()] in ".:" or not text[match.end() : head.end].strip()
        if rating and (behind or match.start() - start < _LONGEST_TITLE):
            draft.completion = rating
            end = match.end() + (1 if match.end() < head.end and text[match.end()] in ".:" else 0)
            return match.start(), end
    last = None
    for match in _BRACKETED.finditer(text, start, head.end):
        last = match
    if last and last.end() == head.end and head.end - head.start < _LONGEST_TITLE:
        words = scale_pattern("completion").findall(last["word"])
        if words:
            draft.completion = scale("completion")[plain(words[0])]
            context.ledger.warn(
                WarningCode.UNKNOWN_WORD, f"the rating {last['word']!r} is not of the scale", f"{draft.name}.completion"
            )
            return last.start(), last.end()
    signed = _BEHIND_SIGN.search(text, start, head.end)
    if signed and rating_of(signed["word"], "completion"):
        draft.completion = rating_of(signed["word"], "completion")
        return signed.start(), head.end
    return _unrated_end(context, head, start)


def _unrated_end(context: Context, head: Line, start: int) -> tuple[int, int]:
    """Where no rating ends the title: the whole line, or up to the first border or sentence's end of a long one."""
    text = context.document.text
    run_in = context.document.borders_in(start, min(head.end, start + _LONGEST_TITLE))
    if context.document.has_border(head.start) and run_in and text[run_in[0] : head.end].strip()[:1].isupper():
        return run_in[0], run_in[0]
    if head.end - start <= _LONGEST_TITLE:
        return head.end, head.end
    border = next((place for place in context.document.borders if start < place < start + _LONGEST_TITLE), None)
    if border:
        return border, border
    stop = re.compile(r"[.:]\s").search(text, start, start + _LONGEST_TITLE)
    return (stop.end(), stop.end()) if stop else (head.end, head.end)


def join(context: Context, plan: list[Draft], found: list[Draft], path: str) -> list[Draft]:
    """Join the plan's milestones with the assessed ones of the same summary, one to one.

    By their codes, else by the last part of the code as a number, else, when there are as many of each, by their order.
    """
    if not plan or not found:
        return plan + found
    pairs: dict[str, Draft] = {}
    free = list(plan)
    same_count = len(plan) == len(found)
    for index, draft in enumerate(found):
        partner = _partner(draft, free) or (plan[index] if same_count and plan[index] in free else None)
        if partner:
            free.remove(partner)
            pairs[draft.name] = partner
    if free or len(pairs) < len(found):
        context.ledger.warn(
            WarningCode.MILESTONES_DIFFER,
            f"{len(plan)} milestones in the plan's words, {len(found)} assessed, {len(pairs)} joined",
            path,
        )
    for draft in found:
        partner = pairs.get(draft.name)
        if partner:
            draft.text = partner.text
            draft.start_date, draft.end_date = partner.start_date, partner.end_date
            draft.merged.append(partner.name)
    return sorted(free + found, key=lambda draft: draft.position)


def _partner(draft: Draft, free: list[Draft]) -> Draft | None:
    if not draft.code:
        return None
    same = [one for one in free if one.code and one.code.rstrip(".") == draft.code]
    if same:
        return same[0]
    tail = draft.code.rsplit(".", 1)[-1]
    if not tail.isdigit():
        return None
    numbered = [one for one in free if one.code is None and one.number == int(tail)]
    return numbered[0] if len(numbered) == 1 else None


def finished(context: Context, drafts: list[Draft]) -> list[Milestone]:
    """Number the drafts in page order, and tell the ledger their final paths."""
    milestones = []
    for index, draft in enumerate(drafts):
        for name in (draft.name, *draft.merged):
            context.ledger.renamed[name] = f"milestones[{index}]"
        milestones.append(
            Milestone(
                number=index + 1,
                code=draft.code,
                title=draft.title,
                text=draft.text,
                completion=draft.completion,
                assessment=draft.assessment,
                start_date=draft.start_date,
                end_date=draft.end_date,
                irm=draft.irm,
            )
        )
    return milestones
