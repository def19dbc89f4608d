"""How `--help` looks: plain text for 80 columns, the same in a terminal, a pipe and `docs/commands.md`."""

from typing import Any

from typer.core import TyperArgument, TyperCommand, TyperGroup

from ogpscrape.cli import COMMANDS, GROUPS

#: Where the options are that belong to no group of their own.
_OTHERS = "Options"


def _write_epilog(epilog: str | None, formatter: Any) -> None:
    """Write what is below the options as it is: examples and tables must not be wrapped."""
    if epilog:
        formatter.write_paragraph()
        formatter.write(f"{epilog.strip()}\n")


def _shown(argument: TyperArgument) -> str:
    """Return an argument as people write it down: `FILE...`, `[SELECTOR]...`."""
    name = argument.metavar or argument.name.upper()
    return f"{name if argument.required else f'[{name}]'}{'...' if argument.nargs != 1 else ''}"


class PlainCommand(TyperCommand):
    """A command whose help names arguments without their Python types."""

    def collect_usage_pieces(self, ctx: Any) -> list[str]:  # noqa: ARG002 - typer's signature
        """Return what is after the command's name in the usage line."""
        arguments = [param for param in self.params if isinstance(param, TyperArgument)]
        return ["[OPTIONS]", *map(_shown, arguments)]

    def format_options(self, ctx: Any, formatter: Any) -> None:
        """Write the arguments and the options."""
        params = self.get_params(ctx)
        arguments = [(_shown(param), param.help or "") for param in params if isinstance(param, TyperArgument)]
        groups: dict[str, list[tuple[str, str]]] = {"Arguments": arguments}
        for param in params:
            if not isinstance(param, TyperArgument) and (record := param.get_help_record(ctx)):
                groups.setdefault(getattr(param, "rich_help_panel", None) or _OTHERS, []).append(record)
        if _OTHERS in groups:
            groups[_OTHERS] = groups.pop(_OTHERS)  # last
        for title, rows in groups.items():
            if rows:
                with formatter.section(title):
                    formatter.write_dl(rows)

    def format_epilog(self, ctx: Any, formatter: Any) -> None:  # noqa: ARG002 - typer's signature
        """Write what is below the options."""
        _write_epilog(self.epilog, formatter)


class PlainGroup(TyperGroup):
    """A group of commands with the same look."""

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """Write every command with the first paragraph of its help, whole; typer's own list cuts it off."""
        widest = max(map(len, COMMANDS))
        for title, names in GROUPS.items():
            commands = [(name, self.get_command(ctx, name)) for name in names]
            # Filled up to one width, so that the groups are in line.
            rows = [
                (name.ljust(widest), " ".join((command.help or "").split("\n\n")[0].split()))
                for name, command in commands
                if command
            ]
            with formatter.section(title):
                formatter.write_dl(rows)

    def format_epilog(self, ctx: Any, formatter: Any) -> None:  # noqa: ARG002 - typer's signature
        """Write what is below the commands."""
        _write_epilog(self.epilog, formatter)
