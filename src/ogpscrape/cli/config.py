"""`ogpscrape config`: the settings in force, and where each comes from."""

from ogpscrape.cli.console import console
from ogpscrape.cli.listing import ListFormat, print_rows

EXAMPLES = """
ogpscrape config
ogpscrape config --format json
OGPSCRAPE_RATE=30/min ogpscrape config
"""


def command(form: ListFormat = None) -> None:
    """Show the settings in force, and where each comes from.

    A setting is a default, or is in the configuration file (TOML: rate = "30/min"), in the environment
    (OGPSCRAPE_RATE=30/min) or in a command's options (--rate 30/min); the later one counts.
    """
    from ogpscrape.configuration import SETTINGS, load, unknown_variables

    configuration = load()
    rows = [
        {"setting": key, "value": value.text, "from": value.origin, "meaning": SETTINGS[key].meaning}
        for key, value in configuration.values.items()
    ]
    print_rows(rows, ("setting", "value", "from"), form)
    there = "" if configuration.file.is_file() else " (not there)"
    console.note(f"the configuration file is {configuration.file}{there}")
    for name in unknown_variables():
        console.event("configuration", f"{name} is not a setting", level="warning")
