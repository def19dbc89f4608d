"""The report: one HTML file that needs nothing else. `page.py` puts it together.

Everything that is counted is counted here, in `counting.py`, and laid out by `charts.py`; the script in the page
searches, filters, sorts and opens records, and counts nothing.
"""


def require_packages() -> None:
    """See that the packages of the `report` extra are there, before anything is read.

    Raises MissingExtraError, which says how to install them.
    """
    from ogpscrape.writing.extras import imported

    for module, package in (("markupsafe", "MarkupSafe"), ("jinja2", "Jinja2")):
        imported(module, package=package, extra="report")
