"""What may be a heading of the action plan's template: known wordings, questions, rows of column names, likenesses.

Whether it is one its surroundings decide: see `plan_headings.py`.
"""

import re
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from ogpscrape.commitment import PlanKind
from ogpscrape.reading.plan_words import (
    ARTICLES,
    COLUMN_GAP,
    DATED,
    WORD,
    Tier,
    Wording,
    Words,
    column_names,
    known_columns,
    vocabulary,
)

_CAPITAL: Final = re.compile(r"(?<![^\W_])[A-ZÀ-ÖØ-Þ][^\W_]*")
_TAIL: Final = re.compile(r"\s?\*?(?:\s*\([^()\n]{0,250}\)(?=\s*[:?]|\s*\n|\s*$|\s+[A-Z]))?\*?")
_COLON: Final = re.compile(r"\s*[?:]+[\s:]*(?<=[?:])")
_ASKING_LINE: Final = re.compile(
    r"\n[ \t]*(?:\w{1,3}[.)]\s*)?(?P<words>"
    r"(?:How|What|Why|Which|C[oó]mo|Qu[eé]|Por qu[eé]|Comment|Pourquoi)\b"
    r"[^\n?.:;!,]{8,110})[ \t]*(?=\n\n|$)"
)
_LONGEST_LINE: Final = 12
#: Words with a capital on a line of their own, or between the end of a sentence and a colon.
_HEADING_SHAPE: Final = re.compile(
    r"(?P<words>[A-ZÀ-Ý](?:(?<=[.;?!] [A-ZÀ-Ý])|(?<=\n[A-ZÀ-Ý])|(?<![\s\S][\s\S]))[^.;:!?\n|]{6,80}+)(?=[:\n]|$)"
)
#: Likeness in per cent from which words that stand as a heading are one; fewer letters are like too much.
_LEAST_LIKENESS: Final = 88
_FEWEST_LETTERS: Final = 10
_MOST_LIKENESSES: Final = 24
_QUESTION_WORD: Final = re.compile(
    r"¿|\b(?:What|How|Why|Which|Who|When|In what way|In which way|Describe"
    r"|Quel|Quelle|Quels|Comment|Pourquoi|En quoi|Qui)\b"
    r"|\b(?:What|How|Why)(?=is|are|will|does)|\b(?:WHAT|HOW|WHY|WHICH)\b|(?<=\n)Cu[aá]l|(?<=\n)Por qu"
)
#: Words by which a question shows that it belongs to the template.
_ABOUT_THE_PLAN: Final = (
    "commitment",
    "contribut",
    "measure",
    "compromiso",
    "engagement",
    "theaction",
    "thisaction",
    "actionpoint",
    "medida",
    "problem",
    "publicissue",
    "socialissue",
    "problematica",
    "solution",
    "solucion",
    "transparency",
    "accountability",
    "ogp",
    "whatwillwedo",
    "succeeded",
    "ourdeadline",
    "resultsdowewant",
    "initiative",
    "sustainabledevelopment",
    "desarrollosostenible",
)
#: "(Milestones | Expected outputs | Completion date)"
_COLUMNS_IN_BRACKETS: Final = re.compile(r"\s*\([^()]{0,120}\|[^()]{0,120}\)")
#: "(please note: SMART)", before the names of columns
_NOTE: Final = re.compile(r"\s*\([^()|]{0,60}\)")


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading in the description: its kind and place; `columns` are those that a table of milestones names in it."""

    kind: PlanKind
    start: int
    end: int
    tier: Tier
    weight: int
    unknown: bool = False
    columns: tuple[str, ...] = ()


class Candidates:
    """All that may be a heading in one text."""

    def __init__(self, words: Words) -> None:
        self.text = words.text
        self.words = words
        self.questions = {question.start: question for question in (*self._lines(), *self._questions())}

    def find(self) -> list[Heading]:
        """Return the candidates in text order, the longest first; they may overlap."""
        out: list[Heading] = []
        words, tree = self.words, vocabulary().tree
        skip_to = 0
        folded, firsts = words.folded, vocabulary().firsts
        capitals = (match.span() for match in _CAPITAL.finditer(self.text))
        starts = {start for start, end in capitals if folded[start:end] in firsts} | self.questions.keys()
        for start in sorted(starts):
            question = self.questions.get(start)
            if question is not None:
                out.append(question)
                skip_to = max(skip_to, question.end)
            if start < skip_to:
                continue
            table = self._table(start)
            if table is not None:
                out.append(table)
                skip_to = table.end
                continue
            out.extend(self._heading(start, end, wording) for end, wording in words.matches(start, tree))
        taken = {heading.start for heading in out}
        out.extend(heading for heading in self._like() if heading.start not in taken)
        out.sort(key=lambda heading: (heading.start, -heading.end))
        return out

    def _heading(self, start: int, end: int, wording: Wording) -> Heading:
        tail = re.compile(r"\(s\)|\(es\)").match(self.text, end)
        end = tail.end() if tail else end
        columns: tuple[str, ...] = ()
        if wording.kind == "milestones":
            end, columns = self._columns(end)
        more = _TAIL.match(self.text, end)
        if more is not None and not columns:
            end = more.end()
        instruction = vocabulary().instructions.match(self.words.folded, end)
        if instruction is not None:
            end = instruction.end()
        colon = _COLON.match(self.text, end)
        if colon is not None:
            end = colon.end()
        weight = {"heading": 2, "word": 1, "label": 1}[wording.tier]
        tier: Tier = "heading" if instruction is not None or len(set(columns)) > 1 else wording.tier
        if wording.article and self.words.at(start) not in ARTICLES:
            tier = "label"
        return Heading(
            wording.kind,
            start,
            self._without_space(start, end),
            tier,
            weight,
            columns=columns,
        )

    def _columns(self, end: int) -> tuple[int, tuple[str, ...]]:
        """Return the end of a milestones heading and the columns that it names, in brackets or not."""
        words = self.words
        brackets = _COLUMNS_IN_BRACKETS.match(self.text, end)
        if brackets is not None:
            names: list[str] = []
            for cell in brackets[0].split("|"):
                names.extend(known_columns(Words(cell.strip(" (")), 0)[1] or ["other"])
            return brackets.end(), tuple(names)
        note = _NOTE.match(self.text, end)
        gap = COLUMN_GAP.match(self.text, note.end() if note is not None else end)
        start = gap.end() if gap else end
        if words.digits_at(start) and words.end(start) - start < 4:  # a page number before them
            start = words.end(start) + 1
            place, columns = column_names(words, start)
            return (end, ()) if DATED.isdisjoint(columns) else (place, ("text", *columns))
        place, columns = column_names(words, start)
        return (place, ("text", *columns)) if place > end else (end, ())

    def _without_space(self, start: int, end: int) -> int:
        while end > start and self.text[end - 1].isspace():
            end -= 1
        return end

    def _table(self, start: int) -> Heading | None:
        """Return the heading that a row of column names makes, such as "Actions Responsible Timeframe Partners"."""
        if self.words.at(start) not in vocabulary().columns.next:
            return None
        end, names = column_names(self.words, start)
        dated = {"start", "end", "dates"} & set(names)
        if (
            len(names) < 3
            or names[0] not in {"text", "number"}
            or "text" not in names
            or len(set(names)) < 3
            or not dated
        ):
            return None
        return Heading("milestones", start, end, "heading", 2, columns=names)

    def _questions(self) -> Iterator[Heading]:
        text, last = self.text, 0
        mark = text.find("?")
        while mark >= 0:
            low = max(last, mark - 260)
            begins = next(iter(deque(_QUESTION_WORD.finditer(text, low, mark), maxlen=1)), None)  # the last one
            if begins is not None and not re.search(r"[.!;]\s", text[begins.start() : mark]):
                question = self._question(begins.start(), mark + 1)
                if question is not None:
                    yield question
            last = mark + 1
            mark = text.find("?", last)

    def _lines(self) -> Iterator[Heading]:
        """Yield what asks without a question mark on a line of its own: "How the commitment came to be"."""
        for match in _ASKING_LINE.finditer("\n" + self.text):
            start, end = match.start("words") - 1, match.end("words") - 1
            question = self._question(start, end) if match["words"].count(" ") < _LONGEST_LINE else None
            goes_on = self.text[end : end + 20].lstrip()[:1].islower()  # a question broken over two lines
            if question is not None and not (question.unknown and goes_on):
                yield question

    def _like(self) -> Iterator[Heading]:
        """Yield what is like a known heading, but not the same, and stands as one: broken, joined or misspelt words."""
        tried = 0
        for match in _HEADING_SHAPE.finditer(self.text):
            compact = "".join(WORD.findall(self.words.folded[match.start("words") : match.end("words")]))
            if not _FEWEST_LETTERS <= len(compact) <= 70 or tried == _MOST_LIKENESSES:
                continue
            from rapidfuzz import fuzz, process  # as late as this: most texts need no likeness

            tried += 1
            known = vocabulary().compact
            found = process.extractOne(compact, known.keys(), scorer=fuzz.ratio, score_cutoff=_LEAST_LIKENESS)
            if found is not None:
                colon = _COLON.match(self.text, match.end("words"))
                end = self._without_space(match.start("words"), colon.end() if colon else match.end("words"))
                yield Heading(known[found[0]].kind, match.start("words"), end, "heading", 2)

    def _question(self, start: int, end: int) -> Heading | None:
        compact = "".join(WORD.findall(self.words.folded[start:end])) + (
            ")" if self.text[end - 2 : end - 1] == ")" else ""
        )
        if self.text[start] == "¿":
            start += 1
        if not any(stem in compact for stem in _ABOUT_THE_PLAN) or len(compact) < 9:
            return None
        colon = re.compile(r"\s?:").match(self.text, end)
        end = colon.end() if colon else end
        while start < end and not self.text[start].isalnum():
            start += 1
        for kind, rule in vocabulary().questions:
            if all(any(stem in compact for stem in stems) for stems in rule):
                return Heading(kind, start, end, "heading", 2)
        return Heading("other", start, end, "heading", 1, unknown=True)
