"""Every block of docs/recipes.md is run, in order, in one folder; what it prints is below it."""

import io
import os
import re
import subprocess
import sys
from contextlib import redirect_stdout
from pathlib import Path

import pytest

RECIPES = Path(__file__).parents[2] / "docs" / "recipes.md"
BLOCKS = re.findall(r"^```(sh|python|text)\n(.*?)^```$", RECIPES.read_text("utf-8"), re.MULTILINE | re.DOTALL)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("recipes")


def test_every_package_that_the_page_promises_has_a_recipe():
    code = "".join(text for language, text in BLOCKS if language == "python")
    assert {"pandas", "polars", "duckdb", "sqlite3"} <= set(re.findall(r"^import (\w+)", code, re.MULTILINE))
    assert len(BLOCKS) > 20


@pytest.mark.parametrize("number", [number for number, (language, _) in enumerate(BLOCKS) if language != "text"])
def test_a_recipe_prints_what_stands_below_it(number, folder, monkeypatch):
    language, code = BLOCKS[number]
    monkeypatch.chdir(folder)
    if language == "sh":
        path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
        subprocess.run(["sh", "-e", "-c", code], check=True, env={**os.environ, "PATH": path})
        return
    printed = io.StringIO()
    with redirect_stdout(printed):
        # Without the fixture's names: a recipe has to be on its own.
        exec(compile(code, f"{RECIPES.name}, block {number}", "exec"), {"__name__": "recipe"})
    assert BLOCKS[number + 1 :][:1] == [("text", printed.getvalue())]
