"""A site of thousands of commitments in the shapes of the samples: their pages, with other IDs, members and numbers."""

import re

from ogpscrape.vocabulary.members import all_members
from tests.dataset.samplia import samplia_pages
from tests.replica import Site, SitePage

_ID = re.compile(rb"ZZ00(\d\d)")
#: How many pages of Samplia a member's pages are made of, again and again.
_BLOCK = 24


def synthetic_site(commitments: int = 6000, members: int = 80) -> Site:
    """Return a site of so many commitments, the same number for each of the members that are known first."""
    samples = samplia_pages()
    known = list({member.slug: member for member in all_members()}.values())[:members]
    pages = []
    for member in known:
        pages += [
            _page(samples[(number - 1) % _BLOCK], member, number, commitments // members)
            for number in range(1, commitments // members + 1)
        ]
    return Site(pages)


def _page(sample: SitePage, member, number: int, last: int) -> SitePage:
    block = (number - 1) // _BLOCK * _BLOCK
    own = int(sample.id[-2:])
    # Each block of pages lists itself, and one commitment of the next block (the last one: of the first) in place of
    # one of its own.
    bridge = _BLOCK if own % 2 else _BLOCK - 1

    def other_id(found: re.Match[bytes]) -> bytes:
        place = int(found[1])
        other = block + place
        if place == bridge:
            other = block + _BLOCK + 1 if block + _BLOCK < last else 1
        return b"%s%04d" % (member.prefix.encode(), min(other, last))

    body = (
        _ID.sub(other_id, sample.body)
        .replace(b"Samplia", member.name.encode())
        .replace(b"/samplia", b"/" + member.slug.encode())
    )
    return SitePage(f"{member.prefix}{number:04d}", member.slug, body)
