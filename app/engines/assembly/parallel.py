"""Parallel forms: of several seeds, the one whose paper is as hard as the first form."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from statistics import fmean

from app.engines.assembly.blueprint import Blueprint
from app.engines.assembly.draw import Drawn, draw
from app.engines.assembly.pool import PoolItem

TOLERANCE = 0.03
"""How far the mean difficulty of two forms may lie apart (domain.md 5)."""


def mean_difficulty(drawn: Sequence[Drawn]) -> float:
    """Return the mean expected share of right answers of a paper."""
    return fmean(place.item.difficulty for place in drawn)


def draw_alike(
    blueprint: Blueprint, pool: Iterable[PoolItem], seeds: Sequence[int], near: float | None
) -> tuple[int, list[Drawn]]:
    """Draw with each seed in turn until the paper is as hard as `near`; else the nearest one.

    :raises InvalidError: the pool cannot fill the blueprint.
    """
    items = list(pool)
    best: tuple[float, int, list[Drawn]] | None = None
    for seed in seeds:
        drawn = draw(blueprint, items, seed)
        gap = 0.0 if near is None else abs(mean_difficulty(drawn) - near)
        if best is None or gap < best[0]:
            best = gap, seed, drawn
        if gap <= TOLERANCE:
            break
    if best is None:
        raise ValueError("no seed was given")
    return best[1], best[2]
