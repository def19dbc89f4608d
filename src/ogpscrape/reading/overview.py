"""The header's values become the record's overview: typed, with a reason for everything that is absent."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from ogpscrape.commitment import HeaderField, Link, Overview, ReadFrom
from ogpscrape.reading.context import Context
from ogpscrape.reading.drawn import read_drawn
from ogpscrape.reading.header import Entry, Header
from ogpscrape.reading.reports import split_reports
from ogpscrape.reading.values import month_of, split_areas, values_in, without_star, year_of
from ogpscrape.reading.words import plain, rating_of, scale, scale_pattern, why_nothing, words_of_scale
from ogpscrape.warning_codes import WarningCode

NATIONAL = (
    "action_plan", "action_plan_cycle", "status", "lead_institution", "support_institutions", "policy_areas",
    "irm_reports", "starred", "early_results", "verifiable", "relevant", "ogp_values", "potential_impact", "ambition",
    "completion",
)  # fmt: skip
LOCAL = (
    "action_plan", "inception_report", "commitment_start", "commitment_end", "institutions_involved",
    "primary_policy_areas", "primary_sectors", "ogp_values", "verifiable",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Written:
    """A label's value as written: on one line, and line by line, with its links."""

    key: str
    text: str
    parts: list[str]
    links: list[Link]
    scale: str | None


class OverviewReader:
    """Types the entries of a header one by one."""

    def __init__(self, context: Context, header: Header, form: str) -> None:
        self.context = context
        self.header = header
        self.keys = LOCAL if form == "local" else NATIONAL
        self.values: dict[str, Any] = {}
        self.absent: dict[str, str] = {}
        self.fields: list[HeaderField] = []

    def read(self) -> Overview:
        """Return the overview; claims every place of the header that it holds."""
        for entry in self.header.entries:
            self._entry(entry)
        for key in self.keys:
            if self.values.get(key) in (None, []):
                self.absent.setdefault(key, "not_on_page")
        absent = {
            key: self.absent[key] for key in self.keys if key in self.absent and self.values.get(key) in (None, [])
        }
        known = {key: value for key, value in self.values.items() if value is not None}
        return Overview(**known, absent=absent, fields=self.fields)

    def _entry(self, entry: Entry) -> None:
        ledger = self.context.ledger
        ledger.furniture(entry.start, entry.end)
        key = entry.label.key
        if entry.label.takes == "nothing":
            return
        text = self.context.value(entry)
        drawn, read_from = self._drawn(entry, text)
        for value in entry.values:
            ledger.claim(value.start, value.end, f"overview.{key}")
        links = self.context.links(entry)
        words = self.context.words(entry.start, entry.end).rstrip(" :：")
        self.fields.append(HeaderField(label=words, text=drawn or text, links=links, read_from=read_from))
        if key not in self.keys:
            self._foreign(key, entry)
        reading: Callable[[Written], None] = {
            "line": self._line,
            "text": self._text,
            "links": self._links,
            "areas": self._areas,
            "list": self._list,
        }[entry.label.takes]
        reading(Written(key, drawn or text, self.context.parts(entry), links, entry.label.scale))

    def _foreign(self, key: str, entry: Entry) -> None:
        """A label of the other form: typed all the same, since the words say what it is."""
        self.context.ledger.warn(
            WarningCode.UNKNOWN_LABEL,
            f"the label {self.context.words(entry.start, entry.end)!r} belongs to the other form of page",
            f"overview.{key}",
        )

    def _drawn(self, entry: Entry, text: str) -> tuple[str | None, ReadFrom]:
        """Return the word of a rating that is drawn instead of written, and where it was read."""
        name = entry.label.scale
        if text or name not in ("completion", "potential_impact", "early_results", "ambition", "yes_no"):
            return None, "text"
        words, read_from = read_drawn(self.context.document, (entry.end, entry.until), name)
        if not words:
            words, read_from = self.context.drawn_around(entry, name)
        if len(words) > 1:
            self._ambiguous(entry.label.key, words, str(read_from))
            return None, "text"
        return (words[0], read_from) if words and read_from else (None, "text")

    def _ambiguous(self, key: str, words: list[str], read_from: str) -> None:
        self.absent[key] = "not_available"
        self.context.ledger.warn(
            WarningCode.AMBIGUOUS_RATING, f"names {', '.join(words)} ({read_from}); none was taken", f"overview.{key}"
        )

    # -- the kinds of value ---------------------------------------------------------------------------------------

    def _nothing(self, key: str, text: str) -> bool:
        """Tell whether a value says nothing, and keep why."""
        why = why_nothing(text)
        if why:
            self.absent[key] = why
        return why is not None

    def _line(self, written: Written) -> None:
        if written.key == "relevant":
            self._relevant(written.text)
        elif not self._nothing(written.key, written.text):
            self.values[written.key] = self._typed(written.key, written.text, str(written.scale))

    def _typed(self, key: str, text: str, name: str) -> Any:
        value: Any
        if name == "year":
            value = year_of(text)
        elif name == "month":
            value = month_of(text)
        elif name == "yes_no":
            word = rating_of(text, name) or rating_of(without_star(text), name)
            value = None if word is None else word == "Yes"
        else:
            value = rating_of(without_star(text), name)
            if value is None and len(words_of_scale(text, name)) > 1:
                self._ambiguous(key, words_of_scale(text, name), "text")
                return None
            if value is None:
                self._unknown(key, text)
                return self._first_word(text, name)
        if value is None:
            self._unknown(key, text)
            self.absent[key] = "not_available"
        return value

    def _first_word(self, text: str, name: str) -> str:
        """Keep a word that no scale knows as written; but where a word of the scale leads, it is the value."""
        match = scale_pattern(name).match(text)
        return scale(name)[plain(match[0])] if match else text

    def _unknown(self, key: str, text: str) -> None:
        self.context.ledger.warn(WarningCode.UNKNOWN_WORD, f"{text[:120]!r} is no value known of it", f"overview.{key}")

    def _relevant(self, text: str) -> None:
        why = why_nothing(text)
        if rating_of(text, "yes_no") == "No":
            self.values["relevant"] = False
            self.absent["ogp_values"] = "not_relevant"
        elif why:
            self.absent["relevant"] = self.absent["ogp_values"] = why
        elif rating_of(text, "yes_no") == "Yes":
            self.values["relevant"] = True
        else:
            self._named_values("relevant", text)
            self.values["relevant"] = True if self.values["ogp_values"] else None
            if not self.values["ogp_values"]:
                self.absent["relevant"] = "not_available"

    def _named_values(self, key: str, text: str) -> None:
        values, rest = values_in(text)
        if rest and rating_of(rest, "yes_no") is None:
            self._unknown(key, text)
        self.values["ogp_values"] = values

    def _text(self, written: Written) -> None:
        if not self._nothing(written.key, written.text):
            self.values[written.key] = written.text

    def _links(self, written: Written) -> None:
        if self._nothing(written.key, written.text):
            return
        if written.key == "irm_reports":
            self.values[written.key] = _reports(written)
            return
        # The words as written count: a link may hold the plan's title, or only a part of it.
        url = written.links[0].url if written.links else None
        self.values[written.key] = Link(text=written.text, url=url)

    def _areas(self, written: Written) -> None:
        if not self._nothing(written.key, written.text):
            linked = [link.text for link in written.links if link.url and "/policy-area" in link.url]
            names = re.sub(r"[\s,;|]+", "", written.text) == re.sub(r"[\s,;|]+", "", "".join(linked))
            self.values[written.key] = split_areas("\n".join(linked if names else written.parts))

    def _list(self, written: Written) -> None:
        if self._nothing(written.key, written.text):
            return
        if written.key == "ogp_values":
            self._named_values(written.key, written.text)
            return
        self.values[written.key] = [part for part in written.parts if not why_nothing(part)]


def _reports(written: Written) -> list[Link]:
    """Return the reports: the links, unless a title stands beside them that is none."""
    beside = written.text
    for link in written.links:
        beside = beside.replace(link.text, "", 1)
    if written.links and len(beside.replace(",", " ").split()) < 2:
        return written.links
    urls = {link.text: link.url for link in written.links}
    return [Link(text=title, url=urls.get(title)) for title in split_reports(written.text)]
