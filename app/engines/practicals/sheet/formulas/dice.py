"""Chance that is the same everywhere and for ever: splitmix64 from a seed."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import TypeVar

T = TypeVar("T")
_MASK = (1 << 64) - 1
_STEP, _FIRST, _SECOND = 0x9E3779B97F4A7C15, 0xBF58476D1CE4E5B9, 0x94D049BB133111EB
CHUNK, KEPT = 256, 64
"""So many numbers are drawn at once, and so many such pieces kept: questions draw the same ones."""


def _number(seed: int, index: int) -> int:
    """Return the number at a place of the stream."""
    mixed = (seed + (index + 1) * _STEP) & _MASK
    mixed = ((mixed ^ (mixed >> 30)) * _FIRST) & _MASK
    mixed = ((mixed ^ (mixed >> 27)) * _SECOND) & _MASK
    return mixed ^ (mixed >> 31)


@lru_cache(maxsize=KEPT)
def _chunk(seed: int, first: int) -> tuple[int, ...]:
    return tuple(_number(seed, index) for index in range(first, first + CHUNK))


def _numbers(seed: int) -> Iterator[int]:
    pieces = (_chunk(seed, first) for first in itertools.count(step=CHUNK))
    return itertools.chain.from_iterable(pieces)


class Dice:
    """A stream of numbers."""

    def __init__(self, seed: int) -> None:
        self.next = _numbers(seed & _MASK).__next__

    def below(self, size: int) -> int:
        """Return a whole number from 0 to size - 1."""
        return self.next() % size

    def chance(self, percent: int) -> bool:
        """Return yes in so many cases of a hundred."""
        return self.next() % 100 < percent

    def one(self, items: Sequence[T]) -> T:
        """Return one of the items."""
        return items[self.next() % len(items)]

    def shuffled(self, items: Sequence[T]) -> list[T]:
        """Return the items in another order."""
        mixed = list(items)
        for last in range(len(mixed) - 1, 0, -1):
            other = self.below(last + 1)
            mixed[last], mixed[other] = mixed[other], mixed[last]
        return mixed
