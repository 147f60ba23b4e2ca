"""Filling cells with items so that no item is used twice and no two are enemies.

A depth-first search that takes the scarcest cell first and the items in the order of the draw.
Enemies are few, so it hardly ever has to go back; a limit keeps a hopeless pool from running on.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.engines.assembly.pool import PoolItem

MAX_STEPS = 50_000


@dataclass(frozen=True, slots=True)
class Slot:
    """One cell to fill: how many items, from which, in order of preference."""

    key: str
    count: int
    items: Sequence[PoolItem]


def fill(slots: Sequence[Slot]) -> dict[str, list[PoolItem]] | None:
    """Return the items for each slot, or None if no way to fill all was found."""
    scarce_first = sorted(slots, key=lambda slot: (len(slot.items) - slot.count, slot.key))
    chosen = _Search(scarce_first).run()
    if chosen is None:
        return None
    return {slot.key: chosen[slot.key] for slot in slots}


class _Search:
    """Depth-first over (slot, next item); the stack of taken items is the state."""

    def __init__(self, slots: Sequence[Slot]) -> None:
        self.slots = slots
        self.steps = 0
        self.taken: list[tuple[int, PoolItem]] = []

    def run(self) -> dict[str, list[PoolItem]] | None:
        """Search; None if nothing was found within the limit."""
        if not self._go(0, 0, 0):
            return None
        found: dict[str, list[PoolItem]] = {slot.key: [] for slot in self.slots}
        for place, item in self.taken:
            found[self.slots[place].key].append(item)
        return found

    def _go(self, place: int, have: int, start: int) -> bool:
        if place == len(self.slots):
            return True
        slot = self.slots[place]
        if have == slot.count:
            return self._go(place + 1, 0, 0)
        for index in range(start, len(slot.items) - (slot.count - have) + 1):
            self.steps += 1
            if self.steps > MAX_STEPS:
                return False
            if self._is_free(slot.items[index]):
                self.taken.append((place, slot.items[index]))
                if self._go(place, have + 1, index + 1):
                    return True
                self.taken.pop()
        return False

    def _is_free(self, item: PoolItem) -> bool:
        return all(
            item.code != other.code and not item.is_enemy_of(other) for _, other in self.taken
        )
