"""What is in force: defaults, then `config.toml`, then the environment (`OGPSCRAPE_*`), then the command's options.

Every value remembers where it comes from, for `ogpscrape config` and for messages. pydantic-settings 2 reads the same
places, but its values forget which of them they are from (its issue 756), and a misspelt variable of the environment
goes unnoticed: with what would have to be written around it, it saves nothing.
"""

import difflib
import math
import os
import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ogpscrape.errors import ConfigurationError
from ogpscrape.identifiers import SITE

if TYPE_CHECKING:
    from ogpscrape.sources.options import Caching, LiveOptions

PREFIX = "OGPSCRAPE_"
WAYBACK = "https://web.archive.org"
COMMON_CRAWL = "https://index.commoncrawl.org"
#: Names another configuration file.
FILE_VARIABLE = f"{PREFIX}CONFIG"
#: Variables that are not settings: where the file is, and tracebacks for whoever looks for a fault.
_OTHER_VARIABLES = frozenset({FILE_VARIABLE, f"{PREFIX}DEBUG"})

_DURATION = re.compile(r"(?P<count>\d+(?:\.\d+)?)\s*(?P<unit>|s|sec|min|m|h|d|w)")
_UNITS = {"": 1, "s": 1, "sec": 1, "m": 60, "min": 60, "h": 3600, "d": 86_400, "w": 604_800}


@dataclass(frozen=True)
class Value:
    """A setting in force: its text, what was read of it, and where it comes from."""

    text: str
    read: Any
    origin: str


@dataclass(frozen=True)
class Setting:
    """One thing that can be set. `default` is its text, or makes it."""

    meaning: str
    default: str | Callable[[], str]
    read: Callable[[str], Any]


class Configuration:
    """The values in force."""

    def __init__(self, values: dict[str, Value], file: Path) -> None:
        self.values = values
        #: Where `config.toml` is looked for; it need not be there.
        self.file = file

    def __getitem__(self, key: str) -> Any:
        """Return what was read of a setting."""
        return self.values[key].read

    def live_options(self, caching: "Caching | None" = None, member: str | None = None) -> "LiveOptions":
        """Return how the live site is asked, as these values say."""
        from ogpscrape.sources.options import Caching, LiveOptions

        settings = {key: self[key] for key in SETTINGS if key not in _NOT_OF_THE_SITE}
        usual = Caching.USE if self["cache"] else Caching.OFF
        return LiveOptions(**settings, caching=caching or usual, member=member)


def load(options: Mapping[str, str | None] | None = None) -> Configuration:
    """Return the configuration in force.

    Arguments:
        options: texts of settings given on the command line, by their keys; None is "not given".

    Raises ConfigurationError, naming the place, for a file that cannot be read, an unknown key, or a value that cannot
    be used.

    """
    file = config_file()
    texts = {key: (_default(setting), "default") for key, setting in SETTINGS.items()}
    texts |= {key: (text, str(file)) for key, text in _from_file(file).items()}
    for key in SETTINGS:
        variable = variable_of(key)
        if os.environ.get(variable):
            texts[key] = (os.environ[variable], variable)
    for key, text in (options or {}).items():
        if text is not None:
            texts[key] = (text, option_of(key))
    return Configuration({key: _value(key, text, origin) for key, (text, origin) in texts.items()}, file)


def config_file() -> Path:
    """Return where the configuration file is: the platform's place, or what OGPSCRAPE_CONFIG says."""
    from platformdirs import user_config_path

    named = os.environ.get(FILE_VARIABLE)
    return Path(named).expanduser() if named else user_config_path("ogpscrape") / "config.toml"


def variable_of(key: str) -> str:
    """Return the environment variable of a setting."""
    return PREFIX + key.upper()


def option_of(key: str) -> str:
    """Return the command-line option of a setting."""
    return "--" + key.replace("_", "-")


def unknown_variables() -> list[str]:
    """Return the `OGPSCRAPE_*` variables of the environment that mean nothing."""
    known = _OTHER_VARIABLES | {variable_of(key) for key in SETTINGS}
    return sorted(name for name in os.environ if name.startswith(PREFIX) and name not in known)


def _from_file(file: Path) -> dict[str, str]:
    try:
        table = tomllib.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        if os.environ.get(FILE_VARIABLE):
            raise ConfigurationError("there is no such file", where=str(file), hint=f"See {FILE_VARIABLE}") from None
        return {}
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ConfigurationError(f"it cannot be read: {error}", where=str(file), hint="It must be TOML") from error
    for key, content in table.items():
        if key not in SETTINGS:
            near = difflib.get_close_matches(key, SETTINGS, n=1)
            hint = f"Did you mean {near[0]}?" if near else f"The settings are {', '.join(SETTINGS)}"
            raise ConfigurationError(f"{key!r} is not a setting", where=str(file), hint=hint)
        if isinstance(content, bool) or not isinstance(content, str | int | float):
            raise ConfigurationError(f"{key} must be a text or a number", where=str(file))
    return {key: str(content) for key, content in table.items()}


def _default(setting: Setting) -> str:
    return setting.default if isinstance(setting.default, str) else setting.default()


def _value(key: str, text: str, origin: str) -> Value:
    try:
        return Value(text, SETTINGS[key].read(text), origin)
    except ConfigurationError as error:
        error.where = error.where or (origin if origin.startswith("-") else f"{key} in {origin}")
        raise


def _rate(text: str) -> Any:
    from ogpscrape.sources.rate import parse_rate

    return parse_rate(text)


def _url(text: str) -> str:
    from ogpscrape.sources.site import Site

    return Site(text).base


def _plain_url(text: str) -> str:
    from ogpscrape.sources.site import Site

    Site(text)
    return text.strip().rstrip("/")


def _duration(text: str) -> float:
    match = _DURATION.fullmatch(text.strip().lower())
    seconds = float(match["count"]) * _UNITS[match["unit"]] if match else math.inf
    if seconds > 1e10:
        raise ConfigurationError(f"{text[:40]!r} is not a time", hint="A time reads 90s, 30min, 12h, 1d, or 0")
    return seconds


def _positive(text: str) -> float:
    seconds = _duration(text)
    if seconds <= 0:
        raise ConfigurationError("it must be more than 0", hint="A time reads 30s or 2min")
    return seconds


def _retries(text: str) -> int:
    if not (text.isascii() and text.isdigit() and int(text[:4]) <= 100):
        raise ConfigurationError(f"{text[:40]!r} is not a number of retries", hint="Give one from 0 to 100")
    return int(text)


def _contact(text: str) -> str | None:
    from ogpscrape.sources.options import user_agent

    user_agent(text)
    return text or None


def _on_or_off(text: str) -> bool:
    if text.lower() not in ("on", "off"):
        raise ConfigurationError(f"{text[:40]!r} is neither on nor off", hint="Give one of them")
    return text.lower() == "on"


def _folder(text: str) -> Path:
    return Path(text).expanduser()


def _cache_folder() -> str:
    from platformdirs import user_cache_path

    return str(user_cache_path("ogpscrape"))


def _state_folder() -> str:
    # Not the runtime folder: it is another one for a cron job than for somebody who is logged in.
    from platformdirs import user_state_path

    return str(user_state_path("ogpscrape"))


#: What is not about how the site is asked.
_NOT_OF_THE_SITE = ("data", "cache", "wayback_url", "commoncrawl_url")

#: Everything that can be set, in the order in which it is shown.
SETTINGS: dict[str, Setting] = {
    "url": Setting("the site, or a mirror of it that is asked in its place", SITE, _url),
    "rate": Setting("the limit for everything that leaves the machine: 1/s, 30/min, or off for a mirror", "1/s", _rate),
    "retries": Setting("how often a page is asked for again when that may help", "4", _retries),
    "timeout": Setting("the longest silence of the site before it is given up", "30s", _positive),
    "deadline": Setting("the longest time on the network for one page, all tries together", "2min", _positive),
    "retry_wait": Setting("the first wait before asking again; each further one is twice as long", "1s", _positive),
    "max_age": Setting(
        "how long a page that is kept is used without asking the site, in the cache and in a dataset", "7d", _duration
    ),
    "contact": Setting("an address where whoever runs this can be reached, sent with every request", "", _contact),
    "data": Setting("the dataset's folder, for every command that writes or reads one", "ogp-data", _folder),
    "cache": Setting("whether pages are kept outside a dataset: on or off", "on", _on_or_off),
    "wayback_url": Setting("where --from wayback looks for captures", WAYBACK, _plain_url),
    "commoncrawl_url": Setting("where --from commoncrawl looks for captures", COMMON_CRAWL, _plain_url),
    "cache_folder": Setting("where pages are kept", _cache_folder, _folder),
    "state_folder": Setting("where the processes of one user agree on the rate", _state_folder, _folder),
}
