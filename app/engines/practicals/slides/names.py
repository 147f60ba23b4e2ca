"""Names of PresentationML and DrawingML, and the few ways of walking them."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from app.engines.practicals.ooxml.names import MC, A, Element, P, R, local
from app.engines.practicals.ooxml.units import points

EMU_PER_POINT = 12700
P14 = "http://schemas.microsoft.com/office/powerpoint/2010/main"


@lru_cache(maxsize=512)
def p(tag: str) -> str:
    """Return the full name of a PresentationML element."""
    return f"{{{P}}}{tag}"


@lru_cache(maxsize=512)
def a(tag: str) -> str:
    """Return the full name of a DrawingML element."""
    return f"{{{A}}}{tag}"


@lru_cache(maxsize=16)
def r(tag: str) -> str:
    """Return the full name of a relationship attribute."""
    return f"{{{R}}}{tag}"


def children(element: Element | None) -> Iterator[Element]:
    """Yield the children, of an alternative only what a current program shows."""
    for item in element if element is not None else ():
        if item.tag == f"{{{MC}}}AlternateContent":
            chosen = item.find(f"{{{MC}}}Choice")
            yield from children(chosen if chosen is not None else item.find(f"{{{MC}}}Fallback"))
        elif local(item):
            yield item


def emu(text: str | None) -> float | None:
    """Return a length of DrawingML in points.

    >>> emu("12700"), emu("1in"), emu(None)
    (1.0, 72.0, None)
    """
    return points(text, EMU_PER_POINT)


def percent(text: str | None) -> float | None:
    """Return a percentage as a share: thousandths of a percent, or with a sign in strict files.

    >>> percent("62500"), percent("50%"), percent("x")
    (0.625, 0.5, None)
    """
    try:
        if text is not None and text.endswith("%"):
            return float(text[:-1]) / 100
        return None if text is None else float(text) / 100_000
    except ValueError:
        return None
