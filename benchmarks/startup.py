"""How long a short run takes, whole process, held against what any command line of the same libraries has to load."""

import os
import subprocess
import sys
from functools import partial
from pathlib import Path

from benchmarks import fastest, line

_PROGRAM = str(Path(sys.executable).with_name("ogpscrape"))
#: What is measured, the line of Python that it is held against, and the ratio that is aimed at.
_RUNS = (
    ("--version", "import typer", "1.3 or less"),
    ("fetch KR0017 --from samples", "import typer, lxml.etree, pydantic.main", "1.5 or less"),
)


def main() -> None:
    # An installed program has its bytecode beside it; a variable that keeps Python from writing it is not measured.
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    run = partial(subprocess.run, stdout=subprocess.DEVNULL, check=True, env=environment)
    for words, peer, aim in _RUNS:
        ours, theirs = fastest(
            partial(run, [_PROGRAM, *words.split()]), partial(run, [sys.executable, "-c", peer]), turns=40
        )
        line(f"ogpscrape {words}, to python -c '{peer}'", f"{ours / theirs:.2f}", aim)
