"""Pages that are not a commitment's, each an error of its own: challenges, pages gone, translations, other pages."""

import re
from functools import cache

from ogpscrape.errors import BlockedError, ChangedError, GoneError, NotACommitmentError, OgpscrapeError, TranslatedError
from ogpscrape.identifiers import Selector, canonical_address, slug_of
from ogpscrape.reading.document import Document
from ogpscrape.reading.labels import labels_of
from ogpscrape.reading.scales import normalize, vocabulary
from ogpscrape.reading.title import Title

#: With fewer of the header's labels than this, a page with a commitment's title can no longer be read.
FEWEST_LABELS = 3
_SHORT = 6_000
#: A page that shows less than this is judged by its markup, too: a captcha may have no words at all.
_NEARLY_NOTHING = 600
_MEMBER = re.compile(r"/members/[a-z0-9-]+/?$", re.IGNORECASE)


def error_without_title(document: Document, source: str, name: str) -> OgpscrapeError:
    """Return the error for a page without a commitment's title; `source` is the page as written."""
    text = " ".join(f"{document.title or ''}\n{document.text}".split()).casefold()
    challenge = _challenge(text) if len(text) < _SHORT else None
    if challenge is None and len(text) < _NEARLY_NOTHING:
        challenge = _challenge(" ".join(source.split()).casefold(), weak=True)
    if challenge:
        return BlockedError(
            f"a challenge page ({challenge}), not the commitment",
            where=name,
            hint="Get it again later, or in a browser",
        )
    if _says_gone(document, text):
        return GoneError("a page that says it does not exist", where=name, hint="Is the ID right?")
    if document.address and _MEMBER.search(document.address):
        return NotACommitmentError("a member's page, not a commitment's", where=name, hint=_HINT)
    if len(document.text.split()) < 5:
        return NotACommitmentError(
            "nearly no visible text: a page that scripts fill, or a part of one", where=name, hint=_HINT
        )
    return NotACommitmentError("not a commitment page: no title that ends with an ID", where=name, hint=_HINT)


_HINT = "A commitment's page has a title that ends with its ID in parentheses, as (KR0017)"


def refuse_translation(document: Document, title: Title, address: Selector | None, name: str) -> None:
    """Raise TranslatedError for a page in another language than English, told by its own labels or its address."""
    english = len(
        {
            label.meanings["header"]
            for label in labels_of(document)
            if label and "header" in label.meanings and label.closed
        }
    )
    said = (document.language or "en").lower().startswith("en") and not (address and address.language)
    if said and english > 2 * FEWEST_LABELS:
        return
    words = {
        _key(document.text[block.start : min(block.end, block.start + 80)].split(":")[0]) for block in document.blocks
    }
    counts = {language: len(words & labels) for language, labels in _translated().items()}
    language = max(counts, key=lambda one: counts[one])
    if counts[language] < 3 or counts[language] <= english:
        told = address.language if address else None
        told = told or (document.language or "").split("-")[0].lower() or None
        if told in (None, "en") or english >= FEWEST_LABELS:
            return
        language = told or language
    slug = slug_of(title.id) or (address.slug if address else None)
    english_address = canonical_address(title.id, slug) if slug else "the same address without the language in its path"
    raise TranslatedError(
        f"a machine translation ({language}) of {title.id}",
        where=name,
        hint=f"Read the English page: {english_address}",
    )


def changed_error(found: list[str], name: str, *, empty: bool = False) -> ChangedError:
    """Return the error for a page with a commitment's title whose header can no longer be read; `empty`: no values."""
    labels = ", ".join(found) if found else "none"
    said = "all values are empty of the labels" if empty else "of the header's labels only these were found:"
    return ChangedError(
        f"has a commitment's title, but {said} {labels}",
        where=name,
        hint="The site may have changed: keep the page, and look for a newer version of ogpscrape",
    )


def _challenge(text: str, *, weak: bool = False) -> str | None:
    for row in vocabulary("challenges")["challenge"]:
        phrases = row["words"] + (row.get("weak_words", []) if weak else [])
        if any(words.casefold() in text for words in phrases):
            return str(row["name"])
    return None


def _says_gone(document: Document, text: str) -> bool:
    phrases = [words.casefold() for row in vocabulary("challenges")["gone"] for words in row["words"]]
    title = (document.title or "").casefold()
    if any(phrase in title for phrase in phrases):
        return True
    # In the text of a long page such words may be anywhere; as a heading or a line of their own they speak of
    # the page.
    shown = {
        document.text[block.start : min(block.end, block.start + 200)].casefold().rstrip(".! ")
        for block in document.blocks
    }
    return any(phrase in shown for phrase in phrases) or (
        len(text) < _SHORT and any(phrase in text for phrase in phrases if " " in phrase)
    )


def _key(text: str) -> str:
    return normalize(text).replace("’", "'").removesuffix(" i").strip()


@cache
def _translated() -> dict[str, frozenset[str]]:
    table = vocabulary("other_pages")["translated"]
    return {language: frozenset(_key(words) for words in labels) for language, labels in table.items()}
