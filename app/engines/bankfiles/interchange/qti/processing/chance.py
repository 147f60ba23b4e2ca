"""Random numbers that any language can repeat from a seed: the generator called mulberry32."""

from __future__ import annotations

MASK = 0xFFFFFFFF


class Chance:
    """A small generator of 32 bits.

    >>> round(Chance(123).next(), 2)
    0.79
    """

    def __init__(self, seed: int) -> None:
        self._state = seed & MASK

    def next(self) -> float:
        """Return a number from 0 to below 1."""
        self._state = (self._state + 0x6D2B79F5) & MASK
        state = self._state
        mixed = _multiply(state ^ (state >> 15), state | 1)
        mixed ^= (mixed + _multiply(mixed ^ (mixed >> 7), mixed | 61)) & MASK
        return ((mixed ^ (mixed >> 14)) & MASK) / 4294967296


def _multiply(one: int, other: int) -> int:
    return (one * other) & MASK
