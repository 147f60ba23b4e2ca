"""Inputs for formulas that compute everything anew: set what their parts are computed from.

Where a result in between is a weighted sum of numbers in its row, inputs are found that bring it
exactly onto a turning point.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from app.engines.practicals.sheet.formulas.dice import Dice
from app.engines.practicals.sheet.formulas.engines import Spot
from app.engines.practicals.sheet.formulas.inputs import Field, Source
from app.engines.practicals.sheet.formulas.laboratory import Bench, Laboratory
from app.engines.practicals.sheet.model import Value
from app.engines.practicals.sheet.refs import Address
from app.kernel.letters import letters

EXACT = 1e-9
ATTEMPTS = 60
MAX_INPUTS = 8


def base_fields(
    laboratory: Laboratory, spots: Iterable[Spot], like: Mapping[Spot, Field], rows: int
) -> list[Field]:
    """Return the columns of plain values that these cells are computed from, at last."""
    spots = list(spots)
    behind = laboratory.precedents.behind(spots) | set(spots)
    columns: dict[tuple[int, int], list[Address]] = {}
    for sheet, place in sorted(behind):
        if not laboratory.formula((sheet, place)):
            columns.setdefault((sheet, place[1]), []).append(place)
    fields: list[Field] = []
    for (sheet, column), places in columns.items():
        known = like.get((sheet, places[0]))
        if known is not None:
            fields.append(known)
        elif 2 * len(places) >= rows:
            values = laboratory.values([(sheet, place) for place in places])
            fields.append(Field(letters(column), sheet, places, values))
    return list({id(item): item for item in fields}.values())


@dataclass(slots=True)
class Linear:
    """A result in one cell as a weighted sum of the numbers that stand in its row."""

    spot: Spot
    inputs: tuple[Spot, ...]
    weights: tuple[float, ...]
    constant: float

    def at(self, values: Sequence[float]) -> float:
        """Return the sum for these inputs."""
        products = [w * v for w, v in zip(self.weights, values, strict=True)]
        return self.constant + sum(products)


def find_linear(bench: Bench, outcomes: Sequence[Spot], inputs: Sequence[Field]) -> list[Linear]:
    """Measure which outcomes are weighted sums of numbers in their row."""
    numeric = [item for item in inputs if item.kind in {"numbers", "dates"}][:MAX_INPUTS]
    if not numeric:
        return []
    levels = [[0.0] * len(numeric)]
    levels += [[float(i == j) for j in range(len(numeric))] for i in range(len(numeric))]
    probe = [float(3 + 2 * index) for index in range(len(numeric))]
    measured = [_measure(bench, outcomes, numeric, level) for level in [*levels, probe]]
    found: list[Linear] = []
    for spot in outcomes:
        results = [values.get(spot) for values in measured]
        own = _own_inputs(spot, numeric)
        if own is None or not all(isinstance(value, float) for value in results):
            continue
        numbers = [float(value) for value in results if isinstance(value, float)]
        weights = [number - numbers[0] for number in numbers[1:-1]]
        linear = Linear(spot, own, tuple(weights), numbers[0])
        if abs(linear.at(probe) - numbers[-1]) < EXACT * max(1.0, abs(numbers[-1])):
            found.append(linear)
    return found


def _own_inputs(spot: Spot, fields: Sequence[Field]) -> tuple[Spot, ...] | None:
    """Return the input of each field in the row of the outcome."""
    own: list[Spot] = []
    for item in fields:
        places = [place for place in item.places if place[0] == spot[1][0]]
        if item.sheet != spot[0] or len(places) != 1:
            return None
        own.append((item.sheet, places[0]))
    return tuple(own)


def _measure(
    bench: Bench, outcomes: Sequence[Spot], fields: Sequence[Field], level: Sequence[float]
) -> dict[Spot, Value]:
    changes: dict[Spot, Value] = {
        (item.sheet, place): value
        for item, value in zip(fields, level, strict=True)
        for place in item.places
    }
    return dict(zip(outcomes, bench.values(changes, outcomes), strict=True))


def hit(
    linear: Linear, points: Sequence[float], sources: Mapping[Spot, Source], dice: Dice
) -> dict[Spot, Value]:
    """Return inputs that bring the outcome onto one of the points; nothing if none is found."""
    weighted = [index for index, weight in enumerate(linear.weights) if abs(weight) > EXACT]
    if not weighted or not points:
        return {}
    for _attempt in range(ATTEMPTS):
        target, free = dice.one(points), dice.one(weighted)
        values = [_number(sources[spot]) for spot in linear.inputs]
        values[free] = 0.0
        values[free] = round((target - linear.at(values)) / linear.weights[free], 2)
        own = sources[linear.inputs[free]]
        inside = own.low - own.span <= values[free] <= own.low + 2 * own.span
        if inside and values[free] >= 0 and linear.at(values) == target:
            return dict(zip(linear.inputs, values, strict=True))
    return {}


def _number(source: Source) -> float:
    return round(source.low + source.dice.below(int(source.span) + 1), 2)
