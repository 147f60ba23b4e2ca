"""What the reader of results looks for: from an address or a stored request, to SQL conditions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any
from uuid import UUID

from app.kernel.text import Message, msg
from app.kernel.tier import Tier


class OutcomeChoice(StrEnum):
    """What came of it; `sat`, `below` and `resit` put several together.

    To resit is who did not pass or was absent, and has no later result and no pass in that tier
    and year.
    """

    SAT = "sat"
    PASSED = "passed"
    FAILED = "failed"
    ABSENT = "absent"
    VOID = "void"
    BELOW = "below"
    RESIT = "resit"


class StateChoice(StrEnum):
    """How far it is; `open` is all that was sat and is not released."""

    TO_COME = "to_come"
    OPEN = "open"
    WAITING = "waiting"
    PROVISIONAL = "provisional"
    CHECKED = "checked"
    RELEASED = "released"


OUTCOME_LABELS: Mapping[OutcomeChoice, Message] = {
    OutcomeChoice.SAT: msg("Took the exam"),
    OutcomeChoice.PASSED: msg("Passed"),
    OutcomeChoice.FAILED: msg("Not passed"),
    OutcomeChoice.ABSENT: msg("Absent"),
    OutcomeChoice.VOID: msg("Void"),
    OutcomeChoice.BELOW: msg("Did not reach the standard"),
    OutcomeChoice.RESIT: msg("To resit"),
}
STATE_LABELS: Mapping[StateChoice, Message] = {
    StateChoice.TO_COME: msg("Exam to come"),
    StateChoice.OPEN: msg("Not released yet"),
    StateChoice.WAITING: msg("Waiting for a person's judgement"),
    StateChoice.PROVISIONAL: msg("To be checked"),
    StateChoice.CHECKED: msg("To be released"),
    StateChoice.RELEASED: msg("Released"),
}
LONGEST_TEXT = 60


@dataclass(frozen=True, slots=True)
class Choice:
    """Filters over registrations and their results; empty means all.

    :ivar org_path: a unit and everything below it; with `own_only` that unit itself.
    :ivar text: part of a name, or an admission number.
    """

    year: int | None = None
    org_path: str = ""
    own_only: bool = False
    tier: Tier | None = None
    plan: UUID | None = None
    outcome: OutcomeChoice | None = None
    state: StateChoice | None = None
    first: date | None = None
    last: date | None = None
    text: str = ""

    @classmethod
    def read(cls, raw: Mapping[str, Any]) -> Choice:
        """Read an address or a stored request; what cannot be read does not choose."""
        year = read_as(int, raw.get("year"))
        return cls(
            year=year if year and 1 <= year <= 9999 else None,  # noqa: PLR2004
            org_path=str(raw.get("unit") or ""),
            own_only=str(raw.get("own") or "") == "1",
            tier=read_as(Tier, raw.get("tier")),
            plan=read_as(UUID, raw.get("plan")),
            outcome=read_as(OutcomeChoice, raw.get("outcome")),
            state=read_as(StateChoice, raw.get("state")),
            first=read_as(date.fromisoformat, raw.get("first")),
            last=read_as(date.fromisoformat, raw.get("last")),
            text=str(raw.get("text") or "").strip()[:LONGEST_TEXT],
        )

    def to_args(self) -> dict[str, str]:
        """Return what `read` reads back: for addresses and for storing a request."""
        found = {
            "year": str(self.year or ""),
            "unit": self.org_path,
            "own": "1" if self.own_only else "",
            "tier": self.tier.value if self.tier else "",
            "plan": str(self.plan) if self.plan else "",
            "outcome": self.outcome.value if self.outcome else "",
            "state": self.state.value if self.state else "",
            "first": self.first.isoformat() if self.first else "",
            "last": self.last.isoformat() if self.last else "",
            "text": self.text,
        }
        return {key: value for key, value in found.items() if value}

    def but(self, **changed: Any) -> Choice:  # noqa: ANN401
        """Return the same choice with something changed."""
        return replace(self, **changed)


def read_as(make: Any, raw: object) -> Any:  # noqa: ANN401 - a constructor and what it makes
    """Return what a constructor makes of a part of an address, or None."""
    try:
        return make(raw) if raw else None
    except (ValueError, TypeError):
        return None
