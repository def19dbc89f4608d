"""Pages as text captures have them, and what can happen to their lines."""

from dataclasses import replace
from random import Random

from tests.reading.generator.body import COUNTS, NOTE
from tests.reading.generator.changes import LABELLED, NEW_ROWS, WORDS, Change
from tests.reading.generator.content import Content, Row
from tests.reading.generator.page import PLAIN

#: The style of which a text shows the values: parts are parted by commas, nothing is drawn.
STYLE = PLAIN | {"institutions": "commas"}
HEADINGS = {"action_plan": ["Overview", "At-a-Glance"], "lead_institution": ["Institutions"],
            "irm_reports": ["IRM Review"],
            "verifiable": ["Design i"], "completion": ["Implementation i"]}  # fmt: skip


def lines_of(content: Content, random: Random) -> list[tuple[str, str]]:
    """Return the blocks of a text capture, each with its kind: h (header), d, i, r (body and list) or x (the rest)."""
    blocks = [("x", "Skip Navigation"), ("x", content.member), ("x", f"{content.title} ({content.id})")]
    headings = random.random() < 0.5
    for row in content.rows:
        blocks += [("x", heading) for heading in HEADINGS.get(row.key or "", []) if headings or heading == "IRM Review"]
        blocks += row_of(row)
    blocks.append(("x", "Description"))
    if content.local:
        for _, label, text in content.answers:
            blocks += [("d", label), ("d", text)]
    blocks += [("d", noted(text, content)) for text in content.description]
    for one in content.irm:
        blocks += [("x", one.heading), ("i", f"Commitment {one.number}. {one.title}")]
        blocks += [("i", f"Commitment Text: {one.text[0]}"), *(("i", text) for text in one.text[1:])]
        if one.steps:
            blocks.append(
                ("i", f"Editorial Note: {COUNTS[len(one.steps)]} milestones were derived from this commitment:")
            )
            blocks += [("i", f"{number}. {step.text}") for number, step in enumerate(one.steps, 1)]
        blocks += [
            ("i", f"Responsible institution: {one.responsible}"),
            ("i", f"Supporting institution(s): {one.supporting}"),
        ]
        if one.dates:
            blocks += [("i", f"Start date: {one.dates[0]}"), ("i", f"End date: {one.dates[1]}")]
        blocks += [("i", "Commitment Aim:"), *(("i", noted(text, content)) for text in one.aim)]
        for _, label, value in one.completion:
            rating, text = value.split("|", 1)
            blocks += [("i", f"{label}: {rating}"), ("i", noted(text, content))]
        for step in one.steps:
            blocks.append(("i", f"Milestone {step.code} {step.title} ({step.rating})"))
            blocks.append(("i", noted(step.assessment, content)))
        blocks += [("i", "Did it open government?"), *(("i", f"{value}: {rating}") for value, rating in one.opened)]
        blocks += [("i", noted(one.opened_text, content)), ("i", "Carried forward?"), ("i", one.carried)]
    blocks.append(("x", "Commitments"))
    for number, entry in enumerate(content.related, 1):
        blocks += [("r", f"  {number}. {entry.title}"), ("r", f"     {entry.id}, {entry.cycle}, {entry.area}".rstrip())]
    return [*blocks, ("x", "Open Government Partnership")]


def row_of(row: Row) -> list[tuple[str, str]]:
    if row.kind == "areas":
        return [("h", row.label), ("h", ", ".join(row.parts))]
    if row.kind == "items":
        return [("h", f"{row.label}:"), *(("h", f"- {part}") for part in row.parts)]
    between = " , " if row.kind == "values" else ", "
    return [("h", f"{row.label}: {between.join(row.parts)}".rstrip())]


def noted(text: str, content: Content) -> str:
    return NOTE.sub(lambda match: f"[Note {match[1]}: {content.notes[int(match[1])]}]", text)


def written(blocks: list[tuple[str, str]]) -> str:
    return "\n\n".join(text for _, text in blocks) + "\n"


def flat_title(content: Content) -> Content:
    """Return the content with what a text can show: the entries' empty areas keep their comma."""
    return replace(content, related=tuple(replace(one, area=one.area or "Education") for one in content.related))


def change_text(blocks: list[tuple[str, str]], random: Random) -> tuple[str, Change]:
    """Return a text after one change to its blocks."""
    places = [number for number, (kind, _) in enumerate(blocks) if kind in "hdi"]
    place = random.choice(places)
    kind, text = blocks[place]
    changed = list(blocks)
    match random.randrange(5):
        case 0:
            del changed[place]
            return written(changed), Change(f"no line {text[:40]!r}", "taken", taken=text)
        case 1:
            del changed[random.randint(4, len(changed) - 1) :]
            return written(changed), Change("a text cut", "loud")
        case 2:
            row = random.choice(NEW_ROWS)
            changed.insert(_after(blocks, place), (kind, f"{row.label}: {row.parts[0]}"))
            return written(changed), Change(f"new row {row.label!r} after {text[:30]!r}", "given", given=row.parts[0])
    if text.startswith("- ") or text.endswith(":"):
        place = 2  # a line below a list, or below a label without a value, may be more of it: below the title instead
    new = random.choice(WORDS + LABELLED)
    changed.insert(_after(blocks, place), (kind, new))
    return written(changed), Change(f"line {new!r} after {text[:30]!r}", "given", given=new)


def _after(blocks: list[tuple[str, str]], place: int) -> int:
    """Return the place behind a block and all items of its list."""
    place += 1
    while place < len(blocks) and (blocks[place][1].startswith("- ") or blocks[place - 1][1].endswith(":")
                                   or blocks[place - 1][1] == "Policy Areas"):  # fmt: skip
        place += 1
    return place
