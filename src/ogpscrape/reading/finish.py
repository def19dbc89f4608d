"""After all is read: notes and links learn where they stand, and the account is added up."""

from ogpscrape.commitment import Account, Note, PageLink, Span
from ogpscrape.reading.context import Context
from ogpscrape.reading.ledger import visible_characters
from ogpscrape.reading.links import absolute, links_between
from ogpscrape.reading.notes import NotePlace
from ogpscrape.warning_codes import WarningCode

#: How much of a difference or of unclaimed text a warning shows, in characters.
_SHOWN = 60


class Finish:
    """Settles the ledger of a page and reads from it what the record still lacks."""

    def __init__(self, context: Context, notes: list[NotePlace]) -> None:
        self.context = context
        self.places = notes
        context.ledger.settle()
        context.ledger.name_fields()
        # A note in a text that nobody claimed is held by the notes all the same.
        lost = [(i, note) for i, note in enumerate(notes) if context.ledger.at(note.start) is None]
        for index, note in lost:
            context.ledger.claim(note.start, note.end, f"notes[{index}].text")
        if lost:
            context.ledger.settle()

    def notes(self) -> list[Note]:
        """Return the notes with the field that each stands in."""
        context = self.context
        return [
            Note(
                number=note.number,
                text=" ".join(context.document.text[note.text_start : note.text_end].split()),
                links=links_between(context.document, context.wording, (note.text_start, note.text_end), context.base),
                cited_in=self._path_at(note.start),
            )
            for note in self.places
        ]

    def _path_at(self, position: int) -> str | None:
        claim = self.context.ledger.at(position)
        return claim.path if claim else None

    def links(self) -> list[PageLink]:
        """Return every hyperlink in the content with the field that it stands in."""
        context = self.context
        links = []
        for link in context.document.links:
            claim = context.ledger.at(link.start)
            if claim is None or claim.category == "furniture":
                continue
            note = next((i for i, one in enumerate(self.places) if one.start <= link.start < one.end), None)
            path = claim.path if note is None else f"notes[{note}].text"
            url = absolute(link.address, context.base)
            if url is None:
                context.ledger.warn(WarningCode.UNSAFE_LINK, f"the address {link.address[:80]!r} was left out", path)
            links.append(PageLink(text=context.words(link.start, link.end), url=url, field=path))
        return links

    def unclaimed(self) -> list[str]:
        """Return the texts that no field holds, and warn of them."""
        texts = []
        for start, end in self.context.ledger.unclaimed():
            text = self.context.words(start, end)
            if text:
                texts.append(text)
        if texts:
            count = sum(visible_characters(text) for text in texts)
            message = f"{count} characters in {len(texts)} places that no field holds, the first: {texts[0][:_SHOWN]!r}"
            self.context.ledger.warn(WarningCode.UNCLAIMED_TEXT, message, "unclaimed")
        return texts

    def account(self, second_reading: str) -> Account:
        """Return what became of every character, held against what the second reader saw.

        Where it saw more, the difference is unclaimed; a warning shows the first difference.
        """
        ledger, text = self.context.ledger, self.context.document.text
        first_reading = "".join(text.split())
        typed, generic, furniture = ledger.count("typed"), ledger.count("generic"), ledger.count("furniture")
        unclaimed = len(first_reading) - typed - generic - furniture
        if first_reading != second_reading:
            self._disagree(first_reading, second_reading)
            unclaimed += max(0, len(second_reading) - len(first_reading))
        return Account(
            characters=typed + generic + furniture + unclaimed,
            typed=typed,
            generic=generic,
            furniture=furniture,
            unclaimed=unclaimed,
        )

    def _disagree(self, first: str, second: str) -> None:
        pairs = enumerate(zip(first, second, strict=False))
        place = next((index for index, (a, b) in pairs if a != b), min(len(first), len(second)))
        self.context.ledger.warn(
            WarningCode.READERS_DISAGREE,
            f"at visible character {place} one reader sees {first[place : place + _SHOWN]!r}, "
            f"the other {second[place : place + _SHOWN]!r}",
            "account",
        )

    def provenance(self) -> dict[str, Span]:
        """Return the place of every field in the visible text: from its first character to behind its last."""
        spans: dict[str, Span] = {}
        for claim in self.context.ledger.claims:
            if claim.path is None:
                continue
            known = spans.get(claim.path)
            start = known.start if known else claim.start
            spans[claim.path] = Span(start=start, end=max(claim.end, known.end if known else 0))
        for index, note in enumerate(self.places):
            spans[f"notes[{index}].text"] = Span(start=note.text_start, end=note.text_end)
        return spans
