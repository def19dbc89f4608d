"""The smallest pages that have nothing wrong, to be changed by one thing each."""

from typing import Any

from ogpscrape.commitment import Commitment

HEADER = {
    "Action Plan": "Samplia Plan, 2014 – 2016",
    "Action Plan Cycle": "2014",
    "Status": "Inactive",
    "Lead Institution": "Ministry of Maps",
    "Support Institution(s)": "NA",
    "Policy Areas": "E-Government",
    "IRM Report": "Samplia End-of-Term Report",
    "Early Results": "Marginal",
    "Verifiable": "Yes",
    "Relevant to OGP Values": "Yes",
    "Potential Impact": "Minor",
    "Completion": "Limited",
}
LIST = "<h2>Commitments</h2><ol><li>Open Maps<br>ZZ0001, 2014, E-Government</ol>"
SUMMARY = (
    "<h2>IRM End of Term Status Summary</h2><p>Commitment 1. Open Maps</p><p>Commitment Text: Maps for all.</p>"
    "<p>End of term: Limited</p><p>Few maps were drawn.</p>"
)


def page(
    body: str = "", *, title: str = "<h1>Open Maps (ZZ0001)</h1>", header: str | None = None, foot: str = LIST
) -> str:
    rows = "".join(f"<p><b>{label}:</b> {value}</p>" for label, value in HEADER.items())
    text = f"<h2>Description</h2><p>We will draw maps.</p>{body}"
    return f"<html><body><p>Samplia</p>{title}{header or rows}{text}{foot}</body></html>"


def text_page(body: str, title: str = "Open Maps (ZZ0001)") -> str:
    rows = "\n\n".join(f"{label}: {value}" for label, value in HEADER.items())
    foot = "Commitments\n\n  1. Open Maps\n\n     ZZ0001, 2014, E-Government\n\nOpen Government Partnership"
    return f"Skip Navigation\nSamplia\n\n{title}\n\n{rows}\n\nDescription\n\nWe will draw maps.\n\n{body}\n\n{foot}\n"


def codes(record: Commitment) -> list[str]:
    return [warning.code.value for warning in record.warnings]


def header_with(**values: Any) -> str:
    changed = HEADER | {label.replace("_", " "): value for label, value in values.items()}
    return "".join(f"<p><b>{label}:</b> {value}</p>" for label, value in changed.items())
