"""`ogpscrape help`: what is too long for the first screen."""

from typing import Annotated

import typer

from ogpscrape.cli.process import DataStream
from ogpscrape.errors import EXIT_CODES, UsageError

EXAMPLES = """
ogpscrape help exit-codes
ogpscrape help fetch
"""

TOPICS = ("exit-codes",)


def _topics(incomplete: str) -> list[str]:
    from ogpscrape.cli import COMMANDS

    return [name for name in (*TOPICS, *COMMANDS) if name.startswith(incomplete)]


def command(
    topic: Annotated[
        str | None,
        typer.Argument(
            metavar="TOPIC", help="exit-codes, or the name of a command.", show_default=False, autocompletion=_topics
        ),
    ] = None,
) -> None:
    """Explain a topic: what a run ends with, or a command."""
    from ogpscrape.cli import COMMANDS, main
    from ogpscrape.writing.output import opened

    if topic is None or topic in COMMANDS:
        raise typer.Exit(main([*([topic] if topic else []), "--help"]))
    if topic not in TOPICS:
        raise UsageError(f"there is no topic {topic[:40]!r}", hint=f"The topics are {', '.join(TOPICS)}, and commands")
    with opened(None) as out:
        DataStream(out).write(exit_codes())


def exit_codes() -> str:
    """Return what every exit code means, one a line."""
    return "".join(f"{code:>3}  {meaning}\n" for code, meaning in EXIT_CODES.items())
