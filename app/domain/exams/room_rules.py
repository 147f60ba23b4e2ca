"""What happens in an exam room: acts, violations, facts, pauses, offline time, ties. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from app.domain.exams.rules import TimedSection, milliseconds, milliseconds_of
from app.kernel.text import Message, msg

MAX_PAUSE = timedelta(hours=12)
"""While a sitting is paused its ends lie this much later, so that nothing can run out."""
CODE_LIFETIME = timedelta(minutes=10)
CODE_TRIES = 5
LATE_ENTRY = timedelta(minutes=10)
"""How long someone who was admitted late has to open the paper."""
GAP_AFTER = timedelta(seconds=15)
"""Three missed signs of life in a row are offline time."""
ENTRY_OPEN_MINUTES = 30
TEXT_LENGTH = 300


class Act(StrEnum):
    """What stands on the record of a room."""

    IDENTITY = "identity"
    ABSENT = "absent"
    PRESENT = "present"
    ADMITTED = "admitted"
    RELOGIN = "relogin"
    MACHINE = "machine"
    EXTENDED = "extended"
    INCIDENT = "incident"
    REOPENED = "reopened"
    PAUSED = "paused"
    RESUMED = "resumed"
    MESSAGE = "message"
    VIOLATION = "violation"
    WITHDRAWN = "withdrawn"
    FORCED = "forced"
    LATE = "late"
    EMERGENCY = "emergency"
    FACTS = "facts"
    NOTE = "note"
    CLOSED = "closed"


ACT_NAMES: Mapping[Act, Message] = {
    Act.IDENTITY: msg("Identity checked"),
    Act.ABSENT: msg("Recorded as absent"),
    Act.PRESENT: msg("Absence taken back"),
    Act.ADMITTED: msg("Admitted late"),
    Act.RELOGIN: msg("Code for signing in again"),
    Act.MACHINE: msg("Change of computer"),
    Act.EXTENDED: msg("Time extension"),
    Act.INCIDENT: msg("Offline time given back"),
    Act.REOPENED: msg("Opened again"),
    Act.PAUSED: msg("Paused"),
    Act.RESUMED: msg("Resumed"),
    Act.MESSAGE: msg("Message"),
    Act.VIOLATION: msg("Violation recorded"),
    Act.WITHDRAWN: msg("Violation taken back"),
    Act.FORCED: msg("Handed in by the invigilator"),
    Act.LATE: msg("Decision on late answers"),
    Act.EMERGENCY: msg("Emergency file brought in"),
    Act.FACTS: msg("Facts looked into"),
    Act.NOTE: msg("Note"),
    Act.CLOSED: msg("Room closed"),
}


class Gravity(StrEnum):
    """The two classes of violations (domain.md 6.1)."""

    GENERAL = "general"
    SERIOUS = "serious"


GRAVITY_NAMES: Mapping[Gravity, Message] = {
    Gravity.GENERAL: msg("General violation: the score of this subject is void"),
    Gravity.SERIOUS: msg("Serious violation: disqualified, all subjects of this exam are void"),
}
VIOLATIONS: Mapping[str, Message] = {
    "G1": msg("Forbidden objects were not put aside"),
    "G2": msg("Sat in the wrong seat, or left the seat"),
    "G3": msg("Did not fill in the own identity as required"),
    "G4": msg("Used tools that are not allowed"),
    "G5": msg("Damaged the paper or the equipment, or took something out of the room"),
    "G6": msg("Made marks that reveal the person"),
    "G7": msg("Answered in the wrong place"),
    "G8": msg("Peeped, made signs or whispered"),
    "G9": msg("Another general violation"),
    "S1": msg("Took part with forged documents"),
    "S2": msg("Consulted material or a telephone"),
    "S3": msg("Exchanged papers or files"),
    "S4": msg("Copied, or helped another to copy"),
    "S5": msg("Sat for another person, or had another person sit"),
    "S6": msg("Sold or passed on items or answers"),
    "S7": msg("Acted together with staff, or cheated in an organised way"),
    "S8": msg("Used wireless equipment to cheat"),
    "S9": msg("Disturbed the order, or insulted or threatened staff"),
    "S10": msg("Another serious violation"),
}


def gravity_of(code: str) -> Gravity:
    """Return the class of a violation.

    >>> gravity_of("G4").value, gravity_of("S10").value
    ('general', 'serious')
    """
    return Gravity.GENERAL if code.startswith("G") else Gravity.SERIOUS


class FactKind(StrEnum):
    """What a machine may report; a fact, never a judgement."""

    OPENED = "opened"
    FOCUS_LOST = "focus_lost"
    PASTED = "pasted"
    COPIED = "copied"
    PARALLEL = "parallel"
    NETWORK = "network"
    FULL_SCREEN_LEFT = "full_screen_left"
    UNSAFE_BROWSER = "unsafe_browser"


FACT_NAMES: Mapping[FactKind, Message] = {
    FactKind.OPENED: msg("Opened the paper"),
    FactKind.FOCUS_LOST: msg("Left the exam page"),
    FactKind.PASTED: msg("Pasted text"),
    FactKind.COPIED: msg("Copied text"),
    FactKind.PARALLEL: msg("Opened in a second place"),
    FactKind.NETWORK: msg("Network address changed"),
    FactKind.FULL_SCREEN_LEFT: msg("Left full screen"),
    FactKind.UNSAFE_BROWSER: msg("Not the prescribed browser"),
}
QUIET_FACTS = frozenset({FactKind.OPENED, FactKind.COPIED})
"""Worth keeping, not worth a mark on the seat."""


def pause(sections: Sequence[TimedSection], now: datetime) -> tuple[TimedSection, ...]:
    """Return the sections with the open ones moved out of reach."""
    moment, shift = milliseconds(now), milliseconds_of(MAX_PAUSE)
    return tuple(
        replace(one, ends_at=one.ends_at + shift) if one.ends_at > moment else one
        for one in sections
    )


def resume(
    sections: Sequence[TimedSection], paused_at: datetime, now: datetime
) -> tuple[TimedSection, ...]:
    """Return the sections with what was left at the pause: the time of the pause is given back."""
    away = min(milliseconds_of(now - paused_at), milliseconds_of(MAX_PAUSE))
    shift = milliseconds_of(MAX_PAUSE)
    limit = milliseconds(paused_at) + shift
    return tuple(
        replace(one, ends_at=one.ends_at - shift + away) if one.ends_at > limit else one
        for one in sections
    )


def left_ms(ends_at: datetime, paused_at: datetime | None, now: datetime) -> int:
    """Return the working time left, which stands still during a pause; in ms."""
    end = ends_at if paused_at is None else ends_at - MAX_PAUSE
    return max(0, milliseconds_of(end - (paused_at or now)))


def give(
    sections: Sequence[TimedSection], span: timedelta, now: datetime
) -> tuple[TimedSection, ...]:
    """Return the sections with time added to those that are open; if none is, to the last from now.

    Time that was given after the end must not have run out before it is told.
    """
    moment, added = milliseconds(now), milliseconds_of(span)
    is_open = [one.ends_at > moment for one in sections]
    if any(is_open):
        pairs = zip(sections, is_open, strict=True)
        return tuple(replace(s, ends_at=s.ends_at + added) if on else s for s, on in pairs)
    return (*sections[:-1], replace(sections[-1], ends_at=moment + added))


@dataclass(frozen=True, slots=True)
class Seen:
    """What is known of the connection of a sitting.

    :ivar gaps: times without a sign of life that have ended, as (from, until).
    """

    gaps: tuple[tuple[datetime, datetime], ...]
    seen_at: datetime | None
    is_going_on: bool


def offline_seconds(seen: Seen, now: datetime) -> int:
    """Return how long a sitting was without a sign of life, the present gap included."""
    whole = sum((until - start).total_seconds() for start, until in seen.gaps)
    if seen.is_going_on and seen.seen_at is not None and now - seen.seen_at > GAP_AFTER:
        whole += (now - seen.seen_at).total_seconds()
    return round(whole)


@dataclass(frozen=True, slots=True)
class Person:
    """What the count of a room needs of one registered person."""

    label: str
    full_name: str
    is_absent: bool
    state: str | None
    """State of the sitting; None if there is none."""
    is_paused: bool = False


@dataclass(frozen=True, slots=True)
class Tally:
    """The counts of a room, and what does not tie."""

    expected: int
    present: int
    absent: int
    handed_in: int
    unaccounted: tuple[Person, ...]
    """Have not begun, and are not recorded as absent."""
    still_on: tuple[Person, ...]
    """Have begun and not handed in."""

    @property
    def people_tie(self) -> bool:
        """Registered = present + absent."""
        return self.expected == self.present + self.absent

    @property
    def papers_tie(self) -> bool:
        """Present = handed in."""
        return self.present == self.handed_in

    @property
    def is_whole(self) -> bool:
        """Whether the room may close."""
        return self.people_tie and self.papers_tie


def tally(people: Sequence[Person]) -> Tally:
    """Count a room (domain.md 6.3): 应考 = 实考 + 缺考, 实考 = 交卷."""
    here = [one for one in people if one.state in {"started", "submitted"}]
    others = [one for one in people if one not in here]
    return Tally(
        expected=len(people),
        present=len(here),
        absent=sum(one.is_absent for one in others),
        handed_in=sum(one.state == "submitted" for one in here),
        unaccounted=tuple(one for one in others if not one.is_absent),
        still_on=tuple(one for one in here if one.state == "started"),
    )
