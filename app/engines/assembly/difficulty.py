"""Bringing the mean difficulty of a section into its range by exchanging single items."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.engines.assembly.blueprint import Range, Section
from app.engines.assembly.pool import PoolItem
from app.kernel.problem import Problem
from app.kernel.text import msg

EPSILON = 1e-9


@dataclass(frozen=True, slots=True)
class _Exchange:
    key: str
    index: int
    item: PoolItem
    mean: float


def level_out(
    section: Section, fitting: Mapping[str, Sequence[PoolItem]], chosen: dict[str, list[PoolItem]]
) -> list[Problem]:
    """Exchange items within their cells until the mean of the section is in range.

    Each step takes the exchange after which the mean lies nearest to the range (the first in the
    order of draw among equals), so the distance shrinks with every step and the search ends.
    Changes `chosen`; returns a problem with the nearest mean if the range cannot be reached.
    """
    wanted = section.difficulty
    if wanted is None:
        return []
    keys = [cell.key for cell in section.cells()]
    mean = _mean(keys, chosen)
    while wanted.distance(mean) > EPSILON:
        best = _best_exchange(keys, fitting, chosen, wanted)
        if best is None or wanted.distance(best.mean) >= wanted.distance(mean) - EPSILON:
            return [_out_of_range(section, wanted, mean)]
        chosen[best.key][best.index] = best.item
        mean = best.mean
    return []


def _best_exchange(
    keys: Sequence[str],
    fitting: Mapping[str, Sequence[PoolItem]],
    chosen: Mapping[str, list[PoolItem]],
    wanted: Range,
) -> _Exchange | None:
    everything = [item for items in chosen.values() for item in items]
    size = sum(len(chosen[key]) for key in keys)
    mean = _mean(keys, chosen)
    best: _Exchange | None = None
    for key in keys:
        for index, old in enumerate(chosen[key]):
            others = [item for item in everything if item.code != old.code]
            for new in fitting[key]:
                after = mean + (new.difficulty - old.difficulty) / size
                is_better = best is None or wanted.distance(after) < wanted.distance(best.mean)
                if is_better and _may_join(new, others, old):
                    best = _Exchange(key, index, new, after)
    return best


def _may_join(new: PoolItem, others: Sequence[PoolItem], old: PoolItem) -> bool:
    return new.code != old.code and all(
        new.code != other.code and not new.is_enemy_of(other) for other in others
    )


def _mean(keys: Sequence[str], chosen: Mapping[str, Sequence[PoolItem]]) -> float:
    values = [item.difficulty for key in keys for item in chosen[key]]
    return sum(values) / len(values)


def _out_of_range(section: Section, wanted: Range, mean: float) -> Problem:
    return Problem(
        section.code,
        msg(
            "The mean difficulty comes no nearer to %(low)s to %(high)s than %(mean)s.",
            low=f"{wanted.low:g}",
            high=f"{wanted.high:g}",
            mean=f"{mean:.3f}",
        ),
        msg(
            "Publish %(what)s items, or widen the range to %(mean)s.",
            what=msg("easier") if mean < wanted.low else msg("harder"),
            mean=f"{mean:.3f}",
        ),
    )
