"""What the Tab key offers: asked of the program as shells ask it, and once by a real bash."""

import os
import pty
import shutil
import subprocess

import pytest

from tests.cli.running import COMMAND, ogpscrape, said_in
from tests.replica import Replica, Site


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    """A folder with a dataset, ogp-data, of KR0001 to KR0005."""
    folder = tmp_path_factory.mktemp("kept")
    with Replica(Site.small()) as replica:
        options = ("--url", replica.url, "--rate", "off", "--data", folder / "ogp-data", "--quiet")
        assert ogpscrape("sync", "KR", *options, OGPSCRAPE_STATE_FOLDER=str(folder / "state")).returncode == 0
    return folder


def offered(typed: str, data: object = "nowhere") -> list[str]:
    words = len(typed.split(" ")) - 1
    done = ogpscrape(
        _OGPSCRAPE_COMPLETE="complete_bash", COMP_WORDS=typed, COMP_CWORD=str(words), OGPSCRAPE_DATA=str(data)
    )
    assert done.stderr == "", "the prompt stays clean"
    return done.stdout.decode().split()


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_script_for_shells(shell):
    script = ogpscrape("--show-completion", shell, _TYPER_COMPLETE_TEST_DISABLE_SHELL_DETECTION="1").stdout.decode()
    assert "_OGPSCRAPE_COMPLETE" in script


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("ogpscrape ", {"parse", "fetch", "schema"}),
        ("ogpscrape parse --form", {"--format"}),
        ("ogpscrape parse --format js", {"json", "jsonl"}),
        ("ogpscrape help ex", {"exit-codes", "export"}),
        # members
        ("ogpscrape sync KR", {"KR", "KRGNJ"}),
        ("ogpscrape fetch alb", {"albania"}),
        ("ogpscrape list kor", {"korea"}),
        ("ogpscrape report republic-of-k", {"republic-of-korea"}),
        # sources
        ("ogpscrape fetch KR0017 --from ", {"live", "wayback", "commoncrawl", "samples"}),
        ("ogpscrape show KR0017 --from sam", {"samples"}),
        ("ogpscrape sync KR --from way", {"wayback"}),
        # tables
        ("ogpscrape parse --table irm", {"irm_completion", "irm_reports"}),
        ("ogpscrape export -t mile", {"milestones"}),
        ("ogpscrape tables mile", {"milestones"}),
        # fields
        ("ogpscrape fetch KR0017 --select id,tit", {"id,title"}),
        ("ogpscrape list --where completion_", {"completion_rank", "completion_from"}),
        ("ogpscrape fetch KR0017 -t milestones --select cod", {"code"}),
        ("ogpscrape diff --field overview.ear", {"overview.early_results"}),
        ("ogpscrape history KR0017 --field over", {"overview"}),
        ("ogpscrape show KR0017 --section mil", {"milestones"}),
    ],
)
def test_what_is_offered(typed, expected):
    found = set(offered(typed))
    assert expected <= found
    last = typed.rpartition(" ")[2]
    assert all(text.casefold().startswith(last.casefold()) for text in found)


@pytest.mark.parametrize("command", ["fetch", "show", "list", "export", "diff", "history", "sync", "report"])
def test_the_ids_of_the_dataset(command, kept):
    assert offered(f"ogpscrape {command} KR00", kept / "ogp-data") == [f"KR{number:04d}" for number in range(1, 6)]


def test_the_ids_of_the_dataset_that_is_named(kept):
    typed = f"ogpscrape show --data {kept / 'ogp-data'} KR000"
    assert offered(typed) == offered("ogpscrape check --live KR000", kept / "ogp-data") != []


@pytest.mark.parametrize("data", ["missing", "empty", "damaged"])
def test_without_a_dataset_that_can_be_read_nothing_is_offered(data, tmp_path):
    (tmp_path / "empty").mkdir()
    (tmp_path / "damaged").mkdir()
    (tmp_path / "damaged" / "ogp.sqlite").write_bytes(b"SQLite format 3\0 and nothing of it")
    assert offered("ogpscrape show KR00", tmp_path / data) == []


@pytest.mark.skipif(shutil.which("bash") is None, reason="there is no bash on this machine")
def test_a_real_bash_completes_a_name_and_an_id(kept, tmp_path):
    script = ogpscrape("--show-completion", "bash", _TYPER_COMPLETE_TEST_DISABLE_SHELL_DETECTION="1").stdout.decode()
    (tmp_path / "ogpscrape").write_text(f'#!/bin/sh\nexec {" ".join(COMMAND)} "$@"\n', encoding="utf-8")
    (tmp_path / "ogpscrape").chmod(0o755)
    (tmp_path / "rc").write_text(f"{script}\nPS1='> '\nbind 'set bell-style none'\n", encoding="utf-8")
    ours, theirs = pty.openpty()
    environment = {**os.environ, "PATH": f"{tmp_path}:{os.environ['PATH']}", "TERM": "dumb"}
    bash = subprocess.Popen(
        ["bash", "--noprofile", "--rcfile", str(tmp_path / "rc"), "-i"],
        stdin=theirs, stdout=theirs, stderr=theirs, cwd=kept, env=environment, start_new_session=True,
    )  # fmt: skip
    os.close(theirs)
    os.write(ours, b"ogpscrape list kor\t --data ogp-data --format csv\nexit\n")
    said = said_in(ours)
    bash.wait(timeout=60)
    assert "ogpscrape list korea" in said
    assert "KR0001," in said
