"""The site's words as data: what labels, headings, scales and boilerplate are called, and who the members are."""

from pathlib import Path


def text_of(name: str) -> str:
    """Return the text of a file of this folder, as `labels.toml`."""
    return Path(__file__).with_name(name).read_text(encoding="utf-8")
