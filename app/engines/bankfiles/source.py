"""One item as it stands in a bank file: what is asked, and what is said about it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cached_property
from hashlib import sha256
from typing import Any

from app.kernel.tier import Tier

SCHEMA = "xuekao-items/1"
DOMAINS = tuple(f"D{number}" for number in range(1, 12))
"""The areas of the competency framework (domain.md 4.1)."""


class Level(StrEnum):
    """What an item asks of the mind (guide 2.5)."""

    KNOW = "K"
    COMPREHEND = "C"
    APPLY = "A"
    EVALUATE = "E"


class Secrecy(StrEnum):
    """Who may see an item; from open to strict. State secrets have no place in this system.

    What is restricted is for exams alone until it has been used: it is never practised, and no
    file holds it unnoticed.
    """

    PUBLIC = "public"
    INTERNAL = "internal"
    RESTRICTED = "restricted"

    def is_stricter_than(self, other: Secrecy) -> bool:
        """Whether fewer people may see it.

        >>> Secrecy.RESTRICTED.is_stricter_than(Secrecy.INTERNAL)
        True
        """
        order = list(Secrecy)
        return order.index(self) > order.index(other)


class Use(StrEnum):
    """Where an item is used: on papers, in the quiz of a module, or inside a lesson."""

    EXAM = "exam"
    QUIZ = "quiz"
    CHECKPOINT = "checkpoint"


@dataclass(frozen=True, kw_only=True)
class ItemSource:
    """An item as its author wrote it; two are equal when a candidate and a paper see no difference.

    `seconds` is the median time, reading included; `difficulty` the estimated share of trained
    candidates who get it right. `tries` is how often a checkpoint may be answered. `secrecy` says
    how the item is handled, not what it asks: it is no part of the digest (decision 0014).
    """

    code: str
    content: dict[str, Any]
    tiers: tuple[Tier, ...]
    domain: str
    level: Level
    module: str = ""
    goal: str = ""
    difficulty: float = 0.6
    seconds: int = 60
    points: float = 1.0
    enemies: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    valid_from: date | None = None
    valid_to: date | None = None
    tries: int = 1
    needs_figure: bool = False
    use: Use = Use.EXAM
    secrecy: Secrecy = Secrecy.INTERNAL
    where: str = field(default="", compare=False)
    """The file and line, for messages."""

    @property
    def kind(self) -> str:
        """The kind of item."""
        return str(self.content["kind"])

    def metadata(self) -> dict[str, Any]:
        """Return all that is not content and belongs to the wording, as JSON values."""
        return {
            "tiers": [tier.value for tier in self.tiers],
            "domain": self.domain,
            "module": self.module,
            "goal": self.goal,
            "level": self.level.value,
            "difficulty": self.difficulty,
            "seconds": self.seconds,
            "points": self.points,
            "enemies": sorted(self.enemies),
            "sources": list(self.sources),
            "valid_from": self.valid_from and self.valid_from.isoformat(),
            "valid_to": self.valid_to and self.valid_to.isoformat(),
            "tries": self.tries,
            "needs_figure": self.needs_figure,
            "use": self.use.value,
        }

    @cached_property
    def digest(self) -> str:
        """The SHA-256 of content and metadata as canonical JSON: the same text, the same digest."""
        return digest_of(self.content, self.metadata())


def digest_of(content: Mapping[str, Any], metadata: Mapping[str, Any]) -> str:
    """Return the digest of an item's content and metadata."""
    return sha256(canonical({"content": content, **metadata}).encode()).hexdigest()


def canonical(value: object) -> str:
    """Return JSON that is the same for equal values: keys sorted, no blanks, text as it is.

    >>> canonical({"b": 1, "a": [True, None]})
    '{"a":[true,null],"b":1}'
    """
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
