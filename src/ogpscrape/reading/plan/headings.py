"""Finds the headings of the action plan's template in a description, whether on lines of their own or run together.

One pass over the words finds what may be a heading (`candidates.py`); what is before and after decides. Then
the headings are fitted together (`plan_fitting.py`).
"""

import re
from typing import Final

from ogpscrape.reading.dates import find_dates
from ogpscrape.reading.plan.candidates import Candidates, Heading
from ogpscrape.reading.plan.fitting import fitted
from ogpscrape.reading.plan.words import ARTICLES, WORD, Words, vocabulary

#: A number, letter or bullet before a heading.
_MARK: Final = re.compile(
    r"(?:(?<=\s)|(?<![\s\S]))(?:\(?(?:\d{1,2}|[a-zA-Z]|[ivxIVX]{1,4})\s*[.)-]|[-•●▪◦‣*>✓\uf000-\uf0ff])\s*$"
)
#: What each of the two ends with: most places are told by this alone.
_MARK_ENDS: Final = (".", ")", *"-•●▪◦‣*>✓", *map(chr, range(0xF000, 0xF100)))
_NUMBER_ENDS: Final = (".", ")", "-")
_SENTENCE_ENDS: Final = frozenset('.?!;:)”"»…|>]*•✓')
_PAGE_NUMBER: Final = re.compile(r"(?:^|\s)\d{1,3}\s*$")
#: What may be before an everyday word that is a heading.
_BREAKS: Final = frozenset(("start", "stop", "head", "number"))
#: With so many plain headings a text follows the template, and its everyday words are taken for headings sooner.
_TEMPLATE: Final = 3
_SMALL_SECOND_WORD: Final = re.compile(r"\w+\W+[a-z]")
#: Kinds whose everyday words hardly end a longer name, so that before a colon they are headings after any word.
_OFFICIAL: Final = frozenset(("lead", "supporting", "period", "contact", "funding", "status"))
#: The number of the first item of a list right after its heading.
_FIRST_FIRST_CODE: Final = re.compile(r"\s*\d{1,2}(?:\.\d{1,2}){1,3}[.)]?\s")
#: The number of the first item of a list right after its heading.
_FIRST_ITEM: Final = re.compile(r"\s*\d{1,2}(?:\.\d{1,2}){0,2}[.)]\s")
_FIRST_CODE: Final = re.compile(r"\s*\d{1,2}(?:\.\d{1,2}){1,3}[.)]?\s")
#: A heading after which each group has a label of its own: "Other actors involved", "Government", "Civil society".
_GATHERS_GROUPS: Final = re.compile("ac?t(?:or|eur|ores)s?|stakeholder|participant|part(?:ie|e)s")
#: A word in capitals that is not a short name, and whether words in capitals are around it.
_CAPITALS: Final = re.compile(r"[A-ZÀ-Ý]{6,}(?: [A-ZÀ-Ý]+)*:?")
_CAPITALS_AROUND: Final = re.compile(r"[A-ZÀ-Ý]{2}|  ?\d")
#: A date right after a heading begins within so many characters.
_NEXT_WORD: Final = 2
#: So many words at most of a longer heading before one that is known.
_MOST_BEFORE: Final = 6
#: What parts two headings: "b. Problem definition iv. What problem ...".
_SPACE_AND_NUMBER: Final = re.compile(r"[ \t]*(?:(?:[ivx]{1,4}|[a-h])[.)][ \t]+(?=[¿A-Z]))?")
#: A number or letter before a heading, which is then part of it.
_NUMBER: Final = re.compile(r"(?:(?<=\s)|(?<![\s\S]))(?:\(?(?:\d{1,2}|[a-z]|[ivx]{1,4})\s?[.)]|\d{1,2}\s?-)[ \t]*$")


def find_headings(description: str) -> tuple[list[Heading], Words]:
    """Return the headings of the plan's template in `description`, in order, not overlapping, and its words."""
    words = Words(description)
    return _Finder(description, words).find(), words


class _Finder:
    """Finds headings by their words and by what is around them.

    Before: the start of the text or of a line, the end of a sentence, another heading, a page number, or plain words.
    After: a colon or question mark, the end of the line, a capital letter, or plain words.
    """

    def __init__(self, text: str, words: Words) -> None:
        self.text = text
        self.words = words
        self.colons = 0
        self.possible = Candidates(words)

    def find(self) -> list[Heading]:
        candidates = self.possible.find()
        strong = sum(candidate.weight >= 2 for candidate in candidates)
        self.colons = sum(
            candidate.weight
            and self.text[candidate.end - 1] == ":"
            and self._before(candidate.start) in {"start", "stop"}
            for candidate in candidates
        )
        out: list[Heading] = []
        end = 0
        for heading in candidates:
            if heading.start < end:
                continue
            before = (
                "head"
                if out and not self.text[end : heading.start].strip(" \n\t:;.|-")
                else self._before(heading.start)
            )
            if not self._begins(heading, before, strong, out[-1] if out else None):
                continue
            out.append(self._with_words_before(heading, before, end))
            end = heading.end
        return self._with_numbers(fitted(out, self.words))

    def _with_words_before(self, heading: Heading, before: str, end: int) -> Heading:
        """Return the heading with the words before it of a longer one: "Relevance of commitment to OGP values".

        A little word right before it says so; it goes on over words of headings in small letters to one with a capital.
        """
        if before != "lower":
            return heading
        own, little = vocabulary().own, vocabulary().little
        words = list(WORD.finditer(self.words.folded, max(end, heading.start - 80), heading.start))
        stop = heading.start
        if not words or words[-1][0] not in little:
            return heading
        for word in reversed(words[-_MOST_BEFORE:]):
            between = self.text[word.end() : stop]
            if between.strip(" /&-,") or (word[0] not in own and word[0] not in little):
                break
            stop = word.start()
            if self.text[stop].isupper():
                return heading._replace(start=stop) if word[0] in own else heading
        return heading

    def _with_numbers(self, headings: list[Heading]) -> list[Heading]:
        """Return the headings, each with the number before it, unless that ends a sentence: "... Goal 16."."""
        out: list[Heading] = []
        for heading in headings:
            start = heading.start - (self.text[heading.start - 1 : heading.start] == "¿")
            numbered = self.text[max(0, start - 8) : start].rstrip(" \t").endswith(_NUMBER_ENDS)
            number = _NUMBER.search(self.text, max(0, start - 8), start) if numbered else None
            if number is not None:
                end = out[-1].end if out else 0
                before = self.text[max(end, number.start() - 3) : number.start()].rstrip(" \t")
                if not before or before[-1] in _SENTENCE_ENDS or before[-1] == "\n":
                    start = number.start()
            out.append(heading if start == heading.start else heading._replace(start=start))
        return out

    def _begins(self, heading: Heading, before: str, strong: int, last: Heading | None) -> bool:
        """Tell whether a candidate is a heading, by what is before and after it and by its tier."""
        if self.possible.questions.get(heading.start) is heading:
            return not (before in {"lower", "upper"} and heading.unknown)
        if len(set(heading.columns)) > 1:
            return True
        after = "colon" if self.text[heading.end - 1] in ":?" else self._after(heading.end)
        if self.text[heading.start].islower() and not (heading.tier == "heading" and after == "colon"):
            return False
        if heading.tier == "heading":
            return after != "stop" and self._long_begins(heading, before, after, last, strong)
        if before == "head" and after in {"upper", "end"} and last and last.kind == heading.kind == "supporting":
            return _GATHERS_GROUPS.search(self.words.folded, last.start, last.end) is not None
        return after != "stop" and self._everyday_begins(heading, before, after, strong)

    def _everyday_begins(self, heading: Heading, before: str, after: str, strong: int) -> bool:
        """Tell whether everyday words are a heading: on their own line, before a colon, between two sentences."""
        if _CAPITALS.fullmatch(self.text, heading.start, heading.end) and not _CAPITALS_AROUND.search(
            self.text[max(0, heading.start - 8) : heading.start] + " " + self.text[heading.end : heading.end + 8]
        ):
            return True  # "... our institutions. CHALLENGE The law is old"
        if after == "colon":
            if before == "upper" and self.colons > 2 and heading.tier == "word":
                return True
            any_word = strong >= _TEMPLATE and (before == "lower" or heading.kind in _OFFICIAL)
            # what says when may follow "not specified"
            any_word = any_word or (heading.kind == "period" and heading.tier == "word" and self.colons > 1)
            return before in _BREAKS or any_word
        if after == "end":
            return before == "start" or (heading.tier == "word" and before in {"stop", "head"})
        if heading.kind == "period" and strong and (heading.tier == "word" or before in _BREAKS):
            dates = find_dates(self.text[heading.end : heading.end + 30])
            if dates and dates[0].start <= _NEXT_WORD:  # "Start date January 2019"
                return True
        if heading.tier == "label":
            return heading.kind == "milestones" and before != "lower" and self._begins_list(heading)
        return after == "upper" and self._word_begins(heading, before, strong)

    def _long_begins(self, heading: Heading, before: str, after: str, last: Heading | None, strong: int) -> bool:
        """Tell whether words that are long or plain enough for a heading are one."""
        size = self._size(heading)
        if after == "colon":
            # "... the following OGP values: ..." inside an answer about them
            return not (size < 3 and before == "lower" and last is not None and last.kind == heading.kind)
        if after == "end":
            return not (before == "lower" and size < 3)
        if after == "upper":
            # "... of Public Agreements Main objective The ...": a small letter in its second word tells it from a name
            second = _SMALL_SECOND_WORD.match(self.text, heading.start)
            distinct = size >= 3 or second is not None or heading.kind in {"additional_information", "contact"}
            return before != "upper" or distinct or strong > _TEMPLATE
        article = self.words.at(heading.start) in ARTICLES
        return size >= 4 and before in {"start", "stop", "head"} and not article

    def _word_begins(self, heading: Heading, before: str, strong: int) -> bool:
        """Tell whether an everyday word before a capital letter or a number is a heading."""
        letter = self.text[heading.end : heading.end + 40].lstrip()[:1]
        if letter.isdigit() and heading.kind == "milestones":
            if self._begins_list(heading):
                return True
            if not self._plural(heading):
                return False
        elif letter.isdigit() and heading.kind != "period":
            return False
        if before in _BREAKS:
            return strong >= 1
        return before == "lower" and strong >= _TEMPLATE and self._size(heading) < 3

    def _begins_list(self, heading: Heading) -> bool:
        """Tell whether the first item of a list follows: "Milestones 1. ..."; "Milestone 2: ..." is an item itself."""
        item = _FIRST_ITEM if self._plural(heading) else _FIRST_CODE
        return item.match(self.text, heading.end) is not None

    def _plural(self, heading: Heading) -> bool:
        return self.text[heading.end - 1] in "s*"

    def _size(self, heading: Heading) -> int:
        return len(WORD.findall(self.text[heading.start : heading.end]))

    def _before(self, place: int) -> str:
        low = max(0, place - 16)
        before = self.text[low:place]
        mark = _MARK.search(before) if before.rstrip().endswith(_MARK_ENDS) else None
        marked = mark is not None
        if mark is not None:
            place = low + mark.start()
        while place and self.text[place - 1] in " \t":
            place -= 1
        if not place or self.text[place - 1] == "\n":
            return "start"
        last = self.text[place - 1]
        if last == "(":
            return "lower"  # "... the register (lead implementing agency: ...)"
        if last in _SENTENCE_ENDS or marked or not last.isalnum():
            return "stop"
        if last.isdigit():
            return "number" if _PAGE_NUMBER.search(self.text[max(0, place - 5) : place]) else "stop"
        begin = place
        while begin and self.text[begin - 1].isalnum() and place - begin < 40:
            begin -= 1
        return "upper" if self.text[begin].isupper() else "lower"

    def _after(self, place: int) -> str:
        spaces = _SPACE_AND_NUMBER.match(self.text, place)
        place = spaces.end() if spaces else place
        if place >= len(self.text) or self.text[place] == "\n":
            return "end"
        char = self.text[place]
        if char in '("“«‘' and place + 1 < len(self.text):
            char = self.text[place + 1]
        if char.islower():
            return "lower"
        return "stop" if char in ".,;)'’!%" else "upper"
