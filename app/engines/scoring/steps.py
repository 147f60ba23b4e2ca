"""Rounding: to half points, half up."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache


@lru_cache(maxsize=1024, typed=True)
def exact(points: float | Decimal) -> Decimal:
    """Return the decimal number that was written, free of binary noise.

    >>> exact(0.1) + exact(0.2) == exact(0.3)
    True
    """
    return points if isinstance(points, Decimal) else Decimal(repr(float(points)))


def half_steps(points: float | Decimal) -> Decimal:
    """Return the points rounded to the nearest half point; a tie goes up.

    >>> [str(half_steps(p)) for p in (59.74, 59.75, 59.24, 59.25, 60)]
    ['59.5', '60.0', '59.0', '59.5', '60.0']
    """
    doubled = (exact(points) * 2).quantize(Decimal(1), rounding=ROUND_HALF_UP)
    return (doubled / 2).quantize(Decimal("0.1"))
