"""The Dockerfile built, and its image run as a timer would: `make image`.

It needs docker or podman with leave to use it, and the image that the Dockerfile begins with, here or to be pulled.
Where one is missing it says so and that is all; a build or a run that fails, fails.
"""

import subprocess
import sys
from contextlib import suppress
from pathlib import Path

from tests.docs.readme import ROOT
from tests.replica import Replica, Site

TAG = "ogpscrape-under-test"


def main() -> int:
    """Build the image and run it; return 0 also where nothing can build one, after saying why."""
    base = next(line.split()[1] for line in _dockerfile() if line.startswith("FROM "))
    builder = next((name for name in ("docker", "podman") if _works(name, "info")), None)
    if builder is None:
        print("The Dockerfile is not built: neither docker nor podman can be used on this machine")
        return 0
    if not (_works(builder, "image", "inspect", base) or _works(builder, "pull", base)):
        print(f"The Dockerfile is not built: {builder} neither has {base} nor can pull it")
        return 0
    _done(builder, "build", "--tag", TAG, str(ROOT))
    try:
        with Replica(Site.small()) as replica:
            _run_as_a_timer(builder, replica.url)
    finally:
        _works(builder, "volume", "rm", TAG)
    size = int(_done(builder, "image", "inspect", "--format", "{{.Size}}", TAG))
    below = int(_done(builder, "image", "inspect", "--format", "{{.Size}}", base))
    print(f"{size / 1e6:.0f} MB, {(size - below) / 1e6:.0f} MB of them not {base}")
    return 0


def _run_as_a_timer(builder: str, site: str) -> None:
    """Run the image as docs/cron.md says, the site being on this machine: nothing but the volume can be written to."""
    run = (builder, "run", "--rm", "--read-only", "--cap-drop", "all", "--network", "host", "--volume", f"{TAG}:/data")
    user = _done(*run, "--entrypoint", "id", TAG, "-u").strip()
    assert user not in ("", "0"), f"it runs as {user}"
    assert '"id": "KR0017"' in _done(*run, TAG, "fetch", "KR0017", "--from", "samples")
    asking = ("--env", f"OGPSCRAPE_URL={site}", "--env", "OGPSCRAPE_RATE=off", TAG)
    for turn in ("first", "second"):
        _done(*run, *asking, "sync", "KR", "--quiet")
        listed = _done(*run, TAG, "list", "--data", "ogp-data").splitlines()
        assert len(listed) == len(Site.small().pages) + 1, f"after the {turn} run the volume has {listed}"
    print(f"as user {user}: a sample read; {len(listed) - 1} commitments kept in the volume from one run to the next")


def _dockerfile() -> list[str]:
    return Path(ROOT / "Dockerfile").read_text(encoding="utf-8").splitlines()


def _works(*words: str) -> bool:
    """Tell whether a command is there and does what it is asked for."""
    with suppress(OSError, subprocess.TimeoutExpired):
        return not subprocess.run(
            words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=300, check=False
        ).returncode
    return False


def _done(*words: str) -> str:
    """Run a command and return what it printed; its failure is ours, and what it said of it is on standard error."""
    return subprocess.run(words, stdout=subprocess.PIPE, encoding="utf-8", check=True).stdout


if __name__ == "__main__":
    sys.exit(main())
