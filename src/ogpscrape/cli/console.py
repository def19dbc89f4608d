"""Words on standard error: errors always, warnings and progress for people, colours only where they are wanted."""

import os
import re
import shutil
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, TypeVar

from ogpscrape.errors import OgpscrapeError, without_passwords

if TYPE_CHECKING:
    from rich.progress import Progress, ProgressColumn, Task

T = TypeVar("T")

#: How many warnings are shown one by one before they are only counted, unless -v asks for all.
WARNINGS_SHOWN = 20
#: How long a run is left without a progress bar, in seconds.
PATIENCE = 0.5

# Control characters, line ends among them, and what reorders text: a page or a file name must not command the terminal.
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]+")
_ESCAPE = re.compile(r"\x1b\[[\d;]*m")


def one_line(text: str) -> str:
    """Return `text` on one line, line ends as spaces and other control characters spelt out."""
    return _CONTROL.sub(lambda found: " " if found[0].isspace() else ascii(found[0])[1:-1], text)


class Console:
    """What is said, where, and how loud."""

    def __init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        """Forget what an earlier run in this process asked for."""
        self._verbosity = 0
        self._quiet = False
        self._warnings = 0
        self._json = False
        self._failed: Counter[str] = Counter()
        self._progress: Progress | None = None
        self._so_far: Callable[[], str] | None = None

    def be_verbose(self, count: int) -> None:
        """Take note of -v: it may be before and after the command's name."""
        self._verbosity = max(self._verbosity, count)

    def be_quiet(self, quiet: bool) -> None:
        """Take note of -q: it may be before and after the command's name."""
        self._quiet = self._quiet or quiet

    def be_formatted(self, log_format: str) -> None:
        """Take note of --log-format."""
        self._json = self._json or log_format == "json"

    def interrupted_with(self, so_far: Callable[[], str]) -> None:
        """Take note of what says, when Ctrl-C ends the run, what was done and how to go on."""
        self._so_far = so_far

    def keeps_what_came(self) -> None:
        """Take note that after Ctrl-C a second run finds what this one did."""
        self.interrupted_with(lambda: "what came is kept: run it again to go on")

    def interrupted(self) -> None:
        """Say that Ctrl-C ended the run, what was done and how to go on."""
        self.say(f"interrupted{f'; {self._so_far()}' if self._so_far else ''}")

    @property
    def is_terminal(self) -> bool:
        """Whether somebody is looking at standard error."""
        return sys.stderr is not None and sys.stderr.isatty()

    @property
    def talks(self) -> bool:
        """Whether more than errors is said: to people and where it is asked for, not with -q, not to log files."""
        return not self._quiet and (self.is_terminal or self._verbosity > 0 or self._json)

    @property
    def explains(self) -> bool:
        """Whether each decision is said: where -v or a log for programs asks for it."""
        return not self._quiet and (self._verbosity > 0 or self._json)

    @property
    def shows_reading(self) -> bool:
        """Whether -vv asks what the reader saw."""
        return not self._quiet and self._verbosity > 1

    def say(self, text: str) -> None:
        """Say one line whatever the verbosity."""
        self._say(text, level="info", event="note")

    def conclude(self, text: str, fields: dict[str, object]) -> None:
        """Say how a run ended, whatever the verbosity but -q: people read one line, programs its fields."""
        if not self._quiet:
            self._say(text, **{**fields, "level": "info", "event": "summary"})

    def inform(self, text: str) -> None:
        """Say one line, whatever the verbosity but -q."""
        if not self._quiet:
            self.say(text)

    def _say(self, text: str, **fields: object) -> None:
        if self._json:
            self._write_json(**fields, message=text)
        else:
            line = f"{self._style('ogpscrape:', dim=True)} {one_line(text)}"
            # A command, which is in backquotes, is left whole: somebody may copy it.
            self._write(line if "`" in line else self._broken(line))

    def tell(self, text: str, *, broken: bool = False) -> None:
        """Write a text of several lines as it is: our own words, never a page's. A terminal may have it `broken`."""
        if self._json:
            self._write_json(level="info", event="note", message=text)
        else:
            self._write(self._broken(text) if broken else text)

    def note(self, text: str) -> None:
        """Say one line to whoever looks."""
        if self.talks:
            self.say(text)

    def event(self, event: str, text: str, *, level: str = "info", **fields: object) -> None:
        """Say one line to whoever looks; programs that read --log-format json get its name and fields, too."""
        if self.talks or level == "warning":
            self._say(text, level=level, event=event, **fields)

    def decision(self, text: str) -> None:
        """Say what was decided, where -v or a log for programs asks for it."""
        if self.explains:
            self._say(text, level="info", event="decision")

    def progress(self, event: str, **fields: object) -> None:
        """Tell programs that something is done; people see the bar."""
        if self._json and not self._quiet:
            self._write_json(level="info", event=event, **fields)

    def error(self, error: OgpscrapeError, *, broken: bool = False) -> None:
        """Say on one line what went wrong; with -vv, or OGPSCRAPE_DEBUG=1, where in the code it did.

        Where it has no command to copy, a terminal may have it `broken` between words.
        """
        self._failed[error.word] += 1
        self._show_failed()
        if self._json:
            self._write_json(level="error", event="error", **error_fields(error))
        else:
            word = self._style(f"{error.word}:", fg="red", bold=True)
            line = f"{self._style('ogpscrape:', dim=True)} {word} {one_line(str(error))}"
            self._write(self._broken(line) if broken else line)
        if self._verbosity >= 2 or os.environ.get("OGPSCRAPE_DEBUG") == "1":
            import traceback

            self._write(without_passwords("".join(traceback.format_exception(error))).rstrip())

    def warning(self, where: str, code: str, message: str) -> None:
        """Say on one line what a reader of the data should know; after many, only count."""
        self._warnings += 1
        if self._json and self.talks:
            self._write_json(level="warning", event="warning", where=where, code=code, message=message)
        elif self.talks and (self._verbosity > 0 or self._warnings <= WARNINGS_SHOWN):
            word = self._style("warning:", fg="yellow")
            self._write(f"{word} {one_line(where)}: {self._style(code, bold=True)}: {one_line(message)}")

    def summary(self, records: int, failed: int) -> None:
        """Say at the end of a run over several pages what became of them."""
        unseen = self._warnings - WARNINGS_SHOWN
        if unseen > 0 and not self._verbosity and not self._json:
            self.note(f"... and {counted(unseen, 'more warning')}; -v shows them all")
        parts = [counted(records, "record")]
        if failed:
            parts.append(f"{failed} failed")
        if self._warnings:
            parts.append(counted(self._warnings, "warning"))
        self.event("summary", ", ".join(parts), records=records, failed=failed, warnings=self._warnings)

    def tracked(self, items: Iterable[T], total: int, *, shown: bool) -> Iterator[T]:
        """Yield `items`, and where `shown` and somebody looks, show how far the run is once it takes its time."""
        begun = None
        wanted = shown and total > 1 and self.is_terminal and not self._quiet and not self._json
        with self._bar(total) if wanted else _no_bar() as bar:
            for done, item in enumerate(items):
                if bar and begun and time.monotonic() - begun > PATIENCE:
                    bar.start()
                    bar.update(bar.task_ids[0], completed=done)
                if done:  # counted from the second on: the first also loads what reads pages
                    begun = begun or time.monotonic()
                yield item

    @contextmanager
    def advancing(self) -> Iterator[Callable[[int, int], None]]:
        """Give a function that shows how far a run is: how many are done, and how many are known so far to be done."""
        begun = time.monotonic()
        wanted = self.is_terminal and not self._quiet and not self._json
        with self._bar(0) if wanted else _no_bar() as bar:

            def show(done: int, known: int) -> None:
                if bar and time.monotonic() - begun > PATIENCE:
                    bar.update(bar.task_ids[0], completed=done, total=known)
                    bar.start()

            yield show

    @contextmanager
    def _bar(self, total: int) -> Iterator["Progress"]:
        from rich.console import Console as RichConsole
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

        bar = Progress(
            BarColumn(bar_width=30),
            MofNCompleteColumn(),
            _pace_column(),
            TimeRemainingColumn(),
            TextColumn("[red]{task.description}"),
            console=RichConsole(stderr=True),
            transient=True,
        )
        bar.add_task("", total=total)
        self._progress = bar
        try:
            yield bar
        finally:
            bar.stop()
            self._progress = None

    def _show_failed(self) -> None:
        """Show beside the bar how many pages failed so far, and how."""
        if self._progress:
            said = ", ".join(f"{count} {word}" for word, count in self._failed.most_common())
            self._progress.update(self._progress.task_ids[0], description=said)

    def _broken(self, text: str) -> str:
        """Return a line with line ends between words where the terminal is not as wide."""
        if not self.is_terminal:
            return text
        width = shutil.get_terminal_size().columns
        line = ""
        lines = []
        for word in text.split(" "):
            if line and len(_ESCAPE.sub("", f"{line} {word}")) > width:
                lines.append(line)
                line = word
            else:
                line = f"{line} {word}" if line else word
        return "\n".join([*lines, line])

    def _style(self, text: str, *, fg: str | None = None, bold: bool = False, dim: bool = False) -> str:
        wanted = self.is_terminal and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
        if not wanted:
            return text
        import typer

        return typer.style(text, fg=fg, bold=bold or None, dim=dim or None)

    def _write_json(self, **fields: object) -> None:
        import json
        from datetime import UTC, datetime

        now = datetime.now(UTC).isoformat(timespec="milliseconds")
        self._write(json.dumps({"time": now, **fields}, ensure_ascii=True, default=str))

    def _write(self, line: str) -> None:
        if sys.stderr is None:
            return
        # When nobody can read standard error any more there is nobody to tell.
        with suppress(OSError, ValueError):
            if self._progress and self._progress.live.is_started:
                from rich.text import Text

                # Through the bar's own console, which keeps the bar below what is said.
                self._progress.console.print(Text.from_ansi(line), soft_wrap=True)
            else:
                sys.stderr.write(f"{line}\n")
                sys.stderr.flush()


def error_fields(error: OgpscrapeError) -> dict[str, object]:
    """Return what programs are told of an error."""
    told = {"word": error.word, "exit_code": int(error.exit_code), "where": error.where}
    return {**told, "message": error.message, "hint": error.hint}


def _pace_column() -> "ProgressColumn":
    """Return the column that says how many pages a second are done."""
    from rich.progress import ProgressColumn
    from rich.text import Text

    class Pace(ProgressColumn):
        def render(self, task: "Task") -> Text:
            return Text(f"{task.speed:.1f}/s" if task.speed else "", style="dim")

    return Pace()


@contextmanager
def _no_bar() -> Iterator[None]:
    yield None


def counted(number: int, noun: str, nouns: str | None = None) -> str:
    """Return a number with its noun: `1 record`, `2 records`; `nouns` is a plural that takes more than an s."""
    return f"{number:,} {noun if number == 1 else nouns or f'{noun}s'}"


#: The one console of the process.
console = Console()
