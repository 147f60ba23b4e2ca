"""Chance that is the same everywhere and for ever: splitmix64 from a seed."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import TypeVar

T = TypeVar("T")
_MASK = (1 << 64) - 1
_STEP, _FIRST, _SECOND = 0x9E3779B97F4A7C15, 0xBF58476D1CE4E5B9, 0x94D049BB133111EB
KEPT = 8192
"""So many numbers from the start of a stream are kept: every question draws the same ones."""


def _number(seed: int, index: int) -> int:
    """Return the number at a place of the stream."""
    mixed = (seed + (index + 1) * _STEP) & _MASK
    mixed = ((mixed ^ (mixed >> 30)) * _FIRST) & _MASK
    mixed = ((mixed ^ (mixed >> 27)) * _SECOND) & _MASK
    return mixed ^ (mixed >> 31)


@lru_cache(maxsize=4)
def _start(seed: int) -> tuple[int, ...]:
    return tuple(_number(seed, index) for index in range(KEPT))


class Dice:
    """A stream of numbers."""

    def __init__(self, seed: int) -> None:
        self.seed, self.index = seed & _MASK, -1
        self.start = _start(self.seed)

    def below(self, size: int) -> int:
        """Return a whole number from 0 to size - 1."""
        self.index += 1
        if self.index < KEPT:
            return self.start[self.index] % size
        return _number(self.seed, self.index) % size

    def chance(self, percent: int) -> bool:
        """Return yes in so many cases of a hundred."""
        return self.below(100) < percent

    def one(self, items: Sequence[T]) -> T:
        """Return one of the items."""
        return items[self.below(len(items))]

    def shuffled(self, items: Sequence[T]) -> list[T]:
        """Return the items in another order."""
        mixed = list(items)
        for last in range(len(mixed) - 1, 0, -1):
            other = self.below(last + 1)
            mixed[last], mixed[other] = mixed[other], mixed[last]
        return mixed
