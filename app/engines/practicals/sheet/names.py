"""Namespaces of SpreadsheetML and its drawings."""

from __future__ import annotations

from functools import lru_cache

from app.engines.practicals.ooxml.names import Element, local

S = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
XDR = "http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"
X14 = "http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"
XM = "http://schemas.microsoft.com/office/excel/2006/main"


@lru_cache(maxsize=512)
def s(tag: str) -> str:
    """Return the full name of a SpreadsheetML element."""
    return f"{{{S}}}{tag}"


@lru_cache(maxsize=64)
def xdr(tag: str) -> str:
    """Return the full name of an element of a sheet's drawing."""
    return f"{{{XDR}}}{tag}"


@lru_cache(maxsize=64)
def x14(tag: str) -> str:
    """Return the full name of an element of the 2010 extensions."""
    return f"{{{X14}}}{tag}"


def is_set(text: str | None, *, default: bool = False) -> bool:
    """Read xsd:boolean."""
    return default if text is None else text in {"1", "true", "on"}


def decimal(text: str | None, usual: float) -> float:
    """Read a number; the usual one where there is none."""
    try:
        return usual if text is None else float(text)
    except ValueError:
        return usual


def attributes(element: Element | None) -> dict[str, str]:
    """Return the attributes by local name."""
    if element is None:
        return {}
    return {str(key).rpartition("}")[2]: str(value) for key, value in element.attrib.items()}


def named_children(element: Element | None) -> list[tuple[str, Element]]:
    """Return the children with their names, comments left out."""
    return [] if element is None else [(name, item) for item in element if (name := local(item))]
