"""What other rooms hear from exams."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SittingSubmitted:
    """A sitting was handed in, or its sealed answers changed by a decision: mark it (again)."""

    sitting_id: int

    @property
    def subject(self) -> str:
        """Facts of one sitting are delivered in order."""
        return f"sitting:{self.sitting_id}"


@dataclass(frozen=True, slots=True)
class PlanCollected:
    """An exam has ended: whoever did not come by now was absent."""

    plan_id: int

    @property
    def subject(self) -> str:
        """Facts of one plan are delivered in order."""
        return f"plan:{self.plan_id}"
