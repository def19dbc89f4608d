"""What can happen to a page: elements dropped, swapped, wrapped ..., and new things put between the known ones."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import Any

from lxml import etree, html

from tests.reading.generator.content import Row
from tests.reading.generator.page import PLACE, without_places

#: Elements of which a change makes no sense, or whose text no eye sees.
_QUIET = {"html", "head", "title", "body", "style", "script", "text", "path", "svg"}
#: Elements of which a page pairs labels with values.
_PAIRED = {"td", "th", "dd", "dt", "strong", "b"}
_BLOCKS = {"div", "p", "section", "main", "dl", "table", "ul", "ol", "header", "h1", "h2", "h3", "h4", "h5", "details"}
_HOLDS_BLOCKS = {"div", "section", "body", "main", "header", "details"}


@dataclass(frozen=True)
class Change:
    """A change that was made: its name, the rule that the record must keep, the words taken away or put in."""

    name: str
    rule: str
    taken: str = ""
    given: str = ""


Tree = Any
Changer = Callable[[Tree, Any, Random], Change | None]


def tree_of(page: str) -> Tree:
    return html.document_fromstring(page, parser=html.HTMLParser(encoding="utf-8"))


def page_of(tree: Tree) -> str:
    return without_places(etree.tostring(tree, method="html", encoding="unicode", doctype="<!DOCTYPE html>"))


def elements(tree: Tree) -> list[Any]:
    """Return the elements that changes can be made to, in page order."""
    return [
        one
        for one in tree.body.iter()
        if isinstance(one.tag, str) and one.tag not in _QUIET and not _is_chosen_of_two(one)
    ]


def _is_chosen_of_two(element: Any) -> bool:
    """Tell whether an icon is marked as the chosen one of two: without it the other one is a rating like any other."""
    marked = "aria-current" in element.attrib or "active" in element.get("class", "").split()
    return marked and len(element.getparent().findall(element.tag)) == 2


def text_of(element: Any) -> str:
    """Return the words of an element as an eye sees them, drawn ones too; elements' texts do not touch."""
    drawn = [
        str(value).replace("-", " ")
        for one in element.iter()
        if isinstance(one.tag, str)
        for value in one.attrib.values()
    ]
    return " ".join([*(text for text in element.itertext("*") if text.strip()), *drawn])


def drop(tree: Tree, element: Any, random: Random) -> Change | None:
    taken = text_of(element)
    if element.tag in ("header", "main", "footer") or not taken.strip():
        return None
    element.drop_tree()
    return Change(f"drop <{element.tag}>", "taken", taken=taken)


def swap(tree: Tree, element: Any, random: Random) -> Change | None:
    after = element.getnext()
    if after is None or not isinstance(after.tag, str) or after.tag in _QUIET:
        return None
    if not text_of(element).strip() or not text_of(after).strip() or {element.tag, after.tag} & _PAIRED:
        return None  # a label or a cell: what belongs to which label is then really another
    name = f"swap <{element.tag}> and <{after.tag}>"
    element.tail, after.tail = after.tail, element.tail
    after.addnext(element)
    return Change(name, "moved")


def rename(tree: Tree, element: Any, random: Random) -> Change | None:
    pairs = [("p", "div"), ("div", "p"), ("h2", "h4"), ("h3", "div"), ("div", "section"), ("strong", "b"),
             ("li", "div"), ("ul", "div"), ("span", "em"), ("dt", "div"), ("dd", "div"), ("strong", "span"),
             ("td", "th"), ("th", "td")]  # fmt: skip
    old, new = random.choice(pairs)
    found = [one for one in tree.body.iter(old) if not (new == "p" and any(inner.tag in _BLOCKS for inner in one))]
    if not found or (old == "dt" and any(one.tag == "dl" for one in tree.body.iter()) and random.random() < 0.5):
        return None
    for one in found:
        one.tag = new
    return Change(f"rename <{old}> to <{new}>", "same")


def wrap(tree: Tree, element: Any, random: Random) -> Change | None:
    if element.tag not in _BLOCKS or element.getparent().tag not in _HOLDS_BLOCKS:
        return None
    wrapper = etree.Element(
        random.choice(["div", "section", "article"]), {"class": random.choice(["x", "card", "col-6"])}
    )
    element.addprevious(wrapper)
    wrapper.tail, element.tail = element.tail, None
    wrapper.append(element)
    return Change(f"wrap <{element.tag}>", "same")


def wrap_text(tree: Tree, element: Any, random: Random) -> Change | None:
    if not (element.text or "").strip() or element.tag == "option":
        return None
    inner = etree.Element(random.choice(["span", "b", "i", "font"]))
    inner.text, element.text = element.text, None
    element.insert(0, inner)
    return Change(f"<{inner.tag}> in <{element.tag}>", "same")


def unwrap(tree: Tree, element: Any, random: Random) -> Change | None:
    if element.tag in (
        "td",
        "th",
        "tr",
        "table",
        "li",
        "option",
        "select",
        "details",
        "a",
        "sup",
        "img",
        "br",
        "i",
        "ul",
        "ol",
    ):
        return None
    element.drop_tag()
    return Change(f"unwrap <{element.tag}>", "same")


def duplicate(tree: Tree, element: Any, random: Random) -> Change | None:
    if not text_of(element).strip() or element.tag in ("main", "header", "footer") or "id" in element.attrib:
        return None
    copy = tree_of(etree.tostring(element, method="html", encoding="unicode", with_tail=False))
    inner = next(iter(copy.body), None)
    if inner is None or inner.tag != element.tag:
        return None
    given = text_of(element)
    inner.tail, element.tail = element.tail, " "
    element.addnext(inner)
    return Change(f"duplicate <{element.tag}>", "doubled", given=given)


def strip_attributes(tree: Tree, element: Any, random: Random) -> Change | None:
    for number, one in enumerate(tree.body.iter()):
        if isinstance(one.tag, str) and one.tag != "i" and "class" in one.attrib:
            one.set("class", f"c{number % 3}")
    return Change("other classes", "same")


def no_colons(tree: Tree, element: Any, random: Random) -> Change | None:
    for one in tree.body.iter("strong", "dt", "th", "td", "span", "div", "b"):
        if one.text and one.text.endswith(":") and not len(one):
            one.text = one.text[:-1]
    return Change("no colons", "same")


def capitals(tree: Tree, element: Any, random: Random) -> Change | None:
    for one in tree.body.iter("strong", "dt", "th", "h2", "h3", "h4", "b"):
        if (
            one.text
            and one.text.rstrip(" :")
            and not len(one)
            and len(one.text) < 40
            and not re.search(r"\d", one.text)
        ):
            one.text = one.text.upper()
    return Change("labels in capitals", "case")


def lose_label(tree: Tree, element: Any, random: Random) -> Change | None:
    found = [one for one in tree.body.iter("strong", "dt", "th", "b", "span", "div", "td", "h4")
             if re.fullmatch(r"[A-Z][A-Za-z() ]{5,40}:?", one.text or "") and not len(one)]  # fmt: skip
    if not found:
        return None
    one = random.choice(found)
    taken, one.text = one.text, None
    return Change(f"no words of {taken!r}", "taken", taken=taken)


def rename_label(tree: Tree, element: Any, random: Random) -> Change | None:
    """Give a label of the header words that nobody knows: the site has renamed it."""
    found = [one for one in tree.body.iter("strong", "dt", "th", "b", "span", "div", "td", "h4")
             if (one.text or "").rstrip(":") in KNOWN and not len(one)]  # fmt: skip
    labels = sorted({one.text.rstrip(":") for one in found})
    if not labels:
        return None
    old, new = random.choice(labels), random.choice(["Zzyzx", "Overall Grade", "Kind of Thing"])
    for one in found:
        if one.text.rstrip(":") == old:
            one.text = one.text.replace(old, new)
    return Change(f"{old!r} is now {new!r}", "loud")


def part_of_row(element: Any) -> bool:
    """Tell whether an element is in a row of the header without its label."""
    if any((one.text or "").strip(" :") in KNOWN for one in element.iter() if isinstance(one.tag, str)):
        return False
    above = [one for one, _ in zip(element.iterancestors(), range(5), strict=False)]
    return any(text_of(one).strip().startswith(tuple(KNOWN)) and len(text_of(one)) < 400 for one in above)


def move(tree: Tree, element: Any, random: Random) -> Change | None:
    others = [one for one in elements(tree) if one.tag in _BLOCKS and one.getparent().tag in _HOLDS_BLOCKS]
    if element.tag not in _BLOCKS or len(text_of(element)) < 12:
        return None
    target = random.choice(others)
    if part_of_row(element) or part_of_row(target):
        return None  # it was, or becomes, a part of a value
    if target is element or target in element.iterdescendants() or element in target.iterdescendants():
        return None
    element.drop_tree()
    element.tail = None
    target.addnext(element)
    return Change(f"move <{element.tag}> behind <{target.tag}>", "moved")


#: Labels of the header that are there and nowhere else.
KNOWN = {
    *(
        "Action Plan",
        "Action Plan Cycle",
        "Status",
        "Lead Institution",
        "Lead Institution(s)",
        "Support Institution(s)",
    ),
    *("Policy Areas", "IRM Report", "IRM Reports", "Starred", "Early Results", "Verifiable", "Relevant to OGP Values"),
    *("Potential Impact", "Ambition (see definition)", "Completion", "Inception Report", "Commitment Start"),
    *("Commitment End", "Institutions involved", "Primary Policy Area", "Primary Sector", "OGP Value"),
}
INSERTIONS: dict[str, str] = {
    "paragraph": "<p>{}</p>",
    "bold label": "<p><b>Contact Person:</b> {}</p>",
    "bold label without colon": "<p><strong>Budget</strong> {}</p>",
    "label and value apart": "<div>Source of Funding:</div><div>{}</div>",
    "badge": "<span class='badge'>{}</span>",
    "term": "<dl><dt>Budget</dt><dd>{}</dd></dl>",
    "list": "<ul><li>{}</li></ul>",
    "table": "<table><tr><th>Budget</th><td>{}</td></tr></table>",
    "link": "<a href='/x/'>{}</a>",
    "heading": "<h4>{}</h4>",
    "box": "<aside><p>{}</p></aside>",
    "dialog": "<div role='dialog'><p>{}</p></div>",
    "hidden from readers aloud": "<p aria-hidden='true'>{}</p>",
}
LABELLED_FORMS = ["bold label", "bold label without colon", "label and value apart", "term", "table"]
WORDS = ["the registry of Zonk", "Zonk and Quill", "A zonk met a quill in the garden of the palace and nobody saw it.",
         "See ZZ0077, 2013, Open Data", "Zonk: the status of the quill",
         "zonk (Complete)", "12,000 zonks", "Zonk"]  # fmt: skip
LABELLED = ["Lead Institution: the zonk", "Status of the zonk", "Zonk of the Policy Areas", "Completion of zonks: soon",
            "Commitments of the zonk", "Description of zonks"]  # fmt: skip


def insert(tree: Tree, element: Any, random: Random) -> Change | None:
    places = [one for one in tree.body.iter(etree.Comment) if PLACE.fullmatch(f"<!--{one.text}-->")]
    places = [one for one in places if one.getparent().tag not in ("select", "table", "tr", "tbody")]
    if not places:
        return None
    place = random.choice(places)
    form = random.choice(LABELLED_FORMS if _open_ended(place) else list(INSERTIONS))
    if form == "list" and place.text[0] in "hi":
        return None  # a list below a value may be more of it
    text = random.choice(WORDS if random.random() < 0.75 else LABELLED)
    parent = place.getparent().tag
    inner = INSERTIONS[form].format(text)
    if parent in ("ul", "ol"):
        inner = f"<li>{inner}</li>"
    if parent == "dl":
        inner = f"<dt>Budget</dt><dd>{text}</dd>" if random.random() < 0.5 else f"<div>{inner}</div>"
    if parent == "p":
        inner = f"<b>Budget:</b> {text}<br>"
    fragments = html.fragments_fromstring(inner)
    for fragment in reversed(fragments):
        if not isinstance(fragment, str):
            place.addnext(fragment)
    rule = "listed" if place.text[0] == "r" else "given"
    return Change(f"{form} {text!r} at {place.text} in <{parent}>", rule, given=text)


def _open_ended(place: Any) -> bool:
    """Tell whether the value before a place has no element of its own around all its blocks: more may be part of it."""
    value = place.getprevious()
    label = value.getprevious() if value is not None else None
    while label is not None and not isinstance(label.tag, str):
        label = label.getprevious()
    empty = value is not None and text_of(value).strip(" :") in KNOWN
    return empty or (
        label is not None and place.text[0] == "h" and (label.tag == "h4" or (label.text or "").endswith(":"))
    )


def insert_into_value(tree: Tree, element: Any, random: Random) -> Change | None:
    """Put a decoration into the value itself: it does not become a part of it in silence."""
    values = [one for one in tree.body.iter("dd", "td", "p", "div", "span", "a") if (one.text or "").strip()]
    values = [one for one in values if not len(one) and len(one.text) < 60 and not one.text.endswith(":")]
    if not values:
        return None
    one = random.choice(values)
    inner = random.choice(DECORATIONS)
    fragment = html.fragment_fromstring(inner)
    one.text += " "
    one.append(fragment)
    return Change(f"{inner} in <{one.tag}>", "decorated", given=fragment.text or "")


#: What a theme may put beside a value.
DECORATIONS = ["<span class='badge'>New</span>", "<button>Copy</button>", "<sup>?</sup>", "<span hidden>zonk</span>",
               "<i class='material-icons'>open_in_new</i>",
               "<span class='sr-only'>(opens in a new tab)</span>"]  # fmt: skip
CHANGERS: tuple[Changer, ...] = (
    *(drop, drop, swap, rename, wrap, wrap_text, unwrap, duplicate, strip_attributes, no_colons, capitals, lose_label),
    rename_label,
    *(move, insert, insert, insert, insert_into_value),
)

NEW_ROWS = [
    Row(None, "Contact Person", "text", ("the registry of Zonk",)),
    Row(None, "Budget", "text", ("12,000 zonks",)),
    Row(None, "Source of Funding", "text", ("Zonk and Quill",)),
    Row(None, "Sector", "text", ("Zonk",)),
    Row(None, "Assessment", "text", ("zonk (Complete)",)),
]
