"""Write the pages of `docs/` that are made from the code, or check that they are up to date.

python docs/generate.py            write them
python docs/generate.py --check    exit 1, naming each that is stale
"""

import contextlib
import io
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from unittest import mock

from ogpscrape import __version__, commitment
from ogpscrape.cli import COMMANDS
from ogpscrape.cli import main as main_command
from ogpscrape.cli.help import exit_codes as exit_codes_listed
from ogpscrape.configuration import SETTINGS, Setting, variable_of
from ogpscrape.errors import EXIT_CODES
from ogpscrape.warning_codes import WARNING_CODES
from ogpscrape.writing.tables import TABLES

HERE = Path(__file__).parent
MADE = "<!-- Made by docs/generate.py (make docs). Change the code, not this page. -->\n"
WIDTH = "80"

COMMANDS_INTRO = """# Commands

Records go to standard output; everything else is said on standard error. What a run ends with is in
[exit-codes.md](exit-codes.md), what a record holds in [record.md](record.md).
"""

EXIT_CODES_INTRO = """# Exit codes

The codes are chosen once and kept: scripts may depend on them.
"""

EXIT_CODES_RULES = """
A run over several pages ends with 0 when none failed, and with 1 when some did. When all failed it ends with the code
of the reason they have in common, else with 3.

When the reader of a pipe leaves (`| head -1`) a command ends with 0 and says nothing. A command that is ended by
SIGTERM removes what it was writing and ends with 143.

Every failure is one line on standard error: `ogpscrape: <word>: <where>: <what happened>. <what to do>`.
"""

WARNINGS_INTRO = """# Warnings

A page that could be read, but about which a reader of the data should know something, has `warnings` in its record:
each a code of this closed list, the path of the field concerned, and a message. `ogpscrape parse --strict` takes any of
them for an error. A code is never renamed.
"""

SETTINGS_INTRO = """# Settings

A setting is a default, or is in the configuration file, in the environment, or in a command's options (`--rate` for
`rate`, where the command has it). The later one counts. `ogpscrape config` shows what is in force, where each value
comes from, and where the configuration file is looked for; `OGPSCRAPE_CONFIG` names another.

Times read `90s`, `30min`, `12h`, `1d`, or a number of seconds.
"""

SETTINGS_EXAMPLE = """
A configuration file:

```toml
rate = "30/min"
contact = "you@example.org"
max_age = "7d"
```

Proxies are those of `HTTP_PROXY`, `HTTPS_PROXY`, `ALL_PROXY` and `NO_PROXY`; `SSL_CERT_FILE` names
the authorities that are trusted in place of the usual ones.
"""

RECORD_INTRO = """# The record

`ogpscrape schema` prints the same as JSON Schema. Control characters that JSON allows as they are (DEL, U+0080 to
U+009F, U+2028, U+2029) are written as `\\uXXXX`, so that no terminal obeys them and no line is cut at them.
"""

TABLES_INTRO = """
# The flat tables

`--table NAME` prints one of these as CSV: UTF-8 without a BOM, lines that end in CRLF, quotes where they are needed
(RFC 4180). The columns do not depend on the records. An empty cell is a null; the entries of a list are joined by `; `;
`true` and `false` are booleans; times are ISO 8601 in UTC. NUL, which many readers of CSV do not take, becomes U+FFFD;
JSON keeps it.
"""


def commands() -> Iterator[str]:
    """Every `--help`, as a terminal of 80 columns shows it."""
    yield COMMANDS_INTRO
    for name in ((), *((command,) for command in COMMANDS)):
        title = " ".join(("ogpscrape", *name))
        yield f"## `{title}`\n"
        yield f"```text\n$ {title} --help\n{_help(*name)}```\n"


def manual() -> Iterator[str]:
    """The same and the exit codes for `man ogpscrape`, which is installed with the program."""
    yield f'.TH OGPSCRAPE 1 "" "ogpscrape {__version__}"'
    yield ".SH NAME\nogpscrape \\- the Open Government Partnership's commitment pages as data"
    for name in ((), *((command,) for command in COMMANDS)):
        yield f".SH {' '.join(('ogpscrape', *name)).upper()}\n{_as_it_is(_help(*name))}"
    yield f".SH EXIT STATUS\n{_as_it_is(exit_codes_listed())}"


def _as_it_is(text: str) -> str:
    """Return text for groff that is shown line by line, from the left edge."""
    escaped = text.rstrip().replace("\\", "\\e").replace("-", "\\-").replace("'", "\\(aq")
    lines = (f"\\&{line}" if line.startswith(".") else line for line in escaped.splitlines())
    return "\n".join((".in 0", ".nf", *lines, ".fi", ".in"))


def _help(*name: str) -> str:
    shown = io.StringIO()
    with mock.patch.dict(os.environ, COLUMNS=WIDTH), contextlib.redirect_stdout(shown):
        main_command((*name, "--help"))
    return shown.getvalue()


def exit_codes() -> Iterator[str]:
    """The table of `errors.py`."""
    yield EXIT_CODES_INTRO
    yield from _table(("code", "meaning"), ((str(int(code)), meaning) for code, meaning in EXIT_CODES.items()))
    yield EXIT_CODES_RULES


def warnings() -> Iterator[str]:
    """The closed list of `warning_codes.py`."""
    yield WARNINGS_INTRO
    yield from _table(("code", "meaning"), ((f"`{code}`", meaning) for code, meaning in WARNING_CODES.items()))


def settings() -> Iterator[str]:
    """What can be set, and where: `configuration.py`."""
    yield SETTINGS_INTRO
    rows = (
        (
            f"`{key}`",
            _default(setting),
            f"`{variable_of(key)}`",
            setting.meaning,
        )
        for key, setting in SETTINGS.items()
    )
    yield from _table(("setting", "default", "in the environment", "meaning"), rows)
    yield SETTINGS_EXAMPLE


def _default(setting: Setting) -> str:
    if not isinstance(setting.default, str):
        return "the platform's place"
    return f"`{setting.default}`" if setting.default else "none"


def record() -> Iterator[str]:
    """The record and the flat tables, from the models."""
    schema = commitment.json_schema()
    yield RECORD_INTRO
    yield f"{(commitment.__doc__ or '').partition(chr(10))[2].strip()}\n"
    yield _prose(schema)
    yield "## Commitment\n"
    yield from _fields(schema)
    for name, definition in schema["$defs"].items():
        if "properties" in definition:
            yield f"\n## {name}\n"
            yield f"{_prose(definition)}"
            yield from _fields(definition)
    yield TABLES_INTRO
    for table in TABLES.values():
        yield f"## `{table.name}`\n"
        yield f"{table.description} Key: {', '.join(f'`{column}`' for column in table.key)}.\n"
        rows = ((f"`{column.name}`", column.type, column.description) for column in table.columns)
        yield from _table(("column", "type", "what"), rows)
        yield ""


def _prose(definition: dict[str, Any]) -> str:
    return f"{definition.get('description', '')}\n"


def _fields(definition: dict[str, Any]) -> Iterator[str]:
    rows = ((f"`{key}`", _type(value), value.get("description", "")) for key, value in definition["properties"].items())
    yield from _table(("key", "type", "what"), rows)


def _type(value: dict[str, Any]) -> str:
    """Return what a JSON Schema says of a type, in words."""
    if "anyOf" in value:
        return " or ".join(_type(option) for option in value["anyOf"])
    if "$ref" in value:
        return _reference(value["$ref"])
    if "const" in value or "enum" in value:
        return ", ".join(f"`{option}`" for option in value.get("enum", [value.get("const")]))
    return _container(value) or {"date-time": "time"}.get(value.get("format", ""), str(value["type"]))


def _container(value: dict[str, Any]) -> str | None:
    if value["type"] == "array":
        return f"list of {_type(value['items'])}"
    values = value.get("additionalProperties")
    return f"object, each value {_type(values)}" if isinstance(values, dict) else None


def _reference(ref: str) -> str:
    name = ref.rsplit("/", 1)[-1]
    # The codes of warnings have a page of their own; every other definition is a heading of this page.
    return "[code](warnings.md)" if name == "WarningCode" else f"[{name}](#{name.lower()})"


def _table(head: tuple[str, ...], rows: Iterator[tuple[str, ...]]) -> Iterator[str]:
    yield f"| {' | '.join(head)} |"
    yield f"|{'---|' * len(head)}"
    for row in rows:
        cells = (cell.replace("|", "\\|").replace("\n", " ") for cell in row)
        yield f"| {' | '.join(cells)} |"


PAGES: dict[str, Callable[[], Iterator[str]]] = {
    "commands.md": commands,
    "man/ogpscrape.1": manual,
    "exit-codes.md": exit_codes,
    "warnings.md": warnings,
    "settings.md": settings,
    "record.md": record,
}


def made(page: str) -> str:
    """Return the text of a page as the code makes it now."""
    note = MADE if page.endswith(".md") else MADE.replace("<!--", '.\\"').replace(" -->\n", "")
    return "\n".join((note, *PAGES[page]())).rstrip() + "\n"


def main() -> int:
    """Write all pages, or with `--check` name the stale ones; return the exit code."""
    check = "--check" in sys.argv[1:]
    stale = []
    for page in PAGES:
        path, text = HERE / page, made(page)
        if not path.is_file() or path.read_text(encoding="utf-8") != text:
            stale.append(page)
            if not check:
                path.parent.mkdir(exist_ok=True)
                path.write_text(text, encoding="utf-8")
    for page in stale:
        print(f"docs/{page} {'is stale: run make docs' if check else 'written'}")
    return 1 if check and stale else 0


if __name__ == "__main__":
    sys.exit(main())
