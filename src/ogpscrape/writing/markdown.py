"""Markdown: one readable document a commitment, for a reader, a wiki or a language model. Notes are footnotes."""

import re
from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path

from ogpscrape.commitment import Commitment, IrmSummary, Link, Milestone, Note, Overview, Proposal, Section
from ogpscrape.writing import TextOut, timestamp
from ogpscrape.writing.markdown_text import Texts

INDEX = "index.md"

_ABSENT = {
    "not_on_page": "not on the page",
    "empty": "left empty",
    "not_applicable": "not applicable",
    "no_data": "no data",
    "pending_review": "pending review",
    "not_available": "not available",
    "not_relevant": "not relevant",
}
_SHORT = {"irm": "IRM", "ogp": "OGP"}
_STAGES = {"midterm": "Midterm", "end_of_term": "End of term"}


def is_ours(name: str) -> bool:
    """Tell whether a file of this name is one that `write_folder` writes."""
    return name == INDEX or re.fullmatch(r"[A-Z]{2,5}\d{4}\.md", name) is not None


def write_folder(records: Iterable[Commitment], folder: Path) -> None:
    """Write a file a commitment, named by its ID, and an index of them.

    Arguments:
        records: taken one by one; no ID may be there twice.
        folder: an empty one.

    """
    with (folder / INDEX).open("w", encoding="utf-8", newline="\n") as index:
        index.write("# Commitments\n\n| ID | Title | Member | Completion |\n|---|---|---|---|\n")
        for record in records:
            (folder / f"{record.id}.md").write_text(document(record), encoding="utf-8", newline="\n")
            texts = Texts(set())
            cells = (record.title, record.member.name or record.member.prefix, record.overview.completion or "")
            index.write(_row([f"[{record.id}]({record.id}.md)", *map(texts.line, cells)]))


def write(records: Iterable[Commitment], out: TextOut) -> None:
    """Write the documents one after the other. The labels of footnotes begin with the ID, so that each is unique."""
    between = ""
    for record in records:
        out.write(f"{between}{document(record, prefix=f'{record.id}-')}")
        between = "\n---\n\n"


def document(record: Commitment, *, prefix: str = "") -> str:
    """Return one commitment as a Markdown document, which ends with a line end.

    Arguments:
        record: the commitment.
        prefix: what is before the number of a note in the label of its footnote.

    """
    texts = Texts({note.number for note in record.notes}, prefix)
    blocks = [block for block in _body(record, texts) if block]
    blocks += _notes(record.notes, texts)
    blocks += _foot(record, texts)
    return "\n\n".join(block.rstrip("\n") for block in blocks) + "\n"


def _body(record: Commitment, texts: Texts) -> Iterator[str]:
    yield f"# {texts.line(record.title)} ({record.id})"
    yield from _overview(record, texts)
    yield from _part("Description", record.description, texts)
    if record.proposal:
        yield from _proposal(record.proposal, texts)
    for summary in record.irm:
        yield from _irm(summary, texts)
    yield from _milestones(record.milestones, texts)
    yield from _sections(record.sections, texts, "##")
    if record.related:
        yield "## Commitments of the member"
        head = _row(["ID", "Title", "Cycle", "Policy area"]) + "|---|---|---|---|\n"
        yield head + "".join(
            _row([entry.id, *(texts.line(str(cell or "")) for cell in (entry.title, entry.cycle, entry.policy_area))])
            for entry in record.related
        )


def _overview(record: Commitment, texts: Texts) -> Iterator[str]:
    rows = [("Member", texts.line(record.member.name or "")), ("Address", texts.line(record.url or ""))]
    for name in Overview.model_fields:
        value = getattr(record.overview, name)
        if name not in ("absent", "fields") and (value or value is False or name in record.overview.absent):
            rows.append((_title(name), _value(value, _ABSENT.get(record.overview.absent.get(name, ""), ""), texts)))
    head = "| | |\n|---|---|\n"
    yield head + "".join(_row([name, value]) for name, value in rows if value)


def _value(value: object, absent: str, texts: Texts) -> str:
    if value is None or value == []:
        return f"*{absent}*" if absent else ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return "; ".join(_value(entry, absent, texts) for entry in value)
    return texts.link(value) if isinstance(value, Link) else texts.line(str(value))


def _title(name: str) -> str:
    words = [_SHORT.get(word, word) for word in name.split("_")]
    return " ".join([words[0] if words[0].isupper() else words[0].capitalize(), *words[1:]])


def _row(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |\n"


def _part(heading: str, text: str | None, texts: Texts, level: str = "##") -> Iterator[str]:
    if text is not None:
        yield f"{level} {heading}"
        yield texts.prose(text)


def _sections(sections: list[Section], texts: Texts, level: str) -> Iterator[str]:
    for section in sections:
        yield from _part(texts.line(section.heading) or "Without a heading", section.text, texts, level)


def _proposal(proposal: Proposal, texts: Texts) -> Iterator[str]:
    yield "## Proposal"
    for name in Proposal.model_fields:
        if name != "others":
            yield from _part(_title(name), getattr(proposal, name), texts, "###")
    yield from _sections(proposal.others, texts, "###")


def _irm(summary: IrmSummary, texts: Texts) -> Iterator[str]:
    yield f"## {texts.line(summary.heading) or 'IRM status summary'} ({_STAGES[summary.stage].lower()})"
    facts = (
        "theme",
        "number",
        "title",
        "responsible_institutions",
        "supporting_institutions",
        "start_date",
        "end_date",
    )
    named = [(name, texts.line(value)) for name in facts if (value := getattr(summary, name)) is not None]
    yield "\n".join(f"- {_title(name)}: {value}" for name, value in named)
    if summary.starred:
        yield "Starred by the reviewers."
    for name in ("commitment_text", "editorial_note", "commitment_aim"):
        yield from _part(_title(name), getattr(summary, name), texts, "###")
    for entry in summary.completion:
        heading = f"Completion: {_STAGES[entry.stage].lower()}: {texts.line(entry.rating or 'no rating')}"
        yield from _part(heading, entry.text or "", texts, "###")
    if summary.did_it_open_government:
        yield "### Did it open government?"
        ratings = summary.did_it_open_government.ratings
        yield "\n".join(f"- {texts.start(each.value)}: {texts.line(each.rating or 'no rating')}" for each in ratings)
        yield texts.prose(summary.did_it_open_government.text or "")
    yield from _part("Carried forward", summary.carried_forward, texts, "###")
    yield from _sections(summary.sections, texts, "###")


def _milestones(milestones: list[Milestone], texts: Texts) -> Iterator[str]:
    if not milestones:
        return
    yield "## Milestones"
    for milestone in milestones:
        words = [milestone.code or f"Milestone {milestone.number}", milestone.title]
        yield f"### {': '.join(texts.line(word) for word in words if word)}"
        facts = [
            f"- {_title(name)}: {texts.line(value)}"
            for name in ("completion", "start_date", "end_date", "dates_text", "responsible")
            if (value := getattr(milestone, name)) is not None
        ]
        if milestone.irm:
            facts.append(f"- Assessed: {_STAGES[milestone.irm].lower()}")
        yield "\n".join(facts)
        yield from _part("The plan's words", milestone.text, texts, "####")
        yield from _part("The reviewers' assessment", milestone.assessment, texts, "####")


def _notes(notes: list[Note], texts: Texts) -> Iterator[str]:
    """Return the notes as footnotes; those that no text cites, which no reader would be shown, as a list."""
    written = [(number, _note(list(group), texts)) for number, group in _by_number(notes)]
    uncited = [(number, text) for number, text in written if number not in texts.cited]
    if uncited:
        yield "## Notes without a place in the text"
        yield from (f"**Note {number}**\n\n{text}" for number, text in uncited)
    for number, text in written:
        if number in texts.cited:
            yield texts.footnote(number, text)


def _by_number(notes: list[Note]) -> Iterator[tuple[int, Iterator[Note]]]:
    return groupby(sorted(notes, key=lambda note: note.number), key=lambda note: note.number)


def _note(notes: list[Note], texts: Texts) -> str:
    links = [link for note in notes for link in note.links if link.url and link.url not in note.text]
    blocks = [texts.prose(note.text) for note in notes] + [texts.link(link) for link in links]
    return "\n\n".join(filter(None, blocks)) or "(empty on the page)"


def _foot(record: Commitment, texts: Texts) -> Iterator[str]:
    source = record.source
    retrieved = f", retrieved {timestamp(source.retrieved_at)}" if source.retrieved_at else ""
    yield f"*Source: {texts.line(source.url or record.url or 'a file')}{retrieved}.*"
