import pytest
from markdown_it import MarkdownIt

from ogpscrape import load
from ogpscrape.commitment import Link, Milestone, Note, Overview, Section
from ogpscrape.writing import markdown
from ogpscrape.writing.formats import Choices, export
from tests.records import record


def test_a_document_reads_like_the_page():
    (korea,) = load("samples", "KR0017")
    text = markdown.document(korea)
    heads = [line for line in text.splitlines() if line.startswith("#")]
    assert heads[0] == "# Strengthening Public-Private Collaboration (KR0017)"
    assert "### 1.a.4: Online discussions of state projects" in heads
    assert "| Lead institution | *not applicable* |" in text
    assert "| Completion | Substantial |" in text
    assert "- Civic Participation: Marginal" in text


def test_notes_are_footnotes_each_defined_once_and_cited():
    (korea,) = load("samples", "KR0017")
    text = markdown.document(korea)
    for note in korea.notes:
        assert text.count(f"\n[^{note.number}]: ") == 1
        assert text.count(f"[^{note.number}]") >= 2


def test_a_note_that_no_text_cites_is_shown_all_the_same():
    text = markdown.document(record(notes=[Note(number=5, text="Alone")], description="[^6] is not a note"))
    assert "## Notes without a place in the text\n\n**Note 5**\n\nAlone" in text
    assert "\\[^6] is not a note" in text


def test_a_note_of_several_paragraphs_stays_one_footnote():
    notes = [Note(number=5, text="One\n\nTwo", links=[Link(text="the report", url="https://example.org/r")])]
    text = markdown.document(record(description="See.[^5]", notes=notes))
    assert "[^5]: One &nbsp;\n\n    Two\n\n    [the report](https://example.org/r)\n" in text


def test_documents_in_a_row_have_footnotes_of_their_own(tmp_path):
    pair = [record(id=id_, description="See.[^1]", notes=[Note(number=1, text=id_)]) for id_ in ("ZZ0001", "ZZ0002")]

    class Out(list):
        write = list.append

    out = Out()
    markdown.write(pair, out)
    text = "".join(out)
    assert "See.[^ZZ0001-1]" in text
    assert "[^ZZ0002-1]: ZZ0002" in text
    assert "\n\n---\n\n# " in text


@pytest.mark.parametrize(
    "text",
    [
        *("# a", "- a", "1. a", "> a", "---", "a\n---", "a\n===", "| a | b |", "<script>alert(1)</script>", "&amp;"),
        *("*a*", "_a_", "__a__", "`a`", "```\na", "~~~", "[a](b)", "![a](b)", "[a]: b", "a  \nb", "\\", "+ a", "1) a"),
    ],
)
def test_what_is_text_on_the_page_is_no_markup(text):
    page = MarkdownIt("commonmark", {"html": True}).enable("table")
    rendered = page.render(markdown.document(record(title=text, sections=[Section(heading=text, text="b")])))
    assert rendered.count("<h1>") == 1
    assert rendered.count("<h2>") == 1
    for mark in (
        "<script",
        "<em>a",
        "<strong>a",
        "<code>",
        "<pre>",
        "<blockquote>",
        "<ul>",
        "<ol>",
        "<hr",
        "<img",
        "<a ",
    ):
        assert mark not in rendered


@pytest.mark.parametrize(
    ("url", "linked"),
    [
        ("https://example.org/a_(b)?c=%20", "(https://example.org/a_%28b%29?c=%20)"),
        ("javascript:alert(1)", None),
        ("file:///etc/passwd", None),
        ("http://[", None),
        (None, None),
    ],
)
def test_only_addresses_of_the_web_are_links(url, linked):
    text = markdown.document(record(overview=Overview(action_plan=Link(text="The [plan]", url=url))))
    assert (f"| [The \\[plan\\]]{linked} |" in text) if linked else "| The \\[plan] |" in text


def test_lists_and_paragraphs_of_prose_stay():
    prose = "Intro:\n- one\n- two\nAfter\n\n3. three\n4. four"
    html = MarkdownIt("commonmark").render(markdown.document(record(description=prose)))
    assert '<p>Intro:</p>\n<ul>\n<li>one</li>\n<li>two</li>\n</ul>\n<p>After</p>\n<ol start="3">' in html


def test_a_milestone_without_code_or_title_has_a_heading():
    text = markdown.document(record(milestones=[Milestone(origin="irm", number=3, completion="Limited")]))
    assert "### Milestone 3\n\n- Completion: Limited\n" in text


def test_the_folder_has_a_file_a_commitment_and_an_index(tmp_path):
    export(load("samples"), "markdown", str(tmp_path / "md"), Choices())
    index = (tmp_path / "md" / "index.md").read_text("utf-8")
    files = sorted(path.name for path in (tmp_path / "md").iterdir())
    assert len(files) == 28
    assert all(f"]({name})" in index for name in files if name != "index.md")


@pytest.mark.parametrize(
    "note",
    ["Ibid.", 'Ibid. "p. 5"', "Ibid. (p. 5)", "Ibid. 'p. 5", '"Ibid."', "Ibid.\nand more", "a\\", "a\\\nb", "See p. 5"],
)
@pytest.mark.parametrize("start", ["", "[^7]: "])
def test_a_note_is_no_link_for_readers_without_footnotes(note, start):
    cited = record(description=f"{start}As said.[^7] More.", notes=[Note(number=7, text=note)])
    found = MarkdownIt("commonmark").parse(markdown.document(cited))
    shown = [child for token in found for child in token.children or ()]
    assert "link_open" not in {child.type for child in shown}
    text = "".join(child.content for child in shown)
    assert all(word in text for word in note.split())
