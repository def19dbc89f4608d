"""The descriptor of a folder of CSV files, `datapackage.json`: a Frictionless Data Package with a Table Schema a file.

Rules: https://specs.frictionlessdata.io/data-package/ and https://specs.frictionlessdata.io/table-schema/ (version 1,
which every tool reads). It holds no time of its own, so that the same data gives the same bytes.
"""

import hashlib
import json
from pathlib import Path
from typing import Any

from ogpscrape.identifiers import SITE
from ogpscrape.writing.about import DATA_LICENCE, DATA_SOURCE, DATA_TITLE, describe
from ogpscrape.writing.columns import Column
from ogpscrape.writing.table import Table
from ogpscrape.writing.tables import TABLES
from ogpscrape.writing.values import BETWEEN

FILE_NAME = "datapackage.json"


def write_descriptor(folder: Path, *, excel: bool = False) -> None:
    """Write `datapackage.json` beside the CSV files of `folder`, with the size and the hash of each.

    Arguments:
        folder: holds `<table>.csv` of every table.
        excel: whether the files were written for spreadsheets; the descriptor then says how to undo it.

    """
    text = json.dumps(descriptor(folder, excel=excel), ensure_ascii=False, indent=2)
    (folder / FILE_NAME).write_text(f"{text}\n", encoding="utf-8", newline="\n")


def descriptor(folder: Path, *, excel: bool = False) -> dict[str, Any]:
    """Return the descriptor of the CSV files of `folder` as JSON values."""
    return {
        "profile": "tabular-data-package",
        "name": "ogp-commitments",
        "title": DATA_TITLE,
        "description": _described(excel=excel),
        "homepage": SITE,
        "licenses": [{"title": DATA_LICENCE, "path": SITE}],
        "sources": [{"title": DATA_SOURCE, "path": SITE}],
        "resources": [_resource(table, folder / f"{name}.csv") for name, table in TABLES.items()],
    }


def _described(*, excel: bool) -> str:
    text = f"Made by ogpscrape from the commitment pages. The entries of a list are joined by '{BETWEEN}'."
    if not excel:
        return text
    return (
        f"{text} Written for spreadsheets: a text that one would run as a formula, or that begins with an apostrophe, "
        "has an apostrophe in front. To undo it take one apostrophe off the start of every cell."
    )


def _resource(table: Table, path: Path) -> dict[str, Any]:
    return {
        "profile": "tabular-data-resource",
        "name": table.name,
        "path": path.name,
        "description": table.description,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": path.stat().st_size,
        "hash": f"sha256:{_sha256(path)}",
        "dialect": {"delimiter": ",", "lineTerminator": "\r\n", "quoteChar": '"', "doubleQuote": True, "header": True},
        "schema": table_schema(table),
    }


def table_schema(table: Table) -> dict[str, Any]:
    """Return the Table Schema of a table as JSON values."""
    schema: dict[str, Any] = {
        "fields": [_field(column, table) for column in table.columns],
        "missingValues": [""],
        "primaryKey": list(table.key),
    }
    if table.references:
        schema["foreignKeys"] = [
            {"fields": [column], "reference": {"resource": other, "fields": [key]}}
            for column, (other, key) in table.references.items()
        ]
    return schema


def _field(column: Column, table: Table) -> dict[str, Any]:
    field: dict[str, Any] = {
        "name": column.name,
        "type": "string" if column.type == "list" else column.type,
        "description": describe(column),
    }
    if column.type == "boolean":
        field |= {"trueValues": ["true"], "falseValues": ["false"]}
    if column.name in table.key:
        field["constraints"] = {"required": True}
    return field


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
