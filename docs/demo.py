"""What `make demo` shows: the main job, done on the sample pages that come with ogpscrape, without a network."""

import csv
import io
import subprocess
import sys

from rich.console import Console

from ogpscrape.sources.samples import open_samples

SHOWN = 34  # lines of a record
ALL = "fetch KR0017 ZZ0001 ZZ0002 ... --from samples --format csv"
out = Console(width=None if sys.stdout.isatty() else 80, highlight=False)


def run(*arguments: str, shown: str | None = None) -> str:
    """Show a command as it would be typed, run it, and return what it printed."""
    out.print(f"\n[dim]$[/] [bold]ogpscrape {shown or ' '.join(arguments)}[/]")
    command = [sys.executable, "-m", "ogpscrape", *arguments]
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, encoding="utf-8").stdout  # noqa: S603


def rows(text: str) -> list[dict[str, str]]:
    """Read what was printed as CSV."""
    return list(csv.DictReader(io.StringIO(text, newline="")))


def show(table: list[dict[str, str]], *columns: str) -> None:
    """Print some columns of a table, a row a line; the last column is cut where the terminal ends."""
    lines = [columns, *(tuple(row[column].replace("\n", " ") for column in columns) for row in table)]
    widths = [max(map(len, cells)) for cells in zip(*lines, strict=True)]
    for number, line in enumerate(lines):
        padded = "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
        out.print(cut(padded), markup=False, style="dim" if number == 0 else "")


def cut(line: str) -> str:
    """Return as much of a line as the terminal is wide."""
    return line if len(line) <= out.width else f"{line[: out.width - 1]}…"


def main() -> None:
    """Show one record, its milestones, and every sample as a row."""
    record = run("fetch", "KR0017", "--from", "samples").splitlines()
    for line in record[:SHOWN]:
        out.print(cut(line), markup=False)
    out.print(f"[dim]... and {len(record) - SHOWN} more lines[/]")

    milestones = run("fetch", "KR0017", "--from", "samples", "--table", "milestones")
    show(rows(milestones), "code", "completion", "title")

    every = run("fetch", *open_samples().ids(), "--from", "samples", "--format", "csv", shown=ALL)
    show(rows(every), "id", "completion", "milestones", "title")

    out.print("\nEvery command:  [bold].venv/bin/ogpscrape --help[/]")
    out.print("A saved page:   [bold].venv/bin/ogpscrape parse FILE[/]")


if __name__ == "__main__":
    main()
