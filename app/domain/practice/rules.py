"""What a practice run is made of, and what it comes to: pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from app.engines.assembly import Area, Blueprint, Drawn, PoolItem, Section, draw_mock
from app.kernel.errors import InvalidError
from app.kernel.problem import Problem
from app.kernel.text import msg
from app.kernel.tier import Tier

COUNTS = (10, 20, 30)
"""How many items a drill may have."""
MOST_A_DAY = 20
"""Runs a person may begin in one day: nobody learns from more, and the database need not fill."""
DRILL_MINUTES = 12 * 60
"""A drill has no clock; it can be gone on with for half a day."""
ALL_TOOLS = ("calculator", "scratch")
NO_RULE: Mapping[str, Any] = {"total": 0, "sections": {}, "domains": {}, "grades": {}}


class Mode(StrEnum):
    """What kind of practice."""

    MOCK = "mock"
    """Shaped and timed like an exam; explained after the hand-in."""
    DRILL = "drill"
    """A few items without a clock; each is explained as soon as one asks."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """An item that may be practised: what the draw needs, and its content."""

    item: PoolItem
    content: Mapping[str, Any]


def draw_run(
    blueprint: Blueprint, candidates: Sequence[Candidate], seed: int
) -> tuple[Blueprint, list[Drawn]]:
    """Draw a paper to practise.

    :raises InvalidError: there is nothing to practise with.
    """
    filled, drawn = draw_mock(blueprint, [one.item for one in candidates], seed)
    if not drawn:
        raise InvalidError([Problem("practice", msg("There is nothing to practise here yet."))])
    return filled, drawn


def drill_blueprint(tier: Tier, titles: Mapping[str, str], count: int) -> Blueprint:
    """Return the blueprint of a drill: one section, one point an item, no clock to speak of.

    :param titles: `zh` and `en`.
    """
    area = Area("all", titles, frozenset(), frozenset(), 1.0, {"any": count})
    section = Section("drill", titles, DRILL_MINUTES, float(count), ("single",), None, (area,))
    return Blueprint("drill", 1, tier, titles, NO_RULE, (section,), tools=ALL_TOOLS)


def chosen(candidates: Iterable[Candidate], modules: frozenset[str]) -> list[Candidate]:
    """Return the questions of these modules; those of all modules if none is named."""
    return [
        one
        for one in candidates
        if one.item.kind != "practical" and (not modules or one.item.module in modules)
    ]


def require_count(count: int) -> int:
    """Return a number of items that a drill may have.

    :raises InvalidError: it is another number.
    """
    if count not in COUNTS:
        reason = msg("Choose %(counts)s items.", counts=", ".join(str(one) for one in COUNTS))
        raise InvalidError([Problem("count", reason)])
    return count


@dataclass(frozen=True, slots=True)
class Part:
    """Points of a section or an area."""

    code: str
    points: float
    max: float


def sums(marks: Iterable[Mapping[str, Any]], key: str) -> list[Part]:
    """Return the points by section or by area, in the order in which they first appear."""
    found: dict[str, list[float]] = {}
    for mark in marks:
        pair = found.setdefault(str(mark[key]), [0.0, 0.0])
        pair[0] += float(mark["points"])
        pair[1] += float(mark["max_points"])
    return [Part(code, round(points, 2), round(most, 2)) for code, (points, most) in found.items()]


def percent(points: float, most: float) -> float:
    """Return points in percent of what there was to earn.

    >>> percent(30, 40), percent(0, 0)
    (75.0, 0.0)
    """
    return round(100 * points / most, 1) if most else 0.0
