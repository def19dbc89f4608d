"""`export` and `load` of a dataset: its latest good records, nothing of a run that the gates refused."""

import hashlib
import json
import os
import subprocess
import sys

import pytest

from ogpscrape import load
from ogpscrape.errors import ChangedError, UsageError

#: For which the same bytes are promised; a database and a workbook carry more than their rows.
REPEATABLE = ["csv", "json", "jsonl", "markdown", "parquet"]


def hashes(path) -> dict[str, str]:
    files = [path] if path.is_file() else sorted(path.iterdir())
    return {file.name.lstrip("12-"): hashlib.sha256(file.read_bytes()).hexdigest() for file in files}


def refused(sync, site):
    """Let the site rename a label after a good run, and change a text on the way: the gates refuse the next run."""
    sync()
    site.rename_label("Action Plan Cycle", "Submission Round")
    site.change("ZZ0001", "Every year the budget fills", "Each year the budget fills")
    assert sync().outcome == "held"


def test_it_has_every_latest_record(sync, site, data, command):
    sync()
    site.change("ZZ0001", "Every year the budget fills", "Each year the budget fills")
    sync()
    code, out, _ = command("export", data, "--to", "jsonl")
    records = [json.loads(line) for line in out.splitlines()]
    assert code == 0
    assert [record["id"] for record in records] == [f"ZZ{number:04}" for number in range(1, 25)]
    assert records[0]["description"].startswith("Each year the budget fills")
    assert [record.id for record in load(data / "ogp.sqlite", "ZZ0002")] == ["ZZ0002"]


def test_made_twice_it_is_the_same_to_the_byte(sync, data, tmp_path):
    sync()
    # All formats in one process a time: what differs between two processes, as the hashes of texts, must not matter.
    code = "import sys; from ogpscrape.cli import main\n"
    code += "for form in sys.argv[3:]: assert not main(['export', sys.argv[1], '--to', form, '-o', sys.argv[2] + form])"
    made = []
    for seed in ("1", "2"):
        arguments = [sys.executable, "-c", code, data, f"{tmp_path / seed}-", *REPEATABLE]
        subprocess.run(arguments, check=True, env={**os.environ, "PYTHONHASHSEED": seed})
        made.append({form: hashes(tmp_path / f"{seed}-{form}") for form in REPEATABLE})
    assert made[0] == made[1]
    assert len(made[0]["csv"]) == 9
    assert "datapackage.json" in made[0]["csv"]


def test_nothing_is_exported_from_a_run_that_the_gates_refused(sync, site, data, command, tmp_path):
    target = tmp_path / "out.jsonl"
    target.write_text("before")
    refused(sync, site)
    code, out, said = command("export", data, "--to", "jsonl", "-o", target)
    assert (code, out, target.read_text()) == (6, "", "before")
    assert "the gates refused the last run, and nothing of it is read" in said
    assert "--unchecked" in said
    with pytest.raises(ChangedError, match="the gates refused the last run"):
        next(iter(load(data)))


def test_unchecked_exports_what_the_refused_run_got(sync, site, data, command):
    refused(sync, site)
    code, out, _ = command("export", data, "ZZ0001", "--to", "json", "--unchecked")
    (record,) = json.loads(out)
    assert code == 0
    assert record["description"].startswith("Each year the budget fills")
    assert record["overview"]["action_plan_cycle"] is None
    assert next(iter(load(data, "ZZ0001", unchecked=True))).description == record["description"]


def test_after_the_next_good_run_it_exports_again(sync, site, data, command):
    refused(sync, site)
    site.rename_label("Submission Round", "Action Plan Cycle")
    assert sync().outcome == "good"
    code, out, _ = command("export", data, "--to", "json", "--compact")
    assert code == 0
    assert all(record["overview"]["action_plan_cycle"] for record in json.loads(out))


def test_a_selector_that_is_none_is_said_before_anything_is_read(sync, data, command):
    sync()
    code, out, said = command("export", data, "Z", "--to", "jsonl")
    assert (code, out) == (2, "")
    assert "neither a commitment's ID nor a member's prefix" in said
    with pytest.raises(UsageError):
        list(load(data, "Z"))
