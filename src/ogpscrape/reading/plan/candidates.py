"""What may be a heading of the action plan's template: known wordings, questions, rows of column names, likenesses.

Whether it is one its surroundings decide: see `headings.py`.
"""

import re
from bisect import bisect_left
from collections import deque
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final, NamedTuple

from ogpscrape.commitment import PlanKind
from ogpscrape.reading.dates import find_dates, joined
from ogpscrape.reading.plan.words import (
    ARTICLES,
    COLUMN_GAP,
    DATED,
    WORD,
    Tier,
    Wording,
    Words,
    column_names,
    instructions,
    kind_by_likeness,
    kind_of_label,
    kind_of_question,
    known_columns,
    vocabulary,
)

#: A word with a capital, or in small letters at the begin of a line: apart, since each alone is found much faster.
_CAPITAL: Final = re.compile(r"[A-ZÀ-ÖØ-Þ](?<![^\W_].)[^\W_]*")
_SMALL: Final = re.compile(r"\n([a-zà-þ][^\W_]*)")
_TAIL: Final = re.compile(r"\s?\*?(?:\s*\([^()\n]{0,250}\)(?=\s*[:?]|\s*\n|\s*$|\s+[A-Z]))?\*?")
#: A wording of so many words is a heading without doubt.
_PLAIN: Final = 4
_TAIL_BEGINS: Final = ("*", "(", "\n", "")
_PLURALS: Final = ("(s)", "(es)")
_SENTENCE_END: Final = re.compile(r"[.!;]\s")
_A_COLON: Final = re.compile(r"\s?:")
_COLON: Final = re.compile(r"\s*[?:]+[\s:]*(?<=[?:])")
_ASKING_LINE: Final = re.compile(
    r"\n[ \t]*(?:\w{1,3}[.)]\s*)?(?P<words>"
    r"(?:How|What|Why|Which|C[oó]mo|Qu[eé]|Por qu[eé]|Comment|Pourquoi)\b"
    r"[^\n?.:;!,]{8,110})[ \t]*(?=\n\n|$)"
)
_LONGEST_LINE: Final = 12
#: Words with a capital on a line of their own, or between the end of a sentence and a colon.
_HEADING_SHAPE: Final = re.compile(
    r"(?P<words>[A-ZÀ-Ý](?:(?<=[.;?!] [A-ZÀ-Ý])|(?<=\n[A-ZÀ-Ý])|(?<![\s\S][\s\S]))[^.;:!?\n|•●▪◦‣\uf000-\uf0ff]{6,80}+)"
    r"(?=[:\n•●▪◦‣\uf000-\uf0ff]|$)"
)
#: Fewer letters than this are like too much.
_FEWEST_LETTERS: Final = 10
_MOST_LIKENESSES: Final = 24
#: A name has so many words at most.
_LONGEST_LABEL: Final = 10
#: A name does not begin with these.
_GOES_ON: Final = frozenset(("and", "or", "y", "e", "o", "et", "ou", "no", "the"))
#: Words in capitals, between others that are not.
_CAPITALS: Final = re.compile(
    r"(?P<words>[A-ZÀ-Þ](?<![^\W_].)[A-ZÀ-Þ]+(?:[ ,/]{1,3}[A-ZÀ-Þ]{2,}){1,9})(?![^\W_])"
    r"(?=[:\s(]*(?:[A-ZÀ-Þ¿\d][^A-ZÀ-Þ]|[^\w\s]|$))"
)
_QUESTION_WORD: Final = re.compile(
    r"(?=[¿WHIDQCPEO])(?:¿|\b(?:What|How|Why|Which|Who|When|In what way|In which way|Describe"
    r"|Quel|Quelle|Quels|Quelles|De quelle|Dans quelle|Qu['’]est-ce|Comment|Pourquoi|En quoi|Qui)\b"
    r"|\b(?:What|How|Why)(?=is|are|will|does)|\b(?:WHAT|HOW|WHY|WHICH)\b|(?<=\n)Cu[aá]l|(?<=\n)Por qu"
    r"|\b(?:Qual|Quais|O que|Por que|Quem|Como)\b(?=[^?\n]{0,160}\bcompromisso)"
    r"|\b(?:Cómo|Qué|Cuál|Cuáles|Por qué|Quién|Quiénes)\b)"
)
#: "(Milestones | Expected outputs | Completion date)"
_COLUMNS_IN_BRACKETS: Final = re.compile(r"\s*\((?:[^()]|\(\w{1,3}\)){0,120}\|(?:[^()]|\(\w{1,3}\)){0,120}\)")
#: "(please note: SMART)", before the names of columns
_NOTE: Final = re.compile(r"\s*\([^()|]{0,60}\)")


#: Words of a heading that no wording has, up to the names of its date columns.
_UNKNOWN_WORDS: Final = re.compile(
    r"(?:\s{1,2}[^\s.;:?!]{1,20}){1,7}?\s{1,2}(?=(?:Start|Begin|Fecha|Inicio|Date|D[eé]but))"
)
#: The name of a table of milestones before the names of its columns.
_NAME_BEFORE: Final = re.compile(r"(?:(?<=[.;:?!] )|(?<=\n))(?P<words>[A-ZÀ-Ý][^.;:!?\n]*)$")
_LONGEST_NAME: Final = 90
#: So far a table's first rows reach; a row has some words before its dates.
_FIRST_ROWS: Final = 1500
_LEAST_ROW: Final = 12


class Heading(NamedTuple):
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
        words, vocab = self.words, vocabulary()
        tree, same, heads, firsts = vocab.tree, vocab.same, vocab.heads, vocab.firsts
        starts = {start: words.at(start) for start in self.questions}
        folded, text = words.folded, self.text
        spans = [match.span() for match in _CAPITAL.finditer(text)] + [match.span(1) for match in _SMALL.finditer(text)]
        for start, end in spans:
            word = folded[start:end] if text[end : end + 1] != "-" else words.whole(start, end)[0]
            if word in firsts:
                starts[start] = same.get(word, word)
        skip_to = 0
        for start in sorted(starts):
            question = self.questions.get(start)
            if question is not None:
                out.append(question)
                skip_to = max(skip_to, question.end)
            if start < skip_to:
                continue
            table = self._table(start, out) if starts[start] in vocab.tables else None
            if table is not None:
                out.append(table)
                skip_to = table.end
                continue
            if starts[start] in heads:
                for end, wording in words.matches(start, tree):
                    out.append(self._heading(start, end, wording))
                    if wording.size >= _PLAIN and wording.tier == "heading":
                        skip_to = max(skip_to, out[-1].end)
                        break  # so many words are one heading, and none begins within it
        named = (one for one in out if one.tier != "label" and self.words.at(one.start) not in ARTICLES)
        out.extend(self._shaped(sorted((one.start, one.end) for one in named)))
        out.sort(key=lambda heading: (heading.start, -heading.end))
        return out

    def _heading(self, start: int, end: int, wording: Wording) -> Heading:
        if self.text.startswith(_PLURALS, end):
            end = self.text.index(")", end) + 1
        columns: tuple[str, ...] = ()
        if wording.kind == "milestones":
            end, columns = self._columns(end)
        if not columns and self.text[end : end + 2].lstrip()[:1] in _TAIL_BEGINS:
            more = _TAIL.match(self.text, end)
            end = more.end() if more is not None else end
        instruction = instructions().match(self.words.folded, end)
        if instruction is not None:
            end = instruction.end()
        colon = _COLON.match(self.text, end)
        if colon is not None:
            end = colon.end()
        weight = 2 if wording.tier == "heading" else 1
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
        bracketed = self._bracketed(end)
        if bracketed is not None:
            return bracketed
        note = _NOTE.match(self.text, end)
        gap = COLUMN_GAP.match(self.text, note.end() if note is not None else end)
        start = gap.end() if gap else end
        if words.digits_at(start) and words.end(start) - start < 4:  # a page number before them
            start = words.end(start) + 1
            place, columns = column_names(words, start)
            return (end, ()) if DATED.isdisjoint(columns) else (place, ("text", *columns))
        place, columns = column_names(words, start)
        if columns == ("text",) and self.text[place : place + 2].lstrip()[:1].islower():
            return end, ()  # "Implementation stages Description of the work ...": the first item's own words
        if place > end:
            return place, columns if columns[0] == "text" and "|" in self.text[
                gap.start() if gap else end : place
            ] else ("text", *columns)
        further = _UNKNOWN_WORDS.match(self.text, end)
        if further is not None:
            place, columns = column_names(words, further.end())
            if {"start", "end"} <= set(columns) or (columns[:1] == ("dates",) and words.at(further.end()) == "start"):
                return place, ("text", *columns)
        return end, ()

    def _bracketed(self, place: int) -> tuple[int, tuple[str, ...]] | None:
        """Return the end of column names that bars part in brackets, and a kind for each; None where there are none."""
        brackets = _COLUMNS_IN_BRACKETS.match(self.text, place)
        if brackets is None:
            return None
        names: list[str] = []
        for cell in brackets[0].split("|"):
            names.extend(known_columns(Words(cell.strip(" (")), 0)[1] or ["other"])
        if not DATED.isdisjoint(
            names[:1]
        ):  # before the brackets is the name of the texts: "Activities (Start date | ...)"
            names[: 2 if names[1:2] == ["end"] else 1] = ["text"]
        return brackets.end(), tuple(names)

    def _without_space(self, start: int, end: int) -> int:
        while end > start and self.text[end - 1].isspace():
            end -= 1
        return end

    def _table(self, start: int, before: Sequence[Heading]) -> Heading | None:
        """Return the heading that a row of column names makes, such as "Actions Responsible Timeframe Partners".

        `before` are the headings that may begin before it: a row may be the end of one.
        """
        end, names = column_names(self.words, start)
        if end > start and "|" in self.text[start:end]:
            end, names = self._bracketed(self.text.find("(", start, end)) or (end, names)
        goes_on = end > 0 and self.text[end : end + 4].lstrip()[:1].islower()
        if names[:1] and names[0] in DATED and "text" in names and not goes_on and self._dated_rows(end, least=-1):
            return Heading("milestones", start, end, "heading", 2, columns=names)  # the dates are before the texts
        if names[:2] == ("start", "end") or (names[:1] == ("dates",) and self.words.at(start) == "start"):
            if goes_on or any(heading.end > start for heading in before[-8:]) or not self._dated_rows(end):
                return None
            name = max(self._name_before(start), *(heading.end for heading in before[-8:]), 0)
            return Heading("milestones", name, end, "heading", 2, columns=("text", *names))
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

    def _dated_rows(self, place: int, *, least: int = _LEAST_ROW) -> bool:
        """Tell whether rows of words and two dates follow: what begins with its dates is the commitment's period."""
        stretch = self.text[place : place + _FIRST_ROWS]
        dates = find_dates(stretch)
        pairs = [one for one, other in pairwise(dates) if joined(stretch, one, other)]
        return len(pairs) > 1 and dates[0].start > least

    def _name_before(self, start: int) -> int:
        """Return where the name of a table begins whose columns begin at a place: after a sentence's or line's end."""
        before = _NAME_BEFORE.search(self.text, max(0, start - _LONGEST_NAME), start)
        return before.start("words") if before else start

    def _questions(self) -> Iterator[Heading]:
        text, last = self.text, 0
        mark = text.find("?")
        while mark >= 0:
            low = max(last, mark - 260)
            begins = next(iter(deque(_QUESTION_WORD.finditer(text, low, mark), maxlen=1)), None)  # the last one
            if begins is not None and not _SENTENCE_END.search(text, begins.start(), mark):
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

    def _shaped(self, known: Sequence[tuple[int, int]]) -> list[Heading]:
        """Return what is not known, but is placed as a heading and is like one, or has the words of one kind.

        `known` are the places of known headings: words around one are not a name of their own, unless they begin
        with it and go on in small letters.
        """
        tried = 0
        out = []
        for match in sorted(
            (*_HEADING_SHAPE.finditer(self.text), *_CAPITALS.finditer(self.text)), key=lambda match: match.span("words")
        ):
            start, end = match.span("words")
            compact = "".join(WORD.findall(self.words.folded[start:end]))
            if not _FEWEST_LETTERS <= len(compact) <= 70 or any(
                begin > start
                or not self.text[stop : stop + 2].lstrip()[:1].islower()
                or not self.text[stop:end].islower()
                for begin, stop in known[bisect_left(known, (start, 0)) : bisect_left(known, (end, 0))]
            ):
                continue
            kind, weight = self._kind_by_stems(start, end, compact), 1
            if kind is None and tried < _MOST_LIKENESSES:
                tried += 1
                kind, weight = kind_by_likeness(compact), 2
            unknown = kind is None and self._names_commitment(start, end)
            if kind is not None or unknown:
                colon = _COLON.match(self.text, end)
                end = self._without_space(start, colon.end() if colon else end)
                out.append(Heading(kind or "other", start, end, "heading", 0 if unknown else weight, unknown=unknown))
        return out

    def _names_commitment(self, start: int, end: int) -> bool:
        """Tell whether a name of no kind is one of the template: "Reach of the commitment:", alone before its colon."""
        words = WORD.findall(self.words.folded[start:end])
        return (
            self.text[end : end + 1] == ":"
            and 1 < len(words) <= _LONGEST_LABEL
            and words[0] not in _GOES_ON
            and words[-1] in vocabulary().commitment
            and vocabulary().sentence.isdisjoint(words)
        )

    def _kind_by_stems(self, start: int, end: int, compact: str) -> PlanKind | None:
        """Return the kind that the words of a short name have; a sentence has none."""
        words = WORD.findall(self.words.folded[start:end])
        if len(words) > _LONGEST_LABEL or words[0] in _GOES_ON or not vocabulary().sentence.isdisjoint(words):
            return None
        if self.text[end : end + 20].lstrip()[:1].islower() or any(not word.isalpha() for word in words):
            return None
        if self.text.count("(", start, end) != self.text.count(")", start, end):
            return None  # "... the Register (lead agency: ...)"
        return kind_of_label(compact)

    def _question(self, start: int, end: int) -> Heading | None:
        compact = "".join(WORD.findall(self.words.folded[start:end])) + (
            ")" if self.text[end - 2 : end - 1] == ")" else ""
        )
        kind = kind_of_question(compact)
        if kind is None:
            return None
        colon = _A_COLON.match(self.text, end)
        end = colon.end() if colon else end
        while start < end and not self.text[start].isalnum():
            start += 1
        unknown = kind == "other"
        return Heading(kind, start, end, "heading", 1 if unknown else 2, unknown=unknown)
