"""Arithmetic of QTI expressions: numbers in, a number out, None where there is none."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType

Numbers = Sequence[float]
MathFunction = Callable[[Numbers], float]


def rounded(x: float) -> int:
    """Return the nearest integer; halves go up, also below zero."""
    return math.floor(x + 0.5)


def significant(x: float, figures: int) -> float:
    """Return a number with so many significant figures."""
    if not x:
        return 0.0
    shift = figures - 1 - math.floor(math.log10(abs(x)))
    return rounded(x * 10.0**shift) / 10.0**shift


def places(x: float, figures: int) -> float:
    """Return a number with so many decimal places."""
    return rounded(x * 10.0**figures) / 10.0**figures


FUNCTIONS: Mapping[str, MathFunction] = MappingProxyType(
    {
        "sin": lambda n: math.sin(n[0]),
        "cos": lambda n: math.cos(n[0]),
        "tan": lambda n: math.tan(n[0]),
        "sec": lambda n: 1 / math.cos(n[0]),
        "csc": lambda n: 1 / math.sin(n[0]),
        "cot": lambda n: 1 / math.tan(n[0]),
        "asin": lambda n: math.asin(n[0]),
        "acos": lambda n: math.acos(n[0]),
        "atan": lambda n: math.atan(n[0]),
        "atan2": lambda n: math.atan2(n[0], n[1]),
        "asec": lambda n: math.acos(1 / n[0]),
        "acsc": lambda n: math.asin(1 / n[0]),
        "acot": lambda n: math.pi / 2 - math.atan(n[0]),
        "sinh": lambda n: math.sinh(n[0]),
        "cosh": lambda n: math.cosh(n[0]),
        "tanh": lambda n: math.tanh(n[0]),
        "sech": lambda n: 1 / math.cosh(n[0]),
        "csch": lambda n: 1 / math.sinh(n[0]),
        "coth": lambda n: 1 / math.tanh(n[0]),
        "log": lambda n: math.log10(n[0]),
        "ln": lambda n: math.log(n[0]),
        "exp": lambda n: math.exp(n[0]),
        "abs": lambda n: abs(n[0]),
        "signum": lambda n: (n[0] > 0) - (n[0] < 0),
        "floor": lambda n: math.floor(n[0]),
        "ceil": lambda n: math.ceil(n[0]),
        "toDegrees": lambda n: math.degrees(n[0]),
        "toRadians": lambda n: math.radians(n[0]),
    }
)


def _mean(n: Numbers) -> float:
    return sum(n) / len(n)


def _spread(n: Numbers, less: int) -> float:
    return sum((x - _mean(n)) ** 2 for x in n) / (len(n) - less)


STATISTICS: Mapping[str, MathFunction] = MappingProxyType(
    {
        "mean": _mean,
        "popVariance": lambda n: _spread(n, 0),
        "sampleVariance": lambda n: _spread(n, 1),
        "popSD": lambda n: math.sqrt(_spread(n, 0)),
        "sampleSD": lambda n: math.sqrt(_spread(n, 1)),
    }
)
TWO_SIDED: Mapping[str, Callable[[float, float], float]] = MappingProxyType(
    {
        "subtract": lambda a, b: a - b,
        "divide": lambda a, b: a / b,
        "power": lambda a, b: a**b,
        "integerDivide": lambda a, b: math.floor(a / b),
        "integerModulus": lambda a, b: a - b * math.floor(a / b),
        "mod": lambda a, b: a - b * math.floor(a / b),
    }
)
COMPARISONS: Mapping[str, Callable[[float, float], bool]] = MappingProxyType(
    {
        "lt": lambda a, b: a < b,
        "lte": lambda a, b: a <= b,
        "gt": lambda a, b: a > b,
        "gte": lambda a, b: a >= b,
        "durationLT": lambda a, b: a < b,
        "durationGTE": lambda a, b: a >= b,
    }
)
CONSTANTS = MappingProxyType({"pi": math.pi, "e": math.e})


def attempt(function: Callable[[], float]) -> float | None:
    """Return a result, None where mathematics has none."""
    try:
        result = function()
    except (ArithmeticError, ValueError, IndexError):
        return None
    if isinstance(result, complex) or not math.isfinite(result):
        return None
    return result


def inside(point: tuple[float, float], shape: str, coords: Numbers) -> bool:
    """Whether a point lies in a shape of an image map.

    >>> inside((5, 5), "rect", [0, 0, 10, 10]), inside((9, 9), "circle", [5, 5, 2])
    (True, False)
    """
    x, y = point
    if shape == "rect":
        return coords[0] <= x <= coords[2] and coords[1] <= y <= coords[3]
    if shape == "circle":
        return (x - coords[0]) ** 2 + (y - coords[1]) ** 2 <= coords[2] ** 2
    if shape == "ellipse":
        return ((x - coords[0]) / coords[2]) ** 2 + ((y - coords[1]) / coords[3]) ** 2 <= 1
    if shape == "poly":
        return _in_polygon(x, y, list(zip(coords[::2], coords[1::2], strict=False)))
    return shape == "default"


def _in_polygon(x: float, y: float, corners: Sequence[tuple[float, float]]) -> bool:
    is_in = False
    for place, (x1, y1) in enumerate(corners):
        x2, y2 = corners[place - 1]
        if (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1:
            is_in = not is_in
    return is_in
