"""What a user asks for, in any spelling, to one typed value: the only place that reads it.

`KR0017`, `kr17`, `KR0017-KR0021`, an address, `KR`, `korea`, `"Republic of Korea"`, `republic-of-korea`; `-` reads
one a line from standard input.
"""

import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple
from unicodedata import combining, normalize

from ogpscrape.errors import InputError, UsageError
from ogpscrape.identifiers import Selector, looks_like_id, member_address, parse_selectors, prefix_of, slug_of
from ogpscrape.vocabulary.members import Member, all_members, member_of


class Group(NamedTuple):
    """One commitment (`id`), or a member with all the prefixes that its IDs have had.

    Attributes:
        name: what messages call it.
        id: the commitment's ID, or None for a member.
        prefixes: the letters that the member's IDs begin with; none for a member of which only a name is known.
        slug: the member's part of the address, or None when it is not known.

    """

    name: str
    id: str | None
    prefixes: tuple[str, ...]
    slug: str | None

    def takes(self, commitment_id: str, slug: str | None = None) -> bool:
        """Whether a commitment is meant, by its ID and, where it is known, its member's part of the address."""
        if self.id:
            return commitment_id == self.id
        return prefix_of(commitment_id) in self.prefixes or (slug is not None and slug == self.slug)


@dataclass(frozen=True)
class Selection:
    """Single commitments, and members with all of theirs, each once and in the order asked for. Empty: everything."""

    commitments: tuple[Selector, ...] = ()
    members: tuple[Group, ...] = ()

    def __bool__(self) -> bool:
        """Whether anything was named: nothing means everything."""
        return bool(self.commitments or self.members)

    @property
    def groups(self) -> tuple[Group, ...]:
        """Everything that was named."""
        return (*self.members, *map(_single, self.commitments))

    @property
    def is_one(self) -> bool:
        """Whether it can only ever be one commitment."""
        return len(self.commitments) == 1 and not self.members

    @property
    def by_id(self) -> bool:
        """Whether IDs alone tell what is meant: no member is known by its name only."""
        return all(group.prefixes for group in self.members)

    def with_letters(self, seen: Iterable[tuple[str, str | None]]) -> "Selection":
        """Return the selection with the letters of members of which only a name was known.

        Arguments:
            seen: IDs, each with its member's part of the address where it is known.

        """
        letters: dict[str | None, dict[str, None]] = {}
        for commitment_id, slug in seen:
            letters.setdefault(slug, {}).setdefault(prefix_of(commitment_id))
        members = (
            group if group.prefixes else group._replace(prefixes=tuple(letters.get(group.slug, ())))
            for group in self.members
        )
        return Selection(self.commitments, tuple(members))

    def takes(self, commitment_id: str, slug: str | None = None) -> bool:
        """Whether a commitment was asked for."""
        return not self or any(group.takes(commitment_id, slug) for group in self.groups)

    def on_site(self, slug: str | None = None, known: Mapping[str, str] | None = None) -> "Selection":
        """Return the selection as it can be asked of the site, with every part of an address.

        Arguments:
            slug: the member's part of the address for letters that nobody knows.
            known: the same for letters that somebody knows who is not the vocabulary, as a dataset.

        Raises UsageError, naming near ones, for a member whose part of the address neither the vocabulary nor `slug`
        tells: nothing is asked for before everything is known to have an address.

        """
        slugs = known or {}
        members = [group._replace(slug=group.slug or slugs.get(group.name, slug)) for group in self.members]
        for group in members:
            if not group.prefixes or not group.slug:
                raise UsageError(
                    f"no member is known as {group.name!r}",
                    hint=near_members(group.name) or "`ogpscrape members` lists them; --member SLUG names another",
                )
        for one in self.commitments:
            if not (one.slug or slug or slug_of(one.id) or prefix_of(one.id) in slugs):
                raise UsageError(
                    f"no member is known for the prefix {prefix_of(one.id)} of {one.id}",
                    hint="Name its part of the address with --member SLUG, or give the full address",
                )
        return Selection(self.commitments, tuple(members))


def read_selection(texts: Iterable[str]) -> Selection:
    """Read what a user asked for; see the top of the module for the spellings.

    A member that is not known is not a mistake yet, for members join every year: two to five letters are taken as the
    letters of its IDs, anything else as its part of the address. Whoever asks the site calls `Selection.on_site`.

    Raises UsageError, naming the near ones, for what is ambiguous or no selector; InputError when standard input cannot
    be read.
    """
    given = list(texts)
    if given.count("-") > 1:
        raise UsageError("standard input can be read only once", hint="Leave out all but one -")
    commitments: dict[str, Selector] = {}
    members: dict[Group, None] = {}
    for text in given:
        for word in _lines() if text == "-" else [text]:
            for found in _read(word):
                if isinstance(found, Group):
                    members.setdefault(found)
                else:
                    commitments.setdefault(found.id, found)
    if given and not (commitments or members):
        raise UsageError("standard input names no commitment", hint="It holds one ID, range, address or member a line")
    return Selection(tuple(commitments.values()), tuple(members))


def member_group(prefix: str) -> Group:
    """Return the member whose IDs begin with `prefix`, with its other prefixes, if it has had others."""
    known = member_of(prefix)
    return _group(known) if known else Group(prefix, None, (prefix,), None)


def all_groups() -> list[Group]:
    """Return every known member once, in the order of their prefixes."""
    return list(dict.fromkeys(map(_group, all_members())))


def near_members(text: str) -> str | None:
    """Return a question that names the known members most like `text`, or None when none is."""
    from rapidfuzz import process
    from rapidfuzz.distance import OSA

    # By the whole name, and by its longer words: `kroea` is near to Korea.
    named = [(key, owner) for key, owners in _names().items() for owner in owners]
    named += [(word, owner) for key, owner in named for word in key.split() if len(word) > 3]
    keys = [key for key, _ in named]
    found = process.extract(_key(text), keys, scorer=OSA.normalized_similarity, limit=12, score_cutoff=0.6)
    near = list(dict.fromkeys(_called(named[place][1]) for _, _, place in found))
    return f"Did you mean {_either(near[:3])}?" if near else None


def _single(selector: Selector) -> Group:
    return Group(selector.id, selector.id, (), selector.slug or slug_of(selector.id))


def _group(member: Member) -> Group:
    prefixes = tuple(other.prefix for other in all_members() if other.slug == member.slug)
    return Group("/".join(prefixes), None, prefixes, member.slug)


def _read(text: str) -> list[Selector | Group]:
    word = text.strip()
    if "/" in word:
        slug = member_address(word)
        return [_member(slug)] if slug else [*parse_selectors(word)]
    return [*parse_selectors(word)] if looks_like_id(word) else [_member(word)]


def _member(text: str) -> Group:
    known = _known(_key(text))
    groups = list(dict.fromkeys(map(_group, known)))
    if len(groups) == 1:
        return groups[0]
    if groups:
        raise UsageError(f"{text[:80]!r} may be {_either([_called(member) for member in known])}", hint="Name one")
    if text.isascii() and text.isalpha() and 2 <= len(text) <= 5:
        return Group(text.upper(), None, (text.upper(),), None)
    slug = "-".join(_key(text).split())
    if not (slug.isascii() and slug.replace("-", "").isalpha() and text[0].isalpha() and len(text) > 1):
        raise UsageError(
            f"{text[:80]!r} is neither a commitment's ID nor a member",
            hint="An ID reads KR0017; a member is named by the letters of its IDs, as KR, or its name, as korea",
        )
    return Group(text, None, (), slug)


def _known(key: str) -> tuple[Member, ...]:
    """Return the members that a key means: by the whole of a prefix, slug or name, else by words of it.

    Of several with these words, a country goes before its cities and regions: `korea` is not Seoul.
    """
    if key in _names():
        return _names()[key]
    words = set(key.split())
    found = [member for name, owners in _names().items() for member in owners if words and words <= set(name.split())]
    national = [member for member in found if member.kind == "national"]
    return tuple(dict.fromkeys(national or found))


@cache
def _names() -> dict[str, tuple[Member, ...]]:
    """Every spelling by which a member is known, prefixes first: they win over names."""
    names: dict[str, tuple[Member, ...]] = {member.prefix.casefold(): (member,) for member in all_members()}
    for member in all_members():
        for text in (member.slug, member.name, *member.slug_aliases):
            others = names.get(_key(text), ())
            if not any(other.slug == member.slug for other in others):
                names[_key(text)] = (*others, member)
    return names


def _key(text: str) -> str:
    """Return a text for comparing: words without case, accents and signs, as slugs leave them out."""
    plain = "".join(sign for sign in normalize("NFKD", text.casefold()) if not combining(sign))
    plain = plain.replace("'", "").replace("’", "")
    return " ".join("".join(sign if sign.isalnum() else " " for sign in plain).split())


def _called(member: Member) -> str:
    return f"{member.prefix} ({member.name})"


def _either(names: list[str]) -> str:
    return " or ".join(filter(None, (", ".join(names[:-1]), names[-1])))


def _lines() -> Iterator[str]:
    if sys.stdin is None:
        raise InputError("it is closed", where="standard input")
    try:
        lines = sys.stdin.buffer.read().decode("utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"it cannot be read: {error}", where="standard input") from error
    for number, line in enumerate(lines, 1):
        text = line.partition("#")[0].strip()
        if not text:
            continue
        try:
            _read(text)
        except UsageError as error:
            error.where = f"standard input, line {number}"
            raise
        yield text
