"""States of plans and sittings, the times of a sitting, seats and ticket numbers: pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from app.domain.exams.rules_plans import (
    PLAN_NAMES,
    PlanState,
    RegistrationState,
    require_transition,
)
from app.kernel.checkdigit import mod_11_10
from app.kernel.letters import place_label
from app.kernel.text import Message, msg
from app.kernel.tier import Tier

__all__ = [
    "CHECK_IN_BEFORE",
    "GRACE",
    "MAX_EXTENSION",
    "OFFLINE_AFTER",
    "PLAN_NAMES",
    "Eligibility",
    "PlanState",
    "RegistrationState",
    "Seat",
    "SittingState",
    "Standing",
    "SubmittedBy",
    "TimedSection",
    "begin_sections",
    "eligibility",
    "end_of",
    "extend_sections",
    "item_seed",
    "judge",
    "milliseconds",
    "milliseconds_of",
    "next_seat",
    "read_sections",
    "require_transition",
    "ticket_number",
]
GRACE = timedelta(minutes=5)
"""How long after the end answers made in time are still taken (answers.md 1.5)."""
CHECK_IN_BEFORE = timedelta(minutes=30)
"""How long before the start candidates may take their seats."""
MAX_EXTENSION = 120
"""Minutes that one extension may add."""
OFFLINE_AFTER = timedelta(seconds=15)
"""Without a sign of life for so long, three beats of five seconds, a seat counts as offline."""
DIGITS_OF_TIER = {Tier.USER: 1, Tier.MGMT: 2, Tier.LEAD: 3, Tier.TECH: 4}


class SittingState(StrEnum):
    """Where a sitting stands."""

    NOT_STARTED = "not_started"
    STARTED = "started"
    SUBMITTED = "submitted"


class SubmittedBy(StrEnum):
    """Who ended a sitting."""

    CANDIDATE = "candidate"
    TIME = "time"
    INVIGILATOR = "invigilator"


class Standing(StrEnum):
    """How an event of the journal counts. Nothing is thrown away."""

    COUNTED = "counted"
    LATE = "late"
    """Made or received after its time: counts only by a decision with a reason."""
    STALE = "stale"
    """Sent by a machine that another one had taken over from: counts only by a decision."""


def milliseconds(moment: datetime) -> int:
    """Return a moment in ms since 1970, as the journal counts."""
    return round(moment.timestamp() * 1000)


@dataclass(frozen=True, slots=True)
class TimedSection:
    """A section of one sitting: which positions, and until when (ms since 1970)."""

    code: str
    first: int
    last: int
    ends_at: int

    def to_json(self) -> dict[str, Any]:
        """Return what is stored."""
        return {
            "code": self.code,
            "first": self.first,
            "last": self.last,
            "ends_at": self.ends_at,
        }


def read_sections(stored: Sequence[Mapping[str, Any]]) -> tuple[TimedSection, ...]:
    """Read the stored sections of a sitting."""
    return tuple(TimedSection(**one) for one in stored)


def begin_sections(
    parts: Sequence[tuple[str, int, int, int]], start: datetime, extra_minutes: int
) -> tuple[TimedSection, ...]:
    """Return the sections of a sitting that starts now.

    A section takes answers until the minutes of all sections up to it have passed. Extra minutes
    of an accommodation lengthen the sections in proportion, and the last one gets what rounding
    leaves over.

    :param parts: code, first position, last position, minutes.
    """
    whole = sum(minutes for *_, minutes in parts)
    sections, passed = [], 0
    for code, first, last, minutes in parts:
        passed += minutes
        extra = extra_minutes * passed // whole
        end = start + timedelta(minutes=passed + extra)
        sections.append(TimedSection(code, first, last, milliseconds(end)))
    return tuple(sections)


def extend_sections(
    sections: Sequence[TimedSection], minutes: int, now: datetime
) -> tuple[TimedSection, ...]:
    """Return the sections with minutes added to those that are still open.

    If all have ended, the last one is opened again for that long from its end.
    """
    moment, added = milliseconds(now), minutes * 60_000
    open_ones = [section.code for section in sections if section.ends_at > moment]
    chosen = set(open_ones or [sections[-1].code])
    return tuple(
        TimedSection(s.code, s.first, s.last, s.ends_at + added) if s.code in chosen else s
        for s in sections
    )


def end_of(sections: Sequence[TimedSection], item: int) -> int:
    """Return until when an item takes answers; one that is on no section, until the very end."""
    for section in sections:
        if section.first <= item <= section.last:
            return section.ends_at
    return sections[-1].ends_at if sections else 0


def judge(
    *,
    made_at: int,
    received_at: int,
    ends_at: int,
    is_open: bool,
    writer: int,
    current: int,
) -> Standing:
    """Say how an event counts.

    In time is what the writer's clock (monotonic, set by the server's) places before the end and
    what arrives within the grace; a claim can therefore never win more than the grace. Events
    after the hand-in, or from a writer that was superseded, wait for a decision.

    :param made_at: server time of the event as its writer believes, in ms.
    :param writer: epoch of the token that brings the event; not that of the event itself, because
        the present writer vouches for what an earlier one left on the same machine.
    """
    if writer < current:
        return Standing.STALE
    grace = milliseconds_of(GRACE)
    if is_open and min(made_at, received_at) <= ends_at and received_at <= ends_at + grace:
        return Standing.COUNTED
    return Standing.LATE


def milliseconds_of(span: timedelta) -> int:
    """Return a span in ms."""
    return round(span.total_seconds() * 1000)


@dataclass(frozen=True, slots=True)
class Seat:
    """A place in a room; both count from 1."""

    room: int
    number: int
    columns: int = 8

    @property
    def label(self) -> str:
        """Row letter and number in the row: B-07.

        >>> Seat(1, 15).label, Seat(1, 15, columns=6).label
        ('B-07', 'C-03')
        """
        return place_label(self.number, self.columns)


def item_seed(sitting_seed: int, position: int) -> int:
    """Return the seed of one item of one sitting: for shuffles, starter files and their grading."""
    return sitting_seed * 1000 + position


def next_seat(taken: Sequence[Seat], per_room: int, rooms: int) -> Seat | None:
    """Return the first free seat, room by room; None if all are taken."""
    used = {(seat.room, seat.number) for seat in taken}
    for room in range(1, rooms + 1):
        for number in range(1, per_room + 1):
            if (room, number) not in used:
                return Seat(room, number)
    return None


def ticket_number(*, year: int, region: str, plan: int, tier: Tier, site: int, seat: Seat) -> str:
    """Return the 18-digit admission number (domain.md 6.3): the last digit checks the others.

    >>> ticket_number(year=2026, region="4401", plan=3, tier=Tier.USER, site=1, seat=Seat(2, 7))
    '202644010310102070'
    """
    tail = f"{site:02}{seat.room:02}{seat.number:02}"
    body = f"{year:04}{region:0>4}{plan:02}{DIGITS_OF_TIER[tier]}{tail}"
    return body + mod_11_10(body)


@dataclass(frozen=True, slots=True)
class Eligibility:
    """Whether a person may register, with every condition and how it stands.

    :ivar missing: codes of the required modules that are not finished.
    :ivar taken_away: codes of those that are, but whose hours were all returned or revoked.
    """

    conditions: tuple[tuple[bool, Message], ...]
    missing: tuple[str, ...] = ()
    taken_away: tuple[str, ...] = ()

    @property
    def is_eligible(self) -> bool:
        """Whether all conditions are met."""
        return all(is_met for is_met, _ in self.conditions)


def eligibility(
    *,
    plan_tier: Tier,
    person_tier: Tier,
    required: Sequence[str],
    finished: set[str],
    taken_away: Collection[str] = (),
) -> Eligibility:
    """Say what a person still needs before registering.

    :param required: codes of the modules that the tier asks for.
    :param finished: codes of the modules the person has finished.
    :param taken_away: codes of the modules whose hours were all returned or revoked.
    """
    missing = tuple(code for code in required if code not in finished)
    tier = msg("Your post belongs to the tier of this exam.")
    if plan_tier is not person_tier:
        tier = msg(
            "This exam is for the tier %(exam)s; your post belongs to %(own)s.",
            exam=plan_tier.value,
            own=person_tier.value,
        )
    modules = msg("All %(count)s required modules are finished.", count=len(required))
    if missing:
        modules = msg(
            "%(missing)s of %(count)s required modules are not finished yet: %(names)s.",
            missing=len(missing),
            count=len(required),
            names=", ".join(missing),
        )
    conditions: tuple[tuple[bool, Message], ...]
    conditions = ((plan_tier is person_tier, tier), (not missing, modules))
    taken = tuple(code for code in required if code in finished and code in taken_away)
    if taken:
        text = msg(
            "The hours of these required modules were returned or revoked: %(names)s. The reason"
            " stands in the hours ledger.",
            names=", ".join(taken),
        )
        conditions = (*conditions, (False, text))
    return Eligibility(conditions, missing, taken)
