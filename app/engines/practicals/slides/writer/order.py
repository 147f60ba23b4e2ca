"""Putting children in the order that the schema of DrawingML and PresentationML asks for."""

from __future__ import annotations

from lxml import etree

from app.engines.practicals.ooxml.names import Element, local

_FILLS = ("noFill", "solidFill", "gradFill", "blipFill", "pattFill", "grpFill")
ORDERS: dict[str, tuple[str, ...]] = {
    "rPr": ("ln", *_FILLS, "effectLst", "highlight", "latin", "ea", "cs", "sym", "hlinkClick"),
    "pPr": (
        "lnSpc", "spcBef", "spcAft", "buClrTx", "buClr", "buSzTx", "buSzPct", "buSzPts", "buFontTx",
        "buFont", "buNone", "buAutoNum", "buChar", "buBlip", "tabLst", "defRPr", "extLst",
    ),
    "sld": ("cSld", "clrMapOvr", "transition", "timing", "extLst"),
    "cSld": ("bg", "spTree", "custDataLst", "controls", "extLst"),
    "spPr": ("xfrm", "custGeom", "prstGeom", *_FILLS, "ln", "effectLst"),
}  # fmt: skip


def put(parent: Element, tag: str, *rivals: str) -> Element:
    """Return a new child in its place; older ones of its name and its rivals are taken away."""
    name = tag.rpartition("}")[2]
    for item in list(parent):
        if local(item) == name or local(item) in rivals:
            parent.remove(item)
    order = ORDERS[local(parent)]
    rank = order.index(name)
    made = etree.Element(tag)
    later = [item for item in parent if local(item) in order and order.index(local(item)) > rank]
    parent.insert(parent.index(later[0]) if later else len(parent), made)
    return made


def first(parent: Element, tag: str) -> Element:
    """Return the child of a name, made as the first one if it is missing."""
    found = parent.find(tag)
    if found is None:
        found = etree.Element(tag)
        parent.insert(0, found)
    return found


FILLS = _FILLS
