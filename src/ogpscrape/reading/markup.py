"""What HTML's elements are to a reader: on lines of their own, not shown at all, or none of the content."""

import re
from collections.abc import Mapping

#: Elements that a browser puts on lines of their own. Source: HTML Standard, section 15.3, Flow content.
BLOCK = frozenset(
    """address article aside blockquote body caption center dd details dialog dir div dl dt fieldset figcaption figure
    footer form h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main menu nav ol optgroup option p pre search section
    select summary table tbody td tfoot th thead tr ul""".split()  # noqa: SIM905 - readable as words
)
#: Elements whose text a browser that runs scripts does not show.
SILENT = frozenset(
    """audio canvas datalist head iframe math noscript object script style svg template textarea
    video""".split()  # noqa: SIM905 - readable as words
)
LISTS = frozenset({"ol", "ul", "menu", "dir"})
HEADING_LEVEL = {"h1": 1, "h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 6}
_FURNITURE = frozenset({"nav", "button", "select", "dialog"})
#: Source: WAI-ARIA 1.2, landmark and widget roles.
_FURNITURE_ROLES = frozenset(
    {"navigation", "menu", "menubar", "dialog", "alertdialog", "banner", "search", "contentinfo", "button"}
)
_HIDDEN_STYLE = re.compile(r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse))", re.IGNORECASE)
_TELLING = frozenset({"hidden", "aria-hidden", "role", "style"})


def is_hidden(tag: str, attributes: Mapping[str, str]) -> bool:
    """Tell whether an element says that it is not shown: by HTML or ARIA, never by a class name."""
    if tag == "dialog" and "open" not in attributes:
        return True
    if _TELLING.isdisjoint(attributes):
        return False
    if attributes.get("hidden", "until-found").lower() != "until-found":
        return True
    if attributes.get("aria-hidden", "").lower() == "true" or attributes.get("role") == "tooltip":
        return True
    return bool(_HIDDEN_STYLE.search(attributes.get("style", "")))


def is_furniture(tag: str, attributes: Mapping[str, str]) -> bool:
    """Tell whether an element says that it is none of the content: a menu, a dialog, a button."""
    return tag in _FURNITURE or attributes.get("role") in _FURNITURE_ROLES
