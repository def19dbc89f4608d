"""What `make demo` shows: the main job, done on the sample pages that come with ogpscrape, without a network.

Every command is shown as it is typed, and below it what it prints; a long output is cut, with a word on how much.
"""

import shlex
import shutil
import subprocess
import sys

SHOWN = 24  # lines of a long output
COMMANDS = (
    "fetch KR0017 --from samples",
    "show KR0017 --from samples --section overview --section milestones",
    "fetch KR0017 --from samples --table milestones --select code,completion,title",
    "list ZZ --from samples --where 'completion>=Substantial' --format table",
)
NEXT = """
What to try next:
  pip install .                            the command on your path
  ogpscrape show ZZ --from samples         a member with all its commitments
  ogpscrape fetch KR0017                   the same page from the site
  ogpscrape sync korea                     all commitments of a member, kept up to date
  ogpscrape --help                         every command"""


def run(command: str) -> None:
    """Show a command as it is typed, run it, and show what it prints."""
    print(f"\n$ ogpscrape {command}", flush=True)
    arguments = [sys.executable, "-m", "ogpscrape", *shlex.split(command)]
    done = subprocess.run(arguments, check=True, stdout=subprocess.PIPE, encoding="utf-8")  # noqa: S603
    lines = done.stdout.splitlines()
    width = shutil.get_terminal_size().columns
    for line in lines[:SHOWN]:
        print(line if len(line) <= width else f"{line[: width - 1]}…")
    if len(lines) > SHOWN:
        print(f"... and {len(lines) - SHOWN} more lines")


def main() -> None:
    """Run every command, and say what to try next."""
    for command in COMMANDS:
        run(command)
    print(NEXT)


if __name__ == "__main__":
    main()
