"""A question about formulas: which cells, what they should compute, and from what."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from app.engines.practicals.sheet.formulas.engines import Spot
from app.engines.practicals.sheet.model import CellError, Value
from app.engines.practicals.sheet.refs import Address

USUAL_TRIALS = 8
RELATIVE, ABSOLUTE = 1e-7, 1e-9


@dataclass(frozen=True, slots=True)
class Supply:
    """A column or block that the wanted formula reads: `row_wise` if each row has its own cell."""

    name: str
    sheet: int
    places: tuple[Address, ...]
    row_wise: bool
    dates: bool = False


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked: for each target the wanted formula in cells, every sheet named.

    `round_to` compares rounded to so many decimals. `chained`: inputs are never written over
    formulas of the candidate, only over what those are computed from.
    """

    sheet: int
    wanted: Mapping[Address, str]
    supplies: tuple[Supply, ...]
    round_to: int | None = None
    trials: int = USUAL_TRIALS
    chained: bool = False

    def same(self, one: Value, other: Value) -> bool:
        """Whether two values count as equal; errors equal nothing."""
        return same(one, other, self.round_to)


def same(one: Value, other: Value, round_to: int | None = None) -> bool:
    """Whether two values count as equal: numbers nearly, texts and truth exactly.

    >>> same(0.1 + 0.2, 0.3), same(True, 1.0), same("", None), same(85.24, 85.2, 1)
    (True, False, True, True)
    """
    if isinstance(one, CellError) or isinstance(other, CellError):
        return False
    if type(one) is type(other) and one == other:
        return True
    if one in (None, "") and other in (None, ""):
        return True
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    if isinstance(one, float) and isinstance(other, float):
        slack = max(ABSOLUTE, RELATIVE * max(abs(one), abs(other)))
        if round_to is not None:
            slack = max(slack, 0.5 * 10.0**-round_to)
        return abs(one - other) <= slack
    return one == other


@dataclass(frozen=True, slots=True)
class Counterexample:
    """Inputs, by name, for which the candidate's formula gives something else than wanted."""

    inputs: tuple[tuple[str, Value], ...]
    wanted: Value
    found: Value
    changed: bool


@dataclass(slots=True)
class Verdict:
    """What is known of one target: right, wrong, or None when no engine can tell."""

    right: bool | None
    formula: str = ""
    example: Counterexample | None = None
    reason: str = ""


Verdicts = dict[Address, Verdict]
Changes = Mapping[Spot, Value]


@dataclass(slots=True)
class Trial:
    """One set of inputs; the first trial of all changes nothing."""

    changes: dict[Spot, Value] = field(default_factory=dict)


def groups(formulas: Mapping[Address, str]) -> dict[str, list[Address]]:
    """Return the places by formula."""
    found: dict[str, list[Address]] = {}
    for place, formula in formulas.items():
        found.setdefault(formula, []).append(place)
    return found


def ordered(places: Sequence[Address]) -> list[Address]:
    """Return places from top to bottom."""
    return sorted(places)
