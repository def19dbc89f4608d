"""What all commands have in common: each is loaded when asked for, and nothing it raises becomes a traceback."""

import errno
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from ogpscrape import __version__
from ogpscrape.cli import COMMANDS
from ogpscrape.cli.console import console
from ogpscrape.cli.plain import PlainCommand, PlainGroup
from ogpscrape.cli.process import cannot_write, finish_output, prepare_process
from ogpscrape.errors import BugError, ExitCode, OgpscrapeError, UsageError

if TYPE_CHECKING:
    from typer.core import TyperCommand

PROGRAM = "ogpscrape"
#: The options of every command.
_EVERYWHERE = ("verbose", "quiet", "log_format")

Verbose = Annotated[
    int,
    typer.Option(
        "--verbose",
        "-v",
        count=True,
        show_default=False,
        expose_value=False,
        callback=console.be_verbose,
        help="Say more on standard error: each request and decision; -vv adds what the reader saw, and tracebacks.",
    ),
]
Quiet = Annotated[
    bool,
    typer.Option(
        "--quiet",
        "-q",
        expose_value=False,
        callback=console.be_quiet,
        help="Say nothing on standard error but errors.",
    ),
]
LogFormat = Annotated[
    Literal["text", "json"],
    typer.Option(
        "--log-format",
        metavar="text|json",
        show_default=False,
        expose_value=False,
        callback=console.be_formatted,
        help="json: what is said on standard error is one JSON object a line, for programs.",
    ),
]


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"{PROGRAM} {__version__}")
        raise typer.Exit


Version = Annotated[
    bool, typer.Option("--version", is_eager=True, expose_value=False, callback=_show_version, help="Show the version.")
]


class Commands(PlainGroup):
    """The commands of `COMMANDS`, each imported when it is first needed: `--version` must stay cheap."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        # Typer looks for the nearest name among the keys when a command is misspelt.
        self.commands: dict[str, Any] = dict.fromkeys(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> "TyperCommand | None":  # noqa: ARG002 - typer's signature
        """Return the command of that name, or None."""
        if cmd_name in COMMANDS and self.commands[cmd_name] is None:
            command = _load(cmd_name)
            # What is said, and how loud, can be before and after the command's name.
            command.params.extend(param for param in self.params if param.name in _EVERYWHERE)
            self.commands[cmd_name] = command
        return self.commands.get(cmd_name)

    def serve(self, arguments: list[str]) -> None:
        """Do what `arguments` ask for. Raises what typer and the commands raise."""
        self._main_shell_completion({}, PROGRAM)  # exits when it is the shell that asks, for completions
        if not arguments:
            console.tell(self.get_help(self.make_context(PROGRAM, [], resilient_parsing=True)))
            raise typer.Exit(ExitCode.USAGE)
        with self.make_context(PROGRAM, arguments) as context:
            self.invoke(context)


def _load(name: str) -> Any:
    """Make the command of `cli/<name>.py`."""
    module = import_module(f"ogpscrape.cli.{name}")
    app = _app()
    app.command(name, cls=PlainCommand, epilog=f"Examples:\n{_indented(module.EXAMPLES)}")(module.command)
    return typer.main.get_command(app)


def _app(**settings: Any) -> typer.Typer:
    # Plain help: it reads the same in a terminal, in a pipe and in docs/commands.md, and costs no import of rich.
    return typer.Typer(
        add_completion=settings.pop("add_completion", False),
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["--help", "-h"]},
        **settings,
    )


def _main(version: Version = False, verbose: Verbose = 0, quiet: Quiet = False, log_format: LogFormat = "text") -> None:
    """Read the commitment pages of the Open Government Partnership as data.

    Records go to standard output as JSON, JSON Lines or CSV; everything else is said on standard error.
    """


def _indented(text: str) -> str:
    return "\n".join(f"  {line}" for line in text.strip().splitlines())


def _group() -> Commands:
    app = _app(cls=Commands, add_completion=True)
    app.callback(
        epilog=f"'{PROGRAM} COMMAND --help' has examples.\n'{PROGRAM} help exit-codes' says what a run ends with."
    )(_main)
    group = typer.main.get_command(app)
    assert isinstance(group, Commands)  # noqa: S101 - cls says so; for the type checker
    return group


def run(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; return its exit code. Every failure has become one line on standard error."""
    prepare_process()
    console.reset()
    given = list(sys.argv[1:] if arguments is None else arguments)
    try:
        code = _serve(given)
        return finish_output(code)
    except BrokenPipeError:
        # The reader of a pipe has what it wanted (`| head -1`): no reason to complain, or to fail.
        return finish_output(ExitCode.OK)
    except OgpscrapeError as error:
        console.error(error)
        return finish_output(error.exit_code)


def _serve(arguments: list[str]) -> int:
    try:
        _group().serve(arguments)
    except typer.Exit as end:
        return end.exit_code
    except typer.TyperException as error:
        raise _usage(error, arguments) from error
    except KeyboardInterrupt:
        console.interrupted()
        return ExitCode.INTERRUPTED
    except (BrokenPipeError, OgpscrapeError):
        raise
    except Exception as error:
        if isinstance(error, OSError) and error.errno == errno.ENOSPC:
            raise cannot_write(error) from error
        raise BugError.of(error) from error
    return ExitCode.OK


def _usage(error: typer.TyperException, arguments: Sequence[str]) -> UsageError:
    context = getattr(error, "ctx", None)
    # Not every error of typer's knows the command that it is about.
    named = [PROGRAM, *(word for word in arguments if word in COMMANDS)][:2]
    path = context.command_path if context else " ".join(named)
    # Typer's own checks go through pydantic, which puts words of its own before what it has to say.
    return UsageError(error.format_message().replace("Value error, ", ""), hint=f"Try '{path} --help'")
