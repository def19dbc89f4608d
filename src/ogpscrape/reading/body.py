"""The body of the page: description or proposal, IRM summaries, milestones, further sections, the commitments list."""

import re
from dataclasses import dataclass, field

from ogpscrape.commitment import IrmSummary, Milestone, Proposal, Related, Section, Stage
from ogpscrape.reading.context import Context
from ogpscrape.reading.document import Line
from ogpscrape.reading.header import Header
from ogpscrape.reading.irm import SummaryReader
from ogpscrape.reading.local import read_proposal
from ogpscrape.reading.milestones import Draft, finished
from ogpscrape.reading.related import find_list, read_list
from ogpscrape.reading.segments import Segment, cut_into_segments
from ogpscrape.reading.surroundings import claim_inside, claim_outside, is_furniture_anywhere
from ogpscrape.reading.words import plain, rating_of
from ogpscrape.warning_codes import WarningCode

_VERIFIABLE = re.compile(r"Verifiable\s*:?\s*(?P<word>Yes|No)\b[^\S\n]*", re.IGNORECASE)


@dataclass
class Body:
    """What the body gives to the record."""

    description: str | None = None
    proposal: Proposal | None = None
    irm: list[IrmSummary] = field(default_factory=list)
    milestones: list[Milestone] = field(default_factory=list)
    related: list[Related] = field(default_factory=list)
    sections: list[Section] = field(default_factory=list)
    #: The word behind "Verifiable:" in the inception report's summary on OGP Local pages.
    verifiable: bool | None = None


class BodyReader:
    """Reads the body below a header."""

    def __init__(self, context: Context, header: Header, own_id: str, *, local: bool) -> None:
        self.context = context
        self.header = header
        self.own_id = own_id
        self.local = local
        self.body = Body()
        self.drafts: list[Draft] = []

    def read(self) -> Body:
        """Return the body; claims all that it holds and the furniture below it."""
        lines = self._lines()
        for segment in cut_into_segments(
            self.context,
            lines,
            local=self.local,
            described=self.header.has_description,
            level=self.header.description_level,
        ):
            self._segment(segment)
        self.body.milestones = finished(self.context, self.drafts)
        self._check()
        return self.body

    def _lines(self) -> list[Line]:
        """Return the lines from the header down to the commitments list, and read the list."""
        context, header = self.context, self.header
        found = find_list(context, header.body, self.own_id)
        if found:
            self.body.related = read_list(context, found, self.own_id)
            behind = context.lines[found.behind :]
            if found.places:
                claim_outside(context, behind)
            else:
                claim_inside(context, behind)  # what stands there may be a list that cannot be read
            lines = context.lines[header.body : found.first]
        else:
            context.ledger.warn(WarningCode.MISSING_LANDMARK, "the commitments list is not on the page", "related")
            lines = self._without_footer(context.lines[header.body :])
        if lines and header.body_start > lines[0].start:
            first = Line(header.body_start, lines[0].end, "paragraph", True)
            while first.start < first.end and context.document.text[first.start] in " \n\t:":
                first.start += 1
            lines = [first, *lines[1:]] if first.end > first.start else lines[1:]
        return claim_inside(context, lines)

    def _without_footer(self, lines: list[Line]) -> list[Line]:
        end = len(lines)
        while end and is_furniture_anywhere(self.context, lines[end - 1]):
            end -= 1
        claim_outside(self.context, lines[end:])
        return lines[:end]

    def _segment(self, segment: Segment) -> None:
        if segment.kind == "irm":
            self._irm(segment)
            return
        heading = self.context.heading(segment.head) if segment.head else "Description"
        if segment.kind == "description":
            self._description(segment.lines)
        elif segment.kind == "inception":
            self._section(heading, self._without_verifiable(segment.lines))
        else:
            self._section(heading, segment.lines)

    def _description(self, lines: list[Line]) -> None:
        if not lines:
            return
        if self.local:
            self.body.proposal = read_proposal(self.context, lines)
        else:
            if plain(self.context.text(lines[0])).rstrip(":") == "description":
                self.context.heading(lines[0])  # the heading again, as the first words of the plan's text
                lines = lines[1:]
            self.body.description = self.context.prose(lines, "description")

    def _section(self, heading: str, lines: list[Line]) -> None:
        text = self.context.prose(lines, f"sections[{len(self.body.sections)}].text", "generic")
        self.body.sections.append(Section(heading=heading, text=text or ""))

    def _without_verifiable(self, lines: list[Line]) -> list[Line]:
        """Take "Verifiable: Yes" from the inception report's summary."""
        document = self.context.document
        for index, line in enumerate(lines):
            # Label and value may stand on lines of their own: the pattern runs over the line's end.
            end = lines[index + 1].end if index + 1 < len(lines) else line.end
            match = _VERIFIABLE.match(document.text, line.start, end)
            if not match or not (":" in match[0] or document.has_border(match.start("word")) or match.end() > line.end):
                continue
            self.body.verifiable = rating_of(match["word"], "yes_no") == "Yes"
            self.context.ledger.claim(line.start, match.end(), "overview.verifiable")
            holder = index if match.end() <= line.end else index + 1
            rest = Line(match.end(), lines[holder].end, "paragraph", True)
            return lines[:index] + ([rest] if rest.end > rest.start else []) + lines[holder + 1 :]
        self.context.ledger.warn(
            WarningCode.MISSING_LANDMARK,
            "the inception report's summary says nothing of Verifiable",
            "overview.verifiable",
        )
        return lines

    def _irm(self, segment: Segment) -> None:
        head = segment.head
        heading = self.context.heading(head) if head else ""
        stage: Stage = "midterm" if segment.stage == "midterm" else "end_of_term"
        reader = SummaryReader(self.context, f"irm[{len(self.body.irm)}]", stage, heading)
        place = head or Line(0, 0)
        summary, drafts = reader.read(place, segment.lines)
        self.body.irm.append(summary)
        self.drafts += drafts
        if not any(one.stage == stage for one in summary.completion):
            self.context.ledger.warn(
                WarningCode.MISSING_LANDMARK, f"no completion at {stage.replace('_', ' ')} in its summary", reader.path
            )
        if not summary.completion and not drafts and summary.did_it_open_government is None:
            self.context.ledger.warn(
                WarningCode.MISSING_LANDMARK, "an IRM summary without a status, milestones or ratings", reader.path
            )

    def _check(self) -> None:
        if self.body.description is None and self.body.proposal is None:
            self.context.ledger.warn(WarningCode.MISSING_LANDMARK, "no text under Description", "description")
