"""What is odd about a text of the body: the signs that a part of it belongs to another, or to nothing of the page.

One rule for every text: a description, a part of a summary, an assessment, an answer. What is a few words and no
sentence, has a label that nobody knows, says what boxes say, or is in an element unlike those around it, is told.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cache

from ogpscrape.commitment import Warning as RecordWarning
from ogpscrape.reading.document import Document
from ogpscrape.reading.labels import LABEL_LIKE, begins_something
from ogpscrape.reading.places import Block, Element, Owner, warning
from ogpscrape.reading.scales import rating_of, vocabulary
from ogpscrape.warning_codes import WarningCode

_ENDINGS = (
    "description", ".text", ".commitment_text", ".commitment_aim", ".editorial_note", ".carried_forward", ".problem",
    ".status_quo", ".action", ".contribution",
)  # fmt: skip
#: Their texts are not prose of the page's own, or were told of already.
_NO_TEXTS = ("milestones[", "notes[", "sections[")
_WHY = {
    WarningCode.UNKNOWN_LABEL: "looks like a label",
    WarningCode.UNKNOWN_HEADING: "is not a sentence: a heading, or a box?",
    WarningCode.MISPLACED_TEXT: "is in a list that nothing announces",
}
_ENDS = re.compile(r"[.!?:;…,。]['\"”’)\]»]*$")
_SENTENCE = re.compile(r"[.!?]['\"”’)\]»]*$")
_ITEM = re.compile(r"[-–•*o§]\s|\(?\w{1,4}[.)]\s|[\ue000-\uf8ff]")
_NOTE_MARK = re.compile(r"\[\^?\d+\]|(?<=[.!?”])\d{1,3}$")
_NUMBER = re.compile(r"[\[(]?\d{1,3}[\])]?")
_TABULAR = re.compile(r"\s\|\s|\t")
_LONGEST_STRAY = 80
_LONGEST_LABELLED = 110
_LONGEST_TAIL = 40
_SHORTEST_COPY = 30
_LONGEST_BUTTON = 24
_LONGEST_BOX = 120
#: Elements that set their words apart from a text.
_APART = frozenset(
    "aside figure figcaption form button textarea select nav dialog label fieldset footer header address output".split()  # noqa: SIM905
)
#: Elements that are in no sentence.
_CONTROLS = frozenset({"button", "select", "output"})
_PLAIN = frozenset({"p", "div", "section", "article"})
#: Words of class names that say so, too.
_BOXES = re.compile(
    r"(?<![a-z])(?:alert|notice|ads?|advert\w*|promo|newsletter|shar(?:e|ing)|social|related|cookies?|badge|btn|callout|sidebar|"
    r"widget|caption)(?![a-z])",
    re.IGNORECASE,
)
#: So many texts in elements of one kind make another kind odd.
_MANY = 3
_LISTED = frozenset({"li", "ul", "ol", "dl", "dt", "dd", "td", "th", "tr", "tbody", "table", "br"})
_BOLD = frozenset({"b", "strong"})
#: Elements whose words can be set before a sentence and be none of it.
_SET_BEFORE = frozenset({"span", "small", "sup", "button", "label", "mark", "ins"})
_BOLD_WORDS = 6
_TAG_WORDS = 3


def check_prose(document: Document, owners: Iterable[Owner], *, template: bool) -> Iterator[RecordWarning]:
    """Warn of what looks out of place in the texts of the body.

    `template`: the description follows the plan's template, whose headings are for `plan`.
    """
    texts = _texts(document, owners)
    shaped = {path: list(_shapes(document, blocks)) for path, blocks in texts.items()}
    shapes = Counter(shape for pairs in shaped.values() for _, shape in pairs)
    boxes = frozenset(shape for shape in shapes if _is_box(shape, shapes))
    for path, blocks in texts.items():
        said = [document.of(block) for block in blocks]
        yield from _strays(document, blocks, said, path, template=template)
        for block, shape in shaped[path] if boxes else ():
            if shape in boxes:
                message = f"{document.of(block)[:80]!r} is in an element of another kind than the text around it"
                yield warning(WarningCode.MISPLACED_TEXT, message, path)
        seen: set[str] = set()
        for block, words in zip(blocks, said, strict=True):
            if words in seen and len(words) > _SHORTEST_COPY:
                yield warning(WarningCode.COPIES_DIFFER, f"{words[:80]!r} is there twice in one text", path)
            seen.add(words)
            if _says_box(words):
                message = f"{words[:40]!r} ... {words[-20:]!r} has the words of a box or button"
                yield warning(WarningCode.MISPLACED_TEXT, message, path)
            elif words.endswith(("...", "…")):
                yield warning(WarningCode.SUSPICIOUS_VALUE, f"it ends in {words[-30:]!r}", path)
            elif odd := _beside(document, block):
                yield warning(WarningCode.MISPLACED_TEXT, f"{odd!r} is beside a sentence, not in it", path)


def _texts(document: Document, owners: Iterable[Owner]) -> dict[str, list[Block]]:
    """Return the texts of the body by path, each with its blocks."""
    found: dict[str, list[Block]] = {}
    for owner in owners:
        path = owner.path
        if path is None or (path not in found and not _is_text(path)):
            continue
        block = document.blocks[document.block_at(owner.start)]
        if (block.start, block.end) != (owner.start, owner.end):
            block = block._replace(start=owner.start, end=owner.end, gap=block.gap and owner.start == block.start)
        found.setdefault(path, []).append(block)
    return found


def _is_text(path: str) -> bool:
    return (path.endswith(_ENDINGS) and not path.startswith(_NO_TEXTS)) or path.endswith(".assessment")


# -- words ------------------------------------------------------------------------------------------------------------


def _strays(
    document: Document, blocks: list[Block], said: list[str], path: str, *, template: bool
) -> Iterator[RecordWarning]:
    """Warn of a line that is not a sentence, and of one with a label that nobody knows.

    A plan's own text may be all of such lines: there they are odd only beside sentences.
    """
    of_plan = path.startswith(("description", "proposal"))
    sentences, announced = 0, False
    odd: list[tuple[WarningCode, str]] = []
    for index, (block, written) in enumerate(zip(blocks, said, strict=True)):
        words = _NOTE_MARK.sub("", written).strip() if "[" in written or written[-1:].isdigit() else written
        if not words and "[^" in written:
            continue  # a note, on a line of its own
        words = words or written
        alone = block.gap and (index + 1 == len(blocks) or blocks[index + 1].gap)
        listed = block.kind not in ("paragraph", "heading") or document.has_bullet(block)
        code = _oddness(document, block, words, whole=alone and not listed)
        if block.kind == "item" and not announced and code is None and len(words.split()) <= _TAG_WORDS:
            code = WarningCode.MISPLACED_TEXT
        announced = announced if block.kind in ("item", "more") else words.endswith(":") or not _ENDS.search(words[-8:])
        if code is not None:
            odd.append((code, words))
        elif _SENTENCE.search(words[-8:]):
            sentences += 1
    if of_plan and (not sentences or template or len(odd) > max(2, sentences)):
        return
    for code, words in odd:
        yield warning(code, f"{words[:80]!r} {_WHY[code]}", path)


def _oddness(document: Document, block: Block, words: str, *, whole: bool) -> WarningCode | None:
    """Tell what a text of one line may be beside a sentence: a label with its value, or a heading."""
    bold = _bold_beginning(document, block)
    whole = whole and len(words) <= _LONGEST_LABELLED and not _ENDS.search(words[-8:])
    if not (bold or whole):
        return None
    known = begins_something(document, block.start, block.end)
    if bold and not known and not rating_of(bold.strip(" .:"), "completion"):
        return WarningCode.UNKNOWN_LABEL
    if not whole or _TABULAR.search(words) or _ITEM.match(words):
        return None
    label = LABEL_LIKE.match(words)
    if label and label.end() < len(words):
        return None if known else WarningCode.UNKNOWN_LABEL
    return WarningCode.UNKNOWN_HEADING if len(words) <= _LONGEST_STRAY else None


def _bold_beginning(document: Document, block: Block) -> str:
    first = next(document.inlines_in(block.start, block.end), None)
    if not first or first.start != block.start or first.tag not in _BOLD or first.end >= block.end:
        return ""
    words = document.words(first.start, first.end)
    return words if words[:1].isupper() and len(words.split()) <= _BOLD_WORDS else ""


def _says_box(words: str) -> bool:
    """Tell whether a line begins as boxes do, or ends as buttons do."""
    end = words[-_LONGEST_BUTTON:].rstrip(" …»>→").lower()
    return end.endswith(_words("buttons")) or (len(words) <= _LONGEST_BOX and words.lower().startswith(_words("boxes")))


@cache
def _words(name: str) -> tuple[str, ...]:
    return tuple(one.lower() for one in vocabulary("boilerplate")[name])


def _beside(document: Document, block: Block) -> str:
    """Return the words of an element that is before the first sentence of a text, or after its last, and in neither."""
    text = document.text
    inside = [
        one
        for one in document.inlines_in(block.start, block.end + 1)
        if one.end - one.start <= _LONGEST_TAIL and (one.start == block.start or one.end >= block.end)
    ]
    for one in inside:
        words = text[one.start : one.end].strip()
        is_note = document.next_cut(one.start - 1, one.end + 1) <= one.start
        if is_note or not words.strip("[](){}") or _NUMBER.fullmatch(words):
            continue
        if one.end >= block.end and one.start > block.start:
            before = text[max(block.start, one.start - 8) : one.start].rstrip()
            if _SENTENCE.search(before) or before.endswith("]"):
                return "" if len(words) > 1 and _SENTENCE.search(words) else words
        bracketed = words.startswith("(") and words.endswith(")")
        following = text[one.end : block.end].lstrip()[:1]
        if one.start == block.start and following.isupper() and (one.tag in _SET_BEFORE or bracketed):
            return words
    return ""


# -- elements ---------------------------------------------------------------------------------------------------------


def _shapes(document: Document, blocks: list[Block]) -> Iterator[tuple[Block, str]]:
    """Yield the paragraphs of a text with what sets each apart from the others: its outermost element without them."""
    for index, block in enumerate(blocks):
        controls = (one for one in document.inlines_in(block.start, block.end + 1) if one.tag in _CONTROLS)
        if any(document.next_cut(one.start - 1, one.end + 1) > one.start for one in controls):
            yield block, "box"
        if block.element < 0 or block.kind != "paragraph":
            continue
        others = [blocks[one].start for one in (index - 1, index + 1) if 0 <= one < len(blocks)]
        around = document.around(block.element) if others else (block.element,)
        shape = ""
        for number in around:
            element = document.elements[number]
            if any(element.start <= other < element.end for other in others):
                break
            shape = "box" if shape == "box" else _shape(element)
        if shape:
            yield block, shape


def _shape(element: Element) -> str:
    tag, _, classes = element.shape.partition(".")
    if tag in _APART or (classes and _BOXES.search(classes)):
        return "box"
    return "p" if tag in _PLAIN else tag


def _is_box(shape: str, shapes: Counter[str]) -> bool:
    """Tell whether an element is unlike those of the other texts, and the only one: no text is all in boxes."""
    usual = shapes.most_common(1)[0]
    if shape == "box":
        return shapes["box"] * 2 <= shapes.total()
    return shape not in _LISTED and shapes[shape] == 1 and usual[1] >= _MANY
