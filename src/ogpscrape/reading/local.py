"""OGP Local pages: the member's labelled answers under Description become the proposal."""

import re

from ogpscrape.commitment import Proposal, Section
from ogpscrape.commitment import Warning as RecordWarning
from ogpscrape.reading.document import Document
from ogpscrape.reading.labels import begins_something, label_at
from ogpscrape.reading.places import Block, Owner, Read, boilerplate, warning
from ogpscrape.warning_codes import WarningCode

_QUESTION = re.compile(r"(?:How|What|Why|Who|When|Where|Which|Is|Are|Does|Do|Has|Have|Will|Please)\b.{8,300}\?")
_LONGEST_HEADING = 80
_ID = re.compile(r"[A-Z0-9.-]{1,12}")
_VERIFIABLE = re.compile(r"Verifiable\s*:?\s*(?P<word>Yes|No)\b[^\S\n]*", re.IGNORECASE)


def begins_answer(document: Document, block: Block) -> bool:
    """Tell whether a block is, whole, a label of a proposal: Problem, Status quo, Action ..."""
    label = label_at(document, block.start, block.end)
    return label is not None and "proposal" in label.meanings and label.end >= block.end - 1


def read_proposal(document: Document, blocks: list[Block]) -> Read[Proposal]:
    """Return the labelled answers. What is above the first label is kept under "Description"."""
    values: dict[str, str | None] = {}
    others: list[Section] = []
    owners: list[Owner] = []
    warnings: list[RecordWarning] = []

    def prose(answer: list[Block], path: str) -> str | None:
        owners.extend(Owner(block.start, block.end, path, "typed") for block in answer)
        return document.prose(answer)

    for key, head, answer in _groups(document, blocks):
        heading = document.of(head).rstrip(": ") if head else "Description"
        if head:
            owners.append(boilerplate(head.start, head.end))
        if key == "commitment_id" and answer and _ID.fullmatch(document.of(answer[0])):
            owners.append(boilerplate(answer[0].start, answer[0].end))  # the record has the ID already
            answer, key = answer[1:], "misplaced"  # noqa: PLW2901
        if key in ("misplaced", "commitment_id") or head is None:
            if answer:
                message = f"{document.of(answer[0])[:80]!r} under {heading!r}"
                warnings.append(warning(WarningCode.MISPLACED_TEXT, message, "proposal"))
                others.append(
                    Section(heading=heading, text=prose(answer, f"proposal.others[{len(others)}].text") or "")
                )
        elif key == "others" or values.get(key) is not None:
            if key == "others" and not heading.endswith("?"):
                warnings.append(warning(WarningCode.UNKNOWN_HEADING, f"{heading[:80]!r} is not known", "proposal"))
            elif key != "others":
                warnings.append(warning(WarningCode.REPEATED_LABEL, f"{heading[:80]!r} is there twice", "proposal"))
            others.append(Section(heading=heading, text=prose(answer, f"proposal.others[{len(others)}].text") or ""))
        else:
            values[key] = prose(answer, f"proposal.{key}")
    asked = ("problem", "status_quo", "action", "contribution")
    for key in asked:
        if key not in values and (key in ("problem", "action") or sum(one in values for one in asked) > 1):
            message = f"the label of {key} is not on the page"
            warnings.append(warning(WarningCode.MISSING_LANDMARK, message, f"proposal.{key}"))
    return Read(Proposal(**values, others=others), tuple(owners), tuple(warnings))


def _is_bold(document: Document, block: Block) -> bool:
    """Tell whether a text is bold as a whole, and short: a heading by its look."""
    first = next(document.inlines_in(block.start, block.end + 1), None)
    whole = first is not None and first.start == block.start and first.end >= block.end
    return first is not None and whole and first.tag in ("b", "strong") and block.end - block.start < _LONGEST_HEADING


def _groups(document: Document, blocks: list[Block]) -> list[tuple[str, Block | None, list[Block]]]:
    groups: list[tuple[str, Block | None, list[Block]]] = []
    for block in blocks:
        found = _label(document, block, in_items=any(head and head.kind == "item" for _, head, _ in groups))
        if found:
            groups.append(found)
        elif groups:
            groups[-1][2].append(block)
        else:
            groups.append(("others", None, [block]))
    return groups


def _label(document: Document, block: Block, *, in_items: bool) -> tuple[str, Block | None, list[Block]] | None:
    """Return the label that begins with a block, or None: a known one, or a question on a line of its own."""
    label = label_at(document, block.start, block.end)
    if label and "proposal" in label.meanings and label.closed:
        rest = document.blocks_from(label.end, block.end)
        return label.meanings["proposal"], block.part(block.start, label.end), rest
    if block.kind == "heading" or _is_bold(document, block):
        return None if begins_something(document, block.start, block.end) else ("others", block, [])
    if block.end - block.start < 320 and _QUESTION.fullmatch(document.of(block).rstrip(": ")):
        return ("others", block, []) if block.kind != "item" or in_items else None
    first = next(document.inlines_in(block.start, block.end), None)
    asked = first is not None and first.start == block.start and first.tag in ("b", "strong")
    if first and asked and _QUESTION.fullmatch(document.words(first.start, first.end).rstrip(": ")):
        return "others", block.part(block.start, first.end), document.blocks_from(first.end, block.end)
    return None


def read_verifiable(document: Document, blocks: list[Block]) -> Read[tuple[bool | None, list[Block]]]:
    """Return whether the inception report's summary says "Verifiable: Yes", and its blocks without those words."""
    for index, block in enumerate(blocks):
        # Label and value may be on lines of their own: the pattern runs over the line's end.
        end = blocks[index + 1].end if index + 1 < len(blocks) else block.end
        match = _VERIFIABLE.match(document.text, block.start, end)
        if not match or not (":" in match[0] or document.has_border(match.start("word")) or match.end() > block.end):
            continue
        holder = index if match.end() <= block.end else index + 1
        rest = document.blocks_from(match.end(), blocks[holder].end)
        owner = Owner(block.start, match.end(), "overview.verifiable", "typed")
        return Read((match["word"].lower() == "yes", [*blocks[:index], *rest, *blocks[holder + 1 :]]), (owner,))
    message = "the inception report's summary says nothing of Verifiable"
    return Read((None, blocks), (), (warning(WarningCode.MISSING_LANDMARK, message, "overview.verifiable"),))
