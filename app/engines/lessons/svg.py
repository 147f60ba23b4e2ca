"""Whether a drawing may be shown: only shapes and words, nothing foreign."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

from app.kernel.text import Message, msg

LARGEST = 200_000
NAMESPACE = "{http://www.w3.org/2000/svg}"
ELEMENTS = frozenset(
    {
        *("svg", "g", "defs", "marker", "title", "desc", "text", "tspan"),
        *("path", "rect", "circle", "ellipse", "line", "polyline", "polygon"),
    }
)
ATTRIBUTES = frozenset(
    {
        *("id", "role", "viewBox", "width", "height", "x", "y", "x1", "y1", "x2", "y2", "dx", "dy"),
        *(
            "cx",
            "cy",
            "r",
            "rx",
            "ry",
            "d",
            "points",
            "transform",
            "opacity",
            "preserveAspectRatio",
        ),
        *("fill", "fill-opacity", "fill-rule", "stroke", "stroke-width", "stroke-dasharray"),
        *("stroke-linecap", "stroke-linejoin", "stroke-opacity", "font-family", "font-size"),
        *("font-weight", "text-anchor", "text-decoration", "textLength", "lengthAdjust"),
        *("dominant-baseline", "letter-spacing", "aria-labelledby", "aria-hidden"),
        *("marker-start", "marker-mid", "marker-end", "markerWidth", "markerHeight"),
        *("markerUnits", "orient", "refX", "refY", "{http://www.w3.org/XML/1998/namespace}lang"),
    }
)
OUTSIDE = re.compile(r"url\(\s*['\"]?(?!#)|javascript:|data:|https?:|//|expression", re.IGNORECASE)
"""A value that would fetch or run something; a reference inside the drawing is `url(#id)`."""


def faults(svg: str) -> list[Message]:
    """Return why a drawing is refused; nothing if it is safe and says what it shows."""
    if len(svg) > LARGEST:
        return [msg("The drawing is larger than %(limit)s characters.", limit=LARGEST)]
    if "<!" in svg.replace("<!--", "") or "<?xml-stylesheet" in svg:
        return [msg("A drawing has no document type, entities or style sheets.")]
    try:
        root = ET.fromstring(svg)  # noqa: S314 - no document type, so no entities
    except ET.ParseError as error:
        return [msg("The drawing is no sound XML: %(reason)s.", reason=str(error))]
    if root.tag != f"{NAMESPACE}svg":
        return [msg("The drawing does not begin with svg.")]
    found = [fault for element in root.iter() for fault in _of_element(element)]
    if not root.get("viewBox"):
        found.append(msg("The drawing has no viewBox, so it cannot be scaled."))
    found.extend(
        msg("The drawing has no %(name)s for those who cannot see.", name=name)
        for name in ("title", "desc")
        if not (root.findtext(f"{NAMESPACE}{name}") or "").strip()
    )
    return found


def _of_element(element: ET.Element) -> list[Message]:
    name = element.tag.removeprefix(NAMESPACE)
    if name not in ELEMENTS:
        return [msg("The element %(name)s is not allowed in a drawing.", name=name)]
    found = []
    for attribute, value in element.attrib.items():
        if attribute not in ATTRIBUTES:
            found.append(msg("The attribute %(name)s is not allowed.", name=attribute))
        elif OUTSIDE.search(value):
            found.append(msg("The attribute %(name)s points outside.", name=attribute))
    return found
