"""Children of properties in the order of the schema: Word refuses files that mix it up."""

from __future__ import annotations

from lxml import etree

from app.engines.practicals.ooxml.names import Element, local, w

_ORDER = {
    "pPr": (
        "pStyle keepNext keepLines pageBreakBefore framePr widowControl numPr "
        "suppressLineNumbers pBdr shd tabs suppressAutoHyphens kinsoku wordWrap overflowPunct "
        "topLinePunct autoSpaceDE autoSpaceDN bidi adjustRightInd snapToGrid spacing ind "
        "contextualSpacing mirrorIndents suppressOverlap jc textDirection textAlignment "
        "textboxTightWrap outlineLvl divId cnfStyle rPr sectPr pPrChange"
    ),
    "rPr": (
        "rStyle rFonts b bCs i iCs caps smallCaps strike dstrike outline shadow emboss imprint "
        "noProof snapToGrid vanish webHidden color spacing w kern position sz szCs highlight u "
        "effect bdr shd fitText vertAlign rtl cs em lang eastAsianLayout specVanish oMath"
    ),
    "tblPr": (
        "tblStyle tblpPr tblOverlap bidiVisual tblStyleRowBandSize tblStyleColBandSize tblW jc "
        "tblCellSpacing tblInd tblBorders shd tblLayout tblCellMar tblLook"
    ),
    "tcPr": (
        "cnfStyle tcW gridSpan hMerge vMerge tcBorders shd noWrap tcMar textDirection tcFitText "
        "vAlign hideMark"
    ),
    "trPr": "cantSplit trHeight tblHeader tblCellSpacing jc hidden",
    "sectPr": (
        "headerReference footerReference footnotePr endnotePr type pgSz pgMar paperSrc "
        "pgBorders lnNumType pgNumType cols formProt vAlign noEndnote titlePg textDirection "
        "bidi rtlGutter docGrid"
    ),
    "settings": "zoom evenAndOddHeaders defaultTabStop characterSpacingControl compat",
}
ORDER = {name: words.split() for name, words in _ORDER.items()}
"""Names of children in the order of the schema, for each kind of properties."""


def ensure(parent: Element, name: str) -> Element:
    """Return the child of this name, made in its right place if it is missing."""
    found = parent.find(w(name))
    if found is None:
        found = etree.Element(w(name))
        place(parent, found)
    return found


def ensure_first(parent: Element, name: str) -> Element:
    """Return the properties element that must be the first child."""
    found = parent.find(w(name))
    if found is None:
        found = etree.Element(w(name))
        parent.insert(0, found)
    return found


def place(parent: Element, item: Element) -> None:
    """Insert a child where the schema wants it."""
    order = ORDER[local(parent)]
    rank = order.index(local(item))
    for index, other in enumerate(parent):
        name = local(other)
        if name in order and order.index(name) > rank:
            parent.insert(index, item)
            return
    parent.append(item)


def put(parent: Element, name: str, **attributes: str | None) -> Element:
    """Set attributes of a child (None takes one away), making the child if it is missing."""
    found = ensure(parent, name)
    for key, value in attributes.items():
        if value is None:
            found.attrib.pop(w(key), "")
        else:
            found.set(w(key), value)
    return found
