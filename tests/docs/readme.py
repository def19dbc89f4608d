"""The commands of the README, as they are there, each with what it is said to print."""

import re
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
_BLOCK = re.compile(r"^```(?P<language>\w+)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Command:
    """A line that a user types, and what it prints, with `...` for anything; None where the README does not say."""

    line: str
    output: str | None

    def printed(self, text: str) -> bool:
        """Tell whether `text` is what the README shows."""
        if self.output is None:
            return True
        pattern = ".*".join(map(re.escape, self.output.rstrip("\n").split("...")))
        return re.fullmatch(pattern, text.replace("\r\n", "\n").rstrip("\n"), re.DOTALL) is not None


def blocks(language: str, text: str = README) -> list[str]:
    """Return the blocks of a language."""
    return [block["text"] for block in _BLOCK.finditer(text) if block["language"] == language]


def commands(text: str = README) -> list[Command]:
    """Return the commands of the blocks `sh` and `console`, in their order."""
    found: list[Command] = []
    for block in _BLOCK.finditer(text):
        if block["language"] == "sh":
            found += [Command(line, None) for line in block["text"].splitlines() if line.strip()]
        elif block["language"] == "console":
            for part in re.split(r"^\$ ", block["text"], flags=re.MULTILINE)[1:]:
                line, _, output = part.partition("\n")
                found.append(Command(line, output))
    return found


def section(heading: str) -> str:
    """Return the text below a heading, up to the next of its level."""
    return README.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
