"""What other rooms hear from marking."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SittingMarked:
    """A sitting has new marks: all its items are marked, some perhaps only provisionally."""

    sitting_id: int

    @property
    def subject(self) -> str:
        """Facts of one sitting are delivered in order."""
        return f"sitting:{self.sitting_id}"
