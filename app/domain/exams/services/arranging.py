"""Rooms, seats and invigilators of an exam; everything can be undone until it is ready."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.orm import Session

from app.domain.audit import services as audit
from app.domain.exams import arrangement, chance, policy, queries, rules
from app.domain.exams.arrangement import Method, RoomShape
from app.domain.exams.models import ExamPlan, ExamRoom, ProctorDraw, Registration, SeatArrangement
from app.domain.exams.proctoring import Proctor
from app.domain.exams.proctoring import draw_proctors as draw
from app.domain.exams.rules import Seat
from app.domain.exams.rules_plans import PlanState, require_transition
from app.domain.exams.services.draws import commit_draw
from app.domain.people import queries as people
from app.kernel.actor import Actor, Permission, Role
from app.kernel.errors import ConflictError, InvalidError
from app.kernel.problem import Problem
from app.kernel.text import msg

SITE = 1
DRAW_BEFORE = timedelta(hours=12)
"""Invigilators learn their room on the day, not before (domain.md 6.1)."""
WIDEST, MOST_SEATS, MOST_ROOMS = 12, 99, 99
BEFORE_SEATS = frozenset(
    {PlanState.DRAFT, PlanState.SUBMITTED, PlanState.APPROVED, PlanState.PUBLISHED,
     PlanState.REGISTRATION_CLOSED}
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class RoomFields:
    """What an officer writes down about a room."""

    name: str
    columns: int
    capacity: int
    is_separate: bool = False


def set_rooms(
    session: Session, *, actor: Actor, uuid: UUID, rooms: Sequence[RoomFields], now: datetime
) -> ExamPlan:
    """Describe the rooms of an exam; they are numbered in the order given.

    :raises InvalidError: a room of an impossible shape, or none for ordinary candidates.
    :raises ConflictError: seats have been arranged; undo that first.
    """
    plan = _get(session, actor, uuid)
    policy.can_edit_plan(actor, org_path=plan.org_path).require()
    if plan.state not in BEFORE_SEATS:
        raise ConflictError(msg("The seats are arranged. Undo that before changing the rooms."))
    _require_shapes(rooms)
    session.execute(delete(ExamRoom).where(ExamRoom.plan_id == plan.id))
    for number, one in enumerate(rooms, start=1):
        session.add(
            ExamRoom(
                plan_id=plan.id,
                number=number,
                name=one.name.strip(),
                columns=one.columns,
                capacity=one.capacity,
                is_separate=one.is_separate,
            )
        )
    plan.rooms = len(rooms)
    plan.seats_per_room = max(one.capacity for one in rooms)
    session.flush()
    _audit(session, actor, "exams.rooms.set", plan, now, rooms=len(rooms))
    return plan


def _require_shapes(rooms: Sequence[RoomFields]) -> None:
    problems = []
    for number, one in enumerate(rooms, start=1):
        if not 1 <= one.columns <= WIDEST or not 1 <= one.capacity <= MOST_SEATS:
            reason = msg("Room %(number)s: up to 12 seats in a row and 99 in all.", number=number)
            problems.append(Problem("rooms", reason))
    if all(one.is_separate for one in rooms) or len(rooms) > MOST_ROOMS:
        problems.append(Problem("rooms", msg("Describe between 1 and 99 ordinary rooms.")))
    if problems:
        raise InvalidError(problems)


def arrange_seats(
    session: Session,
    *,
    actor: Actor,
    uuid: UUID,
    method: Method,
    keep_units_apart: bool,
    now: datetime,
) -> SeatArrangement:
    """Give every registered person a seat by lot, a form of the paper, and the ticket number.

    :raises InvalidError: it cannot be done; one problem each, with the way out.
    :raises ConflictError: the registration is still open, or reviews are pending.
    """
    plan = _get(session, actor, uuid)
    policy.can_edit_plan(actor, org_path=plan.org_path).require()
    _require_arrangeable(session, plan)
    candidates = queries.list_candidates(session, plan)
    rooms = queries.list_rooms(session, plan)
    papers = queries.list_papers(session, plan).items()
    letters = [letter for letter, (_, is_reserve) in papers if not is_reserve]
    options = arrangement.Options(method, keep_units_apart, tuple(letters or ["A"]))
    number = queries.count_arrangements(session, plan.id) + 1
    secret = commit_draw(session, actor=actor, plan=plan, now=now).secret
    seed = chance.seed_text(secret, "seats", number)
    placed = arrangement.arrange(candidates, rooms, options, seed)
    registrations = queries.list_registrations(session, plan.id)
    row = SeatArrangement(
        plan_id=plan.id,
        number=number,
        method=method,
        keep_units_apart=keep_units_apart,
        forms=list(options.forms),
        rooms=[[one.number, one.columns, one.capacity, one.is_separate] for one in rooms],
        candidates=[[one.key, one.unit, one.is_separate] for one in candidates],
        placed=[one.to_json() for one in placed],
        before=[[str(one.uuid), one.room, one.seat_number, one.form] for one in registrations],
        made_by_id=actor.person_id,
        made_at=now,
    )
    session.add(row)
    _seat_all(session, plan, registrations, row.placed, rooms)
    plan.state = PlanState.ARRANGED
    details = {"number": number, "method": method.value, "apart": keep_units_apart}
    _audit(session, actor, "exams.seats.arranged", plan, now, **details)
    return row


def _require_arrangeable(session: Session, plan: ExamPlan) -> None:
    if plan.state is not PlanState.ARRANGED:
        require_transition(plan.state, PlanState.ARRANGED)
    pending = queries.count_pending(session, plan.id)
    if pending:
        raise ConflictError(
            msg("%(n)s registrations still wait for their review. Decide them first.", n=pending)
        )
    if not queries.list_registrations(session, plan.id):
        raise ConflictError(msg("Nobody is registered, so there is nobody to seat."))


def _seat_all(
    session: Session,
    plan: ExamPlan,
    registrations: Sequence[Registration],
    placed: Sequence[Sequence[object]],
    rooms: Sequence[RoomShape],
) -> None:
    """Move everyone at once; a seat is unique, so all get up before anyone sits down."""
    places = {str(key): rest for key, *rest in placed}
    columns = {room.number: room.columns for room in rooms}
    for one in registrations:
        one.seat_number = -one.id
    session.flush()
    for one in registrations:
        room, number, form = places.get(str(one.uuid), (one.room, -one.id, one.form))
        one.room, one.seat_number, one.form = int(str(room)), int(str(number)), str(form)
        one.seat_columns = columns.get(one.room, queries.COLUMNS)
        one.ticket_number = ticket(plan, one.seat)
    session.flush()


def ticket(plan: ExamPlan, seat: Seat) -> str:
    """Return the ticket number of a seat."""
    return rules.ticket_number(
        year=plan.year,
        region=plan.region,
        plan=plan.serial,
        tier=plan.tier,
        site=SITE,
        seat=seat,
    )


def undo_arrangement(session: Session, *, actor: Actor, uuid: UUID, now: datetime) -> ExamPlan:
    """Put everyone back where they sat before the last arrangement."""
    plan = _get(session, actor, uuid)
    policy.can_edit_plan(actor, org_path=plan.org_path).require()
    if plan.state is not PlanState.ARRANGED:
        raise ConflictError(msg("Only an arrangement that is not in use yet can be undone."))
    last = queries.find_arrangement(session, plan.id)
    if last is None:
        raise ConflictError(msg("There is no arrangement to undo."))
    rooms = queries.list_rooms(session, plan)
    _seat_all(session, plan, queries.list_registrations(session, plan.id), last.before, rooms)
    last.undone_at, last.undone_by_id = now, actor.person_id
    session.flush()
    if queries.find_arrangement(session, plan.id) is None:
        plan.state = PlanState.REGISTRATION_CLOSED
    _audit(session, actor, "exams.seats.undone", plan, now, number=last.number)
    return plan


def draw_proctors(
    session: Session, *, actor: Actor, uuid: UUID, per_room: int, now: datetime
) -> ProctorDraw:
    """Draw the invigilators of all rooms on the day; nobody watches their own colleagues.

    :raises InvalidError: some rooms cannot be filled; one problem each.
    :raises ConflictError: the seats are not arranged yet, or it is too early.
    """
    plan = _get(session, actor, uuid)
    policy.can_edit_plan(actor, org_path=plan.org_path).require()
    if plan.state not in {PlanState.ARRANGED, PlanState.PAPERS_SEALED}:
        raise ConflictError(msg("Arrange the seats first; the invigilators depend on them."))
    if now < plan.starts_at - DRAW_BEFORE:
        raise ConflictError(
            msg("Invigilators are drawn on the day, from 12 hours before the start.")
        )
    units = _units_of_rooms(session, plan)
    holders = people.list_role_holders(
        session, Role.INVIGILATOR, org_path=plan.org_path, on=now.date()
    )
    registered = {one.person_id for one in queries.list_registrations(session, plan.id)}
    fit = {one.code: one for one in holders if one.person_id not in registered}
    number = len(queries.list_proctor_draws(session, plan.id)) + 1
    secret = commit_draw(session, actor=actor, plan=plan, now=now).secret
    proctors = [Proctor(code, one.org_path) for code, one in sorted(fit.items())]
    drawn = draw(units, proctors, chance.seed_text(secret, "proctors", number), per_room)
    row = ProctorDraw(
        plan_id=plan.id,
        number=number,
        rooms=[[room, sorted(paths)] for room, paths in units.items()],
        proctors=[[one.key, one.unit] for one in proctors],
        drawn=[[room, [fit[code].person_id for code in codes]] for room, codes in drawn.items()],
        drawn_by_id=actor.person_id,
        drawn_at=now,
    )
    session.add(row)
    session.flush()
    _audit(session, actor, "exams.proctors.drawn", plan, now, number=number, rooms=len(drawn))
    return row


def _units_of_rooms(session: Session, plan: ExamPlan) -> Mapping[int, set[str]]:
    units: dict[int, set[str]] = {}
    for one in queries.list_registrations(session, plan.id):
        units.setdefault(one.room, set()).add(one.org_path)
    return units


def _get(session: Session, actor: Actor, uuid: UUID) -> ExamPlan:
    scope = actor.scope(Permission.EXAMS_PLAN_READ)
    return queries.get_plan(session, uuid, scope=scope, lock=True)


def _audit(
    session: Session, actor: Actor, action: str, plan: ExamPlan, now: datetime, **details: object
) -> None:
    audit.record(session, actor=actor, action=action, subject=plan.code, at=now, details=details)
