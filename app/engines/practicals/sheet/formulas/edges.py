"""Trials at the ends of ranges: what stands in the first and the last row must show.

A range that is a row short differs only if that row counts. By chance it may not: a condition is
not met there, or another row holds the largest number. So some trials see to it.
"""

from __future__ import annotations

from collections.abc import Sequence

from app.engines.practicals.sheet.formulas.inputs import MAX_DECIMALS, Source
from app.engines.practicals.sheet.model import Value

EDGES = 4
"""So many trials: each end with the largest and the smallest number, with two values met there."""
SHORTEST = 3


def show_ends(sources: Sequence[Source], drawn: Sequence[list[Value]], number: int) -> None:
    """Change the values of a trial so that both ends of every field count."""
    for source, values in zip(sources, drawn, strict=True):
        if len(values) < SHORTEST:
            continue
        if source.kind == "few":
            _meet(source, values, number)
        elif source.kind in {"numbers", "dates"}:
            _stand_out(source, values, number)


def _meet(source: Source, values: list[Value], number: int) -> None:
    """Give the ends one value that formulas compare with; in every other trial all the rows."""
    known = set(source.choices)
    named: list[Value] = [text for text in source.field.boundaries.texts if text in known]
    choices = list(dict.fromkeys(named)) or [one for one in source.choices if one is not None]
    if not choices:
        return
    chosen = choices[number // 2 % len(choices)]
    if number % 2 == 0:
        values[:] = [chosen] * len(values)
    else:
        values[0] = values[-1] = chosen


def _stand_out(source: Source, values: list[Value], number: int) -> None:
    """Make one end the largest and the other the smallest of all."""
    numbers = [value for value in values if isinstance(value, float)]
    if not numbers:
        return
    step = 10.0**-source.decimals
    high = round(max(numbers) + step, MAX_DECIMALS)
    low = round(min(numbers) - step, MAX_DECIMALS) if min(numbers) >= step else min(numbers)
    values[0], values[-1] = (low, high) if number % 2 == 0 else (high, low)
