"""The first minute as the README gives it, line by line, from an empty folder: `make first-minute`.

The lines run as they are written. What a new user's machine has is made beforehand: an environment without ogpscrape,
with uv, pipx and pandas in it (jq must be there). The address to clone from leads to this checkout, and the site is the
replica; the packages come from wherever pip is told to get them.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time
import venv
from pathlib import Path

from tests.docs.readme import ROOT, Command, commands, section
from tests.replica import Replica, Site

ADDRESS = "https://github.com/ogpscrape/ogpscrape"
#: The most that `make demo` may install, in MB.
LARGEST_DEMO = 150


def main() -> int:
    """Run every command of the section; return 1 at the first that fails or prints something else."""
    if shutil.which("jq") is None:
        print("jq is not on this machine", file=sys.stderr)
        return 1
    with tempfile.TemporaryDirectory(prefix="first-minute-") as name, Replica(Site.small()) as replica:
        home = Path(name)
        environment = _machine(home, replica.url)
        folder = home / "empty"
        folder.mkdir()
        for command in commands(section("The first minute")):
            begun = time.monotonic()
            folder, code, printed = _run(command, folder, home / "place", environment)
            print(f"{time.monotonic() - begun:6.1f} s  $ {command.line}", flush=True)
            if code or not command.printed(printed):
                print(f"{printed}\nexit code {code}; the README says:\n{command.output}", file=sys.stderr)
                return 1
        return _look_at_size(folder / ".venv-demo")


def _machine(home: Path, site: str) -> dict[str, str]:
    """Make what a new user's machine has, and return its environment variables."""
    venv.create(home / "python", with_pip=True)
    python = home / "python" / "bin" / "python"
    subprocess.run([python, "-m", "pip", "-qq", "install", "uv", "pipx", "pandas"], check=True)
    git = home / "gitconfig"
    git.write_text(f'[url "file://{ROOT}"]\n\tinsteadOf = {ADDRESS}\n[safe]\n\tdirectory = *\n', encoding="utf-8")
    mine = {name: value for name, value in os.environ.items() if not name.startswith(("OGPSCRAPE_", "PYTHON"))}
    return {
        **mine,
        "PATH": f"{home}/python/bin:{home}/bin:{os.environ['PATH']}",
        "GIT_CONFIG_GLOBAL": str(git),
        "PIPX_HOME": str(home / "pipx"),
        "PIPX_BIN_DIR": str(home / "bin"),
        "OGPSCRAPE_URL": site,
        "OGPSCRAPE_RATE": "off",
        "OGPSCRAPE_CACHE_FOLDER": str(home / "cache"),
        "OGPSCRAPE_STATE_FOLDER": str(home / "state"),
    }


def _run(command: Command, folder: Path, place: Path, environment: dict[str, str]) -> tuple[Path, int, str]:
    """Run a line in `folder`; return where it leaves its shell (noted in `place`), its exit code, what it printed."""
    script = f"{command.line}\ncode=$?; pwd > '{place}'; exit $code"
    done = subprocess.run(
        ["bash", "-o", "pipefail", "-c", script],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=None if command.output is None else subprocess.STDOUT,
        encoding="utf-8",
        cwd=folder,
        env=environment,
        check=False,
    )
    return Path(place.read_text(encoding="utf-8").strip()), done.returncode, done.stdout


def _look_at_size(demo: Path) -> int:
    size = sum(file.lstat().st_size for file in demo.rglob("*") if not file.is_symlink()) / 1e6
    print(f"the environment of make demo has {size:.0f} MB")
    if size < LARGEST_DEMO:
        return 0
    print(f"the README promises a small one, and {LARGEST_DEMO} MB are the most", file=sys.stderr)
    return 1


if __name__ == "__main__":
    raise SystemExit(main())
