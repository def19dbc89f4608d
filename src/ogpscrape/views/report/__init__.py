"""The report: one HTML file that needs nothing else. `page.py` puts it together.

Everything that is counted is counted here, in `counting.py`, and drawn by `charts.py`; the script in the page searches,
filters and opens records, and counts nothing.
"""


def require_packages() -> None:
    """See that the packages of the `report` extra are there, before anything is read.

    Raises MissingExtraError, which says how to install them.
    """
    from ogpscrape.writing.extras import imported

    for module, package in (("markupsafe", "MarkupSafe"), ("jinja2", "Jinja2"), ("vl_convert", "vl-convert-python")):
        imported(module, package=package, extra="report")
