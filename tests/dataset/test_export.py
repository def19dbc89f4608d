"""`export` and `load` of a dataset: its latest good records, nothing of a run that the gates refused."""

import hashlib
import json
import os
import re
import subprocess
import sys

import pytest

from ogpscrape import load
from ogpscrape.dataset import open_dataset
from ogpscrape.errors import UsageError

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
    code, out, _ = command("export", "--data", data, "--to", "jsonl")
    records = [json.loads(line) for line in out.splitlines()]
    assert code == 0
    assert [record["id"] for record in records] == [f"ZZ{number:04}" for number in range(1, 25)]
    assert records[0]["description"].startswith("Each year the budget fills")
    assert [record.id for record in load(data / "ogp.sqlite", "ZZ0002")] == ["ZZ0002"]


def test_made_twice_it_is_the_same_to_the_byte(sync, data, tmp_path):
    sync()
    # All formats in one process a time: what differs between two processes, as the hashes of texts, must not matter.
    code = "import sys; from ogpscrape.cli import main\n"
    code += "for form in sys.argv[3:]:\n"
    code += "    assert not main(['export', '--data', sys.argv[1], '--to', form, '-o', sys.argv[2] + form])"
    made = []
    for seed in ("1", "2"):
        arguments = [sys.executable, "-c", code, data, f"{tmp_path / seed}-", *REPEATABLE]
        subprocess.run(arguments, check=True, env={**os.environ, "PYTHONHASHSEED": seed})
        made.append({form: hashes(tmp_path / f"{seed}-{form}") for form in REPEATABLE})
    assert made[0] == made[1]
    assert len(made[0]["csv"]) == 12
    assert "datapackage.json" in made[0]["csv"]


def test_the_good_records_are_exported_while_newer_ones_are_held(sync, site, data, command):
    refused(sync, site)
    code, out, said = command("export", "--data", data, "ZZ0001", "--to", "json")
    (record,) = json.loads(out)
    assert code == 0
    assert re.search(r"as of \d{4}-\d\d-\d\d; 1 newer page of ZZ is held", said)
    assert record["description"].startswith("Every year the budget fills")
    assert record["related"], "the list comes from the member's"
    with open_dataset(data) as dataset:
        assert "24 newer pages of ZZ are held" in dataset.notice()
        assert dataset.notice(["UY"]) is None


def test_held_exports_what_the_gates_hold_back(sync, site, data, command):
    refused(sync, site)
    code, out, said = command("export", "--data", data, "ZZ0001", "--to", "json", "--held")
    (record,) = json.loads(out)
    assert code == 0
    assert "newer pages" not in said
    assert record["description"].startswith("Each year the budget fills")
    assert record["overview"]["action_plan_cycle"] is None
    assert next(iter(load(data, "ZZ0001", held=True))).description == record["description"]
    code, _, said = command("export", "--from", "samples", "--to", "json", "--held")
    assert code == 2
    assert "--held is about a dataset" in said


@pytest.mark.parametrize(
    "arguments",
    [
        ("export", "ZZ0001", "--to", "json"),
        ("list", "ZZ"),
        ("list", "ZZ", "--where", "title~e"),
        ("show", "ZZ0001"),
        ("report", "-o", "-"),
        ("history", "ZZ0001"),
    ],
)
def test_every_reader_says_once_what_is_held_and_with_strict_fails(sync, site, data, command, arguments):
    refused(sync, site)
    code, out, said = command(*arguments, "--data", data)
    assert (code, bool(out)) == (0, True)
    assert said.count("are held") + said.count("is held") == 1
    code, out, said = command(*arguments, "--data", data, "--strict")
    assert (code, out) == (6, "")
    assert "Without --strict" in said


@pytest.mark.parametrize(("held", "values", "words"), [(False, 24, 1), (True, 0, 0)])
def test_the_library_says_once_on_standard_error_what_is_held(sync, site, data, held, values, words):
    refused(sync, site)
    code = (
        "import sys; from ogpscrape import load; records = load(sys.argv[1], held=bool(sys.argv[2]));"
        "print([sum(bool(one.overview.action_plan_cycle) for one in records) for _ in range(2)])"
    )
    command = [sys.executable, "-c", code, str(data), "held" * held]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert json.loads(done.stdout) == [values, values]
    assert done.stderr.count("newer pages of ZZ are held") == done.stderr.count("\n") == words


def test_after_the_next_good_run_it_exports_again(sync, site, data, command):
    refused(sync, site)
    site.rename_label("Submission Round", "Action Plan Cycle")
    assert sync().outcome == "good"
    code, out, _ = command("export", "--data", data, "--to", "json", "--compact")
    assert code == 0
    assert all(record["overview"]["action_plan_cycle"] for record in json.loads(out))


def test_a_selector_that_is_none_is_said_before_anything_is_read(sync, data, command):
    sync()
    code, out, said = command("export", "--data", data, "Z", "--to", "jsonl")
    assert (code, out) == (2, "")
    assert "neither a commitment's ID nor a member" in said
    with pytest.raises(UsageError):
        list(load(data, "Z"))
