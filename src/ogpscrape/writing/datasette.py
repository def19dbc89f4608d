"""What Datasette shows beside a database: `metadata.yaml`.

Its keys: https://docs.datasette.io/en/stable/metadata.html
"""

import json
from collections.abc import Iterator
from typing import Any

from ogpscrape.identifiers import SITE
from ogpscrape.writing.about import DATA_LICENCE, DATA_SOURCE, DATA_TITLE, describe
from ogpscrape.writing.table import Table
from ogpscrape.writing.tables import TABLES

FILE_NAME = "metadata.yaml"
#: The first line of the file: one that begins otherwise is somebody's own, and is never replaced.
FIRST_LINE = "# Made by ogpscrape export; made anew by the next one. Rename it to keep changes of your own.\n"

_FACETS = {
    "commitments": ["member_name", "action_plan_cycle", "status", "completion", "early_results", "starred"],
    "milestones": ["completion", "origin", "irm"],
    "plan_sections": ["kind"],
    "members": ["kind", "country"],
    "plans": ["member_prefix", "cycle"],
    "irm_completion": ["stage", "rating"],
    "did_it_open_government": ["value", "rating"],
    "related": ["cycle", "policy_area", "starred"],
    "policy_areas": ["policy_area", "today"],
}


def metadata(database: str) -> str:
    """Return the text of `metadata.yaml`.

    Arguments:
        database: the name of the database in Datasette: its file's name without the ending.

    """
    content = {
        "title": DATA_TITLE,
        "description": "The commitment pages of the Open Government Partnership as tables, made by ogpscrape.",
        "license": DATA_LICENCE,
        "license_url": SITE,
        "source": DATA_SOURCE,
        "source_url": SITE,
        "databases": {database: {"tables": {name: _table(table) for name, table in TABLES.items()}}},
    }
    return FIRST_LINE + "".join(_yaml(content))


def _table(table: Table) -> dict[str, Any]:
    about: dict[str, Any] = {
        "title": table.name.replace("_", " ").capitalize(),
        "description": table.description,
        "columns": {column.name: describe(column) for column in table.columns},
    }
    if table.name in _FACETS:
        about["facets"] = _FACETS[table.name]
    about |= {"label_column": "title", "sort": "id"} if table.name == "commitments" else {}
    return about


def _yaml(content: dict[str, Any], indent: str = "") -> Iterator[str]:
    """Write mappings as YAML blocks. Everything else as JSON, which is YAML too: a writer of YAML is not needed."""
    for key, value in content.items():
        if isinstance(value, dict):
            yield f"{indent}{json.dumps(key, ensure_ascii=False)}:\n"
            yield from _yaml(value, f"{indent}  ")
        else:
            yield f"{indent}{json.dumps(key, ensure_ascii=False)}: {json.dumps(value, ensure_ascii=False)}\n"
