"""Measures of OOXML in points, and its true/false words."""

from __future__ import annotations

import re

POINTS = {"mm": 72 / 25.4, "cm": 720 / 25.4, "in": 72.0, "pt": 1.0, "pc": 12.0, "pi": 12.0}
"""Points in one unit of a universal measure (ECMA-376 part 1, 22.9.2.15)."""

_MEASURE = re.compile(r"([-+]?\d*\.?\d+)(mm|cm|in|pt|pc|pi)?")
_OFF = frozenset({"0", "false", "off", "none"})
TWIPS_PER_POINT = 20
MM_PER_POINT = 25.4 / 72


def points(text: str | None, per_point: float = TWIPS_PER_POINT) -> float | None:
    """Return points: a bare number counts in twips (or `per_point` parts), "37mm" in its unit.

    >>> points("560"), points("25.4mm"), points("x")
    (28.0, 72.0, None)
    """
    if text is None or not (found := _MEASURE.fullmatch(text.strip())):
        return None
    number, unit = float(found[1]), found[2]
    return number * POINTS[unit] if unit else number / per_point


def whole(text: str | None) -> int | None:
    """Return an integer, also of "2.0"; None if it is none."""
    try:
        return None if text is None else int(float(text))
    except (ValueError, OverflowError):
        return None


def is_on(text: str | None) -> bool:
    """Read ST_OnOff: a missing value means on.

    >>> is_on(None), is_on("0"), is_on("true")
    (True, False, True)
    """
    return text is None or text.lower() not in _OFF


def millimetres(pt: float) -> float:
    """Return points as millimetres."""
    return pt * MM_PER_POINT
