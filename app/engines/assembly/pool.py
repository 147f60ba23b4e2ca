"""What assembly needs to know of a published item."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol


class Fitting(Protocol):
    """What decides where an item may stand: an item, or a sort of items."""

    @property
    def kind(self) -> str:
        """Kind of the item."""

    @property
    def domain(self) -> str:
        """Subject area."""

    @property
    def module(self) -> str:
        """Course module, or nothing."""

    @property
    def level(self) -> str:
        """Cognitive level."""


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

    def to_json(self) -> list[Any]:
        """Return what is kept of a drawing, so that it can be recomputed."""
        return [self.id, self.code, self.kind, self.domain, self.module, self.level,
                self.difficulty, sorted(self.enemies)]  # fmt: skip

    @classmethod
    def from_json(cls, stored: Sequence[Any]) -> PoolItem:
        """Read what `to_json` gave."""
        number, code, kind, domain, module, level, difficulty, enemies = stored
        return cls(number, code, kind, domain, module, level, difficulty, frozenset(enemies))

    def is_enemy_of(self, other: PoolItem) -> bool:
        """Whether the two must not stand on one paper; one side's word is enough."""
        return self.code in other.enemies or other.code in self.enemies
