"""A page: content in a style, as HTML; and what its record must hold."""

import re
from html import escape
from random import Random
from typing import Any

from tests.reading.generator.body import NOTE, Body
from tests.reading.generator.content import NOTHING, Content, Summary, expected_value
from tests.reading.generator.header import FORMS, SEPARATE, TOGETHER, header

#: The ways to do each thing; the first is the plainest.
CHOICES: dict[str, list[str]] = {
    "header": ["strong", *FORMS, *TOGETHER],
    "headings": ["no", "yes"],
    "level": ["h2", "h3", "div class='h'", "p"],
    "rating": ["text", "doubled", "alt", "title", "aria-label", "aria-valuetext", "class", "data", "file-name",
               "data-src", "svg-text", "svg-title", "active", "aria-current"],
    "areas": ["commas", "links", "other links", "spans", "badges", "·", "/", "•", "|", "li", "br"],
    "institutions": ["commas", "li", "br", "spans", "divs"],
    "reports": ["commas", "li", "li and words"],
    "paragraphs": ["p", "div", "br"],
    "labels": ["strong", "headings", "divs", "dl", "bare"],
    "milestones": ["heading", "strong", "span", "line"],
    "notes": ["inline", "sup", "footnotes", "title"],
    "related": ["ol", "linked", "table", "id first", "brackets", "links only", "divs", "cards", "options"],
    "panels": ["none", "tabs with headings", "accordion", "details", "style rule", "sections"],
    "copies": ["none", "none", "classes", "hidden", "display"],
    "title": ["h1", "h2", "div", "h1 in header"],
    "head": ["title", "none"],
    "wrappers": ["0", "1", "3"],
    "white space": ["none", "pretty"],
    "tooltips": ["none", "role", "hidden"],
}  # fmt: skip
PLAIN = {name: ways[0] for name, ways in CHOICES.items()}
DATES = {"July 2014": "2014-07", "June 2016": "2016-06", "1 July 2014": "2014-07-01", "30 June 2016": "2016-06-30"}
PLACE = re.compile(r"<!--[hdir]\d+-->")


def random_style(seed: str) -> dict[str, str]:
    """Return a style: plain but for a few choices, or for most, so that single choices and mixtures are tried."""
    random = Random(seed)
    plain = random.choice([0.85, 0.6, 0.2])
    return {name: ways[0] if random.random() < plain else random.choice(ways) for name, ways in CHOICES.items()}


def html(content: Content, style: dict[str, str]) -> str:
    """Return the page with its places marked by comments (see `without_places`)."""
    top = header(list(content.rows), style)
    title = f"{escape(content.title, quote=False)} ({content.id})"
    tag = style["title"].split()[0]
    heading = f"<{tag}>{title}</{tag}>"
    if style["tooltips"] != "none":
        hidden = " hidden" if style["tooltips"] == "hidden" else ""
        tip = f"<span role='tooltip'{hidden}>A plan of two years that a member writes.</span>"
        top = top.replace("Action Plan Cycle", f"Action Plan Cycle{tip}", 1)
    match style["copies"]:
        case "classes":
            top = f"<div class='d-none d-md-block'>{top}</div><div class='d-md-none'>{PLACE.sub('', top)}</div>"
        case "hidden":
            top = f"<div class='wide'>{top}</div><div class='narrow' hidden>{PLACE.sub('', top)}</div>"
        case "display":
            top = f"<div class='narrow' style='display:none'>{PLACE.sub('', top)}</div><div class='wide'>{top}</div>"
    for _ in range(int(style["wrappers"])):
        top = f"<div class='wrap'>{top}</div>"
    member = f"<p><a href='/members/{content.slug}/'>{content.member}</a></p>"
    start = f"<header>{member}{heading}</header>" if "header" in style["title"] else member + heading
    body = f"{start}<main>{top}{Body(content, style).body()}</main><footer><p>Open Government Partnership</p></footer>"
    head = f"<title>{title} | Commitment from {content.member} | Open Government Partnership</title>"
    page = f"<html lang='en'><head>{head if style['head'] == 'title' else ''}</head><body>{body}</body></html>"
    return (
        re.sub(r"(</(?:p|div|h\d|li|tr|dd|ul|ol|dl|table|section)>)", r"\1\n  ", page)
        if style["white space"] == "pretty"
        else page
    )


def without_places(page: str) -> str:
    return PLACE.sub("", page)


def _marked(text: str) -> str:
    return NOTE.sub(r"[^\1]", text)


def expected(content: Content, style: dict[str, str]) -> dict[str, Any]:
    """Return path and value of all that the page's record must hold; texts are compared by their words."""
    separator = "; " if style["institutions"] in SEPARATE else ", "
    want: dict[str, Any] = {"id": content.id, "title": content.title, "member.name": content.member}
    for row in content.rows:
        key, value = f"overview.{row.key}", expected_value(row, separator)
        if row.key in ("action_plan", "inception_report"):
            want[f"{key}.text" if value else key] = value
        else:
            want[key] = value
        if value is None and row.parts and row.key:
            want[f"overview.absent.{row.key}"] = NOTHING[row.parts[0]]
        if row.kind == "reports":
            want[key] = [{"text": part} for part in value]
        if row.key == "relevant":
            named = [part for part in row.parts if part not in NOTHING and part != "Yes"]
            want["overview.ogp_values"] = named
    if content.local:
        want |= {f"proposal.{key}": text for key, _, text in content.answers}
    else:
        want["description"] = "\n\n".join(_marked(text) for text in content.description)
    want["irm"] = [_summary(one) for one in content.irm]
    steps = [step for one in content.irm for step in one.steps]
    want["milestones"] = [
        {"code": step.code, "title": step.title, "text": step.text, "completion": step.rating,
         "assessment": _marked(step.assessment)} for step in steps]  # fmt: skip
    numbers = [int(number) for text in _texts(content) for number in NOTE.findall(text)]
    want["notes"] = [{"number": number, "text": content.notes[number]} for number in numbers]
    bare = style["related"] in ("links only", "options")
    want["related"] = [
        {
            "id": one.id,
            "title": one.title,
            "cycle": None if bare else one.cycle,
            "policy_area": None if bare else one.area or None,
        }
        for one in content.related
    ]
    return want


def _summary(one: Summary) -> dict[str, Any]:
    return {
        "stage": one.stage,
        "number": one.number,
        "title": one.title,
        "commitment_text": "\n\n".join(one.text),
        "responsible_institutions": one.responsible,
        "supporting_institutions": None if one.supporting == "---" else one.supporting,
        "start_date": DATES[one.dates[0]] if one.dates else None,
        "end_date": DATES[one.dates[1]] if one.dates else None,
        "commitment_aim": _marked("\n\n".join(one.aim)),
        "completion": [{"stage": stage, "rating": value.split("|")[0], "text": _marked(value.split("|")[1])}
                       for stage, _, value in one.completion],
        "did_it_open_government": {"ratings": [{"value": value, "rating": rating} for value, rating in one.opened],
                                   "text": _marked(one.opened_text)},
        "carried_forward": one.carried,
    }  # fmt: skip


def _texts(content: Content) -> list[str]:
    texts = list(content.description)
    for one in content.irm:
        texts += [*one.aim, *(value for _, _, value in one.completion), *(step.assessment for step in one.steps),
                  one.opened_text]  # fmt: skip
    return texts
