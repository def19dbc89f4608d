"""The header in many layouts."""

from html import escape

from tests.reading.generator.content import NOTHING, RATINGS, Row

#: Where a value's parts are in elements or on lines of their own.
SEPARATE = {"li", "br", "spans", "badges", "divs"}


def slugged(text: str) -> str:
    return "-".join("".join(char if char.isalnum() else " " for char in text.lower()).split())


DRAWN = {
    "text": "{word}",
    "doubled": "{word} <img src='/i/{slug}.svg' alt='{word}'>",
    "alt": "<img src='/i/x1.png' alt='{word}'>",
    "title": "<span title='{word}'></span>",
    "aria-label": "<span role='img' aria-label='{word}'></span>",
    "aria-valuetext": "<div role='meter' aria-valuenow='2' aria-valuetext='{word}'></div>",
    "class": "<i class='rating rating-{slug}'></i>",
    "data": "<i data-rating='{slug}'></i>",
    "file-name": "<img src='/wp-content/uploads/{key}-{slug}.svg' alt=''>",
    "data-src": "<img class='lazy' src='data:image/gif;base64,R0lGOD' data-src='/i/{key}-{slug}.svg' alt=''>",
    "svg-text": "<svg viewBox='0 0 9 9'><text x='1' y='8'>{word}</text></svg>",
    "svg-title": "<svg viewBox='0 0 9 9'><title>{word}</title><path d='M0 0'></path></svg>",
}
#: All of the scale is drawn, and one is marked.
MARKED = {
    "active": (
        "<i class='icon icon-{slug}' title='{word}'></i>",
        "<i class='icon icon-{slug} active' title='{word}'></i>",
    ),
    "aria-current": ("<b aria-label='{word}'></b>", "<b aria-label='{word}' aria-current='true'></b>"),
}
#: What is around each part of a value and, after the bar, between two.
PARTED = {
    "commas": "{}|, ",
    "li": "<li>{}</li>|",
    "br": "{}|<br>",
    "spans": "<span>{}</span>|",
    "badges": "<span class='badge badge-pill'>{}</span>| ",
    "divs": "<div>{}</div>|",
    "·": "{}| · ",
    "/": "{}| / ",
    "•": "{}| • ",
    "|": "{}| | ",
}


def drawn(key: str, word: str, style: str) -> str:
    """Return a rating as a layout shows it."""
    if style in MARKED:
        other, this = MARKED[style]
        return "".join((this if one == word else other).format(word=one, slug=slugged(one)) for one in RATINGS[key])
    return DRAWN[style].format(word=word, slug=slugged(word), key=slugged(key))


def parted(parts: list[str], style: str) -> str:
    if style == "links":
        return " ".join(f"<a href='/policy-area/{slugged(part)}/'>{part}</a>" for part in parts)
    if style == "other links":
        return "".join(f"<a href='/?t={index}'>{part}</a>" for index, part in enumerate(parts))
    each, between = PARTED[style].split("|", 1)
    text = between.join(each.format(part) for part in parts)
    return f"<ul>{text}</ul>" if style == "li" else text


def value_of(row: Row, style: dict[str, str]) -> str:
    """Return a row's value as HTML."""
    parts = [escape(part) for part in row.parts]
    first = row.parts[0] if row.parts else ""
    links = [f"<a href='/documents/{slugged(part)}/'>{part}</a>" for part in parts]
    value = parts[0] if parts else ""
    if row.kind == "plan":
        value = links[0]
    elif row.kind == "reports":
        beside = " (PDF, 2 MB)" if style["reports"] == "li and words" else ""
        value = parted([link + beside for link in links], "commas" if style["reports"] == "commas" else "li")
    elif row.kind == "rating" and first not in NOTHING:
        value = drawn(row.key or "", first, style["rating"])
    elif row.kind == "items":
        value = parted(parts, "li") if parts else ""
    elif row.kind == "areas" or (row.kind == "institutions" and len(parts) > 1):
        value = parted(parts, style[row.kind])
    elif row.kind == "values":
        value = " , ".join(parts)
    return value


FORMS = {
    "dl": "<dt>{label}:</dt><dd>{value}</dd>",
    "dl bare": "<dt>{label}</dt><dd>{value}</dd>",
    "dl grouped": "<div><dt>{label}</dt><dd>{value}</dd></div>",
    "th": "<tr><th scope='row'>{label}</th><td>{value}</td></tr>",
    "td": "<tr><td>{label}:</td><td>{value}</td></tr>",
    "strong": "<p><strong>{label}:</strong> {value}</p>",
    "colon outside": "<div><b>{label}</b>: {value}</div>",
    "spans": "<div><span>{label}</span><span>{value}</span></div>",
    "divs": "<div><div>{label}:</div><div>{value}</div></div>",
    "flat divs": "<div>{label}:</div><div>{value}</div>",
    "items": "<li><strong>{label}:</strong> {value}</li>",
    "br": "<strong>{label}:</strong> {value}<br>",
    "headings": "<h4>{label}</h4><p>{value}</p>",
    "nested": (
        "<div class='card'><div class='card-body'><div class='row'><div class='col'><span>{label}:</span></div>"
        "<div class='col'><div class='v'><span>{value}</span></div></div></div></div></div>"
    ),
}
#: The same where a value is a list or another block, which no paragraph can hold.
FORMS_OF_BLOCKS = {"strong": "<div><strong>{label}:</strong> {value}</div>", "headings": "<h4>{label}</h4>{value}"}


def simple(label: str, value: str, layout: str) -> str:
    """Return one row of a layout that has a form for each row."""
    forms = FORMS | FORMS_OF_BLOCKS if value.startswith(("<ul", "<ol", "<div")) else FORMS
    return forms[layout].format(label=label, value=value)


#: Layouts in which several rows are together.
TOGETHER = ("dt dt dd dd", "labels over values")
AROUND = {"dl": "<dl>{}</dl>", "dl bare": "<dl>{}</dl>", "dl grouped": "<dl>{}</dl>", "th": "<table>{}</table>",
          "td": "<table>{}</table>", "items": "<ul>{}</ul>", "br": "<p>{}</p>"}  # fmt: skip
HEADINGS_BEFORE = {"action_plan": "Overview|At-a-Glance", "lead_institution": "Institutions",
                   "irm_reports": "IRM Review",
                   "verifiable": "Design i", "completion": "Implementation i"}  # fmt: skip


def header(rows: list[Row], style: dict[str, str]) -> str:
    """Return the header; a comment `<!--h3-->` is the place after the row of index 2."""
    layout = style["header"]
    pairs = [(row.label, value_of(row, style)) for row in rows]
    if layout == "labels over values":
        labels = "".join(f"<th>{label}</th>" for label, _ in pairs)
        return f"<table><tr>{labels}</tr><tr>{''.join(f'<td>{value}</td>' for _, value in pairs)}</tr></table>"
    if layout == "dt dt dd dd":
        return "<dl>" + "".join(
            "".join(f"<dt>{label}</dt>" for label, _ in pairs[start : start + 2])
            + "".join(f"<dd>{value}</dd>" for _, value in pairs[start : start + 2])
            for start in range(0, len(pairs), 2)
        ) + "</dl>"  # fmt: skip
    groups: list[list[str]] = [[""]]
    for index, (row, (label, value)) in enumerate(zip(rows, pairs, strict=True)):
        heading = HEADINGS_BEFORE.get(row.key or "")
        if heading and style["headings"] == "yes":
            groups.append([headed(heading, style)])
        groups[-1].append(f"{simple(label, value, layout)}<!--h{index + 1}-->")
    around = AROUND.get(layout, "{}")
    return "".join(group[0] + around.format("".join(group[1:])) for group in groups if group[1:])


def headed(words: str, style: dict[str, str]) -> str:
    return "".join(f"<{style['level']}>{word}</{style['level'].split()[0]}>" for word in words.split("|"))
