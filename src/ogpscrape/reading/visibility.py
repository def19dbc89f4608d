"""What a page shows, and what it can be made to show: a collapsed tab is text, a hidden remark is not.

Read by HTML, ARIA and the page's own style rules. What an eye sees is text whatever `aria-hidden` says; what a click
opens is text, too.
"""

import re
from collections.abc import Iterator
from functools import cached_property
from typing import Any

#: Elements whose text a browser that runs scripts does not show. Not among them: `embed`, `source`, `track`, `wbr`;
#: lxml's parser puts what comes after them into them.
SILENT = frozenset(
    """audio base canvas col datalist head iframe img input link math meta noscript param script style svg template
    title video""".split()  # noqa: SIM905 - readable as words
)
_INLINE = frozenset(
    "a abbr b bdi cite code del dfn em font i ins kbd label mark q s small span strong sub sup time u".split()  # noqa: SIM905
)
_HIDDEN_STYLE = re.compile(r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse))", re.IGNORECASE)
#: Attributes without which only a style rule hides an element.
_HIDING = frozenset({"style", "hidden", "role", "data", "popover"})
_MAY_HIDE = re.compile(r"none|hidden|collapse", re.IGNORECASE)
_RULE = re.compile(r"([^{}]*)\{([^{}]*)\}")
_MEDIA = re.compile(r"@[^{};]*\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}")
_SIMPLE = re.compile(r"(?:[a-z][a-z0-9]*)?([.#][\w-]+)", re.IGNORECASE)
_CONTROLS = re.compile(
    r"""(?:aria-controls|aria-owns|popovertarget|data-(?:bs-)?target|data-toggle-target|href|for)\s*=\s*["']?#?([\w:.-]+)""",
    re.IGNORECASE,
)
_CONTROL_ROLES = frozenset({"tab", "button"})
#: Hidden text longer than this, in characters, is more than a remark: a part of the page that something opens.
LONGEST_REMARK = 300
#: Source: WAI-ARIA 1.2, landmark and widget roles.
_ROLES = {
    "navigation": "menu", "menu": "menu", "menubar": "menu", "search": "menu", "dialog": "dialog",
    "alertdialog": "dialog", "banner": "banner", "contentinfo": "footer", "button": "button",
}  # fmt: skip
_TAG_ROLES = {"nav": "menu", "dialog": "dialog", "header": "banner", "footer": "footer", "select": "choice"}


def role_of(tag: str, given: dict[str, str]) -> str:
    """Return what an element says that it is beside content (`menu`, `dialog`, `banner`, `footer` ...), or nothing."""
    return (_ROLES.get(given["role"]) if "role" in given else None) or _TAG_ROLES.get(tag, "")


class Visibility:
    """Decides for each element of one page whether its text is shown."""

    def __init__(self, html: str, root: Any) -> None:
        self._html, self._root = html, root

    @cached_property
    def _rules(self) -> frozenset[str]:
        """The classes (`.x`) and ids (`#x`) that the page's own style rules hide, whatever the window's size."""
        found: set[str] = set()
        for style in (element.text or "" for element in self._root.iter("style")):
            for selectors, body in _RULE.findall(_MEDIA.sub("", style)) if _MAY_HIDE.search(style) else ():
                if _HIDDEN_STYLE.search(";" + body):
                    for selector in selectors.split(","):
                        last = selector.split()[-1:] or [""]
                        if match := _SIMPLE.fullmatch(last[0]):
                            found.add(match[1])
        return frozenset(found)

    @cached_property
    def _controlled(self) -> frozenset[str]:
        """The ids that something on the page points to."""
        return frozenset(_CONTROLS.findall(self._html))

    def reason(self, element: Any, tag: str, attributes: dict[str, str]) -> str:
        """Return why an element's text is not shown and cannot be opened, or nothing when it is text."""
        if _HIDING.isdisjoint(attributes) and tag != "dialog" and not self._rules:
            return ""
        if tag == "object" and "data" in attributes:
            return "an object"
        if "style" in attributes and _HIDDEN_STYLE.search(attributes["style"]):
            reason = "a style"
        elif "hidden" in attributes and attributes["hidden"].lower() != "until-found":
            reason = "the attribute hidden"
        elif "popover" in attributes:
            reason = "a popover"
        elif tag == "dialog" and "open" not in attributes:
            reason = "a closed dialog"
        elif self._rules and self._ruled(attributes):
            reason = "a style rule"
        elif attributes.get("role") == "tooltip":
            return "a tooltip"
        else:
            return ""
        if tag in _INLINE or attributes.get("role") == "tooltip":
            return reason
        return "" if attributes.get("role") == "tabpanel" or self._has_control(element) else reason

    def _ruled(self, given: dict[str, str]) -> bool:
        classes = given.get("class", "").split()
        return any(f".{name}" in self._rules for name in classes) or f"#{given.get('id')}" in self._rules

    def _has_control(self, element: Any) -> bool:
        """Tell whether something opens an element: what points to its id, a button or tab beside it, a sister panel."""
        if element.get("id") and element.get("id") in self._controlled:
            return True
        parent = element.getparent()
        if parent is None:
            return False
        if parent.tag == "details":
            return True
        before = element.getprevious()
        if before is not None and _is_control(before):
            return True
        shown = element.get("class")
        return bool(shown) and any(
            sister is not element and sister.tag == element.tag and _is_sister(sister, shown)
            for sister in (element.getprevious(), element.getnext())
            if sister is not None
        )

    def text_of(self, element: Any) -> str:
        """Return the text in an element, shown or not, without scripts and styles."""
        return "".join(_texts(element))


def _texts(element: Any) -> Iterator[str]:
    for part in element.iter():
        if isinstance(part.tag, str) and part.tag not in SILENT and part.text:
            yield part.text
        if part is not element and part.tail:
            yield part.tail
        if part.tag in ("p", "div", "li", "td", "br", "dt", "dd"):
            yield " "


def _is_control(element: Any) -> bool:
    if element.tag in ("button", "summary") or element.get("aria-expanded") or element.get("role") in _CONTROL_ROLES:
        return True
    # A heading that is nothing but a button.
    return (
        element.tag in ("h2", "h3", "h4", "h5", "h6")
        and len(element) == 1
        and element[0].tag in ("button", "a")
        and not f"{element.text or ''}{element[0].tail or ''}".strip()
    )


def _is_sister(sister: Any, classes: str) -> bool:
    """Tell whether an element beside a hidden one is a panel of the same kind that is shown."""
    own = set((sister.get("class") or "").split())
    return bool(own & set(classes.split())) and "hidden" not in sister.attrib and "style" not in sister.attrib
