"""A Markdown document read back by markdown-it, and held against the record that it is of."""

import re

from markdown_it import MarkdownIt

from ogpscrape.commitment import Commitment
from ogpscrape.writing.values import fit_text

_CONTROL = re.compile("[\x01-\x08\x0e-\x1b\x7f-\x84\x86-\x9f]")
_PARSER = MarkdownIt("commonmark", {"html": True}).enable("table")


def check(text: str, record: Commitment) -> None:
    """Hold the title, the description, and the titles and assessments of milestones against the record."""
    parts = list(_parts(text))
    assert parts[0][:2] == ("h1", in_line(f"{record.title} ({record.id})"))
    descriptions = [body for head, title, body in parts if (head, title) == ("h2", "Description")]
    assert descriptions[:1] == ([] if record.description is None else [in_prose(record.description)])
    start = next((at for at, part in enumerate(parts) if part[:2] == ("h2", "Milestones")), len(parts))
    assessments = [body for head, title, body in parts[start:] if (head, title) == ("h4", "Thereviewers'assessment")]
    wanted = [in_prose(one.assessment) for one in record.milestones if one.assessment is not None]
    assert assessments[: len(wanted)] == wanted
    titles = [title for head, title, _ in parts[start + 1 :] if head == "h3"]
    for milestone, title in zip(record.milestones, titles, strict=False):
        assert title.endswith(in_line(milestone.title or ""))


def in_line(text: str) -> str:
    """Return what is of a text on one line, without its blanks, which Markdown does not keep."""
    return _squeezed(_CONTROL.sub("\ufffd", fit_text(text)))


def in_prose(text: str) -> str:
    """Return what is of prose, without its blanks and the marks of its lists, which become markup."""
    return in_line(_without_marks(text))


def _without_marks(text: str) -> str:
    lines = re.sub(r"\r\n?", "\n", text).split("\n")
    return "\n".join(re.sub(r"^(- |\d{1,9}\. )(?=\S)(?=.)", "", line.strip()) for line in lines)


def _squeezed(text: str) -> str:
    return "".join(text.split())


def _parts(text: str):
    """Yield for each heading its tag, its text, and the text up to the next heading."""
    tokens = _PARSER.parse(text)
    assert not [
        token for token in tokens if token.type in ("html_block", "fence", "code_block", "hr", "blockquote_open")
    ]
    head, title, body = None, "", []
    for at, token in enumerate(tokens):
        if token.type == "heading_open":
            if head:
                yield head, title, _squeezed("".join(body))
            head, title, body = token.tag, _squeezed(_text(tokens[at + 1])), []
        elif token.type == "inline" and tokens[at - 1].type != "heading_open":
            body.append(_text(token))
    yield head, title, _squeezed("".join(body))


def _text(inline) -> str:
    assert {child.type for child in inline.children} <= {
        *("text", "text_special", "softbreak", "hardbreak", "link_open", "link_close", "em_open", "em_close"),
        *("strong_open", "strong_close"),
    }
    return "".join(child.content if child.type.startswith("text") else "\n" for child in inline.children)
