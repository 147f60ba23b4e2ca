"""What a paper asks of a candidate: the pass rule and the grades."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Grade(StrEnum):
    """Grades of the assessment (domain.md 7: 优秀, 良好, 合格, 不合格)."""

    EXCELLENT = "EXCELLENT"
    GOOD = "GOOD"
    PASS = "PASS"  # noqa: S105 - a grade
    FAIL = "FAIL"


@dataclass(frozen=True, slots=True)
class PassRule:
    """Least shares, each in percent of the points that can be had.

    :ivar total: of the whole paper.
    :ivar sections: of single sections, by code.
    :ivar domains: of all items of a knowledge domain, by code.
    :ivar grades: least total in percent for a grade above PASS.
    """

    total: float = 60
    sections: Mapping[str, float] = field(default_factory=dict)
    domains: Mapping[str, float] = field(default_factory=dict)
    grades: Mapping[Grade, float] = field(default_factory=dict)

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> PassRule:
        """Read the rule of a blueprint or of a sealed paper.

        :raises KeyError: the total is missing.
        :raises ValueError: a grade is unknown or a number is not a number.
        """
        return cls(
            total=float(stored["total"]),
            sections={code: float(least) for code, least in stored.get("sections", {}).items()},
            domains={code: float(least) for code, least in stored.get("domains", {}).items()},
            grades={Grade(name): float(least) for name, least in stored.get("grades", {}).items()},
        )

    def to_json(self) -> dict[str, Any]:
        """Return what `from_json` reads."""
        return {
            "total": self.total,
            "sections": dict(self.sections),
            "domains": dict(self.domains),
            "grades": {grade.value: least for grade, least in self.grades.items()},
        }


USER_RULE = PassRule(
    total=60,
    sections={"practical": 60},
    domains={"D6": 50},
    grades={Grade.GOOD: 80, Grade.EXCELLENT: 90},
)
"""The rule of domain.md 5 for the general-user tier."""
