"""What a page holds, without a word on how it is marked up: the meeting point of page sources and renderers."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Text:
    """Plain words."""

    text: str


@dataclass(frozen=True)
class Link:
    """A hyperlink; `url` as the source writes it, a path on the site or a whole address."""

    text: str
    url: str


@dataclass(frozen=True)
class Emphasis:
    """Words in italics."""

    text: str


@dataclass(frozen=True)
class Strong:
    """Words in bold that are part of the text."""

    text: str


@dataclass(frozen=True)
class Label:
    """A label of the reviewers' template, as `Commitment Aim:`: it names a field and is not part of its text."""

    text: str


@dataclass(frozen=True)
class Break:
    """A line break inside a paragraph."""


@dataclass(frozen=True)
class Term:
    """A word that the glossary explains in a tooltip."""

    text: str
    explanation: str


@dataclass(frozen=True)
class Icon:
    """A picture beside words that already say what it shows: text captures have its alternative text as well."""

    word: str


@dataclass(frozen=True)
class Drawn:
    """A rating that only a picture shows."""

    word: str


@dataclass(frozen=True)
class Info:
    """The info icon behind `Design` and `Implementation`, whose text is `i`."""


Inline = Text | Link | Emphasis | Strong | Label | Break | Term | Icon | Drawn | Info
Inlines = tuple[Inline, ...]


@dataclass(frozen=True)
class Heading:
    """A heading. With `run_on`, the next paragraph follows on the very next line."""

    inlines: Inlines
    level: int
    run_on: bool = False


@dataclass(frozen=True)
class Paragraph:
    """A paragraph."""

    inlines: Inlines


@dataclass(frozen=True)
class Item:
    """One item of a list: `number` is None for a bullet, `level` counts from 0."""

    inlines: Inlines
    number: int | None
    level: int


@dataclass(frozen=True)
class Listing:
    """A list, its nested items in line."""

    items: tuple[Item, ...]


Block = Heading | Paragraph | Listing


@dataclass(frozen=True)
class Placed:
    """A block of the body and the paths of the record's fields that its text belongs to (none for furniture)."""

    block: Block
    fields: tuple[str, ...]


@dataclass(frozen=True)
class HeaderHeading:
    """A heading of the header, as `At-a-Glance`."""

    inlines: Inlines


@dataclass(frozen=True)
class HeaderLabel:
    """A label of the header with its value on the same line, or with a list of values under it."""

    label: Inlines
    value: Inlines = ()
    items: tuple[Inlines, ...] = ()


@dataclass(frozen=True)
class HeaderLine:
    """A value that is on a line of its own, as the policy areas do."""

    value: Inlines


HeaderEntry = HeaderHeading | HeaderLabel | HeaderLine


@dataclass(frozen=True)
class Entry:
    """One commitment in the list at the foot."""

    id: str
    cycle: int
    title: str | None
    policy_area: str
    starred: bool = False


@dataclass(frozen=True)
class Content:
    """A whole page.

    `related_heading` is None where the heading of the list is lost. `expect` holds what the source says of the record
    beside the text: numbers, codes, ratings. `layout` names the layout of the sample file.
    """

    id: str
    title: str
    member: str
    slug: str
    layout: str
    header: tuple[HeaderEntry, ...]
    body: tuple[Placed, ...]
    related: tuple[Entry, ...] = ()
    related_heading: str | None = "Commitments"
    language: str = "en"
    comment: str = ""
    banner: str = ""
    trap: bool = True
    expect: dict[str, Any] = field(default_factory=dict)


def flat(inlines: Inlines) -> str:
    """Return the words as a text capture has them: pictures by their words, tooltips and drawn ratings left out."""
    words = []
    for inline in inlines:
        match inline:
            case Break():
                words.append("\n")
            case Info():
                words.append("i")
            case Icon(word):
                words.append(word)
            case Drawn():
                pass
            case _:
                words.append(inline.text)
    return "".join(words)
