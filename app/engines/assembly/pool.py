"""What assembly needs to know of a published item."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class PoolItem:
    """An item that may be drawn.

    :ivar id: the version that the paper will point at.
    :ivar code: stable name; orders the draw together with the seed.
    :ivar difficulty: expected share of right answers, 0 … 1.
    :ivar enemies: codes of items that must not stand on the same paper.
    """

    id: int
    code: str
    kind: str
    domain: str
    module: str
    level: str
    difficulty: float
    enemies: frozenset[str] = field(default_factory=frozenset)

    def is_enemy_of(self, other: PoolItem) -> bool:
        """Whether the two must not stand on one paper; one side's word is enough."""
        return self.code in other.enemies or other.code in self.enemies
