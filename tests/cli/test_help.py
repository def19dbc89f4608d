import subprocess
import sys

import pytest

from ogpscrape import __version__
from ogpscrape.cli import COMMANDS, GROUPS
from ogpscrape.errors import EXIT_CODES, ExitCode
from tests.cli.running import ogpscrape


def help_of(*command: str) -> str:
    done = ogpscrape(*command, "--help", COLUMNS="80")
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout.decode("utf-8")


@pytest.mark.parametrize("command", [(), *((name,) for name in COMMANDS)], ids=" ".join)
def test_help_fits_80_columns(command):
    assert max(map(len, help_of(*command).splitlines())) <= 80


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_examples_that_begin_with_it(command):
    examples = help_of(command).split("Examples:\n")[1].splitlines()
    assert any(line.startswith(f"  ogpscrape {command}") for line in examples)


def test_the_main_help_says_what_every_command_does():
    for title, names in GROUPS.items():
        listed = help_of().split(f"{title}:\n")[1].split("\n\n")[0].splitlines()
        assert [line.split()[0] for line in listed] == list(names), "a line for each"
        assert all(line.endswith(".") and not line.endswith("...") for line in listed)


def test_a_topic_has_every_exit_code():
    lines = ogpscrape("help", "exit-codes").stdout.decode().splitlines()
    assert lines == [f"{int(code):>3}  {meaning}" for code, meaning in EXIT_CODES.items()]
    assert set(EXIT_CODES) == set(ExitCode)


def test_no_command_shows_the_help_and_is_a_mistake():
    done = ogpscrape()
    assert done.returncode == ExitCode.USAGE
    assert "Read commitments:" in done.stderr
    assert done.stdout == b""


def test_version():
    assert ogpscrape("--version").stdout.decode() == f"ogpscrape {__version__}\n"


@pytest.mark.parametrize("arguments", [["--version"], ["--help"], ["parse", "--help"], ["schema"]])
def test_nothing_heavy_is_loaded_without_need(arguments):
    code = f"""
import sys
from ogpscrape.cli import main
main({arguments})
heavy = {{"lxml", "httpx", "bs4", "rich", *({{"pydantic", "logging"}} if {arguments} == ["--version"] else ())}}
sys.exit(f"loaded: {{sorted(heavy & set(sys.modules))}}" if heavy & set(sys.modules) else 0)
"""
    done = subprocess.run([sys.executable, "-c", code], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=False)
    assert done.returncode == 0, done.stderr.decode()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["parze"], "No such command 'parze'. Did you mean 'parse'"),
        (["parse"], "Missing argument 'FILE|DIR|-'. Try 'ogpscrape parse --help'"),
        (["parse", "--formt", "csv", "x"], "No such option: --formt (Possible options: --format"),
        (["parse", "-f", "xml", "x"], "'xml' is not one of 'json', 'jsonl', 'csv'."),
        (["parse", "-t", "milestone", "x"], "there is no table 'milestone'. The tables are commitments, milestones,"),
    ],
)
def test_a_mistake_is_one_line_that_says_what_to_do(arguments, said):
    done = ogpscrape(*arguments)
    assert (done.returncode, done.stdout) == (ExitCode.USAGE, b"")
    assert said in done.stderr
    assert done.stderr.startswith("ogpscrape: usage: ")
    assert done.stderr.count("\n") == 1


def test_the_console_script_is_the_same_program():
    from importlib.metadata import entry_points

    (script,) = entry_points(group="console_scripts", name="ogpscrape")
    assert script.value == "ogpscrape.cli:main"
