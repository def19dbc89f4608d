"""A file or folder that is not there: one exit code and one message, whatever it was named for."""

import pytest

from ogpscrape.errors import ExitCode

COMMANDS = [
    "fetch KR0017 --from PATH",
    "fetch KR0017 --data PATH",
    "show KR0017 --from PATH",
    "show KR --data PATH",
    "list KR --from PATH",
    "list --data PATH",
    "export --from PATH --to json",
    "export --data PATH -o all.xlsx",
    "report --from PATH -o report.html",
    "report --data PATH -o report.html",
    "diff --data PATH",
    "history KR0017 --data PATH",
    "status --data PATH",
    "check --data PATH",
    "check --data PATH --accept",
    "reparse --data PATH",
    "reparse --data PATH --salvage",
    "parse PATH",
    "verify --from PATH",
    "verify --data PATH",
    "compare table.csv --from PATH",
    "compare table.csv --data PATH",
]


@pytest.mark.parametrize("command", COMMANDS)
def test_a_path_that_is_not_there(command, here, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "table.csv").write_text("Commitment ID\n", encoding="utf-8")
    done = here(*command.replace("PATH", "nowhere").split())
    assert done.returncode == ExitCode.INPUT
    assert done.stderr.startswith("ogpscrape: bad input: nowhere: there is no such file or folder")
    assert done.stderr.count("\n") == 1
    assert done.stdout == ""
    assert [path.name for path in tmp_path.iterdir()] == ["table.csv"], "nothing was made"
