"""One section of milestones with its dates, and a milestone cut out of it: places in the text, nothing reworded."""

import re
from bisect import bisect_left
from collections.abc import Sequence
from itertools import islice
from typing import Final, NamedTuple

from ogpscrape.reading.date_forms import Found, Order
from ogpscrape.reading.dates import PLAN_YEARS, find_dates, joined, likelier, one_is_a_start
from ogpscrape.reading.plan.words import DATED, EDGE, Words, known_columns

_OPEN_WORD: Final = re.compile(
    r"(?:\b(?:On-?going|(?:It is carried out )?continuous(?:ly)?|Permanent|In progress|Underway|Not set|TB[CD]"
    r"|En curso|En cours|N/A)|[-–])[\s,:;–-]*$",
    re.IGNORECASE,
)
#: A word that is in the place of an end after a start.
_OPEN_END: Final = re.compile(
    r"\s*[-–—~|]?\s*(?:[Oo]n-?[Gg]oing|[Cc]ontinu(?:es?|ed|ous|ously|al)|[Pp]ermanent(?:e|ly)?"
    r"|[Ee]n curso|[Ee]n cours)\b"
    r"(?=\s*(?:[A-ZÀ-Ý\d|•]|\n|$))"
)
_STATUS_WORD: Final = re.compile(
    r"(?<=[\s.;])(?:New|Ongoing|On-going|Old|Existing|Continued|Nuevo|En curso|Nuevo compromiso|Implemented)\s*$"
)
_PREPOSITION: Final = re.compile(
    r"(?:\b(?:in|with|under|between|a|an|of|on|by|since|until|from|to|for|and|the|No\.?|dated"
    r"|de|del|en|au|du|before|after|during|within|till|than|at|early|late|mid|end)|[(/№#-])\s*$",
    re.IGNORECASE,
)
#: Words after which a date is another text's: "the law of 27 May 2020".
_OF_A_LAW: Final = re.compile(r"(?:\b(?:of|dated|since|from|No\.?|de|del|du)|[(/№#-])\s*$", re.IGNORECASE)
#: The name of the next group of items: "2. Work with parliament".
_GROUP: Final = re.compile(r"\s\d{1,2}\.\s+(?=[A-ZÀ-Ý])")
#: The first letter of a label within an item, and the small words that may end one: "Indicators for the activity:".
_CAPITAL: Final = re.compile(r"(?<=[\s.;])[A-ZÀ-Ý]")
_LONGEST_LABEL: Final = 60
_LABEL_GOES_ON: Final = re.compile(r"(?:\(s\))?(?:\s[a-zà-ÿ]+){0,6}\s?")
#: Words after which two years are part of a name.
_NAMED_BY_YEARS: Final = re.compile(r"\b(?:of|the|its|our|del?|el|la|du|le)\s+$", re.IGNORECASE)
#: Words in the place of dates that count from some event: "Two months of the date when ...".
_AFTER_AN_EVENT: Final = re.compile(
    r"(?<=\s)(?:On the date (?:when|of)|Upon (?:expiry|adoption|completion)"
    r"|At the (?:beginning|end) of the|Within \w+ (?:months?|weeks?|days?)"
    r"|(?:\d+|One|Two|Three|Four|Five|Six|Nine|Twelve) (?:months?|weeks?|days?) (?:of|after|from|following)\b)"
)
#: The first word of a body that may be responsible, right after a word that ends the milestone's own text.
_BODY: Final = re.compile(
    r"(?<=\s)(?:(?:All |Central |Local )?(?:Ministry|Ministries|Ministerial"
    r"|Agency|State|National|Commission|Government|Office|Department|Committee|Council"
    r"|Secretariat|Directorate|Parliament"
    r"|Municipality|Bureau|Ministerio|Secretar[ií]a|Direcci[oó]n|Minist[eè]re)\b|central executive\b|ministries\b)"
)
_DATE_LABEL: Final = re.compile(
    r"\b(?:start(?:ing)?(?: and end)?(?: date)?|end(?:ing)?(?: date)?|deadline"
    r"|time-?\s?(?:line|frame)|due(?: date)?|date|period|completion date"
    r"|(?:fecha|data) de (?:in[ií]cio|t[eé]rmino|fi[nm])|in[ií]cio|fi[nm]|plazo|prazo"
    r"|(?:date de )?(?:d[ée]but|fin))\s*[:–-]\s*$|\bBegins\s*$",
    re.IGNORECASE,
)
#: A start and an end that have labels of their own: "Start: May 2019. End: June 2020".
_START_LABEL: Final = re.compile(
    r"\b(?:start\w*|begin\w*|from|in[ií]cio|d[ée]but)(?:\s+date)?\s?[:–-]\s?$", re.IGNORECASE
)
_END_LABEL: Final = re.compile(
    r"[\s,;.|]*(?:(?:expected |planned )?(?:end\w*|finish\w*|until|completion)(?:\s+date)?"
    r"|(?:fecha de |date de |data de )?(?:fi[nm]|t[eé]rmino|finalizaci[oó]n|cierre|conclus[aã]o))\s?[:–-]\s?",
    re.IGNORECASE,
)
#: Words after which a date in a sentence is a milestone's end.
_BY: Final = re.compile(
    r"\b(?:by|until|before|end of|para|hasta|avant|fin de|finales de|fin)\s+(?:the\s+)?(?:end\s+of\s+)?$", re.IGNORECASE
)
#: What sets a date at the end of a text apart: "... (May 2020)", "... - May 2020".
_BESIDE: Final = re.compile(r"\s(?:\(|[-–—]\s)$")
_END_OF_YEAR: Final = re.compile(
    r"[:–—(-]\s?(?:by (?:the )?)?(?:end of|fin(?:ales)? de|fin|finales de)\s$", re.IGNORECASE
)


class Item(NamedTuple):
    """A milestone as found: places in the section's text, and dates."""

    start: int
    end: int
    code: str | None = None
    first: Found | None = None
    last: Found | None = None
    dates: tuple[int, int] | None = None
    responsible: tuple[int, int] | None = None


class Cluster(NamedTuple):
    """Dates side by side: those of one row; or a start and the word in the place of its end, "May 2019 Ongoing"."""

    start: int
    end: int
    dates: tuple[Found, ...]

    @property
    def whole(self) -> bool:
        """Whether both ends are there."""
        return len(self.dates) > 1 or self.end > self.dates[-1].end


class Body:
    """The text of a section of milestones, the kinds of the columns that its heading names, and its dates."""

    def __init__(self, text: str, columns: Sequence[str], order: Order | None) -> None:
        self.text = text
        self.order = order
        self.columns = tuple(columns)
        self.dated = not DATED.isdisjoint(columns)
        before_dates = self.columns[: next((at for at, name in enumerate(columns) if name in DATED), 0)]
        self.after_dates = tuple(name for name in self.columns[len(before_dates) :] if name not in DATED) * self.dated
        self.responsible_last = self.after_dates[:1] == ("responsible",)
        self.responsible_first = "responsible" in before_dates
        self.dates = [date for date in find_dates(text, order=order) if date.year in PLAN_YEARS]
        self.clusters = self._clusters()
        self._starts = [cluster.start for cluster in self.clusters]

    def labels(self, start: int, end: int) -> list[tuple[int, int, str]]:
        """Return the labels within an item, (start, end, kind of column): "Holder: ...", "Indicators: ..."."""
        words, out = Words(self.text), []
        last, colon = start, self.text.find(":", start, end)
        while colon >= 0:
            for match in _CAPITAL.finditer(self.text, max(last, colon - _LONGEST_LABEL), colon):
                after, names = known_columns(words, match.start())
                if (
                    len(names) == 1
                    and names[0] not in {"text", "number"}
                    and _LABEL_GOES_ON.fullmatch(self.text, after, colon)
                ):
                    out.append((match.start(), colon + 1, names[0]))
                    break
            last, colon = colon + 1, self.text.find(":", colon + 1, end)
        return out

    def inside(self, start: int, end: int) -> list[Cluster]:
        """Return the dates between two places."""
        out = []
        place = bisect_left(self._starts, start)
        while place < len(self.clusters) and self.clusters[place].end <= end:
            out.append(self.clusters[place])
            place += 1
        return out

    def first_inside(self, start: int, end: int) -> Cluster | None:
        """Return the first dates between two places."""
        place = bisect_left(self._starts, start)
        found = self.clusters[place] if place < len(self.clusters) else None
        return found if found is not None and found.end <= end else None

    def dates_in(self, start: int, end: int) -> Cluster | None:
        """Return the dates of one cell, whatever is in the next."""
        found = [
            date._replace(start=date.start + start, end=date.end + start)
            for date in find_dates(self.text[start:end], order=self.order)
            if date.year in PLAN_YEARS
        ]
        return Cluster(found[0].start, found[-1].end, (found[0], found[-1])[: len(found)]) if found else None

    def trim(self, start: int, end: int) -> tuple[int, int]:
        """Return two places without white space, bullets and separators at the ends between them."""
        text = self.text
        while start < end and text[start] in EDGE:
            start += 1
        while start < end and (text[end - 1] in EDGE or text[end - 1] == "("):
            end -= 1
        return start, max(start, end)

    def after_preposition(self, place: int, start: int = 0) -> bool:
        """Tell whether a date at a place belongs to a sentence: "the law of 3 May 2020"."""
        return _PREPOSITION.search(self.text, max(start, place - 12), place) is not None

    def after_open_word(self, place: int) -> bool:
        """Tell whether "ongoing" or the like is before a date: it is in the place of the start."""
        return _OPEN_WORD.search(self.text, max(0, place - 20), place) is not None

    def has_events(self, start: int, end: int, *, least: int = 2) -> bool:
        """Tell whether so many times are there that count from an event, in a table of dates."""
        found = _AFTER_AN_EVENT.finditer(self.text, start, end)
        return self.dated and sum(1 for _ in islice(found, least)) == least

    def item(self, start: int, end: int, code: str | None = None) -> Item:
        """Return the milestone that a stretch of the text is, its dates and who is responsible taken out."""
        chosen, whole = self._dates_of(start, end)
        event = _AFTER_AN_EVENT.search(self.text, start, end) if self.dated else None
        if event is not None and (chosen is None or event.start() < chosen.start):
            return Item(*self.trim(start, event.start()), code, dates=self.trim(event.start(), end))
        if chosen is not None:
            item = self.finish(start, end if whole else chosen.start, code, chosen, whole=whole)
            group = _GROUP.search(self.text, chosen.end, end)
            after = self.trim(chosen.end, group.start() if group else end)
            if self.responsible_last and not whole and after[1] > after[0]:
                item = item._replace(responsible=after)
            return item
        opened = _OPEN_WORD.search(self.text, max(start, end - 24), end)
        return Item(*self.trim(start, opened.start() if opened and opened.start() > start else end), code)

    def finish(self, start: int, end: int, code: str | None, cluster: Cluster, *, whole: bool = False) -> Item:
        """Return the milestone between two places with these dates; `whole` where they are inside its text."""
        first, last = self._first_and_last(cluster)
        begin = cluster.start
        responsible = None
        if not whole:
            end = begin = self._without_open_words(start, end, begin)
            label = _DATE_LABEL.search(self.text, max(start, end - 40), end)
            by = _BY.search(self.text, max(start, end - 24), end)
            end = begin = label.start() if label else by.start() if by else end
            status = _STATUS_WORD.search(self.text, max(start, end - 16), end)
            if status is not None and "other" in self.columns:
                end = status.start()
            responsible, end = self._responsible(start, end)
        return Item(*self.trim(start, end), code, first, last, (min(begin, cluster.start), cluster.end), responsible)

    def without_labels(self, item: Item, end: int) -> Item:
        """Return an item whose text ends where the first label in it begins, and whom its labels call responsible."""
        labels = [label for label in self.labels(item.start, end) if label[0] > item.start]
        if not labels:
            return item
        stops = [*(label[0] for label in labels[1:]), item.dates[0] if item.dates else end]
        responsible = next(
            (
                self._without_stop(*self.trim(after, max(after, min(stop, end))))
                for (_, after, kind), stop in zip(labels, stops, strict=True)
                if kind == "responsible"
            ),
            item.responsible,
        )
        start, stop = self.trim(item.start, min(item.end, labels[0][0]))
        return item._replace(start=start, end=stop, responsible=responsible)

    def _without_stop(self, start: int, end: int) -> tuple[int, int]:
        return start, end - (self.text[start:end].endswith(".") and "." not in self.text[end - 4 : end - 1])

    def _dates_of(self, start: int, end: int) -> tuple[Cluster | None, bool]:
        """Return the dates of a stretch, and whether they are inside its sentence."""
        inside = self.inside(start, end)
        pairs = [cluster for cluster in inside if len(cluster.dates) > 1]
        exact = (pair for pair in pairs if not all(date.bare_year for date in pair.dates))
        pair = next(exact, pairs[0] if pairs else None)  # "Report for 2017-2020, May 2021 - June 2021"
        if pair is not None or not inside:
            return pair, False
        last = inside[-1]
        rest = self.text[last.end : end].strip(EDGE + ".()")
        beside = _BESIDE.search(self.text, max(start, last.start - 4), last.start) is not None
        labelled = _DATE_LABEL.search(self.text, max(start, last.start - 30), last.start)
        by = _BY.search(self.text, max(start, last.start - 24), last.start) is not None
        in_sentence = self.after_preposition(last.start, start)
        if labelled or (not rest and (by or beside or not in_sentence)) or (self.dated and not in_sentence):
            return last, False
        if by or (not rest and not _OF_A_LAW.search(self.text, max(start, last.start - 12), last.start)):
            return last, True
        return None, False

    def _first_and_last(self, cluster: Cluster) -> tuple[Found | None, Found | None]:
        one, other = cluster.dates[0], cluster.dates[-1]
        if len(cluster.dates) > 1:
            return likelier(one, other)
        before = self.text[max(0, cluster.start - 30) : cluster.start]
        if one_is_a_start(before, self.text[one.end : one.end + 30]):
            return one, None
        years = one.last_year is not None and one.month is None  # "2019/2020" is both
        return (one if years else None), one

    def _without_open_words(self, start: int, end: int, begin: int) -> int:
        opened = _OPEN_WORD.search(self.text, max(start, end - 24), end)
        while opened is not None and opened.start() > start:
            end = opened.start()
            opened = _OPEN_WORD.search(self.text, max(start, end - 24), end)
        return min(end, begin) if end < begin else end

    def _responsible(self, start: int, end: int) -> tuple[tuple[int, int] | None, int]:
        """Return the place of who is responsible, where a column before the dates names them, and the text's end."""
        if not self.responsible_first:
            return None, end
        for body in _BODY.finditer(self.text, start, end):
            if not self.after_preposition(body.start(), start):
                if len(self.text[start : body.start()].split()) > 1:
                    return self.trim(body.start(), end), body.start()
                break
        return None, end

    def _clusters(self) -> list[Cluster]:
        runs: list[list[Found]] = []
        for date in self.dates:
            if runs and self._is_gloss(runs[-1][-1], date):
                runs[-1][-1] = runs[-1][-1]._replace(end=date.end + 1)
                continue
            if runs and (joined(self.text, runs[-1][-1], date) or self._labelled(runs[-1][-1], date)):
                runs[-1].append(date)
            else:
                runs.append([date])
        out: list[Cluster] = []
        for run in runs:
            # of three in a row the first belongs to the text: "... the bill before Jan 2023" and then its row's two
            odd = len(run) % 2 if len(run) > 1 else 1
            pairs = [run[:1]] * odd + [run[place : place + 2] for place in range(odd, len(run), 2)]
            out.extend(Cluster(pair[0].start, pair[-1].end, tuple(pair)) for pair in pairs)
        return [self._with_open_end(one) for one in out if self._is_dated(one)]

    def _with_open_end(self, cluster: Cluster) -> Cluster:
        opened = _OPEN_END.match(self.text, cluster.end) if len(cluster.dates) == 1 and self.dated else None
        return cluster._replace(end=opened.end()) if opened else cluster

    def _is_dated(self, cluster: Cluster) -> bool:
        """Tell whether dates are more than years that a text speaks of: "the 2022-2030 Programme"."""
        if not all(date.bare_year for date in cluster.dates):
            return True
        if len(cluster.dates) > 1:
            return not _NAMED_BY_YEARS.search(self.text, max(0, cluster.start - 12), cluster.start)
        return self._between_bars(cluster) or self._ends_year(cluster)

    def _labelled(self, one: Found, other: Found) -> bool:
        """Tell whether labels say that two dates are a start and an end."""
        return (
            other.start - one.end < 40
            and _END_LABEL.fullmatch(self.text, one.end, other.start) is not None
            and _START_LABEL.search(self.text, max(0, one.start - 24), one.start) is not None
        )

    def _is_gloss(self, one: Found, other: Found) -> bool:
        """Tell whether a date in brackets says the one before it again: "Q1 2019 (March 2019)"."""
        between = self.text[one.end : min(other.start, one.end + 4)].strip()
        return between == "(" and other.start - one.end < 4 and self.text.startswith(")", other.end)

    def _ends_year(self, cluster: Cluster) -> bool:
        """Tell whether a year alone is set apart as the end of one: "Launch: end of 2022"."""
        return _END_OF_YEAR.search(self.text, max(0, cluster.start - 20), cluster.start) is not None

    def _between_bars(self, cluster: Cluster) -> bool:
        """Tell whether a year alone is after a bar, and a bar or the line's end follows: only a date does."""
        before = self.text[max(0, cluster.start - 8) : cluster.start].rstrip(" ")[-1:]
        after = self.text[cluster.end : cluster.end + 8].lstrip(" ")[:1]
        return before == "|" and after in {"", "|", "\n"}
