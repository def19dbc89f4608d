"""The Dockerfile says what it promises: pinned, not as root, the dataset in a volume. `make image` builds it."""

import re
from fnmatch import fnmatch
from pathlib import Path

import pytest

from ogpscrape.configuration import SETTINGS, variable_of

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def steps() -> list[tuple[str, str]]:
    """The instructions in their order, each with its arguments on one line."""
    text = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    lines = re.sub(r"^\s*#.*\n", "", text, flags=re.MULTILINE).replace("\\\n", " ").splitlines()
    return [(line.split()[0], " ".join(line.split()[1:])) for line in lines if line.strip()]


def arguments(steps: list[tuple[str, str]], instruction: str) -> list[str]:
    return [text for name, text in steps if name == instruction]


def test_the_image_has_a_version(steps):
    (image,) = arguments(steps, "FROM")
    assert re.fullmatch(r"python:3\.\d+-slim-\w+", image)
    version = float(image.partition(":")[2].partition("-")[0].partition(".")[2])
    assert version >= 11, "as pyproject.toml asks"


def test_every_package_is_checked_against_its_hash(steps):
    installs = [text for text in arguments(steps, "RUN") if "pip install" in text]
    assert installs
    for text in installs:
        assert "--no-cache-dir" in text
        assert "--require-hashes" in text or "--no-deps ." in text


def test_it_does_not_run_as_root(steps):
    names = [name for name, _ in steps]
    (user,) = arguments(steps, "USER")
    assert user.isdecimal(), "a number, so that Kubernetes can tell that it is not root"
    assert int(user) > 0
    assert f"--uid {user}" in " ".join(arguments(steps, "RUN"))
    assert names.index("USER") < names.index("ENTRYPOINT")
    assert "RUN" not in names[names.index("USER") :]


def test_what_must_outlive_it_is_in_its_volume(steps):
    (volume,) = arguments(steps, "VOLUME")
    settings = dict(text.split("=", 1) for env in arguments(steps, "ENV") for text in env.split())
    ours = {name: value for name, value in settings.items() if name.startswith("OGPSCRAPE_")}
    assert {variable_of(key) for key in ("data", "cache_folder", "state_folder")} == ours.keys()
    assert ours.keys() <= {variable_of(key) for key in SETTINGS}
    assert all(value.startswith(f"{volume}/") for value in ours.values())


def test_what_it_copies_is_there_and_not_left_out(steps):
    patterns = [line.strip("/") for line in (ROOT / ".dockerignore").read_text(encoding="utf-8").split()]
    copied = [source for text in arguments(steps, "COPY") for source in text.split()[:-1]]
    assert {"requirements-demo.lock", "pyproject.toml", "src", "samples"} <= set(copied)
    for source in copied:
        assert (ROOT / source).exists(), source
        # The last pattern that fits counts; with ! it lets in again.
        last = next((pattern for pattern in reversed(patterns) if fnmatch(source, pattern.removeprefix("!"))), "!")
        assert last.startswith("!"), source
