"""Namespaces of OOXML and the two or three ways of naming an element."""

from __future__ import annotations

from functools import lru_cache
from typing import TypeAlias

from lxml import etree

Element: TypeAlias = etree._Element  # noqa: SLF001  # lxml gives the type no public name

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
A = "http://schemas.openxmlformats.org/drawingml/2006/main"
WP = "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
MC = "http://schemas.openxmlformats.org/markup-compatibility/2006"
P = "http://schemas.openxmlformats.org/presentationml/2006/main"
C = "http://schemas.openxmlformats.org/drawingml/2006/chart"
DGM = "http://schemas.openxmlformats.org/drawingml/2006/diagram"

STRICT = {
    b"http://purl.oclc.org/ooxml/wordprocessingml/main": W.encode(),
    b"http://purl.oclc.org/ooxml/drawingml/main": A.encode(),
    b"http://purl.oclc.org/ooxml/drawingml/wordprocessingDrawing": WP.encode(),
    b"http://purl.oclc.org/ooxml/officeDocument/relationships": R.encode(),
    b"http://purl.oclc.org/ooxml/spreadsheetml/main": (
        b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    ),
    b"http://purl.oclc.org/ooxml/drawingml/spreadsheetDrawing": (
        b"http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"
    ),
    b"http://purl.oclc.org/ooxml/presentationml/main": P.encode(),
    b"http://purl.oclc.org/ooxml/drawingml/chart": C.encode(),
    b"http://purl.oclc.org/ooxml/drawingml/diagram": DGM.encode(),
}
"""Strict (ISO 29500) namespaces and the transitional ones they are read as."""


@lru_cache(maxsize=1024)
def w(tag: str) -> str:
    """Return the full name of a WordprocessingML element or attribute."""
    return f"{{{W}}}{tag}"


@lru_cache(maxsize=128)
def c(tag: str) -> str:
    """Return the full name of a chart element."""
    return f"{{{C}}}{tag}"


def local(element: Element) -> str:
    """Return the name without namespace; empty for comments and the like."""
    tag: object = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def val(element: Element | None) -> str | None:
    """Return `w:val` of an element that may be absent."""
    return None if element is None else element.get(w("val"))


def down(element: Element | None, *path: str) -> Element | None:
    """Follow a path of full names; None as soon as one is missing."""
    found = element
    for tag in path:
        if found is None:
            break
        found = found.find(tag)
    return found


def child(element: Element | None, *path: str) -> Element | None:
    """Follow a path of WordprocessingML children; None as soon as one is missing."""
    return down(element, *map(w, path))
