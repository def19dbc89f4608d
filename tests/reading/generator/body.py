"""What is below the header, in many layouts."""

import re
from html import escape

from tests.reading.generator.content import Content, Entry, Summary
from tests.reading.generator.header import headed

COUNTS = ("No", "One", "Two", "Three")
NOTE = re.compile(r"\[Note (\d+)\]")


MILESTONES = {
    "heading": "<h5>Milestone {code} {title} ({capitals})</h5>",
    "strong": "<p><strong>Milestone {code} {title} ({rating})</strong></p>",
    "span": "<h5>Milestone {code} {title} <span class='rating'>{rating}</span></h5>",
    "line": "<h5>Milestone {code}. {title}</h5><p>{rating}</p>",
}
ENTRIES = {
    "ol": "<li>{title}<br>{id}, {cycle}, {area}</li>",
    "linked": "<li>{link}<p>{id}, {cycle}, {area}</p></li>",
    "table": "<tr><td>{link}</td><td>{id}</td><td>{cycle}</td><td>{area}</td></tr>",
    "id first": "<li><b>{id}</b> {title} <small>{cycle}, {area}</small></li>",
    "brackets": "<li>{link} ({id}, {cycle}, {area})</li>",
    "links only": "<li>{link}</li>",
    "divs": "<div><div>{link}</div><div>{id}, {cycle}, {area}</div></div>",
    "cards": "<div class='card'><h4>{title}</h4><p>{id}, {cycle}, {area}</p></div>",
    "options": "<option value='{address}'>{title}</option>",
}
PANELS = {
    "none": "{heading}{inner}",
    "sections": "<section>{heading}<div>{inner}</div></section>",
    "details": "<details><summary>{name}</summary>{inner}</details>",
    "tabs with headings": "<div role='tabpanel' id='{id}' hidden>{heading}{inner}</div>",
    "accordion": "<h3><button aria-controls='{id}'>{name}</button></h3><div id='{id}' hidden>{inner}</div>",
    "style rule": "<h3><a href='#{id}'>{name}</a></h3><div id='{id}' class='panel-shut'>{inner}</div>",
}


class Body:
    """Writes the body of one page in one style. A comment `<!--d1-->`, `<!--i2-->`, `<!--r1-->` is a place."""

    def __init__(self, content: Content, style: dict[str, str]) -> None:
        self.content = content
        self.style = style
        self.cited: list[int] = []
        self.places = dict.fromkeys("dir", 0)

    def place(self, kind: str) -> str:
        self.places[kind] += 1
        return f"<!--{kind}{self.places[kind]}-->"

    def text(self, text: str) -> str:
        return NOTE.sub(lambda match: self.note(int(match[1])), escape(text, quote=False))

    def note(self, number: int) -> str:
        words = escape(self.content.notes[number], quote=True)
        self.cited.append(number)
        match self.style["notes"]:
            case "footnotes":
                return f"<sup><a href='#fn{number}'>{number}</a></sup>"
            case "title":
                return f"<sup title='{words}'>{number}</sup>"
            case "sup":
                return f"<sup>[Note {number}: {words}]</sup>"
        return f"[Note {number}: {words}]"

    def paragraphs(self, texts: tuple[str, ...], kind: str) -> str:
        if self.style["paragraphs"] == "br":
            return f"<p>{'<br><br>'.join(self.text(text) for text in texts)}</p>{self.place(kind)}"
        tag = self.style["paragraphs"]
        return "".join(f"<{tag}>{self.text(text)}</{tag}>{self.place(kind)}" for text in texts)

    def labelled(self, label: str, texts: tuple[str, ...], *, heading: bool = False) -> str:
        """Return a label of the reviewers' template with its text."""
        first, rest = texts[0], texts[1:]
        end = self.place("i") + (self.paragraphs(rest, "i") if rest else "")
        match self.style["labels"]:
            case "headings":
                return f"<h4>{label}</h4><p>{self.text(first)}</p>{end}"
            case "divs":
                return f"<div>{label}:</div><div>{self.text(first)}</div>{end}"
            case "dl":
                return f"<dl><dt>{label}</dt><dd>{self.text(first)}</dd></dl>{end}"
            case "bare":
                return f"<p>{label}: {self.text(first)}</p>{end}"
        if heading:
            return f"<p><strong>{label}</strong></p><p>{self.text(first)}</p>{end}"
        return f"<p><strong>{label}:</strong> {self.text(first)}</p>{end}"

    def summary(self, summary: Summary) -> str:
        out = [headed(summary.heading, self.style), f"<h3>Commitment {summary.number}. {summary.title}</h3>"]
        out.append(self.labelled("Commitment Text", summary.text))
        if summary.steps:
            out.append(
                self.labelled(
                    "Editorial Note", (f"{COUNTS[len(summary.steps)]} milestones were derived from this commitment:",)
                )
            )
            out.append("<ol>" + "".join(f"<li>{self.text(step.text)}</li>" for step in summary.steps) + "</ol>")
        out.append(self.labelled("Responsible institution", (summary.responsible,)))
        out.append(self.labelled("Supporting institution(s)", (summary.supporting,)))
        if summary.dates:
            out.append(self.labelled("Start date", (summary.dates[0],)))
            out.append(self.labelled("End date", (summary.dates[1],)))
        out.append(self.labelled("Commitment Aim", summary.aim, heading=True))
        for _, label, value in summary.completion:
            rating, text = value.split("|", 1)
            out.append(self.labelled(label, (rating,)))
            out.append(self.paragraphs((text,), "i"))
        for step in summary.steps:
            out.append(self.milestone(step.code, step.title, step.rating))
            out.append(self.paragraphs((step.assessment,), "i"))
        level = "h4" if self.style["labels"] == "headings" else "p"
        strong = ("<strong>", "</strong>") if level == "p" else ("", "")
        out.append(f"<{level}>{strong[0]}Did it open government?{strong[1]}</{level}>")
        out.extend(self.labelled(value, (rating,)) for value, rating in summary.opened)
        out.append(self.paragraphs((summary.opened_text,), "i"))
        out.append(f"<{level}>{strong[0]}Carried forward?{strong[1]}</{level}>")
        out.append(self.paragraphs((summary.carried,), "i"))
        return "".join(out)

    def milestone(self, code: str, title: str, rating: str) -> str:
        form = MILESTONES[self.style["milestones"]]
        return form.format(code=code, title=title, rating=rating, capitals=rating.upper())

    def entry(self, entry: Entry) -> str:
        title, address = escape(entry.title, quote=False), f"/members/{self.content.slug}/commitments/{entry.id}/"
        return ENTRIES[self.style["related"]].format(
            id=entry.id, cycle=entry.cycle, area=escape(entry.area, quote=False), title=title, address=address,
            link=f"<a href='{address}'>{title}</a>",
        )  # fmt: skip

    def related(self) -> str:
        inner = self.place("r") + "".join(self.entry(entry) + self.place("r") for entry in self.content.related)
        around = {"table": "<table>{}</table>", "divs": "{}", "cards": "{}", "options": "<select>{}</select>"}
        heading = headed("Commitments", self.style)
        return heading + around.get(self.style["related"], "<ol>{}</ol>").format(inner)

    def footnotes(self) -> str:
        if self.style["notes"] != "footnotes" or not self.cited:
            return ""
        notes = ((number, escape(self.content.notes[number])) for number in self.cited)
        items = "".join(f"<li id='fn{number}'>{text} <a href='#r{number}'>↩</a></li>" for number, text in notes)
        return f"<ol class='footnotes'>{items}</ol>"  # fmt: skip

    def parts(self) -> list[tuple[str, str]]:
        """Return the parts of the body, each with the words that a tab would have: description, summaries."""
        content = self.content
        if content.local:
            inner = "".join(f"<h4>{label}</h4><p>{text}</p>" for _, label, text in content.answers)
            return [("Description", inner)]
        parts = [("Description", self.paragraphs(content.description, "d"))]
        parts.extend((one.heading, self.summary(one).split("</" + self.style["level"].split()[0] + ">", 1)[1])
                     for one in content.irm)  # fmt: skip
        parts[-1] = (parts[-1][0], parts[-1][1] + self.footnotes())
        return parts

    def body(self) -> str:
        return panels(self.parts(), self.style) + self.related()


def panels(parts: list[tuple[str, str]], style: dict[str, str]) -> str:
    """Return the parts one below the other, or each in a panel that an eye can open."""
    way = style["panels"]
    form, before = PANELS[way], ""
    if way == "tabs with headings":
        tabs = (
            f"<li role='presentation'><a role='tab' href='#p{n}'>{name}</a></li>" for n, (name, _) in enumerate(parts)
        )
        before = f"<ul role='tablist'>{''.join(tabs)}</ul>"
    elif way == "style rule":
        before = "<style>.panel-shut{display:none}</style>"
    return before + "".join(
        form.format(id=f"p{n}", name=name, inner=inner, heading=headed(name, style))
        for n, (name, inner) in enumerate(parts)
    )
