"""The seats of a room as an invigilator sees them: who is where, how far, and in what trouble."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy.orm import Session

from app.domain.exams import rules
from app.domain.exams.models import ExamPlan, Registration, Sitting
from app.domain.exams.queries import journal, plans
from app.domain.exams.rules import SittingState


class SeatState(StrEnum):
    """In the order of trouble (design.md 4)."""

    OFFLINE = "off"
    LOCAL_ONLY = "slow"
    ABSENT = "none"
    CHECKED_IN = "here"
    ANSWERING = "ok"
    HANDED_IN = "fin"


@dataclass(frozen=True, slots=True)
class SeatView:
    """One seat.

    :ivar saved_seconds: age of the last saved answer; None before the first.
    :ivar seen_seconds: since the last sign of life; None before the first.
    :ivar seconds_left: until the end of the sitting; None unless it is going on.
    :ivar waiting: entries that are still only on the candidate's machine.
    :ivar late: events that came too late or from a machine that was taken over from.
    """

    registration_uuid: UUID
    sitting_uuid: UUID | None
    label: str
    number: int
    full_name: str
    org_name: str
    ticket_number: str
    state: SeatState
    answered: int
    total: int
    saved_seconds: int | None
    seen_seconds: int | None
    seconds_left: int | None
    waiting: int
    late: int


def list_board(session: Session, plan: ExamPlan, room: int, now: datetime) -> list[SeatView]:
    """Return the seats of a room in their order; four queries, however many seats there are."""
    registrations = [one for one in plans.list_registrations(session, plan.id) if one.room == room]
    sittings = {one.registration_id: one for one in plans.list_sittings(session, plan.id)}
    ids = [sittings[one.id].id for one in registrations if one.id in sittings]
    presence = plans.list_presence(session, ids)
    progress = journal.list_progress(session, ids)
    nothing = (None, 0)
    seats = []
    for registration in registrations:
        sitting = sittings.get(registration.id)
        key = sitting.id if sitting else 0
        seen_at, waiting = presence.get(key, nothing)
        done = progress.get(key, journal.Progress())
        seats.append(_seat(registration, sitting, done, seen_at, waiting, now))
    return seats


def _seat(  # noqa: PLR0917 - the five sources of one seat
    registration: Registration,
    sitting: Sitting | None,
    progress: journal.Progress,
    seen_at: datetime | None,
    waiting: int,
    now: datetime,
) -> SeatView:
    state = _state(sitting, seen_at, waiting, now)
    is_on = sitting is not None and sitting.state is SittingState.STARTED
    ends_at = sitting.ends_at if sitting else None
    return SeatView(
        registration_uuid=registration.uuid,
        sitting_uuid=sitting.uuid if sitting else None,
        label=registration.seat.label,
        number=registration.seat_number,
        full_name=registration.full_name,
        org_name=registration.org_name,
        ticket_number=registration.ticket_number,
        state=state,
        answered=sitting.answered
        if sitting and state is SeatState.HANDED_IN
        else progress.answered,
        total=_total(sitting),
        saved_seconds=_age(progress.saved_at, now),
        seen_seconds=_age(seen_at, now),
        seconds_left=max(0, round((ends_at - now).total_seconds())) if is_on and ends_at else None,
        waiting=waiting if is_on else 0,
        late=progress.late,
    )


def _state(
    sitting: Sitting | None, seen_at: datetime | None, waiting: int, now: datetime
) -> SeatState:
    if sitting is None:
        return SeatState.ABSENT
    if sitting.state is SittingState.SUBMITTED:
        return SeatState.HANDED_IN
    if sitting.state is SittingState.NOT_STARTED:
        return SeatState.CHECKED_IN
    last = seen_at or sitting.started_at or now
    if now - last > rules.OFFLINE_AFTER:
        return SeatState.OFFLINE
    return SeatState.LOCAL_ONLY if waiting else SeatState.ANSWERING


def _total(sitting: Sitting | None) -> int:
    sections = rules.read_sections(sitting.sections) if sitting else ()
    return max((section.last for section in sections), default=0)


def _age(moment: datetime | None, now: datetime) -> int | None:
    return None if moment is None else max(0, round((now - moment).total_seconds()))
