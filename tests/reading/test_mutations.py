"""Right or loud: whatever happens to a page, the record is right, or something says what is wrong.

Each test changes a sample page as a redesign might, and holds the record against that of the unchanged page.
"""

import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from lxml import etree, html

from ogpscrape.errors import OgpscrapeError
from ogpscrape.page import Page
from ogpscrape.reading import parse_page
from tests.layouts.layouts import LAYOUTS, TEXT_LAYOUTS, render
from tests.layouts.source import load, sample_ids

PAGES = st.tuples(st.sampled_from(sample_ids()), st.sampled_from(sorted(LAYOUTS)))
TEXTS = st.tuples(st.sampled_from(sample_ids()), st.sampled_from(sorted(TEXT_LAYOUTS)))
SILENT = {"script", "style", "template", "noscript", "head", "svg", "title", "meta", "link", "html", "body"}
LEFT_OUT = (
    "account",
    "source",
    "warnings",
    "links",
    "provenance",
    "unclaimed",
    "fields",
    "cited_in",
    "absent",
    "url",
    "commitment_start",
    "commitment_end",
)
settings.register_profile(
    "reading", deadline=None, suppress_health_check=list(HealthCheck), derandomize=True, report_multiple_bugs=False
)
settings.load_profile("reading")


@cache
def page_of(identifier: str, layout: str) -> bytes:
    return render(load(identifier), layout)


@cache
def record_of(identifier: str, layout: str) -> dict[str, Any]:
    return parse_page(Page(page_of(identifier, layout))).model_dump(mode="json")


def read(body: bytes) -> dict[str, Any] | OgpscrapeError:
    try:
        return parse_page(Page(body)).model_dump(mode="json")
    except OgpscrapeError as error:
        return error


def tree_of(page: tuple[str, str]) -> Any:
    return html.document_fromstring(page_of(*page), parser=html.HTMLParser(encoding="utf-8"))


def bytes_of(tree: Any) -> bytes:
    return etree.tostring(tree, method="html", encoding="utf-8", doctype="<!DOCTYPE html>")


def shown_elements(tree: Any) -> list[Any]:
    """Return the elements of the body that hold visible text of their own."""
    return [
        element
        for element in tree.body.iter()
        if isinstance(element.tag, str)
        and element.tag not in SILENT
        and (element.text_content() or "").strip()
        and not any(
            above.tag in SILENT - {"html", "body"}
            or above.get("hidden") is not None
            or above.get("aria-hidden")
            or above.get("role")
            or above.get("style")
            or above.tag in ("nav", "footer", "dialog", "button")
            for above in (element, *element.iterancestors())
        )
    ]


def leaves(value: Any, path: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for key, inner in value.items():
            if key not in LEFT_OUT:
                yield from leaves(inner, f"{path}.{key}")
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from leaves(inner, f"{path}[{index}]")
    elif isinstance(value, str) and value not in ("midterm", "end_of_term"):
        yield path, value


def _words(text: str) -> list[str]:
    """Return the words of a text, short numbers left out: a list's own are drawn, not written."""
    return re.findall(r"[^\W\d]\w*|\d{3,}", text.casefold())


def words_in(record: dict[str, Any]) -> Counter[str]:
    return Counter(word for _, text in leaves(record) for word in _words(text))


def kept(record: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in record.items() if key not in ("account", "source", "warnings", "provenance")}


def is_loud(found: dict[str, Any] | OgpscrapeError, before: dict[str, Any]) -> bool:
    """Tell whether an error or a warning that the unchanged page did not give says that something is wrong."""
    if isinstance(found, OgpscrapeError):
        return True
    told = {(warning["code"], warning["field"]) for warning in before["warnings"]}
    return any((warning["code"], warning["field"]) not in told for warning in found["warnings"])


def assert_right_or_loud(found: dict[str, Any] | OgpscrapeError, before: dict[str, Any]) -> None:
    if not is_loud(found, before):
        assert isinstance(found, dict)
        assert kept(found) == kept(before)


# -- changes that change no word: the record stays the same -----------------------------------------------------------


@settings(max_examples=60)
@given(page=PAGES, data=st.data(), tag=st.sampled_from(["div", "section", "article", "main"]))
def test_a_wrapped_element_changes_nothing(page: tuple[str, str], data: st.DataObject, tag: str) -> None:
    tree = tree_of(page)
    blocks = [
        one for one in shown_elements(tree) if one.tag in ("div", "p", "section", "dl", "table", "ul", "ol", "h2")
    ]
    element = data.draw(st.sampled_from(blocks))
    assume(element.getparent().tag in ("div", "section", "body", "main", "article"))
    wrapper = etree.Element(tag, {"class": data.draw(st.sampled_from(["x", "card", "d-none"]))})
    element.addprevious(wrapper)
    wrapper.tail, element.tail = element.tail, None
    wrapper.append(element)
    assert_right_or_loud(read(bytes_of(tree)), record_of(*page))


@settings(max_examples=60)
@given(page=PAGES, data=st.data(), tag=st.sampled_from(["span", "b", "i", "font"]))
def test_text_within_inline_elements_is_the_same_text(page: tuple[str, str], data: st.DataObject, tag: str) -> None:
    tree = tree_of(page)
    element = data.draw(st.sampled_from([one for one in shown_elements(tree) if (one.text or "").strip()]))
    inner = etree.Element(tag)
    inner.text, element.text = element.text, None
    element.insert(0, inner)
    assert_right_or_loud(read(bytes_of(tree)), record_of(*page))


@settings(max_examples=60)
@given(page=PAGES, seed=st.integers(0, 9))
def test_other_classes_and_ids_change_nothing(page: tuple[str, str], seed: int) -> None:
    tree = tree_of(page)
    for number, element in enumerate(tree.body.iter()):
        if isinstance(element.tag, str) and not any(name in element.attrib for name in ("alt", "data-rating")):
            if "class" in element.attrib and not element.text_content().strip():
                continue  # a drawn rating may be a class
            element.set("class", f"c{number * 7919 % (seed + 3)}")
            element.set("id", f"i{number}")
    assert_right_or_loud(read(bytes_of(tree)), record_of(*page))


@settings(max_examples=100)
@given(
    page=PAGES, pairs=st.sampled_from([("p", "div"), ("h2", "h4"), ("h3", "div"), ("div", "section"), ("strong", "b")])
)
def test_renamed_tags_give_the_same_record_or_a_warning(page: tuple[str, str], pairs: tuple[str, str]) -> None:
    tree = tree_of(page)
    for element in list(tree.body.iter(pairs[0])):
        element.tag = pairs[1]
    assert_right_or_loud(read(bytes_of(tree)), record_of(*page))


# -- changes that take or move words ----------------------------------------------------------------------------------


def _parted(text: str) -> str:
    return f"{text} " + re.sub(r"(?<=[a-z\d)])(?=[A-Z])", " ", text)


def assert_words_accounted_for(
    found: dict[str, Any] | OgpscrapeError, before: dict[str, Any], removed: str = "", *, moved: str = ""
) -> None:
    """Nothing is in the record but what was, nothing is missing but what was removed; else something says so."""
    if is_loud(found, before):
        return
    assert isinstance(found, dict)
    gone = words_in(before) - words_in(found)
    new = words_in(found) - words_in(before)
    # Neighbouring elements' texts are glued in `removed`: they are parted where a word meets a capital.
    allowed = Counter(_words(_parted(removed)))
    assert not gone - allowed, f"missing: {gone - allowed}"
    assert not new - Counter(_words(_parted(moved))), f"new: {new}"
    same = [path for path, text in leaves(before["overview"], "overview") if text not in removed + moved]
    after = dict(leaves(found["overview"], "overview"))
    for path in same:
        if "[" not in path:
            assert after.get(path) == dict(leaves(before["overview"], "overview"))[path], path


@settings(max_examples=100)
@given(page=PAGES, data=st.data())
def test_a_dropped_element_takes_its_words_and_no_others(page: tuple[str, str], data: st.DataObject) -> None:
    tree = tree_of(page)
    element = data.draw(st.sampled_from([one for one in shown_elements(tree) if one.tag != "body"]))
    removed = element.text_content()
    element.drop_tree()
    assert_words_accounted_for(read(bytes_of(tree)), record_of(*page), removed)


@settings(max_examples=100)
@given(page=PAGES, data=st.data())
def test_swapped_neighbours_lose_no_word(page: tuple[str, str], data: st.DataObject) -> None:
    tree = tree_of(page)
    shown = list(shown_elements(tree))
    known = set(shown)
    candidates = [one for one in shown if one.getnext() in known]
    assume(candidates)
    element = data.draw(st.sampled_from(candidates))
    following = element.getnext()
    moved = f"{element.text_content()} {following.text_content()}"
    element.tail, following.tail = following.tail, element.tail
    following.addnext(element)
    assert_words_accounted_for(read(bytes_of(tree)), record_of(*page), moved=moved)


@settings(max_examples=60)
@given(page=TEXTS, data=st.data())
def test_a_dropped_line_takes_its_words_and_no_others(page: tuple[str, str], data: st.DataObject) -> None:
    lines = page_of(*page).decode().splitlines()
    index = data.draw(st.sampled_from([number for number, line in enumerate(lines) if line.strip()]))
    removed = lines.pop(index)
    assert_words_accounted_for(read("\n".join(lines).encode()), record_of(*page), removed)


LABELS = [
    "Action Plan Cycle", "Lead Institution", "Support Institution(s)", "Policy Areas", "IRM Report", "Early Results",
    "Verifiable", "Relevant to OGP Values", "Description", "IRM End of Term Status Summary",
    "IRM Midterm Status Summary", "Did it open government?", "Carried forward?",
]  # fmt: skip


@settings(max_examples=100)
@given(
    page=st.one_of(PAGES, TEXTS),
    label=st.sampled_from(LABELS),
    new=st.sampled_from(["Zzyzx", "Overall Grade", "Kind of Thing"]),
)
def test_a_renamed_label_is_never_silent(page: tuple[str, str], label: str, new: str) -> None:
    before = record_of(*page)
    body = page_of(*page).decode()
    assume(f">{label}" in body or f"\n{label}" in body)
    changed = re.sub(rf"(?<=[>\n]){re.escape(label)}", new, body)
    found = read(changed.encode())
    if not is_loud(found, before):
        assert isinstance(found, dict)
        assert kept(found)["overview"] == before["overview"]
        # The same words may stand in the text of a description: there they are no label.
        words = Counter(_words(f"{label} {new} " * 9))
        assert not words_in(found) - words_in(before) - words
        assert not words_in(before) - words_in(found) - words


@settings(max_examples=80)
@given(page=PAGES, share=st.floats(0, 1))
def test_a_page_cut_anywhere_is_never_silently_short(page: tuple[str, str], share: float) -> None:
    body = page_of(*page)
    end = body.rindex(b"</body>")
    cut = body[: int(end * share)]
    assert is_loud(read(cut), record_of(*page))


@settings(max_examples=60)
@given(page=TEXTS, share=st.floats(0, 1))
def test_a_text_cut_anywhere_is_never_silently_short(page: tuple[str, str], share: float) -> None:
    body = page_of(*page)
    footer = body.rindex(b"Open Government Partnership")
    assert is_loud(read(body[: int(footer * share)]), record_of(*page))


@pytest.mark.parametrize("identifier", sample_ids())
def test_all_labels_renamed_is_an_error(identifier: str) -> None:
    body = page_of(identifier, "divs").decode()
    changed = re.sub(r"(?<=>)([A-Z][A-Za-z() ]+):(?=<)", r"New \1 here:", body)
    found = read(changed.encode())
    assert is_loud(found, record_of(identifier, "divs"))
