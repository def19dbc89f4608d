"""What a page says must not command the terminal that shows it; a file or a pipe gets it as it is."""

import os
import pty
import subprocess

import pytest

from ogpscrape.commitment import Plan, PlanSection
from ogpscrape.contacts import LEFT_OUT
from ogpscrape.writing import records_json
from tests.cli.running import COMMAND, ogpscrape, said_in
from tests.records import record

#: OSC 52 fills the clipboard, CSI 2J clears the screen, U+009B is CSI in one character, U+202E turns a line around.
HOSTILE = "\x1b]52;c;ZXZpbA==\x07\x1b[2J\x9b31m\u202eTitle\rover"
COMMANDS = [
    ["export", "--from", "FILE", "--to", "csv", "--table", "commitments"],
    ["export", "--from", "FILE", "--to", "json"],
    ["export", "--from", "FILE", "--to", "markdown", "-o", "-"],
]


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "records.jsonl"
    path.write_text(records_json.dumps(record(title=HOSTILE)) + "\n")
    return path


def shown(command):
    ours, theirs = pty.openpty()
    process = subprocess.Popen([*COMMAND, *command], stdout=theirs, stderr=subprocess.DEVNULL)
    os.close(theirs)
    text = said_in(ours)
    assert process.wait(timeout=60) == 0
    return text


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command[4])
def test_a_terminal_gets_no_control_characters(file, command):
    text = shown([str(file) if word == "FILE" else word for word in command])
    assert "Title" in text
    assert not {"\x1b", "\x07", "\x9b", "\u202e"} & {*text}
    assert "\r" not in text.replace("\r\n", "")


def test_a_pipe_and_a_file_get_what_the_page_says(file, tmp_path):
    done = ogpscrape("export", "--from", file, "--to", "csv", "--table", "commitments")
    assert HOSTILE.encode() in done.stdout
    out = tmp_path / "x.csv"
    ogpscrape("export", "--from", file, "--to", "csv", "--table", "commitments", "-o", out)
    assert HOSTILE.encode() in out.read_bytes()


def test_contacts_are_left_out_where_that_is_asked_for(tmp_path):
    path = tmp_path / "records.jsonl"
    text = "Contact: Kim Example, kim@example.org"
    outline = [PlanSection(kind="contact", heading="Contact", start=0, end=len(text))]
    plan = Plan(outline=outline, contact=text.removeprefix("Contact: "))
    path.write_text(records_json.dumps(record(description=text, plan=plan)) + "\n")
    assert b"kim@example.org" in ogpscrape("export", "--from", path, "--to", "json").stdout
    left = ogpscrape("export", "--from", path, "--to", "json", "--without-contacts").stdout
    assert b"Kim" not in left
    assert f"Contact: {LEFT_OUT}".encode() in left
    for command in (["parse", path], ["fetch", "KR0017", "--from", "samples"]):
        assert "No such option" not in ogpscrape(*command, "--without-contacts").stderr
