"""What other rooms hear from results."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ResultReleased:
    """A result became official, by two persons."""

    result_id: int

    @property
    def subject(self) -> str:
        """Facts of one result are delivered in order."""
        return f"result:{self.result_id}"
