"""Make the pictures of the README from the samples: `show` as SVG by rich, the report as PNG by Chromium.

python docs/pictures.py
"""

import json
import re
from pathlib import Path

from playwright.sync_api import sync_playwright
from rich._export_format import CONSOLE_SVG_FORMAT
from rich.terminal_theme import DEFAULT_TERMINAL_THEME

from ogpscrape.commitment import Commitment
from ogpscrape.views.plans import by_member
from ogpscrape.views.report.page import report
from ogpscrape.views.terminal.screen import Screen
from ogpscrape.views.terminal.show import commitment_view, member_view

HERE = Path(__file__).parent
PICTURES = HERE / "pictures"
RECORDS = HERE.parent / "samples" / "records"
#: Expected records have no source of their own; this is what `--from samples` gives them.
SOURCE = {"sha256": "0" * 64, "via": "samples", "parser": "ogpscrape"}
#: As rich has it, without the fonts that it would load from the network.
SVG_FORMAT = re.sub(r"@font-face \{\{.*?\}\}", "", CONSOLE_SVG_FORMAT, flags=re.DOTALL)
FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking")


def samples() -> list[Commitment]:
    """The records of all samples."""
    return [
        Commitment.model_validate({**json.loads(path.read_text(encoding="utf-8")), "source": SOURCE})
        for path in sorted(RECORDS.glob("*.json"))
    ]


def draw_terminal(records: list[Commitment]) -> None:
    """Draw a commitment and a member as a terminal of 80 columns shows them."""
    samplia = [record for record in records if record.member.prefix == "ZZ"]
    screen = Screen(width=80)
    register = next(record for record in records if record.id == "ZZ0006")
    views = {
        "show-commitment": (
            "ogpscrape show ZZ0006",
            commitment_view(register, screen, ["overview", "status", "milestones"]),
        ),
        "show-member": ("ogpscrape show ZZ", member_view(by_member(samplia), screen)),
    }
    for name, (title, parts) in views.items():
        console = screen.console(record=True)
        for part in parts:
            console.print(part)
        # A fixed id keeps the file the same when nothing has changed.
        console.save_svg(
            str(PICTURES / f"{name}.svg"),
            title=title,
            theme=DEFAULT_TERMINAL_THEME,
            code_format=SVG_FORMAT,
            unique_id=name,
        )


def photograph_report(records: list[Commitment]) -> None:
    """Photograph the report in both colour schemes, wide and narrow."""
    samplia = [record for record in records if record.member.prefix == "ZZ"]
    file = PICTURES / "report.html"
    file.write_text(report(samplia, origin="the samples"), encoding="utf-8")
    shots = (
        ("report-light", "", 1200, 1000, "light"),
        ("report-dark", "#ZZ0006", 1200, 900, "dark"),
        ("report-narrow", "", 320, 900, "light"),
    )
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        for name, fragment, width, height, scheme in shots:
            page = browser.new_page(viewport={"width": width, "height": height}, color_scheme=scheme)
            page.goto(f"{file.as_uri()}{fragment}")
            page.evaluate("document.activeElement.blur()")
            page.screenshot(path=PICTURES / f"{name}.png")
        browser.close()
    file.unlink()


if __name__ == "__main__":
    PICTURES.mkdir(exist_ok=True)
    draw_terminal(samples())
    photograph_report(samples())
    print(*sorted(path.name for path in PICTURES.iterdir()), sep="\n")
