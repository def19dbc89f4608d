"""The wordings of plan headings made ready for matching, and a text's words walked along them."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import Any, Final, Literal, NamedTuple

from ogpscrape.commitment import PlanKind
from ogpscrape.reading.date_forms import fold
from ogpscrape.reading.scales import vocabulary as words_of

Tier = Literal["heading", "word", "label"]
#: Each tier and the name of its list in the vocabulary.
_TIERS: Final[tuple[tuple[Tier, str], ...]] = (("heading", "headings"), ("word", "words"), ("label", "labels"))

WORD: Final = re.compile(r"[^\W_]+")
#: A heading's next word, after what may be between two of them.
_NEXT_WORD: Final = re.compile(r"(?:[\s,/()&'\"“”*]{1,8}|-\s?)([^\W_]+)")
#: The other half of a word that the end of a line breaks: "infor- mation".
_OTHER_HALF: Final = re.compile(r"-\s{1,2}([a-z]+)")
ARTICLES: Final = frozenset(("the", "this", "el", "la", "los", "las", "le", "les", "l"))
#: What is not part of a text at its ends.
EDGE: Final = " \n\t|;,:–—-•●▪◦‣✓*>·\uf06c\uf081\uf0a7\uf0b7\uf0d8\uf0fc"
DATED: Final = frozenset(("start", "end", "dates"))
#: The kinds of columns that a table of milestones may begin with.
_FIRST_COLUMNS: Final = frozenset(("text", "number", "start", "dates"))
COLUMN_GAP: Final = re.compile(r"\.\s*|[\s|,/():*–—?-]{0,8}")
_PLURALS: Final = ("", "(s)", "(es)")
#: No heading has more words, no table more columns; a name so long may begin with a small letter.
_LONGEST: Final = 24
_MOST_COLUMNS: Final = 12
_LONG_NAME: Final = 24
_SHORTEST_QUESTION: Final = 9
#: Likeness in per cent from which words that are placed as a heading are one.
_LEAST_LIKENESS: Final = 88
_COLUMN_TAIL: Final = re.compile(r"(?:\s*\(s\))?\s?[:?)*]*")


class Wording(NamedTuple):
    """One wording of the vocabulary."""

    kind: PlanKind
    tier: Tier
    size: int  # words, the little ones not counted
    article: bool = False  # an everyday word that only its article makes a heading: "The commitment"


@dataclass(slots=True)
class Node:
    """A place in the tree of wordings: the words that may follow, and the wording that ends here."""

    next: dict[str, "Node"] = field(default_factory=dict)
    wording: Any = None


#: A kind, and the stems of which one of each group is in the words of that kind.
Rule = tuple[PlanKind, tuple[tuple[str, ...], ...]]


class Vocabulary(NamedTuple):
    """What `vocabulary/plan.toml` says, made ready for matching."""

    little: frozenset[str]
    same: dict[str, str]
    tree: Node
    columns: Node
    questions: tuple[Rule, ...]
    labels: tuple[Rule, ...]
    sentence: frozenset[str]
    about: tuple[str, ...]  # the stems by which a question shows that it belongs to the template
    gathers: dict[str, PlanKind]
    commitment: frozenset[str]  # the words for a commitment
    own: frozenset[str]  # every word of a heading
    tables: frozenset[str]  # what the names of a table's columns begin with
    heads: frozenset[str]  # what a heading begins with, each word as the tree has it
    firsts: frozenset[str]  # the same, and what a column's name begins with, as a text may have it
    compact: dict[str, Wording]


@cache
def vocabulary() -> Vocabulary:
    """Return the vocabulary of plan headings; read once."""
    data = words_of("plan")
    little = frozenset(data["little"])
    same = {word: words[0] for words in data["same"] for word in words}
    tree, columns, compact = Node(), Node(), {}
    own: set[str] = set()
    for kind, lists in data["kind"].items():
        for tier, name in _TIERS:
            for written in lists.get(name, ()):
                words = WORD.findall(fold(written))
                size = sum(word not in little for word in words)
                wording = Wording(kind, tier, size, tier == "word" and words[0] == "the")
                node = _node(tree, words, little, same)
                node.wording = node.wording or wording
                if tier == "heading":
                    compact["".join(words)] = wording
                    own.update(words)
    tables: set[str] = set()
    for name, written_names in data["columns"].items():
        for written in written_names:
            words = WORD.findall(fold(written))
            _node(columns, words, little, same).wording = name
            known = [same.get(word, word) for word in words if word not in little]
            tables.update(known[:1] if name in _FIRST_COLUMNS else ())
    questions, labels = (
        tuple((rule["kind"], tuple(tuple(stem.split("/")) for stem in rule["stems"])) for rule in data[name])
        for name in ("question", "label")
    )
    gathers = {_key(written, little, same): kind for kind, names in data["gathers"].items() for written in names}
    begins = {*tree.next, *columns.next}
    firsts = frozenset((*begins, *ARTICLES, *(word for word, one in same.items() if one in begins)))
    return Vocabulary(
        little,
        same,
        tree,
        columns,
        questions,
        labels,
        frozenset(data["sentence"]),
        tuple(data["about"]),
        gathers,
        frozenset(word for word, one in same.items() if one == "commitment"),
        frozenset(own),
        frozenset(tables),
        frozenset((*tree.next, *ARTICLES)),
        firsts,
        compact,
    )


@cache
def instructions() -> re.Pattern[str]:
    """Return what matches the template's instructions after a heading."""
    data = words_of("plan")["instructions"]
    starts, ends = ("|".join(re.escape(fold(words)) for words in data[name]) for name in ("begins", "ends"))
    return re.compile(
        rf"\s*(?:{starts})\b[\s\S]{{0,500}}?(?:{ends})(?:\.?\s*\(a detailed[^()]{{0,200}}\))?(?:\.(?=\s*\)))?[.:)]*"
    )


@cache
def label_stems() -> re.Pattern[str]:
    """Return what finds one of the stems that are in whatever `Vocabulary.labels` know."""
    return re.compile("|".join(dict.fromkeys(stem for _, groups in vocabulary().labels for stem in groups[0])))


def _key(written: str, little: frozenset[str], same: dict[str, str]) -> str:
    """Return the words of a heading in any order, the little ones left out."""
    return " ".join(sorted(same.get(word, word) for word in WORD.findall(fold(written)) if word not in little))


def _node(tree: Node, words: Iterable[str], little: frozenset[str], same: dict[str, str]) -> Node:
    for word in words:
        if word not in little:
            tree = tree.next.setdefault(same.get(word, word), Node())
    return tree


@lru_cache(maxsize=4096)  # the same template asks the same on every page
def kind_of_question(compact: str) -> PlanKind | None:
    """Return the kind of a question, without spaces and accents; None where it is not of the template."""
    vocab = vocabulary()
    if len(compact) < _SHORTEST_QUESTION or not any(stem in compact for stem in vocab.about):
        return None
    return _kind_by_stems(compact, vocab.questions) or "other"


@lru_cache(maxsize=4096)
def kind_of_label(compact: str) -> PlanKind | None:
    """Return the kind of a short name, given without spaces and accents, that its stems say; None if none do."""
    return _kind_by_stems(compact, vocabulary().labels) if label_stems().search(compact) else None


def _kind_by_stems(compact: str, rules: tuple[Rule, ...]) -> PlanKind | None:
    for kind, groups in rules:
        if all(any(stem in compact for stem in stems) for stems in groups):
            return kind
    return None


@lru_cache(maxsize=4096)
def kind_by_likeness(compact: str) -> PlanKind | None:
    """Return the kind of the wording that is like these words, but broken, joined or misspelt otherwise."""
    from rapidfuzz import fuzz, process  # as late as this: most texts need no likeness

    known, size = _by_length(), len(compact)
    # words of other lengths cannot be as like as that
    least, most = size * _LEAST_LIKENESS // (200 - _LEAST_LIKENESS), size * (200 - _LEAST_LIKENESS) // _LEAST_LIKENESS
    near = [wording for length in range(least, most + 2) for wording in known.get(length, ())]
    found = process.extractOne(compact, near, scorer=fuzz.ratio, score_cutoff=_LEAST_LIKENESS)
    return vocabulary().compact[found[0]].kind if found is not None else None


@cache
def _by_length() -> dict[int, list[str]]:
    out: dict[int, list[str]] = {}
    for wording in vocabulary().compact:
        out.setdefault(len(wording), []).append(wording)
    return out


def gathered_kind(heading: str) -> PlanKind | None:
    """Return the kind of a heading that mostly gathers others, for where it has an answer of its own after all."""
    vocab = vocabulary()
    return vocab.gathers.get(_key(heading, vocab.little, vocab.same))


class Words:
    """A text whose words are walked along the tree, from one place to the next."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.folded = fold(text)
        self._same = vocabulary().same
        self.columns_at: dict[int, tuple[int, list[str]]] = {}  # what `known_columns` found, by place

    def at(self, place: int) -> str:
        """Return the word that begins at a place of the text, as the vocabulary knows it; empty where none does."""
        match = WORD.match(self.folded, place)
        return self._same.get(match[0], match[0]) if match else ""

    def end(self, place: int) -> int:
        """Return the end of the word that begins at a place."""
        match = WORD.match(self.folded, place)
        return match.end() if match else place

    def whole(self, start: int, end: int) -> tuple[str, int]:
        """Return the word between two places and its end, with its other half where a line's end breaks it."""
        word = self.folded[start:end]
        half = _OTHER_HALF.match(self.folded, end) if self.folded[end : end + 1] == "-" else None
        return (word + half[1], half.end()) if half and word + half[1] in vocabulary().own else (word, end)

    def digits_at(self, place: int) -> bool:
        """Tell whether the word at a place is a number."""
        return self.at(place).isdigit()

    def matches(self, start: int, tree: Node) -> list[tuple[int, Any]]:
        """Return (end, wording) for each wording that begins at a place; the longest first."""
        little, same, folded = vocabulary().little, self._same, self.folded
        out: list[tuple[int, Any]] = []
        node = tree
        match = WORD.match(folded, start)
        if match is not None and match[0] in ARTICLES:
            match = _NEXT_WORD.match(folded, match.end())
        last, end = "", start
        for _ in range(_LONGEST):
            if match is None:
                break
            group = match.lastindex or 0
            begin, stop = match.span(group)
            word = folded[begin:stop]
            if folded[stop : stop + 1] == "-":
                word, stop = self.whole(begin, stop)
            word = same.get(word, word)
            if word == last and self.text[end:begin].strip() in _PLURALS:
                break  # "Lead department(s) Department of ...": the answer's first word
            last, end = (word, stop) if word != "s" else (last, end)
            following = node.next.get(word)
            if following is not None:
                node = following
                if node.wording is not None:
                    out.append((stop, node.wording))
                if not node.next:
                    break
            elif word not in little or node is tree:
                break
            match = _NEXT_WORD.match(folded, stop)
        out.reverse()
        return out


def column_names(words: Words, start: int) -> tuple[int, tuple[str, ...]]:
    """Return the place after the names of table columns that begin at a word (-1 if none), and their kinds.

    One or two unknown words may be the name of a column too, where names of date columns follow them.
    """
    end, names = known_columns(words, start)
    if "text" in names and DATED.isdisjoint(names):
        place = end
        for _ in range(2):
            place = words.end(_next_column(words, place))
            further, more = known_columns(words, _next_column(words, place))
            if not DATED.isdisjoint(more):
                end, names = further, [*names, "other", *more]
                break
    if not names:
        return -1, ()
    tail = _COLUMN_TAIL.match(words.text, end)
    return tail.end() if tail else end, tuple(names)


def known_columns(words: Words, start: int) -> tuple[int, list[str]]:
    """Return the place after the known names of columns that begin at a word, and their kinds."""
    known = words.columns_at.get(start)
    if known is None:
        known = words.columns_at[start] = _known_columns(words, start)
    return known


def _known_columns(words: Words, start: int) -> tuple[int, list[str]]:
    if not words.text[start : start + 1].isupper():
        return start, []
    columns = vocabulary().columns
    names: list[str] = []
    end = start
    while len(names) < _MOST_COLUMNS:
        place = _next_column(words, end) if names else start
        if names and words.digits_at(place) and words.end(place) - place < 4:
            place = _next_column(words, words.end(place))  # a page number between two names
        options = words.matches(place, columns)
        if not options or not (words.text[place].isupper() or options[0][0] - place > _LONG_NAME):
            break
        after, name = options[0]
        following = _next_column(words, after)
        if name == "text" and words.text[after - 1] != "s" and words.digits_at(following):
            break  # "Task 1: ..." is the first row
        if words.at(following) == "1" and f"{words.text[place:after]} 2" in words.text:
            break  # so is "Deliverable 1: ..." where a second one follows
        if names and words.text[following : following + 1].islower() and words.text[after:following].isspace():
            break  # "... End date Completion of the register": the first row's own words
        end = after
        names.append(name)
    return end, names


def _next_column(words: Words, end: int) -> int:
    """Return the place after the space, bars and brackets that part two names of columns."""
    gap = COLUMN_GAP.match(words.text, end)
    return gap.end() if gap else end
