"""Find rooms, seats, forms, invigilators and closings of an exam."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.exams.arrangement import Candidate, RoomShape
from app.domain.exams.models import (
    Accommodation,
    ExamDraw,
    ExamPlan,
    ExamRoom,
    PlanForm,
    ProctorDraw,
    Registration,
    RoomClosing,
    SeatArrangement,
)
from app.domain.exams.queries import plans
from app.domain.exams.rules_plans import AccommodationState, Review

COLUMNS = 8


def list_rooms(session: Session, plan: ExamPlan) -> list[RoomShape]:
    """Return the rooms of an exam; those of the plan's own numbers unless they were described."""
    query = select(ExamRoom).where(ExamRoom.plan_id == plan.id).order_by(ExamRoom.number)
    found = [
        RoomShape(one.number, one.columns, one.capacity, one.name, one.is_separate)
        for one in session.scalars(query)
    ]
    return found or [
        RoomShape(number, COLUMNS, plan.seats_per_room) for number in range(1, plan.rooms + 1)
    ]


def find_arrangement(session: Session, plan_id: int) -> SeatArrangement | None:
    """Return the arrangement in force."""
    query = select(SeatArrangement).where(
        SeatArrangement.plan_id == plan_id, SeatArrangement.undone_at.is_(None)
    )
    return session.scalars(query.order_by(SeatArrangement.number.desc()).limit(1)).one_or_none()


def list_arrangements(session: Session, plan_id: int) -> Sequence[SeatArrangement]:
    """Return all arrangements of an exam, also those undone, in their order."""
    query = select(SeatArrangement).where(SeatArrangement.plan_id == plan_id)
    return session.scalars(query.order_by(SeatArrangement.number)).all()


def find_draw(session: Session, plan_id: int) -> ExamDraw | None:
    """Return the secret of an exam's drawings with its public digest."""
    return session.scalars(select(ExamDraw).where(ExamDraw.plan_id == plan_id)).one_or_none()


def list_proctor_draws(session: Session, plan_id: int) -> Sequence[ProctorDraw]:
    """Return the drawings of invigilators in their order; the last one counts."""
    query = select(ProctorDraw).where(ProctorDraw.plan_id == plan_id)
    return session.scalars(query.order_by(ProctorDraw.number)).all()


def list_proctors(session: Session, plan_id: int) -> dict[int, list[int]]:
    """Return room → person ids of its invigilators, the first in charge; empty if not drawn."""
    draws = list_proctor_draws(session, plan_id)
    return {room: list(persons) for room, persons in draws[-1].drawn} if draws else {}


def list_proctors_of(session: Session, plan_ids: Sequence[int]) -> dict[int, dict[int, list[int]]]:
    """Return plan → room → person ids of its invigilators, for many plans with one statement."""
    query = select(ProctorDraw.plan_id, ProctorDraw.drawn).where(ProctorDraw.plan_id.in_(plan_ids))
    found: dict[int, dict[int, list[int]]] = {plan_id: {} for plan_id in plan_ids}
    for row in session.execute(query.order_by(ProctorDraw.number)):
        found[row.plan_id] = {room: list(persons) for room, persons in row.drawn}
    return found


def list_forms(session: Session, plan_id: int) -> Sequence[PlanForm]:
    """Return the forms of the paper in force, by letter."""
    query = select(PlanForm).where(PlanForm.plan_id == plan_id, PlanForm.replaced_at.is_(None))
    return session.scalars(query.order_by(PlanForm.letter)).all()


def list_all_forms(session: Session, plan_id: int) -> Sequence[PlanForm]:
    """Return every form that was drawn, also those replaced, in order."""
    query = select(PlanForm).where(PlanForm.plan_id == plan_id)
    return session.scalars(query.order_by(PlanForm.number)).all()


def list_papers(session: Session, plan: ExamPlan) -> dict[str, tuple[int, bool]]:
    """Return letter → paper and whether it is in reserve; form A also of plans drawn without one.

    A plan that was drawn before there were forms has its paper and no form.
    """
    found = {one.letter: (one.paper_id, one.is_reserve) for one in list_forms(session, plan.id)}
    if plan.paper_id is not None:
        found.setdefault("A", (plan.paper_id, False))
    return dict(sorted(found.items()))


def find_paper_id(session: Session, registration: Registration) -> int | None:
    """Return the paper that lies at a candidate's seat; None if there is none yet."""
    query = select(PlanForm.paper_id).where(
        PlanForm.plan_id == registration.plan_id,
        PlanForm.letter == registration.form,
        PlanForm.replaced_at.is_(None),
    )
    return session.scalar(query) or registration.plan.paper_id


def count_pending(session: Session, plan_id: int) -> int:
    """Count the registrations whose qualification has not been decided."""
    waiting = [Review.PENDING, Review.UNIT_REVIEWED]
    return sum(one.review in waiting for one in plans.list_registrations(session, plan_id))


def list_candidates(session: Session, plan: ExamPlan) -> list[Candidate]:
    """Return who is to be seated, with those who were granted a separate room marked."""
    registrations = plans.list_registrations(session, plan.id)
    apart = list_granted(session, [one.person_id for one in registrations], plan.starts_at.date())
    return [
        Candidate(
            str(one.uuid),
            one.org_path,
            one.person_id in apart and apart[one.person_id].is_separate_room,
        )
        for one in registrations
    ]


def list_granted(session: Session, person_ids: Sequence[int], on: date) -> dict[int, Accommodation]:
    """Return person → accommodation in force on a day; the newest one counts."""
    query = (
        select(Accommodation)
        .where(
            Accommodation.person_id.in_(person_ids),
            Accommodation.state == AccommodationState.GRANTED,
            Accommodation.valid_until >= on,
        )
        .order_by(Accommodation.id)
    )
    return {one.person_id: one for one in session.scalars(query)}


def find_closing(session: Session, plan_id: int, room: int) -> RoomClosing | None:
    """Return the counts with which a room was closed."""
    query = select(RoomClosing).where(RoomClosing.plan_id == plan_id, RoomClosing.room == room)
    return session.scalars(query).one_or_none()


def list_closings(session: Session, plan_id: int) -> Sequence[RoomClosing]:
    """Return the closed rooms of an exam."""
    query = select(RoomClosing).where(RoomClosing.plan_id == plan_id)
    return session.scalars(query.order_by(RoomClosing.room)).all()


def count_arrangements(session: Session, plan_id: int) -> int:
    """Count how often seats were drawn for an exam."""
    query = select(func.count(SeatArrangement.id)).where(SeatArrangement.plan_id == plan_id)
    return session.scalar(query) or 0
