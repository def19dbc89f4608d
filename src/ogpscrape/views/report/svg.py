"""The drawings as they may stand in the page: known elements and attributes only, and no size of their own."""

from lxml import etree
from markupsafe import Markup

SVG = "http://www.w3.org/2000/svg"
#: What charts are made of. Nothing here can load, link or run anything.
_ELEMENTS = frozenset({"svg", "g", "path", "text", "tspan", "line", "rect", "title", "defs", "clipPath"})
_ATTRIBUTES = frozenset(
    {
        *("class", "clip-path", "d", "display", "dx", "dy", "fill", "fill-opacity", "font-family", "font-size"),
        *("font-weight", "height", "id", "opacity", "pointer-events", "stroke", "stroke-miterlimit", "stroke-width"),
        *("text-anchor", "transform", "version", "viewBox", "width", "x", "x1", "x2", "y", "y1", "y2"),
        *("aria-hidden", "role", "aria-roledescription"),
    }
)
#: What says nothing that the page's style or the drawing as a whole does not say: a report has many drawings.
_NEEDLESS = (
    *("aria-hidden", "aria-roledescription", "class", "font-family", "opacity", "pointer-events", "role"),
    *("stroke-miterlimit", "version"),
)


def cleaned(drawing: str, width: float, height: float, alternative: str) -> Markup:
    """Return a drawing for use inside HTML: as wide as its place, one image with a text alternative.

    Arguments:
        drawing: SVG as the library wrote it.
        width: of what is to be seen, in the drawing's units.
        height: the same.
        alternative: what the drawing says, in words.

    Raises ValueError when there is an element or attribute that no chart needs.

    """
    root = etree.fromstring(drawing.encode("utf-8"), etree.XMLParser(resolve_entities=False, no_network=True))
    for element in root.iter():
        name = etree.QName(element)
        unknown = {attribute for attribute in element.attrib if attribute not in _ATTRIBUTES}
        if name.namespace != SVG or name.localname not in _ELEMENTS or unknown:
            raise ValueError(f"a drawing has <{name.localname}> with {sorted(unknown)}")
        _drop(element, *_NEEDLESS)
    _drop(root, "width", "height")
    for path in list(root.iter(f"{{{SVG}}}path")):
        parent = path.getparent()
        if parent is not None and (path.get("display") == "none" or not path.get("d")):
            parent.remove(path)
    root.set("viewBox", f"0 0 {width:g} {height:g}")
    root.set("class", "drawing")
    root.set("role", "img")
    root.set("aria-label", alternative)
    etree.cleanup_namespaces(root)
    # What is left is known markup, and lxml has escaped every text in it.
    return Markup(etree.tostring(root, encoding="unicode"))  # noqa: S704


def _drop(element: etree._Element, *attributes: str) -> None:
    for attribute in attributes:
        if attribute in element.attrib:
            del element.attrib[attribute]
