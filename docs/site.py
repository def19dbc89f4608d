"""A hook of mkdocs: the first page is the README, and links to files that are not pages lead to the repository."""

import re
from pathlib import Path
from typing import Any

from mkdocs.structure.files import File

ROOT = Path(__file__).parents[1]
REPOSITORY = "https://github.com/ogpscrape/ogpscrape/blob/main"


def on_files(files: Any, config: Any) -> Any:
    """Add the README as the first page."""
    text = (ROOT / "README.md").read_text(encoding="utf-8").replace("](docs/", "](").replace('src="docs/', 'src="')
    text = re.sub(
        r"\]\((?!https?:|#)((?:[\w-]+/)*(?:CHANGELOG\.md|LICENSE|[\w-]+\.ipynb))\)", rf"]({REPOSITORY}/\1)", text
    )
    files.append(File.generated(config, "index.md", content=text))
    return files


def on_page_markdown(markdown: str, page: Any, config: Any, files: Any) -> str:  # noqa: ARG001 - mkdocs' signature
    """Lead links out of docs/ to the repository; `links_lead_somewhere` in the tests checks that they are there."""
    return re.sub(r"\]\(\.\./([^)]+)\)", rf"]({REPOSITORY}/\1)", markdown)
