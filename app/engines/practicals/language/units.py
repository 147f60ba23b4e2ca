"""Quantities as trainers write them: number, unit, tolerance, names of Chinese type sizes."""

from __future__ import annotations

import re
from dataclasses import dataclass

from app.engines.practicals.data import load
from app.engines.practicals.ooxml.units import POINTS
from app.kernel.text import Message, msg

_QUANTITY = re.compile(r"\s*([-+]?\d+(?:\.\d+)?)\s*([^\d\s±.]*)\s*")
_TOLERANCE = "±"

LENGTHS = frozenset({"mm", "cm", "in", "pt"})


class ValueProblemError(ValueError):
    """A value cannot be read; the message says why."""

    def __init__(self, reason: Message) -> None:
        super().__init__(str(reason))
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Quantity:
    """An amount in its unit (mm cm in pt char line percent number), with an optional tolerance."""

    amount: float
    unit: str
    tolerance: float | None = None

    @property
    def points(self) -> float:
        """The amount in points; only for lengths."""
        return self.amount * POINTS[self.unit]

    @property
    def share(self) -> float:
        """The amount as a ratio: percent are divided by a hundred."""
        return self.amount / 100 if self.unit == "percent" else self.amount

    def text(self) -> Message:
        """Return the amount as people say it."""
        return quantity_text(self.amount, self.unit)


def read_quantity(raw: object) -> Quantity:
    """Read "37mm ± 1mm", "三号", "2字", 28; the tolerance is kept in the unit of the amount.

    Raises ValueProblemError on anything else.
    """
    if isinstance(raw, bool) or not isinstance(raw, (int, float, str)):
        raise ValueProblemError(
            msg("A quantity is expected here, not “%(value)s”.", value=str(raw))
        )
    amount, mark, tolerance = str(raw).partition(_TOLERANCE)
    number, unit = _amount(amount)
    if not mark:
        return Quantity(number, unit)
    spread, other = _amount(tolerance)
    if other not in {unit, "number"}:
        spread = spread * _points(other, raw) / _points(unit, raw)
    return Quantity(number, unit, spread)


def _amount(text: str) -> tuple[float, str]:
    sizes = load("sizes")
    if text.strip() in sizes:
        return float(sizes[text.strip()]), "pt"
    found = _QUANTITY.fullmatch(text)
    unit = load("words")["units"].get(found[2]) if found else None
    if found is None or unit is None:
        raise ValueProblemError(
            msg("“%(value)s” is not a number with a known unit.", value=text.strip())
        )
    return float(found[1]), unit


def _points(unit: str, raw: object) -> float:
    if unit not in LENGTHS:
        raise ValueProblemError(
            msg("The tolerance of “%(value)s” has another kind of unit.", value=str(raw))
        )
    return POINTS[unit]


def number_text(value: float) -> str:
    """Return a number with at most two decimals and no idle zeros.

    >>> number_text(28.0), number_text(10.5), number_text(-0.001)
    ('28', '10.5', '0')
    """
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def quantity_text(amount: float, unit: str) -> Message:
    """Return an amount with its unit, in words."""
    n = number_text(amount)
    return {
        "mm": msg("%(n)s mm", n=n),
        "cm": msg("%(n)s cm", n=n),
        "in": msg("%(n)s in", n=n),
        "pt": msg("%(n)s pt", n=n),
        "char": msg("%(n)s characters", n=n),
        "line": msg("%(n)s lines", n=n),
        "percent": msg("%(n)s %%", n=n),
    }.get(unit, msg("%(n)s", n=n))


def size_text(size: float) -> Message:
    """Return a type size by its Chinese name where it has one, in points always."""
    for name, points in load("sizes").items():
        if abs(points - size) < 0.01:  # noqa: PLR2004  # sizes step by half points
            return msg("%(name)s (%(n)s pt)", name=name, n=number_text(size))
    return msg("%(n)s pt", n=number_text(size))
