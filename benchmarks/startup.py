"""How long `ogpscrape --version` takes, held against what any command line made with typer has to load."""

import subprocess
import sys
from functools import partial
from pathlib import Path

from benchmarks import fastest, line


def main() -> None:
    script = str(Path(sys.executable).with_name("ogpscrape"))
    run = partial(subprocess.run, stdout=subprocess.DEVNULL, check=True)
    ours, peer = fastest(
        lambda: run([script, "--version"]),
        lambda: run([sys.executable, "-c", "import typer"]),
        turns=60,
    )
    line("ogpscrape --version, to python -c 'import typer'", f"{ours / peer:.2f}", "1.3 or less")
